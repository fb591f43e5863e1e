"""Hold connections to their time, and keep room for those who have the token.

Nobody knows who is at the other end before a request has brought the token. Until then a connection
has `PATIENCE` seconds for a whole request, and of too many the oldest is closed: so whoever opens
hundreds keeps only their own from being answered. A body is never read.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0  # seconds for the line and the headers of a request, from the first byte awaited
MOST_STRANGERS = 64  # connections that have not brought the token yet
MOST_KNOWN = 200  # connections that have


class Connections:
    """The open connections of a server: those that have brought the token, and the others."""

    def __init__(self) -> None:
        self.strangers: dict[Connection, None] = {}  # in the order in which they came
        self.known: set[Connection] = set()

    def add(self, connection: Connection) -> None:
        """Enter a new connection, and close the oldest of too many strangers."""
        self.strangers[connection] = None
        while len(self.strangers) > MOST_STRANGERS:
            oldest = next(iter(self.strangers))
            del self.strangers[oldest]
            oldest.drop()

    def admit(self, connection: Connection) -> bool:
        """Note that a connection has brought the token; False where too many have."""
        if connection not in self.known and len(self.known) >= MOST_KNOWN:
            return False
        self.strangers.pop(connection, None)
        self.known.add(connection)
        return True

    def remove(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        self.strangers.pop(connection, None)
        self.known.discard(connection)


class Connection(H11Protocol):
    """A connection of uvicorn's, with a time-out for headers. Its scopes name it in their state."""

    register: Connections  # set on the class that `protocol_for` makes

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app_state = {**self.app_state, "connection": self}
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.register.add(self)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.register.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; more bytes of the same headers do not move the deadline."""
        super().data_received(data)
        if self._is_answering():
            self._stop_waiting()
        elif self._deadline is None:
            self._await_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_answering() and not self.transport.is_closing():
            self._await_request()

    def admit(self) -> bool:
        """Note that a request on it has brought the token; False where too many have."""
        return self.register.admit(self)

    def drop(self) -> None:
        """Close it at once, whatever is under way."""
        if self.transport is not None:
            self.transport.abort()

    def _is_answering(self) -> bool:
        cycle = getattr(self, "cycle", None)  # None before the first request, which uvicorn denies
        return cycle is not None and not cycle.response_complete

    def _await_request(self) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(PATIENCE, self.drop)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol_for(connections: Connections) -> type[Connection]:
    """Return the protocol that a server makes its connections with."""
    return type("ServedConnection", (Connection,), {"register": connections})
