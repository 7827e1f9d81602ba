"""A folder of packages to install from: the build backend, made from what is installed."""

import base64
import hashlib
import sysconfig
import zipfile
from importlib.metadata import version
from pathlib import Path


def flit_wheel(folder: Path) -> str:
    """Write a wheel of the installed flit_core; return the line that requires it by its hash."""
    site = Path(sysconfig.get_path("purelib"))
    number = version("flit_core")
    info = f"flit_core-{number}.dist-info"
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted((site / "flit_core").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    files |= {f"{info}/{name}": (site / info / name).read_bytes() for name in ("METADATA", "WHEEL")}
    record = "".join(f"{name},sha256={_hash(data)},{len(data)}\n" for name, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = folder / f"flit_core-{number}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return f"flit-core=={number} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
