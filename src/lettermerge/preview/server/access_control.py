"""Check each request's token, host and origin before the application handles it.

Every web site that the user visits and every program of the machine can send requests to
loopback. So a request must carry the token in its path, name a host of this server (against DNS
rebinding), come from its own page (Fetch Metadata, Origin) and have no body.
"""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .endpoint import Endpoint

MAX_QUERY = 2000  # bytes

#: Allows this server's own files only; no page may frame this one.
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


def _refuse_excess(scope: Scope) -> tuple[int, str] | None:
    """Record that the connection has sent the token; return a refusal if too many have."""
    connection = scope.get("state", {}).get("connection")
    if connection is None or connection.authenticate():
        return None
    return 503, "too many connections are open"


class AccessMiddleware:
    """ASGI middleware: passes allowed requests on, without the token, and refuses all others."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint) -> None:
        self._app = app
        self._endpoint = endpoint
        self._ticket = endpoint.ticket.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if self._takes_ticket(scope):
            redirect = RedirectResponse(f"/{self._endpoint.token}/", 303)
            await redirect(scope, receive, send_with_headers)
            return
        refusal = self._refuse(scope) or _refuse_excess(scope)
        if refusal:
            status, reason = refusal
            headers = {"connection": "close"} | ({"allow": "GET, HEAD"} if status == 405 else {})
            response = PlainTextResponse(f"{reason}\n", status, headers)
            await response(scope, receive, send_with_headers)
            return
        path = "/" + scope["path"].split("/", 2)[2]
        await self._app(
            {**scope, "path": path, "raw_path": path.encode()}, receive, send_with_headers
        )

    def _takes_ticket(self, scope: Scope) -> bool:
        """Return whether a request carries the ticket, which works only once."""
        path: bytes = scope["path"].encode()[1:]
        fits = (
            scope["method"] == "GET"
            and bool(self._ticket)
            and secrets.compare_digest(path, self._ticket)
        )
        if not fits or self._is_foreign(Headers(scope=scope)):
            return False
        self._ticket = b""
        return True

    def _is_foreign(self, headers: Headers) -> tuple[int, str] | None:
        """Return status and reason if a request names, or comes from, another host."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._endpoint.matches_host(hosts[0]):
            return 421, "this server has another host name"  # RFC 9110, 15.5.20
        if not self._is_own(headers, hosts[0]):
            return 403, "requests of other pages are refused"
        return None

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and reason if a request is refused, None if it is allowed."""
        headers = Headers(scope=scope)
        if foreign := self._is_foreign(headers):
            return foreign
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        parts = raw.split(b"/", 2)
        if len(parts) != 3 or not secrets.compare_digest(parts[1], self._endpoint.token.encode()):
            return 403, "use the address that lettermerge printed: the token is part of it"
        if not raw.isascii() or b"%" in raw or b".." in raw or b"\\" in raw:
            return 400, "there is no such address"
        if scope["method"] not in {"GET", "HEAD"}:
            return 405, "only GET and HEAD are allowed"
        if headers.get("transfer-encoding") or headers.get("content-length", "0") != "0":
            return 413, "a request may have no body"
        if len(scope.get("query_string", b"")) > MAX_QUERY:
            return 414, "the query is too long"
        return None

    def _is_own(self, headers: Headers, host: str) -> bool:
        """Return whether a request comes from our page, or from an address typed by the user.

        https://www.w3.org/TR/fetch-metadata/ and RFC 6454, 7
        """
        sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        return all(site in {"same-origin", "none"} for site in sites) and all(
            origin == f"http://{host}" for origin in origins
        )
