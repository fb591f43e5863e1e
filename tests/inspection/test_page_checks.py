"""Ends, edges and pictures of finished letters: each check finds its fault, and finds none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.inspection.finished import A4, LETTER, PLAIN, codes, inspected, only, pdf
from tests.writers.specimens import EVERYTHING, SENTENCE, SPACE, paragraph, png, words

from lettermerge.inspection import inspect_pages
from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import write
from lettermerge.writers.writer_interface import Written

LONG = tuple(paragraph(SENTENCE * 3) for _ in range(12))


def photo(
    width: int, height: int, millimetres: float, name: str = "letters/photo.png"
) -> tree.Image:
    return tree.Image(tree.Asset(name, "image/png", png(width, height)), "A  photo", millimetres)


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4, LETTER], ids=["a4", "letter"])
def test_nothing_is_wrong_with_an_ordinary_letter(style: PageStyle) -> None:
    for document in (PLAIN, replace(PLAIN, body=LONG)):
        found = inspected(document, style)
        assert found.diagnostics == ()
        assert found.pages == len(read_pdf_text(pdf(document, style)))
    assert found.printable.left == pytest.approx(25.4 / 6)
    assert found.printable.right == pytest.approx(style.paper.width - 25.4 / 6, abs=0.01)
    assert found.printable.bottom == pytest.approx(style.paper.height - 25.4 / 6, abs=0.01)


@pytest.mark.slow
def test_a_close_that_stands_alone_is_found() -> None:
    document = replace(PLAIN, body=(*PLAIN.body, tree.PageBreak()))
    fault = only(inspected(document), "page.ending-alone")
    assert fault.message == "the close is alone on page 2, without a line of the body"


@pytest.mark.slow
@pytest.mark.parametrize(("lines", "said"), [(1, "one line"), (2, "2 lines"), (3, "")])
def test_a_close_with_a_line_or_two_of_the_text_is_found(lines: int, said: str) -> None:
    last = (paragraph("A line."),) * lines
    found = inspected(replace(PLAIN, body=(*PLAIN.body, tree.PageBreak(), *last)))
    if not said:
        assert codes(found) == []
        return
    fault = only(found, "page.ending-alone")
    assert fault.message == f"the close has only {said} of the body above it on page 2"


@pytest.mark.slow
def test_a_signature_that_stands_alone_is_found() -> None:
    many = tuple(tree.Signature(f"Testa Signer {n}", "Chair", "Sample Society") for n in range(14))
    fault = only(inspected(replace(PLAIN, signatures=many)), "page.ending-alone")
    assert fault.message.startswith("a signature is alone on page ")
    assert codes(inspected(replace(PLAIN, signatures=many[:3]))) == []


@pytest.mark.slow
def test_enclosures_and_notes_are_no_company_for_a_close() -> None:
    document = replace(PLAIN, body=(*LONG[:3], tree.PageBreak()))
    assert document.after
    assert document.note
    assert codes(inspected(document)) == ["page.ending-alone"]


@pytest.mark.slow
def test_a_note_or_a_list_alone_is_found() -> None:
    short = replace(PLAIN, body=(*LONG[:3], tree.PageBreak()), close="", signatures=())
    fault = only(inspected(short), "page.ending-alone")
    assert fault.message.startswith("a list of enclosures or copies is alone on page 2")
    fault = only(inspected(replace(short, after=())), "page.ending-alone")
    assert fault.message.startswith("the sender's note is alone on page 2")


@pytest.mark.slow
def test_a_body_that_says_the_same_words_as_the_close_is_company() -> None:
    body = (*PLAIN.body, tree.PageBreak(), *(paragraph(PLAIN.close),) * 3)
    assert codes(inspected(replace(PLAIN, body=body))) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("side", "millimetres"), [("left", 2.0), ("right", 2.0), ("top", 1.0), ("bottom", 0.0)]
)
def test_words_at_the_edge_of_the_paper_are_found(side: str, millimetres: float) -> None:
    margins = replace(A4.margins, **{side: millimetres})
    style = replace(A4, margins=margins, window=replace(A4.window, left=25.0 + margins.left))
    body = PLAIN.body if side == "left" else (paragraph(SENTENCE * 80),)
    if side == "right":
        body = (tree.Table((words("x" * 400),), (), ("left",)),)  # no column breaks a word
    faults = inspected(replace(PLAIN, body=body), style).diagnostics
    assert {one.code for one in faults} == {"page.unprintable"}
    assert all("mm outside what printers print" in one.message for one in faults)
    assert all(("break it up" in one.hint) == (side == "right") for one in faults)


def test_words_off_the_paper_are_measured() -> None:
    style = replace(A4, css=".date { margin-right: -40mm }")
    fault = only(inspected(PLAIN, style), "page.unprintable")
    # The date ends at the right margin, 37 mm from the edge, and was moved 40 mm.
    assert fault.message.startswith("`20 July 2023` is 7.")


def test_a_coarse_picture_is_named_with_what_it_needs() -> None:
    document = replace(PLAIN, body=(photo(300, 200, 60),))
    fault = only(inspected(document), "page.coarse-image")
    assert fault.message == (
        "letters/photo.png is printed at 127 dots an inch (60 x 40 mm), which looks coarse"
    )
    assert "at least 355 x 237 pixels" in fault.hint
    assert codes(inspected(replace(PLAIN, body=(photo(355, 237, 60),)))) == []


def test_exactly_150_dots_an_inch_are_enough() -> None:
    assert codes(inspected(replace(PLAIN, body=(photo(150, 100, 25.4),)))) == []
    assert codes(inspected(replace(PLAIN, body=(photo(149, 100, 25.4),)))) == ["page.coarse-image"]


def test_pictures_of_signatures_lists_and_letterheads_count_and_drawings_do_not() -> None:
    mark = tree.Asset("letters/themes/x/mark.png", "image/png", png())
    signed = replace(
        PLAIN,
        signatures=(tree.Signature("Testa", image=mark, image_alt="Hand"),),
        letterhead=replace(PLAIN.letterhead, image=mark, image_alt="Mark"),
        body=(tree.ItemList(((photo(60, 40, 30),),)), EVERYTHING[-1]),
    )
    messages = [one.message for one in inspected(signed).diagnostics]
    assert len(messages) == 3
    assert sum(message.startswith("letters/themes/x/mark.png") for message in messages) == 2
    assert sum(message.startswith("letters/photo.png") for message in messages) == 1


@pytest.mark.slow
def test_a_letter_with_a_signature_s_place_or_a_proof_s_mark_is_read_as_the_plain_one() -> None:
    plain = inspected(PLAIN)
    assert inspected(PLAIN, replace(A4, proof="PROOF – not for mailing")) == plain
    sealed = next(write([PLAIN], A4, SPACE))
    assert isinstance(sealed, Written)
    assert inspect_pages(PLAIN, A4, sealed.content, None) == plain


def test_a_style_sheet_that_changes_case_or_adds_words_hides_nothing() -> None:
    css = ".address { text-transform: uppercase } .salutation::before { content: 'Added ' }"
    shown = inspect_pages(PLAIN, A4, pdf(PLAIN, replace(A4, css=css)), None)
    assert shown.address is not None
    assert shown.address.top == pytest.approx(inspected(PLAIN).address.top, abs=0.2)  # type: ignore[union-attr]
    assert shown.diagnostics == ()


def test_a_long_line_is_read_whole() -> None:
    line = "wide" * 2000
    style = replace(A4, css="p { white-space: nowrap } .body { font-size: 1pt }")
    (sheet,) = read_pdf_text(pdf(replace(PLAIN, body=(paragraph(line),)), style))
    assert "".join(one.text for one in sheet.words).count("wide") == 2000


def test_a_picture_without_a_size_is_passed_over() -> None:
    mark = tree.Asset("mark.png", "image/png", png())
    hidden = replace(PLAIN.letterhead, image=mark, image_alt="Mark")
    style = replace(A4, letterhead_image=0)
    assert codes(inspected(replace(PLAIN, letterhead=hidden), style)) == []
