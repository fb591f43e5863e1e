"""Orphans are moved out of the way: whole, known, never over another file, and after any kill."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.app import renderers
from tests.app.batch.test_plan_execution import files_in, go, make_jobs
from tests.output.disks import DeadlyDisk, FaultyDisk, WatchedDisk
from tests.output.test_planner import plan_for

from lettermerge.app.signing.verification import verify_paths
from lettermerge.errors import OutputError
from lettermerge.output import orphans as tidying
from lettermerge.output.file_system_calls import Disk
from lettermerge.output.folder_store import FolderStore
from lettermerge.output.manifest import Manifest
from lettermerge.output.orphans import Tidied, tidy
from lettermerge.output.plan import PlanOptions
from lettermerge.output.planner import make_plan
from lettermerge.signing.identity.trust import Believed

ALL = {f"m{n}": n for n in range(5)}
LEFT = {"m1", "m3", "m4"}
STAY = {id_: n for id_, n in ALL.items() if id_ not in LEFT}


def tidy_up(
    output: Path, roster: Collection[str], made: tuple[str, ...] = (), disk: Disk | None = None
) -> Tidied:
    with FolderStore(output, disk) as store, store.hold() as journal, Manifest(output) as manifest:
        options = PlanOptions(made=made)
        jobs = make_jobs({id_: ALL.get(id_, 0) for id_ in roster})
        plan = make_plan(jobs, roster, manifest, store, options)
        return tidy(plan.orphans, manifest, store, journal)


def remembered(output: Path) -> set[tuple[str, str, str]]:
    """Return (id, path, hash) of every version that a manifest knows."""
    with Manifest(output) as manifest:
        assert manifest.broken == ()
        histories = [manifest.find(*key) for key in manifest]
    return {(r.id, r.path, r.sha256) for h in histories if h for r in h.records}


def altered(output: Path) -> list[str]:
    """Return what `verify` says of hashes and missing files (the test's files are no letters)."""
    said = ("it was altered since it was written", "it is recorded and missing")
    return [
        f"{one.path}: {reason}"
        for one in verify_paths([output], Believed(()))
        for reason in one.reasons
        if reason in said
    ]


def check_tidy(output: Path, expected: dict[str, bytes]) -> None:
    assert files_in(output) == expected
    assert {id_ for id_, _, _ in remembered(output)} == set(STAY)
    aside = output / "orphans"
    for _, path, sha256 in remembered(aside):
        assert hashlib.sha256((aside / path).read_bytes()).hexdigest() == sha256
    assert {path for _, path, _ in remembered(aside)} == set(files_in(aside))
    assert altered(output) == []
    assert not list(output.rglob(".*.part"))
    plan = plan_for(output, make_jobs(STAY))
    assert (plan.orphans, plan.counts) == ((), {"keep": 4})


def expected_files() -> dict[str, bytes]:
    return {
        ("orphans/" if job.id in LEFT else "") + job.path: renderers.content_of(job)
        for job in make_jobs(ALL)
    }


def test_orphans_are_moved_with_a_line_in_both_manifests(tmp_path: Path) -> None:
    go(tmp_path, make_jobs(ALL))
    tidied = tidy_up(tmp_path, STAY)
    assert len(tidied.moved) == 2 * len(LEFT)
    assert (tidied.left, tidied.faults) == ((), ())
    check_tidy(tmp_path, expected_files())
    lines = [json.loads(line) for line in (tmp_path / "manifest.jsonl").open(encoding="utf-8")]
    moved = next(line for line in lines if line.get("id") == "m1" and "moved" in line)
    assert moved.keys() == {"id", "format", "moved", "path", "to"}
    assert (moved["path"], moved["to"]) == ("uk/m1.pdf", "orphans/uk/m1.pdf")
    with FolderStore(tmp_path).hold() as journal:
        journal.compact()
    check_tidy(tmp_path, expected_files())
    before = (tmp_path / "manifest.jsonl").read_bytes()
    assert tidy_up(tmp_path, STAY) == Tidied()
    assert (tmp_path / "manifest.jsonl").read_bytes() == before


def in_a_child(output: Path, disk: WatchedDisk) -> bool:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            tidy_up(output, STAY, disk=disk)
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in {0, -signal.SIGKILL}
    return status == 0


@pytest.mark.slow
@pytest.mark.parametrize("torn", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_kill_before_any_system_call_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torn: bool
) -> None:
    monkeypatch.setattr(tidying, "GROUP", 2)
    whole = {renderers.content_of(job) for job in make_jobs(ALL)}
    at, lived = 0, False
    while not lived:
        output = tmp_path / str(at)
        go(output, make_jobs(ALL))
        lived = in_a_child(output, DeadlyDisk(at, torn=torn))
        assert sorted(files_in(output).values()) == sorted(whole)  # each once, none half
        assert altered(output) == []
        tidy_up(output, STAY)
        check_tidy(output, expected_files())
        at += 1
    assert at > 20


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_failing_system_call_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    monkeypatch.setattr(tidying, "GROUP", 2)
    at, struck = 0, True
    while struck:
        output = tmp_path / str(at)
        go(output, make_jobs(ALL))
        disk = FaultyDisk(at, 28, lasting=lasting)
        with suppress(OutputError):  # a manifest cannot be written
            tidied = tidy_up(output, STAY, disk=disk)
            assert len(tidied.moved) + len(tidied.left) == 6
            assert len(tidied.faults) == len(tidied.left)
        struck = len(disk.calls) > at
        assert len(files_in(output)) == 10
        tidy_up(output, STAY)
        check_tidy(output, expected_files())
        at += 1
    assert at > 20


def test_a_file_that_was_changed_by_hand_is_left_and_named(tmp_path: Path) -> None:
    go(tmp_path, make_jobs(ALL))
    (tmp_path / "uk/m1.pdf").write_bytes(b"by hand")
    (tmp_path / "uk/m3.pdf").unlink()
    (tmp_path / "uk/m3.pdf").symlink_to(tmp_path / "uk/m0.pdf")
    tidied = tidy_up(tmp_path, STAY)
    assert [one.path for one in tidied.left] == ["uk/m1.pdf", "uk/m3.pdf"]
    assert {one.code for one in tidied.faults} == {"output.orphan-altered"}
    assert (tmp_path / "uk/m1.pdf").read_bytes() == b"by hand"
    assert (tmp_path / "uk/m3.pdf").is_symlink()
    assert len(tidied.moved) == 4
    assert [one.path for one in plan_for(tmp_path, make_jobs(STAY)).orphans] == [
        "uk/m1.pdf",
        "uk/m3.pdf",
    ]


def test_who_comes_back_gets_new_files_and_who_leaves_again_overwrites_none(
    tmp_path: Path,
) -> None:
    go(tmp_path, make_jobs(ALL))
    tidy_up(tmp_path, STAY)
    plan, _, _ = go(tmp_path, make_jobs(ALL, template="two"))
    assert plan.counts == {"write": 10}
    old = (tmp_path / "orphans/uk/m1.pdf").read_bytes()
    tidied = tidy_up(tmp_path, STAY)
    assert {move.target for move in tidied.moved if move.orphan.id == "m1"} == {
        "orphans/uk/m1-2.pdf",
        "orphans/uk/m1-2.docx",
    }
    assert (tmp_path / "orphans/uk/m1.pdf").read_bytes() == old
    assert altered(tmp_path) == []
    (tmp_path / "orphans/uk/m1.pdf").write_bytes(b"by hand")
    (tmp_path / "orphans/uk/m1-2.pdf").unlink()
    assert sorted(one.partition(": ")[2] for one in altered(tmp_path)) == [
        "it is recorded and missing",
        "it was altered since it was written",
    ]
    assert altered(tmp_path / "orphans") == altered(tmp_path)
    assert altered(tmp_path / "orphans/uk/m1.pdf") == altered(tmp_path)[:1]


def test_formats_that_are_no_longer_made_are_orphans(tmp_path: Path) -> None:
    go(tmp_path, make_jobs(ALL))
    tidied = tidy_up(tmp_path, ALL, made=("pdf",))
    assert {move.orphan.path for move in tidied.moved} == {f"uk/{id_}.docx" for id_ in ALL}
    assert {move.orphan.reason for move in tidied.moved} == {"docx is no longer made"}


def test_a_name_that_somebody_else_has_by_now_is_no_orphan(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}))
    heirs = [replace(job, name="uk/m1") for job in make_jobs({"m9": "new"})]
    go(tmp_path, heirs)
    plan = plan_for(tmp_path, heirs)
    assert (plan.orphans, plan.counts) == ((), {"keep": 2})
    assert altered(tmp_path) == []
    (tmp_path / "uk/m1.pdf").write_bytes(b"by hand")  # the heir's, whoever had the name before
    plan = plan_for(tmp_path, heirs)
    assert (plan.orphans, plan.counts) == ((), {"keep": 1, "refuse": 1})


def test_orphans_do_not_go_through_a_link(tmp_path: Path) -> None:
    output, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    go(output, make_jobs(ALL))
    elsewhere.mkdir()
    (output / "orphans").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="where the folder for orphans is needed"):
        tidy_up(output, STAY)
    assert list(elsewhere.iterdir()) == []
    assert len(list((output / "uk").iterdir())) == 10
