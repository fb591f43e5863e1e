"""A print run is whole or absent, at whatever system call it is killed, and the ledger knows."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.batch.batch_model import Request
from lettermerge.app.dispatch.dispatch_record import ledger_of
from lettermerge.app.dispatch.dispatch_rules import mark_dispatched
from lettermerge.app.printing.print_run import (
    PreparedPrint,
    PrintRequest,
    prepare_print,
    print_letters,
)
from lettermerge.config.dispatch_settings import PrintMark
from lettermerge.config.settings import load_settings
from lettermerge.dispatch.print_plan import PrintOptions
from lettermerge.errors import OutputError, SettingsError
from lettermerge.output.file_system_calls import Disk

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NAMES = ["a4.pdf", "job-ticket.csv", "letter.pdf"]


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n')
    assert made.run("render", "-j", "0", "-q")[0] == 0
    return made


def prepared(tiny: Tiny, **options: Any) -> PreparedPrint:
    settings = load_settings(tiny.folder)
    request = Request(settings, tiny.folder, tiny.folder / "output")
    return prepare_print(PrintRequest(request, PrintOptions(**options), again=True))


class Failing(Disk):
    """A disk of which one call does not come back as it should."""

    def __init__(self, last: int, fail: Callable[[], None]) -> None:
        self.left = last
        self.fail = fail

    def _count(self) -> None:
        self.left -= 1
        if not self.left:
            self.fail()

    def create(self, name: str, folder: int) -> int:
        self._count()
        return super().create(name, folder)

    def write(self, file: int, content: bytes) -> None:
        self._count()
        super().write(file, content[: len(content) // 2])
        self._count()
        super().write(file, content[len(content) // 2 :])

    def sync(self, file: int) -> None:
        self._count()
        super().sync(file)

    def rename(self, source: str, target: str, from_folder: int, to_folder: int) -> None:
        self._count()
        super().rename(source, target, from_folder, to_folder)

    def make_folder(self, name: str, folder: int) -> None:
        self._count()
        super().make_folder(name, folder)


def die() -> None:
    os._exit(9)


def full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def in_child(print_run: PreparedPrint, disk: Disk) -> int:
    """Print in a child process; return its exit status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            print_letters(print_run, NOW, disk)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def runs(tiny: Tiny) -> dict[str, list[str]]:
    """Return the files of each run at its final name."""
    folder = tiny.folder / "output/print"
    found = [] if not folder.exists() else list(folder.iterdir())
    return {
        one.name: sorted(file.name for file in one.iterdir())
        for one in found
        if not one.name.startswith(".")
    }


@pytest.mark.slow
def test_a_run_killed_at_any_system_call_is_whole_or_absent(tiny: Tiny) -> None:
    wanted = prepared(tiny, duplex=True)
    request = wanted.finished.prepared.request
    ledger = ledger_of(request)
    mark_dispatched(request)  # it is said once, and stays
    before = tiny.files()
    kills, whole_when_killed = 0, 0
    while True:
        status = in_child(wanted, Failing(kills + 1, die))
        if status == 0:
            break
        assert status == 9
        kills += 1
        there = runs(tiny)
        assert there in ({}, {"0001": NAMES})
        states = {one.confirmed for one in ledger.events()}
        assert True not in states or there
        whole_when_killed += bool(there)
        print_letters(wanted, NOW)  # the next run cleans up, and knows what happened
        events = list(ledger.events())
        assert all(one.confirmed for one in events)
        assert len(events) == 3 * len(runs(tiny))
        assert {one.file.split("/")[2] for one in events} == set(runs(tiny))
        assert not [one for one in (tiny.folder / "output/print").iterdir() if one.name[0] == "."]
        for one in sorted((tiny.folder / "output").rglob("*"), reverse=True):
            if "print" in one.parts[len(tiny.folder.parts) :] or one == ledger.path:
                one.rmdir() if one.is_dir() else one.unlink()
        ledger.record.create()
        assert tiny.files() == before
    assert kills > 15
    assert 0 < whole_when_killed < kills


def test_a_full_disk_leaves_nothing_and_is_said(tiny: Tiny) -> None:
    wanted = prepared(tiny)
    ledger = ledger_of(wanted.finished.prepared.request)
    for last in range(1, 9):
        with pytest.raises(OutputError, match="full"):
            print_letters(wanted, NOW, Failing(last, full))
        assert runs(tiny) == {}
        assert list(ledger.events()) == []
    assert not (tiny.folder / "output/print").exists()
    assert print_letters(wanted, NOW).folder.name == "0001"


def test_a_letter_that_changes_meanwhile_stops_the_run(tiny: Tiny) -> None:
    wanted = prepared(tiny)
    path = tiny.folder / "output" / wanted.finished.letters[2].path
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOG"))
    with pytest.raises(OutputError, match="altered while"):
        print_letters(wanted, NOW)
    assert runs(tiny) == {}
    assert not (tiny.folder / "output/ledger.jsonl").exists()


def test_the_same_letters_give_the_same_bytes(tiny: Tiny) -> None:
    runs = [print_letters(prepared(tiny, duplex=True), NOW).folder.name for _ in range(2)]
    first, second = (tiny.folder / "output/print" / run for run in runs)
    for name in NAMES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_two_runs_do_not_write_at_once(tiny: Tiny) -> None:
    wanted = prepared(tiny)

    def print_again() -> None:
        print_letters(wanted, NOW)

    outer = Failing(6, print_again)
    with pytest.raises(OutputError, match="another run writes"):
        print_letters(wanted, NOW, outer)


def test_what_another_run_printed_meanwhile_is_not_printed_twice(tiny: Tiny) -> None:
    wanted = replace(prepared(tiny), again=False)
    print_letters(wanted, NOW)
    with pytest.raises(OutputError, match="another run has printed some of these letters"):
        print_letters(wanted, NOW)
    assert runs(tiny) == {"0001": NAMES}


def test_a_mark_outside_the_paper_is_refused(tiny: Tiny) -> None:
    mark = PrintMark(x=215, y=10, length=3)  # on US Letter, and beside A4
    with pytest.raises(SettingsError, match="outside a4"):
        prepared(tiny, marks=(mark,))


def test_sheets_that_cannot_be_kept_to_are_warned_of(tiny: Tiny) -> None:
    found = [one.code for one in prepared(tiny, sheets=1).diagnostics]
    assert found == []
    files = prepared(tiny, sheets=1, separators=True)
    assert {one.code for one in files.diagnostics} == {"dispatch.sheets"}
