"""How much grading the machine can do at a time."""

import os

import psutil

from autograder.course.doctor.finding import Finding, trouble

GB = 1024**3
A_WORKER = 0.5 * GB  # what grading the kit's notebooks takes at most for each worker, with room
_SMALL = (
    "Each worker may need half a GB: close other programs, or grade with fewer workers at a time "
    "(`autograder grade NAME --jobs {jobs}`)."
)


def machine(free: float | None = None) -> Finding:
    """Compare the memory that is free, in bytes, with what a worker for each core may need."""
    cores = _cores()
    free = float(psutil.virtual_memory().available) if free is None else free
    found = f"{cores} cores, {free / GB:.1f} GB of memory free"
    if free < cores * A_WORKER:
        return trouble("machine", found, _SMALL.format(jobs=max(1, int(free // A_WORKER))))
    return Finding("machine", found)


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
