"""Check a notebook as `autograder check` does: python grading_check.py COURSE NOTEBOOK.

Prints a JSON object: the seconds until the first cell began, with the imports, and those after it.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Check, and print the seconds."""
    start = time.perf_counter()
    course, notebook = sys.argv[1:]
    os.chdir(course)
    from autograder.selfstudy.check import check_notebook

    begun: list[float] = []
    report = check_notebook(Path(notebook), 60.0, lambda *_: begun.append(time.perf_counter()))
    over = time.perf_counter()
    if not report.complete:
        raise SystemExit(f"not all points: {report.to_json()}")
    print(json.dumps({"start": begun[0] - start, "cells": over - begun[0]}))


if __name__ == "__main__":
    main()
