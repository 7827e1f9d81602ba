"""A PostgreSQL server on this machine, of its own user, data and port."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

_SECONDS = 60.0
_USER = "postgres"
_OPTIONS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
_INIT = ("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync", "--pwfile")


def programs() -> Path | None:
    """Return the folder of the server's programs, the newest version's; None without any."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Server:
    """A server that runs until `end`; `folder` is given to its user."""

    def __init__(self, bin_folder: Path, folder: Path) -> None:
        # PostgreSQL refuses to run as root: Debian's package brings a user for it
        self._as: dict[str, Any] = {}
        if os.getuid() == 0:
            self._as = {"user": _USER, "group": _USER, "extra_groups": []}
            shutil.chown(folder, _USER, _USER)
        self._bin, self._folder = bin_folder, folder
        self._data, self._password = folder / "data", secrets.token_hex(8)
        self._make()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        options = [f"--{name}={value}" for name, value in _OPTIONS.items()]
        program = str(bin_folder / "postgres")
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [program, "-D", str(self._data), "-p", str(self._port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                **self._as,
            )
        try:
            self._wait()
        except BaseException:
            self.end()
            raise

    def url(self, scheme: str = "postgresql", database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"{scheme}://{_USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def new_database(self, name: str) -> None:
        """Make an empty database."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("create database {}").format(_name(name)))

    def end(self) -> None:
        """End the server; who is connected is sent away."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _make(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self._password)
        secret.chmod(0o600)
        if self._as:
            shutil.chown(secret, _USER, _USER)
        subprocess.run(
            [str(self._bin / "initdb"), "-D", str(self._data), "-U", _USER, *_INIT, str(secret)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
            timeout=_SECONDS,
            cwd=self._folder,
            **self._as,
        )

    def _wait(self) -> None:
        until = time.monotonic() + _SECONDS
        while True:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.1)
            else:
                return


def _name(name: str) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(name)
