"""Keep a project open while its files are edited, and read again only what changed.

A saved template does not cause the rosters to be read, nor a saved roster templates to compile.
"""

from __future__ import annotations

import glob
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ...app.dispatch.dispatch_states import DispatchOverview, read_dispatch
from ...app.dispatch.project_ledger import open_ledger
from ...app.pipeline import compose, style_of
from ...app.preflight.project_check import lint_composed
from ...app.project import Project, open_project
from ...app.rosters.addressing import Letter
from ...app.rosters.roster_addressing import address_rosters
from ...app.signing.sealing import unsealed
from ...config import theme
from ...config.settings import FILE_NAME, Settings, load_settings
from ...diagnostics import Diagnostic, Failure, failure_of
from ...errors import LettermergeError, OutputError
from ...letter import template
from ...letter.document import Document
from ...protocol import added_profiles
from ...writers.writer_dispatch import write
from ..single_letter import PROOF_MARK
from .dependencies import Cached, Dependencies, DependencyRecorder
from .recipient_index import RecipientIndex

_MAX_LETTERS = 12  # in the cache


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project, its recipients and what was dispatched, as the files are now.

    `dispatch` is None where `ledger_fault` says why the ledger cannot be read.
    """

    project: Project
    index: RecipientIndex
    dispatch: DispatchOverview | None = None
    ledger_fault: Diagnostic | None = None

    @property
    def version(self) -> str:
        """A hash of the list of recipients, and of how far their letters have come."""
        return self.index.version_with(self.dispatch)


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter: its tree and PDF (None and empty if it failed), and its diagnostics.

    `pages` is None if there is no PDF; `templates` are the template files that it used.
    """

    document: Document | None = None
    pdf: bytes = b""
    diagnostics: tuple[Diagnostic, ...] = ()
    pages: int | None = None
    templates: tuple[str, ...] = ()


class Session:
    """One project, opened once for many requests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._settings: Cached[Settings] = Cached()
        self._project: Cached[Project] = Cached()
        self._index: Cached[RecipientIndex] = Cached()
        self._dispatch: Cached[DispatchOverview] = Cached()
        self._letters: OrderedDict[str, Cached[RenderedLetter]] = OrderedDict()
        self._open: Project | None = None

    def open(self) -> OpenProject:
        """Return the project as it is now.

        Raises:
            SettingsError, RosterError, TemplateError: unusable as a whole.
        """
        settings = self._settings.get("", self._read_settings)
        project = self._project.get(
            settings, lambda recorder: self._read_project(settings, recorder)
        )
        if project is not self._open:
            self._open = project
            self._letters.clear()
        index = self._index.get(
            _row_settings(project), lambda recorder: self._read_index(project, recorder)
        )
        try:
            dispatch = self._dispatch.get(
                (settings.letter.date, settings.ledger, settings.output), self._read_dispatch
            )
        except OutputError as error:
            fault = Diagnostic("dispatch.no-ledger", error.message, hint=error.hint)
            return OpenProject(project, index, None, fault)
        return OpenProject(project, index, dispatch)

    def render(self, project: Project, letter: Letter) -> RenderedLetter:
        """Return a letter of the project that `open` returned, cached while it is fresh."""
        cached = self._letters.setdefault(letter.id, Cached())
        self._letters.move_to_end(letter.id)
        while len(self._letters) > _MAX_LETTERS:
            self._letters.popitem(last=False)
        rendered = cached.get(letter, lambda recorder: self._render(project, letter, recorder))
        self._project.depend_on(cached.dependencies)  # it caches compiled templates and images
        return rendered

    def dependencies(self, letter: Letter | None = None) -> Dependencies:
        """Return the files that the project, and this letter of it, were last made from."""
        dependencies = (
            self._settings.dependencies
            | self._project.dependencies
            | self._index.dependencies
            | self._dispatch.dependencies
        )
        cached = self._letters.get(letter.id) if letter else None
        return dependencies | cached.dependencies if cached else dependencies

    def _read_settings(self, recorder: DependencyRecorder) -> Settings:
        recorder.add(self.folder / FILE_NAME)
        return unsealed(load_settings(self.folder))

    def _read_project(self, settings: Settings, recorder: DependencyRecorder) -> Project:
        wanted = settings.letter
        if wanted.theme:
            theme_folder = self.folder / theme.FOLDER / wanted.theme
            recorder.add(theme_folder / "theme.toml", theme_folder / "theme.css")
        letters = self.folder / template.FOLDER
        name = PurePosixPath(wanted.template)
        folder, variants = (letters / name).parent, f"{glob.escape(name.stem)}.*{name.suffix}"
        recorder.add_pattern(f"{glob.escape(str(folder))}/{variants}")
        recorder.add(letters / name, *sorted(folder.glob(variants)))
        recorder.add(*(self.folder / one.image for one in settings.signatories if one.image))
        profiles = self.folder / added_profiles.FOLDER
        recorder.add_pattern(f"{glob.escape(str(profiles))}/*.toml")
        recorder.add(*sorted(profiles.glob("*.toml")))
        certificates = [one.certificate for one in settings.signatories if one.certificate]
        recorder.add(*(self.folder / Path(one).expanduser() for one in certificates))
        try:
            project = open_project(self.folder, settings)
        except LettermergeError as error:
            recorder.add(*self._named(failure_of(error).diagnostics))
            raise
        look = project.theme
        recorder.add(*(self.folder / look.folder / name for _, name in look.images))
        return project

    def _read_index(self, project: Project, recorder: DependencyRecorder) -> RecipientIndex:
        for one in project.settings.recipients:  # a server is asked again when these are saved
            recorder.add(*(one.files(self.folder) or (self.folder / FILE_NAME,)))
        return RecipientIndex(address_rosters(project), project.profiles)

    def _read_dispatch(self, recorder: DependencyRecorder) -> DispatchOverview:
        settings = load_settings(self.folder)
        recorder.add(open_ledger(self.folder, settings).path)
        return read_dispatch(self.folder, settings)

    def _render(
        self, project: Project, letter: Letter, recorder: DependencyRecorder
    ) -> RenderedLetter:
        rendered = RenderedLetter()
        found: list[Diagnostic] = []
        try:
            composed = compose(project, letter)
            document = composed.document
            rendered = RenderedLetter(document, templates=composed.templates)
            recorder.add(*(self.folder / name for name in composed.images))
            found += project.look_at_style()
            found += lint_composed(project, letter, composed)
            style = replace(style_of(project, letter), proof=PROOF_MARK)
            written = next(write((document,), style, "pdf"))
            if isinstance(written, Failure):
                found += written.diagnostics
            else:
                rendered = replace(rendered, pdf=written.content, pages=written.pages)
        except LettermergeError as error:
            faults = failure_of(error).diagnostics
            recorder.add(*self._named(faults))
            found += faults
        used = project.sandbox.looked_up
        recorder.add(*(self.folder / template.FOLDER / name for name in used))
        return replace(rendered, diagnostics=tuple(dict.fromkeys(found)))

    def _named(self, faults: tuple[Diagnostic, ...]) -> Iterator[Path]:
        """Yield the files that faults name: a missing one may appear."""
        return (self.folder / one.where.file for one in faults if one.where.file)


def _row_settings(project: Project) -> object:
    """Return the settings, other than rosters, on which recipients and their addresses depend."""
    settings = project.settings
    return (
        settings.recipients,
        settings.parliaments,
        project.profiles.added,
        settings.sender.country,
        (settings.letter.language, settings.letter.paper),
        tuple((language, one.name) for language, one in project.templates.items()),
        project.address_printing,
    )
