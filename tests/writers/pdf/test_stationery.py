"""Pages of other PDFs below the words: archival, on their pages, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from tests.writers.pdf.reading import faults, tagged_text
from tests.writers.specimens import (
    A4_STYLE,
    EVERYTHING,
    LETTER_STYLE,
    MARK,
    SENTENCE,
    letter,
    paragraph,
)

from lettermerge.diagnostics import Failure
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import write
from lettermerge.writers.pdf.stationery import refuse_page
from lettermerge.writers.pdf.writer import PdfWriter
from lettermerge.writers.writer_interface import Written


def _written(document: tree.Document, style: PageStyle = A4_STYLE) -> Written:
    result = next(write([document], style))
    assert isinstance(result, Written), result
    return result


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A PDF with fonts, images and tags: a letter of this program."""
    body = (paragraph("Paper of the Sample Society"), *EVERYTHING[:4])
    return _written(letter(body=body)).content


def _sheet(content: bytes) -> tree.Asset:
    return tree.Asset("paper.pdf", "application/pdf", content, MARK)


def _long(number: int, content: bytes) -> tree.Document:
    sheet = _sheet(content)
    head = replace(letter().letterhead, first=sheet, later=sheet)
    body = tuple(paragraph(SENTENCE * 6) for _ in range(9))
    return letter(letterhead=head, body=body, salutation=f"Dear {number},")


def _changed(content: bytes, change: Callable[[pikepdf.Pdf], Any]) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
def test_a_tagged_pdf_below_a_letter_is_archival_and_no_part_of_what_is_read(
    paper: bytes, style: PageStyle
) -> None:
    document = _long(1, paper)
    content = _written(document, style).content
    assert faults(content) == []
    assert tagged_text(content) == tree.text(document)
    with closing(pypdfium2.PdfDocument(content)) as pages:
        for page in pages:
            words = page.get_textpage().get_text_range()
            assert "Paper of the Sample Society" in words
            assert SENTENCE[:12] in words


@pytest.mark.slow
def test_letters_of_one_layout_have_it_to_the_byte(paper: bytes) -> None:
    press = PdfWriter(A4_STYLE)
    made = [press.print(_long(number, paper), None) for number in range(3)]
    routes = [one.route for one in made if isinstance(one, Written)]
    assert routes == ["full", "variable", "variable"]
    alone = PdfWriter(A4_STYLE).print(_long(2, paper), None)
    assert isinstance(alone, Written)
    assert isinstance(made[2], Written)
    assert alone.content == made[2].content


def _font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def _unembed(pdf: pikepdf.Pdf) -> None:
    font = _font(pdf)
    descriptor = font.get("/DescendantFonts", [font])[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _forget_characters(pdf: pikepdf.Pdf) -> None:
    del _font(pdf)["/ToUnicode"]


def _fade(pdf: pikepdf.Pdf) -> None:
    faded = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.5)
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(G0=faded)


def _print_in_four_colours(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"0 1 0 0 k 0 0 9 9 re f\n")


def _turn(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Rotate = 90


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_unembed, "not embedded"), (_forget_characters, "Unicode"), (_fade, "transparency"),
        (_print_in_four_colours, "CMYK"), (_turn, "turned"),
    ],
)  # fmt: skip
def test_what_breaks_the_archival_profile_is_refused(
    paper: bytes, change: Callable[[pikepdf.Pdf], Any], reason: str
) -> None:
    assert refuse_page(paper) == ""
    spoiled = _changed(paper, change)
    assert reason in refuse_page(spoiled)
    result = next(write([_long(1, spoiled)], A4_STYLE))
    assert isinstance(result, Failure)
    assert result.diagnostics[0].code == "pdf.stationery"


def test_an_encrypted_pdf_is_refused(paper: bytes) -> None:
    with pikepdf.open(BytesIO(paper)) as pdf:
        out = BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert "encrypted" in refuse_page(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj <</Type/Catalog"])
def test_what_is_no_pdf_is_refused_in_words(content: bytes) -> None:
    assert refuse_page(content).startswith("it cannot be read")
