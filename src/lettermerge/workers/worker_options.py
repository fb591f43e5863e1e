"""Hold what a caller may choose of the processes that work for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .fork_server import ForkServer
from .limits import Limits
from .signals import StopRequest


def ignore(_: object) -> None:
    """Do nothing: for those who want to be told of nothing."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """`count` processes work; 0 works in this one, for debugging and for a single letter.

    `limits` hold for each item. `stop` asks to stop (see `signals.stop_on_signals`); `on_stop` is
    called when that was noticed, with whether it is to be at once; `on_lost` with the reason when a
    worker died and was replaced. `fork_server` is one that was started beforehand, so that its
    imports go on meanwhile; None starts one when it is needed.
    """

    count: int = 1
    limits: Limits = field(default_factory=Limits)
    stop: StopRequest = field(default_factory=StopRequest)
    fork_server: ForkServer | None = None
    on_stop: Callable[[bool], None] = ignore
    on_lost: Callable[[str], None] = ignore
