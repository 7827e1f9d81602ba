"""Limits that the student's process takes on before it runs a line of theirs."""

import contextlib
from collections.abc import Mapping

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

# By the name that the starting process uses: the kernel's limit and what it counts in.
_KERNEL = {
    "cpu_seconds": ("RLIMIT_CPU", 1),
    "memory_mb": ("RLIMIT_AS", 2**20),
    "file_mb": ("RLIMIT_FSIZE", 2**20),
    "open_files": ("RLIMIT_NOFILE", 1),
    "processes": ("RLIMIT_NPROC", 1),
}


def limit_this_process(limits: Mapping[str, int]) -> None:
    """Lower the kernel's limits of this process and those it will start; never raise one."""
    if resource is None:
        return
    for name, (kernel_name, unit) in _KERNEL.items():
        if name in limits:
            _lower(getattr(resource, kernel_name), limits[name] * unit)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # A second beyond: at the soft limit the signal says that it was the time, at the hard one not.
    ceiling = least + 1 if kind == resource.RLIMIT_CPU and least != hard else least
    with contextlib.suppress(ValueError, OSError):  # a system that doesn't have this one
        resource.setrlimit(kind, (least, ceiling))
