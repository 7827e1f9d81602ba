"""How much a submission may use."""

from dataclasses import dataclass, fields

from autograder.findings import text


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook's processes; times in seconds, sizes in MB (2**20 bytes).

    `call_seconds` holds for a cell and for each call of a function; `memory_mb` for each process
    and for all of them together; `processes` counts threads, too; `file_mb` is one file,
    `scratch_mb` all files.
    """

    call_seconds: int = 30
    notebook_seconds: int = 300
    cpu_seconds: int = 300
    memory_mb: int = 4096
    processes: int = 64
    file_mb: int = 64
    scratch_mb: int = 256
    open_files: int = 256
    message_mb: int = 256
    start_seconds: int = 60

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(text("sandbox.limit", name=field.name, value=value))

    def of_kernel(self) -> dict[str, int]:
        """Return those that the kernel holds each process to."""
        names = ("cpu_seconds", "memory_mb", "file_mb", "open_files", "processes")
        return {name: getattr(self, name) for name in names}
