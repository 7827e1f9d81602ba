"""Frames on a socket: whole, cut off, too long, no JSON, late; nothing else comes out of them."""

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.engine.wire.frames import Channel, Closed, WireError, parse

Ends = tuple[Channel, socket.socket]


@contextlib.contextmanager
def ends(head_bytes: int = 200, blob_bytes: int = 100) -> Iterator[Ends]:
    """Make a channel that takes small frames, and the bare socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, head_bytes, blob_bytes), theirs


def frame(head: bytes, blob: bytes = b"") -> bytes:
    """Return the bytes of a frame."""
    return struct.pack(">IQ", len(head), len(blob)) + head + blob


def received(data: bytes) -> tuple[dict[str, Any], bytearray]:
    """Return what a channel reads when exactly these bytes arrive and the other side goes."""
    with ends() as (channel, theirs):
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        return channel.receive(5)


def test_whole_frames() -> None:
    """Do two frames in a row arrive as they were sent, the second without bytes?"""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send({"a": [1, "\ud800", None]}, b"\x00\xff")
        Channel(ours).send({})
        other = Channel(theirs)
        assert other.receive(5) == ({"a": [1, "\ud800", None]}, bytearray(b"\x00\xff"))
        assert other.receive(5) == ({}, bytearray())


def test_a_large_frame_arrives_in_pieces() -> None:
    """Does a frame that is larger than any buffer of the socket arrive whole?"""
    blob = bytes(range(256)) * 20_000
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=Channel(ours).send, args=({"n": 1}, blob))
        sender.start()
        head, data = Channel(theirs).receive(30)
        sender.join()
    assert (head, bytes(data)) == ({"n": 1}, blob)


@given(data=st.binary(max_size=400))
@example(data=b"")
@example(data=frame(b"[1]"))
@example(data=frame(b'{"a":' * 40))
def test_random_bytes(data: bytes) -> None:
    """Is random data never anything but an object with its bytes, or a WireError?"""
    with contextlib.suppress(WireError):
        head, blob = received(data)
        assert type(head) is dict
        assert type(blob) is bytearray


@given(head=st.binary(max_size=60), blob=st.binary(max_size=60), cut=st.integers(0, 200))
def test_random_heads(head: bytes, blob: bytes, cut: int) -> None:
    """Is a frame with a random head, perhaps cut off, read whole or refused?"""
    whole = frame(head, blob)
    with contextlib.suppress(WireError):
        _, came = received(whole[:cut])
        assert cut >= len(whole)
        assert came == blob


@pytest.mark.parametrize("cut", range(len(frame(b'{"a":1}', b"xy"))))
def test_cut_off(cut: int) -> None:
    """Is a frame that ends too early Closed, wherever it ends?"""
    with pytest.raises(Closed):
        received(frame(b'{"a":1}', b"xy")[:cut])


@pytest.mark.parametrize(
    ("lengths", "what"),
    [((201, 0), "head"), ((2**32 - 1, 0), "head"), ((2, 101), "data"), ((2, 2**64 - 1), "data")],
)
def test_declared_too_long(lengths: tuple[int, int], what: str) -> None:
    """Is a frame that says it is too long refused before anything of it is read?"""
    with pytest.raises(WireError, match=f"the {what} of a message has"):
        received(struct.pack(">IQ", *lengths) + b"{}")


@pytest.mark.parametrize(
    "head", [b"[]", b"1", b"null", b'"a"', b"NaN", b"", b"{", b"\xff", b"{}{}"]
)
def test_head_that_is_no_object(head: bytes) -> None:
    """Is a head that is no JSON object refused?"""
    with pytest.raises(WireError, match="a message is"):
        parse(head)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"a":' + "9" * 5000 + "}"])
def test_head_that_breaks_parsers(text: str) -> None:
    """Is very deep nesting, or a number of very many digits, refused like any other nonsense?"""
    with pytest.raises(WireError, match="no JSON"):
        parse(text.encode())


def test_nothing_in_time() -> None:
    """Does waiting end with TimeoutError: for nothing, and for half a frame?"""
    with ends() as (channel, theirs):
        with pytest.raises(TimeoutError):
            channel.receive(0.01)
        theirs.sendall(frame(b'{"a":1}')[:-1])
        with pytest.raises(TimeoutError):
            channel.receive(0.01)


def test_nobody_reads() -> None:
    """Does sending more than fits end in time when the other side is there but never reads?"""
    with ends() as (channel, _), pytest.raises(TimeoutError):
        channel.send({}, bytes(50_000_000), seconds=0.05)


def test_the_other_side_is_gone() -> None:
    """Are sending to, and reading from, an end that is closed both Closed, and our own end too?"""
    with ends() as (channel, theirs):
        theirs.close()
        for _ in range(2):
            with pytest.raises(Closed):
                channel.receive(5)
        with pytest.raises(Closed):
            channel.send({}, bytes(10_000_000))
        channel.close()
        with pytest.raises(Closed):
            channel.receive(5)
        with pytest.raises(Closed):
            channel.send({})


@given(st.dictionaries(st.text(), st.none() | st.floats(allow_nan=False) | st.text()))
def test_any_object(head: dict[str, Any]) -> None:
    """Is a frame with any JSON object as its head that very object?"""
    assert parse(json.dumps(head).encode("ascii")) == head
