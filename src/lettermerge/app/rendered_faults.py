"""Lay every letter out and find what is doubtful on the finished pages.

Each letter is composed, written and looked at once, in one pass; only digests of it are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..diagnostics import Diagnostic, Failure, Where
from ..inspection.docx_sample import DocxSample
from ..inspection.format_comparison import compare_words
from ..inspection.letter_comparison import Digest, compare_letters, digest
from ..inspection.page_checks import inspect_sheets
from ..inspection.pdf_text import read_pdf_text
from ..layout.envelope import choose_envelope
from ..letter.document import Document
from ..workers.limits import Limits, limited
from ..writers.written import Written
from .addressing import Letter
from .pipeline import compose, style_of, write_one
from .preflight import Failures
from .project import Project

Result = Written | Failure | None


def look_at_pages(
    project: Project, letters: Sequence[Letter], failures: Failures
) -> list[Diagnostic]:
    """Lay letters out in every format of the settings; return what looks wrong on their pages.

    A letter of which a file fails for a reason that nobody knew is entered in `failures`.

    Raises:
        MissingEngineError: the machine lacks what a format needs.
    """
    found: list[Diagnostic] = []
    digests: dict[str, Digest] = {}
    sample: DocxSample[Letter] = DocxSample()
    by_paper: dict[str, list[Letter]] = {}
    for letter in letters:
        by_paper.setdefault(style_of(project, letter).paper.name, []).append(letter)
    for paper, group in by_paper.items():
        envelope = choose_envelope(project.settings.envelopes, paper)
        for letter, document, pdf, docx in _written(project, group, paper):
            faults: list[Diagnostic] = []
            for kind, result in (("pdf", pdf), ("docx", docx)):
                if isinstance(result, Failure) and not failures.has(letter, kind):
                    failures.add(letter, kind, result.diagnostics)
            pages = None
            if isinstance(pdf, Written):
                sheets = read_pdf_text(pdf.content)
                faults += inspect_sheets(
                    document, project.styles[paper], sheets, envelope
                ).diagnostics
                pages = len(sheets)
                if isinstance(docx, Written):
                    faults += filter(None, [compare_words(sheets, docx.content)])
                    sample.add(letter, docx.content, paper, sheets)
            found += (_at(letter, one) for one in faults)
            where = Where(letter.row.file, letter.row.number)
            digests[letter.id] = digest(document, where, letter.id, pages)
    found += compare_letters(digests[letter.id] for letter in letters)
    for suspect, fault in sample.compare():
        found.append(_at(suspect, fault) if suspect else fault)
    return found


def _written(
    project: Project, letters: Sequence[Letter], paper: str
) -> Iterator[tuple[Letter, Document, Result, Result]]:
    """Yield each letter with its document, its PDF and its DOCX (None: not wanted).

    The PDF is always laid out: it is what pages are measured on, and a DOCX has the same. Where it
    is not among the formats, what only a PDF cannot print is no fault.
    """
    style, wanted = project.styles[paper], project.settings.output.formats
    with limited(Limits()) as clocks:
        for letter in letters:
            document = compose(project, letter).document
            pdf: Result = write_one(document, style, "pdf", clocks)
            if "pdf" not in wanted and isinstance(pdf, Failure):
                pdf = None
            docx = write_one(document, style, "docx", clocks) if "docx" in wanted else None
            yield letter, document, pdf, docx


def _at(letter: Letter, fault: Diagnostic) -> Diagnostic:
    where = replace(fault.where, file=letter.row.file, row=letter.row.number)
    return replace(fault, where=where)
