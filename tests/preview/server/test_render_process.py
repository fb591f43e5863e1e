"""Test the process that renders, and the thread that supervises it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.preview.server.served import write_project
from tests.tiny import TEMPLATE

from lettermerge.preview.server.messages import (
    DispatchRequest,
    LetterRequest,
    ListRequest,
    RenderRequest,
    RowFilter,
)
from lettermerge.preview.server.render_process import RenderProcess
from lettermerge.workers.fork_server import ForkServer
from lettermerge.workers.letter_limits import Limits

pytestmark = pytest.mark.slow  # real processes

ENDLESS = (
    "{% for a in range(90000) %}{% for b in range(90000) %}{% set c = a %}{% endfor %}{% endfor %}"
)
LETTER = LetterRequest("a1", 96)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("renderer") / "p")


@pytest.fixture(autouse=True)
def restored(folder: Path) -> None:
    """Write the template anew before each test, so that they can share one renderer."""
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")


@pytest.fixture(scope="module")
def renderer(folder: Path) -> Iterator[RenderProcess]:
    opening = Limits(memory=1 << 29, cpu=30.0, wall=60.0)
    with RenderProcess(folder, opening, Limits(cpu=1.0, wall=20.0)) as renderer:
        yield renderer


def submit(renderer: RenderProcess, request: RenderRequest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asyncio.run(renderer.submit(request)).content)
    return data


def add(folder: Path, text: str) -> None:
    (folder / "letters" / "a.md").write_text(TEMPLATE + text, encoding="utf-8")


def test_an_endless_template_is_reported_and_affects_nothing_else(
    renderer: RenderProcess, folder: Path
) -> None:
    assert submit(renderer, LETTER)["state"] == "made"
    add(folder, ENDLESS)
    line = TEMPLATE.count("\n") + 1
    data = submit(renderer, LETTER)
    assert data["state"] == "broken"
    (fault,) = data["diagnostics"]
    assert fault["code"] == "letter.too-slow"
    assert "1 s of computing time" in fault["message"]
    assert "endless loop" in fault["hint"]
    assert fault["place"] == f"letters/a.md:{line}"
    assert [number for number, _, named in fault["lines"] if named] == [line]
    assert len(submit(renderer, ListRequest())["rows"]) == 3
    process = renderer._process
    assert submit(renderer, LETTER)["state"] == "broken"
    assert renderer._process is process  # it was not tried again, which would have ended it
    (folder / "letters" / "a.md").write_text(TEMPLATE, encoding="utf-8")
    assert submit(renderer, LETTER)["state"] == "made"


def test_a_letter_that_needs_too_much_memory_is_reported(
    renderer: RenderProcess, folder: Path
) -> None:
    add(
        folder,
        "{% set x = namespace(l='a' * 90000) %}{% for a in range(90000) %}"
        "{% set x.l = x.l ~ x.l %}{% endfor %}",
    )
    data = submit(renderer, LETTER)
    assert data["state"] in {"broken", "failed"}
    assert len(submit(renderer, ListRequest())["rows"]) == 3


def test_a_process_that_is_killed_is_replaced_unseen(renderer: RenderProcess) -> None:
    assert submit(renderer, LETTER)["state"] == "made"
    process = renderer._process
    assert process is not None
    os.kill(process.child.pid, signal.SIGKILL)
    assert submit(renderer, LETTER)["state"] == "made"


def test_a_process_that_has_grown_is_replaced_unseen(folder: Path) -> None:
    pids = set()
    with RenderProcess(folder, growth=-1) as renderer:
        for _ in range(3):
            assert submit(renderer, LETTER)["state"] == "made"
            assert renderer._process is not None
            pids.add(renderer._process.child.pid)
    assert len(pids) == 3


def test_even_the_one_that_starts_them_is_replaced(renderer: RenderProcess) -> None:
    assert submit(renderer, LETTER)["state"] == "made"
    server = renderer._supervisor._forker
    assert isinstance(server, ForkServer)
    server._process.kill()
    assert submit(renderer, LETTER)["state"] == "made"


def test_a_request_that_nobody_waits_for_ends_the_process_that_works_on_it(
    folder: Path,
) -> None:
    async def give_up(renderer: RenderProcess) -> dict[str, Any]:
        await renderer.submit(ListRequest())
        task = asyncio.create_task(renderer.submit(LETTER))
        await asyncio.sleep(0.2)
        task.cancel()
        data: dict[str, Any] = json.loads((await renderer.submit(ListRequest())).content)
        return data

    patient = Limits(cpu=300.0, wall=600.0)
    add(folder, ENDLESS)
    with RenderProcess(folder, letter=patient) as renderer:
        assert len(asyncio.run(give_up(renderer))["rows"]) == 3


def test_a_letter_that_nobody_waited_for_is_made_for_the_next_request(folder: Path) -> None:
    slow = "{% for a in range(900) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"
    add(folder, slow)  # longer than the grace of a letter that nobody waits for

    async def leave(renderer: RenderProcess) -> None:
        task = asyncio.create_task(renderer.submit(LETTER))
        await asyncio.sleep(0.5)
        task.cancel()

    with RenderProcess(folder, letter=Limits(cpu=30.0, wall=60.0)) as renderer:
        submit(renderer, ListRequest())
        asyncio.run(leave(renderer))
        answer = asyncio.run(renderer.submit(LETTER))
        assert json.loads(answer.content)["state"] == "made"


def test_simultaneous_requests_all_get_a_response(renderer: RenderProcess) -> None:
    async def all_at_once() -> list[str]:
        keys = ("nz", "a1", "a2") * 4
        answers = await asyncio.gather(*(renderer.submit(LetterRequest(key, 72)) for key in keys))
        return [json.loads(one.content)["key"] for one in answers]

    assert asyncio.run(all_at_once()) == ["nz", "a1", "a2"] * 4


def test_a_project_that_cannot_be_opened_is_reported_with_file_and_line(
    renderer: RenderProcess, folder: Path
) -> None:
    add(folder, "{% if %}")
    data = submit(renderer, LETTER)
    assert data["state"] == "broken"
    (fault,) = data["diagnostics"]
    assert fault["place"] == "letters/a.md:6"
    assert [number for number, _, meant in fault["lines"] if meant] == [6]
    assert fault["hint"]


@pytest.mark.parametrize("resolution", ["far too many", lambda: 96])
def test_a_bug_is_reported_and_ends_nothing(renderer: RenderProcess, resolution: object) -> None:
    """The first one fails in the process that renders, the second one on the way to it."""
    data = submit(renderer, LetterRequest("a1", resolution))  # type: ignore[arg-type]
    assert data["diagnostics"][0]["code"] == "preview.bug"
    assert submit(renderer, LETTER)["state"] == "made"


def test_a_file_of_letters_that_is_given_up_is_no_fault_of_the_project(
    renderer: RenderProcess, folder: Path
) -> None:
    assert submit(renderer, LETTER)["state"] == "made"
    process = renderer._process
    assert process is not None
    before = process.begun
    os.kill(process.child.pid, signal.SIGSTOP)  # it makes no file before it is killed

    async def end_it() -> dict[str, Any]:
        request = DispatchRequest("print", RowFilter("", "", "", 3))
        waiting = asyncio.create_task(renderer.submit(request))
        while process.begun in {None, before}:
            await asyncio.sleep(0.01)
        os.kill(process.child.pid, signal.SIGKILL)
        data: dict[str, Any] = json.loads((await waiting).content)
        return data

    assert "the file was given up: it may take 60 s" in asyncio.run(end_it())["title"]
    assert submit(renderer, LETTER)["state"] == "made"
