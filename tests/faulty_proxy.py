"""Stand between a client and an HTTP server on loopback, and fail as networks and servers do."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Fault(StrEnum):
    """What becomes of a request."""

    NONE = "none"
    ERROR = "500"  # the server is never asked
    BUSY = "503"
    REFUSED = "403"
    CUT = "cut"  # the connection ends without an answer, and the server is never asked
    LOST = "lost"  # the server does what it is asked, and nobody hears of it
    TORN = "torn"  # half of the answer arrives
    SLOW = "slow"
    UNCONDITIONAL = "unconditional"  # conditions are taken away


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it comes: `number` counts those that write, `key` is without bucket."""

    method: str
    key: str
    number: int


Choose = Callable[[Request], Fault]


def no_fault(_: Request) -> Fault:
    return Fault.NONE


@dataclass
class FaultyProxy:
    """What the proxy does and has seen. `after` is called when the server has answered."""

    port: int = 0
    choose: Choose = no_fault
    after: Callable[[Request], None] = lambda _: None
    seen: list[Request] = field(default_factory=list)
    writes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(
        self, choose: Choose = no_fault, after: Callable[[Request], None] | None = None
    ) -> None:
        """Forget what was seen, and do this from now on."""
        with self.lock:
            self.choose, self.seen, self.writes = choose, [], 0
            self.after = after or (lambda _: None)

    def note(self, method: str, path: str) -> Request:
        key = path.partition("?")[0].lstrip("/").partition("/")[2]
        with self.lock:
            self.writes += method in {"PUT", "DELETE", "POST"}
            request = Request(method, key, self.writes if method != "GET" else 0)
            self.seen.append(request)
            return request


class _Handler(BaseHTTPRequestHandler):
    """Passes requests on; the server that it belongs to knows where to."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.server.proxy
        request = proxy.note(self.command, self.path)
        fault = proxy.choose(request)
        if fault in {Fault.ERROR, Fault.BUSY, Fault.REFUSED}:
            self.answer(int(fault.value), b"<Error><Code>Injected</Code></Error>", {})
            return
        if fault is Fault.SLOW:
            time.sleep(1.5)
        answer = None if fault is Fault.CUT else self.pass_on(body, fault)
        if answer is None:
            self.cut()
            return
        proxy.after(request)
        if fault is Fault.LOST:
            self.cut()
        else:
            self.answer(*answer, torn=fault is Fault.TORN)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815

    def pass_on(self, body: bytes, fault: Fault) -> tuple[int, bytes, dict[str, str]] | None:
        """Ask the server; return status, content and headers of its answer, if there is one."""
        dropped = {"host", "connection"}
        if fault is Fault.UNCONDITIONAL:
            dropped |= {"if-none-match", "if-match"}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
        connection = HTTPConnection("127.0.0.1", self.server.upstream, timeout=300)
        try:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def answer(
        self, status: int, content: bytes, headers: dict[str, str], *, torn: bool = False
    ) -> None:
        dropped = {"connection", "content-length", "date", "server", "transfer-encoding"}
        length = headers.get("Content-Length") if self.command == "HEAD" else str(len(content))
        try:
            self.send_response(status)
            for name, text in headers.items():
                if name.lower() not in dropped:
                    self.send_header(name, text)
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if torn else content)
        except OSError:  # the client is gone
            self.close_connection = True
        if torn:
            self.cut()

    def cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def __init__(self, proxy: FaultyProxy, upstream: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy, self.upstream = proxy, upstream

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that were killed."""


@contextmanager
def run_faulty_proxy(upstream: int) -> Iterator[FaultyProxy]:
    """Run the proxy before a server's port for as long as the block runs."""
    proxy = FaultyProxy()
    with _Server(proxy, upstream) as server:
        proxy.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
