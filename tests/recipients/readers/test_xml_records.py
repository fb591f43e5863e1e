"""XML rosters: rows are the elements that repeat, whatever stands around them."""

from __future__ import annotations

import pytest
from tests.recipients.conftest import Read, Refused

MEPS = """<?xml version='1.0' encoding='UTF-8'?><meps>
<mep><fullName>Ottoline EXAMPLE I MARSH</fullName><country>Spain</country><id>1</id></mep>
<mep><fullName>Björn ÅBERG-TEST</fullName><country>Sweden</country><id>2</id></mep></meps>"""


def test_children_are_columns_and_the_number_is_the_row(read: Read) -> None:
    columns = {"full_name": "fullName", "constituency": "country"}
    roster = read(MEPS, name="r.xml", columns=columns, constants={"parliament": "eu"})
    first, second = roster.recipients
    assert (first.id, first.full_name, first.constituency) == (
        "1", "Ottoline EXAMPLE I MARSH", "Spain",
    )  # fmt: skip
    assert (second.row.number, second.full_name) == (2, "Björn ÅBERG-TEST")


def test_attributes_repeats_and_empty_elements(read: Read) -> None:
    text = """<r xmlns:xsi="http://x/" ><members>
    <m no="7"><id>a</id><parliament>ca</parliament><full_name>Ann Example</full_name>
    <Party Id="15">Lantern</Party><end xsi:nil="true"/><tel>1</tel><tel>2</tel>
    <office><at>North</at></office><office><at>South</at></office></m>
    </members><note lang="en">as of May</note></r>"""
    (one,) = read(text, name="r.xml").recipients
    assert one.extra == {
        "no": "7", "Party.Id": "15", "end": "", "tel": "1\n2",
        "office.1.at": "North", "office.2.at": "South", "office.last.at": "South",
    }  # fmt: skip
    assert one.party == "Lantern"


def test_of_several_elements_the_settings_name_one(read: Read, refused: Refused) -> None:
    text = """<r><staff><id>x</id></staff><staff><id>y</id></staff>
    <member><id>a</id><parliament>nz</parliament><full_name>Ann Example</full_name></member></r>"""
    assert read(text, name="r.xml", sheet="member").recipients[0].id == "a"
    (fault,) = refused(text, name="r.xml", sheet="members")
    assert "did you mean `member`?" in fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a><b></a>", "r.xml:1: cannot be read as XML: mismatched tag"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a><b><c>&x;</c></b></a>', "declares entities"),
        ("<a>" * 99 + "</a>" * 99, "more than 32 elements are inside one another"),
        ('<?xml version="1.0" encoding="UTFP8"?><a/>', "unknown encoding: UTFP8"),
        ("<a>text</a>", "no element in it has the columns of a row"),
    ],
)
def test_what_is_not_a_roster_of_elements(refused: Refused, text: str, reason: str) -> None:
    (fault,) = refused(text, name="r.xml")
    assert reason in fault
