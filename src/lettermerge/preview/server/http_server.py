"""A project on a page of this machine, until Ctrl-C (uvicorn only here)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from ...errors import UsageError
from .connections import Connections, protocol_for
from .endpoint import Door, listen, make_token
from .file_watcher import watch
from .render_process import Renderer
from .routes import make_app
from .subscriptions import Hub

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8323


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to serve. `port` 0 is any; None is PORT, or any where that is taken."""

    host: str = LOOPBACK[0]
    port: int | None = None


def serve(folder: Path, where: Serving, announce: Callable[[Door], None]) -> None:
    """Serve until interrupted; `announce` is told the addresses when they answer.

    Raises:
        UsageError: the port is taken, or the host is not this machine's.
    """
    ports = (PORT, 0) if where.port is None else (where.port,)
    try:
        listener = listen(where.host, ports)
    except (OSError, OverflowError, TypeError, UnicodeError) as error:  # of no host, too
        reason = getattr(error, "strerror", None) or str(error)
        hint = "choose another --port, or leave it out for one that is free"
        if where.host not in LOOPBACK:
            hint = f"--host takes an address of this machine; {hint}"
        raise UsageError(
            f"the preview cannot be served on {where.host}, port {ports[0]}: {reason}", hint=hint
        ) from None
    with listener, Renderer(folder) as renderer:
        door = Door(where.host, listener.getsockname()[1], make_token(), make_token())
        hub = Hub(folder)
        config = uvicorn.Config(
            make_app(renderer, hub, door),
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            http=protocol_for(Connections()),
            loop="asyncio",
            proxy_headers=False,
            h11_max_incomplete_event_size=16 << 10,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config, hub, lambda: announce(door))
        server.run([listener])


class _Server(uvicorn.Server):
    """Ends its open event streams when it is asked to end."""

    def __init__(self, config: uvicorn.Config, hub: Hub, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._announce = announce

    async def main_loop(self) -> None:
        watching = asyncio.create_task(watch(self._hub))
        self._announce()
        try:
            await super().main_loop()
        finally:
            self._hub.close()
            await watching

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; a signal is how a preview ends, and not passed on when it has."""
        self.force_exit = self.should_exit
        self.should_exit = True
