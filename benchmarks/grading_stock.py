"""Grade some students with stock nbgrader in one process: python grading_stock.py COURSE NAME ...

Prints a JSON object: wall seconds and CPU seconds for each submission after the first, which also
imports what nbgrader needs.
"""

import json
import logging
import os
import sys
import time
import warnings
from pathlib import Path


def main() -> None:
    """Grade, and print the seconds."""
    course, name, *students = sys.argv[1:]
    os.chdir(course)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ |= {"PATH": path, "AUTOGRADER_COURSE": course}
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import Config, PyFileConfigLoader

    config = Config(PyFileConfigLoader("nbgrader_config.py", path=course).load_config())
    config.CourseDirectory.root = course
    config.NbGraderAPI.log_level = "ERROR"
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    api = NbGraderAPI(config=config)
    taken = []
    for student in students:
        wall, cpu = time.perf_counter(), _cpu()
        if not api.autograde(name, student, force=True)["success"]:
            raise SystemExit(f"stock nbgrader could not grade {student}")
        taken.append((time.perf_counter() - wall, _cpu() - cpu))
    walls, cpus = zip(*taken[1:], strict=True)
    print(json.dumps({"wall": walls, "cpu": cpus}))


def _cpu() -> float:
    return sum(os.times()[:4])  # with kernels that have ended


if __name__ == "__main__":
    main()
