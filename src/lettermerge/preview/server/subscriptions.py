"""The pages that are open, the files that each of them shows, and who is told of a change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .dependencies import Reads

MOST_TABS = 32


@dataclass(slots=True, eq=False)
class Tab:
    """One open page. `told` is set when something that it shows has changed."""

    told: asyncio.Event = field(default_factory=asyncio.Event)
    reads: Reads = field(default_factory=Reads)


class Hub:
    """Open pages by the names that they give themselves. One event loop's business."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tabs: dict[str, Tab] = {}
        self._watched: frozenset[Path] = frozenset()
        self.moved = asyncio.Event()
        self.closed = asyncio.Event()

    def join(self, name: str) -> Tab | None:
        """Add a page; None where there are too many.

        One that comes again takes the place of its lost connection, which may not have ended yet.
        """
        before = self._tabs.get(name)
        if len(self._tabs) >= MOST_TABS and before is None:
            return None
        self._tabs[name] = Tab(reads=before.reads if before else Reads())
        return self._tabs[name]

    def leave(self, name: str, tab: Tab) -> None:
        if self._tabs.get(name) is tab:
            del self._tabs[name]

    def shows(self, name: str, reads: Reads) -> None:
        """Remember what a page shows now; one that does not listen is not told of changes."""
        tab = self._tabs.get(name)
        if tab is None:
            return
        tab.reads = reads
        if not reads.is_fresh():  # changed since, perhaps before anyone knew that it matters
            tab.told.set()
        if not self.folders() <= self._watched:
            self.moved.set()

    def folders(self) -> frozenset[Path]:
        """Return the folders that are to be watched, and remember them as watched."""
        every = (
            folder for tab in self._tabs.values() for folder in tab.reads.folders(self._folder)
        )
        return frozenset((self._folder, *every))

    def watch(self) -> frozenset[Path]:
        """Return the folders to watch from now on."""
        self.moved.clear()
        self._watched = self.folders()
        return self._watched

    def changed(self, paths: Iterable[Path]) -> None:
        """Tell the pages that show one of these files."""
        paths = tuple(paths)
        for tab in self._tabs.values():
            if any(map(tab.reads.holds, paths)):
                tab.told.set()
        if self._watched.intersection(paths):  # a folder came or went
            self.moved.set()

    def look(self) -> None:
        """Tell the pages whose files have changed while nobody watched."""
        for tab in self._tabs.values():
            if not tab.reads.is_fresh():
                tab.told.set()

    def close(self) -> None:
        """Send every page away, so that the server can end."""
        self.closed.set()
        self.moved.set()
        for tab in self._tabs.values():
            tab.told.set()
