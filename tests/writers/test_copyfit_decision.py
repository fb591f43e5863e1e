"""A letter that would end badly is set tighter, alike in both formats and by every way."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Literal

import docx as python_docx
import pytest
from tests.writers.docx.letters import A4, SENTENCE, letter, paragraph, written
from tests.writers.docx.reader import words, xml
from tests.writers.pdf.reading import faults, tagged_text

from lettermerge.inspection.format_comparison import compare_words
from lettermerge.inspection.part_matching import PlacedWords, PrintedPart, place
from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.layout.copyfitting import TIGHTER, USUAL
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers import copyfit_decision, docx, pdf
from lettermerge.writers.pdf.writer import PdfWriter, writer_for
from lettermerge.writers.sender_note_placement import is_at_foot
from lettermerge.writers.writer_interface import Written

pytestmark = pytest.mark.slow  # letters are laid out again and again


def of_length(lines: int, name: str = "Testina") -> tree.Document:
    body = tuple(paragraph(SENTENCE) for _ in range(lines // 2))
    body += (paragraph("One line."),) * (lines % 2)
    return letter(body=body, salutation=f"Dear {name},")


def pages_of(made: object) -> int:
    assert isinstance(made, Written), made
    return made.pages or 0


@pytest.fixture(scope="module")
def lines() -> int:
    """Return the fewest lines with which a letter is tightened."""
    return next(n for n in range(8, 40) if pdf.fit(of_length(n), A4) != USUAL)


def test_a_tightened_letter_has_a_page_less(lines: int) -> None:
    document = of_length(lines)
    writer = PdfWriter(A4)
    assert pages_of(writer._print(document, None, (), fits=False)) == 2
    assert pages_of(writer.print(document, None)) == 1
    assert pages_of(writer.print(of_length(lines - 1), None)) == 1
    assert pdf.fit(of_length(lines - 1), A4) == USUAL
    longer = next(n for n in range(lines, 60) if pdf.fit(of_length(n), A4) == USUAL)
    assert pages_of(writer.print(of_length(longer), None)) == 2


def test_a_footnote_takes_no_free_space_from_a_letter(lines: int) -> None:
    note = tree.Paragraph((tree.Text("A sentence."), tree.Footnote((tree.Text("A source."),))))
    made = [
        replace(of_length(n), body=(note, *of_length(n).body)) for n in range(lines - 8, lines + 1)
    ]
    assert any(pdf.fit(document, A4) != USUAL for document in made)


def test_letters_that_share_a_layout_are_fitted_exactly(lines: int) -> None:
    names = ("Testina", "Ada", "Testina Example-Longer")
    documents = [of_length(lines, name) for name in names]
    shared = list(pdf.write(documents, A4))
    assert isinstance(shared[-1], Written)
    assert shared[-1].route == "variable"
    for document, made in zip(documents, shared, strict=True):
        writer_for.cache_clear()
        alone = next(iter(pdf.write([document], A4)))
        assert isinstance(made, Written)
        assert isinstance(alone, Written)
        assert alone.route == "full"
        assert made.content == alone.content


def test_a_docx_is_fitted_alike_with_and_without_a_pdf_of_the_letter(lines: int) -> None:
    document = of_length(lines)
    pages_of(next(iter(pdf.write([document], A4))))
    with_pdf = written(document)
    copyfit_decision._decided.clear()
    writer_for.cache_clear()
    assert written(replace(document)) == with_pdf
    space = python_docx.Document(BytesIO(with_pdf)).styles["Body Text"].paragraph_format.space_after
    assert space is not None
    assert space.pt in {round(A4.paragraph_space * fit.spaces, 1) for fit in TIGHTER}


def test_a_letter_that_cannot_be_a_pdf_is_not_tightened() -> None:
    assert pdf.fit(letter(subject="中"), A4) == USUAL


# --- the sender's note ---------------------------------------------------------------------


NOTE = paragraph("The Sample Society keeps samples, and sends them on. " * 3)


def placed(document: tree.Document, style: PageStyle) -> tuple[bytes, list[PlacedWords]]:
    """Return the PDF of a letter, and the words of its note."""
    made = next(iter(pdf.write([document], style)))
    assert isinstance(made, Written), made
    found = place(document, read_pdf_text(made.content))
    return made.content, [one for one in found if one.part is PrintedPart.NOTE]


def with_note_at(where: Literal["auto", "end", "foot"]) -> PageStyle:
    return replace(A4, design=replace(A4.design, note=where))


@pytest.fixture(scope="module")
def moved() -> tree.Document:
    """Return a letter of one page whose note is at its foot, and which has two pages without."""
    letters = (replace(of_length(n), note=(NOTE,)) for n in range(8, 20))
    return next(one for one in letters if pdf.fit(one, A4).foot)


def test_a_note_moves_to_the_foot_where_tightening_alone_saves_no_page(
    moved: tree.Document,
) -> None:
    end = with_note_at("end")
    assert pdf.fit(moved, end) == USUAL
    assert pages_of(next(iter(pdf.write([moved], end)))) == 2
    content, note = placed(moved, A4)
    (sheet,) = read_pdf_text(content)
    assert min(one.words.box.top for one in note) > max(one.box.bottom for one in sheet.words)
    assert 280 < max(one.words.box.bottom for one in note) < 288
    assert pages_of(next(iter(pdf.write([replace(moved, note=())], A4)))) == 1


def test_a_note_at_the_foot_is_the_same_words_in_the_same_order(moved: tree.Document) -> None:
    content, _ = placed(moved, A4)
    other = written(moved)
    assert tagged_text(content) == words(other) == tree.text(moved)
    assert "keeps samples" not in "".join(xml(other).itertext())
    assert compare_words(read_pdf_text(content), other) is None
    assert faults(content) == []


@pytest.mark.parametrize("pages", [1, 2])
def test_a_theme_chooses_the_place_of_the_note(pages: int) -> None:
    document = replace(of_length(6 if pages == 1 else 24), note=(NOTE,))
    for where, on in (("auto", pages), ("end", pages), ("foot", 1)):
        style = with_note_at(where)  # type: ignore[arg-type]  # a loop of literals
        assert pdf.fit(document, style) == USUAL
        content, note = placed(document, style)
        assert len(read_pdf_text(content)) == pages
        assert {one.page for one in note} == {on}
        assert (min(one.words.box.top for one in note) > 270) == (where == "foot")
        there = next(iter(docx.write([document], style)))
        assert isinstance(there, Written)
        assert compare_words(read_pdf_text(content), there.content) is None
        inside = "keeps samples" in "".join(xml(there.content, "word/footer2.xml").itertext())
        assert inside == (where == "foot")


def test_a_note_of_more_than_paragraphs_stays_at_the_end() -> None:
    style = with_note_at("foot")
    for note in (
        (tree.ItemList(((NOTE,),), None, tight=True),),
        (NOTE,) * 9,
        (tree.Paragraph((tree.Text("A"), tree.Footnote((tree.Text("b"),)))),),
    ):
        document = letter(note=note)
        assert not is_at_foot(document, style)
        assert words(written(document)) == tree.text(document)
