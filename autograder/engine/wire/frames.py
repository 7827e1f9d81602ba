"""Frames over a socket: a head of JSON, then the bytes of its arrays; both of limited length.

A frame is 4 bytes with the length of the head, 8 with that of the bytes (big-endian), the head, the
bytes. Lengths are checked before anything is read or reserved.
"""

import json
import socket
import struct
import time
from typing import Any

from autograder.findings import text as say

HEAD_BYTES = 64 * 2**20
BLOB_BYTES = 512 * 2**20
_LENGTHS = struct.Struct(">IQ")
_PIECE = 2**20
_SMALL = 2**16  # such a message goes out, and often comes in, at once
_write = json.JSONEncoder(separators=(",", ":")).encode


class WireError(Exception):
    """The other side sent something that is no message of plain data; the text says what."""


class Unsendable(TypeError):  # noqa: N818 - it says what the value is
    """A value that is no plain data can't cross; the message names it."""


class Closed(WireError):  # noqa: N818 - a state of the line
    """The other side is gone."""


class Channel:
    """One end of a connected stream socket; every frame is a dict and a run of bytes."""

    def __init__(
        self, connection: socket.socket, head_bytes: int = HEAD_BYTES, blob_bytes: int = BLOB_BYTES
    ) -> None:
        self._socket = connection
        self._limits = head_bytes, blob_bytes
        self._ahead = bytearray()  # what has come in and was not read yet

    def send(
        self, head: dict[str, Any], blob: bytes | bytearray = b"", seconds: float | None = None
    ) -> None:
        """Send one frame; raises Closed when the other side is gone, TimeoutError if it is late."""
        text = _write(head).encode("ascii")
        until = None if seconds is None else time.monotonic() + seconds
        start = _LENGTHS.pack(len(text), len(blob)) + text
        try:
            for part in (start + blob,) if len(blob) < _SMALL else (start, blob):
                self._socket.settimeout(_left(until))
                self._socket.sendall(part)
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed(say("wire.closed")) from error

    def receive(self, seconds: float | None = None) -> tuple[dict[str, Any], bytearray]:
        """Return the next frame.

        Raises TimeoutError when it isn't whole after `seconds`, Closed when the other side is gone
        and WireError for a frame that is too long or no JSON object.
        """
        until = None if seconds is None else time.monotonic() + seconds
        lengths = _LENGTHS.unpack(bytes(self._read(_LENGTHS.size, until)))
        for what, length, most in zip(("head", "data"), lengths, self._limits, strict=True):
            if length > most:
                raise WireError(say("wire.too-long", what=what, length=length, most=most))
        head = parse(bytes(self._read(lengths[0], until)))
        return head, self._read(lengths[1], until)

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def _read(self, count: int, until: float | None) -> bytearray:
        """Return exactly `count` bytes; memory grows with what arrives, not with what is said."""
        while len(self._ahead) < count:
            missing = count - len(self._ahead)
            try:
                self._socket.settimeout(_left(until))
                piece = self._socket.recv(min(_PIECE, max(missing, _SMALL)))
            except TimeoutError:
                raise
            except OSError as error:
                raise Closed(say("wire.closed")) from error
            if not piece:
                raise Closed(say("wire.closed"))
            self._ahead += piece
        data, self._ahead = self._ahead[:count], self._ahead[count:]
        return data


def parse(text: bytes) -> dict[str, Any]:
    """Return the head of a frame; raises WireError if it is no JSON object."""
    try:
        head = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError(say("wire.no-json", error=" ".join(str(error).split())[:80])) from error
    if not isinstance(head, dict):
        raise WireError(say("wire.no-object", kind=type(head).__name__))
    return head


def _left(until: float | None) -> float | None:
    if until is None:
        return None
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no message in time")
    return left
