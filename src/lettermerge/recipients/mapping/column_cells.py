"""Describe what the cells of one column hold: names, titles, addresses, or none of these."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, TypeVar

EMAIL = re.compile(r"[^@\s:;,<>()]+@[^@\s:;,<>()]+\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(r"(?i)\s*(https?://|www\.)\S+\s*$")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_LOOKED_AT = 2_000  # cells of a column, or rows, that are tested
T = TypeVar("T")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Names that mean something else in an expression.
_RESERVED = frozenset(
    (
        *("row", "and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false"),
        *("none", "True", "False", "None", "loop", "self", "super", "range", "dict", "lipsum"),
        *("cycler", "joiner", "namespace", "import", "from", "as", "with", "without", "context"),
    )
)


@cache
def evidence() -> Mapping[str, Any]:
    """Return the words and marks by which cells are known."""
    text = files(__package__).joinpath("evidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def spread(items: Sequence[T]) -> Sequence[T]:
    """Return some of many items, from the first to the last at even distances."""
    return items[:: -(-len(items) // _LOOKED_AT)] if len(items) > _LOOKED_AT else items


@dataclass(frozen=True, slots=True)
class ColumnCells:
    """A column: its heading and its cells, one for each row, trimmed.

    `filled` are the cells that hold something, `distinct` these, each once.
    """

    heading: str
    cells: Sequence[str]
    filled: Sequence[str] = field(init=False, repr=False)
    distinct: Sequence[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        filled = [one for one in self.cells if one]
        object.__setattr__(self, "filled", filled)
        object.__setattr__(self, "distinct", tuple(dict.fromkeys(filled)))

    @property
    def fill(self) -> float:
        """The share of rows that have a cell here."""
        return len(self.filled) / len(self.cells) if self.cells else 0.0

    def share(self, holds: Callable[[str], object]) -> float:
        """Return the share of the filled cells of which `holds` is true.

        Of many cells some are looked at, spread over the whole column.
        """
        looked_at = spread(self.filled)
        return sum(1 for one in looked_at if holds(one)) / len(looked_at) if looked_at else 0.0

    def every(self, holds: Callable[[str], object]) -> bool:
        """Say whether something holds of every filled cell."""
        return all(map(holds, self.distinct))

    @property
    def is_email(self) -> bool:
        return self.share(EMAIL.search) >= 0.8

    @property
    def is_web(self) -> bool:
        return self.share(_WEB.match) >= 0.8

    @property
    def is_number(self) -> bool:
        return self.share(lambda one: re.fullmatch(r"[\d\s.,+()/-]+", one)) >= 0.8

    @property
    def is_running(self) -> bool:
        """Whether the cells are numbers in the order of the rows."""
        numbers = [int(one) if one.isdecimal() and len(one) < 18 else -9 for one in self.cells]
        steps = {after - before for before, after in pairwise(numbers)}
        return len(numbers) > 2 and steps == {1}

    @property
    def is_unique(self) -> bool:
        """Whether each row has a cell, and no two have the same."""
        different = len({*map(str.casefold, self.filled)})
        return 0 < len(self.filled) == len(self.cells) == different

    @property
    def is_text(self) -> bool:
        """Whether the cells are words, and neither numbers, dates nor addresses of the net."""
        net = self.share(lambda one: EMAIL.search(one) or _WEB.match(one) or _DATE.fullmatch(one))
        return bool(self.filled) and net < 0.1 and not self.is_number

    @property
    def has_lines(self) -> bool:
        return self.share(lambda one: "\n" in one) >= 0.3


def spread_rows(columns: Sequence[ColumnCells]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of some of many rows of columns of one length."""
    return zip(*(spread(one.cells) for one in columns), strict=True)


def first_line(text: str) -> str:
    """Return the first line of a cell."""
    return text.partition("\n")[0].strip()


def is_full_name(text: str) -> bool:
    """Say whether a text may be a person's whole name."""
    line = re.sub(r"[(\[].*?[)\]]", " ", first_line(text))
    return len(line.split()) >= 2 and is_name_part(line, most=10)


def is_name_part(text: str, most: int = 5) -> bool:
    """Say whether a text may be one part of a name, of at most so many words."""
    text = re.sub(r"\b\d{1,2}(st|nd|rd|th)\b", " ", text)  # Ann Example, 3rd Countess Example
    if EMAIL.search(text) or re.search(r"\d|https?:|[{}<>|=]", text):
        return False
    return len(text.split()) <= most and any(map(str.isalpha, text))


def _words_in(text: str) -> list[str]:
    plain = text.replace("’", "'")
    return [one.strip(".,").casefold() for one in re.split(r"[\s/]+", plain) if one.strip(".,")]


def is_honorific(text: str) -> bool:
    """Say whether a cell holds an honorific, with or without a title."""
    words = _words_in(text)
    known = evidence()["words"]
    return (
        any(one in known["honorifics"] and one not in ("the", "le", "la") for one in words)
        and all(one in known["honorifics"] or one in known["titles"] for one in words)
        and len(words) <= 6
    )


def is_title(text: str) -> bool:
    """Say whether a cell holds a title or an honorific and nothing else."""
    words = _words_in(text)
    known = evidence()["words"]
    return bool(words) and all(
        one in known["titles"] or one in known["honorifics"] or one.replace(".", "") == "sigra"
        for one in words
    )


def lookup(heading: str) -> str:
    """Return how an expression reads a column."""
    if _PLAIN_NAME.fullmatch(heading) and heading not in _RESERVED:
        return heading
    return f"row[{quoted(heading)}]"


def quoted(text: str) -> str:
    """Return a text as a literal of an expression."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"' if "'" in escaped and '"' not in escaped else _single(escaped)


def _single(escaped: str) -> str:
    return "'" + escaped.replace("'", "\\'") + "'"


def choice(heading: str, meanings: Mapping[str, str], *, otherwise: str = "") -> str:
    """Return an expression that says for each cell of a column what it means.

    `otherwise` is an expression for other cells; without it they fail their row.
    """
    entries = ", ".join(f"{quoted(cell)}: {quoted(text)}" for cell, text in meanings.items())
    cell = lookup(heading)
    found = f".get({cell}, {otherwise})" if otherwise else f"[{cell}]"
    return f"{{{{ {{{entries}}}{found} }}}}"
