"""Limit the time and number of connections, separately for those with and without the token.

A client is unknown until a request has carried the token. Until then a connection has
`REQUEST_TIMEOUT` seconds for a whole request, and the oldest of too many is closed, so that a
client that opens hundreds only blocks its own. A body is never read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_TIMEOUT = 10.0  # seconds for the request line and headers, from when the request is awaited
MAX_UNAUTHENTICATED = 64  # connections without a request that carried the token
MAX_AUTHENTICATED = 200  # connections with one


class ConnectionRegistry:
    """The open connections of a server: those that have sent the token, and the others."""

    def __init__(self) -> None:
        self.unauthenticated: dict[Connection, None] = {}  # in order of arrival
        self.authenticated: set[Connection] = set()

    def add(self, connection: Connection) -> None:
        """Add a new connection; close the oldest unauthenticated one if there are too many."""
        self.unauthenticated[connection] = None
        while len(self.unauthenticated) > MAX_UNAUTHENTICATED:
            oldest = next(iter(self.unauthenticated))
            del self.unauthenticated[oldest]
            oldest.abort()

    def authenticate(self, connection: Connection) -> bool:
        """Record that a connection has sent the token; return False if too many have."""
        if connection not in self.authenticated and len(self.authenticated) >= MAX_AUTHENTICATED:
            return False
        self.unauthenticated.pop(connection, None)
        self.authenticated.add(connection)
        return True

    def remove(self, connection: Connection) -> None:
        """Remove a connection that has ended."""
        self.unauthenticated.pop(connection, None)
        self.authenticated.discard(connection)


class Connection(H11Protocol):
    """A uvicorn connection with a time-out for headers; its scopes have it in their state."""

    registry: ConnectionRegistry  # set on the class that `protocol_for` makes

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app_state = {**self.app_state, "connection": self}
        self._timeout: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.registry.add(self)
        self._start_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timeout()
        self.registry.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Receive data; more bytes of the same headers do not extend the time-out."""
        super().data_received(data)
        if self._is_responding():
            self._cancel_timeout()
        elif self._timeout is None:
            self._start_timeout()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_responding() and not self.transport.is_closing():
            self._start_timeout()

    def authenticate(self) -> bool:
        """Record that a request on it has sent the token; return False if too many have."""
        return self.registry.authenticate(self)

    def abort(self) -> None:
        """Close it at once, even during a response."""
        if self.transport is not None:
            self.transport.abort()

    def _is_responding(self) -> bool:
        cycle = getattr(
            self, "cycle", None
        )  # None before the first request, despite uvicorn's type
        return cycle is not None and not cycle.response_complete

    def _start_timeout(self) -> None:
        self._cancel_timeout()
        self._timeout = self.loop.call_later(REQUEST_TIMEOUT, self.abort)

    def _cancel_timeout(self) -> None:
        if self._timeout is not None:
            self._timeout.cancel()
            self._timeout = None


def protocol_for(connections: ConnectionRegistry) -> type[Connection]:
    """Return the protocol class for the connections of a server."""
    return type("ServedConnection", (Connection,), {"registry": connections})
