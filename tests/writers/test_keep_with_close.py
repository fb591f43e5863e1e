"""At least three lines of the text are above the close, whatever page that is on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.writers.docx.letters import A4, LETTER, SENTENCE, inline, items, letter, paragraph

from lettermerge.inspection.part_matching import PrintedPart, place
from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers import pdf
from lettermerge.writers.keep_with_close import (
    FEWEST_LINES,
    NO_BLOCKS,
    ListHold,
    kept_blocks,
    list_holds,
)
from lettermerge.writers.writer_interface import Written

SHORT, LONG = paragraph("One line."), paragraph(SENTENCE * 6)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ((LONG, SHORT, SHORT, SHORT, SHORT), (3, False)),
        ((LONG, SHORT), (1, True)),  # with the last lines of the long one
        ((LONG,), (0, True)),
        ((SHORT, paragraph(SENTENCE * 2)), (1, False)),
        ((LONG, items("a", "b"), SHORT), (2, False)),
        ((LONG, items(*"abcdefgh")), (0, True)),
        ((LONG, tree.Heading(1, inline("Head")), SHORT), (2, True)),
        ((SHORT, tree.PageBreak(), SHORT), (1, False)),
        ((SHORT, tree.Rule()), (0, False)),
        ((), (0, False)),
    ],
)
def test_blocks_are_kept_until_they_are_three_lines(
    body: tuple[tree.Block, ...], kept: tuple[int, bool]
) -> None:
    assert kept_blocks(letter(body=body), A4) == kept
    assert kept_blocks(letter(body=body, close="", signatures=()), A4) == NO_BLOCKS


THREE = SENTENCE * 2  # lines of an item


@pytest.mark.parametrize(
    ("body", "hold"),
    [
        ((items(*"abcde"), LONG), (2, 2)),
        ((SHORT, items(*"abcde"), LONG), (2, 2)),
        ((paragraph(SENTENCE), items(*"abcde"), LONG), (1, 2)),  # three lines with those above
        ((items(THREE, "b", "c", THREE), LONG), (1, 1)),
        ((items("a", THREE, "c"), LONG), (2, 2)),
        ((items("a"), LONG), (1, 1)),
        ((items(*"abcdefgh"),), (2, 3)),  # above the close
        ((items(*"abcdefg", SENTENCE, "i"),), (2, 2)),
    ],
)
def test_a_list_is_parted_where_two_items_or_three_lines_stay(
    body: tuple[tree.Block, ...], hold: tuple[int, int]
) -> None:
    kept = kept_blocks(letter(body=body), A4)
    assert list_holds(body, kept, A4) == (hold,)


def test_items_are_joined_at_the_ends_of_a_list() -> None:
    assert [ListHold(2, 3).joins(n, 6) for n in range(6)] == [True, False, False, True, True, False]
    assert not any(ListHold().joins(n, 4) for n in range(4))


def lines_on_last_page(document: tree.Document, style: PageStyle) -> tuple[int, int]:
    """Return how many pages a letter has, and how many lines of its text are on the last one."""
    (made,) = pdf.write([document], style)
    assert isinstance(made, Written), made
    sheets = read_pdf_text(made.content)
    last = [one for one in place(document, sheets) if one.page == len(sheets)]
    bottoms = {round(one.words.box.bottom) for one in last if one.part is PrintedPart.BODY}
    return len(sheets), len(bottoms)


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4, LETTER], ids=["a4", "letter"])
@pytest.mark.parametrize("last", [(), (SHORT,), (SHORT, SHORT), (items("a", "b", "c", "d"),)])
def test_no_letter_ends_with_fewer_lines(style: PageStyle, last: tuple[tree.Block, ...]) -> None:
    two = (replace(letter().signatures[0], name="Second"), *letter().signatures)
    seen = set()
    for lines in range(4, 24, 3):
        text = paragraph(" ".join([SENTENCE] * (lines // 2)))
        body = (text, *([SHORT] * (lines % 2)), *last)
        pages, left = lines_on_last_page(letter(body=body, signatures=two), style)
        seen.add(pages)
        assert pages == 1 or left >= FEWEST_LINES, (lines, pages, left)
    assert seen == {1, 2}


@pytest.mark.slow
def test_no_page_parts_a_single_item_from_a_list() -> None:
    names = [f"Item {number}" for number in range(5)]
    seen = set()
    for lines in range(18, 24):
        document = letter(body=(*[SHORT] * lines, SHORT, items(*names), LONG))
        (made,) = pdf.write([document], A4)
        assert isinstance(made, Written), made
        first, *_ = read_pdf_text(made.content)
        text = " ".join(one.text for one in first.words)
        seen.add(sum(name in text for name in names))
    assert seen >= {0, 5}
    assert seen & {2, 3}
    assert seen.isdisjoint({1, 4})
