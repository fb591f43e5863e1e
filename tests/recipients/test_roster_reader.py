"""Columns of a roster into values of recipients, and what is said of those that do not fit."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.recipients.conftest import DATA, Read, Refused, read_text

from lettermerge.config.settings import RosterSettings
from lettermerge.diagnostics import Severity
from lettermerge.errors import ExitCode, RosterError
from lettermerge.recipients import name_rosters, read_recipients
from lettermerge.recipients.cell_cleaning import begins_bare, clean
from lettermerge.templating import Sandbox

HEAD = "id,parliament,full_name,postal_code\n"


def codes(roster: object) -> list[str]:
    return [one.code for one in roster.report]  # type: ignore[attr-defined]


def test_cells_are_text_whatever_they_look_like(read: Read) -> None:
    rows = "a,us,Ann Example,02138\nb,us,NA,null\nc,us,None,1e5\nd,us,nan,TRUE\n"
    assert [(one.full_name, one.postal_code) for one in read(HEAD + rows).recipients] == [
        ("Ann Example", "02138"),
        ("NA", "null"),
        ("None", "1e5"),
        ("nan", "TRUE"),
    ]


def test_row_numbers_count_headings_and_blank_lines(read: Read) -> None:
    roster = read("\n" + HEAD + "\na,us,Ann,1\n,,,\n\nb,us,Bo,2\n")
    assert [one.row.number for one in roster.recipients] == [4, 7]
    assert roster.rows == 2


def test_columns_map_by_name_expression_and_constant(read: Read) -> None:
    roster = read(
        "Key,Kind,First Name,Last\n1,rep,Ann,Example\n2,sen,Bo,Sample\n",
        columns={
            "id": "Key",
            "given_name": "First Name",
            "family_name": "{{ Last | upper }}",
            "chamber": "{{ {'sen': 'senate', 'rep': 'house'}[Kind] }}",
            "email": '{{ row["First Name"] | lower }}@example.org',
        },
        constants={"parliament": "us", "wave": "first"},
    )
    first = roster.recipients[0]
    assert (first.given_name, first.family_name, first.chamber) == ("Ann", "EXAMPLE", "house")
    assert (first.email, first.parliament) == ("ann@example.org", "us")
    assert dict(first.extra) == {"Kind": "rep", "Last": "Example", "wave": "first"}
    assert not roster.report


def test_a_column_that_is_mapped_is_not_also_taken_under_its_own_name(read: Read) -> None:
    roster = read(
        "id,parliament,full_name,role,title\na,us,Ann,x,Whip\n",
        columns={"office": "title", "role": ""},
    )
    (one,) = roster.recipients
    assert (one.office, one.title, one.role) == ("Whip", "", "")
    assert dict(one.extra) == {"role": "x"}


def test_headings_fit_without_case_and_blanks_and_that_is_said(read: Read) -> None:
    roster = read(" ID ,Parliament,Full Name,State\na,us,Ann,NY\n", columns={"region": "state"})
    (one,) = roster.recipients
    assert (one.id, one.full_name, one.region) == ("a", "Ann", "NY")
    assert codes(roster) == ["roster.inexact-heading"] * 4


def test_titles_under_salutation_are_not_printed_as_one(read: Read, read_file: Read) -> None:
    house = {"id": "Electorate", "family_name": "Surname", "address": "Label Address"}
    roster = read_file("house.csv", columns=house, constants={"parliament": "au"})
    first = roster.recipients[0]
    assert (first.salutation, first.extra["Salutation"]) == ("", "Dr")
    assert (first.honorific, first.post_nominals) == ("Hon", "MP")
    assert first.address == ("PO Box 7", "Exampleton NSW 2999")
    assert "roster.near-miss" in codes(roster)
    roster = read(
        "id,parliament,full_name,salutation\na,us,Ann,Dr\nb,us,Bo,Sir:\nc,us,Cy,Dear Cy\n"
    )
    assert [(one.code, one.where.row) for one in roster.report] == [("roster.short-salutation", 2)]
    assert len(roster.recipients) == 3


def test_an_address_of_lines_and_lines_of_an_address(read: Read) -> None:
    head = "id,parliament,full_name,address,address_1,address_3\n"
    roster = read(
        head
        + 'a,us,Ann,"Room 1\r\n\r\n  Hall 2 ",,\nb,us,Bo,,Room 3,Hall 4\nc,us,Cy,Room 5,Room 5,\n'
    )
    assert [one.address for one in roster.recipients] == [
        ("Room 1", "Hall 2"),
        ("Room 3", "Hall 4"),
        ("Room 5",),
    ]


def test_a_line_break_in_a_name_is_a_space_with_a_warning(read: Read) -> None:
    roster = read(HEAD + 'a,us,"Ann\nExample",1\n')
    assert roster.recipients[0].full_name == "Ann Example"
    assert codes(roster) == ["roster.line-break"]


def test_what_cannot_be_printed_is_dropped_with_row_and_column(read: Read) -> None:
    roster = read(HEAD + "a,us,Ann \u202eelpmaxE,1\n")
    assert roster.recipients[0].full_name == "Ann elpmaxE"
    (warning,) = roster.report
    assert (warning.where.row, warning.where.column) == (2, "full_name")
    assert warning.severity is Severity.WARNING
    assert "\u202e" not in (warning.where.value or "")


def test_an_extra_cell_is_cleaned_and_its_source_is_not(read: Read) -> None:
    (one,) = read("id,parliament,full_name,note\na,us,Ann, x\u0000y \n").recipients
    assert one.extra["note"] == "xy"
    assert one.row.cells["note"] == " x\0y "


def test_a_letter_that_was_lost_before_is_named(read: Read) -> None:
    roster = read(HEAD + "a,us,Pe\ufffda,1\n")
    assert codes(roster) == ["roster.replacement-character"]


def test_rows_with_faults_are_rejected_and_the_sum_holds(read: Read) -> None:
    roster = read(HEAD + ",us,Ann,1\nb,,Bo,2\nc,us,,3\nd,us,Dee,4\n")
    assert [one.id for one in roster.recipients] == ["d"]
    assert [one.row.number for one in roster.rejected] == [2, 3, 4]
    assert codes(roster) == ["roster.empty-id", "roster.empty-parliament", "roster.empty-name"]
    assert roster.rows == 4


@pytest.mark.parametrize("row", ["a,us,Ann", "a,us,Ann,1,2"])
def test_a_ragged_row_fails_alone(read: Read, row: str) -> None:
    roster = read(HEAD + row + "\nb,us,Bo,2\n")
    assert [one.id for one in roster.recipients] == ["b"]
    assert codes(roster) == ["roster.ragged-row"]


def test_an_expression_that_fails_on_a_row_fails_that_row(read: Read) -> None:
    roster = read(
        "id,parliament,full_name,kind\na,us,Ann,sen\nb,us,Bo,gov\nc,us,Cy,\n",
        columns={"chamber": "{{ {'sen': 'senate'}[kind] }}"},
    )
    assert [one.chamber for one in roster.recipients] == ["senate"]
    told = [one.diagnostics[0] for one in roster.rejected]
    assert {one.code for one in told} == {"roster.expression-failed"}
    before = "the expression for `chamber` fails on this row: its table has no entry for "
    assert [one.message for one in told] == [before + "`gov`", before + "an empty cell"]


def test_a_missing_column_names_the_nearest(refused: Refused) -> None:
    (fault,) = refused(HEAD + "a,us,Ann,1\n", columns={"city": "postal_cod"})
    assert fault.startswith("roster.missing-column r.csv, postal_cod:")
    assert "`postal_code`" in fault


@pytest.mark.parametrize("text", ["{{ postal_cod }}", '{{ row["postal_cod"] }}'])
def test_an_expression_over_a_missing_column_stops_before_any_row(
    refused: Refused, text: str
) -> None:
    (fault,) = refused(HEAD + "a,us,Ann,1\nb,us,Bo,2\n", columns={"city": text})
    assert fault.startswith("roster.missing-column r.csv, postal_cod:")
    assert "`postal_code`" in fault


def test_an_expression_may_ask_whether_a_column_is_there(read: Read) -> None:
    columns = {"city": "{{ town | default('Exampleton') }}"}
    assert read(HEAD + "a,us,Ann,1\n", columns=columns).recipients[0].city == "Exampleton"


def test_all_faults_of_the_columns_come_at_once(refused: Refused) -> None:
    faults = refused(
        "a,b\n1,2\n",
        columns={"city": "c", "region": "{{ oops", "country": "b"},
        constants={"country": "US"},
    )
    assert [fault.split()[0] for fault in faults] == [
        "roster.missing-column",
        "roster.bad-expression",
        "roster.mapped-twice",
    ]


def test_every_roster_has_to_say_who_is_meant(refused: Refused) -> None:
    faults = refused("member_id,note\n1,x\n")
    assert [fault.split(":")[0] for fault in faults] == [
        "roster.missing-column r.csv, id",
        "roster.missing-column r.csv, parliament",
        "roster.missing-column r.csv, full_name",
    ]
    assert 'parliament = "us"' in faults[1]


def test_a_name_that_is_nearly_ours_is_warned_of(read: Read) -> None:
    roster = read(
        "id,parliament,full_name,constituancy\na,us,Ann,Ohio\n", columns={"honorifc": "id"}
    )
    assert codes(roster) == ["roster.near-miss"] * 2
    assert roster.recipients[0].extra["constituancy"] == "Ohio"
    assert roster.recipients[0].id == "a"


def test_an_id_that_repeats_names_every_row_of_every_roster(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(HEAD + "a,us,Ann,1\nb,us,Bo,2\na,us,Cy,3\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text(HEAD + "a,us,Dee,4\n", encoding="utf-8")
    rosters = [RosterSettings("one.csv"), RosterSettings("two.csv")]
    with pytest.raises(RosterError) as caught:
        read_recipients(rosters, tmp_path, Sandbox())
    (fault,) = caught.value.faults
    assert "one.csv rows 2, 4; two.csv rows 2" in fault.message
    assert caught.value.exit_code is ExitCode.DATA


def test_several_rosters_are_merged_in_order(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(HEAD + "b,us,Bo,2\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text("id,full_name\na,Ann\n", encoding="utf-8")
    rosters = [RosterSettings("one.csv"), RosterSettings("two.csv", constants={"parliament": "nz"})]
    roster = read_recipients(rosters, tmp_path, Sandbox())
    assert [(one.id, one.parliament) for one in roster.recipients] == [("b", "us"), ("a", "nz")]
    assert [(one.file, one.headings) for one in roster.sources] == [
        ("one.csv", ("id", "parliament", "full_name", "postal_code")),
        ("two.csv", ("id", "full_name")),
    ]


def test_two_sheets_of_one_workbook_are_two_rosters() -> None:
    rosters = [RosterSettings("two-sheets.xlsx", sheet=sheet) for sheet in ("Commons", "Lords")]
    roster = read_recipients(rosters, DATA, Sandbox())
    assert [one.row.file for one in roster.recipients] == [
        "two-sheets.xlsx#Commons",
        "two-sheets.xlsx#Lords",
    ]
    assert [one.stem for one in roster.sources] == ["two-sheets-Commons", "two-sheets-Lords"]


def test_rosters_of_one_name_have_different_stems(tmp_path: Path) -> None:
    names = ("a/mps.csv", "b/mps.csv", "mps.txt")
    for number, name in enumerate(names):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HEAD + f"{number},us,Ann,1\n", encoding="utf-8")
    roster = read_recipients([RosterSettings(name) for name in names], tmp_path, Sandbox())
    assert [one.stem for one in roster.sources] == ["mps", "mps-2", "mps-3"]


def test_faults_of_all_rosters_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("x\n1\n", encoding="utf-8")
    rosters = [RosterSettings("one.csv"), RosterSettings("two.csv")]
    with pytest.raises(RosterError) as caught:
        read_recipients(rosters, tmp_path, Sandbox())
    assert {fault.where.file for fault in caught.value.faults} == {
        "one.csv",
        "two.csv",
    }


def test_headings_without_rows_are_warned_of(read: Read) -> None:
    assert codes(read(HEAD)) == ["roster.no-rows"]


def test_recipients_can_be_sent_to_another_process(read: Read) -> None:
    roster = read(HEAD + "a,us,Ann \x1f,\xe9\nb,us,,2\n")
    again = pickle.loads(pickle.dumps(roster))
    assert again == roster
    assert again.recipients[0].row.cells["full_name"] == "Ann \x1f"


@pytest.mark.slow
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing_but_the_order(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("rosters")
    rows = [f"id-{n},us,Name {n},{n:05}\n" for n in range(6)]
    straight = read_text(folder, HEAD + "".join(rows)).recipients
    shuffled = read_text(folder, HEAD + "".join(rows[n] for n in order)).recipients
    assert list(shuffled) == [straight[n] for n in order]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_printable_text_survives_in_any_column(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    assume(not begins_bare(clean(text)[0]))  # which fails its row
    folder = tmp_path_factory.mktemp("rosters")
    quoted = '"' + text.replace('"', '""') + '"'
    table = f"id,parliament,full_name,salutation,note\na,us,Ann,{quoted},{quoted}\n"
    (one,) = read_text(folder, table, encoding="utf-8").recipients
    assert one.extra["note"] == clean(text)[0]
    assert one.row.cells["note"] == text
    if text.isprintable():
        assert one.salutation == clean(text)[0]


def test_errors_of_a_sheet_find_the_mapping_of_that_sheet() -> None:
    rosters = [RosterSettings("x/mps.xlsx", sheet=sheet) for sheet in ("", "Lords / Peers")]
    assert name_rosters(rosters) == ("mps", "mps-Lords-Peers")


def test_a_missing_heading_is_told_the_likely_one(refused: Refused) -> None:
    columns = {"family_name": "Last Name", "given_name": "Given"}
    faults = refused("id,parliament,Surname,First name\na,nz,Example,Ann\n", columns=columns)
    assert [one.rpartition("(")[2] for one in faults] == [
        'is it family_name = "Surname"?)',
        'is it given_name = "First name"?)',
    ]


def test_a_column_of_titles_called_salutation(read: Read) -> None:
    text = "id,parliament,full_name,Salutation\na,nz,Ann Example,Ms\n"
    (warning,) = read(text).report
    assert 'title = "Salutation" if it holds titles' in warning.hint
    assert not read(text, columns={"title": "Salutation"}).report


def test_headings_that_an_expression_uses_are_no_near_misses(read: Read) -> None:
    columns = {"given_name": "{{ full_names }}"}
    assert not read("id,parliament,full_names\na,nz,Ann\n", columns=columns).report


@pytest.mark.parametrize(
    "name", ["TBC", "tba", "N/A", "VACANT SEAT", "1st - Vacancy", "Q12", "-", "?"]
)
@pytest.mark.parametrize("column", ["full_name", "family_name", "given_name"])
def test_what_stands_for_a_name_is_none(read: Read, column: str, name: str) -> None:
    roster = read(f"id,parliament,{column},office\na,nz,{name},Speaker\nb,nz,Na,\n")
    (fault,) = roster.report
    assert (fault.code, fault.severity) == ("roster.no-real-name", Severity.ERROR)
    assert (fault.where.row, fault.where.column, fault.where.value) == (2, column, name)
    assert [one.id for one in roster.recipients] == ["b"]


@pytest.mark.parametrize("text", ["-", "—", "N/A", "n.a.", "?"])
def test_what_stands_for_nothing_is_read_as_nothing_and_said(read: Read, text: str) -> None:
    columns = ("title", "suffix", "post_nominals", "office", "chamber", "gender", "address", "x")
    roster = read(f"id,parliament,full_name,{','.join(columns)}\na,nz,Ann" + f",{text}" * 8)
    (found,) = roster.recipients
    assert not any(getattr(found, name) for name in columns[:-1])
    assert found.extra["x"] == text
    assert {one.code for one in roster.report} == {"roster.nothing"}
    assert {(one.severity, one.where.value) for one in roster.report} == {(Severity.NOTE, text)}
    assert {one.where.column for one in roster.report} == set(columns[:-1])


@pytest.mark.parametrize("text", ["NA", "nan", "None", "null", "TBC"])
def test_a_word_that_may_stand_for_nothing_stays_and_is_named(read: Read, text: str) -> None:
    columns = ("title", "honorific", "suffix", "post_nominals", "office", "address_1")
    silent = ("party", "constituency", "gender", "x")
    names = (*columns, *silent)
    roster = read(f"id,parliament,full_name,{','.join(names)}\na,nz,Ann" + f",{text}" * len(names))
    (found,) = roster.recipients
    assert all(getattr(found, name) == text for name in (*columns[:-1], *silent[:-1]))
    assert (found.address, found.extra["x"]) == ((text,), text)
    assert {one.code for one in roster.report} == {"roster.may-be-nothing"}
    assert {(one.severity, one.where.value) for one in roster.report} == {(Severity.WARNING, text)}
    assert {one.where.column for one in roster.report} == set(columns)


def test_a_date_that_never_comes_is_no_end(read: Read) -> None:
    text = "id,parliament,full_name,left_house\na,nz,Ann,9999-12-31\nb,nz,Bea,{}\n"
    assert not read(text.format("9999-12-31")).report
    (warning,) = read(text.format("2022-05-21")).report
    assert (warning.code, warning.where.row) == ("roster.left-office", 3)
    assert warning.hint.endswith("-w \"recipient.extra['left_house'] >= '9999-'\"")


@pytest.mark.parametrize(
    "ids",
    [("1", "2", "3"), ("0", "1", "2", "3"), ("098", "099", "100"), ("0007", "0008", "0009"),
     ("4711", "4712", "4713")],
)  # fmt: skip
def test_running_numbers_as_ids_are_warned_of_once(read: Read, ids: tuple[str, ...]) -> None:
    rows = "".join(f"{id_},nz,Ann Example {place}\n" for place, id_ in enumerate(ids))
    (warning,) = read("id,parliament,full_name\n" + rows).report
    assert (warning.code, warning.severity) == ("roster.running-ids", Severity.WARNING)
    assert (warning.where.row, warning.where.column) == (2, "id")
    assert f"({int(ids[0])} to {int(ids[-1])})" in warning.message
    assert "gets the files of another" in warning.message


def test_numbers_that_are_computed_from_the_row_are_running_numbers(read: Read) -> None:
    roster = read(
        "No,parliament,full_name\n1,nz,Ann\n2,nz,Bea\n3,nz,\n4,nz,Di\n",
        columns={"id": "{{ No | int }}"},
    )
    assert codes(roster).count("roster.running-ids") == 1  # a row with an error counts, too


@pytest.mark.parametrize(
    "ids",
    [("1", "2"), ("1", "3", "4"), ("3", "2", "1"), ("m1", "m2", "m3"), ("1", "2", "x"),
     ("1", "2", "9" * 5000), ("172", "8", "4021"), ("1.0", "2.0", "3.0")],
)  # fmt: skip
def test_other_ids_are_no_running_numbers(read: Read, ids: tuple[str, ...]) -> None:
    rows = "".join(f"{id_},nz,Ann Example {place}\n" for place, id_ in enumerate(ids))
    assert "roster.running-ids" not in codes(read("id,parliament,full_name\n" + rows))


@pytest.mark.parametrize("heading", ["end_date", "End Date", "ToDateTime", "membershipEndDate"])
def test_who_has_left_is_named(read: Read, heading: str) -> None:
    text = f"id,parliament,full_name,{heading}\na,nz,Ann,\nb,nz,Bea,2018-01-01\nc,nz,Cleo,\n"
    (warning,) = read(text).report
    assert (warning.code, warning.where.row) == ("roster.left-office", 3)
    assert warning.message.startswith("1 of 3 rows")
    assert f"recipient.extra['{heading}']" in warning.hint


@pytest.mark.parametrize("ends", [("2027-01-03", "2029-01-03"), ("", "")])
def test_ends_of_all_rows_or_none_say_nothing(read: Read, ends: tuple[str, str]) -> None:
    first, second = ends
    text = f"id,parliament,full_name,end_date\na,nz,Ann,{first}\nb,nz,Bea,{second}\n"
    assert not read(text).report


@pytest.mark.parametrize("line", ["Sir John", "Ms Example", "The Lord Example", "Hon"])
def test_a_form_of_address_is_not_taken_for_a_salutation_unsaid(read: Read, line: str) -> None:
    (warning,) = read(f"id,parliament,full_name,salutation\na,uk,Ann,{line}\n").report
    assert warning.code == "roster.short-salutation"
    assert "Dear {{ row['...'] }}," in warning.hint


@pytest.mark.parametrize("line", ["Dear Senator", "Tēnā koe Ann", '"Mr Speaker,"', "Dear Sir John"])
def test_a_whole_salutation_is_taken_as_it_is(read: Read, line: str) -> None:
    assert not read(f"id,parliament,full_name,salutation\na,nz,Ann,{line}\n").report


def test_what_is_wrong_with_a_row_on_hold_is_a_note(read: Read) -> None:
    roster = read(
        "id,parliament,full_name,hold,joint\na,us,,wait,p\nb,us,,no,p\nc,us,Ann Doe, 0 ,\n"
    )
    assert [(one.id, one.reason) for one in roster.held] == [("a", "wait")]
    assert [one.id for one in roster.rejected] == ["b"]
    assert [(one.id, one.hold) for one in roster.recipients] == [("c", "")]
    severities = {one.where.row: one.severity for one in roster.report if one.where.row}
    assert severities == {2: Severity.NOTE, 3: Severity.ERROR}
    assert {row.number: value for row, value in roster.joint.items()} == {2: "p", 3: "p"}
    assert roster.rows == 3


def test_a_dash_is_no_joint_letter(read: Read) -> None:
    roster = read("id,parliament,full_name,joint\na,us,Ann Doe,-\n")
    assert roster.recipients[0].joint == ""
