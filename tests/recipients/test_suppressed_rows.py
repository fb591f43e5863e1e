"""Rows of which the list says not to write make no letter, whatever column says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recipients.conftest import Read
from tests.recipients.readers.test_workbook import SHEET, STRUCK, rewritten, row, sheet_of

from lettermerge.config.settings import RosterSettings
from lettermerge.diagnostics import Diagnostic, Severity
from lettermerge.recipients import Roster, read_recipients
from lettermerge.recipients.errors_csv import write_rejects
from lettermerge.templating import Sandbox

HEAD = "id,parliament,full_name,{}\n"
MADE, FAILED = True, False


def codes(roster: Roster) -> set[str]:
    return {one.code for one in roster.report}


def only(roster: Roster, code: str) -> Diagnostic:
    (found,) = [one for one in roster.report if one.code == code]
    return found


@pytest.mark.parametrize(
    ("heading", "cell", "made", "code"),
    [
        ("Remarks", "DO NOT SEND", FAILED, "roster.do-not-write"),
        ("Remarks", "† 3.10.2026", FAILED, "roster.do-not-write"),
        ("Opt-out", "x", FAILED, "roster.do-not-write"),
        ("Remarks", "Husband deceased", MADE, "roster.doubtful-remark"),
        ("Remarks", "send before 3 May", MADE, ""),
        ("Opt-out", "No", MADE, ""),
        ("Spouse", "deceased", MADE, ""),
        ("Occupation", "retired", MADE, ""),
    ],
)
def test_a_column_that_nothing_reads(
    read: Read, heading: str, cell: str, code: str, *, made: bool
) -> None:
    found = read(HEAD.format(heading) + f"a,nz,Ann,{cell}\nb,nz,Bo,\n")
    assert [one.id for one in found.recipients] == (["a", "b"] if made else ["b"])
    assert [one.id for one in found.rejected] == ([] if made else ["a"])
    assert codes(found) - {"roster.inexact-heading"} == ({code} if code else set())
    if code:
        said = only(found, code)
        assert (said.where.row, said.where.column, said.where.value) == (2, heading, cell)
        assert said.severity is (Severity.WARNING if made else Severity.ERROR)


def test_a_column_that_the_settings_map_is_not_looked_at(read: Read) -> None:
    text = HEAD.format("Remarks") + "a,nz,Ann,DO NOT SEND\n"
    assert only(read(text), "roster.do-not-write").hint.count('remarks = "Remarks"') == 1
    for mapped in ("Remarks", "{{ row['Remarks'] }}", "{{ Remarks }}"):
        assert not read(text, columns={"remarks": mapped}).report
    held = read(text, columns={"hold": "Remarks"})
    assert [one.hold for one in held.recipients] == ["DO NOT SEND"]


def test_a_row_on_hold_fails_of_nothing(read: Read) -> None:
    found = read("id,parliament,full_name,hold,Remarks\na,nz,Ann (deceased),waits,deceased\n")
    assert not found.rejected
    assert [one.reason for one in found.held] == ["waits"]
    assert {one.severity for one in found.report} == {Severity.NOTE}


def test_a_yes_under_a_heading_that_is_mapped_to_hold_gives_the_heading_as_reason(
    read: Read,
) -> None:
    text = HEAD.format("Do not send") + "a,nz,Ann,TRUE\nb,nz,Bo,No\nc,nz,Cal,asked us\n"
    found = read(text, columns={"hold": "Do not send"})
    assert [one.hold for one in found.recipients] == ["Do not send", "", "asked us"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("full_name_2", "† Bo Sample", "roster.no-addressee"),
        ("title", "Former Senator Ann", "roster.no-addressee"),
        ("office", "resigned", "roster.do-not-write"),
        ("office", "the late Minister of Examples", "roster.do-not-write"),
        ("email", "do not contact", "roster.do-not-write"),
        ("address", "moved away", "roster.do-not-write"),
        ("office", "Minister for the Dead Sea", ""),
        ("office", "Former Prime Minister", ""),
        ("office", "Minister for Late Payments", ""),
        ("office", "Co-chair (The Left)", ""),
        ("office", "Left", "roster.do-not-write"),
        ("address_1", "Late House", ""),
        ("address_2", "2nd floor (left)", ""),
        ("party", "The Left", ""),
        ("constituency", "Left", ""),
    ],
)
def test_a_column_of_ours(read: Read, column: str, cell: str, code: str) -> None:
    found = read(f"id,parliament,full_name,{column}\na,nz,Ann Sample,{cell}\n")
    assert [one.id for one in found.rejected] == (["a"] if code else [])
    assert codes(found) == ({code} if code else set())


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Status", "Left", "roster.do-not-write"),
        ("Our notes", "skip", "roster.do-not-write"),
        ("Nickname", "Skip", "roster.doubtful-remark"),
        ("Group", "Left", "roster.doubtful-remark"),
        ("Group", "The Left", ""),
        ("Group", "deceased", "roster.do-not-write"),
        ("Military", "Colonel, retired", ""),
        ("Elected", "By-election: resigned member", "roster.doubtful-remark"),
        ("Whip status", "Suspended", "roster.doubtful-remark"),
        ("Bill status", "Defeated", "roster.doubtful-remark"),
        ("Bill status", "do not send", "roster.do-not-write"),
        ("In place of", "Died 2023", ""),
        ("Replaces", "Died 2023", ""),
        ("Died", "9999-12-31", ""),
    ],
)
def test_a_word_that_may_be_a_name_is_sure_among_remarks(
    read: Read, heading: str, cell: str, code: str
) -> None:
    found = read(HEAD.format(heading) + f'a,nz,Ann,"{cell}"\n')
    assert [one.id for one in found.rejected] == (["a"] if code.endswith("write") else [])
    assert codes(found) == ({code} if code else set())


def test_an_end_behind_a_name_is_a_warning(read: Read) -> None:
    found = read("id,parliament,full_name\na,nz,Ann Sample (until 2024)\n")
    assert [one.id for one in found.recipients] == ["a"]
    said = only(found, "roster.doubtful-remark")
    assert (said.severity, said.where.row, said.where.column) == (Severity.WARNING, 2, "full_name")


def test_a_value_that_is_worked_out_counts_as_well(read: Read) -> None:
    columns = {"full_name": "{{ First }} {{ Last }}"}
    text = "id,parliament,First,Last\na,nz,Former,Senator Sample\nb,nz,Bo,Sample\n"
    assert [one.id for one in read(text, columns=columns).rejected] == ["a"]


def test_a_heading_between_the_rows_is_no_recipient(read: Read) -> None:
    found = read("id,parliament,full_name,Remarks\n,,DECEASED,\na,nz,Ann Sample,\n")
    assert codes(found) == {"roster.section-row"}


def test_a_row_that_is_struck_through_makes_no_letter(tmp_path: Path) -> None:
    cells = row(1, "id", "parliament", "full_name")
    cells += row(2, "a", "nz", "Ann Sample").replace("<x:c t=", '<x:c s="1" t=')
    cells += row(3, "b", "nz", "Bo Sample")
    rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells), styles=STRUCK.encode())
    found = read_recipients([RosterSettings("corner.xlsx")], tmp_path, Sandbox())
    assert [one.id for one in found.recipients] == ["b"]
    assert [(one.id, one.row.number) for one in found.rejected] == [("a", 2)]
    assert codes(found) == {"roster.struck-through"}
    rejects = write_rejects(found.sources[0].headings, found.rejected)
    for text, made in ((rejects, []), (rejects.replace(b"roster.struck-through", b""), ["a"])):
        (tmp_path / "errors.csv").write_bytes(text)
        again = read_recipients([RosterSettings("errors.csv")], tmp_path, Sandbox())
        assert [one.id for one in again.recipients] == made
