"""The same cells alone: graded notebooks run top to bottom in plain IPython, warm, in a fork each.

    python grading_plain.py COURSE NAME STUDENT ...

Prints the CPU seconds of each: what remains if a grader costs nothing.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Run, and print the seconds."""
    course, name, *students = sys.argv[1:]
    os.chdir(course)
    os.environ |= {
        "AUTOGRADER_COURSE": course,
        "NBGRADER_EXECUTION": "autograde",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    import autograder.judging.question  # noqa: F401 - imported before anything is measured
    from autograder.engine.agent.preload import prepare
    from autograder.engine.agent.shell import Shell
    from autograder.judging.reference import load_reference

    shell = Shell.instance()
    prepare(shell, ("autograder.checks", "autograder.plots", "autograder.data"))
    if name != "minimal":
        load_reference(name)
    graded = [Path("autograded", student, name, f"{name}.ipynb") for student in students]
    print(json.dumps([_forked(shell, notebook) for notebook in graded]))


def _forked(shell: object, notebook: Path) -> float:
    ours, theirs = os.pipe()
    if os.fork() == 0:
        codes = [
            "".join(cell["source"])
            for cell in json.loads(notebook.read_text())["cells"]
            if cell["cell_type"] == "code"
        ]
        start = time.process_time()
        for source in codes:
            shell.run(source)  # type: ignore[attr-defined]
        os.write(theirs, str(time.process_time() - start).encode())
        os._exit(0)
    os.wait()
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        return float(pipe.read())


if __name__ == "__main__":
    main()
