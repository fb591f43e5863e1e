"""Print: messages to stderr, results to stdout, diagnostics as a table.

Rich is used on a terminal only; elsewhere the same words come as plain lines. NO_COLOR is
honoured (https://no-color.org).
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..diagnostics import Diagnostic, Severity, number_of
from ..errors import LettermergeError
from ..signing.certificate_escaping import escape_line
from .diagnostic_grouping import APART, APART_IN_FULL, Alike, gather

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_OF_LISTS = ("roster.", "protocol.", "address.", "lint.")
_OF_LETTERS = ("roster.not-repaired",)  # of letters that were made of other cells
MOST_LINES = 200  # of each severity; all of them are in errors.csv or --json


class Console:
    """Prints what a command has to say; `quiet` leaves faults only, `verbose` adds notes."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, json: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self.json = json
        self.live = sys.stderr.isatty() and not quiet and not json

    def say(self, text: str) -> None:
        """Print a line of talk to stderr, unless quiet."""
        if not self.quiet:
            tell(printable(text))

    @contextmanager
    def doing(self, text: str) -> Iterator[None]:
        """Show on a terminal, for as long as it takes, what goes on; nothing elsewhere."""
        if not self.live:
            yield
            return
        line = f"{text} ..."
        print(line, end="", file=sys.stderr, flush=True)
        try:
            yield
        finally:
            print(f"\r{' ' * len(line)}\r", end="", file=sys.stderr, flush=True)

    def result(self, text: str) -> None:
        """Print a result to stdout."""
        print(printable(text))

    def document(self, data: Any) -> None:
        """Print one JSON document to stdout; where its encoding lacks a character, as ASCII."""
        text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
        try:
            text.encode(sys.stdout.encoding or "utf-8")
        except UnicodeEncodeError:
            text = json.dumps(data, indent=2, default=str)
        print(text)

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print faults, warnings and (when verbose) notes to stderr, worst first.

        What several rows share is said once; each severity has its own limit.
        """
        shown = (
            d
            for d in diagnostics
            if d.severity is Severity.ERROR
            or (not self.quiet and (self.verbose or d.severity is not Severity.NOTE))
        )
        groups = gather(shown, APART_IN_FULL if self.verbose else APART)
        for severity in Severity:
            some = [group for group in groups if group.first.severity is severity]
            for group in some[:MOST_LINES]:
                self._alike(group)
            if more := sum(map(len, some[MOST_LINES:])):
                omitted = number_of(more, f"more {severity.value}")
                tell(f"... and {omitted} (all of them: --json)")

    def diagnostics_in_short(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print what `diagnostics` does, and warnings about lists as their number (-v: in full).

        Whoever prints or sends letters has seen them: `render` and `check` say them all.
        """
        told = tuple(diagnostics)
        short = [one for one in told if _is_of_lists(one) and not self.verbose]
        self.diagnostics(one for one in told if one not in short)
        if short:
            codes = Counter(one.code for one in short)
            kinds = ", ".join(f"{number} {code}" for code, number in codes.most_common())
            self.say(
                f"{number_of(len(short), 'warning')} about the lists ({kinds}): "
                "`lettermerge check` says them"
            )

    def more_alike(self, group: Alike) -> None:
        """Print which rows share a fault that was told of the first of them."""
        if more := group.more(all_rows=self.verbose):
            tell(printable(f"{group.first.message}  ({group.first.code}): {more}"))

    def _alike(self, group: Alike) -> None:
        self._diagnostic(group.first)
        if more := group.more(all_rows=self.verbose):
            tell(f"    and {more}")

    def _diagnostic(self, diagnostic: Diagnostic) -> None:
        label = diagnostic.severity.value
        place = str(diagnostic.where)
        value = diagnostic.where.value
        shown = f" [{_short(value)}]" if value else ""
        head = f"{label}: {place}{shown}: " if place else f"{label}: "
        tail = f"\n    {diagnostic.hint}" if diagnostic.hint else ""
        text = printable(f"{head}{diagnostic.message}  ({diagnostic.code}){tail}")
        if sys.stderr.isatty():
            from rich.console import Console as Rich
            from rich.text import Text

            rich = Rich(stderr=True, highlight=False)
            line = Text(text)
            line.stylize(_COLOURS[diagnostic.severity], 0, len(label))
            rich.print(line, soft_wrap=True)
        else:
            tell(text)

    def error(self, error: LettermergeError, about: str = "") -> None:
        """Print an exception of ours to stderr: all its faults, then what to do.

        `about` is the file that it is about, which the message may name already.
        """
        if self.json:
            self.document(
                {
                    "error": error.message,
                    "hint": error.hint,
                    "exit_code": int(error.exit_code),
                    "faults": [as_json(fault) for fault in error.faults],
                }
            )
        for group in gather(error.faults):
            fault = group.first
            if fault.message not in error.message:
                self._alike(group)
            elif fault.message == error.message and str(fault.where):
                self._diagnostic(fault)  # the same, with its place
                return
        head = f"{about}: " if about and about not in error.message else ""
        tell(printable(f"lettermerge: {head}{error.message}"))
        if error.hint:
            tell(printable(f"    {error.hint}"))

    def fault(self, traceback: str) -> None:
        """Print the traceback of a fault of ours, and where to tell of it."""
        tell(traceback)
        tell("this is a fault of lettermerge: please report it with the lines above")

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[object]],
        whole: Sequence[str] = (),
    ) -> None:
        """Print a table to stdout: aligned on a terminal, tab-separated elsewhere.

        A cell that is too long for a terminal is cut; under the headings `whole` it goes on below.
        """
        if not sys.stdout.isatty():
            for row in (headings, *rows):
                print("\t".join(map(_cell, row)))
            return
        from rich.console import Console as Rich
        from rich.table import Table
        from rich.text import Text

        table = Table()
        for heading in headings:
            table.add_column(heading, overflow="fold" if heading in whole else "ellipsis")
        for row in rows:
            table.add_row(*(Text(_cell(cell)) for cell in row))
        Rich(highlight=False).print(table)


def tell(text: str) -> None:
    """Print a line to stderr, after all that was printed to stdout: a pipe of both keeps order."""
    sys.stdout.flush()
    print(text, file=sys.stderr)


def _is_of_lists(one: Diagnostic) -> bool:
    """Say whether a warning is about a list or how its persons are written to."""
    return (
        one.severity is Severity.WARNING
        and one.code.startswith(_OF_LISTS)
        and one.code not in _OF_LETTERS
    )


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a diagnostic as a JSON object; absent places are left out."""
    where = diagnostic.where
    place = {
        "file": where.file,
        "row": where.row,
        "line": where.line,
        "column": where.column,
        "value": where.value,
    }
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **{key: value for key, value in place.items() if value not in ("", None)},
    }


def printable(text: str) -> str:
    """Return text without control characters (but newlines), so that no cell drives a terminal.

    Spaces of all kinds stay, and what joins the letters of Persian and Indic words.
    """
    return "\n".join(map(_printable_line, text.split("\n")))


def _printable_line(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        char
        if char.isprintable() or char in "\u200c\u200d" or unicodedata.category(char) == "Zs"
        else "\N{REPLACEMENT CHARACTER}"
        for char in line
    )


def _cell(value: object) -> str:
    """Return a cell of a table, which is one line of one column whatever a certificate says."""
    return escape_line(str(value))


def _short(value: str) -> str:
    folded = " ".join(value.split())
    return folded if len(folded) <= 60 else folded[:57] + "..."
