"""Print finished letters: choose them, plan the print files, write these and the job ticket.

The ledger says so before the files get their names, and that it is done after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from ...config.store_address import Place
from ...diagnostics import Diagnostic, Severity, Where, number_of
from ...dispatch.dispatch_standing import PRINT
from ...dispatch.job_ticket import FILE_NAME as TICKET
from ...dispatch.job_ticket import ticket_bytes
from ...dispatch.ledger import EventKind, LedgerEvent, local_day
from ...dispatch.print_plan import PlannedFile, PrintedLetter, PrintOptions, plan_files
from ...dispatch.print_writer import PrintWriter
from ...dispatch.run_folder import numbered_folder
from ...errors import SettingsError
from ...layout.page_style import PAPERS
from ...output.file_system_calls import Disk
from ..batch.batch_model import Request
from ..dispatch.dispatch_record import event_of, ledger_of
from ..dispatch.dispatch_rules import choose_due, mark_dispatched, require_due
from ..dispatch.dispatchable_letters import FinishedLetter, FinishedLetters, find_finished
from ..dispatch.project_ledger import is_there
from .print_sorting import evaluate, sort_key

FOLDER = "print"  #: below the output folder
NO_TAGS = "Print files are for paper: they have no tags, forms and signatures."


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """What is asked of `print`: which letters, how, and in which order.

    `sort` and `by` are expressions, "" for the rosters' order and for one file for each paper.
    `again` prints what was printed or changed since it was sent, too.
    """

    request: Request
    options: PrintOptions
    sort: str = ""
    by: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class PreparedPrint:
    """What will be printed: the letters, those left out, and the files."""

    finished: FinishedLetters
    options: PrintOptions
    files: tuple[PlannedFile, ...]
    printed_before: int
    again: bool = False

    @property
    def letters(self) -> int:
        return len(self.finished.letters)

    @property
    def sheets(self) -> int:
        return sum(one.sheets for one in self.files)

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """What is said before anything is printed."""
        return self.finished.told((*self.finished.diagnostics, *self._warnings()))

    def _warnings(self) -> Iterator[Diagnostic]:
        if self.finished.demo:
            letters = number_of(self.finished.demo, "letter", "was", "were")
            yield _warning(
                "demo", f"{letters} signed by a DEMO identity, which paper does not show",
                "set signing.identity to your own, or to none for paper, and render again",
            )  # fmt: skip
        if self.printed_before:
            letters = number_of(self.printed_before, "letter", "was", "were")
            yield _warning(
                "printed-before", f"{letters} printed before: see that one of each goes out",
                "`lettermerge ledger show --history` says when",
            )  # fmt: skip
        for one in self.files:
            most = self.options.sheets
            if most is not None and one.sheets > most:
                yield _warning(
                    "sheets",
                    f"{one.name} has {number_of(one.sheets, 'sheet')}: a letter is never divided",
                    f"give --sheets {one.sheets} or more",
                )


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed: the run's folder, and the files in it."""

    folder: Place
    names: tuple[str, ...]


def prepare_print(wanted: PrintRequest, processes: int = 1) -> PreparedPrint:
    """Find the letters and plan their files; nothing is written.

    Raises:
        UsageError: an expression that fails, or one that selects nothing it could mean.
        SettingsError: a mark is outside its paper; or as for a run.
        RosterError, TemplateError: unusable as a whole.
        OutputError: the ledger is gone although letters were dispatched.
    """
    due = choose_due(find_finished(wanted.request, processes), PRINT, again=wanted.again)
    finished = due.finished
    project, letters = finished.prepared.project, finished.letters
    if wanted.sort:
        keys = [sort_key(one) for one in evaluate(project, letters, wanted.sort, "--sort")]
        order = sorted(range(len(letters)), key=keys.__getitem__)
        letters = tuple(letters[place] for place in order)
        finished = replace(finished, letters=letters)
    parts = [""] * len(letters)
    headings = parts
    if wanted.by:
        parts = [_words(one) for one in evaluate(project, letters, wanted.by, "--by")]
    if wanted.options.separators:
        expression = project.settings.print.separators
        values = evaluate(project, letters, expression, "print.separators")
        headings = [_words(one) for one in values]
    printed = [
        _printed(one, part, heading)
        for one, part, heading in zip(letters, parts, headings, strict=True)
    ]
    _require_marks_on_paper(wanted.options, {one.paper for one in letters})
    files = plan_files(printed, wanted.options)
    return PreparedPrint(finished, wanted.options, files, due.repeated, wanted.again)


def print_letters(prepared: PreparedPrint, now: datetime, disk: Disk | None = None) -> Printed:
    """Write the print files and their job ticket into a numbered folder, and the ledger.

    Raises:
        OutputError: a letter was altered meanwhile, another run prints, or the disk takes no more;
            no file is left then.
    """
    finished = prepared.finished
    request = finished.prepared.request
    disk = disk or Disk()
    ledger = replace(ledger_of(request), disk=disk)
    time = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    by_id = {one.id: one for one in finished.letters}
    writer = PrintWriter(prepared.options, lambda one: finished.read(by_id[one.id]))
    with numbered_folder(request.directory / FOLDER, disk) as folder:
        ledger.settle(EventKind.PRINTED, partial(is_there, request.project, request.settings), time)
        require_due(finished, PRINT, again=prepared.again)
        for planned in prepared.files:
            with folder.open(planned.name) as stream:
                writer.write(planned, stream)
        folder.write(TICKET, ticket_bytes(prepared.files))
        mark_dispatched(request)
        run = ledger.begin(_events(prepared, by_id, folder.path, now), time)
        folder.keep()
        ledger.confirm(run, time)
    return Printed(folder.path, (*(one.name for one in prepared.files), TICKET))


def _events(
    prepared: PreparedPrint, by_id: dict[str, FinishedLetter], folder: Place, now: datetime
) -> Iterator[LedgerEvent]:
    """Yield an event for each letter, which names the print file that it begins in."""
    for planned in prepared.files:
        if planned.tray == "later":
            continue
        for entry in planned.entries:
            letter = by_id[entry.letter.id]
            path = folder / planned.name
            event = event_of(prepared.finished, letter, EventKind.PRINTED, path)
            yield replace(event, channel=PRINT, day=local_day(now).isoformat())


def _printed(one: FinishedLetter, part: str, heading: str) -> PrintedLetter:
    return PrintedLetter(
        one.id, one.name, one.pages, one.paper, one.path, one.sha256, part, heading
    )


def _words(value: object) -> str:
    """Return a value of an expression as one line of text."""
    if isinstance(value, tuple):
        return ", ".join(_words(one) for one in value)
    return " ".join(str(value).split())


def _require_marks_on_paper(options: PrintOptions, papers: set[str]) -> None:
    """Refuse a mark that begins outside the paper that it is to be printed on."""
    for number, mark in enumerate(options.marks, 1):
        for paper in (PAPERS[one] for one in sorted(papers)):
            if mark.x > paper.width or mark.y > paper.height:
                raise SettingsError(
                    f"`print.marks.{number}` is outside {paper.name} paper "
                    f"({paper.width} x {paper.height} mm)",
                    hint="change its x and y, or print the other paper alone",
                )


def _warning(kind: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(f"dispatch.{kind}", message, Where(), hint, Severity.WARNING)
