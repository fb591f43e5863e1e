"""A body is written as a template without what its paragraphs only end with."""

from __future__ import annotations

from tests.importing import word_letters as word

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
from lettermerge.importing.word_reader import read_docx


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


def test_an_item_of_another_list_is_inside_one_that_is_less_set_in() -> None:
    """Word's styles "List Number" and "List Bullet 2" are two lists, each of one level."""

    def item(text: str, list_id: str, indent: float, *, ordered: bool = False) -> SourceParagraph:
        return _paragraph(text, item=ListMark(list_id, 0, ordered, indent=indent))

    blocks = (
        item("One", "1", 6.3, ordered=True),
        item("a", "2", 11.3),
        item("b", "2", 11.3),
        item("Two", "1", 6.3, ordered=True),
    )
    assert _text(*blocks) == "1. One\n    - a\n    - b\n2. Two\n"
    level = tuple(item("x", one, 6.3) for one in "12")
    assert _text(*level) == "- x\n- x\n"
    deep = _paragraph("y", item=ListMark("1", 1, False, indent=6.3))
    assert _text(item("x", "1", 6.3), deep) == "- x\n    - y\n"


def test_the_indents_of_lists_come_from_their_levels() -> None:
    document = word.new()
    for text, style in (("One", "List Number"), ("a", "List Bullet 2"), ("Two", "List Number")):
        document.add_paragraph(text, style=style)
    assert _text(*read_docx(word.saved(document), "l.docx").body) == "1. One\n    - a\n2. Two\n"
