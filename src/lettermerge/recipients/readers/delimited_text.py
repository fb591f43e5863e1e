"""Read CSV and TSV files into records of text, one for each row that a spreadsheet shows.

Python's csv module cuts the file, not pandas: pandas pads rows that are too short and drops blank
lines from its count, so that neither widths nor row numbers could be told.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TextIO

from ...diagnostics import Diagnostic, Severity, Where
from ..cell_cleaning import show
from .encoding_detection import find_encoding, first_undecodable_line, is_text_encoding

Record = tuple[int, list[str]]
_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
#: How the row of headings of our own `errors.csv` ends, whatever program has saved it since.
_REJECTS = re.compile(r'([,;\t|])"?error_code"?\1"?error"?\1"?hint"?\1*\r?$', re.MULTILINE)
_SAID = re.compile(r"(?i)\"?sep=([^\w\s\"]|\t)\"?[\r\n]*")
_SAMPLE_RECORDS = 50
_SAMPLE_CHARACTERS = 1 << 18
_LONGEST_LINE = 4 << 20  # characters
_KINDS = "csv, xlsx or ods"
_WIDEST = 16_384  # cells of a row, which is how wide a spreadsheet saves it at most
_END = "\x00 end of the roster \x00"


class TableError(Exception):
    """A roster file that cannot be read as a table; `faults` say why."""

    def __init__(self, *faults: Diagnostic) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class Delimited(NamedTuple):
    """What a text file turned out to be.

    `says_so` is whether its first line is `sep=;` or the like, which Excel writes and reads, and
    neither shows nor counts.
    """

    encoding: str
    delimiter: str
    notes: tuple[Diagnostic, ...]
    says_so: bool = False


def inspect_delimited(path: Path, file: str, encoding: str, delimiter: str) -> Delimited:
    """Find encoding and delimiter of a text file; what the settings give is taken.

    Raises:
        TableError: the encoding is unknown or does not fit, or the delimiter is not one character.
    """
    if encoding and not is_text_encoding(encoding):
        raise TableError(
            Diagnostic(
                "roster.unknown-encoding",
                f"`{encoding}` is not an encoding",
                Where(file, column="encoding", value=encoding),
                "leave `encoding` out, or write utf-8, utf-16 or windows-1252",
            )
        )
    try:
        found, guessed = find_encoding(path, encoding)
    except UnicodeError:
        raise TableError(
            Diagnostic(
                "roster.unreadable-encoding",
                "the text is in no encoding that could be found out",
                Where(file, line=first_undecodable_line(path, "utf-8")),
                "save it as UTF-8, or name its `encoding`",
            )
        ) from None
    if not guessed and (line := first_undecodable_line(path, found)) is not None:
        raise TableError(
            Diagnostic(
                "roster.unreadable-encoding",
                f"the text is not {found}",
                Where(file, line=line),
                "save the file as UTF-8, or leave `encoding` out to have it found",
            )
        )
    delimiter = _NAMES.get(delimiter, delimiter)
    if len(delimiter) > 1 or delimiter in ('"', "\r", "\n"):
        raise TableError(
            Diagnostic(
                "roster.bad-delimiter",
                "a delimiter is one character",
                Where(file, column="delimiter", value=delimiter),
                'leave `delimiter` out, or write ",", ";", "tab" or "|"',
            )
        )
    notes = (_guessed(path, file, found),) if guessed else ()
    with path.open(encoding=found, newline="") as lines:
        said = _SAID.fullmatch(lines.readline(16))
    if not delimiter:
        delimiter = said[1] if said else _find_delimiter(path, found)
    return Delimited(found, delimiter, notes, said is not None)


def _guessed(path: Path, file: str, encoding: str) -> Diagnostic:
    """Say what was guessed, with the first line whose text depends on it."""
    line, shown = None, None
    with path.open(encoding=encoding, newline="") as opened:
        for number, text in enumerate(_bounded(opened, file), 1):
            if not text.isascii():
                line, shown = number, show(text.strip()[:80])
                break
    return Diagnostic(
        "roster.encoding-guessed",
        f"the file is not UTF-8 and is read as {encoding}",
        Where(file, line=line, value=shown),
        f'look at that line; then save the file as UTF-8, or write encoding = "{encoding}" below '
        f'source = "{file}" in lettermerge.toml',
        Severity.WARNING,
    )


def _find_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that cuts the first records most evenly into several cells."""
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE_CHARACTERS)
        whole = not file.read(1)
    if own := _REJECTS.search(sample):
        return own[1]
    best, best_score = ",", (0, 1)
    for delimiter in _DELIMITERS:
        widths = []
        try:
            for record in csv.reader(StringIO(sample, newline=""), delimiter=delimiter):
                widths.append(len(record)) if any(record) else None
                if len(widths) > _SAMPLE_RECORDS:
                    break
        except csv.Error:
            continue
        if len(widths) > 1 and not whole:
            widths.pop()
        while len(widths) > 1 and widths[0] == 1:  # a title above the headings
            del widths[0]
        score = (sum(width == widths[0] for width in widths), widths[0]) if widths else (0, 0)
        if score[1] > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def read_delimited(path: Path, file: str, form: Delimited) -> Iterator[Record]:
    """Yield the records of a text file with their row numbers, blank ones included.

    A record is what is between two line ends (CRLF, LF or CR) outside quotes, as in RFC 4180,
    so a line end inside quotes counts for nothing and stays in its cell.

    Raises:
        TableError: a quote is never closed, or the file cannot be decoded after all.
    """
    number = 0
    record: list[str] = []
    try:
        with path.open(encoding=form.encoding, newline="") as opened:
            if form.says_so:
                opened.readline()
            lines = _with_end(_bounded(opened, file))
            for record in csv.reader(lines, delimiter=form.delimiter):
                number += 1
                if len(record) > _WIDEST:
                    raise TableError(_too_large(file, number, f"{len(record)} cells"))
                if record != [_END]:
                    yield number, record
    except csv.Error as error:
        if "limit" not in str(error):  # a cell of 131,072 characters is an open quote, too
            raise TableError(_unreadable(file, number + 1, str(error))) from None
        number, record = number + 1, []
    except UnicodeError as error:
        raise TableError(_unreadable(file, number + 1, str(error))) from None
    if record != [_END]:
        raise TableError(
            Diagnostic(
                "roster.open-quote",
                "a quotation mark is opened and never closed",
                Where(file, row=max(number, 1)),
                "close it, or write it twice if it belongs to the text",
            )
        )


def _bounded(opened: TextIO, file: str) -> Iterator[str]:
    """Yield the lines of a file, none of which may fill the memory.

    Raises:
        TableError: one is longer than a row of a roster can be.
    """
    number = 0
    while line := opened.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            raise TableError(_too_large(file, number, f"more than {_LONGEST_LINE >> 20} MiB"))
        yield line


def _too_large(file: str, row: int, found: str) -> Diagnostic:
    return Diagnostic(
        "roster.too-large",
        f"the row has {found}, so this is not a roster",
        Where(file, row=row),
        f"save the table as {_KINDS}, with one row for each recipient",
    )


def _with_end(lines: Iterable[str]) -> Iterator[str]:
    """Add a last record of its own: inside an open quote it would not come out whole."""
    yield from lines
    yield _END


def _unreadable(file: str, row: int, reason: str) -> Diagnostic:
    return Diagnostic(
        "roster.unreadable", f"cannot be read: {reason}", Where(file, row=row), "save it as UTF-8"
    )
