"""A letter's frame is told from its body: by where lines are, and what they say."""

from __future__ import annotations

import datetime

from lettermerge.importing.frame_recognition import recognise
from lettermerge.importing.letter_ends import sender_of
from lettermerge.importing.letter_parts import LetterParts
from lettermerge.importing.source import (
    CharacterStyle,
    FieldCode,
    Run,
    SourceBlock,
    SourceParagraph,
)
from lettermerge.importing.text_reader import read_text

LETTER = """Example Alliance
1 Example Street
Tel. +32 2 123 45 67
office@example.org

20 July 2023

Ms Jane Doe MEP
European Parliament
1047 Brussels

Our ref: X/1

Subject: Prisoners in Examplia

Dear Ms Doe,

We write about prisoners.

They are many.

Yours sincerely,

John Roe
Director

Ann Poe
Chair

Enclosures:
List of prisoners
Report

cc: The Press

P.S. It is urgent.
"""


def parts(text: str) -> LetterParts:
    return recognise(read_text(text.encode(), "letter.txt").body)


def texts(blocks: list[SourceBlock]) -> list[str]:
    return [one.text for one in blocks if isinstance(one, SourceParagraph) and one.text]


def words(items: list[tuple[object, ...]]) -> list[str]:
    return ["".join(one.text for one in item if isinstance(one, Run)) for item in items]


def test_every_part_of_a_letter_is_found() -> None:
    found = parts(LETTER)
    assert texts(found.body) == [
        "We write about prisoners.",
        "They are many.",
        "P.S. It is urgent.",
    ]
    assert found.date == datetime.date(2023, 7, 20)
    assert words([found.subject]) == ["Prisoners in Examplia"]
    assert found.sender[0] == "Example Alliance"
    assert found.addressee == ["Ms Jane Doe MEP", "European Parliament", "1047 Brussels"]
    assert found.signatories == [["John Roe", "Director"], ["Ann Poe", "Chair"]]
    assert words(found.enclosures) == ["List of prisoners", "Report"]  # type: ignore[arg-type]
    assert words(found.copies) == ["The Press"]  # type: ignore[arg-type]
    assert "Our ref: X/1" in [one.words for one in found.framed]


def test_a_sender_s_lines_are_told_apart() -> None:
    sender = sender_of(parts(LETTER).sender)
    assert (sender.name, sender.address) == ("Example Alliance", ("1 Example Street",))
    assert sender.email == "office@example.org"
    assert sender.others == ("Tel. +32 2 123 45 67",)


def test_a_letter_without_salutation_and_close_is_all_body() -> None:
    assert texts(parts("One.\n\nTwo.\n").body) == ["One.", "Two."]


def test_what_follows_the_signature_and_is_no_list_stays_in_the_body() -> None:
    annex = SourceParagraph((Run("Annex"),), "body paragraph 9", heading=1)
    blank = SourceParagraph((), "")
    lines = ["Dear all,", "Text.", "Regards,", "Jane Doe"]
    blocks: list[SourceBlock] = [SourceParagraph((Run(line),), line) for line in lines]
    found = recognise([*blocks, blank, annex, SourceParagraph((Run("More."),), "")])
    assert texts(found.body) == ["Text.", "Annex", "More."]
    assert found.signatories == [["Jane Doe"]]


def test_lines_of_fields_above_are_the_address() -> None:
    def field(name: str) -> SourceParagraph:
        return SourceParagraph((FieldCode((f"MERGEFIELD {name}",)),), name)

    blank = SourceParagraph((), "")
    found = recognise(
        [field("FullName"), field("Address1"), blank, SourceParagraph((Run("Text."),), "")]
    )
    assert texts(found.body) == ["Text."]
    assert [place for _, place in found.fields] == ["FullName", "Address1"]


def test_a_bold_line_alone_above_the_salutation_is_the_subject() -> None:
    bold = SourceParagraph((Run("Prisoners in Examplia", CharacterStyle(bold=True)),), "")
    rest = [SourceParagraph((Run(one),), "") for one in ("Dear all,", "Text.", "Regards,", "Jane")]
    found = recognise([bold, SourceParagraph((), ""), *rest])
    assert words([found.subject]) == ["Prisoners in Examplia"]


def test_an_envelope_is_left_out() -> None:
    envelope = SourceParagraph(
        (Run("1 Example Street"),), "body paragraph 1", style="envelope return"
    )
    found = recognise([envelope, SourceParagraph((Run("Text."),), "")])
    assert texts(found.body) == ["Text."]
    assert found.framed[0].reason == "envelopes are printed from the roster"
