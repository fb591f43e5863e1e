"""Run a coroutine to its end, also where an event loop is running already, as in a notebook."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


def run_coroutine(
    coroutine: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop | None = None
) -> T:
    """Return what a coroutine returns, in `loop` where it has one; raises what it raises.

    A loop cannot be run inside another (asyncio.run), so that a thread then has it.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    def run() -> T:
        return loop.run_until_complete(coroutine) if loop else asyncio.run(coroutine)

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return run()
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(run).result()
