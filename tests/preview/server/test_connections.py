"""Test that connections without the token are timed out, and do not block those with it."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator

import pytest
from tests.preview.server.served import Served, served, write_project

from lettermerge.preview.server.connections import MAX_UNAUTHENTICATED, REQUEST_TIMEOUT

pytestmark = pytest.mark.slow

LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = write_project(tmp_path_factory.mktemp("connections") / "p")
    with served(folder) as server:
        yield server


def opened(server: Served, text: str = "") -> socket.socket:
    """Open a connection and send some of a request."""
    wire = socket.create_connection((LOOPBACK, server.port), timeout=REQUEST_TIMEOUT + 10)
    wire.sendall(text.encode())
    return wire


def head(server: Served, path: str, *more: str) -> str:
    lines = (f"GET {path} HTTP/1.1", f"Host: {LOOPBACK}:{server.port}", *more)
    return "\r\n".join(lines) + "\r\n"


def status(server: Served) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=20)
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
        begun = time.monotonic()
        assert status(server) == 200
        assert time.monotonic() - begun < 5


def test_the_oldest_connection_without_the_token_is_closed_and_one_with_it_stays(
    server: Served,
) -> None:
    path = f"/{server.token}/events?tab=kept"
    with opened(server, head(server, path) + "\r\n") as known, contextlib.ExitStack() as stack:
        assert b"200 OK" in known.recv(1 << 16)
        unauthenticated = [
            stack.enter_context(opened(server, "G")) for _ in range(MAX_UNAUTHENTICATED + 9)
        ]
        assert all(is_closed(wire, 5) for wire in unauthenticated[:8])
        assert not is_closed(unauthenticated[-1], 0.5)
        known.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            assert known.recv(1 << 16) != b""


def test_headers_that_come_byte_by_byte_do_not_extend_the_time_out(server: Served) -> None:
    with opened(server) as wire:
        begun = time.monotonic()
        for byte in "GET / HTTP/1.1\r\n" + "A: b\r\n" * 1000:
            try:
                wire.sendall(byte.encode())
            except OSError:
                break
            if is_closed(wire, 0.3):
                break
        assert REQUEST_TIMEOUT - 1 < time.monotonic() - begun < REQUEST_TIMEOUT + 5


def test_the_next_request_of_a_connection_has_a_time_out_too(server: Served) -> None:
    with opened(server, head(server, f"/{server.token}/page.css") + "\r\n") as wire:
        assert b"200 OK" in wire.recv(1 << 16)
        wire.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            while wire.recv(1 << 16):
                pass
        wire.sendall(b"GET /second HT")
        begun = time.monotonic()
        assert is_closed(wire, REQUEST_TIMEOUT + 5)
        assert time.monotonic() - begun > REQUEST_TIMEOUT / 2


@pytest.mark.parametrize("token", [True, False])
def test_a_body_is_refused_without_waiting_for_it(server: Served, token: bool) -> None:
    path = f"/{server.token}/" if token else "/x/"
    request = head(server, path, "Content-Length: 1000000000") + "\r\nabc"
    with opened(server, request) as wire:
        begun = time.monotonic()
        response = b""
        with contextlib.suppress(OSError):
            while block := wire.recv(1 << 16):
                response += block
        assert response.startswith(b"HTTP/1.1 413" if token else b"HTTP/1.1 403")
        assert time.monotonic() - begun < 5
