"""Downloads as Canvas and Moodle make them, and hostile ones."""

import io
import json
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

NAME = "softmax-loss"
RELEASED = (ROOT / "assignments" / NAME / f"{NAME}.ipynb").read_bytes()


def answered(text: str) -> bytes:
    """Return the student notebook with a line of its own in it."""
    notebook = json.loads(RELEASED)
    notebook["cells"].append(
        {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": [text]}
    )
    return json.dumps(notebook).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of some files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def link_in_zip(name: str, target: str) -> bytes:
    """Return a zip with a symbolic link."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return data.getvalue()


# `lib/content_zipper.rb` of instructure/canvas-lms: <name>[_LATE]_<user>_<file>_<file's name>;
# text and links that were typed in; anon_<code> for the name and number when names are hidden.
CANVAS = {
    "doejane_12345_67890_softmax-loss.ipynb": answered("jane"),
    "müllermax_LATE_222_999_softmax-loss.ipynb": answered("max, first"),
    "müllermax_LATE_222_1000_softmax-loss-1.ipynb": answered("max, second"),
    "liuwei_333_1001_my work.zip": zipped(
        {
            "my work/homework.ipynb": answered("wei"),
            "my work/.ipynb_checkpoints/homework-checkpoint.ipynb": answered("old"),
            "__MACOSX/my work/._homework.ipynb": b"\x00\x05",
            "my work/notes.txt": b"notes",
        }
    ),
    "nobooknell_444_1002_report.pdf": b"%PDF",
    "typedtom_555_text.html": b"<p>my answer</p>",
}
ANONYMOUS = {
    "anon_Xy12Z_777_softmax-loss.ipynb": answered("one"),
    "LATE_anon_Ab34C_778_softmax-loss.ipynb": answered("two"),
}

# `mod/assign/classes/downloader.php` of moodle/moodle: <name>_<number>_assignsubmission_<kind>, as
# a folder (with _ at its end in older ones), or in front of the file's name.
MOODLE = {
    "Jane Doe_1001_assignsubmission_file/softmax-loss.ipynb": answered("jane"),
    "Max Müller_1002_assignsubmission_file_/softmax-loss - Kopie.ipynb": answered("max"),
    "Wei Liu_1003_assignsubmission_file_/sub/folder/homework.ipynb": answered("wei"),
    "Tom Typed_1004_assignsubmission_onlinetext_/onlinetext.html": b"<p>x</p>",
}
MOODLE_FLAT = {
    "Jane Doe_1001_assignsubmission_file_softmax-loss.ipynb": answered("jane"),
    "Max Müller_1002_assignsubmission_file_softmax-loss (1).ipynb": answered("max"),
    "Wei Liu_1003_assignsubmission_file_work.zip": zipped({"softmax-loss.ipynb": answered("wei")}),
}

# The example in nbgrader's FileNameCollectorPlugin.named_regexp.
NBGRADER = {
    "ps1_bitdiddle_attempt_2016-01-30-15-00-00_softmax-loss.ipynb": answered("first"),
    "ps1_bitdiddle_attempt_2016-01-30-20-30-00_softmax-loss.ipynb": answered("second"),
    "ps1_hacker_attempt_2016-01-30-16-30-10_softmax-loss.ipynb": answered("hacker"),
}


def as_zip(folder: Path, files: Mapping[str, bytes], name: str = "submissions.zip") -> Path:
    """Write a download as one zip."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path


def as_folder(folder: Path, files: Mapping[str, bytes], name: str = "unpacked") -> Path:
    """Write a download as somebody who has unpacked it has it."""
    for place, data in files.items():
        path = folder / name / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / name
