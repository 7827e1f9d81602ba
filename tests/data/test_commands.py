"""The commands that need no server."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.commandline.commands.data import data_app

Maker = Callable[[Path], Path]


def listed() -> dict[str, str]:
    """Run `data list` and return each dataset's line, by name."""
    result = CliRunner().invoke(data_app, ["list"])
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0].split() == ["Name", "Images", "Classes", "Size", "Licence", "Where"]
    return {line.split()[0]: line for line in lines[1:]}


def test_list_is_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Is the list plain text, a line for each dataset, that says what is there?"""
    long = tmp_path / ("[bold]" + "x" * 150)
    (long / "fashion_mnist").mkdir(parents=True)
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(long))
    lines = listed()
    assert set(lines) == {"spiral", "fashion_mnist", "cifar10"}
    assert lines["spiral"].endswith("generated")
    assert lines["fashion_mnist"].endswith(
        f"missing: {long}/fashion_mnist/fashion_mnist_subset.npz"
    )
    assert lines["cifar10"].endswith("not here: autograder data fetch cifar10")


def test_list_names_the_files(
    make_npz: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Does the list give the paths of what is there, and the reason for what is not?"""
    path = make_npz(tmp_path)
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(path))
    lines = listed()
    assert lines["fashion_mnist"].endswith("datasets/fashion_mnist/fashion_mnist_subset.npz")
    assert "missing" not in lines["fashion_mnist"]
    assert lines["cifar10"].endswith(str(path))
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(tmp_path / "gone"))
    assert "missing: " in listed()["cifar10"]


@pytest.mark.parametrize("name", ["spiral", "fashion_mnist"])
def test_nothing_to_fetch(name: str) -> None:
    """Does fetching what ships say that it ships?"""
    result = CliRunner().invoke(data_app, ["fetch", name])
    assert result.exit_code == 0
    assert result.stdout == f"{name} ships with the kit: nothing to fetch.\n"


def test_unknown_name() -> None:
    """Does a wrong name list the right ones?"""
    result = CliRunner().invoke(data_app, ["fetch", "mnist"])
    assert result.exit_code == 1
    expected = "There is no dataset 'mnist': the kit knows spiral, fashion_mnist, cifar10.\n"
    assert result.stderr == expected
