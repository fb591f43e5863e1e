"""PDF and DOCX are held against each other, word by word and page by page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.inspection.finished import A4, LETTER, PLAIN, pdf
from tests.writers.specimens import EVERYTHING, SENTENCE, paragraph

from lettermerge.diagnostics import Diagnostic, Severity
from lettermerge.inspection import libreoffice_page_count as office
from lettermerge.inspection.format_comparison import compare_words
from lettermerge.inspection.libreoffice_page_count import (
    MOST,
    DocxSample,
    OfficeError,
    count_docx_pages,
    find_office,
)
from lettermerge.inspection.pdf_text import Sheet, read_pdf_text
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.letter.document import Document
from lettermerge.writers import docx
from lettermerge.writers.writer_interface import Written

RASTER = tuple(
    one for one in EVERYTHING
    if not (isinstance(one, tree.Image) and one.asset.media_type == "image/svg+xml")
)  # fmt: skip
HYPHENS = (
    paragraph(" ".join(["long-hyphen-ated-word"] * 40)),
    paragraph(" ".join(["soft\u00adhyphen\u00adated"] * 40)),
    paragraph("a\u2011b \u200bc e\u0301 ﬁ ½ … \u202fx\u00a0y – — Ω Ж ệ"),
)


def document_of(letter: Document, style: PageStyle = A4) -> bytes:
    written = next(docx.write([letter], style))
    assert isinstance(written, Written), written
    return written.content


def altered(content: bytes, old: str, new: str) -> bytes:
    """Return a DOCX with other words in its main part."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4, LETTER], ids=["a4", "letter"])
@pytest.mark.parametrize("body", [PLAIN.body, RASTER, HYPHENS], ids=["plain", "all", "hyphens"])
def test_both_formats_of_a_letter_have_the_same_words(
    style: PageStyle, body: tuple[tree.Block, ...]
) -> None:
    letter = replace(PLAIN, body=body, note=body)
    assert compare_words(read_pdf_text(pdf(letter, style)), document_of(letter, style)) is None


def test_another_word_is_quoted_from_both() -> None:
    sheets = read_pdf_text(pdf(PLAIN))
    fault = compare_words(sheets, altered(document_of(PLAIN), "We write to you.", "We wrote to."))
    assert fault is not None
    assert (fault.code, fault.severity) == ("page.words-differ", Severity.WARNING)
    assert "the PDF has `Dear Ms Example, We write to you. The sample`" in fault.message
    assert "the DOCX has `Dear Ms Example, We wrote to. The sample`" in fault.message


def test_a_word_too_few_at_the_end_is_found() -> None:
    sheets = read_pdf_text(pdf(PLAIN))
    assert compare_words(sheets, altered(document_of(PLAIN), " is invented.", "")) is not None


def test_what_a_style_sheet_prints_is_found() -> None:
    style = replace(A4, css=".close::after { content: ' and good luck' }")
    fault = compare_words(read_pdf_text(pdf(PLAIN, style)), document_of(PLAIN, style))
    assert fault is not None
    assert "sincerely, and good luck" in fault.message


# --- pages -----------------------------------------------------------------------------------


def of_pages(number: int) -> Document:
    body = tuple(paragraph(SENTENCE * 3) for _ in range(8 * (number - 1) + 1))
    return replace(PLAIN, body=body)


def compared(
    letters: Sequence[tuple[str, Document, tuple[Sheet, ...]]], program: str | None = None
) -> list[tuple[str | None, Diagnostic]]:
    sample: DocxSample[str] = DocxSample()
    for name, letter, sheets in letters:
        sample.add(name, document_of(letter), "a4", sheets)
    return list(sample.compare(program))


@pytest.mark.tools
@pytest.mark.slow
def test_libreoffice_counts_the_pages_and_another_count_is_named(tmp_path: Path) -> None:
    letters = [of_pages(number) for number in (1, 2, 3)]
    sheets = [read_pdf_text(pdf(letter)) for letter in letters]
    assert [len(one) for one in sheets] == [1, 2, 3]
    named = list(zip("abc", letters, sheets, strict=True))
    assert compared(named) == []
    swapped = [("a", letters[0], sheets[0]), ("b", letters[1], sheets[2])]
    ((name, fault),) = compared(swapped)
    assert (name, fault.code) == ("b", "page.pages-differ")
    assert fault.message == "PDF and DOCX differ in pages: 3 in the PDF, 2 in LibreOffice"


@pytest.mark.tools
@pytest.mark.slow
def test_a_document_that_libreoffice_does_not_open_is_named() -> None:
    program = find_office()
    assert program
    broken = b"PK\x03\x04 no package"
    counts = count_docx_pages(program, [document_of(PLAIN), broken])
    assert counts[0] == 1
    sample: DocxSample[str] = DocxSample()
    sample.add("a", document_of(PLAIN), "a4", read_pdf_text(pdf(PLAIN)))
    sample.add("b", broken, "a4", read_pdf_text(pdf(PLAIN)))
    faults = list(sample.compare(program))
    if counts[1] is None:
        assert [(name, one.code) for name, one in faults] == [("b", "page.docx-broken")]


def test_without_libreoffice_one_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    sheets = read_pdf_text(pdf(PLAIN))
    ((name, note),) = compared([("a", PLAIN, sheets), ("b", PLAIN, sheets)])
    assert name is None
    assert (note.code, note.severity) == ("page.docx-uncounted", Severity.NOTE)
    assert "there is no LibreOffice" in note.message
    assert compared([]) == []


def program(folder: Path, script: str) -> str:
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_libreoffice_that_fails_is_a_note_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = read_pdf_text(pdf(PLAIN))  # before: the engine keeps a folder of its own
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    ((_, note),) = compared([("a", PLAIN, sheets)], program(tmp_path, "exit 3"))
    assert note.message.endswith("LibreOffice ended with code 3")
    ((_, note),) = compared([("a", PLAIN, sheets)], str(tmp_path / "nowhere"))
    assert "cannot be started" in note.message
    assert list(scratch.iterdir()) == []


def test_libreoffice_is_told_no_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETTERMERGE_PASSPHRASE", "an invented one")
    count_docx_pages(program(tmp_path, f"env > {tmp_path}/seen"), [b""])
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "FONTCONFIG_FILE=" in seen
    assert "invented" not in seen


def test_a_libreoffice_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "LONGEST_START", 0.5)
    monkeypatch.setattr(office, "LONGEST_LETTER", 0.0)
    hung = program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(OfficeError, match="took longer than"):
        count_docx_pages(hung, [b""])
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text(encoding="utf-8").split()[2] == "Z"


@pytest.mark.slow
def test_of_many_letters_one_of_each_shape_is_laid_out() -> None:
    one, two = read_pdf_text(pdf(of_pages(1))), read_pdf_text(pdf(of_pages(2)))
    sample: DocxSample[int] = DocxSample()
    for number in range(MOST):
        sample.add(number, b"", "a4", one)
    assert len(sample.chosen) == MOST
    sample.add(MOST, b"", "a4", two)
    sample.add(MOST + 1, b"", "letter", two)
    sample.add(MOST + 2, b"", "a4", two)
    assert [letter for letter, _, _ in sample.chosen] == [0, MOST, MOST + 1]
