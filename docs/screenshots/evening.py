"""Photograph the review of the class of thirty: a group, and one comment for all of it."""

import re
import signal
import subprocess
import sys
from pathlib import Path

from class_of_30 import NAME, make_class
from playwright.sync_api import Browser, ViewportSize

WINDOW: ViewportSize = {"width": 1000, "height": 1180}
PROGRAM = [sys.executable, "-c", "from autograder.cli import main; main()"]
COMMENT = "The penalty on W is part of the loss, so its slope, reg * W, is part of dW."


def photograph_review(browser: Browser, course: Path, output: Path) -> None:
    """Grade the class of thirty, and take the largest group of the second question."""
    make_class(course)
    subprocess.run([*PROGRAM, "grade", NAME], cwd=course, check=True, stdout=subprocess.DEVNULL)
    words = [*PROGRAM, "review", NAME, "--no-browser"]
    with subprocess.Popen(words, cwd=course, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - for the type checker
        said = next(line for line in server.stdout if "http://" in line)
        page = browser.new_page(viewport=WINDOW)
        page.goto(said[said.index("http://") :].strip())
        page.get_by_role("link", name=re.compile("vectorized")).click()
        group = page.get_by_role("region").first
        if not group.get_by_label("Comment for all").input_value():
            group.get_by_label("Comment for all").fill(COMMENT)
        group.get_by_role("heading").first.evaluate("each => each.scrollIntoView()")
        page.screenshot(path=output / "review.png")
        print(f"{output / 'review.png'}")
        page.goto(page.url.split("question")[0] + "offers")
        page.screenshot(path=output / "review-offers.png")
        print(f"{output / 'review-offers.png'}")
        page.close()
        server.send_signal(signal.SIGINT)
