"""Read a list file of any kind into a table of text: headings, and rows in blocks."""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.settings import RosterSettings
from ...diagnostics import Diagnostic, Severity, Where, did_you_mean
from ...extensions import READERS, find_extension
from ..formula_guard import unguard
from ..packed_row import Headings
from .delimited_text import Record, TableError, inspect_delimited, read_delimited
from .heading_row import heading_faults, is_band, passed_over, read_lead, row_numbers, rows_above
from .row_blocks import FRAME_ROWS, RowBlock, Shape, cut_frames, value_columns

if TYPE_CHECKING:
    from .json_records import Objects

LARGEST_WIDTH = 1_000
LARGEST_FILE = 1 << 30  # bytes
REJECT_HEADINGS = ("error_code", "error", "hint")
#: What `error_code` says of a row that was struck through, which no cell of an `errors.csv` shows.
STRUCK_THROUGH = "roster.struck-through"

_TEXT = (".csv", ".tsv", ".txt", ".tab")
_BOOKS = (".xlsx", ".xlsm", ".ods")
#: What those who publish such a file have beside it, or what its program writes.
_INSTEAD = dict.fromkeys((".yaml", ".yml"), ".json or .csv that is published beside it") | {
    ".numbers": "xlsx or csv that Numbers exports",
    ".docx": "table out of it: paste it into a spreadsheet",
    ".pdf": "table out of it: paste it into a spreadsheet",
}
_OBJECTS = (".json", ".jsonl", ".ndjson", ".xml")
_PARQUET = ".parquet"
_KNOWN = (*_TEXT, *_BOOKS, *_OBJECTS, _PARQUET)
_PARQUET_MARK = b"PAR1"  # how such a file begins (Apache Parquet, "File Format")
_OLE = b"\xd0\xcf\x11\xe0"  # how .xls files, and encrypted .xlsx files, begin ([MS-CFB] 2.2)
_KINDS_OF_FILE = {
    stat.S_IFDIR: "a folder",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
}
KINDS = "csv, tsv, xlsx, ods, json, xml or parquet"


@dataclass(frozen=True, slots=True)
class UnshownFormats:
    """The columns with cells whose format cannot be shown; known once the rows are read.

    `found` has, by place in the file, the first such row and the format's code.
    """

    file: str = ""
    names: tuple[str, ...] = ()
    found: Mapping[int, tuple[int, str]] = field(default_factory=dict)

    def notes(self) -> list[Diagnostic]:
        """Return a warning for each of the columns."""
        return [
            Diagnostic(
                "roster.format-not-shown",
                f"cells of the column have a format that cannot be shown (`{code}`), and are read "
                "as their values",
                Where(self.file, row, self.names[place]),
                "give them another format, or print them with a filter such as | number or | date",
                Severity.WARNING,
            )
            for place, (row, code) in sorted(self.found.items())
            if place < len(self.names) and self.names[place]
        ]


@dataclass(frozen=True, slots=True)
class RosterTable:
    """A roster before anything is known of what its columns mean.

    `frames` can be run through once, and raises TableError. `faulty` are cells that hold no value,
    by row number and heading. `defaults` maps ours to headings where the format says what is what.
    `unshown` is known once the frames have been run through. `struck` are the numbers of rows that
    are struck through.
    `is_rejects` says that it is an `errors.csv` of ours.
    `close` gives up what the rest of the rows would be read from.
    """

    headings: Headings
    frames: Iterator[RowBlock]
    notes: tuple[Diagnostic, ...] = ()
    faulty: Mapping[tuple[int, str], Diagnostic] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    unshown: UnshownFormats = field(default_factory=UnshownFormats)
    struck: Collection[int] = ()
    is_rejects: bool = False
    close: Callable[[], None] = lambda: None


def read_table(path: Path, settings: RosterSettings) -> RosterTable:
    """Open a roster and read its headings; the rows follow as they are asked for.

    Raises:
        TableError: missing, unreadable, of an unknown kind, empty, or with headings that repeat.
    """
    file, suffix = settings.source, path.suffix.casefold()
    head = _first_bytes(path, file)
    is_archive = head.startswith(b"PK\x03\x04")
    if head.startswith(_OLE):
        raise TableError(_wrong_kind(file, "it is an old workbook, or one with a password"))
    if suffix not in _KNOWN and (reader := find_extension(READERS, suffix[1:])):
        from .extension_records import read_by_extension

        return _table(_Source(read_by_extension(reader, path, file)), file)
    if suffix not in _KNOWN:
        hint = f"take the {_INSTEAD[suffix]}" if suffix in _INSTEAD else f"save it as {KINDS}"
        raise TableError(_wrong_kind(file, f"`{path.suffix}` is not a kind of roster", hint))
    if path.name.startswith("~$"):
        reason = "it is the lock of a workbook that is open in a spreadsheet program"
        raise TableError(_wrong_kind(file, reason, f"name `{path.name[2:]}` itself"))
    if head.startswith(_PARQUET_MARK) != (suffix == _PARQUET):
        message = "Parquet" if suffix != _PARQUET else "something else"
        raise TableError(_wrong_kind(file, f"it is {message} inside, not {suffix[1:]}"))
    if is_archive != (suffix in _BOOKS):
        looks = "a workbook" if is_archive else "text"
        raise TableError(_wrong_kind(file, f"it is {looks} inside, not {suffix[1:]}"))
    if not is_archive and suffix != _PARQUET and _is_binary(head):
        raise TableError(_wrong_kind(file, "it is not text"))
    if suffix in _BOOKS:
        from .workbook import read_workbook

        book = read_workbook(path, file, settings.sheet, settings.locale or "en")
        source = _Source(
            book.records, book.notes, book.faulty, unshown=book.unshown, struck=book.struck
        )
    elif suffix == _PARQUET:
        from .parquet_records import read_parquet

        source = _Source(read_parquet(path, file))
    elif suffix in _OBJECTS:
        objects = _read_objects(path, settings)
        source = _Source(objects.records, objects.notes, defaults=objects.defaults)
    else:
        form = inspect_delimited(path, file, settings.encoding, settings.delimiter)
        source = _Source(read_delimited(path, file, form), form.notes)
    return _table(source, file)


def _read_objects(path: Path, settings: RosterSettings) -> Objects:
    """Read a file that holds an object or an element for each recipient."""
    if path.suffix.casefold() == ".xml":
        from .xml_records import read_elements

        return read_elements(path, settings.source, settings.sheet)
    from .json_records import read_objects

    return read_objects(path, settings.source, settings.encoding, settings.sheet)


def _is_binary(head: bytes) -> bool:
    """Say whether a file begins with more zero bytes than text has, and fewer than UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    return max(8, len(head) // 50) < head.count(0) < len(head) // 5


def _first_bytes(path: Path, file: str) -> bytes:
    try:
        _require_file(path, file)  # to open a pipe, or to read a device, may never end
        with path.open("rb") as opened:
            return opened.read(4096)
    except FileNotFoundError:
        near = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        rosters = [n for n in near if Path(n).suffix in _KNOWN and not n.startswith("~$")]
        hint = did_you_mean(path.name, rosters) or "put it there, or fix recipients.source"
        fault = Diagnostic("roster.missing-file", "there is no such file", Where(file), hint)
    except OSError as error:
        fault = Diagnostic(
            "roster.unreadable-file",
            f"cannot be read: {error.strerror}",
            Where(file),
            "check that it is a file and that you may read it",
        )
    raise TableError(fault)


def _require_file(path: Path, file: str) -> None:
    """Refuse what is no file that has an end: what a link leads to counts.

    Raises:
        TableError: a folder, a device, a named pipe or a socket, or larger than any roster.
        OSError: it cannot be looked at.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS_OF_FILE.get(stat.S_IFMT(found.st_mode), "no file")
        raise TableError(_wrong_kind(file, f"it is {kind}, not a file", "name a file of rows"))
    if found.st_size > LARGEST_FILE:
        size, most = found.st_size >> 20, LARGEST_FILE >> 20
        reason = f"it has {size} MiB, and at most {most} are read"
        fault = Diagnostic("roster.too-large", reason, Where(file), "split it into several rosters")
        raise TableError(fault)


def _wrong_kind(file: str, reason: str, hint: str = f"save it as {KINDS}") -> Diagnostic:
    return Diagnostic("roster.wrong-kind", reason, Where(file), hint)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a file of any kind holds. Columns are places here, from 0.

    `unshown` is None for a file without number formats, and fills as the records are read.
    """

    records: Iterator[Record]
    notes: tuple[Diagnostic, ...] = ()
    faulty: Mapping[tuple[int, int], Diagnostic] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    unshown: Mapping[int, tuple[int, str]] | None = None
    struck: Collection[int] = ()


def make_table(
    records: Iterator[Record], file: str, notes: tuple[Diagnostic, ...] = ()
) -> RosterTable:
    """Return records, the first of which are headings, as a table.

    Raises:
        TableError: empty, too wide, or with headings that repeat.
    """
    return _table(_Source(records, notes), file)


def _with_struck(records: Iterator[Record], place: int, struck: set[int]) -> Iterator[Record]:
    """Yield the rows of an `errors.csv`; enter among `struck` those whose code says so."""
    for number, record in records:
        if len(record) > place and STRUCK_THROUGH in record[place]:
            struck.add(number)
        yield number, record


def _table(source: _Source, file: str) -> RosterTable:
    records, notes = source.records, source.notes
    lead = read_lead(records)
    if not lead:
        raise TableError(
            Diagnostic("roster.empty", "the roster is empty", Where(file), "add a row of headings")
        )
    above = rows_above(lead)
    if len(lead) == above + 1:
        lead += islice(records, 1)
    if len(lead) > above + 1 and is_band(lead[above], lead[above + 1]):
        above += 1
    (number, raw), records = lead[above], chain(lead[above + 1 :], records)
    notes = (*source.notes, *(passed_over(record, number, file) for record in lead[:above]))
    names = [name.strip().lstrip("\ufeff").strip() for name in raw]
    while names and not names[-1]:
        names.pop()
    added = len(REJECT_HEADINGS) if tuple(names[-3:]) == REJECT_HEADINGS else 0
    if added:
        names[:-added] = [unguard(name) for name in names[:-added]]
    struck = {*source.struck}
    if added:
        records = _with_struck(records, len(names) - added, struck)
    own = tuple(names[: len(names) - added])
    values = value_columns(own) if added else {}
    shown = tuple(name for place, name in enumerate(own) if place not in values)
    numbering: dict[int, Diagnostic] = {}
    if "" in shown:
        first = list(islice(records, FRAME_ROWS))
        numbering, records = row_numbers(shown, first, number, file), chain(first, records)
        notes = (*notes, *numbering.values())
    typed = bool(values) or source.unshown is not None
    shape = Shape(file, shown, added, frozenset(numbering), values, typed)
    if len(names) > LARGEST_WIDTH:
        raise TableError(_wrong_kind(file, f"it has more than {LARGEST_WIDTH} columns"))
    if faults := heading_faults(shape.names, number, file):
        raise TableError(*faults)
    by_heading = {
        (row, names[place]): replace(fault, where=replace(fault.where, column=names[place]))
        for (row, place), fault in source.faulty.items()
        if place < len(shape.names) and names[place]
    }
    headings = Headings.of(name for name in shape.names if name)
    found = {} if source.unshown is None else source.unshown  # empty now, and filled later
    return RosterTable(
        headings,
        cut_frames(records, shape),
        notes,
        by_heading,
        source.defaults,
        UnshownFormats(file, shape.names, found),
        struck,
        is_rejects=bool(added),
    )
