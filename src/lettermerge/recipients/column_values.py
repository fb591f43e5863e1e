"""Compute the cleaned values of each column of ours, block by block.

Each distinct text is cleaned once, and each expression evaluated once for each distinct set of the
cells that it looks up, which is what keeps a roster of 100,000 rows within seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..config.settings import FILE_NAME
from ..diagnostics import Diagnostic, FaultyCellError, Severity, Where, did_you_mean
from ..errors import LetterError
from ..typed_cell import TypedCell, ungroup
from .cell_cleaning import REPLACEMENT, begins_bare, clean, fold_lines, show
from .column_mapping import ADDRESS_LINES, OURS, Expression, Mapped
from .formula_errors import CODES as FORMULA_CODES
from .formula_errors import in_error, is_error
from .readers.delimited_text import TableError
from .readers.list_file_reading import RosterTable
from .readers.row_blocks import RowBlock

#: Whoever has no title has `-` or `N/A` in many a sheet. Names, towns, whole lines as printed and
#: what only templates print keep it.
_NOTHING = frozenset(("-", "--", "–", "—", "?", ".", "n/a", "n.a."))
#: These may stand for nothing, too, but are words: a cell is text, and stays what it is.
_DOUBTFUL = frozenset(("na", "none", "null", "nil", "nan", "tbc", "tba", "tbd", "unknown"))
_MAY_HOLD_NOTHING = (
    "chamber", "role", "title", "honorific", "suffix", "post_nominals", "gender", "language",
    "office", "address", "joint", "title_2", *ADDRESS_LINES,
)  # fmt: skip
_PRINTED = ("title", "honorific", "suffix", "post_nominals", "office", "address", *ADDRESS_LINES)
_MANY_LINES = ("address", "office", *ADDRESS_LINES)
_LARGEST_CACHE = 10_000
#: What Jinja says of `{'S': 'senate'}[Chamber]` where the cell holds something else.
_NO_ENTRY = re.compile(r"'dict object' has no attribute '(.*)'", re.DOTALL)
_UNDEFINED = re.compile(r"`(\w+)` is not known here")


#: Makes a context that raises LetterError if what runs in it takes too much.
Hold = Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class ColumnValues:
    """What one frame gives, by column, and diagnostics by row of the frame.

    `columns` are the source's, cleaned; `typed` has those again, by their places, in which cells
    keep values that they do not show. `faulty` are its cells without a value, by row of the
    frame and heading; `refused` the computed values that depend on one, by row and name. `unknown`
    are columns that expressions ask for in vain.
    """

    columns: Sequence[Sequence[str]] = ()
    typed: dict[int, Sequence[str]] = field(default_factory=dict)
    ours: dict[str, Sequence[str]] = field(default_factory=dict)
    others: dict[str, Sequence[str]] = field(default_factory=dict)
    found: dict[int, list[Diagnostic]] = field(default_factory=dict)
    faulty: dict[int, dict[str, Diagnostic]] = field(default_factory=dict)
    refused: dict[int, dict[str, Diagnostic]] = field(default_factory=dict)
    unknown: list[Diagnostic] = field(default_factory=list)

    def add(self, position: int, diagnostic: Diagnostic) -> None:
        self.found.setdefault(position, []).append(diagnostic)

    def refuse(self, position: int, name: str, fault: Diagnostic) -> None:
        """Enter that the value of `name` depends on a cell without one.

        A value of ours fails its row at once; another where it is printed.
        """
        if name in OURS:
            self.add(position, fault)
        else:
            self.refused.setdefault(position, {})[name] = fault

    def unprintable(self, position: int) -> dict[str, Diagnostic]:
        """Return the names of `recipient.extra` that hold no value in a row."""
        faulty = self.faulty.get(position, {})
        own = {name: fault for name, fault in faulty.items() if name not in self.others}
        return own | self.refused.get(position, {})


class _SourceRow(dict[str, str]):
    """`row` in an expression; remembers the heading that was asked for in vain."""

    missing: str | None = None
    faults: Mapping[str, Diagnostic] = MappingProxyType({})

    def __getitem__(self, heading: str) -> str:
        if heading in self.faults:
            raise FaultyCellError(self.faults[heading])
        return super().__getitem__(heading)

    def __missing__(self, heading: str) -> str:
        self.missing = heading
        raise KeyError(heading)


@dataclass(slots=True)
class Evaluator:
    """Evaluates one roster, frame by frame; keeps what expressions came to."""

    table: RosterTable
    mapped: Mapped
    file: str
    hold: Hold = nullcontext
    caches: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)

    def evaluate(self, frame: RowBlock) -> ColumnValues:
        """Return the values of a frame.

        Raises:
            TableError: an expression looks up a column that the roster does not have.
        """
        values = ColumnValues()
        for position, faults in frame.faults.items():
            values.found[position] = list(faults)
        values.columns = [
            self._clean_column(frame, place, values)
            for place in range(len(self.table.headings.names))
        ]
        for place in range(len(self.table.headings.names)):
            if (cells := frame.column(place)) is not None:
                values.typed[place] = [_clean_typed(cell) for cell in cells]
        self._report_faulty(frame, values)
        for bindings, made in (
            (self.mapped.ours, values.ours),
            (self.mapped.others, values.others),
        ):
            for name, binding in bindings.items():
                made[name] = self._bound(name, binding, frame, values)
        if values.unknown:
            raise TableError(*values.unknown)
        for name, column in values.ours.items():
            if name not in _MANY_LINES:
                values.ours[name] = self._fold(name, column, frame, values)
        for name in filter(values.ours.__contains__, _MAY_HOLD_NOTHING):
            values.ours[name] = self._empty(name, values.ours[name], frame, values)
        return values

    def _bound(
        self, name: str, binding: Expression | int | str, frame: RowBlock, values: ColumnValues
    ) -> Sequence[str]:
        """Return the values of one column of ours, wherever they are from."""
        if isinstance(binding, Expression):
            try:
                with self.hold():
                    return self._evaluate(name, binding, frame, values)
            except LetterError as error:
                raise TableError(self._given_up(name, error, frame)) from None
        if isinstance(binding, int):
            heading = self.table.headings.names[binding]
            for position, bad in values.faulty.items():
                if heading in bad and name not in OURS:
                    values.refuse(position, name, bad[heading])
            cells = values.typed.get(binding, values.columns[binding])
            if name in OURS:
                return _as_ids(cells) if name == "id" else values.columns[binding]
            return cells
        return [clean(binding)[0]] * len(frame.numbers)

    def _clean_column(self, frame: RowBlock, place: int, values: ColumnValues) -> list[str]:
        codes, texts = frame.columns[place]
        cleaned = [clean(text) for text in texts]
        if any(dropped or REPLACEMENT in text or begins_bare(text) for text, dropped in cleaned):
            heading = self.table.headings.names[place]
            for position, code in enumerate(codes):
                text, dropped = cleaned[code]
                where = Where(self.file, frame.numbers[position], heading, show(texts[code]))
                if dropped:
                    values.add(position, _dropped(dropped, where))
                if REPLACEMENT in text:
                    values.add(position, _replaced(where))
                if begins_bare(text):
                    values.add(position, _bare(where))
        plain = [text for text, _ in cleaned]
        return [plain[code] for code in codes]

    def _report_faulty(self, frame: RowBlock, values: ColumnValues) -> None:
        """Find the cells without a value: errors where a value of ours is one, else notes."""
        for place, heading in enumerate(self.table.headings.names):
            self._find_faulty(frame, place, heading, values)
            if not values.faulty:
                continue
            used = self.mapped.uses(place, heading)
            for position, faults in values.faulty.items():
                if fault := faults.get(heading):
                    values.add(position, fault if used else replace(fault, severity=Severity.NOTE))

    def _find_faulty(self, frame: RowBlock, place: int, heading: str, values: ColumnValues) -> None:
        codes, texts = frame.columns[place]
        shown = [is_error(text) for text in texts]
        if not any(shown) and not self.table.faulty:
            return
        for position, number in enumerate(frame.numbers):
            fault = self.table.faulty.get((number, heading))
            if fault is None and shown[codes[position]]:
                fault = in_error(Where(self.file, number, heading, texts[codes[position]]))
            if fault:
                values.faulty.setdefault(position, {})[heading] = fault

    def _evaluate(
        self, name: str, expression: Expression, frame: RowBlock, values: ColumnValues
    ) -> list[str]:
        from ..templating import SandboxError

        headings = self.table.headings
        names = headings.names if expression.sees_row else expression.names
        inputs = self._inputs(name, names, values)
        cache = self.caches.setdefault(name, {})
        made: list[str] = []
        for position in range(len(frame.numbers)):
            cells = [column[position] for column in inputs]
            key = tuple(map(repr, cells) if frame.typed else cells)
            faults = values.faulty.get(position)
            if key in cache and not faults:
                made.append(cache[key])
                continue
            row = _SourceRow(zip(names, cells, strict=True))
            if faults:
                row.faults = faults
            text = ""
            try:
                variables: dict[str, object] = {one: row[one] for one in expression.names}
                variables["row"] = row
                text = clean(expression.render(variables))[0]
                if not faults and len(cache) < _LARGEST_CACHE:
                    cache[key] = text
            except (SandboxError, FaultyCellError) as error:
                if error.fault.code in FORMULA_CODES:
                    values.refuse(position, name, error.fault)
                    made.append("")
                    continue
                if fault := self._unknown_column(name, row, error.fault):
                    values.unknown.append(fault)
                    return [""] * len(frame.numbers)
                where = Where(self.file, frame.numbers[position], name)
                values.add(position, _failed(name, error.fault, where))
            made.append(text)
        return made

    def _inputs(self, name: str, names: Sequence[str], values: ColumnValues) -> list[Sequence[str]]:
        """Return the columns that an expression looks up; an id sees no thousands."""
        places = [self.table.headings.index[one] for one in names]
        columns = [values.typed.get(place, values.columns[place]) for place in places]
        return [_as_ids(column) for column in columns] if name == "id" else columns

    def _given_up(self, name: str, error: LetterError, frame: RowBlock) -> Diagnostic:
        """Return the fault of an expression that takes too much, and the rows that it was for."""
        rows = f"{frame.numbers[0]} to {frame.numbers[-1]}"
        return Diagnostic(
            "roster.expression-limit",
            f"the expression for `{name}` cannot be worked out for rows {rows} of {self.file}: "
            f"{error.message}",
            Where(FILE_NAME, column=f"recipients.columns.{name}"),
            error.hint,
        )

    def _unknown_column(self, name: str, row: _SourceRow, fault: Diagnostic) -> Diagnostic | None:
        """Return a fault of the roster if an expression failed for want of a column."""
        if fault.code != "template.undefined":
            return None
        match = _UNDEFINED.fullmatch(fault.message)
        heading = match[1] if match else row.missing
        if heading is None:
            return None
        return Diagnostic(
            "roster.missing-column",
            f"there is no column `{heading}`, which {FILE_NAME} uses for `{name}`",
            Where(self.file, column=heading),
            did_you_mean(heading, self.table.headings.names),
        )

    def _fold(
        self, name: str, column: Sequence[str], frame: RowBlock, values: ColumnValues
    ) -> Sequence[str]:
        if not any("\n" in text or "\t" in text for text in column):
            return column
        folded = []
        for position, text in enumerate(column):
            folded.append(fold_lines(text))
            if "\n" in text:
                where = Where(self.file, frame.numbers[position], name, text)
                values.add(position, _folded(where))
        return folded

    def _empty(
        self, name: str, column: Sequence[str], frame: RowBlock, values: ColumnValues
    ) -> Sequence[str]:
        """Read what stands for nothing as nothing, and say so; say what may stand for it."""
        told = {text: _nothing for text in set(column) if text.casefold() in _NOTHING}
        if name in _PRINTED:
            told |= {text: _doubtful for text in set(column) if text.casefold() in _DOUBTFUL}
        for position, text in enumerate(column) if told else ():
            if text in told:
                where = Where(self.file, frame.numbers[position], name, text)
                values.add(position, told[text](where))
        nothing = {text for text, tell in told.items() if tell is _nothing}
        return ["" if text in nothing else text for text in column] if nothing else column


def _clean_typed(cell: str) -> str:
    text = clean(cell)[0]
    if not isinstance(cell, TypedCell):
        return text
    return cell if text == cell else TypedCell(text, cell.value)


def _as_ids(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells of a column as texts without separators of thousands."""
    return [ungroup(cell) if isinstance(cell, TypedCell) else cell for cell in cells]


def _nothing(where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.nothing",
        "the cell is read as empty",
        where,
        "empty it to silence this",
        Severity.NOTE,
    )


def _doubtful(where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.may-be-nothing",
        f"`{where.value}` is printed as typed",
        where,
        "empty the cell if nothing is meant",
        Severity.WARNING,
    )


def _dropped(kinds: str, where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.dropped-character",
        f"the cell holds what cannot be printed, and was read without it: {kinds}",
        where,
        "type the cell again",
        Severity.WARNING,
    )


def _bare(where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.bare-accent",
        "a line of the cell begins with an accent that has no letter below it",
        where,
        "type the letter, or delete the accent",
    )


def _replaced(where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.replacement-character",
        "the cell holds U+FFFD, which marks where a letter was lost in an earlier conversion",
        where,
        "type the lost letter",
        Severity.WARNING,
    )


def _folded(where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.line-break",
        "the line break in the cell was read as a space",
        where,
        "keep the cell on one line",
        Severity.WARNING,
    )


def _failed(name: str, fault: Diagnostic, where: Where) -> Diagnostic:
    why = fault.message
    if absent := _NO_ENTRY.fullmatch(why):
        key = f"`{absent[1]}`" if absent[1].strip() else "an empty cell"
        why = f"its table has no entry for {key}"
    return Diagnostic(
        "roster.expression-failed",
        f"the expression for `{name}` fails on this row: {why}",
        where,
        f"fix the row, or recipients.columns.{name}",
    )
