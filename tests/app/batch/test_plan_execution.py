"""Plans, runs and re-runs with real files and real worker processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.app import renderers

from lettermerge.app.batch.plan_execution import RunOptions, run
from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.app.batch.run_events import Event, Outcome, WorkerLost
from lettermerge.errors import ExitCode
from lettermerge.output.file_system_calls import Disk
from lettermerge.output.job import Job, hash_of
from lettermerge.output.lock import hold
from lettermerge.output.manifest import Manifest
from lettermerge.output.output_folder import Folder
from lettermerge.output.plan import Plan, PlanOptions
from lettermerge.output.planner import make_plan
from lettermerge.workers.letter_limits import Limits

PLAIN = Renderer(renderers.plain)
HERE = RunOptions(workers=0)
WISHES = PlanOptions()


def make_jobs(payloads: Mapping[str, object], template: str = "one") -> list[Job]:
    causes = {"profile": "p", "template": template, "signer": "", "engines": "e1"}
    return [
        Job(
            id_,
            f"Member {id_}",
            format_,
            f"uk/{id_}",
            "a4",
            payload,
            hash_of(id_),
            causes,
        )
        for id_, payload in payloads.items()
        for format_ in ("pdf", "docx")
    ]


def go(
    output: Path,
    jobs: list[Job],
    renderer: Renderer = PLAIN,
    options: RunOptions = HERE,
    wants: PlanOptions = WISHES,
    *,
    disk: Disk | None = None,
) -> tuple[Plan, Outcome, list[Event]]:
    events: list[Event] = []
    options = replace(options, listener=events.append)
    with Folder(output, disk) as folder, hold(folder) as journal, Manifest(output) as manifest:
        plan = make_plan(jobs, {job.id for job in jobs}, manifest, folder, wants)
        outcome = run(plan, renderer, journal, options)
    assert not list(output.rglob(".*.part"))
    return plan, outcome, events


def files_in(output: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(output)): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != "manifest.jsonl"
    }


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_a_run_writes_every_file_and_the_next_has_nothing_to_do(
    tmp_path: Path, workers: int
) -> None:
    jobs = make_jobs({f"m{i}": i for i in range(40)})
    _, outcome, _ = go(tmp_path, jobs, options=RunOptions(workers))
    assert outcome.written == {"pdf": 40, "docx": 40}
    assert outcome.pages == {"a4": 160}
    assert outcome.exit_code is ExitCode.DONE
    assert files_in(tmp_path) == {job.path: renderers.content_of(job) for job in jobs}
    before = (tmp_path / "manifest.jsonl").read_bytes()
    plan, again, _ = go(tmp_path, jobs, options=RunOptions(workers))
    assert plan.counts == {"keep": 80}
    assert (again.rows_kept, again.kept, again.written) == (40, 80, {})
    assert (tmp_path / "manifest.jsonl").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("workers", [0, 1])
def test_a_run_leaves_no_file_open(tmp_path: Path, workers: int) -> None:
    before = os.listdir("/dev/fd")  # noqa: PTH208 - what it lists is no file
    for turn in range(3):
        go(tmp_path / str(turn), make_jobs({"m1": 1}), options=RunOptions(workers))
    assert len(os.listdir("/dev/fd")) == len(before)  # noqa: PTH208


@pytest.mark.slow
@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("fail", "letter.test"),
        ("raise", "bug"),
        ("die", "letter.worker-lost"),
        ("abort", "letter.worker-lost"),
        ("loop", "letter.too-slow"),
        ("sleep", "letter.too-slow"),
        ("loop in C", "letter.too-slow"),
        ("devour", "letter.too-large"),
    ],
)
def test_one_bad_letter_fails_alone(tmp_path: Path, payload: str, code: str) -> None:
    letters: dict[str, object] = {f"m{i}": i for i in range(20)} | {"bad": payload}
    options = RunOptions(2, Limits(memory=1 << 28, cpu=2.0, wall=4.0))
    _, outcome, events = go(
        tmp_path,
        make_jobs(letters),
        Renderer(renderers.naughty, str(tmp_path)),
        options,
    )
    assert {(f.id, d.code) for f in outcome.failures for d in f.diagnostics} == {("bad", code)}
    assert outcome.written == {"pdf": 20, "docx": 20}
    assert outcome.rows_failed == 1
    assert outcome.exit_code is (ExitCode.BUG if code == "bug" else ExitCode.LETTERS)
    lost = [event for event in events if isinstance(event, WorkerLost)]
    assert bool(lost) == (code in {"letter.worker-lost", "letter.too-slow"})
