"""Hold what a caller may choose of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..workers.fork_server import ForkServer
from ..workers.limits import Limits
from ..workers.signals import StopRequest
from .events import Listener, ignore


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`workers` processes render; 0 renders in this one, for debugging and for a single letter.

    `limits` hold for each letter. `fail_fast` stops after the first letter that fails; where one
    has failed already (`failed`, a row that makes no letter) nothing is begun. `listener`
    is called from the thread of the run, in the order in which things happen. `stop` asks the
    run to stop (see `signals.stop_on_signals`). `fork_server` is one that was started beforehand,
    so that its imports go on while the run is planned; None starts one when it is needed.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    fail_fast: bool = False
    failed: bool = False
    listener: Listener = ignore
    stop: StopRequest = field(default_factory=StopRequest)
    fork_server: ForkServer | None = None
