"""Supervise the one process that renders, from a thread that never blocks for long.

Requests are sent one at a time. A process that ends during one is replaced, and the response says
why it ended. A cancelled request is not sent; a process that works on one is ended.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from ...diagnostics import Where
from ...workers.fork_server import ForkServer
from ...workers.forked_process import ForkServerLost
from ...workers.letter_limits import Limits, describe_end, too_slow
from ...workers.supervisor import Child, Ended, Supervisor
from .dependencies import Dependencies, project_files
from .diagnostic_responses import bug_response, diagnostic_response, fault_response
from .messages import (
    DispatchRequest,
    LetterStarted,
    RenderRequest,
    RenderResponse,
    RenderSetup,
    SlowTemplate,
)

OPENING = Limits(cpu=30.0, wall=60.0)
LETTER = Limits(cpu=4.0, wall=20.0)
GROWTH = 512 << 20  # bytes

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


@dataclass(slots=True)
class _ChildProcess:
    """The process that renders. `begun` is when it began the current letter, None before.

    `where` is the line of a template that takes long. An `abandoned` one was ended from here,
    because nobody waited for its response.
    """

    child: Child
    begun: float | None = None
    dependencies: Dependencies | None = None
    where: Where | None = None
    abandoned: bool = False


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
        self._supervisor = Supervisor(lambda: ForkServer((_WORK,), _WORK))
        self._process: _ChildProcess | None = None
        self._failures: dict[str | None, RenderResponse] = {}
        self._closing = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
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
        with self._supervisor:
            self._start_early()
            while (pending := self._requests.get()) is not None:
                if not pending.cancelled and not self._closing:
                    pending.respond(self._respond(pending))

    def _start_early(self) -> None:
        """Start to open the project before the first request."""
        try:
            self._running()
        except (ForkServerLost, OSError):
            return  # the first request fails in the same way, and reports it

    def _respond(self, pending: _PendingRequest) -> RenderResponse:
        """Return a response, whatever happens: the page waits for it."""
        try:
            return self._render(pending)
        except Exception as error:  # noqa: BLE001 - a bug fails this request only
            traceback.print_exc()
            self._process = None
            self._supervisor.end_all()
            return bug_response(error)

    def _render(self, pending: _PendingRequest) -> RenderResponse:
        key = getattr(pending.request, "key", None)
        for known in (None, key):
            failure = self._failures.get(known)
            if failure and failure.dependencies and failure.dependencies.is_fresh():
                return failure
        for _ in range(_TRIES):
            try:
                process = self._running()
                response = self._exchange(process, pending)
                if isinstance(response, RenderResponse):
                    return response
                if (failure := self._replace(process, response, pending.request)) is not None:
                    return failure
            except ForkServerLost:
                continue
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
            self._process = _ChildProcess(self._supervisor.start())
            self._supervisor.send(self._process.child, self._setup)
        return self._process

    def _exchange(self, process: _ChildProcess, pending: _PendingRequest) -> RenderResponse | Ended:
        """Send the request; return its response, or how the process ended instead.

        It ends by itself, when it exceeds its limits, and when the request is cancelled and its
        grace period is over.
        """
        child, supervisor = process.child, self._supervisor
        process.begun = process.dependencies = process.where = None
        if isinstance(pending.request, DispatchRequest):
            process.begun = time.monotonic()  # nobody waits for it where it is cancelled
        supervisor.send(child, pending.request)
        supervisor.allow(child, self._setup.opening.wall + _BEYOND)
        while True:
            for _, message in supervisor.wait(_TICK):
                if isinstance(message, (RenderResponse, Ended)):
                    supervisor.allow(child)
                    return message
                if isinstance(message, LetterStarted):
                    process.begun, process.dependencies = time.monotonic(), message.dependencies
                    supervisor.allow(child, self._setup.letter.wall + _BEYOND)
                if isinstance(message, SlowTemplate):
                    process.where = message.where
            late = process.begun is not None and time.monotonic() - process.begun > _GRACE
            if self._closing or (pending.cancelled and late):
                process.abandoned = True
                return supervisor.end(child)

    def _replace(
        self, process: _ChildProcess, ended: Ended, request: RenderRequest
    ) -> RenderResponse | None:
        """Return why a request failed, None if it can be tried again; start another process."""
        self._process = None
        failure = self._failure(process, ended, request)
        if process.abandoned:
            failure = RenderResponse(b"", "text/plain", 409)
        if failure and not self._closing:
            self._start_early()
        return failure

    def _failure(
        self, process: _ChildProcess, ended: Ended, request: RenderRequest
    ) -> RenderResponse | None:
        """Return the fault that a process ended of, None if it can be tried again.

        An abandoned request is no fault of its letter, which the next request for it gets, unless
        it exceeded a limit.
        """
        if isinstance(request, DispatchRequest):
            return self._file_failure(ended)
        limits = self._setup.letter if process.begun else self._setup.opening
        reason = limits.describe(-ended.code) if ended.code is not None else ""
        if ended.code is None or (not reason and (process.abandoned or process.begun is None)):
            return None
        folder = self._setup.folder
        dependencies = project_files(folder) | (process.dependencies or Dependencies())
        what = "the letter" if process.begun else "the project"
        fault = too_slow(
            reason or f"the process that made it {describe_end(ended.code)}",
            process.where or Where(),
            what,
        )
        fault = fault if reason else replace(fault, code="letter.lost")
        response = diagnostic_response(fault, dependencies, folder)
        key = getattr(request, "key", None)
        self._failures[key if process.begun else None] = response
        return response

    def _file_failure(self, ended: Ended) -> RenderResponse | None:
        """Return why a print file or drafts were given up; the project has no fault by that."""
        if ended.code is None:
            return None
        limits = self._setup.opening
        how = f"it may take {limits.wall:g} s, and its process {describe_end(ended.code)}"
        fault = too_slow(limits.describe(-ended.code) or how, Where(), "the file")
        return diagnostic_response(fault, None, self._setup.folder)
