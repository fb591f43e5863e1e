"""What a caller may choose: how to plan, and how to run."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..workers.fork_server import Nursery
from ..workers.limits import Limits
from ..workers.signals import Switch
from .events import Listener, ignore


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """`force` redoes every file, altered ones too; `upgrade` redoes what new engines changed.

    `made` are the formats that the settings make: files in others are orphans. Empty: not known.
    """

    force: bool = False
    upgrade: bool = False
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`workers` processes render; 0 renders in this one, for debugging and for a single letter.

    `limits` hold for each letter. `fail_fast` stops after the first letter that fails; where one
    has failed already (`failed`, a row that makes no letter) nothing is begun. `listener`
    is called from the thread of the run, in the order in which things happen. `switch` asks the
    run to stop (see `switch.listening`). `nursery` is one that was begun beforehand, so that its
    imports go on while the run is planned; None begins one when it is needed.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    fail_fast: bool = False
    failed: bool = False
    listener: Listener = ignore
    switch: Switch = field(default_factory=Switch)
    nursery: Nursery | None = None
