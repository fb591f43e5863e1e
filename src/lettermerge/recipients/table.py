"""A roster file of any kind into a table of text: headings, and rows in frames of some thousands.

pandas lives only here. It is given cells that are text already (its own readers turn `02138` and
`NA` into numbers and nothing) and finds the distinct texts, so that each is kept and cleaned once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Diagnostic, Severity, Where, did_you_mean
from ..settings import RosterSettings
from .cells import Headings
from .cleaner import show
from .delimited import Record, TableError, inspect_delimited, read_delimited

if TYPE_CHECKING:
    from .objects import Objects

FRAME_ROWS = 4096
LARGEST_WIDTH = 1_000
HIGHEST_TITLE = 10  # rows that may stand above the headings
REJECT_HEADINGS = ("error_code", "error", "hint")

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_BOOKS = (".xlsx", ".xlsm", ".ods")
_OBJECTS = (".json", ".jsonl", ".ndjson", ".xml")
_OLE = b"\xd0\xcf\x11\xe0"  # how .xls files, and encrypted .xlsx files, begin ([MS-CFB] 2.2)
#: A cell to which `errors.csv` has given an apostrophe, so that no spreadsheet runs it.
ESCAPED = re.compile(r"'+[=+\-@\t\r]")
KINDS = "csv, tsv, xlsx, ods, json or xml"


@dataclass(frozen=True, slots=True)
class Frame:
    """Some rows of a table. `numbers[i]` is the row as a spreadsheet shows it.

    `cells[i]` is the row verbatim, and may be wider than the headings, which `columns` are not.
    `faults` are those found while cutting the file, by position.
    """

    numbers: Sequence[int]
    cells: Sequence[Sequence[str]]
    columns: Sequence[Column]
    faults: Mapping[int, tuple[Diagnostic, ...]]


class Column(NamedTuple):
    """A column of a frame: row `i` holds `texts[codes[i]]`, and each text is there once."""

    codes: Sequence[int]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A roster before anything is known of what its columns mean.

    `frames` can be run through once, and raises TableError. `faulty` are cells that hold no value,
    by row number and heading. `defaults` maps ours to headings where the format says what is what.
    """

    headings: Headings
    frames: Iterator[Frame]
    notes: tuple[Diagnostic, ...] = ()
    faulty: Mapping[tuple[int, str], Diagnostic] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a file's records become rows.

    `names` are the headings as they stand in the file, "" for a column without one. Behind them
    `added` columns are those of our own `errors.csv`, whose apostrophes are taken off again.
    """

    file: str
    names: tuple[str, ...]
    added: int

    @property
    def places(self) -> list[int]:
        return [place for place, name in enumerate(self.names) if name]


def read_table(path: Path, settings: RosterSettings) -> Table:
    """Open a roster and read its headings; the rows follow as they are asked for.

    Raises:
        TableError: missing, unreadable, of an unknown kind, empty, or with headings that repeat.
    """
    file, suffix = settings.source, path.suffix.casefold()
    head = _first_bytes(path, file)
    is_archive = head.startswith(b"PK\x03\x04")
    notes: tuple[Diagnostic, ...] = ()
    faulty: Mapping[tuple[int, int], Diagnostic] = {}
    defaults: Mapping[str, str] = {}
    if head.startswith(_OLE):
        raise TableError(_wrong_kind(file, "it is an old workbook, or one with a password"))
    if suffix not in (*_TEXT, *_BOOKS, *_OBJECTS):
        raise TableError(_wrong_kind(file, f"`{path.suffix}` is not a kind of roster"))
    if path.name.startswith("~$"):
        reason = "it is the lock of a workbook that is open in a spreadsheet program"
        raise TableError(_wrong_kind(file, reason, f"name `{path.name[2:]}` itself"))
    if is_archive != (suffix in _BOOKS):
        looks = "a workbook" if is_archive else "text"
        raise TableError(_wrong_kind(file, f"it is {looks} inside, not {suffix[1:]}"))
    if not is_archive and _is_binary(head):
        raise TableError(_wrong_kind(file, "it is not text"))
    if suffix in _BOOKS:
        from .workbook import read_workbook

        book = read_workbook(path, file, settings.sheet)
        records, notes, faulty = book.records, book.notes, book.faulty
    elif suffix in _OBJECTS:
        objects = _read_objects(path, settings)
        records, notes, defaults = objects.records, objects.notes, objects.defaults
    else:
        form = inspect_delimited(path, file, settings.encoding, settings.delimiter)
        records, notes = read_delimited(path, file, form), form.notes
    return _table(records, file, notes, faulty, defaults)


def _read_objects(path: Path, settings: RosterSettings) -> Objects:
    """Read a file that holds an object or an element for each recipient."""
    if path.suffix.casefold() == ".xml":
        from .elements import read_elements

        return read_elements(path, settings.source, settings.sheet)
    from .objects import read_objects

    return read_objects(path, settings.source, settings.encoding, settings.sheet)


def _is_binary(head: bytes) -> bool:
    """Say whether a file begins with more zero bytes than text has, and fewer than UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    return max(8, len(head) // 50) < head.count(0) < len(head) // 5


def _first_bytes(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(4096)
    except FileNotFoundError:
        near = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        kinds = (*_TEXT, *_BOOKS, *_OBJECTS)
        rosters = [n for n in near if Path(n).suffix in kinds and not n.startswith("~$")]
        hint = did_you_mean(path.name, rosters) or "put it there, or mend recipients.source"
        fault = Diagnostic("roster.missing-file", "there is no such file", Where(file), hint)
    except OSError as error:
        fault = Diagnostic(
            "roster.unreadable-file",
            f"cannot be read: {error.strerror}",
            Where(file),
            "check that it is a file and that you may read it",
        )
    raise TableError(fault)


def _wrong_kind(file: str, reason: str, hint: str = f"save it as {KINDS}") -> Diagnostic:
    return Diagnostic("roster.wrong-kind", reason, Where(file), hint)


def _table(
    records: Iterator[Record],
    file: str,
    notes: tuple[Diagnostic, ...],
    faulty: Mapping[tuple[int, int], Diagnostic],
    defaults: Mapping[str, str],
) -> Table:
    lead = _lead(records)
    if not lead:
        raise TableError(
            Diagnostic("roster.empty", "the roster is empty", Where(file), "add a row of headings")
        )
    above = _above_headings(lead)
    (number, raw), records = lead[above], chain(lead[above + 1 :], records)
    notes = (*notes, *(_passed_over(record, number, file) for record in lead[:above]))
    names = [name.strip().lstrip("\ufeff").strip() for name in raw]
    while names and not names[-1]:
        names.pop()
    added = len(REJECT_HEADINGS) if tuple(names[-3:]) == REJECT_HEADINGS else 0
    shape = _Shape(file, tuple(names[: len(names) - added]), added)
    if len(names) > LARGEST_WIDTH:
        raise TableError(_wrong_kind(file, f"it has more than {LARGEST_WIDTH} columns"))
    if faults := _heading_faults(shape, number):
        raise TableError(*faults)
    by_heading = {
        (row, names[place]): replace(fault, where=replace(fault.where, column=names[place]))
        for (row, place), fault in faulty.items()
        if place < len(shape.names) and names[place]
    }
    headings = Headings.of(name for name in shape.names if name)
    return Table(headings, _frames(records, shape), notes, by_heading, defaults)


def _lead(records: Iterator[Record]) -> list[Record]:
    """Return the first records that are not blank, up to one that fills half of its cells."""
    lead: list[Record] = []
    for record in records:
        filled = _filled(record)
        lead += [record] if filled else []
        if (filled > 1 and filled * 2 >= len(record[1])) or len(lead) > HIGHEST_TITLE:
            break
    return lead


def _above_headings(lead: Sequence[Record]) -> int:
    """Return how many records stand above the headings: a sheet's title, its date and author.

    They hold one cell, or less than half as many as the row of headings does. A lone cell with a
    delimiter in it is a row of headings that was not cut.
    """
    if any(re.search(r"[;\t|]", cell) for cell in lead[0][1]):
        return 0
    several = next((place for place, one in enumerate(lead) if _filled(one) > 1), 0)
    last = _filled(lead[-1])
    return len(lead) - 1 if all(_filled(one) * 2 < last for one in lead[several:-1]) else several


def _filled(record: Record) -> int:
    return sum(map(bool, map(str.strip, record[1])))


def _passed_over(record: Record, headings: int, file: str) -> Diagnostic:
    number, cells = record
    return Diagnostic(
        "roster.above-headings",
        f"the row stands above the headings in row {headings}, and is not read",
        Where(file, row=number, value=show(next(filter(None, map(str.strip, cells))))),
        "delete it to say that this is meant",
        Severity.WARNING,
    )


def _heading_faults(shape: _Shape, row: int) -> list[Diagnostic]:
    counts = Counter(name for name in shape.names if name)
    return [
        Diagnostic(
            "roster.repeated-heading",
            f"{count} columns have the heading `{name}`",
            Where(shape.file, row=row, column=name),
            "give each column a heading of its own",
        )
        for name, count in counts.items()
        if count > 1
    ]


def _frames(records: Iterator[Record], shape: _Shape) -> Iterator[Frame]:
    """Yield the rows that are not blank, some thousands at a time."""
    width, places = len(shape.names), shape.places
    while block := list(islice(records, FRAME_ROWS)):
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        faults: dict[int, tuple[Diagnostic, ...]] = {}
        for number, record in block:
            cells = _without_added(record, shape) if shape.added else record
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != width or len(places) != width:
                cells, fault = _fit(cells, number, shape, places)
                if fault:
                    faults[len(rows)] = (fault,)
            numbers.append(number)
            rows.append(cells)
        if rows:
            even = [row[: len(places)] for row in rows] if faults else rows
            yield Frame(numbers, rows, _columns(even), faults)


def _columns(rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return the columns of rows of one width, each distinct text once.

    pandas does it for large rosters. A small one is done before pandas is even imported (more than
    a second of CPU time), and gets the same from a dictionary.
    """
    if len(rows) < FRAME_ROWS:
        columns = []
        for column in zip(*rows, strict=True):
            codes = {text: code for code, text in enumerate(dict.fromkeys(column))}
            columns.append(Column([codes[text] for text in column], tuple(codes)))
        return columns
    import pandas as pd

    frame = pd.DataFrame(list(rows), dtype=object)
    factorized = (pd.factorize(frame[place].to_numpy()) for place in frame)
    return [Column(codes.tolist(), tuple(texts)) for codes, texts in factorized]


def _without_added(record: list[str], shape: _Shape) -> list[str]:
    """Return a row of our own `errors.csv` as the roster had it."""
    width = len(shape.names)
    cells = record[:width] + record[width + shape.added :]
    return [cell[1:] if ESCAPED.match(cell) else cell for cell in cells]


def _fit(
    cells: list[str], number: int, shape: _Shape, places: list[int]
) -> tuple[list[str], Diagnostic | None]:
    """Return the cells that stand under headings (and what stands right of them), and a fault.

    Blank cells right of the last heading are harmless: a trailing delimiter makes one.
    """
    width = len(shape.names)
    for place in range(width):
        if not shape.names[place] and place < len(cells) and cells[place].strip():
            raise TableError(
                Diagnostic(
                    "roster.missing-heading",
                    f"column {place + 1} has cells and no heading",
                    Where(shape.file, row=number, value=show(cells[place])),
                    "give the column a heading, or empty it; headings are the first row",
                )
            )
    fault = None
    right = cells[width:] if any(map(str.strip, cells[width:])) else []
    if right or len(cells) < width:
        fault = Diagnostic(
            "roster.ragged-row",
            f"the row has {len(cells)} cells, and there are {width} headings",
            Where(shape.file, row=number, value=show(right[0]) if right else None),
            "put text that holds the delimiter in quotes, and leave no cell out",
        )
    return [*(cells[place] if place < len(cells) else "" for place in places), *right], fault
