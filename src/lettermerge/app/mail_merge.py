"""Open a project for a program: its recipients, its faults, its plan, its letters.

It is the interface that programs are promised (docs/python.md); the command line and the preview
use the stages behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config.output_formats import Format
from ..config.settings import FILE_NAME, RosterSettings, Settings, load_settings
from ..diagnostics import Diagnostic, Report, did_you_mean
from ..errors import LetterError, RosterError, SettingsError, UsageError
from ..output.plan import Plan, PlanOptions
from ..protocol.addressee import Addressee
from .batch.batch import look, prepare, render_in_steps
from .batch.batch_model import Request, Result
from .batch.plan_execution import RunOptions
from .batch.run_events import Event
from .letter_selection import Selection, choose_letters
from .merged_letter import MergedLetter
from .preflight.project_check import check_project
from .project import Project, open_project
from .rosters.addressing import AddressedRosters, Letter, address_mapped, read_rosters
from .rosters.roster_addressing import address_rosters
from .signing.sealing import make_signer, unsealed

if TYPE_CHECKING:
    from ..recipients.recipients_frame import DataFrame, Series
    from ..signing.identity.passphrase import Ask

#: Files for which workers are worth their beginning, and that one process makes meanwhile.
_FEW, _EACH = 40, 1000


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How letters are made; the defaults are those of `lettermerge render`.

    `output` is a folder in place of that of the settings; `formats` are "pdf" and "docx". Unless
    `sign`, files are unsigned; `ask` is called for a passphrase that is nowhere else. `force`
    makes everything again, and `upgrade` what other versions of the engines made. `workers` is a
    number of processes: 0 for this one, None for what the number of letters is worth.
    """

    output: Path | None = None
    formats: tuple[Format, ...] = ()
    sign: bool = True
    ask: Ask | None = None
    force: bool = False
    upgrade: bool = False
    fail_fast: bool = False
    workers: int | None = None


_AS_SET = RenderOptions()


@dataclass(frozen=True)
class MailMerge:
    """An opened project: one letter, its rosters, and how they are merged.

    What is asked for is read when it is first needed, and is kept: open the project again to see
    files that have changed. Two with equal settings are equal.

    >>> merge = lettermerge.open_project("campaign")            # doctest: +SKIP
    >>> merge.check().errors                                    # doctest: +SKIP
    ()
    >>> for event in merge.render():                            # doctest: +SKIP
    ...     print(event)
    """

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, path: str | Path = ".") -> MailMerge:
        """Open the project in a folder, or that of a lettermerge.toml.

        Raises:
            SettingsError: there is no lettermerge.toml, or it has errors; all of them are named.
        """
        folder = Path(path)
        folder = (folder.parent if folder.name == FILE_NAME else folder).resolve()
        if not (folder / FILE_NAME).is_file():
            raise SettingsError(f"{folder} holds no {FILE_NAME}", hint="name a project's folder")
        return cls(folder, load_settings(folder))

    def with_roster(
        self,
        frame: DataFrame,
        name: str = "frame",
        columns: Mapping[str, str] | None = None,
        constants: Mapping[str, str] | None = None,
    ) -> MailMerge:
        """Return the project with a DataFrame in place of its rosters.

        `columns` and `constants` are as in lettermerge.toml; `name` is what diagnostics call it.
        """
        from ..recipients.readers.frame_records import frame_roster

        rosters: tuple[RosterSettings, ...] = (frame_roster(frame, name, columns, constants),)
        return replace(self, settings=replace(self.settings, recipients=rosters))

    @cached_property
    def project(self) -> Project:
        """The loaded profiles, theme and templates.

        Raises:
            SettingsError, TemplateError: something is unfit; all of it is named.
        """
        return open_project(self.folder, self.settings)

    @cached_property
    def _audience(self) -> AddressedRosters:
        return address_rosters(self.project)

    @property
    def rows(self) -> DataFrame:
        """The rosters' rows as they are read: a column of text for each of ours, then the others.

        Raises:
            RosterError: a roster is unusable as a whole.
        """
        return read_rosters(self.project).frame

    @property
    def recipients(self) -> DataFrame:
        """A row of text for each letter: the columns that templates know as `recipient`.

        Among them are `salutation`, `close`, `envelope_name` and `address_block`, whose lines are
        lines of one cell. Rows that make no letter, or are on hold, are not among them: `check`
        names those.

        Raises:
            RosterError: a roster is unusable as a whole.
        """
        return self._audience.frame

    def check(self, *, rendered: bool = False, processes: int = 1) -> Report:
        """Return every fault, warning and note; write nothing.

        `rendered` lays each letter out, too, and looks at its pages.

        Raises:
            SettingsError, RosterError, TemplateError: unusable as a whole; every fault is named.
        """
        settings = self.settings
        return check_project(self.folder, settings, rendered=rendered, processes=processes).report

    def plan(
        self,
        *recipients: str,
        where: str = "",
        limit: int | None = None,
        options: RenderOptions = _AS_SET,
    ) -> Plan:
        """Return what `render` would do to each file, and why; write nothing.

        Raises:
            SettingsError, RosterError, TemplateError: unusable as a whole.
            UsageError: a name or an expression that selects nothing it could mean.
            SigningError: the identity is refused, or its passphrase is missing.
        """
        request = self._request(Selection(recipients, where, limit), options)
        return look(prepare(request, reuse=True))

    def render(
        self,
        *recipients: str,
        where: str = "",
        limit: int | None = None,
        options: RenderOptions = _AS_SET,
    ) -> Generator[Event | Result]:
        """Make the letters that are new, changed or missing; yield what happens, then the result.

        `recipients` are ids or parts of names (none: all), `where` an expression as of `-w`.
        Nothing is done before the first event is asked for. Whoever asks for no more, and closes
        the generator, stops the run: files are whole, and the next run goes on.

        >>> *events, result = merge.render("uk-body")           # doctest: +SKIP
        >>> result.outcome.written                              # doctest: +SKIP
        Counter({'pdf': 1, 'docx': 1})

        Raises:
            SettingsError, RosterError, TemplateError, UsageError, SigningError: as for `plan`.
            OutputError: another run holds the folder.
        """
        request = self._request(Selection(recipients, where, limit), options)
        prepared = prepare(request, reuse=True)
        happened: deque[Event] = deque()
        workers = options.workers
        if workers is None:
            workers = _worth(len(prepared.jobs))
        running = RunOptions(workers=workers, fail_fast=options.fail_fast, listener=happened.append)
        steps = render_in_steps(prepared, running)
        try:
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    yield from happened
                    yield end.value
                    return
                while happened:
                    yield happened.popleft()
        finally:
            steps.close()

    def letter(self, recipient: str | Mapping[str, Any] | Series[Any]) -> MergedLetter:
        """Return one letter: of an id or an unambiguous part of a name, or of a row.

        A row is a mapping, or a Series of pandas, whose keys are our columns (`full_name`); others
        are in `recipient.extra`. It needs no `id`.

        >>> row = {"parliament": "uk", "chamber": "commons", "full_name": "Ann Testwright"}
        >>> merge.letter(row).addressee.salutation              # doctest: +SKIP
        'Dear Ms Testwright,'

        Raises:
            UsageError: an unknown or ambiguous name; near names are listed.
            LetterError: the row makes no letter; its faults say why.
        """
        if isinstance(recipient, str):
            return self._find(recipient)
        letter, found = self._address(recipient)
        return MergedLetter(self.project, letter, found)

    def address(self, row: Mapping[str, Any] | Series[Any]) -> Addressee:
        """Return how the person or body of a row is written to; the row is as for `letter`.

        Raises:
            LetterError: the row makes no letter; its faults say why.
        """
        return self._address(row)[0].addressee

    def _find(self, name: str) -> MergedLetter:
        audience = self._audience
        chosen = choose_letters(self.project, audience.addressed, Selection((name,)))
        if len(chosen) != 1:
            near = did_you_mean(name, (one.id for one in chosen))
            raise UsageError(f"`{name}` names {len(chosen)} letters", hint=near)
        letter = chosen[0]
        places = {(row.file, row.number) for row in letter.rows}
        of_row = tuple(one for one in audience.report if (one.where.file, one.where.row) in places)
        return MergedLetter(self.project, letter, of_row)

    def _address(
        self, row: Mapping[str, Any] | Series[Any]
    ) -> tuple[Letter, tuple[Diagnostic, ...]]:
        from ..recipients.readers.frame_records import row_roster

        try:
            found = address_mapped(self.project, (row_roster(row),))
        except RosterError as error:  # of one row it is the row that lacks something
            raise LetterError(error.message, hint=error.hint, faults=error.faults) from None
        if not found.letters:
            faults = tuple(d for one in found.rejected for d in one.diagnostics)
            faults += tuple(one.diagnostic for one in found.held)
            raise LetterError("the row makes no letter", hint="fix each of these", faults=faults)
        return found.letters[0], found.report.diagnostics

    def _request(self, selection: Selection, options: RenderOptions) -> Request:
        settings = self.settings if options.sign else unsealed(self.settings)
        made = settings.output.formats
        if options.formats:
            output = replace(settings.output, formats=options.formats)
            settings = replace(settings, output=output)
        own = settings.output.place(self.folder)
        directory = own if options.output is None else options.output.absolute()
        now = datetime.now(UTC)
        return Request(
            settings=settings,
            project=self.folder,
            directory=directory,
            selection=selection,
            signer=make_signer(settings, self.folder, options.ask, now),
            now=now,
            plan=PlanOptions(
                force=options.force,
                upgrade=options.upgrade,
                made=(*made, *settings.output.formats),
            ),
        )


def _worth(files: int) -> int:
    """Return how many processes a number of files is worth: none for a handful."""
    from ..workers.parallel_map import cores

    return min(cores(), max(1, files // _EACH)) if files > _FEW else 0
