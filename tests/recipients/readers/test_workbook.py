"""XLSX and ODS: cells as they are shown, and files that would exhaust memory refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.recipients.conftest import DATA, Read
from tests.recipients.readers.formatted_sheets import Cell, write_xlsx
from tests.recipients.readers.test_list_file_reading import fault_of, open_table, rows_of

from lettermerge.config.settings import RosterSettings
from lettermerge.diagnostics import FaultyCellError, Severity
from lettermerge.recipients import read_recipients
from lettermerge.recipients.readers.ods_prescan import scan_tables
from lettermerge.recipients.readers.xlsx_prescan import column_number, read_reference
from lettermerge.templating import Sandbox
from lettermerge.typed_cell import value_text


def test_xlsx_cells_as_they_are_shown() -> None:
    table = open_table(DATA / "members.xlsx")
    rows = rows_of(table)
    assert list(rows) == [3, 4]
    assert rows[3] == {
        "id": "us-1", "parliament": "us", "chamber": "senate", "given_name": "Ottilie",
        "family_name": "Fernsby", "postal_code": "02138", "zip_four": "02138-0001",
        "born": "03/02/1961", "met": "20/07/2023 09:30", "voted": "TRUE", "share": "0.3",
        "rank": "7", "greeting": "Dear Fernsby", "address": "Room 1\nExample Building",
        "note": "plain bold",
    }  # fmt: skip
    assert (rows[4]["given_name"], rows[4]["family_name"]) == ("NA", "Null")
    assert (rows[4]["postal_code"], rows[4]["zip_four"]) == ("02139-0002", "5")
    assert rows[4]["rank"] == "20230720123456"
    assert value_text(rows[3]["born"]) == "1961-02-03"
    assert value_text(rows[3]["met"]) == "2023-07-20 09:30:00"
    assert not table.notes, "the sheet before it is hidden"


def test_ods_cells_as_they_are_shown() -> None:
    rows = rows_of(open_table(DATA / "members.ods"))
    assert list(rows) == [4, 5]
    assert rows[4] == {
        "id": "au-1", "parliament": "au", "full_name": "Gwendolyn Marsh", "postal_code": "0800",
        "born": "06/05/70", "voted": "TRUE", "address": "Room 2\nExample House", "note": "2600",
    }  # fmt: skip
    assert value_text(rows[4]["born"]) == "1970-05-06"
    assert (rows[5]["full_name"], rows[5]["postal_code"]) == ("null", "2,600.00")
    assert value_text(rows[5]["postal_code"]) == "2600"


def test_a_formula_in_error_is_seen_in_ods_too() -> None:
    ((place, fault),) = open_table(DATA / "members.ods").faulty.items()
    assert place == (5, "note")
    assert (fault.code, fault.where.value) == ("roster.formula-in-error", "#DIV/0!")


def test_a_formula_in_error_is_noted_where_nothing_of_ours_depends_on_it(read_file: Read) -> None:
    roster = read_file("members.xlsx")
    assert [one.id for one in roster.recipients] == ["us-1", "us-2"]
    (note,) = roster.report
    assert (note.code, note.severity) == ("roster.formula-in-error", Severity.NOTE)
    assert (note.where.row, note.where.column, note.where.value) == (4, "greeting", "#DIV/0!")
    with pytest.raises(FaultyCellError, match="shows an error"):
        roster.recipients[1].extra["greeting"]


def test_a_formula_in_error_fails_the_row_where_something_does(read_file: Read) -> None:
    roster = read_file("members.xlsx", columns={"salutation": "greeting"})
    assert [one.row.number for one in roster.rejected] == [4]


@pytest.mark.parametrize("name", ["full_name", "{{ full_name }}", '{{ row["full_name"] }}'])
def test_a_formula_without_a_value_is_never_read_as_nothing(read_file: Read, name: str) -> None:
    roster = read_file("formulas.xlsx", columns={"envelope_name": name})
    faults = roster.rejected[0].diagnostics
    assert faults[0].code == "roster.formula-without-value"
    assert (faults[0].where.row, faults[0].where.column) == (2, "full_name")


def test_the_sheet_is_the_first_or_the_one_named(read_file: Read) -> None:
    roster = read_file("two-sheets.xlsx")
    assert [one.id for one in roster.recipients] == ["uk-1"]
    assert [one.code for one in roster.report] == ["roster.several-sheets"]
    roster = read_file("two-sheets.xlsx", sheet="Lords")
    assert [one.title for one in roster.recipients] == ["Baroness"]
    assert not roster.report
    fault = fault_of(DATA / "two-sheets.xlsx", sheet="Lord")
    assert fault.startswith("roster.unknown-sheet")
    assert "`Lords`" in fault


def test_a_far_corner_is_refused_before_it_costs_memory() -> None:
    assert "1048576 rows and 16384 columns" in fault_of(DATA / "corner.xlsx")


def rewritten(folder: Path, name: str, part: str, data: bytes, **others: bytes) -> Path:
    """Copy a workbook with one part replaced, and `others` by the stems of their names."""
    target = folder / name
    with (
        zipfile.ZipFile(DATA / name) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in source.namelist():
            kept = others.get(Path(entry).stem) or source.read(entry)
            copy.writestr(entry, data if entry == part else kept)
    return target


def sheet_of(cells: str) -> bytes:
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<x:worksheet xmlns:x="{name}"><x:sheetData>{cells}</x:sheetData></x:worksheet>'.encode()
    )


SHEET = "xl/worksheets/sheet1.xml"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = rewritten(tmp_path, "corner.xlsx", SHEET, b" " * (17 << 20))
    assert bomb.stat().st_size < 100_000
    assert "times its size" in fault_of(bomb)


def test_a_wide_and_high_sheet_is_refused_by_its_area(tmp_path: Path) -> None:
    far = sheet_of('<x:row r="200000"><x:c r="CV200000"><x:v>1</x:v></x:c></x:row>')
    assert "200000 rows and 100 columns" in fault_of(rewritten(tmp_path, "corner.xlsx", SHEET, far))


def test_empty_cells_in_a_far_corner_harm_nothing(tmp_path: Path) -> None:
    cells = (
        '<x:row><x:c t="inlineStr"><x:is><x:t>id</x:t></x:is></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>7</x:v></x:c></x:row>'
        '<x:row r="1048576"><x:c r="XFD1048576" s="0"/></x:row>'
    )
    path = rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells))
    assert rows_of(open_table(path)) == {3: {"id": "7"}}


def test_repeated_cells_of_an_ods_are_counted(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    filled = content.replace(
        b"<table:table-cell table:number-columns-repeated=",
        b'<table:table-cell office:value-type="string" table:number-columns-repeated=',
    )
    assert filled != content
    path = rewritten(tmp_path, "members.ods", "content.xml", filled)
    assert "roster.too-large" in fault_of(path)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<worksheet><sheetData>",
        b"",
    ],
)
def test_a_broken_part_is_refused(tmp_path: Path, data: bytes) -> None:
    path = rewritten(tmp_path, "corner.xlsx", SHEET, data)
    assert "roster.not-a-workbook" in fault_of(path)


def test_a_torn_archive_is_refused(tmp_path: Path) -> None:
    data = (DATA / "members.xlsx").read_bytes()
    (tmp_path / "r.xlsx").write_bytes(data[: len(data) // 2])
    assert "roster.not-a-workbook" in fault_of(tmp_path / "r.xlsx")


def test_columns_are_numbered_from_zero() -> None:
    assert [column_number(name) for name in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16383]
    assert [column_number(name) for name in ("", "XFE", "AAAA", "A-", "É")] == [-1] * 5


def test_references_that_name_no_cell_are_refused() -> None:
    assert read_reference("A1") == (0, 0)
    assert read_reference("xfd1048576") == (1048575, 16383)
    for name in (
        "A",
        "7",
        "A0",
        "A01",
        "A1048577",
        "XFE1",
        "A99999999999",
        "ZZZZZZZ1",
        "A1:B2",
        "A١",
    ):
        with pytest.raises(ValueError, match="not a cell reference"):
            read_reference(name)


def row(number: int, *cells: str, attributes: str = "") -> str:
    texts = "".join(
        f'<x:c t="inlineStr"><x:is><x:t>{text}</x:t></x:is></x:c>' if text else "<x:c/>"
        for text in cells
    )
    return f'<x:row r="{number}" {attributes}>{texts}</x:row>'


def test_hidden_rows_are_read_and_named(tmp_path: Path) -> None:
    cells = (
        row(1, "id", "name")
        + row(2, "a", "Ann")
        + row(3, "b", "Bea", attributes='hidden="1"')
        + row(4, "", attributes='hidden="1"')
        + row(5, "c", "Cleo", attributes='hidden="0"')
    )
    table = open_table(rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells)))
    assert list(rows_of(table)) == [2, 3, 5]
    (note,) = table.notes
    assert (note.code, note.where.row, note.message[-3:]) == ("roster.hidden-rows", 3, ": 3")


def test_hidden_rows_of_an_ods_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    filtered = content.replace(b"<table:table-row", b'<table:table-row table:visibility="filter"')
    assert filtered != content
    notes = open_table(rewritten(tmp_path, "members.ods", "content.xml", filtered)).notes
    assert "roster.hidden-rows" in [one.code for one in notes]


STRUCK = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/>'
    '<font><strike/></font><font><strike val="0"/></font></fonts><cellXfs><xf fontId="0"/>'
    '<xf fontId="1"/><xf fontId="2"/></cellXfs>'
    "<dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"
)


def test_rows_that_are_struck_through_are_told(tmp_path: Path) -> None:
    def styled(number: int, *styles: int) -> str:
        cells = row(number, *(f"t{place}" for place, _ in enumerate(styles)))
        for style in styles:
            cells = cells.replace("<x:c t=", f'<x:c s="{style}" t=', 1)
        return cells

    cells = styled(1, 0, 0, 0) + styled(2, 1, 1, 1) + styled(3, 0, 1, 1) + styled(4, 0, 0, 1)
    cells += styled(5, 2, 2, 2) + styled(6, 0, 1, 1)
    path = rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells), styles=STRUCK.encode())
    assert sorted(open_table(path).struck) == [2, 3, 6]


def test_rows_of_an_ods_that_are_struck_through_are_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml").decode()
    style = (
        '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style><style:style style:name="back" '
        'style:parent-style-name="gone"><style:text-properties '
        'style:text-line-through-style="none"/></style:style>'
    )
    cell = '<table:table-cell office:value-type="string" table:style-name="{}"><text:p>{}</text:p>'
    rows = "".join(
        f'<table:table-row table:default-cell-style-name="{of_row}">'
        + "".join(f"{cell.format(style, text)}</table:table-cell>" for text in ("x", "Ann"))
        + "</table:table-row>"
        for of_row, style in (("", "gone"), ("gone", ""), ("gone", "back"), ("", ""))
    )
    head, end, tail = content.partition("</table:table-row>")
    assert "<office:body>" in head
    styles = f"<office:automatic-styles>{style}</office:automatic-styles>"
    head = head.replace("<office:body>", styles + "<office:body>")
    text = f"{head}{end}{rows}{tail}"
    path = rewritten(tmp_path, "members.ods", "content.xml", text.encode())
    with zipfile.ZipFile(path) as archive:
        scans = scan_tables(archive)
    assert [one.struck for one in scans.values() if one.struck] == [{1, 2}]


def test_a_title_above_the_headings_is_passed_over(tmp_path: Path) -> None:
    cells = (
        row(1, "Members of the House of Examples")
        + row(2, "", "as of 1 May")
        + row(4, "id", "name")
        + row(5, "a", "Ann")
    )
    table = open_table(rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells)))
    assert rows_of(table) == {5: {"id": "a", "name": "Ann"}}
    assert [(one.code, one.where.row) for one in table.notes] == [
        ("roster.above-headings", 1),
        ("roster.above-headings", 2),
    ]


def test_a_sheet_s_date_and_author_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    cells = (
        row(1, "Members of the House of Examples")
        + row(2, "as of 1 May", "", "", "(Ann)")
        + row(3, "id", "country", "chamber", "name", "note")
        + row(4, "a", "", "", "Ann")
    )
    table = open_table(rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(cells)))
    assert rows_of(table)[4]["name"] == "Ann"
    assert [one.where.row for one in table.notes] == [1, 2]
    wide = row(1, "id", "name") + row(2, "a", "Ann") + row(3, "b", "Bea", "", "", "", "", "x")
    table = open_table(rewritten(tmp_path, "corner.xlsx", SHEET, sheet_of(wide)))
    assert [one["id"] for one in rows_of(table).values()] == ["a", "b"]


def test_merged_cells_hold_for_each_row_that_they_reach(tmp_path: Path) -> None:
    cells = (
        row(1, "id", "country", "name")
        + row(2, "a", "uk", "Ann")
        + row(3, "b", "", "Bea")
        + row(4, "c", "", "Cleo")
    )
    merges = '<x:mergeCells><x:mergeCell ref="B2:B3"/></x:mergeCells></x:worksheet>'
    sheet = sheet_of(cells).replace(b"</x:worksheet>", merges.encode())
    table = open_table(rewritten(tmp_path, "corner.xlsx", SHEET, sheet))
    assert [one["country"] for one in rows_of(table).values()] == ["uk", "uk", ""]


def test_merged_cells_of_an_ods_hold_for_each_row_that_they_reach(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    plain = b'<table:table-cell office:value-type="string"><text:p>'
    merged = plain.replace(b"cell ", b'cell table:number-rows-spanned="2" ')
    spanned = content.replace(plain + b"Room 2", merged + b"Room 2")
    spanned = spanned.replace(
        plain + b"Room 3</text:p></table:table-cell>", b"<table:covered-table-cell/>"
    )
    assert len({content, spanned}) == 2
    assert b"Room 3" not in spanned
    first, second = rows_of(
        open_table(rewritten(tmp_path, "members.ods", "content.xml", spanned))
    ).values()
    assert first["address"] == second["address"] == "Room 2\nExample House"


def test_a_locale_that_is_none_is_refused() -> None:
    fault = fault_of(DATA / "members.xlsx", locale="xx")
    assert fault.startswith("roster.unknown-locale")
    assert "en-GB" in fault


def test_an_ods_that_saves_no_text_of_a_formatted_cell_is_read_by_its_value(
    tmp_path: Path,
) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    silent = content.replace(b"<text:p>06/05/70</text:p>", b"")
    assert silent != content
    table = open_table(rewritten(tmp_path, "members.ods", "content.xml", silent))
    assert rows_of(table)[4]["born"] == "1970-05-06"
    (note,) = table.unshown.notes()
    assert (note.code, note.where.row, note.where.column) == ("roster.format-not-shown", 4, "born")


def test_repeated_cells_of_an_ods_all_show_what_was_saved(tmp_path: Path) -> None:
    cell = (
        b'<table:table-cell office:value-type="percentage" office:value="0.5" '
        b'table:number-columns-repeated="2"><text:p>50 <text:s text:c="2"/>%</text:p>'
        b"</table:table-cell>"
    )
    heads = b"".join(
        b'<table:table-cell office:value-type="string"><text:p>' + name + b"</text:p>"
        b"</table:table-cell>"
        for name in (b"id", b"a", b"b")
    )
    number = b'<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p>'
    rows = (
        b"<table:table-row>" + heads + b"</table:table-row>"
        b'<table:table-row table:number-rows-repeated="3">'
        + number + b"</table:table-cell>" + cell + b"</table:table-row>"
    )  # fmt: skip
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    begin, end = content.index(b"<table:table-row"), content.rindex(b"</table:table-row>")
    end += len(b"</table:table-row>")
    first = content.index(b"</table:table>")
    assert begin < first
    made = content[:begin] + rows + content[min(first, end) :]
    table = open_table(rewritten(tmp_path, "members.ods", "content.xml", made))
    found = rows_of(table)
    assert list(found) == [2, 3, 4]
    for one in found.values():
        assert (one["id"], one["a"], one["b"]) == ("7", "50   %", "50   %")
        assert value_text(one["a"]) == value_text(one["b"]) == "0.5"


def test_formats_hold_from_the_row_where_they_begin(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["a", ("0%", 0.5)],
        ["b", ("General", 0.5)],
        ["c", ""],
        ["d", ("0%", 0.5)],
        ["e", ("0.00", 0.5)],
        ["f", "0.5"],
    ]
    path = write_xlsx(tmp_path / "r.xlsx", ["id", "share"], rows)
    shown = [row["share"] for row in rows_of(open_table(path)).values()]
    assert shown == ["50%", "0.5", "", "50%", "0.50", "0.5"]
    decimal = [row["share"] for row in rows_of(open_table(path, locale="fr")).values()]
    assert decimal == ["50%", "0,5", "", "50%", "0,50", "0.5"]


def test_a_date_that_is_shown_is_the_end_of_a_term(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["a", "nz", "Ann", ("d mmmm yyyy", 2958465)],
        ["b", "nz", "Bea", ("d mmmm yyyy", 45355)],
    ]
    write_xlsx(tmp_path / "r.xlsx", ["id", "parliament", "full_name", "left_house"], rows)
    report = read_recipients([RosterSettings("r.xlsx")], tmp_path, Sandbox()).report
    (note,) = [one for one in report if one.code == "roster.left-office"]
    assert note.message.startswith("1 of 2 rows")
    assert note.hint.endswith("-w \"recipient.extra['left_house'] == '31 December 9999'\"")


def test_cells_of_one_text_keep_their_own_values(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [name, "nz", "Ann", ("0%", share)] for name, share in (("a", 0.251), ("b", 0.249))
    ]
    rows.append(["c", "nz", "Ann", "25%"])
    write_xlsx(tmp_path / "r.xlsx", ["id", "parliament", "full_name", "share"], rows)
    columns = {"half": "{{ share }} {{ share | float }}", "same": "share"}
    settings = RosterSettings("r.xlsx", columns=columns)
    read = read_recipients([settings], tmp_path, Sandbox()).recipients
    assert [one.extra["share"] for one in read] == ["25%"] * 3
    for name in ("share", "same"):
        values = [value_text(one.extra[name]) for one in read]
        assert values == ["0.251", "0.249", "25%"]
    assert [one.extra["half"] for one in read] == ["25% 0.251", "25% 0.249", "25% 0.0"]


def test_lines_of_an_ods_cell_that_saves_its_text_twice_stay_lines(tmp_path: Path) -> None:
    with zipfile.ZipFile(DATA / "members.ods") as archive:
        content = archive.read("content.xml")
    plain = b'<table:table-cell office:value-type="string"><text:p>Room 2</text:p>'
    twice = plain.replace(b'"string"', b'"string" office:string-value="Room 2&#10;Example House"')
    assert plain in content
    path = rewritten(tmp_path, "members.ods", "content.xml", content.replace(plain, twice))
    assert rows_of(open_table(path))[4]["address"] == "Room 2\nExample House"
