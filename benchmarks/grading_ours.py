"""Grade a course with the kit, and look at what it takes: time, CPU, memory, where it goes."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.batch.opening import Options, open_class

_LOOK_SECONDS = 0.2


@dataclass
class Taken:
    """What a class took, once each worker had delivered its first; seconds, and MB.

    `cells` and the other phases are seconds that workers spent, summed over submissions.
    """

    graded: int = 0
    start: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0
    jobs: int = 1
    phases: dict[str, float] = field(default_factory=dict)
    worker_mb: float = 0.0
    driver_mb: list[float] = field(default_factory=list)

    @property
    def each(self) -> float:
        """Wall seconds a submission."""
        return self.wall / self.graded


def grade(course: Path, name: str, jobs: int, students: tuple[str, ...] = ()) -> Taken:
    """Grade again what was handed in."""
    taken = Taken(jobs=jobs)
    options = Options(students=students, jobs=jobs, force=True)
    begin = time.perf_counter()
    with open_class(course, name, options) as opened, _watched(taken):
        wall = cpu = 0.0
        for number, outcome in enumerate(opened.outcomes, 1):
            if outcome.state != "graded":
                raise SystemExit(f"{outcome.student}: {outcome.state} {outcome.look}")
            if number > jobs:
                for phase, seconds in (outcome.seconds or {}).items():
                    taken.phases[phase] = taken.phases.get(phase, 0.0) + seconds
            if number == jobs:
                wall, cpu = time.perf_counter(), _cpu()
                taken.start = wall - begin
            if number % max(1, opened.total // 10) == 0:
                taken.driver_mb.append(_driver_mb())
        taken.graded = opened.total - jobs
        taken.wall, taken.cpu = time.perf_counter() - wall, _cpu() - cpu
    return taken


def _cpu() -> float:
    """Return the CPU seconds of this process and of all workers, with what they started."""
    total = sum(os.times()[:2])
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])
    return total


def _driver_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


@contextlib.contextmanager
def _watched(taken: Taken) -> Iterator[None]:
    """Within, look at the workers' memory now and then; keep the most that one had."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            for worker in psutil.Process().children():
                taken.worker_mb = max(taken.worker_mb, _private_mb(worker))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _private_mb(worker: psutil.Process) -> float:
    """Return the anonymous memory of a worker and all below it; what forks share counts once."""
    total = 0.0
    with contextlib.suppress(psutil.Error, OSError):
        for process in (worker, *worker.children(recursive=True)):
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss_Anon:"):
                        total += int(line.split()[1]) / 1024
    return total
