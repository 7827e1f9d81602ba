"""A machine as Gradescope makes it of a zip, in a folder of its own."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from tests.support.ordinary_user import as_ordinary_user, give


class Machine:
    """The folder that is /autograder on Gradescope; its packages are those of this Python."""

    def __init__(self, root: Path, archive: bytes) -> None:
        self.root = root
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            for about in opened.infolist():
                path = Path(opened.extract(about, root / "source"))
                path.chmod((about.external_attr >> 16) & 0o777)
        (root / "venv").symlink_to(sys.prefix)
        shutil.copy(root / "source" / "run_autograder", root)
        (root / "submission").mkdir()

    def hand_in(self, files: dict[str, bytes]) -> None:
        """Take files, by their relative names, in place of what was handed in before."""
        shutil.rmtree(self.root / "submission")
        (self.root / "submission").mkdir()
        for name, data in files.items():
            path = self.root / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def run(self, **variables: str) -> tuple[dict[str, Any], str]:
        """Run run_autograder; return what results.json holds, and what was printed."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTHON"))}
        done = subprocess.run(
            [str(self.root / "run_autograder")],
            cwd=self.root,
            env={**kept, "AUTOGRADER_GRADESCOPE_ROOT": str(self.root), **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        text = (self.root / "results" / "results.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found, done.stdout

    def run_as(self, user: str, **variables: str) -> dict[str, Any] | None:
        """Run it as an `ordinary` user, or as who runs the tests; return the results, if any."""
        shutil.rmtree(self.root / "results", ignore_errors=True)
        command = [str(self.root / "run_autograder")]
        if user == "ordinary":
            give(self.root)
            command = as_ordinary_user(command, [self.root])
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AUTOGRADER", "PYTHON"))}
        kept |= {"AUTOGRADER_GRADESCOPE_ROOT": str(self.root), **variables}
        subprocess.run(command, cwd=self.root, env=kept, capture_output=True, check=False)
        try:
            text = (self.root / "results" / "results.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        found: dict[str, Any] = json.loads(text)
        return found
