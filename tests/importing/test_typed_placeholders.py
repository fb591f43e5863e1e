"""Typed placeholders become fields when their names are known, however Word split them."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.source import (
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
    ],
)
def test_an_unknown_one_stays_as_typed_and_is_asked_about(typed: str) -> None:
    pieces, finder = found(f"Hello {typed}, you")
    assert "".join(one.text for one in pieces if isinstance(one, Run)) == f"Hello {typed}, you"
    assert [(one.name, one.sure) for one in finder.uses] == [(typed, False)]


@pytest.mark.parametrize(
    "typed", ["a < b and c > d", "[sic]", "#1 and #2", "it costs $5", "so... on", "e_mail"]
)
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
