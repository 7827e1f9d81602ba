"""nbgrader hands the pages back, and it is said when two commands write them."""

from pathlib import Path

from nbgrader.utils import notebook_hash

from autograder.instructors.reports.feedback.publish import GENERATOR
from tests.batch.small_class import SmallClass
from tests.instructors.reports.feedback.conftest import SECRET, Run

NBGRADER = ("-m", "nbgrader")


def test_release_feedback(room: SmallClass, run: Run, tmp_path: Path) -> None:
    """Does `nbgrader release_feedback` put our page where the student's fetch looks for it?"""
    run("ps1", "--student", "ada")
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    words = (f"--Exchange.root={exchange}", "--student=ada")
    done = room.run([*NBGRADER, "release_feedback", "ps1", *words])
    assert done.returncode == 0, done.stderr
    for name in ("p1", "p2"):
        released = (
            exchange
            / "small"
            / "feedback"
            / f"{notebook_hash(secret=SECRET, notebook_id=name)}.html"
        )
        page = room.folder / "feedback" / "ada" / "ps1" / f"{name}.html"
        assert released.read_bytes() == page.read_bytes()
        assert released.stat().st_mode & 0o044 == 0o044
    assert len(list((exchange / "small" / "feedback").iterdir())) == 2


def test_two_commands(room: SmallClass, run: Run) -> None:
    """Does nbgrader leave our pages alone unless forced, and do we say that we replace its own?"""
    page = room.folder / "feedback" / "ada" / "ps1" / "p1.html"
    ours = [*NBGRADER, "generate_feedback", "ps1", "--student=ada"]
    run("ps1", "--student", "ada")
    assert room.run(ours).returncode == 0
    assert GENERATOR in page.read_text(encoding="utf-8")
    assert room.run([*ours, "--force"]).returncode == 0
    assert GENERATOR not in page.read_text(encoding="utf-8")
    done = run("ps1", "--student", "ada")
    assert done.exit_code == 0 and "2 replaced a page that another command" in done.output
    assert GENERATOR in page.read_text(encoding="utf-8")
