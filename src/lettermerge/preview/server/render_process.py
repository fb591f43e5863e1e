"""Questions of many pages to the one process that renders, in a thread that never hangs.

One question is out at a time. A process that dies of one is replaced, and the question answered
with what it died of. A question that nobody waits for any more is not asked; the process that is
still busy with it is ended.
"""

from __future__ import annotations

import asyncio
import queue
import select
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ...diagnostics import Diagnostic, Where
from ...workers.channel import Channel, Closed
from ...workers.fork_server import ForkServer, ForkServerLost
from ...workers.limits import Limits
from .dependencies import Reads, everything
from .messages import Answer, Ask, Begun, Slow, Start
from .responses import bug, fault, tell

OPENING = Limits(cpu=30.0, wall=60.0)
LETTER = Limits(cpu=4.0, wall=20.0)
GROWTH = 512 << 20  # bytes

_PRELOAD = ("lettermerge.preview.server.preload",)
_WORK = "lettermerge.preview.server.render_worker"
_TICK = 0.05  # seconds between looks at whether anyone still waits
_GRACE = 2.0  # seconds that a letter still has when nobody waits for it: a first one takes one
_BEYOND = 5.0  # seconds beyond a limit after which the process is ended from here
_TRIES = 3


class _Question:
    """A question and where its answer goes; `dropped` when nobody waits for it."""

    def __init__(self, ask: Ask, loop: asyncio.AbstractEventLoop) -> None:
        self.ask = ask
        self.future: asyncio.Future[Answer] = loop.create_future()
        self.dropped = False
        self._loop = loop

    def answer(self, answer: Answer) -> None:
        """Hand over the answer, from another thread."""
        try:
            self._loop.call_soon_threadsafe(self._set, answer)
        except RuntimeError:  # the loop is closed: nobody waits
            return

    def _set(self, answer: Answer) -> None:
        if not self.future.done():
            self.future.set_result(answer)


class _Dropped(Exception):
    """Nobody waits for the answer any more."""


@dataclass(slots=True)
class _Process:
    """The process that renders. `begun` is when it began the letter in hand, None before.

    `where` is the line of a template at which it lingers.
    """

    channel: Channel
    pid: int
    begun: float | None = None
    reads: Reads | None = None
    where: Where | None = None


class Renderer:
    """Renders letters of one project. A context, at whose end every process is gone."""

    def __init__(
        self,
        folder: Path,
        opening: Limits = OPENING,
        letter: Limits = LETTER,
        growth: int = GROWTH,
    ) -> None:
        self._start_message = Start(folder, opening, letter, growth)
        self._questions: queue.SimpleQueue[_Question | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="renderer", daemon=True)
        self._fork_server: ForkServer | None = None
        self._process: _Process | None = None
        self._lost: dict[str | None, Answer] = {}
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
        self._questions.put(None)
        self._thread.join()

    async def ask(self, ask: Ask) -> Answer:
        """Return the answer; a task that is cancelled meanwhile drops the question."""
        question = _Question(ask, asyncio.get_running_loop())
        self._questions.put(question)
        try:
            return await question.future
        finally:
            question.dropped = True

    # --- in the thread ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._warm()
            while (question := self._questions.get()) is not None:
                if not question.dropped and not self._closing:
                    question.answer(self._answer(question))
        finally:
            self._forget()

    def _warm(self) -> None:
        """Begin to open the project before anyone asks."""
        try:
            self._ready()
        except (ForkServerLost, Closed, OSError):
            return  # the first question meets it again, and says so

    def _answer(self, question: _Question) -> Answer:
        """Return an answer, whatever happens: the page waits for it."""
        try:
            return self._serve(question)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends this answer and no more
            traceback.print_exc()
            self._forget()
            return bug(error)

    def _serve(self, question: _Question) -> Answer:
        key = getattr(question.ask, "key", None)
        for known in (None, key):
            lost = self._lost.get(known)
            if lost and lost.reads and lost.reads.is_fresh():
                return lost
        for _ in range(_TRIES):
            try:
                return self._put(self._ready(), question)
            except Closed:
                if (answer := self._bury(key)) is not None:
                    return answer
            except ForkServerLost:
                self._forget()
            except _Dropped:
                self._bury(key, ours=True)
                if not self._closing:
                    self._warm()
                return Answer(b"", "text/plain", 409)
            except OSError as error:
                return fault("preview.process", f"nothing can be started: {error}", "free memory")
        hint = "free some memory, and start the preview again"
        return fault("preview.process", "the process that renders dies again and again", hint)

    def _ready(self) -> _Process:
        """Return the process that renders, a new one if there is none."""
        if self._process is None:
            if self._fork_server is None:
                self._fork_server = ForkServer(_PRELOAD, _WORK)
            channel, pid = self._fork_server.fork()
            self._process = _Process(channel, pid)
            channel.send(self._start_message)
        return self._process

    def _put(self, process: _Process, question: _Question) -> Answer:
        """Ask, and wait for the answer.

        Raises:
            Closed: the process is gone, or was ended because it took too long.
            _Dropped: nobody waits any more, and the letter has had its time.
        """
        process.begun = process.reads = process.where = None
        process.channel.send(question.ask)
        asked = time.monotonic()
        while True:
            writers = [process.channel] if process.channel.has_output else []
            select.select([process.channel], writers, [], _TICK)
            process.channel.push()
            for message in process.channel.receive():
                if isinstance(message, Answer):
                    return message
                if isinstance(message, Begun):
                    process.begun, process.reads = time.monotonic(), message.reads
                if isinstance(message, Slow):
                    process.where = message.where
            self._look_at_the_clock(process, question, asked)

    def _look_at_the_clock(self, process: _Process, question: _Question, asked: float) -> None:
        now, start = time.monotonic(), self._start_message
        if self._closing:
            raise _Dropped
        if process.begun is None:
            if now - asked > start.opening.wall + _BEYOND:
                raise Closed
        elif question.dropped and now - process.begun > _GRACE:
            raise _Dropped
        elif now - process.begun > start.letter.wall + _BEYOND:
            raise Closed

    def _bury(self, key: str | None, *, ours: bool = False) -> Answer | None:
        """End the process, and say what it died of; None where it was none of our limits' doing.

        `ours` tells that nobody waited any more: then its end says nothing of the letter, which
        whoever asks for it next gets.
        """
        process, self._process = self._process, None
        assert process is not None
        assert self._fork_server is not None
        process.channel.close()
        try:
            code = self._fork_server.reap(process.pid)
        except ForkServerLost:
            self._forget()
            return None
        limits = self._start_message.letter if process.begun else self._start_message.opening
        reason = limits.describe(-code)
        if not reason and (ours or process.begun is None):
            return None
        folder = self._start_message.folder
        reads = everything(folder) | (process.reads or Reads())
        if process.begun:
            what = f"the letter was given up: {reason or _ended(code)}"
            hint = "look for an endless loop in the template, or a very large cell in this row"
        else:
            what = f"the project was given up: {reason}"
            hint = "look for an endless loop in an expression of lettermerge.toml"
        name = "letter.too-slow" if reason else "letter.lost"
        answer = tell(Diagnostic(name, what, process.where or Where(), hint), reads, folder)
        self._lost[key if process.begun else None] = answer
        self._warm()
        return answer

    def _forget(self) -> None:
        """Give up the fork_server and its processes."""
        if self._process:
            self._process.channel.close()
        if self._fork_server:
            self._fork_server.close()
        self._process = self._fork_server = None


def _ended(code: int) -> str:
    """Return how a process ended, in words."""
    if code == -signal.SIGKILL:
        return "the process that rendered it was killed (by the system, if memory ran out)"
    return f"the process that rendered it ended with code {code}"
