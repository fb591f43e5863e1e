"""A letter that would end badly is set tighter, alike in both formats and by every way."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx as reader
import pytest
from tests.writers.docx.letters import A4, SENTENCE, letter, paragraph, written

from lettermerge.layout.fit import TIGHTER, USUAL
from lettermerge.letter import document as tree
from lettermerge.writers import fitting, pdf
from lettermerge.writers.pdf.writer import PdfWriter, writer_for
from lettermerge.writers.written import Written


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
    fitting._decided.clear()
    writer_for.cache_clear()
    assert written(replace(document)) == with_pdf
    space = reader.Document(BytesIO(with_pdf)).styles["Body Text"].paragraph_format.space_after
    assert space is not None
    assert space.pt in {round(A4.paragraph_space * fit.spaces, 1) for fit in TIGHTER}


def test_a_letter_that_cannot_be_a_pdf_is_not_tightened() -> None:
    assert pdf.fit(letter(subject="中"), A4) == USUAL
