"""The process that renders: one question after the other, each within its limits.

The kernel ends it when a template runs away (workers/limits.py); renderer.py then starts another.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
import traceback
from types import FrameType

from ...errors import LettermergeError
from ...templating import running_in
from ...workers.channel import Channel, Closed
from .handlers import Answers
from .messages import Answer, Ask, Begun, Slow, Start
from .responses import bug, fault
from .session import Session

_MOST = 0.75  # of its computing time, after which a letter says where it is


def work(channel: Channel) -> None:
    """Answer until the parent closes the channel."""
    try:
        _Worker(channel).serve()
    except Closed:
        return


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def serve(self) -> None:
        start, *asks = self._channel.receive()
        assert isinstance(start, Start)
        self._start = start
        signal.signal(signal.SIGVTALRM, self._tell_where)
        session = Session(start.folder)
        answers = Answers(session, self._begin)
        start.opening.limit_memory()
        start.opening.arm()
        with contextlib.suppress(LettermergeError):  # the first question is told of it
            session.open()
        start.opening.disarm()
        first = _size()
        while True:
            for ask in asks:
                self._channel.send(self._answer(answers, ask))
                if _size() - first > start.growth:
                    return  # another one is started when it is asked for
            asks = self._channel.receive()

    def _begin(self, begun: Begun) -> None:
        self._channel.send(begun)
        self._start.letter.arm()
        signal.setitimer(signal.ITIMER_VIRTUAL, self._start.letter.cpu * _MOST)

    def _tell_where(self, _: int, frame: FrameType | None) -> None:
        """Say which line of a template runs, while there still is somebody to say it."""
        if where := running_in(frame):
            self._channel.send(Slow(where))

    def _answer(self, answers: Answers, ask: Ask) -> Answer:
        self._start.opening.arm()
        try:
            return answers(ask)
        except MemoryError:
            hint = "look for an endless loop in the template, or a very large cell in this row"
            return fault("letter.too-large", "the letter needs more memory than it may use", hint)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends this answer and no more
            traceback.print_exc()
            return bug(error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._start.letter.disarm()


def _size() -> int:
    """Return the most memory that this process has had, in bytes (getrusage(2))."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
