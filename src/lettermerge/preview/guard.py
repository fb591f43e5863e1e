"""Who may ask the page server, and how: everything else is refused before anything looks at it.

A page on loopback can be reached by every web site that its user visits, and by every program on
the machine: so each request carries a token in its path, names a host that is ours (DNS
rebinding), comes from our own page (Fetch Metadata, Origin), and brings no body.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_QUERY = 2000  # bytes
_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to

#: Nothing but this server's own files runs, shows or is asked; no page may frame this one.
#: https://www.w3.org/TR/CSP3/ and https://www.w3.org/TR/trusted-types/
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Door:
    """Where the server listens, and the token that opens it."""

    host: str
    port: int
    token: str

    @property
    def url(self) -> str:
        """The address to open; a wildcard is shown as loopback."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{_in_brackets(host)}:{self.port}/{self.token}/"

    def knows(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        name, colon, port = host.rpartition(":")
        if not colon or port.endswith("]"):
            name, port = host, "80"
        if port != str(self.port):
            return False
        name = name.strip("[]").casefold()
        if name in {"127.0.0.1", "localhost", "::1", self.host.casefold()}:
            return True
        # Whoever listens everywhere is called by an address, or by the machine's own name.
        return self.host in _WILDCARDS and (_is_address(name) or name == _own_name())


class Guard:
    """An ASGI application that hands to another one what may come in, without the token."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refuse(scope)
        if refusal:
            status, reason = refusal
            headers = {"connection": "close"} | ({"allow": "GET, HEAD"} if status == 405 else {})
            response = PlainTextResponse(f"{reason}\n", status, headers)
            await response(scope, receive, send_guarded)
            return
        path = "/" + scope["path"].split("/", 2)[2]
        await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send_guarded)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and reason of a request that may not come in."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._door.knows(hosts[0]):
            return 421, "this server has another name"  # RFC 9110, 15.5.20
        if not self._is_own(headers, hosts[0]):
            return 403, "this page asks from elsewhere"
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        parts = raw.split(b"/", 2)
        if len(parts) != 3 or not secrets.compare_digest(parts[1], self._door.token.encode()):
            return 403, "use the address that lettermerge printed: the token is part of it"
        if not raw.isascii() or b"%" in raw or b".." in raw or b"\\" in raw:
            return 400, "there is no such address"
        if scope["method"] not in {"GET", "HEAD"}:
            return 405, "nothing can be changed from here"
        if headers.get("transfer-encoding") or headers.get("content-length", "0") != "0":
            return 413, "a question has no body"
        if len(scope.get("query_string", b"")) > LONGEST_QUERY:
            return 414, "the question is too long"
        return None

    def _is_own(self, headers: Headers, host: str) -> bool:
        """Return whether a request comes from our page, or from someone who typed its address.

        https://www.w3.org/TR/fetch-metadata/ and RFC 6454, 7
        """
        sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        return all(site in {"same-origin", "none"} for site in sites) and all(
            origin == f"http://{host}" for origin in origins
        )


def make_token() -> str:
    """Return 256 bits that nobody can guess, as they stand in a path (RFC 4648, 5)."""
    return secrets.token_urlsafe(32)


def listen(host: str, ports: Sequence[int]) -> socket.socket:
    """Return a socket that listens on the first of `ports` that is free (0: any).

    Raises:
        OSError: none of them is, or the host is not this machine's.
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
