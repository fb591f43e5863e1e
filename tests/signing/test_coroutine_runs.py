"""A coroutine is run to its end, outside an event loop and inside one."""

from __future__ import annotations

import asyncio

import pytest

from lettermerge.signing.coroutine_runs import run_coroutine


async def double(value: int) -> int:
    await asyncio.sleep(0)
    if value < 0:
        raise ValueError("below zero")
    return 2 * value


@pytest.mark.parametrize("own_loop", [False, True])
def test_it_runs_where_a_loop_is_running_and_where_none_is(own_loop: bool) -> None:
    loop = asyncio.new_event_loop() if own_loop else None

    async def inside() -> int:
        return run_coroutine(double(4), loop)

    try:
        assert run_coroutine(double(3), loop) == 6
        assert asyncio.run(inside()) == 8
        with pytest.raises(ValueError, match="below zero"):
            run_coroutine(double(-1), loop)
    finally:
        if loop:
            loop.close()
