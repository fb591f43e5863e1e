"""A project into everything that is wrong or doubtful in it, with nothing written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .audience import Letter, read_audience
from .batch.spread import spread
from .diagnostics import Diagnostic, Report, Severity, Where
from .jobs import make_jobs
from .letter.compose import Composed
from .letter.document import block_texts
from .letter.leftovers import find_leftovers
from .letter.template import FOLDER
from .pipeline import compose
from .project import Project, open_project
from .protocol.lint import lint_letter, lint_rows, lint_sender
from .settings import FILE_NAME, Settings, SigningSettings


@dataclass(frozen=True, slots=True)
class Checked:
    """`letters` of `rows` can be made; `report` holds every fault, warning and note."""

    letters: int
    rows: int
    report: Report


def check_project(
    folder: Path, settings: Settings, *, rendered: bool = False, processes: int = 1
) -> Checked:
    """Look through a project as a run would, with at most `processes` that compose at once.

    `rendered` lays every letter out, too, and looks at the finished pages.

    Raises:
        SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
    """
    from .batch.collisions import find_collisions

    project = open_project(folder, settings)
    audience = read_audience(project, processes=processes)
    jobs, failed = make_jobs(project, audience.letters, None, processes)
    found = [*_missing_keys(folder, settings.signing), *project.look_at_style(), *audience.report]
    found += [d for one in (*audience.rejected, *failed) for d in one.diagnostics]
    found += find_collisions(jobs)
    found += lint(project, jobs.letters, processes)
    if rendered:
        from .pages.survey import look_at_pages

        found += look_at_pages(project, jobs.letters)
    return Checked(len(jobs.letters), audience.rows, Report(tuple(dict.fromkeys(found))))


def _undrawn(project: Project, letter: Letter, images: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the drawings that the PDF of a letter has and its DOCX cannot have."""
    for name in images if "docx" in project.settings.output.formats else ():
        asset = project.assets.load(name)
        if asset.media_type == "image/svg+xml" and asset.raster is None:
            yield Diagnostic(
                "docx.image",
                f"a DOCX cannot carry {name} (image/svg+xml)",
                Where(letter.row.file, letter.row.number),
                "put a PNG of the same name beside the SVG",
            )


def _missing_keys(folder: Path, signing: SigningSettings) -> Iterator[Diagnostic]:
    """Yield the files that a run would sign with and that are not there; none is opened."""
    names = ["key", "chain", "passphrase_file"]
    if signing.identity not in ("demo", "none") and not signing.pkcs11:
        names.insert(0, "identity")
    if os.sep in signing.pkcs11:  # a bare name is the system's to find
        names.append("pkcs11")
    for name in names:
        path = getattr(signing, name)
        if path and not (folder / Path(path).expanduser()).is_file():
            yield Diagnostic(
                "signing.missing-file",
                "there is no such file, so that no letter can be signed",
                Where(FILE_NAME, column=f"signing.{name}", value=path),
                "mend the path; `lettermerge identity create` makes an identity",
            )


def lint(project: Project, letters: Sequence[Letter], processes: int = 1) -> Iterator[Diagnostic]:
    """Yield what is not wrong but looks it, in letters and in rows that resemble each other."""
    for found in spread(partial(_lint_each, project), letters, processes):
        yield from found
    yield from lint_rows((letter, letter.addressee) for letter in letters)


def _lint_each(project: Project, letters: Sequence[Letter]) -> list[tuple[Diagnostic, ...]]:
    return [tuple(_lint(project, letter)) for letter in letters]


def _lint(project: Project, letter: Letter) -> Iterator[Diagnostic]:
    composed = compose(project, letter)
    yield from _undrawn(project, letter, composed.images)
    yield from lint_composed(project, letter, composed)


def lint_composed(project: Project, letter: Letter, composed: Composed) -> Iterator[Diagnostic]:
    """Yield what is not wrong with a letter but looks it, its templates included."""
    for name in composed.templates:
        with suppress(OSError, UnicodeDecodeError):  # it has changed since the letter was composed
            source = (project.folder / FOLDER / name).read_text(encoding="utf-8-sig")
            yield from find_leftovers(source, f"{FOLDER}/{name}")
    document = composed.document
    if not document.body:
        place = Where(letter.row.file, letter.row.number)
        message = f"{FOLDER}/{letter.template} leaves this letter without a word of its own"
        hint = "write what stands between the salutation and the close"
        yield Diagnostic("lint.empty-letter", message, place, hint, Severity.WARNING)
    text = "\n".join((document.subject, *block_texts(document.body)))
    yield from lint_letter(letter.addressee, letter.row, text, project.profiles)
    yield from lint_sender(letter.addressee, letter.row, project.settings.sender.address)
