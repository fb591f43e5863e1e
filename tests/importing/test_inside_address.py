"""An inside address is told from the sender's lines: no reader's address gets into a letterhead."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_conditions import condition_parts
from lettermerge.importing.frame_recognition import recognise
from lettermerge.importing.inside_address import begins_address
from lettermerge.importing.letter_parts import LetterParts
from lettermerge.importing.source_letter import (
    FieldCode,
    PlacedBox,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TextBox,
)
from lettermerge.importing.text_reader import read_text

BODY = "\n\nWe write about prisoners who have waited for a trial.\n\nYours,\n\nJ. Roe\n"


@pytest.mark.parametrize(
    "line",
    ["Mr Robert Sample MP", "The Hon. Jane Sample", "Frau", "Herrn Max Muster", "An die",
     "À l’attention de la direction", "Excma. Sra. Doña María Ejemplo", "To: the Senate",
     "Members of the House of Commons"],
)  # fmt: skip
def test_addresses_begin_with_a_title_or_a_word_for_to(line: str) -> None:
    assert begins_address(line)


@pytest.mark.parametrize(
    "line", ["Example Network", "Andover House", "Mrskine Street 1", "Marie Curie Foundation"]
)
def test_senders_do_not(line: str) -> None:
    assert not begins_address(line, "Dear Members,")


def test_an_address_begins_with_the_name_of_the_salutation() -> None:
    assert begins_address("Erika Mustermann", "Sehr geehrte Frau Mustermann,")
    assert not begins_address("Example Network", "Sehr geehrte Frau Mustermann,")


def head(text: str) -> LetterParts:
    return recognise(read_text((text + BODY).encode(), "letter.txt").body)


def test_an_address_above_the_date_is_the_readers() -> None:
    found = head(
        "Example Network\n12 High Street, London SW1A 1AA\n\nMr Robert Sample MP\n"
        "House of Commons\n\n20 July 2023\n\nDear Mr Sample,"
    )
    assert found.sender == ["Example Network", "12 High Street, London SW1A 1AA"]
    assert found.addressee == ["Mr Robert Sample MP", "House of Commons"]


def test_what_is_above_the_address_in_its_window_is_no_letterhead() -> None:
    found = head(
        "EXAMPLE e.V.\n\nExample e.V. · Weg 1 · 10115 Berlin\nFrau\nErika Mustermann\n"
        "Platz 1\n11011 Berlin\n\n20. Juli 2023\n\nSehr geehrte Frau Mustermann,"
    )
    assert found.sender == ["EXAMPLE e.V."]
    assert found.contacts == ["Example e.V. · Weg 1 · 10115 Berlin"]
    assert found.addressee == ["Frau", "Erika Mustermann", "Platz 1", "11011 Berlin"]


def test_a_sender_with_a_title_stays_the_sender() -> None:
    found = head("Dr Jane Roe\nSolicitor\n\nMarch 3, 2023\n\nThe Senate\n1 Hill\n\nDear Members,")
    assert found.sender == ["Dr Jane Roe", "Solicitor"]


def test_a_text_box_with_an_address_is_left_to_the_frame() -> None:
    def box(number: int, *lines: str) -> TextBox:
        blocks = tuple(SourceParagraph((Run(one),), f"text box {number}") for one in lines)
        return TextBox(blocks, PlacedBox(), number)

    boxes = box(1, "Ms Jane Sample MP", "House of Commons"), box(2, "Sender Org", "1 High Street")
    rest = ("Dear Ms Sample,", "We write.", "Yours,", "J. Roe")
    blocks: list[SourceBlock] = [SourceParagraph(boxes, "first")]
    blocks += [SourceParagraph((Run(one),), one) for one in rest]
    found = recognise(blocks)
    assert found.placed == [boxes[1]]
    assert found.addressee == ["Ms Jane Sample MP", "House of Commons"]


def test_an_address_that_begins_as_salutations_do_is_none() -> None:
    found = head(
        "Paris, le 1er juillet 2023\n\nMadame la Députée Jeanne Exemple\nAssemblée nationale\n\n"
        "Objet : Libération\n\nMadame la Députée,"
    )
    assert found.addressee == ["Madame la Députée Jeanne Exemple", "Assemblée nationale"]
    assert len(found.body) == len(head("Madame la Députée,").body)


def test_an_if_of_salutations_is_the_salutation() -> None:
    code = FieldCode(
        ("IF ", FieldCode(("MERGEFIELD Lang",)), ' = "fr" "Madame, Monsieur," "Dear ',
         FieldCode(("MERGEFIELD Last",)), ',"'),
    )  # fmt: skip
    assert condition_parts(code).then == "Madame, Monsieur,"
    found = recognise(
        [SourceParagraph((code,), "first"), SourceParagraph((Run("We write."),), "second")]
    )
    assert [one.place for one in found.body if isinstance(one, SourceParagraph)] == ["second"]


def test_a_parliament_below_the_senders_lines_begins_an_address() -> None:
    found = head(
        "Verein e.V.\nWeg 1, 10115 Berlin\n\nVerein e.V., Weg 1, 10115 Berlin\n"
        "Deutscher Bundestag\nz. Hd. Frau Mustermann\n\n20. Juli 2023\n\nSehr geehrte Damen,"
    )
    assert found.sender == ["Verein e.V.", "Weg 1, 10115 Berlin"]
    assert found.addressee == ["Deutscher Bundestag", "z. Hd. Frau Mustermann"]
    assert head("Friends of Parliament\n1 Hill\n\n20 July 2023\n\nDear Members,").sender


def _table(*cells: tuple[str, ...]) -> SourceTable:
    rows = tuple((tuple(SourceParagraph((Run(one),), one) for one in cell),) for cell in cells)
    return SourceTable(rows, "table 1")


LETTER = ("20 July 2023", "Dear Members,", "We write.", "Yours sincerely,", "John Roe")


def test_a_letter_in_a_table_of_one_column_or_in_a_box_is_a_letter() -> None:
    lines = tuple(SourceParagraph((Run(one),), one) for one in LETTER)
    box = SourceParagraph((TextBox(lines, PlacedBox(), 1),), "first")
    for blocks in ([_table(LETTER)], [_table(LETTER[:2], LETTER[2:])], [box]):
        found = recognise(blocks)
        body = [one.text for one in found.body if isinstance(one, SourceParagraph) and one.text]
        assert body == ["We write."]
        assert found.signatories == [["John Roe"]]
        assert not found.placed
