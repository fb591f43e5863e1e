"""Supervise the one process that renders, from a thread that never blocks for long.

Requests are sent one at a time. A process that ends during one is replaced, and the response says
why it ended. A cancelled request is not sent; a process that works on one is ended.
"""

from __future__ import annotations

import asyncio
import queue
import select
import threading
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from ...diagnostics import Where
from ...workers.channel import Channel, Closed
from ...workers.fork_server import ForkServer, ForkServerLost
from ...workers.limits import Limits, describe_end, too_slow
from .dependencies import Dependencies, project_files
from .messages import LetterStarted, RenderRequest, RenderResponse, RenderSetup, SlowTemplate
from .responses import bug_response, diagnostic_response, fault_response

OPENING = Limits(cpu=30.0, wall=60.0)
LETTER = Limits(cpu=4.0, wall=20.0)
GROWTH = 512 << 20  # bytes

_PRELOAD = ("lettermerge.preview.server.preload",)
_WORK = "lettermerge.preview.server.render_worker"
_TICK = 0.05  # seconds between checks of limits and cancellations
_GRACE = 2.0  # seconds that a cancelled letter may take: a first one takes one
_BEYOND = 5.0  # seconds beyond its own limit before the process is ended from here
_TRIES = 3


class _PendingRequest:
    """A request, the future of its response, and whether its caller cancelled it."""

    def __init__(self, request: RenderRequest, loop: asyncio.AbstractEventLoop) -> None:
        self.request = request
        self.future: asyncio.Future[RenderResponse] = loop.create_future()
        self.cancelled = False
        self._loop = loop

    def respond(self, response: RenderResponse) -> None:
        """Set the response, from another thread."""
        try:
            self._loop.call_soon_threadsafe(self._set, response)
        except RuntimeError:  # the event loop is closed
            return

    def _set(self, response: RenderResponse) -> None:
        if not self.future.done():
            self.future.set_result(response)


class _Cancelled(Exception):
    """The caller no longer waits for the response."""


@dataclass(slots=True)
class _ChildProcess:
    """The process that renders. `begun` is when it began the current letter, None before.

    `where` is the line of a template that takes long.
    """

    channel: Channel
    pid: int
    begun: float | None = None
    dependencies: Dependencies | None = None
    where: Where | None = None


class RenderProcess:
    """Renders letters of one project. A context manager that ends every process on exit."""

    def __init__(
        self,
        folder: Path,
        opening: Limits = OPENING,
        letter: Limits = LETTER,
        growth: int = GROWTH,
    ) -> None:
        self._setup = RenderSetup(folder, opening, letter, growth)
        self._requests: queue.SimpleQueue[_PendingRequest | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="renderer", daemon=True)
        self._fork_server: ForkServer | None = None
        self._process: _ChildProcess | None = None
        self._failures: dict[str | None, RenderResponse] = {}
        self._closing = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        self._requests.put(None)
        self._thread.join()

    async def submit(self, request: RenderRequest) -> RenderResponse:
        """Return the response; cancelling the awaiting task cancels the request."""
        pending = _PendingRequest(request, asyncio.get_running_loop())
        self._requests.put(pending)
        try:
            return await pending.future
        finally:
            pending.cancelled = True

    # --- runs in the thread ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._start_early()
            while (pending := self._requests.get()) is not None:
                if not pending.cancelled and not self._closing:
                    pending.respond(self._respond(pending))
        finally:
            self._close()

    def _start_early(self) -> None:
        """Start to open the project before the first request."""
        try:
            self._running()
        except (ForkServerLost, Closed, OSError):
            return  # the first request fails in the same way, and reports it

    def _respond(self, pending: _PendingRequest) -> RenderResponse:
        """Return a response, whatever happens: the page waits for it."""
        try:
            return self._render(pending)
        except Exception as error:  # noqa: BLE001 - a bug fails this request only
            traceback.print_exc()
            self._close()
            return bug_response(error)

    def _render(self, pending: _PendingRequest) -> RenderResponse:
        key = getattr(pending.request, "key", None)
        for known in (None, key):
            failure = self._failures.get(known)
            if failure and failure.dependencies and failure.dependencies.is_fresh():
                return failure
        for _ in range(_TRIES):
            try:
                return self._exchange(self._running(), pending)
            except Closed:
                if (response := self._clean_up(key)) is not None:
                    return response
            except ForkServerLost:
                self._close()
            except _Cancelled:
                self._clean_up(key, cancelled=True)
                if not self._closing:
                    self._start_early()
                return RenderResponse(b"", "text/plain", 409)
            except OSError as error:
                return fault_response(
                    "preview.process",
                    f"nothing can be started: {error}",
                    "free some memory, and try again",
                )
        hint = "free some memory, and start the preview again"
        return fault_response(
            "preview.process", "the process that renders ends again and again", hint
        )

    def _running(self) -> _ChildProcess:
        """Return the process that renders; start one if there is none."""
        if self._process is None:
            if self._fork_server is None:
                self._fork_server = ForkServer(_PRELOAD, _WORK)
            channel, pid = self._fork_server.fork()
            self._process = _ChildProcess(channel, pid)
            channel.send(self._setup)
        return self._process

    def _exchange(self, process: _ChildProcess, pending: _PendingRequest) -> RenderResponse:
        """Send the request, and wait for its response.

        Raises:
            Closed: the process has ended, or has exceeded its limits.
            _Cancelled: the request is cancelled, and its grace period is over.
        """
        process.begun = process.dependencies = process.where = None
        process.channel.send(pending.request)
        sent = time.monotonic()
        while True:
            writers = [process.channel] if process.channel.has_output else []
            select.select([process.channel], writers, [], _TICK)
            process.channel.push()
            for message in process.channel.receive():
                if isinstance(message, RenderResponse):
                    return message
                if isinstance(message, LetterStarted):
                    process.begun, process.dependencies = time.monotonic(), message.dependencies
                if isinstance(message, SlowTemplate):
                    process.where = message.where
            self._check_time(process, pending, sent)

    def _check_time(self, process: _ChildProcess, pending: _PendingRequest, sent: float) -> None:
        now, setup = time.monotonic(), self._setup
        if self._closing:
            raise _Cancelled
        if process.begun is None:
            if now - sent > setup.opening.wall + _BEYOND:
                raise Closed
        elif pending.cancelled and now - process.begun > _GRACE:
            raise _Cancelled
        elif now - process.begun > setup.letter.wall + _BEYOND:
            raise Closed

    def _clean_up(self, key: str | None, *, cancelled: bool = False) -> RenderResponse | None:
        """End the process; return why the request failed, None if it can be tried again.

        If the request was `cancelled`, the process was ended from here: unless it exceeded a limit,
        that is no fault of the letter, which the next request for it gets.
        """
        process, self._process = self._process, None
        assert process is not None
        assert self._fork_server is not None
        process.channel.close()
        try:
            code = self._fork_server.reap(process.pid)
        except ForkServerLost:
            self._close()
            return None
        limits = self._setup.letter if process.begun else self._setup.opening
        reason = limits.describe(-code)
        if not reason and (cancelled or process.begun is None):
            return None
        folder = self._setup.folder
        dependencies = project_files(folder) | (process.dependencies or Dependencies())
        what = "the letter" if process.begun else "the project"
        fault = too_slow(
            reason or f"the process that made it {describe_end(code)}",
            process.where or Where(),
            what,
        )
        fault = fault if reason else replace(fault, code="letter.lost")
        response = diagnostic_response(fault, dependencies, folder)
        self._failures[key if process.begun else None] = response
        self._start_early()
        return response

    def _close(self) -> None:
        """End the fork server and its processes."""
        if self._process:
            self._process.channel.close()
        if self._fork_server:
            self._fork_server.close()
        self._process = self._fork_server = None
