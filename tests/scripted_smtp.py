"""An SMTP server on loopback that answers as a test says, right or wrong."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: Returns what is answered to a verb ("" for a new connection, "." for a whole message): None for
#: what a good server says. What ends with HANG_UP closes the connection after it.
Script = Callable[[str, str], bytes | None]
HANG_UP = b"\0hang up"
_GOOD = {"": b"220 hello", "DATA": b"354 go on", "QUIT": b"221 goodbye", ".": b"250 taken"}


@dataclass
class ScriptedServer:
    """A server that follows a script; `taken` are the recipients of messages that it got whole.

    `pause` is the number of seconds after each byte of an answer, 0 for none.
    """

    script: Script
    pause: float = 0.0
    taken: list[tuple[str, ...]] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.connections += 1
                with connection, connection.makefile("rb") as lines, suppress(OSError):
                    self._talk(connection, lines)

    def _talk(self, connection: socket.socket, lines: Iterator[bytes]) -> None:
        recipients: list[str] = []
        verb, told = "", ""
        while True:
            answer = self.script(verb, told)
            text = _GOOD.get(verb, b"250 ok") if answer is None else answer
            content = text.removesuffix(HANG_UP) + b"\r\n" * (text != HANG_UP)
            for part in (content,) if not self.pause else map(bytes, zip(content, strict=True)):
                connection.sendall(part)
                time.sleep(self.pause)
            if text.endswith(HANG_UP) or verb == "QUIT":
                return
            if verb == "DATA" and text.startswith(b"354"):
                if not list(iter(lambda: next(lines, b".\r\n"), b".\r\n")):
                    return
                self.taken.append(tuple(recipients))
                recipients, verb = [], "."
                continue
            line = next(lines, b"")
            if not line:
                return
            told = line.decode("utf-8", "replace").strip()
            verb = told.partition(" ")[0].upper()
            if verb == "MAIL":
                recipients = []
            elif verb == "RCPT":
                recipients.append(told.partition("<")[2].rstrip(">"))


@contextmanager
def scripted(script: Script, pause: float = 0.0) -> Iterator[ScriptedServer]:
    """Serve one connection after the other until the block ends."""
    server = ScriptedServer(script, pause)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join(5)
