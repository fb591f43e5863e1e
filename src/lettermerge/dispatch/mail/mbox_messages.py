"""Split an mbox file into messages (RFC 4155), also where lines of a text begin with "From ".

Many programs write such lines as they are. One begins a message only where a header is below it,
and above it a blank line, unless it has a time and a year as the format asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_MARK = b"From "
_BOM = b"\xef\xbb\xbf"
_DATED = re.compile(rb"From .*\b\d{1,2}:\d\d\b.*\b\d{4}\b|From .*\b\d{4}\b.*\b\d{1,2}:\d\d\b")
_HEADER = re.compile(rb"[!-9;-~]{1,100}:|>From ")  # RFC 5322, 2.2; an mbox in an mbox has the other


def is_mbox(path: Path) -> bool:
    """Tell whether a file is empty or begins as an mbox file does; raises OSError."""
    with path.open("rb") as file:
        begins = file.read(len(_BOM + _MARK)).removeprefix(_BOM)
    return not begins or begins.startswith(_MARK)


def read_mbox(path: Path) -> Iterator[bytes]:
    """Yield the messages of an mbox file as they are in it, without their "From " lines.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as lines:
        yield from split_messages(lines)


def split_messages(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what is between the lines with which messages begin; "" for a message that is empty."""
    message: list[bytes] = []
    mark: bytes | None = None  # a line that may begin a message, by what is below it
    is_first = is_blank = True
    begun = False
    for line in lines:
        text = line.removeprefix(_BOM) if is_first else line
        if mark is not None:
            if begins_message(mark, text, is_blank):
                if begun:
                    yield b"".join(message)
                message, begun = [], True
            else:
                message.append(mark)
            is_blank, mark = False, None
        if text.startswith(_MARK):
            mark = text
        else:
            message.append(_without_quote(text, bool(message)))
            is_blank = not text.strip()
        is_first = False
    if mark is not None:
        message.append(mark)
    if begun:
        yield b"".join(message)


def begins_message(mark: bytes, below: bytes, is_blank_above: bool) -> bool:
    """Tell whether a "From " line begins a message, by the lines around it."""
    if not _HEADER.match(below):
        return False
    return is_blank_above or bool(_DATED.match(mark))


def _without_quote(line: bytes, has_lines: bool) -> bytes:
    """Leave out a quoted "From " line above the headers, which would end them."""
    return b"" if not has_lines and line.startswith(b">From ") else line
