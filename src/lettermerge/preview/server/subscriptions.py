"""Track the open pages and the dependencies of each, and notify those that a change affects."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .dependencies import Dependencies

MAX_SUBSCRIPTIONS = 32


@dataclass(slots=True, eq=False)
class Subscription:
    """One open page. `changed` is set when one of its dependencies has changed."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    dependencies: Dependencies = field(default_factory=Dependencies)


class Subscriptions:
    """Open pages by the names that they chose. For one event loop only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[str, Subscription] = {}
        self._watched: frozenset[Path] = frozenset()
        self.folders_changed = asyncio.Event()
        self.closed = asyncio.Event()
        self.unwatched = False

    def subscribe(self, name: str) -> Subscription | None:
        """Add a page; return None if there are too many.

        A page that reconnects replaces its lost connection, which may not have ended yet.
        """
        before = self._pages.get(name)
        if len(self._pages) >= MAX_SUBSCRIPTIONS and before is None:
            return None
        self._pages[name] = Subscription(
            dependencies=before.dependencies if before else Dependencies()
        )
        return self._pages[name]

    def unsubscribe(self, name: str, subscription: Subscription) -> None:
        if self._pages.get(name) is subscription:
            del self._pages[name]

    def set_dependencies(self, name: str, dependencies: Dependencies) -> None:
        """Store the files that a page depends on now; ignore a page that is not subscribed."""
        subscription = self._pages.get(name)
        if subscription is None:
            return
        subscription.dependencies = dependencies
        if not dependencies.is_fresh():  # changed since, perhaps before it was watched
            subscription.changed.set()
        if not self.folders() <= self._watched:
            self.folders_changed.set()

    def folders(self) -> frozenset[Path]:
        """Return the folders of all dependencies."""
        every = (
            folder
            for subscription in self._pages.values()
            for folder in subscription.dependencies.folders(self._folder)
        )
        return frozenset((self._folder, *every))

    def watch_folders(self) -> frozenset[Path]:
        """Return the folders of all dependencies, and store them as watched."""
        self.folders_changed.clear()
        self._watched = self.folders()
        return self._watched

    def notify(self, paths: Iterable[Path]) -> None:
        """Notify the pages that depend on one of these files."""
        paths = tuple(paths)
        for subscription in self._pages.values():
            if any(map(subscription.dependencies.includes, paths)):
                subscription.changed.set()
        if self._watched.intersection(paths):  # a folder was added or removed
            self.folders_changed.set()

    def notify_stale(self) -> None:
        """Notify the pages whose files changed while they were not watched."""
        for subscription in self._pages.values():
            if not subscription.dependencies.is_fresh():
                subscription.changed.set()

    def stop_watching(self) -> None:
        """Tell every page, now and later, that edits are no longer noticed."""
        self.unwatched = True
        for subscription in self._pages.values():
            subscription.changed.set()

    def close(self) -> None:
        """End every event stream, so that the server can end."""
        self.closed.set()
        self.folders_changed.set()
        for subscription in self._pages.values():
            subscription.changed.set()
