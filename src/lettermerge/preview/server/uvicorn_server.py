"""Serve the preview page over HTTP until Ctrl-C (only here are uvicorn and watchfiles imported)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from watchfiles import awatch

from ...errors import UsageError
from .connection_limits import ConnectionRegistry, protocol_for
from .dependencies import existing_folders
from .endpoint import Endpoint, listen, make_token
from .render_process import RenderProcess
from .routes import make_app
from .subscriptions import Subscriptions

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8323


@dataclass(frozen=True, slots=True)
class BindAddress:
    """Where to serve. `port` 0 means any free one, None means PORT, or any if that is taken."""

    host: str = LOOPBACK[0]
    port: int | None = None


def serve(
    folder: Path,
    where: BindAddress,
    announce: Callable[[Endpoint], None],
    warn_unwatched: Callable[[BaseException], None],
) -> None:
    """Serve until interrupted; call `announce` when the server is ready.

    `warn_unwatched` is called with the reason where files cannot be watched any longer.

    Raises:
        UsageError: the port is taken, or the host is not this machine's.
    """
    ports = (PORT, 0) if where.port is None else (where.port,)
    try:
        listener = listen(where.host, ports)
    except (OSError, OverflowError, TypeError, UnicodeError) as error:  # the name may be no host
        reason = getattr(error, "strerror", None) or str(error)
        hint = "choose another --port, or leave it out for one that is free"
        if where.host not in LOOPBACK:
            hint = f"--host takes an address of this machine; {hint}"
        raise UsageError(
            f"the preview cannot be served on {where.host}, port {ports[0]}: {reason}", hint=hint
        ) from None
    with listener, RenderProcess(folder) as renderer:
        endpoint = Endpoint(where.host, listener.getsockname()[1], make_token(), make_token())
        subscriptions = Subscriptions(folder)
        config = uvicorn.Config(
            make_app(renderer, subscriptions, endpoint),
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            http=protocol_for(ConnectionRegistry()),
            loop="asyncio",
            proxy_headers=False,
            h11_max_incomplete_event_size=16 << 10,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config, subscriptions, lambda: announce(endpoint), warn_unwatched)
        server.run([listener])


class _Server(uvicorn.Server):
    """A server that also closes its open event streams when it ends."""

    def __init__(
        self,
        config: uvicorn.Config,
        subscriptions: Subscriptions,
        announce: Callable[[], None],
        warn_unwatched: Callable[[BaseException], None],
    ) -> None:
        super().__init__(config)
        self._subscriptions = subscriptions
        self._announce = announce
        self._warn_unwatched = warn_unwatched

    async def main_loop(self) -> None:
        watching = asyncio.create_task(watch(self._subscriptions))
        watching.add_done_callback(self._watching_ended)
        self._announce()
        try:
            await super().main_loop()
        finally:
            self._subscriptions.close()
            await asyncio.wait((watching,))

    def _watching_ended(self, watching: asyncio.Task[None]) -> None:
        if not watching.cancelled() and (error := watching.exception()) is not None:
            self._subscriptions.stop_watching()
            self._warn_unwatched(error)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End the server. The signal is not raised again: it is how a preview ends."""
        self.force_exit = self.should_exit
        self.should_exit = True


_STEP = 5  # milliseconds without a further change before changes are reported
_DEBOUNCE = 100  # milliseconds after which they are reported in any case
_SETTLE_TIME = 0.1  # seconds until the watch is active; earlier changes are found by comparing
_RETRY_AFTER = 0.5  # seconds before the next attempt if watching fails


async def watch(subscriptions: Subscriptions) -> None:
    """Report changes to `subscriptions` until they are closed.

    The whole project is not watched: its output may hold tens of thousands of letters.
    """
    while not subscriptions.closed.is_set():
        folders = existing_folders(subscriptions.watch_folders())
        asyncio.get_running_loop().call_later(_SETTLE_TIME, subscriptions.notify_stale)
        try:
            async for changes in awatch(
                *folders,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=subscriptions.folders_changed,
                recursive=False,
            ):
                subscriptions.notify(Path(path) for _, path in changes)
        except (OSError, RuntimeError):  # a folder was removed, or the system's watches are used up
            subscriptions.notify_stale()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(subscriptions.closed.wait(), _RETRY_AFTER)
