"""Watch the folders of all dependencies and report changes (watchfiles is imported only here).

The whole project is not watched: its output may hold tens of thousands of letters.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from watchfiles import awatch

from .dependencies import existing_folders
from .subscriptions import Subscriptions

_STEP = 5  # milliseconds without a further change before changes are reported
_DEBOUNCE = 100  # milliseconds after which they are reported in any case
_SETTLE_TIME = 0.1  # seconds until the watch is active; earlier changes are found by comparing
_RETRY_AFTER = 0.5  # seconds before the next attempt if watching fails


async def watch(subscriptions: Subscriptions) -> None:
    """Report changes to `subscriptions` until they are closed."""
    while not subscriptions.closed.is_set():
        folders = existing_folders(subscriptions.watch_folders())
        asyncio.get_running_loop().call_later(_SETTLE_TIME, subscriptions.notify_stale)
        try:
            async for changes in awatch(
                *folders,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=subscriptions.folders_changed,
                recursive=False,
            ):
                subscriptions.notify(Path(path) for _, path in changes)
        except (OSError, RuntimeError):  # a folder was removed, or the system's watches are used up
            subscriptions.notify_stale()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(subscriptions.closed.wait(), _RETRY_AFTER)
