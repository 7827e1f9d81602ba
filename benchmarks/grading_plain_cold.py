"""Run a notebook's cells in plain IPython, once: python grading_plain_cold.py COURSE NOTEBOOK.

Prints a JSON object: the seconds that the cells took, their imports included.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Run, and print the seconds."""
    course, notebook = sys.argv[1:]
    os.chdir(course)
    os.environ |= {
        "AUTOGRADER_COURSE": course,
        "NBGRADER_EXECUTION": "autograde",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    from autograder.engine.agent.shell import Shell

    shell = Shell.instance()
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    start = time.perf_counter()
    for cell in cells:
        if cell["cell_type"] == "code":
            shell.run("".join(cell["source"]))
    print(json.dumps({"cells": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
