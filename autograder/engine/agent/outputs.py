"""What a cell shows, as nbformat writes it down, up to a limit."""

import base64
import io
import sys
from typing import Any, TextIO

from autograder.findings import text as say

MOST_CHARACTERS = 500_000
MOST_PICTURE_CHARACTERS = 16_000_000
MOST_OUTPUTS = 500

Output = dict[str, Any]
Bundle = dict[str, Any]


class Outputs:
    """The outputs of one cell in order; streams of one name are joined."""

    def __init__(self, most_characters: int = MOST_CHARACTERS) -> None:
        self.items: list[Output] = []
        self._left = self._most = most_characters
        self._left_for_pictures = MOST_PICTURE_CHARACTERS
        self._clear_next = False

    def write(self, name: str, text: str) -> None:
        """Add text to the stream `name` (stdout or stderr)."""
        text = self._afford(text)
        if not text:
            return
        self._begin()
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"] += text
        elif len(self.items) < MOST_OUTPUTS:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def show(self, bundle: Bundle, metadata: Bundle, shown_id: str = "") -> None:
        """Add something displayed, or replace what was displayed under the same id."""
        item = {"output_type": "display_data", "data": _plain(bundle), "metadata": metadata}
        same = [each for each in self.items if shown_id and each.get("shown_id") == shown_id]
        for each in same:
            each["data"] = item["data"]
        if not same:
            self._add(item | ({"shown_id": shown_id} if shown_id else {}))

    def result(self, bundle: Bundle, metadata: Bundle, count: int) -> None:
        """Add the value of the cell's last expression; its text is shown beyond the limit, too.

        It may be a number of points, and a test without one gives them all.
        """
        item = {"output_type": "execute_result", "execution_count": count, "metadata": metadata}
        data = _plain(bundle)
        if not self._add({**item, "data": data}):
            self.items.append(
                {**item, "data": {"text/plain": str(data.get("text/plain"))[:10_000]}}
            )

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """Add the exception that ended the cell; it is shown even when the limit is reached."""
        self._begin()
        item = {"output_type": "error", "ename": name, "evalue": message[:10_000]}
        self.items.append({**item, "traceback": [line[:20_000] for line in traceback[-50:]]})

    def clear(self, wait: bool = False) -> None:
        """Drop everything, or do so when the next output comes."""
        self._clear_next = wait
        if not wait:
            self.items.clear()

    def text(self, name: str) -> str:
        """Return all that was written to a stream."""
        return "".join(item["text"] for item in self.items if item.get("name") == name)

    def _add(self, item: Output) -> bool:
        """Add an output and return True; if there is no room for it, add a note."""
        texts, pictures = _sizes(item["data"])
        room = texts <= self._left and pictures <= self._left_for_pictures
        if not room or len(self.items) >= MOST_OUTPUTS:
            self.write("stdout", " " * (self._left + 1))  # only the note on the limit is kept
            return False
        self._left -= texts
        self._left_for_pictures -= pictures
        self._begin()
        self.items.append(item)
        return True

    def _begin(self) -> None:
        if self._clear_next:
            self.clear()

    def _afford(self, text: str) -> str:
        if len(text) <= self._left:
            self._left -= len(text)
            return text
        kept = text[: max(self._left, 0)].rstrip(" ")
        note = (
            say("student-output.cut", most=f"{self._most:,} characters") if self._left >= 0 else ""
        )
        self._left = -1
        return kept + note


class Stream(io.TextIOBase):
    """A text stream such as sys.stdout, whose text becomes an output."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def write(self, text: str) -> int:
        """Add text to the stream's output."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        self._outputs.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True


def _sizes(bundle: Bundle) -> tuple[int, int]:
    """Return how many characters of text a MIME bundle has, and how many of pictures."""
    sizes = [(mime, len(value)) for mime, value in bundle.items() if isinstance(value, str)]
    pictures = sum(size for mime, size in sizes if mime.startswith("image/"))
    return sum(size for _, size in sizes) - pictures, pictures


def _plain(bundle: Bundle) -> Bundle:
    """Return a MIME bundle with bytes as base64, as in a notebook file."""
    return {
        str(mime): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for mime, value in bundle.items()
    }


def where_warnings_go() -> TextIO:
    """Return sys.stdout, or what a test has put in the place of sys.stderr to look at.

    nbgrader takes anything on stderr in a graded cell for an error, and gives no points.
    """
    return sys.stdout if isinstance(sys.stderr, Stream) else sys.stderr
