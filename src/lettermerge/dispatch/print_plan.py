"""Plan print files: which letters are in which file, on which pages; nothing is read or written.

The job ticket, `--dry-run` and the files themselves are all made from this plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ..config.dispatch_settings import PRINT, PrintMark
from ..output.file_names import collision_key, make_name


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A finished letter as it is printed.

    `path` and `sha256` are those of its file; `part` is what `--by` says, "" for all in one;
    `heading` is what a separator in front of it names.
    """

    id: str
    name: str
    pages: int
    paper: str
    path: str
    sha256: str
    part: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How letters are printed.

    `sheets` is the most that a file has (None: no limit); a letter is never divided. `first` and
    `later` name the papers of two trays, "" for files of whole letters.
    """

    duplex: bool = False
    sheets: int | None = None
    separators: bool = False
    marks: tuple[PrintMark, ...] = PRINT.marks
    first: str = ""
    later: str = ""

    def sheets_of(self, pages: int) -> int:
        """Return how many sheets so many pages take."""
        return ceil(pages / self.sides)

    @property
    def sides(self) -> int:
        """How many pages a sheet has."""
        return 2 if self.duplex else 1


@dataclass(frozen=True, slots=True)
class Separator:
    """What the page before some letters says: their heading, and who is the first and the last."""

    heading: str
    letters: int
    sheets: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class PrintEntry:
    """A letter in a print file. `page` is its first page there (from 1), 0 where it has none.

    `position` counts all letters of a run, in the order in which they are printed; `sheets` are
    those of this letter in this file.
    """

    letter: PrintedLetter
    position: int
    page: int
    sheets: int
    separator: Separator | None = None


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A print file: its name, its paper, its letters. `tray` is "", "first" or "later"."""

    name: str
    paper: str
    entries: tuple[PrintEntry, ...]
    tray: str = ""

    @property
    def sheets(self) -> int:
        separators = sum(1 for one in self.entries if one.separator)
        return separators + sum(one.sheets for one in self.entries)

    @property
    def letters(self) -> int:
        """How many letters have a sheet in this file."""
        return sum(1 for one in self.entries if one.sheets)

    def pages_of(self, entry: PrintEntry, options: PrintOptions) -> range:
        """Return which pages of a letter are in this file, from 0."""
        every, head = entry.letter.pages, min(options.sides, entry.letter.pages)
        if self.tray == "first":
            return range(head)
        return range(head, every) if self.tray == "later" else range(every)


def plan_files(letters: Sequence[PrintedLetter], options: PrintOptions) -> tuple[PlannedFile, ...]:
    """Return the print files of letters, which are in the order in which they are printed."""
    groups: dict[tuple[str, str], list[PrintedLetter]] = {}
    for one in letters:
        groups.setdefault((one.part, one.paper), []).append(one)
    files: list[PlannedFile] = []
    names: set[str] = set()
    position = 1
    for (part, paper), group in groups.items():
        pieces = list(_divided(group, options))
        stem = _free_stem(part, paper, names)
        for number, piece in enumerate(pieces, 1):
            name = f"{stem}-{number:0{len(str(len(pieces)))}}" if len(pieces) > 1 else stem
            files += _trays(PlannedFile(name, paper, _entries(piece, position, options)), options)
            position += len(piece)
    return tuple(files)


def _free_stem(part: str, paper: str, names: set[str]) -> str:
    """Return a name for the files of a part, which no other part has on any system."""
    stem = make_name(f"{part}-{paper}".replace("/", "_")) if part else paper
    number, wanted = 1, stem
    while collision_key(wanted) in names:
        number += 1
        wanted = f"{stem}_{number}"
    names.add(collision_key(wanted))
    return wanted


def _divided(
    letters: Sequence[PrintedLetter], options: PrintOptions
) -> Iterator[list[PrintedLetter]]:
    """Yield letters in pieces of at most as many sheets as asked for, separators included."""
    piece: list[PrintedLetter] = []
    filled = 0
    for one in letters:
        apart = options.separators and (not piece or piece[-1].heading != one.heading)
        needed = options.sheets_of(one.pages) + apart
        if piece and options.sheets is not None and filled + needed > options.sheets:
            yield piece
            piece, filled = [], 0
            needed = options.sheets_of(one.pages) + options.separators
        piece.append(one)
        filled += needed
    if piece:
        yield piece


def _entries(
    piece: Sequence[PrintedLetter], position: int, options: PrintOptions
) -> tuple[PrintEntry, ...]:
    entries, page, number = [], 1, 0
    while number < len(piece):
        end = number + 1
        while end < len(piece) and piece[end].heading == piece[number].heading:
            end += 1
        run = piece[number:end]
        for place, one in enumerate(run):
            separator = _separator(run, options) if options.separators and not place else None
            page += options.sides if separator else 0
            sheets = options.sheets_of(one.pages)
            entries.append(PrintEntry(one, position + number + place, page, sheets, separator))
            page += sheets * options.sides
        number = end
    return tuple(entries)


def _separator(run: Sequence[PrintedLetter], options: PrintOptions) -> Separator:
    first, last = (f"{one.name} ({one.id})" for one in (run[0], run[-1]))
    sheets = sum(options.sheets_of(one.pages) for one in run)
    return Separator(run[0].heading, len(run), sheets, first, last)


def _trays(planned: PlannedFile, options: PrintOptions) -> Iterator[PlannedFile]:
    """Yield a file as it is, or one for its first sheets and one for the others.

    Separators are printed with the first sheets.
    """
    if not options.first:
        yield replace(planned, name=f"{planned.name}.pdf")
        return
    for tray, label in (("first", options.first), ("later", options.later)):
        entries, page = [], 1
        for one in planned.entries:
            separator = one.separator if tray == "first" else None
            page += options.sides if separator else 0
            sheets = min(one.sheets, 1) if tray == "first" else max(0, one.sheets - 1)
            entries.append(replace(one, page=page if sheets else 0, sheets=sheets,
                                   separator=separator))  # fmt: skip
            page += sheets * options.sides
        kept = tuple(one for one in entries if one.sheets)
        if kept:
            name = make_name(f"{planned.name}-{label}".replace("/", "_"))
            yield PlannedFile(f"{name}.pdf", planned.paper, kept, tray)
