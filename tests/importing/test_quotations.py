"""Quotations are told by their style, in whatever language, or by what sets them in."""

from __future__ import annotations

import pytest
from docx.shared import Mm
from tests.importing import word_letters as word

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.html_reader import read_html
from lettermerge.importing.letter_conversion import import_letter
from lettermerge.importing.quotations import is_quotation_style
from lettermerge.importing.source_letter import SourceLetter
from lettermerge.importing.word_reader import read_docx
from lettermerge.letter.document import Block, ItemList, Paragraph, Quote
from lettermerge.letter.markdown import to_blocks
from lettermerge.templating import Sandbox

_WORDS = "Each of us has a right to clean water and to say so."


def body(letter: SourceLetter) -> tuple[Block, ...]:
    """Return what a template prints that is made of a letter."""
    made = import_letter(letter, "l", FieldNames())
    return to_blocks(made.template, (), pytest.fail, "l.md")


def written(
    style: str = "", *, based: bool = False, left: float = 0, right: float = 0
) -> list[str]:
    """Return the kinds of the blocks of a letter whose second paragraph looks so."""
    document = word.new()
    document.add_paragraph("We write to you about water.")
    quoted = document.add_paragraph(_WORDS)
    document.add_paragraph("We ask you to act.")
    if style:
        own = document.styles.add_style(style, 1)
        if based:
            child = document.styles.add_style("Other", 1)
            child.base_style = own
        quoted.style = "Other" if based else style
    quoted.paragraph_format.left_indent = Mm(left)
    quoted.paragraph_format.right_indent = Mm(right)
    return [type(one).__name__ for one in body(read_docx(word.saved(document), "l.docx"))]


@pytest.mark.parametrize("based", [False, True])
@pytest.mark.parametrize("style", ["Quotations", "Block Text", "Zitat", "Citation intense"])
def test_a_style_for_quotations_makes_one_and_so_do_those_based_on_it(
    style: str, based: bool
) -> None:
    # python-docx has styles of Word of its own: a name that it has not is added
    assert written(style, based=based) == ["Paragraph", "Quote", "Paragraph"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("IntensivesZitat", True),
        ("Intense Quote", True),
        ("Citazione 2", True),
        ("Block-Quotation", True),
        ("Παράθεση", True),
        ("Quote Char", False),
        ("Body Text", False),
        ("Quota", False),
        ("", False),
    ],
)
def test_names_and_ids_in_any_language_are_told(name: str, told: bool) -> None:
    assert is_quotation_style(name) is told


@pytest.mark.parametrize(
    ("left", "right", "kind"), [(15, 15, "Quote"), (15, 0, "Paragraph"), (0, 15, "Paragraph")]
)
def test_a_paragraph_set_in_at_both_sides_is_a_quotation(
    left: float, right: float, kind: str
) -> None:
    assert written(left=left, right=right) == ["Paragraph", kind, "Paragraph"]


def test_a_letter_that_is_all_set_in_or_in_one_style_is_no_quotation() -> None:
    document = word.new()
    for _ in range(3):
        document.add_paragraph(_WORDS, style="Quote")
    assert {type(one) for one in body(read_docx(word.saved(document), "l.docx"))} == {Paragraph}


def test_a_quotation_keeps_its_paragraphs_and_lists_together() -> None:
    document = word.new()
    document.add_paragraph("The court said:")
    for text in (_WORDS, "", "{{ x }} > * stays as typed"):
        document.add_paragraph(text, style="Quote")
    for text in ("one", "two"):
        item = document.add_paragraph(text, style="List Bullet")
        item.style.base_style = document.styles["Intense Quote"]
    document.add_paragraph("We agree.")
    made = import_letter(read_docx(word.saved(document), "l.docx"), "l", FieldNames())
    assert "\n>\n" in made.template
    assert made.template.startswith("The court said:\n\n> ")
    assert made.template.endswith("\n\nWe agree.\n")
    merged = Sandbox(None)._plain.from_string(made.template).render()
    _, quote, _ = to_blocks(merged, (), pytest.fail, "l.md")
    assert isinstance(quote, Quote)
    assert [type(one) for one in quote.children] == [Paragraph, Paragraph, ItemList]


def test_a_quotation_of_a_web_page_is_one() -> None:
    text = f"<p>It says:</p><blockquote><p>{_WORDS}</p><p>And more.</p></blockquote><p>We ask.</p>"
    first, quote, last = body(read_html(text.encode(), "l.html"))
    assert isinstance(quote, Quote)
    assert len(quote.children) == 2
    assert {type(first), type(last)} == {Paragraph}
