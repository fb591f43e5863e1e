"""Describe what worker processes do (a service opened once), and what a caller may choose of them.

A service works on chunks: some items of one group, each named by its place. It knows letters, the
processes do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from .cluster.cluster_access import ClusterAccess
from .cluster.file_bundle import FileSelection
from .fork_server import ForkServer
from .letter_limits import Limits
from .stop_signals import StopRequest


class BegunItem(NamedTuple):
    """The service works on the item at this place from now on."""

    place: int


class DoneItem(NamedTuple):
    """The item at this place is done with; `value` is what became of it."""

    place: int
    value: Any


Message = BegunItem | DoneItem

#: Works on a chunk: takes the places of its items, its payload and a function that starts the
#: clocks of one item again; yields a `DoneItem` for each place. It must be lazy.
Work = Callable[[Sequence[int], Any, Callable[[], None]], Iterator[Message]]


@dataclass(frozen=True, slots=True)
class RemoteSetup:
    """Describe the setup on another machine: `settle(folder, setup, secret)` returns it there.

    `files` are there in `folder`. `setup` can be pickled and holds no secret. `secret` is sent to
    machines only where the settings say so, straight to them, and is None there otherwise.
    `describe` returns the versions of what the service works with; they must be the same here and
    there. Both functions are of a module.
    """

    files: FileSelection
    setup: Any
    settle: Callable[[Path, Any, Any], Any]
    describe: Callable[[], Mapping[str, str]]
    secret: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """How a process becomes able to work: `open(setup)` returns its `Work`.

    `open` is a function of a module (it travels by name) and is called once in each process;
    `setup` can be pickled. `preload` names modules that are worth importing once for all workers.
    `remote` is asked for where other machines are to work; without it nothing else does.
    """

    open: Callable[[Any], Work]
    setup: Any = None
    preload: tuple[str, ...] = ()
    remote: Callable[[], RemoteSetup] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave `remote` behind: a process that works sends nobody elsewhere."""
        return Service, (self.open, self.setup, self.preload)


def ignore(_: object) -> None:
    """Do nothing: for those who want to be told of nothing."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """`count` processes work; 0 works in this one, for debugging and for a single letter.

    `limits` hold for each item. `stop` asks to stop (see `signals.stop_on_signals`); `on_stop` is
    called when that was noticed, with whether it is to be at once; `on_lost` with the reason when a
    worker died and was replaced, `on_refused` when one that came later cannot work. `fork_server`
    is one that was started beforehand, so that its imports go on meanwhile; None starts one when it
    is needed. With a `cluster` its machines work.
    """

    count: int = 1
    limits: Limits = field(default_factory=Limits)
    stop: StopRequest = field(default_factory=StopRequest)
    fork_server: ForkServer | None = None
    on_stop: Callable[[bool], None] = ignore
    on_lost: Callable[[str], None] = ignore
    on_refused: Callable[[str], None] = ignore
    cluster: ClusterAccess | None = None
