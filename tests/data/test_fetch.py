"""Fetching, from a server in this process that behaves and misbehaves."""

import errno
import gc
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pooch
import pytest
from typer.testing import CliRunner

from autograder.commandline.commands.data import data_app
from autograder.data import DataError, load_cifar10
from autograder.data.cifar10_fetch import fetch_cifar10
from autograder.data.places import fetched_folder

Maker = Callable[[Path], Path]


class Server(ThreadingHTTPServer):
    """Serves one body, and remembers how often it was asked."""

    body = b""
    status = 200
    cut = 0  # so many answers break off in the middle
    asked = 0

    @property
    def url(self) -> str:
        """Return the address of the body."""
        return f"http://127.0.0.1:{self.server_port}/cifar-10-python.tar.gz"

    @property
    def known_hash(self) -> str:
        """Return the body's checksum."""
        return f"md5:{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"


class Handler(BaseHTTPRequestHandler):
    """Answers with the server's body."""

    server: Server

    def do_GET(self) -> None:  # http.server's name
        """Send the status and the body, or half of it."""
        self.server.asked += 1
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        half = self.server.asked <= self.server.cut
        self.wfile.write(self.server.body[: len(self.server.body) // (2 if half else 1)])

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def server(
    make_tarball: Maker, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Serve the tiny tarball until the test is over."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("pooch.core.time.sleep", lambda _: None)
    with Server(("127.0.0.1", 0), Handler) as running:
        running.body = make_tarball(tmp_path_factory.mktemp("served")).read_bytes()
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()
    gc.collect()  # a connection left open warns in the test that left it


def fetch(server: Server, folder: Path | None = None) -> Path:
    """Fetch what the server has."""
    return fetch_cifar10(server.url, server.known_hash, folder, progress=False)


def refusal(server: Server, folder: Path, known_hash: str | None = None) -> str:
    """Fetch, which must fail and leave an empty folder, and return the message."""
    with pytest.raises(DataError) as caught:
        fetch_cifar10(server.url, known_hash or server.known_hash, folder, progress=False)
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder / "cifar-10-python.tar.gz") in message
    assert list(folder.iterdir()) == []
    return message


def test_fetched_once(server: Server, tmp_path: Path) -> None:
    """Is the file stored whole under its name, and not fetched a second time?"""
    path = fetch(server, tmp_path)
    assert path == tmp_path / "cifar-10-python.tar.gz"
    assert path.read_bytes() == server.body
    assert [fetch(server, tmp_path), server.asked] == [path, 1]


def test_the_loader_finds_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does the loader read what was fetched to the usual place?"""
    monkeypatch.setenv("AUTOGRADER_DATASETS", str(tmp_path))
    assert fetch(server).parent == tmp_path / "cache" / "linear-classifier-kit"
    assert len(load_cifar10(validation=3).y_train) == 17


def test_a_damaged_copy_is_fetched_again(server: Server, tmp_path: Path) -> None:
    """Is a file under the right name with other content replaced?"""
    (tmp_path / "cifar-10-python.tar.gz").write_bytes(server.body[:100])
    assert fetch(server, tmp_path).read_bytes() == server.body


def test_progress_is_shown(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Does a progress bar go to the error stream, and only when asked for?"""
    fetch(server, tmp_path / "quiet")
    assert "%|" not in capsys.readouterr().err
    fetch_cifar10(server.url, server.known_hash, tmp_path / "shown")
    assert "100%|" in capsys.readouterr().err


def test_wrong_checksum(server: Server, tmp_path: Path) -> None:
    """Is a file with another checksum thrown away?"""
    message = refusal(server, tmp_path, "md5:" + "0" * 32)
    assert "has another checksum than md5:0000" in message


def test_lost_connection(server: Server, tmp_path: Path) -> None:
    """Is half a file thrown away, after some more tries?"""
    server.cut = 99
    assert "the connection broke off" in refusal(server, tmp_path)
    assert server.asked == 3


def test_lost_connection_that_comes_back(server: Server, tmp_path: Path) -> None:
    """Is a fetch that breaks off twice tried again until it is whole?"""
    server.cut = 2
    assert fetch(server, tmp_path).read_bytes() == server.body
    assert server.asked == 3


def test_not_found(server: Server, tmp_path: Path) -> None:
    """Does an error of the server say which?"""
    server.status = 404
    assert "the server answered 404" in refusal(server, tmp_path)


def test_no_server(server: Server, tmp_path: Path) -> None:
    """Does a computer without a network get a sentence?"""
    server.shutdown()
    server.server_close()
    assert "(no connection): check the network" in refusal(server, tmp_path)


def test_no_place_on_disk(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a full disk, or a file where the folder should be, say that it is the disk?"""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "taken").touch()
    with pytest.raises(DataError, match=r"taken.* could not be written"):
        fetch(server, tmp_path / "taken")
    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("pooch.core.shutil.move", full)
    assert "written (No space left on device)" in refusal(server, tmp_path / "empty")


def test_command_fetches(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the command say where the file is, or why there is none, and never show a traceback?"""
    defaults = (server.url, server.known_hash, None, True)
    monkeypatch.setattr(fetch_cifar10, "__defaults__", defaults)
    done = CliRunner().invoke(data_app, ["fetch", "cifar10"])
    assert done.exit_code == 0
    assert done.stdout.startswith("CIFAR-10 is in ")
    assert Path(done.stdout.removeprefix("CIFAR-10 is in ").strip()).read_bytes() == server.body
    monkeypatch.setattr(fetch_cifar10, "__defaults__", (server.url, "md5:" + "0" * 32, None, True))
    failed = CliRunner().invoke(data_app, ["fetch", "cifar10"])
    assert failed.exit_code == 1
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1
    assert "another checksum" in failed.stderr


def test_the_folder_is_the_one_that_pooch_would_take() -> None:
    """Is CIFAR-10 looked for where earlier versions of the kit have put it?"""
    assert fetched_folder() == Path(pooch.os_cache("linear-classifier-kit"))
