"""Word's own style names where it has one, and nothing said twice that a style says."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.document import Document as Opened
from docx.enum.text import WD_LINE_SPACING
from lxml import etree
from tests.writers.docx.letters import (
    A4,
    EVERYTHING,
    LETTER,
    MARK,
    NESTED,
    SENTENCE,
    SENTENCES,
    items,
    letter,
    paragraph,
    written,
)
from tests.writers.docx.reader import W, parts, xml

from lettermerge.layout.spacing import RUNNING_TOP
from lettermerge.letter import document as tree


def _open(document: tree.Document) -> Opened:
    return docx.Document(BytesIO(written(document)))


def _styles(document: tree.Document) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in _open(document).paragraphs if one.style]


def _by_words(document: tree.Document) -> dict[str, str]:
    return {words: style for style, words in _styles(document)}


@pytest.mark.slow
def test_each_part_of_the_letter_has_its_style() -> None:
    assert _styles(letter(body=(paragraph("One."), paragraph("Two.")))) == [
        ("Date", "20 July 2023"),
        ("Subject Line", "Samples before the general recess"),
        ("Salutation", "Dear Ms\u00a0Example,"),
        ("Body Text Kept", "One."),
        ("Body Text Kept", "Two."),
        ("Closing", "Yours sincerely,"),
        ("Signature Image", ""),
        ("Signature", "Testa Signer\nChair\nSample Society"),
        ("Enclosures", "Signed electronically."),
        ("Enclosures", "Copies:\nA\nB"),
        ("Sender Note Rule", ""),
        ("Sender Note", "The Sample Society is invented."),
    ]


def test_blocks_have_built_in_styles() -> None:
    heading = tree.Heading(1, (tree.Text("Head"),))
    nested = tree.ItemList(((paragraph("a"), items("b", start=1), paragraph("c")),))
    body = (heading, nested, tree.Quote((paragraph("q"),)))
    found = _by_words(letter(subject="", body=body))
    assert found["Head"] == "Heading 1"
    assert (found["a"], found["b"], found["c"]) == ("List Bullet", "List Number 2", "List Continue")
    assert found["q"] == "Quote"


def test_headings_stand_below_the_subject_line_in_the_outline() -> None:
    body = (tree.Heading(1, (tree.Text("Head"),)), tree.Heading(6, (tree.Text("Deep"),)))
    found = _by_words(letter(body=body))
    assert (found["Head"], found["Deep"]) == ("Heading 2", "Heading 6")
    levels = xml(written(letter()), "word/styles.xml").xpath(
        "//w:style[@w:styleId='SubjectLine']//w:outlineLvl/@w:val", namespaces={"w": W[1:-1]}
    )
    assert levels == ["0"]


def test_words_have_character_styles() -> None:
    runs = [run for one in _open(letter(body=(SENTENCES,))).paragraphs for run in one.runs]
    voices = {run.text: run.style.name for run in runs}
    assert voices["firmly"] == "Strong"
    assert voices["as "] == "Emphasis"
    assert voices["some say"] == "Strong Emphasis"


def test_an_ordinary_letter_has_no_formatting_but_by_styles() -> None:
    body = (
        paragraph("One."),
        items("a", "b", start=1),
        items("c", "d"),
        SENTENCES,
        paragraph(SENTENCE * 2),
    )
    direct = {
        etree.QName(found).localname
        for properties in xml(written(letter(body=body))).iter(W + "pPr", W + "rPr")
        for found in properties
    }
    # A list's number is no style's to know; the italic link has a style of its own already.
    assert direct == {"pStyle", "rStyle", "numPr", "i"}


def test_the_letterhead_is_in_the_first_pages_header_and_the_address_in_a_cell() -> None:
    opened = _open(letter())
    header = opened.sections[0].first_page_header
    (head,), (address,) = header.tables, opened.tables
    assert [cell.text for cell in head.rows[0].cells] == [
        "", "Sample Society\nFor samples", "1 Sample Street\nhttps://example.org",
    ]  # fmt: skip
    assert address.rows[0].cells[0].text.split("\n") == list(letter().address_block)
    assert {one.style.name for one in address.rows[0].cells[0].paragraphs if one.style} == {
        "Address Block"
    }
    assert "Sample Society" not in "".join(one.text for one in opened.sections[0].header.paragraphs)


def test_the_room_to_sign_is_a_space_and_no_empty_paragraph() -> None:
    signatures = (tree.Signature("A", room=True), tree.Signature("B", room=True))
    opened = _open(letter(signatures=signatures))
    styles = [(one.style.name, one.text) for one in opened.paragraphs if one.style]
    at = styles.index(("Closing", "Yours sincerely,"))
    assert styles[at + 1 : at + 3] == [("Signature Room Followed", "A"), ("Signature Room", "B")]
    room = opened.styles["Signature Room"].paragraph_format.space_before
    assert room is not None
    assert room.mm == pytest.approx(A4.signature_image, abs=0.02)


def test_the_ending_is_never_torn_apart() -> None:
    two = (
        tree.Signature("A", "R", "O", MARK, "Hand"),
        tree.Signature("B", image=MARK, image_alt="x"),
    )
    opened = _open(letter(signatures=two, body=(paragraph(SENTENCE * 4),)))
    held = {
        one.style.name: (one.style.paragraph_format.keep_with_next, one.style.paragraph_format)
        for one in opened.paragraphs
        if one.style
    }
    ending = ("Closing", "Signature Image", "Signature", "Enclosures", "Sender Note")
    assert [held[name][0] for name in ("Body Text Last", *ending)] == [True] * 6
    assert all(held[name][1].keep_together for name in ending)
    assert not held["Body Text Last"][1].keep_together  # it is long
    base = opened.styles["Signature Followed"].base_style
    assert base is not None
    assert base.name == "Signature"


def test_a_list_at_the_end_is_held_to_the_close() -> None:
    opened = _open(letter(body=(items(*"abcdefgh"),)))
    held = _kept(opened)
    assert held >= set("fgh")
    assert held.isdisjoint("bcde")
    assert "a" in held  # to the second item, as in any list


def test_short_paragraphs_at_the_end_are_held_to_the_close_until_they_are_three_lines() -> None:
    body = [paragraph(f"{word}.") for word in ("One", "Two", "Three", "Four")]
    assert [_by_words(letter(body=tuple(body)))[one] for one in ("One.", "Two.", "Four.")] == [
        "Body Text", "Body Text Kept", "Body Text Kept",
    ]  # fmt: skip


def test_spaces_are_those_of_the_page_style() -> None:
    opened = _open(letter())
    body = opened.styles["Body Text"].paragraph_format
    normal = opened.styles["Normal"].paragraph_format
    assert body.space_after.pt == pytest.approx(A4.paragraph_space)
    assert normal.line_spacing.pt == A4.leading
    assert normal.line_spacing_rule == WD_LINE_SPACING.EXACTLY


@pytest.mark.parametrize("style", [A4, LETTER])
def test_paper_and_margins_are_those_of_the_page_style(style: object) -> None:
    assert style in (A4, LETTER)
    page = A4 if style is A4 else LETTER
    section = docx.Document(BytesIO(written(letter(), page))).sections[0]
    assert section.page_width is not None
    assert section.left_margin is not None
    assert section.page_width.mm == pytest.approx(page.paper.width, abs=0.02)
    assert section.left_margin.mm == pytest.approx(page.margins.left, abs=0.02)
    assert section.top_margin is not None
    assert section.top_margin.mm == pytest.approx(page.later_top, abs=0.02)
    assert section.header_distance is not None
    assert section.header_distance.mm == pytest.approx(RUNNING_TOP, abs=0.02)


@pytest.mark.slow
def test_no_style_is_used_that_is_not_there_and_no_own_style_takes_a_built_in_name() -> None:
    content = written(letter(body=EVERYTHING, note=EVERYTHING))
    styles = xml(content, "word/styles.xml")
    known = {one.get(W + "styleId") for one in styles.iter(W + "style")}
    used = {
        one.get(W + "val")
        for name in parts(content)
        if name.startswith("word/") and name.endswith(".xml")
        for one in xml(content, name).iter(W + "pStyle", W + "rStyle", W + "tblStyle")
    }
    based = {one.get(W + "val") for one in styles.iter(W + "basedOn", W + "next", W + "link")}
    assert used | based <= known


def test_nested_lists_and_quotations_are_set_in_step_by_step() -> None:
    quoted = tree.Quote((paragraph("one"), tree.Quote((paragraph("two"),)), NESTED))
    opened = _open(letter(body=(quoted, paragraph(SENTENCE))))
    two = next(one for one in opened.paragraphs if one.text == "two")
    left, right = two.paragraph_format.left_indent, two.paragraph_format.right_indent
    assert left is not None
    assert right is not None
    assert left.mm == pytest.approx(14, abs=0.02)
    assert right.mm == pytest.approx(28, abs=0.02)


def test_items_are_half_a_space_apart_and_a_list_a_whole_one_from_what_follows() -> None:
    lists = (items("a", "b", "c", start=1), items("d", "e", start=1))
    opened = _open(letter(body=(*lists, paragraph(SENTENCE * 2))))
    below = {
        one.text: one.style.paragraph_format.space_after.pt
        for one in opened.paragraphs
        if one.text in set("abcde")
        and one.style is not None
        and one.style.paragraph_format.space_after is not None
    }
    assert below == {"c": A4.paragraph_space, "e": A4.paragraph_space}
    kept = {one.text: one.style.name for one in opened.paragraphs if one.style}
    assert [kept[one] for one in "abcde"] == [
        "List Number Kept", "List Number Kept", "List Number Last",
        "List Number Kept", "List Number Last",
    ]  # fmt: skip
    between = opened.styles["List Number"].paragraph_format.space_after
    assert between is not None
    assert between.pt == pytest.approx(A4.half_space, abs=0.05)
    base = opened.styles["List Number Kept"].base_style
    assert base is not None
    assert base.name == "List Number"


def test_an_item_that_begins_with_a_quotation_has_its_marker_there() -> None:
    body = (tree.ItemList(((tree.Quote((paragraph("said"),)),),)),)
    content = xml(written(letter(body=body)))
    (marked,) = (one for one in content.iter(W + "p") if one.find(f"{W}pPr/{W}numPr") is not None)
    assert "".join(marked.itertext()) == "said"


def test_a_paragraph_above_a_list_is_kept_with_it_also_inside_of_an_item() -> None:
    inner = tree.ItemList(((paragraph("part"),),))
    outer = tree.ItemList(((paragraph("which has"), inner), (paragraph("other"),)))
    opened = _open(letter(body=(paragraph("We ask:"), outer, paragraph("Thanks."))))
    kept = _kept(opened)
    assert {"We ask:", "which has"} <= kept
    assert "part" in kept  # of one line, as is the item below it
    assert "other" not in kept


def _kept(opened: Opened) -> set[str]:
    """Return the words of paragraphs that are held to the next."""
    return {
        one.text
        for one in opened.paragraphs
        if one.paragraph_format.keep_with_next
        or (one.style is not None and one.style.paragraph_format.keep_with_next)
    }
