"""Check what every row must have, and what no two rows may share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, Row, Severity, Where
from ..typed_cell import value_text
from .mapping.heading_words import split_words
from .model import LONGEST_NAME
from .readers.row_blocks import RowBlock

_END = re.compile(
    r"(^| )((end|to|leaving|left) date( time)?|date (left|of leaving)|ended|left house)$"
)
_SHOWN = 80  # characters of a cell that is too long
_NEVER = "9999-"  # the day on which those leave who are there, in the files of mySociety
_TITLES = (
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "baroness",
    "viscount", "earl", "duke", "bishop", "hon", "rt", "right", "senator", "the",
)  # fmt: skip
#: What people write where they have no name. `NA` and `None` are surnames as well.
_PLACEHOLDER = re.compile(
    r"(?i)tb[acd]|to be (confirmed|announced|determined|decided)|n/a|n\.a\.|unknown|"
    r"(.*\W)?(vacant|vacancy)(\W.*)?|Q\d+|[\W\d_]+"  # Q1: a thing of Wikidata without a label
)
_LONGEST_NUMBER = 18  # digits
_FEWEST_NUMBERS = 3
#: Columns that are names, or parts of one, and are taken apart word by word.
_PARTS = (
    "full_name", "given_name", "family_name", "title", "honorific", "suffix", "post_nominals",
    "full_name_2", "given_name_2", "family_name_2", "title_2",
)  # fmt: skip
#: One of these says who is written to; whether it says enough is for protocol to judge.
_NAMES = ("full_name", "family_name", "given_name", "envelope_name", "office", "role", "title")


def row_faults(values: Mapping[str, str], row: Row) -> list[Diagnostic]:
    """Return the faults of one row's own values, and a warning of what looks misplaced."""
    faults = []
    named = values.get("family_name") or any(values.get(name) for name in _NAMES)
    if not values.get("id"):
        hint = "give it one that never changes"
        faults.append(_empty(row, "roster.empty-id", "id", "the row has no id", hint))
    if not values.get("parliament"):
        hint = "name the parliament, or give the roster one as a constant"
        message = "the row has no parliament"
        faults.append(_empty(row, "roster.empty-parliament", "parliament", message, hint))
    if not named:
        hint = "give a name, an office, or `body` as the role"
        faults.append(_empty(row, "roster.empty-name", "full_name", "the row has no name", hint))
    faults += [
        _placeholder(row, name, text)
        for name in ("full_name", "family_name", "given_name")
        if 0 < len(text := values.get(name, "")) <= LONGEST_NAME and _PLACEHOLDER.fullmatch(text)
    ]
    faults += [
        _long(row, name, text)
        for name in _PARTS
        if len(text := values.get(name, "")) > LONGEST_NAME
    ]
    line = values.get("salutation", "")
    if line and line[-1] not in ",:!" and _is_title(line.split()[0], line):
        faults.append(_short(row, line))
    return faults


def _placeholder(row: Row, column: str, text: str) -> Diagnostic:
    return Diagnostic(
        "roster.no-real-name",
        f"`{text}` is where a name belongs, and is not a name",
        row.at(column, text),
        "fill in the name, or leave it empty and give the office; take the row out if nobody "
        "holds it",
    )


def _long(row: Row, column: str, text: str) -> Diagnostic:
    return Diagnostic(
        "roster.long-name",
        f"`{column}` has {len(text):,} characters, and at most {LONGEST_NAME:,} are read",
        row.at(column, text[:_SHOWN]),
        "see whether the cell holds more than a name, and put the rest into a column of its own",
    )


def _is_title(word: str, line: str) -> bool:
    """Say whether a line is one word, or begins with a title where a greeting belongs."""
    return word == line or word.rstrip(".").casefold() in _TITLES


def _short(row: Row, line: str) -> Diagnostic:
    return Diagnostic(
        "roster.short-salutation",
        f"the whole salutation will be `{line}`",
        row.at("salutation", line),
        "if the column holds titles, map it to `title`; if names to greet by, write the line: "
        """salutation = "Dear {{ row['...'] }},\"""",
        Severity.WARNING,
    )


def _empty(row: Row, code: str, column: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, row.at(column, ""), hint)


@dataclass(slots=True)
class Ids:
    """The ids of all rosters, and the rows that share one."""

    first: dict[str, Row] = field(default_factory=dict)
    again: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, identity: str, row: Row) -> None:
        if self.first.setdefault(identity, row) is not row:
            self.again.setdefault(identity, []).append(row)

    def faults(self) -> list[Diagnostic]:
        """Return a fault for each id that several rows have; all of them are named."""
        return [_repeated(one, [self.first[one], *rows]) for one, rows in self.again.items()]


@dataclass(slots=True)
class Numbering:
    """Whether the ids of one roster are running numbers in the order of its rows.

    Such numbers are those of rows, not of persons: they are mostly counted anew when a row goes.
    """

    first: Row | None = None
    start: int = 0
    count: int = 0
    running: bool = True

    def add(self, identity: str, row: Row) -> None:
        """Take note of the next row's id."""
        if not self.running:
            return
        is_number = identity.isdecimal() and len(identity) <= _LONGEST_NUMBER
        number = int(identity) if is_number else -1
        if self.first is None:
            self.first, self.start = row, number
        self.running = is_number and number == self.start + self.count
        self.count += 1

    def notes(self) -> list[Diagnostic]:
        """Return a warning if they are; two neighbours by chance are no numbering."""
        if self.first is None or not self.running or self.count < _FEWEST_NUMBERS:
            return []
        last = self.start + self.count - 1
        return [
            Diagnostic(
                "roster.running-ids",
                f"the ids are running numbers ({self.start} to {last}): if a row is deleted and "
                "the rows are numbered again, each later recipient gets the files of another",
                self.first.at("id"),
                "take ids that stay with the person: the parliament's own number for each "
                "member, or, where no two are alike, the name (`id = \"{{ row['Name'] | slug }}\"` "
                "under [recipients.columns])",
                Severity.WARNING,
            )
        ]


@dataclass(slots=True)
class DeparturesCount:
    """How many rows of one roster say when somebody left, by the headings that may say so.

    Lists of members keep those who left during a term. A date in every row is the end of a term
    to come, and a date in none says that all are there; so does one in the year 9999.
    """

    headings: Sequence[str]
    filled: dict[str, int] = field(default_factory=dict)
    never: dict[str, str] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def count(self, frame: RowBlock) -> None:
        """Take note of a frame of the roster."""
        self.rows += len(frame.numbers)
        for place, heading in enumerate(self.headings):
            if not is_end(heading):
                continue
            codes, texts = frame.columns[place]
            ends = list(map(value_text, texts))
            said = [bool(text.strip()) and not text.startswith(_NEVER) for text in ends]
            for text, end in zip(texts, ends, strict=True):
                if end.startswith(_NEVER):
                    self.never[heading] = str(text)
            for number, code in zip(frame.numbers, codes, strict=True):
                if said[code]:
                    self.filled[heading] = self.filled.get(heading, 0) + 1
                    self.first.setdefault(heading, number)

    def notes(self, file: str) -> list[Diagnostic]:
        """Return a warning for each heading under which some rows have an end and others none."""
        return [
            Diagnostic(
                "roster.left-office",
                f"{filled} of {self.rows} rows have an end under `{heading}`: they may have left",
                Where(file, self.first[heading], heading),
                f'take the rows out, or render -w "{self._still(heading)}"',
                Severity.WARNING,
            )
            for heading, filled in self.filled.items()
            if filled < self.rows
        ]

    def _still(self, heading: str) -> str:
        """Return the expression that holds of those who are there."""
        cell = f"recipient.extra['{heading}']"
        if heading not in self.never:
            return f"not {cell}"
        shown = self.never[heading]
        return f"{cell} >= '{_NEVER}'" if shown.startswith(_NEVER) else f"{cell} == '{shown}'"


def is_end(heading: str) -> bool:
    """Say whether a column holds the day on which somebody leaves."""
    return _END.search(split_words(heading)) is not None


def has_error(found: Sequence[Diagnostic]) -> bool:
    """Say whether a row with these diagnostics makes no letter."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in found) if found else False


def _repeated(identity: str, rows: list[Row]) -> Diagnostic:
    by_file: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_file[row.file].append(str(row.number))
    places = "; ".join(f"{file} rows {', '.join(numbers)}" for file, numbers in by_file.items())
    return Diagnostic(
        "roster.repeated-id",
        f"the id `{identity}` is in {len(rows)} rows: {places}",
        rows[0].at("id", identity),
        "give each recipient an id of its own; keep one row where a recipient has two",
    )
