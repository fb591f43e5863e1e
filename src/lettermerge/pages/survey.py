"""Letters of a project into everything doubtful on their finished pages.

Each letter is composed, written and looked at once, in one pass; only digests of it are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..audience import Letter
from ..batch.limits import Limits, limited
from ..diagnostics import Diagnostic, Failure, Severity, Where
from ..letter.document import Document
from ..pipeline import compose, style_of, write_one
from ..project import Project
from ..writers.written import Written
from .envelope import choose_envelope
from .formats import compare_words
from .ink import read_ink
from .inspection import inspect_sheets
from .letters import Digest, compare_letters, digest
from .sample import Sample

#: More letters than this with much the same fault are named in one diagnostic.
_APART = 5

Result = Written | Failure | None


def look_at_pages(project: Project, letters: Sequence[Letter]) -> Iterator[Diagnostic]:
    """Lay letters out in every format of the settings; yield what fails, and what looks wrong.

    Raises:
        MissingEngineError: the machine lacks what a format needs.
    """
    found: list[Diagnostic] = []
    digests: dict[str, Digest] = {}
    sample: Sample[Letter] = Sample()
    by_paper: dict[str, list[Letter]] = {}
    for letter in letters:
        by_paper.setdefault(style_of(project, letter).paper.name, []).append(letter)
    for paper, group in by_paper.items():
        envelope = choose_envelope(project.settings.envelopes, paper)
        for letter, document, pdf, docx in _written(project, group, paper):
            faults: list[Diagnostic] = []
            for result in (pdf, docx):
                if isinstance(result, Failure):
                    faults += result.diagnostics
            pages = None
            if isinstance(pdf, Written):
                sheets = read_ink(pdf.content)
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
    yield from gather(found)
    yield from compare_letters(digests[letter.id] for letter in letters)
    for suspect, fault in sample.compare():
        yield _at(suspect, fault) if suspect else fault


def gather(faults: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield warnings once where many letters have much the same: at the worst of them.

    Much the same is what differs in numbers and quoted words alone. Errors are never gathered.
    """
    same: dict[tuple[str, ...], list[Diagnostic]] = {}
    for number, one in enumerate(faults):
        alone = str(number) if one.severity is Severity.ERROR else ""
        same.setdefault((one.code, _VARIABLE.sub("#", one.message), alone), []).append(one)
    for group in same.values():
        if len(group) <= _APART:
            yield from group
            continue
        worst = max(group, key=_numbers)
        more = f"{worst.message} ({len(group) - 1} more letters are much the same)"
        yield replace(worst, message=more)


#: What a message quotes, and (as a group) its numbers.
_VARIABLE = re.compile(r"`[^`]*`|(\d+(?:\.\d+)?)")


def _numbers(fault: Diagnostic) -> list[float]:
    return [float(found) for found in _VARIABLE.findall(fault.message) if found]


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
