"""Describe what worker processes do: a service opened once, and what it says of each item.

A service works on chunks: some items of one group, each named by its place. It knows letters, the
processes do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


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
class Service:
    """How a process becomes able to work: `open(setup)` returns its `Work`.

    `open` is a function of a module (it travels by name) and is called once in each process;
    `setup` can be pickled. `preload` names modules that are worth importing once for all workers.
    """

    open: Callable[[Any], Work]
    setup: Any = None
    preload: tuple[str, ...] = ()
