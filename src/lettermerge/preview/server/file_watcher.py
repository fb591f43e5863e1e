"""Changes on disk to the pages that show them (watchfiles only here).

Watched are the folders of the files that were read, not the whole project: its output may hold
ten thousands of letters.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from watchfiles import awatch

from .dependencies import existing
from .subscriptions import Hub

_STEP = 5  # milliseconds without a further change, after which a change is told
_DEBOUNCE = 100  # milliseconds after which it is told anyway
_SETTLED = 0.1  # seconds until the watch is on; what changed before is found by looking
_AGAIN = 0.5  # seconds before another try, where watching fails


async def watch(hub: Hub) -> None:
    """Tell `hub` of changes until it is closed."""
    while not hub.closed.is_set():
        folders = existing(hub.watch())
        asyncio.get_running_loop().call_later(_SETTLED, hub.look)
        try:
            async for changes in awatch(
                *folders,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=hub.moved,
                recursive=False,
            ):
                hub.changed(Path(path) for _, path in changes)
        except (OSError, RuntimeError):  # a folder went, or the system's watches are used up
            hub.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(hub.closed.wait(), _AGAIN)
