"""The ledger keeps what happened, says what is not known, and survives kills at any byte."""

from __future__ import annotations

import errno
import json
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.ledger import EventKind, Ledger, LedgerEvent, latest_states, local_day
from lettermerge.errors import OutputError
from lettermerge.output.file_system_calls import Disk

NOW = "2026-11-28T10:00:00Z"
ONE = LedgerEvent("a1", EventKind.PRINTED, "a.md", "2023-07-20", "ab" * 32, channel="print")
TWO = replace(ONE, id="ä\n\u202e2", members=("x", "y"), note="„quoted“; =1+1")


def test_events_come_back_as_they_were(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new/records")
    assert list(ledger.events()) == []
    ledger.append([ONE, TWO], NOW)
    ledger.append([replace(ONE, event=EventKind.ANSWERED)], NOW)
    assert list(ledger.events()) == [
        replace(ONE, time=NOW),
        replace(TWO, time=NOW),
        replace(ONE, event=EventKind.ANSWERED, time=NOW),
    ]
    assert ledger.path.read_bytes().count(b"\n") == 3


def test_what_is_taken_back_counts_as_never_added(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE, TWO], NOW)
    answer = replace(ONE, event=EventKind.ANSWERED, time=NOW)
    run = ledger.begin([replace(TWO, event=EventKind.RETURNED)], NOW)  # of an e-mail of a run
    ledger.confirm(run, NOW)
    *before, bounce = ledger.events()
    ledger.append([answer], NOW)
    ledger.take_back([answer, bounce], "of somebody else", NOW)
    assert list(ledger.events()) == before
    assert set(ledger.taken_back()) == {answer, bounce}
    ledger.append([answer], NOW)  # within the same second
    assert list(ledger.events()) == [*before, answer]
    ledger.record.append(b'{"undone":5}\n{"undone":{"id":"a1"}}\n')
    assert list(ledger.events()) == [*before, answer]
    ledger.take_back([answer], "", NOW)
    assert list(ledger.events()) == before


def test_an_intent_is_no_event_until_it_is_done(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    run, other, third = (ledger.begin([one], NOW) for one in (ONE, TWO, ONE))
    assert [one.state for one in ledger.events()] == ["printed?"] * 3
    ledger.confirm(run, NOW)
    ledger.cancel(other, NOW)
    assert [(one.id, one.confirmed) for one in ledger.events()] == [("a1", True), ("a1", False)]
    ledger.settle(EventKind.SENT, lambda _: True, NOW)  # of another kind: none of these
    assert [one.confirmed for one in ledger.events()] == [True, False]
    ledger.settle(EventKind.PRINTED, lambda one: one.run == third, NOW)
    assert [one.confirmed for one in ledger.events()] == [True, True]


def test_runs_that_did_not_happen_are_forgotten(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.begin([ONE, TWO], NOW)
    ledger.settle(EventKind.PRINTED, lambda _: False, NOW)
    assert list(ledger.events()) == []


def test_whatever_byte_a_kill_comes_at_earlier_lines_stay(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE, TWO], NOW)
    whole = ledger.path.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 1):
        ledger.path.write_bytes(whole[:cut])
        assert list(ledger.events()) == [replace(ONE, time=NOW)]
        ledger.append([TWO], NOW)  # what was torn is cut off
        assert ledger.path.read_bytes() == whole


def test_a_last_line_that_an_editor_cut_is_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE, TWO], NOW)
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:-1])
    assert [one.id for one in ledger.events()] == [ONE.id, TWO.id]
    ledger.append([ONE], NOW)
    assert ledger.path.read_bytes() == whole + whole[: whole.index(b"\n") + 1]


def test_lines_of_others_are_passed_over(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE], NOW)
    with ledger.path.open("ab") as file:
        file.write(b'{"done":4}\n{"object":"ab"}\n{"later":{"id":"a"}}\r\n\n \n')
    ledger.append([TWO], NOW)
    assert [one.id for one in ledger.events()] == [ONE.id, TWO.id]


@pytest.mark.parametrize(
    "line",
    [
        b"no json", b"[1]", b'{"event":"printed"}', b'{"id":"","event":"printed"}',
        b'{"id":"a","event":"eaten"}', b'{"id":"a","event":"sent","members":4}', b"\xff\xfe",
        b"[" * 100_000, b'{"id":"a","event":"sent","time":"never"}', b"<<<<<<< HEAD",
        b'{"id":"a","evnt":"sent"}', b'{"id":"a","event":"sen',
    ],
)  # fmt: skip
def test_a_damaged_line_may_be_that_of_a_letter_that_went_out(tmp_path: Path, line: bytes) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE], NOW)
    with ledger.path.open("ab") as file:
        file.write(line + b"\n")
    ledger.append([TWO], NOW)
    with pytest.raises(OutputError, match="line 2 is damaged"):
        list(ledger.events())


class _Full(Disk):
    number = errno.ENOSPC

    def write(self, file: int, content: bytes) -> None:
        super().write(file, content[: len(content) // 2])
        raise OSError(self.number, "as a test says")


class _ReadOnly(_Full):
    number = errno.EROFS


class _Denied(_Full):
    number = errno.EACCES


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE], NOW)
    before = ledger.path.read_bytes()
    with pytest.raises(OutputError, match="full"):
        Ledger(tmp_path, _Full()).append([TWO], NOW)
    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("disk", [_ReadOnly(), _Denied()])
def test_a_ledger_that_may_not_be_written_is_not_told_to_be_elsewhere_by_an_option(
    tmp_path: Path, disk: Disk
) -> None:
    with pytest.raises(OutputError) as raised:
        Ledger(tmp_path, disk).append([ONE], NOW)
    assert "ledger.directory" in raised.value.hint
    assert "output folder" not in f"{raised.value.message} {raised.value.hint}"


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine\n", encoding="utf-8")
    (tmp_path / "ledger.jsonl").symlink_to("mine")
    with pytest.raises(OutputError):
        Ledger(tmp_path).append([ONE], NOW)
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine\n"


def test_what_was_in_an_answered_letter_stays_answered(tmp_path: Path) -> None:
    events = [
        ONE,
        replace(ONE, event=EventKind.ANSWERED),
        replace(ONE, event=EventKind.PRINTED, time="later"),
        replace(ONE, date="2024-01-01"),
        TWO,
        replace(TWO, event=EventKind.RETURNED),
    ]
    states = [(one.id, one.date, one.event.value) for one in latest_states(events)]
    assert states == [
        ("a1", "2023-07-20", "answered"),
        ("a1", "2024-01-01", "printed"),
        (TWO.id, "2023-07-20", "returned"),
    ]


def test_a_line_says_only_what_is_known(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append([ONE], NOW)
    assert set(json.loads(ledger.path.read_bytes())) == {
        "id", "event", "template", "date", "sha256", "channel", "time",
    }  # fmt: skip


@pytest.mark.parametrize(("zone", "day"), [("Etc/GMT-14", 5), ("Etc/GMT+12", 4), ("UTC", 4)])
def test_a_day_is_that_of_the_calendar_here(
    monkeypatch: pytest.MonkeyPatch, zone: str, day: int
) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", zone)
        time.tzset()
        assert local_day(datetime(2026, 3, 4, 20, tzinfo=UTC)) == date(2026, 3, day)
    time.tzset()


@given(st.lists(st.text(min_size=1), max_size=5))
def test_ids_are_found_as_events_have_them(ids: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        ledger.append((LedgerEvent(one, EventKind.SENT, "a.md", "2026-03-04") for one in ids), NOW)
        assert ledger.ids() == {one.id for one in ledger.events()} == {*ids}


@pytest.mark.parametrize("name", ["id", "template", "sha256", "channel", "members", "run", "name"])
@pytest.mark.parametrize("value", [1, None, {"a": 1}, [1], True])
def test_a_value_that_is_no_text_is_a_damaged_line(
    tmp_path: Path, name: str, value: object
) -> None:
    ledger = Ledger(tmp_path)
    line = json.dumps({**ONE.to_json(), name: value}) + "\n"
    ledger.path.write_text(line, encoding="utf-8")
    with pytest.raises(OutputError, match="line 1 is damaged"):
        list(ledger.events())


def test_lines_that_another_program_has_laid_out_say_the_same(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.confirm(ledger.begin([ONE, TWO], NOW), NOW)
    ledger.cancel(ledger.begin([replace(ONE, id="void")], NOW), NOW)
    ledger.begin([replace(ONE, id="open")], NOW)
    there = list(ledger.events())
    lines = [json.loads(one) for one in ledger.path.read_bytes().splitlines()]
    laid_out = "".join(" " + json.dumps(one).replace("{", "{ ") + "\r\n" for one in lines)
    ledger.path.write_text("\ufeff" + laid_out, encoding="utf-8", newline="")
    assert list(ledger.events()) == there
    assert ledger.ids() == {"a1", TWO.id, "void", "open"}
    ledger.settle(EventKind.PRINTED, lambda _: True, NOW)
    assert all(one.confirmed for one in ledger.events())
