"""Manifests that were cut off anywhere, broken, compacted, locked."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.app import renderers
from tests.app.batch.test_plan_execution import files_in, go, make_jobs
from tests.series import cases

from lettermerge.app.batch.render_chunk import Renderer
from lettermerge.errors import ExitCode, OutputError
from lettermerge.output import manifest as manifest_module
from lettermerge.output.lock import hold
from lettermerge.output.manifest import FILE_NAME, Manifest, Record, forget_manifest
from lettermerge.output.output_folder import Folder

IDS = st.text(min_size=1, max_size=6)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "ünï", 'q"\n', "\ud800"]) | IDS,
        st.sampled_from(["pdf", "docx"]),
        st.sampled_from(["1" * 64, "2" * 64, "3" * 64]),
        st.booleans(),
    ),
    max_size=12,
)
SAME_FOLDER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Events = list[tuple[str, str, str, bool]]


def version(id_: str, format_: str, sha256: str) -> Record:
    return Record(id_, format_, f"uk/x.{format_}", sha256, 5, 1, {"recipient": "r"}, "", "now")


def write(folder: Path, events: Events) -> list[int]:
    """Write a manifest; return where each of its lines ends."""
    text, ends = b"", []
    for id_, format_, sha256, done in events:
        made = version(id_, format_, sha256)
        for line in (made.to_line(), *((made.done_line(),) if done else ())):
            text += line
            ends.append(len(text))
    (folder / FILE_NAME).write_bytes(text)
    return ends


def replay(events: Events, lines: int) -> dict[tuple[str, str], tuple[list[str], str]]:
    """Say by plain lists what the first `lines` lines mean."""
    known: dict[tuple[str, str], tuple[list[str], str]] = {}
    for id_, format_, sha256, done in events:
        for is_done in (False, True) if done else (False,):
            if lines == 0:
                return known
            lines -= 1
            versions, last = known.get((id_, format_), ([], ""))
            known[id_, format_] = (versions, sha256) if is_done else ([*versions, sha256], last)
    return known


@pytest.mark.slow
@given(EVENTS, st.floats(0, 1))
@settings(
    max_examples=cases(800),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_prefix_of_a_manifest_is_read_as_its_whole_lines(
    tmp_path: Path, events: Events, share: float
) -> None:
    ends = write(tmp_path, events)
    path = tmp_path / FILE_NAME
    cut = int(path.stat().st_size * share)
    os.truncate(path, cut)
    expected = replay(events, sum(end <= cut for end in ends))
    with Manifest(tmp_path) as manifest:
        assert manifest.broken == ()
        assert set(manifest) == set(expected)
        for key, (versions, done) in expected.items():
            history = manifest.find(*key)
            assert history is not None
            assert [r.sha256 for r in history.records] == versions
            assert (history.done.sha256 if history.done else "") == done
    with Folder(tmp_path) as folder, hold(folder):
        assert not path.read_bytes() or path.read_bytes().endswith(b"\n")
    with Manifest(tmp_path) as mended:
        assert mended.broken == ()
        assert set(mended) == set(expected)


@pytest.mark.slow
@given(EVENTS)
@settings(
    max_examples=cases(300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_compaction_keeps_what_stands_and_what_was_meant(tmp_path: Path, events: Events) -> None:
    write(tmp_path, events)
    with Manifest(tmp_path) as manifest:
        before = {key: manifest.find(*key) for key in manifest}
    with Folder(tmp_path) as folder, hold(folder) as journal:
        journal.compact()
    with Manifest(tmp_path) as manifest:
        assert set(manifest) == set(before)
        for key, old in before.items():
            new = manifest.find(*key)
            assert new is not None
            assert old is not None
            assert (new.done, new.latest) == (old.done, old.latest)
            # versions with the same bytes are alike, so the one that is done may be any of them
            stands = [n for n, r in enumerate(old.records, 1) if r == old.done] or [0]
            needed, allowed = old.records[max(stands) :], old.records[min(stands) :]
            assert {r.sha256 for r in new.records} >= {r.sha256 for r in needed}
            assert len(new.records) <= 1 + len({r.sha256 for r in allowed})


def test_a_broken_line_in_the_middle_is_named_and_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path, [("a", "pdf", "1" * 64, True), ("b", "pdf", "2" * 64, True)])
    path = tmp_path / FILE_NAME
    lines = path.read_bytes().splitlines(keepends=True)
    for garbage in (b"\xff\xfe\n", b"{}\n", b"[1]\n", b"\n", b'{"id":"b","format":"pdf"}\n'):
        path.write_bytes(b"".join([lines[0], garbage, *lines[1:]]))
        with Manifest(tmp_path) as manifest:
            assert manifest.broken == (2,)
            assert list(manifest) == [("a", "pdf"), ("b", "pdf")]


@pytest.mark.parametrize("path", ["../b.pdf", "/b.pdf", "uk//b.pdf", ".", "", "b\0.pdf", 7, None])
def test_a_line_of_a_file_outside_the_folder_counts_as_broken(tmp_path: Path, path: object) -> None:
    go(tmp_path, make_jobs({"m1": 1}))
    before = files_in(tmp_path)
    line = {**json.loads(version("b", "pdf", "1" * 64).to_line()), "path": path}
    with (tmp_path / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    with Manifest(tmp_path) as manifest:
        assert len(manifest.broken) == 1
        assert ("b", "pdf") not in list(manifest)
    plan, outcome, _ = go(tmp_path, make_jobs({"m1": 1}))
    assert (plan.counts, plan.orphans, outcome.exit_code) == ({"keep": 2}, (), ExitCode.DONE)
    assert files_in(tmp_path) == before


def test_a_line_has_the_fields_that_are_promised(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}))
    lines = [json.loads(line) for line in (tmp_path / FILE_NAME).read_text("utf-8").splitlines()]
    run, *files, ended = lines
    assert set(run["run"]) == {"pid", "host", "started"}
    assert set(ended) == {"ended"}
    intents = [line for line in files if "done" not in line]
    assert [set(line) for line in intents] == [
        {"id", "format", "path", "sha256", "bytes", "pages", "fingerprint", "signer", "rendered_at"}
    ] * 2
    assert [line["done"] for line in files if "done" in line] == [i["sha256"] for i in intents]


def test_a_second_run_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder, hold(folder):
        with pytest.raises(OutputError, match=f"process {os.getpid()} on ") as refusal:
            go(tmp_path, make_jobs({"m1": 1}))
        assert refusal.value.exit_code is ExitCode.OUTPUT
        assert "-o" in refusal.value.hint
    go(tmp_path, make_jobs({"m1": 1}))


def _hold_for_ever(output: str) -> None:
    with Folder(Path(output)) as folder, hold(folder):
        (Path(output) / "held").touch()
        time.sleep(60)


def test_the_lock_of_a_dead_process_is_taken_over_and_told(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(
        target=_hold_for_ever, args=(str(tmp_path),)
    )
    process.start()
    while not (tmp_path / "held").exists():
        time.sleep(0.005)
    with pytest.raises(OutputError, match=f"process {process.pid}"), Folder(tmp_path) as folder:
        hold(folder).__enter__()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with Folder(tmp_path) as folder, hold(folder) as journal:
        assert journal.interrupted is not None
        assert journal.interrupted.pid == process.pid
    with Folder(tmp_path) as folder, hold(folder) as journal:
        assert journal.interrupted is None


def test_a_process_forked_meanwhile_does_not_keep_the_folder(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}))
    with Folder(tmp_path) as folder, hold(folder):
        child = os.fork()
        if child == 0:
            signal.pause()
    try:
        go(tmp_path, make_jobs({"m1": 2}))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _race(output: str, winners: multiprocessing.Queue[int]) -> None:
    for _ in range(30):
        try:
            with Folder(Path(output)) as folder, hold(folder) as journal:
                descriptor = os.open(
                    Path(output) / "inside", os.O_CREAT | os.O_EXCL | os.O_WRONLY
                )  # fails if two are inside at once
                os.close(descriptor)
                journal.append([version("a", "pdf", "1" * 64).to_line()])
                journal.compact()
                (Path(output) / "inside").unlink()
                winners.put(1)
        except OutputError:
            continue
        except FileExistsError:
            winners.put(-1000)


def test_no_two_processes_are_ever_inside_even_while_one_compacts(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    winners: multiprocessing.Queue[int] = fork.Queue()
    racers = [fork.Process(target=_race, args=(str(tmp_path), winners)) for _ in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    wins = [winners.get(timeout=1) for _ in range(winners.qsize())]
    assert min(wins) == 1
    assert len(wins) >= 3
    with Manifest(tmp_path) as manifest:
        assert list(manifest) == [("a", "pdf")]


def test_a_cosigned_file_is_ours_and_is_not_lost_to_a_new_template(tmp_path: Path) -> None:
    go(tmp_path, make_jobs({"m1": 1}))
    path = tmp_path / "uk" / "m1.pdf"
    signed = path.read_bytes() + b"a second signature"
    with Manifest(tmp_path) as manifest:
        history = manifest.find("m1", "pdf")
    assert history is not None
    version = history.latest.cosign(signed, "Invented Cosigner")
    with Folder(tmp_path) as folder, hold(folder) as journal:
        journal.append([version.to_line(), version.done_line()])
        folder.write("uk/m1.pdf", signed)
    plan, _, _ = go(tmp_path, make_jobs({"m1": 1}))
    assert plan.counts == {"keep": 2}
    plan, outcome, _ = go(tmp_path, make_jobs({"m1": 1}, "two"), Renderer(renderers.plain, "two"))
    assert [(t.job.path, t.reasons) for t in plan.refused] == [
        ("uk/m1.pdf", ("cosigned",)),
        ("uk/m1.docx", ("template", "paired")),
    ]
    assert outcome.exit_code is ExitCode.OUTPUT
    assert files_in(tmp_path)["uk/m1.pdf"] == signed


def told(folder: Path) -> object:
    """Return all that a manifest says."""
    with Manifest(folder) as manifest:
        histories = [(key, manifest.find(*key)) for key in manifest]
        return histories, manifest.broken, manifest.cosigned, manifest.repaired, manifest.formats


@pytest.mark.slow
@SAME_FOLDER
@given(EVENTS, EVENTS, st.booleans())
def test_lines_that_follow_are_read_as_if_all_were_read_anew(
    tmp_path: Path, before: Events, after: Events, broken: bool
) -> None:
    write(tmp_path, before)
    told(tmp_path)
    old = (tmp_path / FILE_NAME).read_bytes() + b"no JSON\n" * broken
    write(tmp_path, after)
    whole = old + (tmp_path / FILE_NAME).read_bytes() + b'{"torn'
    (tmp_path / FILE_NAME).write_bytes(whole)
    found = told(tmp_path)
    forget_manifest()
    assert found == told(tmp_path)


def test_a_command_parses_each_line_of_a_manifest_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []
    real = manifest_module._parse

    def counted(text: bytes) -> Any:
        parsed.append(text)
        return real(text)

    monkeypatch.setattr(manifest_module, "_parse", counted)
    write(tmp_path, [("a", "pdf", "1" * 64, True), ("b", "pdf", "2" * 64, False)])
    with Manifest(tmp_path) as first:
        assert len(parsed) == 3
        with (tmp_path / FILE_NAME).open("ab") as file:
            file.write(version("c", "pdf", "3" * 64).to_line())
        with Manifest(tmp_path) as second:
            assert len(parsed) == 4
            assert [*second] == [("a", "pdf"), ("b", "pdf"), ("c", "pdf")]
        assert [*first] == [("a", "pdf"), ("b", "pdf")]
    path, times = tmp_path / FILE_NAME, (tmp_path / FILE_NAME).stat()
    path.write_bytes(path.read_bytes().replace(b'"id":"a"', b'"id":"z"'))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # neither time nor size tells
    with Manifest(tmp_path) as third:
        assert [*third] == [("z", "pdf"), ("b", "pdf"), ("c", "pdf")]
    forget_manifest()
    parsed.clear()
    Manifest(tmp_path).close()
    assert len(parsed) == 4
