"""Test that connections without the token are timed out, and do not block those with it."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from tests.preview.server.served import PATIENCE, Served, served, write_project

from lettermerge.preview.server.connection_limits import MAX_UNAUTHENTICATED

pytestmark = pytest.mark.slow

LOOPBACK = "127.0.0.1"
#: Seconds for a request: more than any test waits, and as few as a test likes to wait.
LONG, SHORT = 3600.0, 4.0


def serve(folder: Path, request_timeout: float) -> AbstractContextManager[Served]:
    module = "lettermerge.preview.server.connection_limits"
    patch = f"import {module}; {module}.REQUEST_TIMEOUT = {request_timeout}"
    return served(write_project(folder / "p"), patch=patch)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve with so long a time out that it ends nothing here."""
    with serve(tmp_path_factory.mktemp("patient"), LONG) as server:
        yield server


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve with a short time out."""
    with serve(tmp_path_factory.mktemp("hasty"), SHORT) as server:
        yield server


def opened(server: Served, text: str = "") -> socket.socket:
    """Open a connection and send some of a request."""
    wire = socket.create_connection((LOOPBACK, server.port), timeout=PATIENCE)
    wire.sendall(text.encode())
    return wire


def head(server: Served, path: str, *more: str) -> str:
    lines = (f"GET {path} HTTP/1.1", f"Host: {LOOPBACK}:{server.port}", *more)
    return "\r\n".join(lines) + "\r\n"


def status(server: Served) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", f"/{server.token}/")
        return connection.getresponse().status


def is_closed(wire: socket.socket, within: float) -> bool:
    """Return whether the other side ends a connection within some seconds."""
    wire.settimeout(within)
    try:
        return wire.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:  # reset
        return True


@pytest.mark.parametrize("half", ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\nA: "])
def test_hundreds_of_half_open_requests_block_no_other(server: Served, half: str) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(230):
            stack.enter_context(opened(server, half))
            if number % 50 == 49:
                assert status(server) == 200
        assert status(server) == 200


def test_the_oldest_connection_without_the_token_is_closed_and_one_with_it_stays(
    server: Served,
) -> None:
    path = f"/{server.token}/events?tab=kept"
    with opened(server, head(server, path) + "\r\n") as known, contextlib.ExitStack() as stack:
        assert b"200 OK" in known.recv(1 << 16)
        unauthenticated = [
            stack.enter_context(opened(server, "G")) for _ in range(MAX_UNAUTHENTICATED + 9)
        ]
        assert all(is_closed(wire, PATIENCE) for wire in unauthenticated[:8])
        assert not is_closed(unauthenticated[-1], 0.5)
        known.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            assert known.recv(1 << 16) != b""


def test_headers_that_come_byte_by_byte_do_not_extend_the_time_out(hasty: Served) -> None:
    begun = time.monotonic()
    with opened(hasty) as wire:
        for byte in "GET / HTTP/1.1\r\n" + "A: b\r\n" * 1000:
            try:
                wire.sendall(byte.encode())
            except OSError:
                break
            if is_closed(wire, 0.3):
                break
        # All of these bytes take half an hour.
        assert SHORT - 0.1 < time.monotonic() - begun < 5 * PATIENCE


def test_the_next_request_of_a_connection_has_a_time_out_too(hasty: Served) -> None:
    begun = time.monotonic()
    with opened(hasty, head(hasty, f"/{hasty.token}/page.css") + "\r\n") as wire:
        response = http.client.HTTPResponse(wire)
        response.begin()
        assert (response.status, len(response.read()) > 0) == (200, True)
        wire.sendall(b"GET /second HT")
        assert is_closed(wire, PATIENCE)
        assert time.monotonic() - begun > SHORT - 0.1


@pytest.mark.parametrize("token", [True, False])
def test_a_body_is_refused_without_waiting_for_it(server: Served, token: bool) -> None:
    path = f"/{server.token}/" if token else "/x/"
    request = head(server, path, "Content-Length: 1000000000") + "\r\nabc"
    with opened(server, request) as wire:
        response = b""
        with contextlib.suppress(OSError):
            while block := wire.recv(1 << 16):
                response += block
        assert response.startswith(b"HTTP/1.1 413" if token else b"HTTP/1.1 403")
