"""A letter's frame is told from its body: by where lines are, and what they say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from lettermerge.importing.frame_recognition import is_greeting, recognise
from lettermerge.importing.letter_parts import LetterParts
from lettermerge.importing.source_letter import (
    CharacterStyle,
    FieldCode,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
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


def test_a_letter_without_salutation_and_close_is_all_body() -> None:
    assert texts(parts("One.\n\nTwo.\n").body) == ["One.", "Two."]


def test_what_follows_the_signature_and_is_no_list_stays_in_the_body() -> None:
    annex = SourceParagraph((Run("Annex"),), "body paragraph 9", heading=1)
    blank = SourceParagraph((), "")
    lines = ["Dear all,", "Text.", "Regards,", "Jane Doe"]
    blocks: list[SourceBlock] = [SourceParagraph((Run(line),), line) for line in lines]
    found = recognise([*blocks, blank, annex, SourceParagraph((Run("More."),), "")])
    assert texts(found.body) == ["Text."]
    assert texts(found.annexes) == ["Annex", "More."]
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


PLAIN, BOLD = CharacterStyle(), CharacterStyle(bold=True)
UNDERLINED = CharacterStyle(italic=True)  # as it is read
TITLE = "Forty-one journalists held in Karvenia"


def line(text: str, look: CharacterStyle = PLAIN, **more: Any) -> SourceParagraph:
    return SourceParagraph((Run(text, look),) if text else (), text, **more)


def below(*lines: SourceParagraph, salutation: str = "Dear Ms Doe,") -> LetterParts:
    end = [line(one) for one in ("They are in prison.", "Yours sincerely,", "Jane Roe")]
    return recognise([line("20 July 2023"), line(""), line(salutation), *lines, *end])


@pytest.mark.parametrize(
    ("subject", "salutation"),
    [
        (line(TITLE, BOLD), "Dear Ms Doe,"),
        (line(TITLE, UNDERLINED), "Dear Ms Doe,"),
        (line(TITLE, align="center"), "Dear Ms Doe,"),
        (line(TITLE, heading=2), "Dear Ms Doe,"),
        (line(f"Re: {TITLE} "), "Dear Ms Doe,"),
        (line(f"RE: {TITLE}", BOLD), "Dear Ms Doe,"),
        (line(f"Subject: {TITLE}"), "Dear Ms Doe,"),
        (line(f"Objet\N{NO-BREAK SPACE}: {TITLE}"), "Madame la Députée,"),
        (line(f"Betreff: {TITLE}"), "Sehr geehrte Frau Abgeordnete,"),
        (line(f"Asunto: {TITLE}"), "Estimada señora:"),
        (line(f"Onderwerp: {TITLE}"), "Geachte mevrouw,"),
        (line(f"**{TITLE}**"), "Dear Ms Doe,"),
    ],
)
def test_a_subject_below_the_salutation(subject: SourceParagraph, salutation: str) -> None:
    found = below(line(""), subject, line(""), salutation=salutation)
    assert words([found.subject])[0].strip() == TITLE
    assert texts(found.body) == ["They are in prison."]
    assert TITLE in [one.words for one in found.framed]


@pytest.mark.parametrize(
    "first",
    [
        line("We write to you today about forty-one of our colleagues.", BOLD),
        line("We ask you:", BOLD),
        line("Urgent", BOLD),
        line("Forty-one journalists are in prison."),
    ],
)
def test_a_first_sentence_is_no_subject(first: SourceParagraph) -> None:
    found = below(first)
    assert found.subject == ()
    assert texts(found.body) == [first.text, "They are in prison."]


def test_a_heading_among_others_is_no_subject() -> None:
    found = below(line("What happened", heading=1), line("Much."), line("What we ask", heading=1))
    assert found.subject == ()


@pytest.mark.parametrize(
    ("last", "taken"),
    [
        (line(TITLE, UNDERLINED), True), (line(TITLE, align="center"), True),
        (line(f"Objet : {TITLE}"), True), (line(f"Betreff: {TITLE}"), True),
        (line("London SW1A 0AA", UNDERLINED), False),
        (line("1047 Brussels, Belgium", UNDERLINED), False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("gap", [True, False])
def test_a_subject_above_the_salutation(last: SourceParagraph, taken: bool, gap: bool) -> None:
    head = [line("20 July 2023"), line(""), line("Ms Jane Doe MP"), line("House of Lords")]
    head += [line("")] if gap else []
    rest = [line(one) for one in ("Dear Ms Doe,", "Text.", "Yours sincerely,", "Jane Roe")]
    found = recognise([*head, last, *rest])
    assert bool(found.subject) == taken
    assert (last.text in found.addressee) != taken


def test_a_day_with_a_dot_is_a_date_and_no_item() -> None:
    found = parts("Verein\nHauptstraße 1\n\n3. Dezember 2026\n\nLiebe Frau Roe,\n\n1. 3 May 2023\n")
    assert found.date == datetime.date(2026, 12, 3)
    assert texts(found.body) == ["3 May 2023"]


def test_an_underlined_house_below_its_member_is_of_the_address() -> None:
    lines = [line("20 July 2023"), line(""), line("Ms Jane Doe MP")]
    rest = [line(one) for one in ("Dear Ms Doe,", "Text.", "Yours sincerely,", "Jane Roe")]
    found = recognise([*lines, line("House of Commons", UNDERLINED), *rest])
    assert (found.subject, found.addressee) == ((), ["Ms Jane Doe MP", "House of Commons"])


def test_the_place_before_a_date_that_word_fills_in_is_no_address() -> None:
    blank = SourceParagraph((), "")
    date = SourceParagraph((Run("Genève, le "), FieldCode(('DATE \\@ "d MMMM yyyy"',))), "2")
    salutation, text = (SourceParagraph((Run(one),), one) for one in ("Dear Sir,", "Text."))
    found = recognise([date, blank, salutation, text])
    assert (found.place, found.sender, found.addressee) == ("Genève", [], [])
    assert parts("Oslo, 2 December 2026\n\nDear all,\n\nText.\n\nYours,\nAnn\n").place == "Oslo"


def test_who_signs_is_no_place_where_the_letter_is_dated_by_name() -> None:
    typed = "{}, 2 December 2026\n\nDear Members,\n\nWe write.\n\nYours sincerely,\n\n{}\n"
    assert parts(typed.format("Jane Doe", "Jane Doe\nDirector")).place == ""
    assert parts(typed.format("Port Louis", "Jane Doe\nDirector")).place == "Port Louis"


def test_a_close_is_known_by_its_place_among_short_lines() -> None:
    found = parts("Dear Members,\n\nWe write.\n\nIn hope of peace,\n\nJohn Roe\nDirector\n")
    assert found.signatories == [["John Roe", "Director"]]
    greeted = parts("Dear Members,\n\nWe write to you,\n\nand ask for much.\n\nMore to come.\n")
    assert not greeted.signatories


def test_what_is_on_a_page_after_the_signatures_is_no_signature() -> None:
    lines = ["Dear Members,", "We write.", "Yours sincerely,", "John Roe", "List of names"]
    blocks: list[SourceBlock] = [SourceParagraph((Run(one),), one) for one in lines]
    blocks[3] = SourceParagraph((Run("John Roe"),), "John Roe", ends_section=True)
    found = recognise(blocks)
    assert found.signatories == [["John Roe"]]
    assert texts(found.body) == ["We write."]
    assert texts(found.annexes) == ["List of names"]
    assert found.omitted == []
    blocks[3], blocks[4] = merged("John Roe"), SourceParagraph((Run("Annex"),), "p", heading=1)
    told = recognise(blocks).omitted
    assert ["begins on a new page" in one.reason for one in told] == [True]


def test_blind_copies_counts_and_initials_are_not_printed() -> None:
    text = "Dear Members,\n\nWe write.\n\nYours sincerely,\n\nJohn Roe\n\nJR/ab\n\nEncl. (2)\n\n"
    found = parts(text + "cc: Ms Ann Poe\n\nbcc: Mr Secret\n")
    assert found.enclosures == []
    assert [[one.text for one in item if isinstance(one, Run)] for item in found.copies] == [
        ["Ms Ann Poe"]
    ]
    assert len(found.blind) == 1
    assert "JR/ab" in {one.words for one in found.framed}


def test_a_memo_names_its_sender() -> None:
    found = parts(
        "TO: All Members\nFROM: The Example Network\nDATE: 20 July 2023\nRE: Trials\n\nWe write."
    )
    assert found.sender == ["The Example Network"]


def test_a_bold_line_below_the_date_is_the_subject() -> None:
    bold = SourceParagraph((Run("Trials in Examplia", CharacterStyle(bold=True)),), "bold")
    lines = ["Example e.V.", "", "Berlin, 20.07.2023", "Sehr geehrte Damen,", "wir schreiben."]
    blocks: list[SourceBlock] = [SourceParagraph((Run(one),), one) for one in lines]
    found = recognise([*blocks[:3], bold, *blocks[3:]])
    assert [one.text for one in found.subject if isinstance(one, Run)] == ["Trials in Examplia"]
    assert "bold" not in found.sender_places


def merged(*parts: str | FieldCode) -> SourceParagraph:
    return SourceParagraph(tuple(Run(one) if isinstance(one, str) else one for one in parts), "p")


def title_if(then: str, otherwise: str) -> FieldCode:
    anrede = FieldCode(("MERGEFIELD Anrede",))
    return FieldCode(("IF ", anrede, f' = "Frau" "{then}" "{otherwise}"'))


NAME = FieldCode(("MERGEFIELD Nachname",))


@pytest.mark.parametrize(
    ("parts", "greets"),
    [
        (("Sehr ", title_if("geehrte Frau", "geehrter Herr"), " ", NAME, ","), True),
        ((title_if("Sehr geehrte Frau ", "Sehr geehrter Herr "), NAME, ","), True),
        ((title_if("Dear", "We write"), " ", NAME, ","), False),
        (("We ", title_if("hold dear", "dear"), NAME), False),
    ],
)
def test_a_salutation_may_have_its_words_in_branches(
    parts: tuple[str | FieldCode, ...], greets: bool
) -> None:
    assert is_greeting(merged(*parts)) is greets


@pytest.mark.parametrize("field", [True, False])
def test_lines_right_above_the_date_are_the_senders(field: bool) -> None:
    """Word sets paragraphs apart by their spacing: no blank one is between head and date."""
    to = merged(NAME) if field else merged("Ms Jane Doe MEP")
    lines = [merged("Water Alliance"), merged("1 Main St, Denver, CO 80202"), merged("May 3, 2026")]
    found = recognise([*lines, to, merged("Dear Ms Doe,"), merged("We write.")])
    assert found.sender == ["Water Alliance", "1 Main St, Denver, CO 80202"]
    assert len(found.addressee) == 1


def test_an_address_above_the_date_is_the_recipients() -> None:
    lines = ["To: Ms Jane Doe MEP", "European Parliament", "3 May 2026", "Dear Ms Doe,", "Text."]
    found = recognise([merged(one) for one in lines])
    assert (found.sender, len(found.addressee)) == ([], 2)


def test_an_annex_on_a_page_of_its_own_has_one_page_break_before_it() -> None:
    annex = SourceParagraph((Run("Annex"),), "p", heading=1, page_before=True)
    lines = [merged(one) for one in ("Dear Ms Doe,", "Text.", "Yours sincerely,", "John Roe")]
    found = recognise([*lines, annex])
    assert (texts(found.body), texts(found.annexes)) == (["Text."], ["Annex"])


def test_a_table_of_references_is_one_letter_s() -> None:
    def row(*texts: str) -> tuple[tuple[SourceBlock, ...], ...]:
        return tuple((merged(one),) for one in texts)

    rows = (row("Ihr Zeichen", "Unser Zeichen", "Datum"), row("AB-12", "wa/26", "03.05.2026"))
    rest = [merged(one) for one in ("Sehr geehrte Frau Doe,", "wir schreiben.")]
    found = recognise([SourceTable(rows, "table 1"), *rest])
    assert found.date == datetime.date(2026, 5, 3)
    assert (found.sender, found.addressee) == ([], [])
    assert {one.words for one in found.framed} >= {"AB-12", "wa/26", "Unser Zeichen"}
    other = SourceTable((row("Water Alliance", "Zeichen"),), "table 1")
    assert not any(one.words == "Water Alliance" and "references" in one.reason
                   for one in recognise([other, *rest]).framed)  # fmt: skip


@pytest.mark.parametrize("gap", [" · ", ", ", " – "])
def test_the_sender_in_a_line_above_an_address_of_fields_is_the_sender(gap: str) -> None:
    line = merged(gap.join(("Verein e. V.", "Lindenstr. 5", "10969 Berlin")))
    found = recognise([line, merged(NAME), merged("Sehr geehrte Frau Doe,"), merged("Text.")])
    assert found.contacts == [line.text]
    assert len(found.addressee) == 1
    typed = recognise(
        [merged("Ms Jane Doe"), merged(NAME), merged("Dear Ms Doe,"), merged("Text.")]
    )
    assert len(typed.addressee) == 2
