"""Read lists into recipients: read each table, map its columns, clean and check its rows.

Faults of columns come first, of all rosters together; rows are looked at once the columns fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..config.settings import RosterSettings
from ..diagnostics import Diagnostic, Failure, Report, Row, Severity, Where
from ..errors import RosterError
from .column_mapping import ADDRESS_LINES, Mapped, map_columns, missing_columns, uncut_heading
from .column_values import ColumnValues, Evaluator, Hold
from .holds import HeldRow, as_notes, read_hold
from .model import COLUMNS, Recipient
from .packed_row import Extra, PackedRow, TypedRow
from .readers.delimited_text import TableError
from .readers.list_file_reading import RosterTable
from .readers.row_blocks import RowBlock
from .readers.source_dispatch import open_source
from .roster import Roster, RosterSource, name_rosters, row_file
from .section_column import with_sections
from .section_headings import named_sections, section_fault
from .suppressed_rows import SuppressionSearch, at_row, struck_through
from .validation import DeparturesCount, Ids, Numbering, has_error, row_faults

if TYPE_CHECKING:
    from ..templating import Sandbox

Take = Callable[[Sequence[Recipient]], None]
_PLAIN = tuple(name for name in COLUMNS if name != "address")


@dataclass(slots=True)
class _Made:
    """What has been made so far, of all rosters."""

    recipients: list[Recipient] = field(default_factory=list)
    rejected: list[Failure] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    unusable: list[Diagnostic] = field(default_factory=list)
    sources: list[RosterSource] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    numbering: Numbering = field(default_factory=Numbering)
    joint: dict[Row, str] = field(default_factory=dict)
    nobody: int = 0  # rows of the roster being read that head others or count them
    take: Take | None = None

    def leave_out(self, failure: Failure, reason: str, joint: str) -> None:
        """Enter a row with an error; `reason` is why it is on hold ("": it is not)."""
        if joint:
            self.joint[failure.row] = joint
        if reason:
            self.held.append(HeldRow(failure.row, failure.id, reason))
        else:
            self.rejected.append(failure)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A roster whose columns are known and whose rows are still to be read."""

    file: str
    table: RosterTable
    mapped: Mapped
    search: SuppressionSearch
    asked: str  # the heading that `hold` is mapped to, "" where it is none
    headed: bool = False  # by a column of the headings between its rows


def read_recipients(
    rosters: Sequence[RosterSettings],
    project: Path,
    sandbox: Sandbox,
    take: Take | None = None,
    hold: Hold = nullcontext,
) -> Roster:
    """Read all rosters of a project, in order.

    `take` is handed the recipients as they are read, some thousands at a time; the roster then
    holds none, so that a long one never is in memory beside what is made of it.

    `hold` makes a context in which an expression is worked out for some thousands of rows; it
    raises LetterError where that takes too much.

    Each source is a path relative to `project`. A row with an error is not among the recipients
    but is listed as rejected, and its errors are in the report beside all warnings. One on hold is
    listed as held, and all that is said of it are notes.

    Raises:
        RosterError: what makes the rosters unusable as a whole, with every such fault: a file that
            cannot be read, columns that are missing or repeat, ids that repeat.
    """
    made = _Made(take=take)
    with ExitStack() as stack:
        opened = [_open(settings, project, sandbox, made) for settings in rosters]
        for one in filter(None, opened):
            stack.callback(one.table.close)
        if made.unusable:
            made.unusable += _repeated_ids(opened, hold)
        _stop_if_unusable(made)
        for one in filter(None, opened):
            _read_rows(one, made, hold)
    made.unusable += made.ids.faults()
    _stop_if_unusable(made)
    stems = zip(made.sources, name_rosters(rosters), strict=True)
    sources = tuple(replace(source, stem=stem) for source, stem in stems)
    report = Report(tuple(made.found))
    ids = dict.fromkeys(made.ids.first)
    held = tuple(made.held)
    rejected = tuple(made.rejected)
    return Roster(tuple(made.recipients), rejected, report, sources, ids, held, made.joint)


def _open(settings: RosterSettings, project: Path, sandbox: Sandbox, made: _Made) -> _Opened | None:
    """Read headings and bind the columns; None where that is not possible."""
    try:
        table = with_sections(open_source(project, settings), settings.sections)
    except TableError as error:
        made.unusable += error.faults
        return None
    mapped, found = map_columns(table.headings, settings, table.defaults, sandbox)
    uncut = uncut_heading(table.headings, settings.name)
    errors = [one for one in found if one.severity is Severity.ERROR]
    made.found += [*table.notes, *(one for one in found if one.severity is not Severity.ERROR)]
    made.unusable += uncut or errors or missing_columns(mapped, settings.name)
    places = {ours: one for ours, one in mapped.ours.items() if isinstance(one, int)}
    search = SuppressionSearch.of(table.headings, settings.columns, places.values())
    asked = table.headings.names[places["hold"]] if "hold" in places else ""
    headed = bool(settings.sections)
    return _Opened(row_file(settings), table, mapped, search, asked, headed)


def _repeated_ids(opened: Iterable[_Opened | None], hold: Hold) -> list[Diagnostic]:
    """Return the ids that repeat in rosters that lack something else, so that all is said at once.

    Rosters whose columns cannot be bound, or whose rows cannot be read, say nothing of ids.
    """
    made = _Made(take=lambda _: None)
    for one in opened:
        if one and isinstance(one.mapped.ours.get("id"), int):
            with suppress(TableError):
                _read_rows(one, made, hold)
    return made.ids.faults()


def _stop_if_unusable(made: _Made) -> None:
    if made.unusable:
        files = ", ".join(dict.fromkeys(one.where.file for one in made.unusable))
        raise RosterError(
            f"the recipients cannot be read from {files}",
            hint="fix each of these",
            faults=tuple(made.unusable),
        )


def _read_rows(opened: _Opened, made: _Made, hold: Hold) -> None:
    evaluator = Evaluator(opened.table, opened.mapped, opened.file, hold)
    ended = DeparturesCount(opened.table.headings.names)
    made.numbering, made.nobody = Numbering(), 0
    rows = 0
    try:
        for frame in opened.table.frames:
            _make(opened, frame, evaluator.evaluate(frame), made)
            ended.count(frame)
            rows += len(frame.numbers)
    except TableError as error:
        made.unusable += error.faults
    made.found += [*ended.notes(opened.file), *made.numbering.notes()]
    made.found += opened.table.unshown.notes()
    if not rows and not made.unusable:
        made.found.append(_no_rows(opened.file))
    rows -= made.nobody
    headings, is_rejects = opened.table.headings.names, opened.table.is_rejects
    mapped = frozenset(headings[one] for one in opened.mapped.ours.values() if isinstance(one, int))
    source = RosterSource(opened.file, headings, rows, is_rejects=is_rejects, mapped=mapped)
    made.sources.append(source)


def _no_rows(file: str) -> Diagnostic:
    return Diagnostic(
        "roster.no-rows",
        "the roster has headings and no rows",
        Where(file),
        "add the recipients below the headings",
        Severity.WARNING,
    )


def _make(opened: _Opened, frame: RowBlock, values: ColumnValues, made: _Made) -> None:
    """Turn the rows of a frame into recipients and rejected rows."""
    headings, extra, ours = opened.table.headings, opened.mapped.extra, values.ours
    plain = {name: ours[name] for name in _PLAIN if name in ours}
    lines = [ours[name] for name in ("address", *ADDRESS_LINES) if name in ours]
    others = list(values.others.values())
    recipients: list[Recipient] = []
    packed = TypedRow if frame.typed else PackedRow
    suppressed = opened.search.find(frame, ours)
    struck = opened.table.struck
    for position, number in enumerate(frame.numbers):
        cells = packed(headings, frame.cells[position])
        row = Row(opened.file, number, cells)
        fields = {name: column[position] for name, column in plain.items()}
        found = values.found.get(position, ())
        section = section_fault(fields, frame.cells[position], row)
        if section and not has_error([section]):
            if not opened.headed or len(named_sections(section.where.value or "")) != 1:
                made.found.append(section)
            made.nobody += 1
            continue
        if section:
            found = [section]
        elif not has_error(found):
            found = [*found, *row_faults(fields, row)]
        if not section and (position in suppressed or number in struck):
            found = [*found, *(at_row(one, row) for one in suppressed.get(position, ()))]
            found += [struck_through(row)] if number in struck else []
        if (identity := fields.get("id")) and not section:
            made.ids.add(identity, row)
            made.numbering.add(identity, row)
        reason = fields["hold"] = read_hold(fields.get("hold", ""), opened.asked)
        joint = fields.get("joint", "")
        if found:
            made.found += as_notes(found) if reason else found
            if has_error(found):
                made.leave_out(Failure(tuple(found), row, identity or ""), reason, joint)
                continue
        computed = tuple([column[position] for column in others])
        recipients.append(
            Recipient(
                **fields,
                row=row,
                address=_address([column[position] for column in lines]),
                extra=Extra(extra, row, computed, values.unprintable(position)),
            )
        )
    (made.take or made.recipients.extend)(recipients)


def _address(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of `address` and `address_1` .. `address_6`: none blank, none twice."""
    lines: Iterable[str] = texts
    if any("\n" in text or "\t" in text for text in texts):
        lines = [" ".join(line.split("\t")).strip() for text in texts for line in text.split("\n")]
    return tuple(dict.fromkeys(filter(None, lines)))
