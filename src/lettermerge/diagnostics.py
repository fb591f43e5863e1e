"""Describe what is wrong, where, and what to do: the one form in which every stage reports.

A stage never stops at the first fault of the data: it returns a `Report` of all of them, and
the caller decides how they look. A code is written where the fault is found; what the manual says
of it, its cause, is in scripts/reference_diagnostics.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum

from .errors import ExitCode, LettermergeError


class Severity(StrEnum):
    """How bad it is: an error fails its letter (or all of them), the rest fails nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the user's files.

    `file` is relative to the project folder. `row` is the row as a spreadsheet shows it: from 1,
    headings and blank lines counted. `line` is a line of a text file, from 1. `column` is the
    heading of a column, a key of the settings, or a variable. `value` is the cell as typed.
    """

    file: str = ""
    row: int | None = None
    column: str = ""
    value: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
        parts = [place] if place else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(self.column)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, warning or note.

    `code` is stable and made of a stage and a kebab-case name (`roster.missing-column`);
    `message` is one sentence without a place; `hint` is the next action. `exit_code` is what a
    run or a check ends with because of it, where it is an error.
    """

    code: str
    message: str
    where: Where = Where()
    hint: str = ""
    severity: Severity = Severity.ERROR
    exit_code: ExitCode = ExitCode.LETTERS

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if str(self.where) else self.message
        return f"{text} ({self.hint})" if self.hint else text


class FaultyCellError(Exception):
    """A cell without a value was read; `fault` names it. Whoever prints it fails its row."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a roster: where a recipient comes from.

    `file` is the roster's path relative to the project folder; `number` is the row as the
    spreadsheet shows it; `cells` are the roster's own columns, verbatim, for `errors.csv`.
    """

    file: str
    number: int
    cells: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)

    def at(self, column: str = "", value: str | None = None) -> Where:
        """Return the place of the row, or of one of its cells."""
        return Where(self.file, self.number, column, value)


#: Of a value that comes from no row of a roster.
NO_ROW = Row("", 0)


@dataclass(frozen=True, slots=True)
class Failure:
    """A letter, or one file of it, that cannot be made: from the first stage to `errors.csv`.

    `diagnostics` has at least one error. Each stage fills in what it knows: `row` and `id` say
    whose letter it is (`id` is "" for a row without one), `format` which of its files (""
    for all of them); `bug` is a traceback where the fault is ours.
    """

    diagnostics: tuple[Diagnostic, ...]
    row: Row = NO_ROW
    id: str = ""
    format: str = ""
    bug: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Diagnostics in the order in which they were found."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(d for d in self.diagnostics if d.severity is Severity.ERROR)

    def __add__(self, other: Report | Iterable[Diagnostic]) -> Report:
        return Report((*self.diagnostics, *other))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)


#: The errors' exit codes that stay their own where an error is one of many diagnostics.
_OWN_CODES = frozenset({ExitCode.MACHINE, ExitCode.SIGNATURE})


def faults_of(error: LettermergeError, code: str) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of an exception of ours; itself, with `code`, where it has none."""
    faults = error.faults or (Diagnostic(code, error.message, hint=error.hint),)
    if error.exit_code not in _OWN_CODES:
        return faults
    return tuple(replace(fault, exit_code=error.exit_code) for fault in faults)


def failure_of(error: LettermergeError, code: str = "letter.failed") -> Failure:
    """Return an exception of ours as the failure of one letter; `code` where it has no faults."""
    return Failure(faults_of(error, code))


def number_of(count: int, noun: str, one: str = "", many: str = "") -> str:
    """Return a number with its noun, and with a verb where given: `1 file is`, `2 files are`."""
    ending = "" if count == 1 else "es" if noun.endswith(("ch", "sh", "s", "x")) else "s"
    return f"{count:,} {noun}{ending} {one if count == 1 else many}".rstrip()


def why_unreadable(error: OSError | UnicodeDecodeError) -> str:
    """Return why a text file cannot be read."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
        return f"line {line} is not UTF-8"
    return error.strerror or str(error)


def suggest_near(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known words, "" if none is near."""
    by_fold = {name.casefold(): name for name in sorted(set(known))}
    near = get_close_matches(word.casefold(), by_fold, n=3, cutoff=0.6)
    return "did you mean " + " or ".join(f"`{by_fold[n]}`" for n in near) + "?" if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known words, or all of them if none is near."""
    names = sorted(set(known))
    if near := suggest_near(word, names):
        return near
    return "known: " + ", ".join(f"`{n}`" for n in names) if names else ""
