"""Let a copy of the fork server do some work first, so that workers forked from it know it.

What the work leaves behind (fonts, glyphs, layouts) is then there in each of them. The copy has
limits of its own. Where the work fails in any way the copy ends, and the fork server itself, which
has done nothing, forks the workers.
"""

from __future__ import annotations

import gc
import resource
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .channel import Channel, Closed
from .letter_limits import Limits
from .parallel_map import count_threads

#: What the work may use: a letter of each style takes a second.
LIMITS = Limits(memory=1 << 30, cpu=5.0, wall=30.0)

_GRACE = 2.0  # seconds beyond the wall limit, after which nobody waits for a copy


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Work whose only result is what it leaves in memory: `call(argument)`.

    `call` is a function of a module, `argument` can be pickled and holds no secret.
    """

    call: Callable[[Any], object]
    argument: Any
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class _Begun:
    """The copy is there."""


@dataclass(frozen=True, slots=True)
class _Warm:
    """The work is done: the copy forks workers."""


class WarmCopy:
    """The parent's side of a copy."""

    def __init__(self, end: socket.socket, work: WarmUp) -> None:
        self._channel = Channel(end, blocking=False)
        self._patience = work.limits.wall + _GRACE
        self.is_warm = False
        try:
            self._channel.send(work)
        except Closed:  # the fork server is gone; `wait` tells
            return

    def wait(self) -> bool:
        """Wait until the copy is warm; return False for one that is gone, or takes too long.

        Time counts from when the copy is there: the fork server may still import its engines.
        """
        until: float | None = None
        while not self.is_warm:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return False
            writes = [self._channel] if self._channel.has_output else []
            select.select([self._channel], writes, [], left)
            try:
                self._channel.push()
                messages = self._channel.receive()
            except Closed:
                return False
            if any(isinstance(one, _Begun) for one in messages):
                until = time.monotonic() + self._patience
            self.is_warm = any(isinstance(one, _Warm) for one in messages)
        return True


def warm_up(channel: Channel) -> None:
    """Be the copy until it is warm. What goes wrong ends the process.

    Raises:
        Closed: the parent wants no copy any more.
        RuntimeError: the work left threads behind, which forked processes would miss.
    """
    channel.send(_Begun())
    (work,) = channel.receive()
    memory = work.limits.limit_memory()
    work.limits.arm()
    work.call(work.argument)
    work.limits.disarm()
    if memory is not None:  # a worker sets its own
        resource.setrlimit(resource.RLIMIT_DATA, memory)
    if count_threads() > 1:
        raise RuntimeError("a process with threads cannot be forked")
    gc.collect()
    gc.freeze()  # what workers share is not looked through, and so not copied
    channel.send(_Warm())
