"""The table of slow tests says what is there."""

from pathlib import Path

import pytest

from tests.support.tiers import LONG, NIGHTLY, SAMPLED, SLOW, entry_of, left_out


@pytest.mark.parametrize("entry", [*SLOW, *NIGHTLY, *SAMPLED, *LONG])
def test_an_entry_is_a_test(root: Path, entry: str) -> None:
    """Is there such a folder, file or test?"""
    path, _, test = entry.partition("::")
    assert (root / path).exists()
    assert not test or f"def {test}(" in (root / path).read_text(encoding="utf-8")


def test_the_table_is_sorted() -> None:
    """Is an entry easily found, and there once?"""
    assert list(SLOW) == sorted(set(SLOW))
    assert list(NIGHTLY) == sorted(NIGHTLY)
    assert list(SAMPLED) == sorted(SAMPLED)
    assert not set(SLOW) & NIGHTLY.keys()
    assert not [entry for entry in SAMPLED if entry_of(entry, NIGHTLY)]


@pytest.mark.parametrize("entry", SAMPLED)
def test_a_day_has_time_for_some_cases(entry: str) -> None:
    """Are as many cases run by day as the table says, the same ones in any order?"""
    cases = [f"{entry}[{number}]" for number in range(1000)]
    rest = left_out([*cases, "tests/other.py::test"])
    assert set(rest) < set(cases)
    assert len(cases) - len(rest) == SAMPLED[entry][0]
    assert set(rest.values()) == {entry}
    assert left_out(cases[::-1]) == rest


@pytest.mark.parametrize(
    ("nodeid", "entry"),
    [
        ("a/b.py::test_c[d]", "a/b.py::test_c"),
        ("a/b.py::test_cd", None),
        ("a/e/f.py::test", "a/e"),
        ("a/ef.py::test", None),
    ],
)
def test_which_entry_is_meant(nodeid: str, entry: str | None) -> None:
    """Does an entry mean what it names, and nothing whose name begins alike?"""
    assert entry_of(nodeid, ("a/b.py::test_c", "a/e")) == entry
