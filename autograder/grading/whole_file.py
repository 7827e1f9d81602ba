"""Files that are whole, or as they were before."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file in a folder that is there; raises OSError, and the file is then as it was."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part = Path(name)
        part.chmod(mode)
        part.replace(path)
    finally:  # also when somebody presses Ctrl-C now
        Path(name).unlink(missing_ok=True)
