"""What is left out of an address block is said, with the true reason and the cell it comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.config.theme import Theme, ThemePage, ThemeText
from lettermerge.diagnostics import Diagnostic, Severity
from lettermerge.layout.page_style import page_style
from lettermerge.protocol.addressee_builder import address

DOE = {"given_name": "Jane", "family_name": "Doe", "gender": "f"}


def _remark(code: str, **cells: str) -> Diagnostic:
    (found,) = (
        one
        for one in address(recipient(**cells), built_in(), "MY", WINDOW)[1]
        if one.code == code
    )  # fmt: skip
    return found


def test_the_chamber_s_line_gives_way_to_an_office_and_the_note_names_both() -> None:
    cells = {"parliament": "us", "chamber": "senate", **DOE, "office": "Chair, Committee on Kelp",
             "address": "511 Hart Senate Office Building"}  # fmt: skip
    note = _remark("address.no-chamber", **cells)
    assert note.severity is Severity.NOTE
    assert (note.where.column, note.where.value) == ("office", cells["office"])
    assert "`United States Senate`" in note.message
    assert "with `Chair, Committee on Kelp` it has 6 lines, and the window holds 5" in note.message
    assert '`envelopes.letter = ""`' in note.hint


@pytest.mark.parametrize(
    ("chamber", "office", "line"),
    [
        ("senate", "Chair, Committee on Commerce & Samples", "United States Senate"),
        ("house", "Ranking Member, Committee on Kelp", "U.S. House of Representatives"),
    ],
)
def test_the_chamber_s_line_stays_where_the_window_of_the_paper_has_room(
    chamber: str, office: str, line: str
) -> None:
    """The office is one line of US Letter's window (85.7 mm), at the usual size."""
    cells = {"parliament": "us", "chamber": chamber, **DOE, "office": office}
    assert line in addressed(**cells).address_block
    assert "address.no-chamber" not in told(**cells)
    large = {"letter": page_style(Theme(text=ThemeText(size=14)), "letter")}
    found, diagnostics = address(
        recipient(**cells), built_in(), "MY", replace(WINDOW, styles=large)
    )
    assert found is not None
    assert line not in found.address_block
    assert "address.no-chamber" in {one.code for one in diagnostics}


def test_a_theme_s_size_and_window_decide_whether_an_address_is_too_long() -> None:
    cells = {"parliament": "eu", **DOE, "office": "Chair, Delegation for relations with Samples",
             "address": "1 Example Street, Example Building\nOffice 12\n1047 Brussels"}  # fmt: skip
    for size, window, codes in (
        (10.0, None, 0), (16.0, None, 1), (9.0, (25, 61, 40, 26), 1), (9.0, (25, 61, 40, 60), 0),
    ):  # fmt: skip
        theme = Theme(text=ThemeText(size=size), page={"a4": ThemePage(window=window)})
        style = page_style(theme, "a4")
        printing = replace(WINDOW, styles={"a4": style})
        diagnostics = address(recipient(**cells), built_in(), "MY", printing)[1]
        assert [one.code for one in diagnostics].count("address.too-long") == codes, (size, window)


def test_nothing_is_said_of_an_office_that_is_empty() -> None:
    """The line under the name comes from the constituency: the note points there."""
    cells = {"parliament": "au", "chamber": "senate", **DOE, "constituency": "New South Wales",
             "address": "S1.36, 3rd level\nM1.22"}  # fmt: skip
    assert addressed(**cells).address_block[1] == "Senator for New South Wales"
    note = _remark("address.no-chamber", **cells)
    assert (note.where.column, note.where.value) == ("constituency", "New South Wales")
    assert "`Senate`" in note.message
    assert "office" not in note.hint


def test_each_office_that_has_no_room_is_named() -> None:
    offices = [f"Minister for Examples of the {n}. Kind" for n in range(4)]
    cells = {"parliament": "au", "chamber": "house", **DOE, "office": "; ".join(offices)}
    note = _remark("address.one-office", **cells)
    for office in offices[1:]:
        assert office in note.message
    assert offices[0] not in note.message


@pytest.mark.parametrize(
    ("cells", "column", "left_out"),
    [
        ({"parliament": "uk", "chamber": "commons", "office": "MP"}, "office", "MP"),
        ({"parliament": "us", "chamber": "senate", "office": "Senator; Majority Leader"},
         "office", "Senator"),
        ({"parliament": "uk", "chamber": "commons", "role": "speaker",
          "office": "Patron of the Kelp Society"}, "role", "Speaker of the House of Commons"),
        ({"parliament": "nz", "title": "Minister for Kelp", "office": "Leader of the House"},
         "title", "Minister for Kelp"),
    ],
)  # fmt: skip
def test_an_office_that_is_not_printed_is_told(
    cells: dict[str, str], column: str, left_out: str
) -> None:
    note = _remark("address.no-office", **cells, **DOE)
    assert (note.severity, note.where.column) == (Severity.NOTE, column)
    assert f"`{left_out}`" in note.message
    assert left_out not in addressed(**cells, **DOE).address_block


@pytest.mark.parametrize(
    "cells",
    [
        {"parliament": "uk", "chamber": "commons", "role": "speaker"},
        {"parliament": "uk", "chamber": "commons", "role": "speaker", "office": "Speaker"},
        {"parliament": "uk", "chamber": "commons", "title": "Prime Minister",
         "office": "Prime Minister, First Lord of the Treasury"},
        {"parliament": "nz", "title": "Minister", "office": "Minister for Kelp"},
        {"parliament": "au", "chamber": "house", "constituency": "Kelp",
         "office": "Chair, Committee on Kelp"},
        {"parliament": "uk", "role": "body"},
    ],
)  # fmt: skip
def test_nothing_is_left_out_and_nothing_is_said(cells: dict[str, str]) -> None:
    assert told(**cells, **DOE) == []


def test_remarks_point_to_filled_cells() -> None:
    """No remark about the address is about a cell that is empty."""
    lines = ["", "12 Mill Lane", "511 Hart Senate Office Building", "1\n2\n3\n4\n5\n6\n7\n8"]
    places = [("us", "senate"), ("au", "senate"), ("uk", "commons"), ("nz", ""), ("eu", "")]
    seen = set()
    for parliament, chamber in places:
        for line in lines:
            for office in (
                "",
                "Chair, Committee on Kelp",
                "Chair, Kelp; Chair, Heron; Chair, Quay",
            ):
                for more in ({}, {"city": "Brine"}, {"region": "Kelp", "city": "Brine"}):
                    cells = {"parliament": parliament, "chamber": chamber, "address": line, **DOE}
                    cells |= {"office": office, "constituency": "Kelp", **more}
                    row = recipient(**cells)
                    for one in address(row, built_in(), "MY", WINDOW)[1]:
                        seen.add(one.code)
                        assert one.where.value, one
    assert {"address.no-code", "address.no-chamber", "address.one-office"} <= seen


def test_an_office_that_every_chamber_has_names_its_own_where_the_chamber_has_no_room() -> None:
    cells = {"parliament": "us", "full_name": "Jane Doe", "office": "Majority Leader"}
    cells |= {
        "address": "322 Hart Senate Office Building\nRoom of the Lanterns",
        "chamber": "senate",
    }
    cells |= {"city": "Washington", "region": "DC", "postal_code": "20510"}
    assert "Majority Leader of the Senate" in addressed(**cells).address_block
    room = {**cells, "address": "322 Hart Senate Office Building"}
    assert "Majority Leader" in addressed("US", **room).address_block
    other = {**cells, "office": "Keeper of the Lanterns"}
    assert "Keeper of the Lanterns" in addressed(**other).address_block


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (
            {"parliament": "eu", "language": "fr", "full_name": "Marie-Jeanne Testmont-Duroy"},
            ("Madame Marie-Jeanne Testmont-Duroy", "Députée européenne"),
        ),
        (
            {"parliament": "eu", "language": "fr", "full_name": "Zoé Test"},
            ("Madame Zoé Test, députée européenne", "Parlement européen"),
        ),
        (
            {
                "parliament": "ca",
                "chamber": "senate",
                "full_name": "Marie-Jeanne Testmont-Testerby",
                "post_nominals": "O.C.",
            },
            ("The Honourable Marie-Jeanne Testmont-Testerby, O.C.", "Senator"),
        ),
        (
            {"parliament": "eu", "envelope_name": "Madame Marie-Jeanne Testmont-Duroy, députée"},
            ("Madame Marie-Jeanne Testmont-Duroy, députée", "European Parliament"),
        ),
    ],
)
def test_a_name_too_long_for_a_line_ends_before_what_its_bearer_is(
    cells: dict[str, str], lines: tuple[str, ...]
) -> None:
    assert addressed(gender="f", **cells).address_block[:2] == lines
