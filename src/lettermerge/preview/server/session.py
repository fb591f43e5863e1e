"""A project kept open while its files are edited: what changed is read again, and nothing else.

A template that is saved does not read the rosters again; a roster does not compile templates.
"""

from __future__ import annotations

import glob
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ...app.addressing import Letter, address_rosters
from ...app.faults import lint_composed
from ...app.pipeline import compose, style_of, unsealed, write
from ...app.project import Project, open_project
from ...config import theme
from ...config.settings import FILE_NAME, Settings, load_settings
from ...diagnostics import Diagnostic, Failure, failure_of
from ...errors import LettermergeError
from ...letter import template
from ...letter.document import Document
from ..single_letter import MARK
from .dependencies import Kept, Notes, Reads
from .recipient_index import Book

_MOST_LETTERS = 12  # that are kept as they were made


@dataclass(frozen=True, slots=True)
class Opened:
    """A project and its rows, as the files are now."""

    project: Project
    book: Book


@dataclass(frozen=True, slots=True)
class Made:
    """A letter: its tree and PDF (None and empty where it failed), and what is to be said of it.

    `pages` is None where there is no PDF; `templates` are the files that its words come from.
    """

    document: Document | None = None
    pdf: bytes = b""
    diagnostics: tuple[Diagnostic, ...] = ()
    pages: int | None = None
    templates: tuple[str, ...] = ()


class Session:
    """One project, for as long as it is looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._settings: Kept[Settings] = Kept()
        self._project: Kept[Project] = Kept()
        self._book: Kept[Book] = Kept()
        self._letters: OrderedDict[str, Kept[Made]] = OrderedDict()
        self._open: Project | None = None

    def open(self) -> Opened:
        """Return the project as it is now.

        Raises:
            SettingsError, RosterError, TemplateError: unusable as a whole.
        """
        settings = self._settings.get("", self._read_settings)
        project = self._project.get(settings, lambda notes: self._read_project(settings, notes))
        if project is not self._open:
            self._open = project
            self._letters.clear()
        book = self._book.get(
            _what_rows_need(project), lambda notes: self._read_book(project, notes)
        )
        return Opened(project, book)

    def make(self, project: Project, letter: Letter) -> Made:
        """Return a letter of the project that `open` returned."""
        kept = self._letters.setdefault(letter.id, Kept())
        self._letters.move_to_end(letter.id)
        while len(self._letters) > _MOST_LETTERS:
            self._letters.popitem(last=False)
        made = kept.get(letter, lambda notes: self._make(project, letter, notes))
        self._project.watch(kept.reads)  # it holds their compiled templates and its images
        return made

    def reads(self, letter: Letter | None = None) -> Reads:
        """Return the files that the project, and this letter of it, were last made of."""
        reads = self._settings.reads | self._project.reads | self._book.reads
        kept = self._letters.get(letter.id) if letter else None
        return reads | kept.reads if kept else reads

    def _read_settings(self, notes: Notes) -> Settings:
        notes.note(self.folder / FILE_NAME)
        return unsealed(load_settings(self.folder))

    def _read_project(self, settings: Settings, notes: Notes) -> Project:
        wanted = settings.letter
        if wanted.theme:
            look = self.folder / theme.FOLDER / wanted.theme
            notes.note(look / "theme.toml", look / "theme.css")
        letters = self.folder / template.FOLDER
        name = PurePosixPath(wanted.template)
        beside, variants = (letters / name).parent, f"{glob.escape(name.stem)}.*{name.suffix}"
        notes.note_pattern(f"{glob.escape(str(beside))}/{variants}")
        notes.note(letters / name, *sorted(beside.glob(variants)))
        notes.note(*self._with_rasters(one.image for one in settings.signatories if one.image))
        certificates = [one.certificate for one in settings.signatories if one.certificate]
        notes.note(*(self.folder / Path(one).expanduser() for one in certificates))
        try:
            project = open_project(self.folder, settings)
        except LettermergeError as error:
            notes.note(*self._named(failure_of(error).diagnostics))
            raise
        head = project.theme.letterhead
        if head.image:
            notes.note(*self._with_rasters([f"{project.theme.folder}/{head.image}"]))
        return project

    def _read_book(self, project: Project, notes: Notes) -> Book:
        notes.note(*(self.folder / one.source for one in project.settings.recipients))
        return Book(address_rosters(project))

    def _make(self, project: Project, letter: Letter, notes: Notes) -> Made:
        made = Made()
        found: list[Diagnostic] = []
        try:
            composed = compose(project, letter)
            document = composed.document
            made = Made(document, templates=composed.templates)
            notes.note(*self._with_rasters(composed.images))
            found += project.look_at_style()
            found += lint_composed(project, letter, composed)
            style = replace(style_of(project, letter), proof=MARK)
            written = next(write((document,), style, "pdf"))
            if isinstance(written, Failure):
                found += written.diagnostics
            else:
                made = replace(made, pdf=written.content, pages=written.pages)
        except LettermergeError as error:
            faults = failure_of(error).diagnostics
            notes.note(*self._named(faults))
            found += faults
        used = project.sandbox.looked_up
        notes.note(*(self.folder / template.FOLDER / name for name in used))
        return replace(made, diagnostics=tuple(dict.fromkeys(found)))

    def _named(self, faults: tuple[Diagnostic, ...]) -> Iterator[Path]:
        """Yield the files that faults name: one that is missing may appear."""
        return (self.folder / one.where.file for one in faults if one.where.file)

    def _with_rasters(self, names: Iterable[str]) -> Iterator[Path]:
        """Yield images, and what stands in for a drawing in the DOCX."""
        for name in names:
            yield self.folder / name
            if name.lower().endswith(".svg"):
                yield (self.folder / name).with_suffix(".png")


def _what_rows_need(project: Project) -> object:
    """Return everything but the rosters that decides who is written to, and how."""
    settings = project.settings
    return (
        settings.recipients,
        settings.parliaments,
        settings.sender.country,
        settings.letter.language,
        tuple((language, one.name) for language, one in project.templates.items()),
        project.window_lines,
    )
