"""Bind the page server's socket, and make its address with its secret token."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the server listens, its token, and a ticket that can be used once in its place.

    The ticket is for starting a browser with an address: other users of the machine can see the
    arguments of its process.
    """

    host: str
    port: int
    token: str = field(repr=False)
    ticket: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The address to open; for a wildcard host, that of loopback."""
        return f"{self._origin}/{self.token}/"

    @property
    def url_once(self) -> str:
        """An address that redirects to `url` the first time it is requested."""
        return f"{self._origin}/{self.ticket}"

    @property
    def _origin(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{_in_brackets(host)}:{self.port}"

    def matches_host(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        name, colon, port = host.rpartition(":")
        if not colon or port.endswith("]"):
            name, port = host, "80"
        if port != str(self.port):
            return False
        name = name.strip("[]").casefold()
        if name in {"127.0.0.1", "localhost", "::1", self.host.casefold()}:
            return True
        # a wildcard host is reached by any address, or by the machine's own name
        return self.host in _WILDCARDS and (_is_address(name) or name == _own_name())


def make_token() -> str:
    """Return 256 random bits, encoded for a path (RFC 4648, 5)."""
    return secrets.token_urlsafe(32)


def listen(host: str, ports: Sequence[int]) -> socket.socket:
    """Return a socket that listens on the first of `ports` that is free (0: any).

    Raises:
        OSError: no port is free, or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in ports[:-1]:
        try:
            return _bound(family, host, port)
        except OSError:
            continue
    return _bound(family, host, ports[-1])


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except BaseException:
        listener.close()
        raise
    return listener


def _own_name() -> str:
    return socket.gethostname().casefold()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host
