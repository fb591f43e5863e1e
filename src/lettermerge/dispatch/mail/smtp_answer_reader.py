"""Read the answers of an SMTP server (RFC 5321, 4.2) strictly, within bounds of time and length.

What is no such answer ends the connection: a server that is out of step by one answer would have a
message taken for sent that it never took.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from contextlib import suppress
from typing import Any, NoReturn

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_LONGEST = 1 << 16  # bytes of an answer; RFC 5321, 4.5.3.1.5 allows 512 a line
_SHOWN = 100  # bytes of what is none that are told


class StrictSmtp(smtplib.SMTP):
    """smtplib's client with its own reader of answers."""

    _of: Any = None  # the socket that `_rest` was read from: what came before TLS does not count
    _rest = b""

    def getreply(self, seconds: float | None = None) -> tuple[int, bytes]:
        """Return code and text of the next answer, which is there within `seconds`.

        Raises:
            SMTPServerDisconnected: the connection is closed, or that is no answer.
            TimeoutError: it did not come in time.
        """
        end = time.monotonic() + (self.timeout if seconds is None else seconds)
        texts: list[bytes] = []
        first, size = b"", 0
        while True:
            line = self._read_line(end)
            size += len(line)
            found = _LINE.fullmatch(line)
            if not found or (first and found[1] != first):
                self._refuse(f"not an SMTP answer: {line[:_SHOWN].decode('utf-8', 'replace')}")
            if size > _LONGEST:
                self._refuse("an answer without end")
            first = found[1]
            texts.append(found[3] or b"")
            if found[2] != b"-":
                return int(first), b"\n".join(texts)

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command, where nothing came that answers none.

        Raises:
            SMTPException: as `require_silence` does.
        """
        self.require_silence()
        super().putcmd(cmd, args)

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """Send a command and return its answer; what comes before TLS begins may be anybody's."""
        answer = super().docmd(cmd, args)
        if cmd.upper() == "STARTTLS":
            self.require_silence()
        return answer

    def require_silence(self) -> None:
        """End a connection on which something came that nobody asked for, or that is closed.

        A server may say so before it closes (421, RFC 5321, 3.8). Any other answer would be taken
        for that to what is sent next.

        Raises:
            SMTPResponseException: it said no, and why.
            SMTPServerDisconnected: it said something else, or is closed.
        """
        if self.sock is None:
            return
        self._begin()
        if not self._rest:
            self.sock.settimeout(0)
            with suppress(BlockingIOError, ssl.SSLWantReadError):
                self._receive()
            self.sock.settimeout(self.timeout)
        if not self._rest:
            return
        line = self._rest[:_SHOWN].partition(b"\n")[0].strip()
        found = _LINE.fullmatch(line)
        if found and found[1] >= b"400":
            self.close()
            raise smtplib.SMTPResponseException(int(found[1]), found[3] or b"")
        self._refuse(f"it said without being asked: {line.decode('utf-8', 'replace')}")

    def _begin(self) -> None:
        """Forget what came before TLS."""
        if self.sock is not self._of:
            self._of, self._rest = self.sock, b""

    def _receive(self) -> None:
        sock: Any = self.sock
        got = sock.recv(4096)
        if not got:
            self._refuse("Connection unexpectedly closed")
        self._rest += got

    def _read_line(self, end: float) -> bytes:
        sock: Any = self.sock
        if sock is None:
            self._refuse("Connection unexpectedly closed")
        self._begin()
        try:
            while b"\n" not in self._rest:
                if len(self._rest) > _LONGEST:
                    self._refuse("an answer without end")
                if (left := end - time.monotonic()) <= 0:
                    raise TimeoutError("timed out")
                sock.settimeout(left)
                self._receive()
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)
        line, _, self._rest = self._rest.partition(b"\n")
        return line.rstrip(b"\r")

    def _refuse(self, reason: str) -> NoReturn:
        self.close()
        raise smtplib.SMTPServerDisconnected(reason)


class StrictSmtpTls(StrictSmtp, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""
