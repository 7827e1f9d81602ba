"""A page may ask and run what is its own, and each exception has a reason."""

import re
from pathlib import Path

import pytest

from autograder.instructors.authoring.site.policy import DIRECTIVES, policy, with_policy

PAGE = (
    '<html><head lang="en"><script type="application/json">{}</script><script>go()</script></head>'
)


def test_it_comes_first() -> None:
    """Does the policy stand before anything that it is about?"""
    assert re.match(r'<html><head lang="en">\s*<meta http-equiv="Content-Sec', with_policy(PAGE))


def test_scripts_in_a_page_are_allowed_one_by_one() -> None:
    """Has each script in the page its hash, and no other may stand there?"""
    assert len(re.findall(r"'sha256-[^']+'", policy(PAGE))) == 1
    scripts = next(part for part in policy(PAGE).split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in scripts


@pytest.mark.parametrize("host", ["", "cdn.example.org"])
def test_no_other_host_unless_asked_for(host: str) -> None:
    """Is the one host that was asked for all that the policy names?"""
    assert set(re.findall(r"https?://[^ ;]+", policy(PAGE, host))) == (
        {f"https://{host}"} if host else set()
    )


def test_each_exception_has_a_reason(root: Path) -> None:
    """Do the docs say of each directive why more than the own origin is allowed?"""
    said = (root / "docs" / "site.md").read_text(encoding="utf-8")
    for name, allowed in DIRECTIVES.items():
        for each in {*allowed} - {"'self'", "'none'"}:
            assert re.search(rf"\| `{name}` \| .*`{re.escape(each)}`.* \| .+ \|", said), (
                name,
                each,
            )
    assert DIRECTIVES["default-src"] == ("'self'",)
