"""A project into its proof pack: the fewest letters that show all there is, bound behind a cover.

All letters are composed and laid out once, to know what each shows; those that are chosen are
made again, marked as proofs, and bound with bookmarks. Nothing is signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...app.addressing import address_rosters
from ...app.pipeline import compose, write
from ...app.project import Project, open_project
from ...config.settings import Settings
from ...diagnostics import Diagnostic, Failure, Severity, Where
from ...errors import LetterError
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ...letter.template import FOLDER
from ...protocol.languages import format_date
from ...templating.coverage.coverage_sandbox import WatchingSandbox
from .cover_sheet import Proven, cover_sheet, cover_style
from .requirements import select_witnesses
from .samples import Progress, Sample, Unmade, proof_style, take_samples


@dataclass(frozen=True, slots=True)
class Pack:
    """A proof pack: its PDF, what it proves, and the page (from 1) on which each letter begins."""

    content: bytes
    proven: Proven
    pages: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...]


def make_pack(folder: Path, settings: Settings, progress: Progress) -> Pack:
    """Make the proof pack of a project.

    `diagnostics` holds what was said of the theme and the rosters, an error for each row that
    makes no letter, and a warning for each branch that no recipient takes.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
        LetterError: no letter can be made.
    """
    project = open_project(folder, settings, WatchingSandbox)
    theme = project.look_at_style()
    audience = address_rosters(project)
    samples, failed = take_samples(project, audience.letters, progress)
    unmade = tuple(Unmade(one.row, "", one.diagnostics) for one in audience.rejected) + failed
    failures = (d for one in failed for d in one.diagnostics)
    faults = tuple(dict.fromkeys((*theme, *audience.report, *failures)))
    if not samples:
        raise LetterError("no letter can be made", hint="mend each of these", faults=faults)
    proven = _judge(project, samples, unmade)
    content, pages = _bind(project, proven)
    return Pack(content, proven, pages, (*faults, *_warnings(proven)))


def _judge(project: Project, samples: tuple[Sample, ...], unmade: tuple[Unmade, ...]) -> Proven:
    assert isinstance(project.sandbox, WatchingSandbox)
    taken = {branch for sample in samples for branch in sample.branches}
    used = {sample.letter.template for sample in samples}
    unused = sorted({one.name for one in project.templates.values()} - used)
    untaken = sorted(
        branch for branch in project.sandbox.branches() - taken if branch.file not in unused
    )
    return Proven(
        letters=len(samples),
        selected=select_witnesses(samples),
        untaken=tuple(untaken),
        unused=tuple(unused),
        unmade=unmade,
    )


def _warnings(proven: Proven) -> Iterator[Diagnostic]:
    for branch in proven.untaken:
        yield Diagnostic(
            "proof.untaken-branch",
            f"no recipient takes this branch: {branch.text}",
            Where(f"{FOLDER}/{branch.file}", line=branch.line),
            "no letter shows what it prints: add a recipient who takes it, or read it with care",
            Severity.WARNING,
        )
    for name in proven.unused:
        yield Diagnostic(
            "proof.unused-template",
            "no recipient's language asks for this template",
            Where(f"{FOLDER}/{name}"),
            "no letter shows it: add a recipient who reads its language",
            Severity.WARNING,
        )


def _bind(project: Project, proven: Proven) -> tuple[bytes, tuple[int, ...]]:
    """Return the pack's bytes, and the page on which each of its letters begins."""
    from ...writers.pdf.binding import Bookmark, bind

    samples = [one.sample for one in proven.selected.witnesses]
    documents = [compose(project, one.letter).document for one in samples]
    letters = [
        _written(document, proof_style(project, one.paper))[0]
        for one, document in zip(samples, documents, strict=True)
    ]
    cover, begins = _cover(project, proven, documents[0])
    bookmarks = [Bookmark("What this proves", 0)]
    for page, one in zip(begins, proven.selected.witnesses, strict=True):
        claims = tuple(Bookmark(str(claim), page - 1) for claim in one.proves)
        letter = one.sample.letter
        bookmarks.append(Bookmark(f"{letter.name} ({letter.id})", page - 1, claims))
    return bind([cover[0], *letters], cover[1], bookmarks), begins


def _cover(
    project: Project, proven: Proven, model: Document
) -> tuple[tuple[bytes, Document], tuple[int, ...]]:
    """Lay out the cover sheet on the commonest paper, until it counts its own pages right."""
    samples = [one.sample for one in proven.selected.witnesses]
    paper = Counter(one.paper for one in samples).most_common(1)[0][0]
    style = cover_style(proof_style(project, paper))
    if not model.language.startswith("en"):
        profile = project.profiles[samples[0].letter.parliament]
        model = replace(model, date_line=format_date(project.settings.letter.date, "en", profile))
    own = 1
    while True:
        begins = _begins(samples, own)
        document = cover_sheet(proven, model, begins)
        content, pages = _written(document, style)
        if pages <= own:
            return (content, document), begins
        own = pages


def _begins(samples: Sequence[Sample], own: int) -> tuple[int, ...]:
    pages, begins = own + 1, []
    for one in samples:
        begins.append(pages)
        pages += one.pages
    return tuple(begins)


def _written(document: Document, style: PageStyle) -> tuple[bytes, int]:
    written = next(write((document,), style, "pdf"))
    if isinstance(written, Failure):
        raise LetterError(
            "the proof cannot be laid out", hint="mend each of these", faults=written.diagnostics
        )
    return written.content, written.pages or 0
