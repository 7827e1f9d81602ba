"""A review's pages, served in a thread of the test, and a person who asks for them."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from autograder.instructors.review.server import LOOPBACK, Review, application

TOKEN = "a-token-of-the-tests"  # noqa: S105 - no secret


@contextmanager
def running(review: Review) -> Iterator[str]:
    """Serve the pages; yield their address."""
    ready, address = threading.Event(), [""]
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        sockets = bind_sockets(0, LOOPBACK)
        port = int(sockets[0].getsockname()[1])
        server = HTTPServer(application(review, TOKEN, port))
        server.add_sockets(sockets)
        address[0] = f"http://{LOOPBACK}:{port}/{TOKEN}/"
        ready.set()
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        assert ready.wait(30)
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def ask(
    address: str, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    """Return the status, text and headers of what a server answers."""
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), int(parts.port or 80), timeout=60)
    plain = {
        "Content-Type": "application/json",
        **{k.replace("_", "-"): headers[k] for k in headers},
    }
    data = None if body is None else json.dumps(body)
    connection.request(method, parts.path, data, plain)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}
