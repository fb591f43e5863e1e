"""Typed placeholders become fields when their names are known, however Word split them."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.source_letter import (
    FieldCode,
    Piece,
    PlacedBox,
    Run,
    SourceParagraph,
    TemplateCode,
    TextBox,
)
from lettermerge.importing.typed_placeholders import PlaceholderFinder

NAMES = FieldNames({"Bill": 'recipient.extra["Bill"]'})


def found(*texts: str) -> tuple[tuple[Piece, ...], PlaceholderFinder]:
    finder = PlaceholderFinder(NAMES)
    paragraph = SourceParagraph(tuple(Run(text) for text in texts), "body paragraph 1")
    (made,) = finder.blocks((paragraph,))
    assert isinstance(made, SourceParagraph)
    return made.pieces, finder


@pytest.mark.parametrize(
    "typed",
    [
        "{{ first_name }}",
        "{{first_name}}",
        "{{ recipient.first_name }}",
        "«FirstName»",
        "<<First Name>>",
        "<First Name>",
        "[First Name]",
        "[FIRST NAME]",
        "${first_name}",
        "#FirstName#",
    ],
)
def test_every_kind_is_a_field_when_its_name_is_known(typed: str) -> None:
    pieces, finder = found(f"Hello {typed}, you")
    assert [type(one) for one in pieces] == [Run, FieldCode, Run]
    assert finder.uses == []


@pytest.mark.parametrize(
    "typed",
    [
        "{{ users[0].name }}",
        "{{ landlord.email }}",
        "«Frobnication»",
        "[Insert Here]",
        "${unknown}",
        "#Frob#",
        "........",
        "________",
        "[name of staff member]",
        "[insert name]",
        "<name of staff member>",
        "[nom de la personne à joindre]",
        "<Name der Mitarbeiterin>",
        "<<Frob>>",
        "XXXX",
        "___",
        "((frob))",
        "{frob}",
    ],
)
def test_an_unknown_one_stays_as_typed_and_is_asked_about(typed: str) -> None:
    pieces, finder = found(f"Hello {typed}, you")
    assert "".join(one.text for one in pieces if isinstance(one, Run)) == f"Hello {typed}, you"
    assert [(one.name, one.sure) for one in finder.uses] == [(typed, False)]


@pytest.mark.parametrize(
    "typed", ["a < b and c > d", "[sic]", "#1 and #2", "it costs $5", "so... on", "e_mail",
              "[2023] EWCA Civ 1", "[1]", "[...]", "“[The court] held”", "« La Presse »",
              "#FreeKarvenia #PressFreedom"],
)  # fmt: skip
def test_ordinary_words_are_no_placeholders(typed: str) -> None:
    pieces, finder = found(typed)
    assert (pieces, finder.uses) == ((Run(typed),), [])


def test_a_heading_of_the_roster_is_known_too() -> None:
    pieces, _ = found("on [Bill]")
    assert pieces[1] == FieldCode(('MERGEFIELD "Bill"',))


def test_runs_may_split_one_anywhere() -> None:
    whole = "see {{ first_name | upper }} now"
    for cut in range(1, len(whole)):
        pieces, _ = found(whole[:cut], whole[cut:])
        codes = [one for one in pieces if isinstance(one, FieldCode)]
        assert [one.parts for one in codes] == [('MERGEFIELD "first_name" \\* Upper',)]
        assert "".join(one.text for one in pieces if isinstance(one, Run)) == "see  now"


def test_tags_are_carried_over_only_when_all_of_them_are_sure() -> None:
    pieces, _ = found("{%p if party %}", "Yes", "{% else %}", "No", "{%p endif %}")
    assert [one.text for one in pieces if isinstance(one, TemplateCode)] == [
        "{% if recipient.party %}",
        "{% else %}",
        "{% endif %}",
    ]
    pieces, finder = found("{% if party %}", "Yes", "{% for x in users %}", "{% endif %}")
    assert not [one for one in pieces if isinstance(one, TemplateCode)]
    assert not any(one.sure for one in finder.uses)


def test_text_boxes_are_looked_into() -> None:
    box = TextBox((SourceParagraph((Run("[Party]"),), "text box 1, paragraph 1"),), PlacedBox())
    finder = PlaceholderFinder(NAMES)
    (made,) = finder.blocks((SourceParagraph((box,), "body paragraph 1"),))
    assert isinstance(made, SourceParagraph)
    (inner,) = made.pieces
    assert isinstance(inner, TextBox)
    (paragraph,) = inner.blocks
    assert isinstance(paragraph, SourceParagraph)
    assert isinstance(paragraph.pieces[0], FieldCode)


@pytest.mark.parametrize(
    "typed", ["[Personal note]", "«insert personal message here»", "<<Your personal note>>"]
)
def test_a_gap_for_each_recipient_is_the_personal_note(typed: str) -> None:
    pieces, finder = found(typed)
    assert pieces == (TemplateCode("{{ personal }}"),)
    assert [(one.name, one.mapped_to, one.sure) for one in finder.uses] == [
        (typed, "personal", True)
    ]


def test_words_beside_a_gap_leave_it_as_typed() -> None:
    pieces, _ = found("See the [personal note] below.")
    assert "".join(one.text for one in pieces if isinstance(one, Run)).startswith("See the [")


@pytest.mark.parametrize(
    "text",
    [
        "We would be glad to meet you or [Name] at any time.",
        "Nous serions heureux que <Nom> vous rencontre.",
        "The trial is to begin on [date] in the capital.",
        "Please write to us at [address] before then.",
    ],
)
def test_a_bare_name_in_a_sentence_may_be_another_s(text: str) -> None:
    pieces, finder = found(text)
    assert pieces == (Run(text),)
    ((name, sure),) = ((one.name, one.sure) for one in finder.uses)
    assert name in text
    assert not sure


@pytest.mark.parametrize(
    "text",
    ["Dear [Name], we write to you all", "[Name], we ask for your help in this", "[Name]",
     "[Title] [Name]", "We ask you, «Name», to help", "We ask [First name] to help them",
     "London, [date]"],
)  # fmt: skip
def test_a_name_that_stands_for_the_reader_is_a_field(text: str) -> None:
    pieces, finder = found(text)
    assert any(isinstance(one, FieldCode) for one in pieces)
    assert finder.uses == []


def test_questions_are_in_the_order_of_the_words() -> None:
    _, finder = found("From [who is it] to «Frob», [party] and XXXX.")
    assert [one.name for one in finder.uses] == ["[who is it]", "«Frob»", "XXXX"]
