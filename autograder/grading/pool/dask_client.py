"""The connection to a Dask cluster that can grade as this machine would."""

from collections.abc import Set
from typing import TYPE_CHECKING

from autograder.grading.course import CourseError
from autograder.grading.grade.keys import kit_key
from autograder.grading.pool.dask_worker import check
from autograder.grading.sandbox.isolation import Isolation, NoSandbox

if TYPE_CHECKING:
    from distributed import Client

_NOT_INSTALLED = (
    "Grading on a cluster needs Dask: pip install 'linear-classifier-kit[cluster]' here and "
    "where the workers run."
)
_NO_SCHEDULER = "No Dask scheduler answers at {address} within {seconds:.0f} s: {reason}."
NO_WORKERS = "The Dask scheduler at {address} has had no worker for {seconds:.0f} s."
OTHER_KIT = (
    "The Dask worker {worker} has another version of this kit, or of what it needs, than this "
    "machine: install the same on both ({reason})."
)


def connected(address: str, seconds: float, isolations: Set[Isolation]) -> "Client":
    """Return a client of the cluster whose scheduler is at `address`; it has a worker.

    Raises CourseError, and NoSandbox when a worker can't make one that `isolations` ask for.
    """
    client = _client(address, seconds)
    try:
        client.wait_for_workers(1, timeout=seconds)
        _check(client, isolations)
    except TimeoutError as error:
        client.close()
        raise CourseError(NO_WORKERS.format(address=address, seconds=seconds)) from error
    except BaseException:
        client.close()
        raise
    return client


def _client(address: str, seconds: float) -> "Client":
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise CourseError(_NOT_INSTALLED) from error
    # Dask warns of large tasks; ours carry a submission's files
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})
    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, ValueError) as error:
        words = _NO_SCHEDULER.format(address=address, seconds=seconds, reason=error)
        raise CourseError(words) from error


def _check(client: "Client", isolations: Set[Isolation]) -> None:
    """Raise CourseError or NoSandbox if a worker can't grade as this machine would."""
    found = client.run(check, kit_key(), isolations, on_error="return")
    for worker, error in found.items():
        if isinstance(error, NoSandbox):
            raise NoSandbox(f"On the Dask worker {worker}: {error}")
        if error is not None and not isinstance(error, OSError):  # that one is gone by now
            raise CourseError(OTHER_KIT.format(worker=worker, reason=error))
