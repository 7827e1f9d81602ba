"""What is kept of a course for the next submission is as new as its files."""

import os
from pathlib import Path

from autograder.gradebook.specifications import _version


def test_what_a_link_leads_to_counts(tmp_path: Path) -> None:
    """When a source is a link, does a change of its target count, and may it lead nowhere?"""
    target, link = tmp_path / "shared.ipynb", tmp_path / "p1.ipynb"
    link.symlink_to(target)
    nowhere = _version(link)
    target.write_text("one")
    first = _version(link)
    target.write_text("two")
    os.utime(target, ns=(1, 1))
    assert len({nowhere, first, _version(link)}) == 3
