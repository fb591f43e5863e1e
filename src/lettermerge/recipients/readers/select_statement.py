"""Check that a text is one SELECT statement: no second statement, nothing that writes.

The database refuses writing, too; here the fault is named before anybody connects.
"""

from __future__ import annotations

import re

from ...diagnostics import Diagnostic, Where
from .delimited_text import TableError

LONGEST = 100_000  # characters
#: Texts, names and comments, in which a semicolon is only a sign. One that is not closed goes on to
#: the end. PostgreSQL (manual, 4.1) and SQLite ("SQLite Keywords", "Comments") each have their own.
_EITHER = r"""(?P<comment>--[^\n]*|/\*)|'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)"""
_WORDS = r"(?P<end>;)|(?P<word>[^\W\d]\w*)"
_POSTGRESQL = re.compile(
    rf"[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|{_EITHER}"
    rf"|(?<![\w$])(?P<tag>\$(?:[^\W\d]\w*)?\$).*?(?:(?P=tag)|\Z)|{_WORDS}",
    re.DOTALL,
)
_SQLITE = re.compile(rf"{_EITHER}|`[^`]*(?:`|\Z)|\[[^\]]*(?:\]|\Z)|{_WORDS}", re.DOTALL)
_COMMENT = re.compile(r"/\*|\*/")


def require_select(text: str, where: Where, *, sqlite: bool) -> str:
    """Return a statement, for SQLite or for PostgreSQL, without the semicolon at its end.

    Raises:
        TableError: it begins with neither SELECT nor WITH, another statement follows it, or it is
            longer than `LONGEST`.
    """
    first, end, place = "", len(text), 0
    if len(text) > LONGEST:
        raise TableError(_refused(f"the query has more than {LONGEST:,} characters", where))
    token = _SQLITE if sqlite else _POSTGRESQL
    while found := token.search(text, place):
        place = found.end()
        if found["comment"] == "/*":
            place = _after_comment(text, place, nested=not sqlite)
        elif found["comment"]:
            continue
        elif end < len(text):
            if not found["end"]:
                raise TableError(_refused("it has more than one statement", where))
        elif found["end"]:
            end = found.start()
        elif not first and found["word"]:
            first = found["word"]
    if first.casefold() not in ("select", "with"):
        shown = f"it begins with `{first[:40]}`" if first else "it is empty"
        raise TableError(_refused(shown, where))
    return text[:end]


def _after_comment(text: str, place: int, *, nested: bool) -> int:
    """Return where a comment ends, which may hold others in PostgreSQL."""
    depth = 1
    while depth and (found := _COMMENT.search(text, place)):
        depth += nested if found[0] == "/*" else -1
        place = found.end()
    return len(text) if depth else place


def _refused(reason: str, where: Where) -> Diagnostic:
    return Diagnostic(
        "roster.not-a-select",
        f"only one SELECT is read: {reason}",
        where,
        'below its [[recipients]] in lettermerge.toml, write sql = "SELECT ... FROM ..."',
    )
