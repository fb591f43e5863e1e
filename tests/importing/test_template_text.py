"""A body is written as a template without what its paragraphs only end with."""

from __future__ import annotations

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.field_translation import FieldTranslator
from lettermerge.importing.source_letter import (
    CharacterStyle,
    ListMark,
    Picture,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
)
from lettermerge.importing.template_text import TemplateWriter


def _paragraph(*words: str, **more: object) -> SourceParagraph:
    return SourceParagraph(tuple(Run(one) for one in words), "here", **more)  # type: ignore[arg-type]


def _text(*blocks: SourceBlock) -> str:
    return TemplateWriter(FieldTranslator(FieldNames()), {}).write(blocks)


def test_breaks_at_the_ends_of_a_paragraph_are_none() -> None:
    assert _text(_paragraph("\n", "We ask.", "\n\n")) == "We ask.\n"
    bold = SourceParagraph((Run("Now\n", CharacterStyle(bold=True)),), "here")
    assert _text(bold) == "**Now**\n"
    assert _text(_paragraph("a\\", "\n")) == "a\\\\\n"


def test_the_end_of_a_section_is_that_of_a_page() -> None:
    assert _text(_paragraph("One.", ends_section=True), _paragraph("Two.")) == (
        "One.\n\n\\newpage\n\nTwo.\n"
    )


def test_a_note_is_one_line_of_words() -> None:
    writer = TemplateWriter(FieldTranslator(FieldNames()), {})
    cells = ((_paragraph("a"),), (_paragraph("b", item=ListMark("1", 0, True)),))
    picture = SourceParagraph((Picture("word/media/i.png"),), "note 1")
    blocks = (_paragraph("See"), SourceTable((cells,), "table"), picture)
    assert writer.note(blocks) == "See a 1. b"
    assert [(one.words, "note holds no" in one.reason) for one in writer.omissions] == [
        ("image i.png", True)
    ]
