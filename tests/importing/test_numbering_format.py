"""Lettered and roman items keep their labels, which Markdown has no list for."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.field_translation import FieldTranslator
from lettermerge.importing.numbering_format import ListNumbers, is_lettered, label_of
from lettermerge.importing.source_letter import ListMark, Run, SourceParagraph
from lettermerge.importing.template_text import TemplateWriter
from lettermerge.letter.document import ItemList, Paragraph
from lettermerge.letter.markdown import to_blocks


@pytest.mark.parametrize(
    ("form", "pattern", "number", "label"),
    [
        ("lowerLetter", "(%1)", 1, "(a)"),
        ("lowerLetter", "%1)", 27, "aa)"),
        ("upperLetter", "%1.", 3, "C."),
        ("lowerRoman", "%1.", 4, "iv."),
        ("upperRoman", "%1)", 1949, "MCMXLIX)"),
        ("lowerLetter", "%1.%2", 2, "b."),  # of two levels
    ],
)
def test_a_label_is_what_word_prints(form: str, pattern: str, number: int, label: str) -> None:
    assert label_of(ListMark("1", 0, True, 1, form, pattern), number) == label


def test_numbers_and_bullets_are_lists_of_markdown() -> None:
    assert not is_lettered(ListMark("1", 0, True))
    assert not is_lettered(ListMark("1", 0, False, format="bullet"))


def item(text: str, form: str, level: int = 0, pattern: str = "(%1)") -> SourceParagraph:
    return SourceParagraph((Run(text),), "p", item=ListMark("1", level, True, 1, form, pattern))


def test_lettered_items_are_lines_of_one_paragraph_and_stay_in_their_list() -> None:
    writer = TemplateWriter(FieldTranslator(FieldNames()), {})
    text = writer.write((item("speak;", "lowerLetter"), item("act.", "lowerLetter")))
    assert text == "(a) speak;\\\n(b) act.\n"
    text = writer.write(
        (item("one", "decimal"), item("sub", "lowerRoman", 1, "%2."), item("two", "decimal"))
    )
    (blocks,) = to_blocks(text, (), pytest.fail, "l.md")
    assert isinstance(blocks, ItemList)
    first, second = blocks.items
    assert [type(one) for one in first] == [Paragraph, Paragraph]
    assert len(second) == 1


@pytest.mark.parametrize(
    ("form", "pattern", "label"),
    [
        ("decimal", "Article %1", "Article 3"),
        ("decimalZero", "[%1]", "[03]"),
        ("ordinal", "%1", "3rd"),
    ],
)
def test_words_of_a_label_are_kept(form: str, pattern: str, label: str) -> None:
    mark = ListMark("1", 0, True, 1, form, pattern)
    assert is_lettered(mark)
    assert label_of(mark, 3) == label


def test_a_label_of_several_levels_has_the_numbers_above() -> None:
    numbers = ListNumbers()
    top = ListMark("1", 0, True, 1, "upperRoman", "%1.")
    sub = ListMark("1", 1, True, 1, "decimal", "%1.%2", (("upperRoman", 1),))
    assert is_lettered(sub)
    found = [label_of(one, *numbers.next(one)) for one in (top, sub, sub, top, sub)]
    assert found == ["I.", "I.1", "I.2", "II.", "II.1"]


def test_lists_of_one_definition_count_on_unless_one_restarts() -> None:
    numbers = ListNumbers()
    first = ListMark("9", 0, True, number_id="1")
    again = ListMark("9", 0, True, 7, number_id="2", restarts=True)
    found = [numbers.next(one)[-1] for one in (first, first, again, again, first)]
    assert found == [1, 2, 7, 8, 9]


def test_lists_that_follow_one_another_stay_apart() -> None:
    def text(*items: SourceParagraph) -> str:
        return TemplateWriter(FieldTranslator(FieldNames()), {}).write(items)

    again = SourceParagraph((Run("b"),), "p", item=ListMark("2", 0, True, 7))
    assert text(item("a", "decimal", pattern="%1."), again) == "1. a\n7) b\n"
    bullet = SourceParagraph((Run("b"),), "p", item=ListMark("1", 1, False, format="bullet"))
    assert text(item("a", "upperLetter", pattern="%1)"), bullet) == "A) a\n\n- b\n"
