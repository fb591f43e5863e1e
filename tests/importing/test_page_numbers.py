"""Page numbers are taken out of a line; what is beside them stays."""

from __future__ import annotations

import pytest

from lettermerge.importing.page_numbers import is_page_number, without_page_number
from lettermerge.importing.source_letter import FieldCode, Run

PAGE, PAGES = FieldCode((" PAGE \\* MERGEFORMAT ",)), FieldCode(("NUMPAGES",))


def pieces(text: str) -> list[Run | FieldCode]:
    """Return a line: # is the page's number, % the number of pages."""
    found: list[Run | FieldCode] = []
    for sign in text:
        if sign in "#%":
            found.append(PAGE if sign == "#" else PAGES)
        else:
            found.append(Run(sign))
    return found


@pytest.mark.parametrize(
    ("line", "rest", "gone"),
    [
        ("#", "", ""),
        ("Page #", "", "Page"),
        ("Page # of %", "", "Page of"),
        ("- # -", "", ""),
        ("(#/%)", "", ""),
        ("Example Alliance | Page # of %", "Example Alliance", "Page of"),
        ("Example Alliance – #", "Example Alliance", ""),
        ("Seite # von % | Beispielverein", "Beispielverein", "Seite von"),
        ("Letter to members, p. #", "Letter to members", "p"),
        ("Registered in Wales", "Registered in Wales", ""),
        ("Homepage # www.example.org", "Homepage www.example.org", ""),
    ],
)
def test_what_is_beside_a_number_stays(line: str, rest: str, gone: str) -> None:
    assert without_page_number(pieces(line)) == (rest, gone)


def test_other_fields_are_no_page_numbers() -> None:
    assert is_page_number(PAGE)
    assert not is_page_number(FieldCode(("MERGEFIELD Page",)))
    assert not is_page_number(Run("PAGE"))
