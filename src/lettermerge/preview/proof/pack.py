"""Make the proof pack of a project: few letters that show everything, behind a cover sheet.

All letters are composed and laid out once, to find what each shows; the selected ones are made
again, marked as proofs, and bound with bookmarks. Nothing is signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...app.letter_selection import ALL, Selection, narrow_rosters
from ...app.pipeline import compose
from ...app.project import Project, open_project
from ...app.rosters.roster_addressing import address_rosters
from ...config.settings import Settings
from ...diagnostics import Diagnostic, Failure, Severity, Where
from ...errors import LetterError
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ...letter.template import FOLDER
from ...protocol.languages import format_date
from ...templating.coverage.coverage_sandbox import WatchingSandbox
from ...writers.writer_dispatch import write
from .cover_sheet import ProofSummary, cover_sheet, cover_style
from .requirements import select_letters
from .samples import LetterSample, Progress, RowWithoutLetter, proof_style, take_samples


@dataclass(frozen=True, slots=True)
class ProofPack:
    """A proof pack: its PDF, its summary, and the page (from 1) on which each letter begins."""

    content: bytes
    summary: ProofSummary
    pages: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...]


def make_pack(
    folder: Path, settings: Settings, progress: Progress, selection: Selection = ALL
) -> ProofPack:
    """Make the proof pack of a project, or of the letters that are selected.

    `diagnostics` holds those of the theme and the rosters, an error for each row of which no
    letter can be made, and a warning for each branch that no recipient takes.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
        LetterError: no letter can be made.
        UsageError, OutputError: a selection that fails, as for `choose_letters`.
    """
    project = open_project(folder, settings, WatchingSandbox)
    theme = project.look_at_style()
    audience = narrow_rosters(project, address_rosters(project), selection)
    samples, failed = take_samples(project, audience.letters, progress)
    rows_without_letter = (
        *(RowWithoutLetter(one.row, "", one.diagnostics) for one in audience.rejected),
        *failed,
        *(RowWithoutLetter(one.row, one.name, (one.diagnostic,)) for one in audience.held),
    )
    failures = (d for one in failed for d in one.diagnostics)
    found = settings.warnings.applied((*theme, *audience.report, *failures))
    faults = tuple(dict.fromkeys(found))
    if not samples:
        raise LetterError("no letter can be made", hint="fix each of these", faults=faults)
    summary = _summarise(project, samples, rows_without_letter)
    content, pages = _bind(project, summary)
    return ProofPack(content, summary, pages, (*faults, *_warnings(summary)))


def _summarise(
    project: Project,
    samples: tuple[LetterSample, ...],
    rows_without_letter: tuple[RowWithoutLetter, ...],
) -> ProofSummary:
    assert isinstance(project.sandbox, WatchingSandbox)
    taken = {branch for sample in samples for branch in sample.branches}
    used = {sample.letter.template for sample in samples}
    unused = sorted({one.name for one in project.templates.values()} - used)
    untaken = sorted(
        branch for branch in project.sandbox.branches() - taken if branch.file not in unused
    )
    return ProofSummary(
        letters=len(samples),
        selected=select_letters(samples),
        untaken=tuple(untaken),
        unused=tuple(unused),
        rows_without_letter=rows_without_letter,
    )


def _warnings(summary: ProofSummary) -> Iterator[Diagnostic]:
    for branch in summary.untaken:
        yield Diagnostic(
            "proof.untaken-branch",
            f"no recipient takes this branch: {branch.text}",
            Where(f"{FOLDER}/{branch.file}", line=branch.line),
            "no letter shows what it prints: add a recipient who takes it, or check it by reading",
            Severity.WARNING,
        )
    for name in summary.unused:
        yield Diagnostic(
            "proof.unused-template",
            "no recipient has the language of this template",
            Where(f"{FOLDER}/{name}"),
            "no letter shows it: add a recipient with that language, or check it by reading",
            Severity.WARNING,
        )


def _bind(project: Project, summary: ProofSummary) -> tuple[bytes, tuple[int, ...]]:
    """Return the pack's bytes, and the page on which each of its letters begins."""
    from ...writers.pdf.pdf_concatenation import Bookmark, bind

    samples = [one.sample for one in summary.selected.letters]
    documents = [compose(project, one.letter).document for one in samples]
    letters = [
        _written(document, proof_style(project, one.paper))[0]
        for one, document in zip(samples, documents, strict=True)
    ]
    cover, begins = _cover(project, summary, documents[0])
    bookmarks = [Bookmark("What this proves", 0)]
    for page, one in zip(begins, summary.selected.letters, strict=True):
        requirements = tuple(Bookmark(str(requirement), page - 1) for requirement in one.proves)
        letter = one.sample.letter
        bookmarks.append(Bookmark(f"{letter.name} ({letter.id})", page - 1, requirements))
    return bind([cover[0], *letters], cover[1], bookmarks), begins


def _cover(
    project: Project, summary: ProofSummary, model: Document
) -> tuple[tuple[bytes, Document], tuple[int, ...]]:
    """Lay out the cover sheet on the commonest paper, until its page numbers are right."""
    samples = [one.sample for one in summary.selected.letters]
    paper = Counter(one.paper for one in samples).most_common(1)[0][0]
    style = cover_style(proof_style(project, paper))
    if not model.language.startswith("en"):
        profile = project.profiles[samples[0].letter.parliament]
        model = replace(model, date_line=format_date(project.settings.letter.date, "en", profile))
    own = 1
    while True:
        begins = _begins(samples, own)
        document = cover_sheet(summary, model, begins)
        content, pages = _written(document, style)
        if pages <= own:
            return (content, document), begins
        own = pages


def _begins(samples: Sequence[LetterSample], own: int) -> tuple[int, ...]:
    pages, begins = own + 1, []
    for one in samples:
        begins.append(pages)
        pages += one.pages
    return tuple(begins)


def _written(document: Document, style: PageStyle) -> tuple[bytes, int]:
    written = next(write((document,), style, "pdf"))
    if isinstance(written, Failure):
        raise LetterError(
            "the proof cannot be laid out", hint="fix each of these", faults=written.diagnostics
        )
    return written.content, written.pages or 0
