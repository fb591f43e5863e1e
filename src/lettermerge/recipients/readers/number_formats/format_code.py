"""Parse a number format's code into sections: conditions, and tokens to print one after another.

The codes are those of ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import locale
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

LONGEST_CODE = 255  # characters; Excel's own limit
_MOST_SECTIONS = 4
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | \\(?P<escaped>.)
    | _(?P<padding>.)
    | \*(?P<filling>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General)
    | (?P<half>AM/PM|A/P)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+)
    | (?P<digit>[0\#?])
    | (?P<sign>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d{1,3})?)", re.IGNORECASE)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-(.*))?", re.DOTALL)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONG_DATE, _LONG_TIME = "F800", "F400"
_GREGORIAN = (0, 1)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "<>": operator.ne,
}  # fmt: skip


class UnknownFormatError(Exception):
    """A format, or a value in it, that cannot be shown as a spreadsheet shows it."""


class TokenKind(Enum):
    """What a token of a section stands for."""

    LITERAL = auto()
    DIGIT = auto()
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()
    EXPONENT = auto()
    SLASH = auto()
    TEXT = auto()
    GENERAL = auto()
    DATE = auto()
    ELAPSED = auto()
    HALF_DAY = auto()
    LONG_DATE = auto()
    LONG_TIME = auto()
    END = auto()


_OF_DATES = (
    TokenKind.DATE, TokenKind.ELAPSED, TokenKind.HALF_DAY, TokenKind.LONG_DATE, TokenKind.LONG_TIME,
)  # fmt: skip


class FormatToken(NamedTuple):
    """A part of a format, with its characters (of a literal: what is printed)."""

    kind: TokenKind
    text: str


class FormatCondition(NamedTuple):
    """What a value must be for a section to hold."""

    sign: str
    limit: float

    def holds(self, value: float) -> bool:
        return _COMPARE[self.sign](value, self.limit)


@dataclass(frozen=True, slots=True)
class FormatSection:
    """One of a code's sections; `locale` is the one that it names, "" for none."""

    tokens: tuple[FormatToken, ...]
    condition: FormatCondition | None = None
    locale: str = ""
    kinds: frozenset[TokenKind] = field(init=False, repr=False)
    is_date: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", frozenset(token.kind for token in self.tokens))
        object.__setattr__(self, "is_date", not self.kinds.isdisjoint(_OF_DATES))

    def has(self, *kinds: TokenKind) -> bool:
        return not self.kinds.isdisjoint(kinds)


def parse_code(code: str) -> tuple[FormatSection, ...]:
    """Return the sections of a code, in order.

    Raises:
        UnknownFormatError: it has what cannot be shown, such as years of other calendars.
    """
    if len(code) > LONGEST_CODE:
        raise UnknownFormatError(code)
    sections: list[FormatSection] = []
    part = _Part()
    for token in _tokens(code, part):
        if token.kind is TokenKind.END:
            sections.append(part.close())
        else:
            part.tokens.append(token)
    sections.append(part.close())
    if len(sections) > _MOST_SECTIONS:
        raise UnknownFormatError(code)
    return tuple(sections)


class _Part:
    """A section as far as it has been read."""

    def __init__(self) -> None:
        self.tokens: list[FormatToken] = []
        self.condition: FormatCondition | None = None
        self.locale = ""

    def close(self) -> FormatSection:
        """Return the section, and begin the next one."""
        section = FormatSection(tuple(self.tokens), self.condition, self.locale)
        self.__init__()  # type: ignore[misc]  # begins anew
        return section


def _tokens(code: str, part: _Part) -> Iterator[FormatToken]:
    for match in _TOKEN.finditer(code):
        name, text = str(match.lastgroup), match[str(match.lastgroup)]
        if name in ("quoted", "escaped"):
            yield FormatToken(TokenKind.LITERAL, text)
        elif name == "padding":  # as wide as that character
            yield FormatToken(TokenKind.LITERAL, " ")
        elif name == "bracket":
            yield from _bracket(text, part)
        elif name == "sign":
            yield _sign(text)
        elif name != "filling":  # repeats that character as far as the column is wide
            yield FormatToken(_KINDS[name], text)


_KINDS = {
    "general": TokenKind.GENERAL,
    "half": TokenKind.HALF_DAY,
    "exponent": TokenKind.EXPONENT,
    "date": TokenKind.DATE,
    "digit": TokenKind.DIGIT,
}
_SIGNS = {
    ".": TokenKind.POINT,
    ",": TokenKind.COMMA,
    "%": TokenKind.PERCENT,
    "/": TokenKind.SLASH,
    "@": TokenKind.TEXT,
    ";": TokenKind.END,
}


def _sign(char: str) -> FormatToken:
    if char in _SIGNS:
        return FormatToken(_SIGNS[char], char)
    if char.isascii() and (char.isalpha() or char in "[\\"):
        raise UnknownFormatError(char)
    return FormatToken(TokenKind.LITERAL, char)


def _bracket(text: str, part: _Part) -> Iterator[FormatToken]:
    if _COLOUR.fullmatch(text):
        return
    if condition := _CONDITION.fullmatch(text.strip()):
        part.condition = FormatCondition(condition[1], float(condition[2]))
    elif _ELAPSED.fullmatch(text):
        yield FormatToken(TokenKind.ELAPSED, text.lower())
    elif currency := _CURRENCY.fullmatch(text):
        symbol, place = currency[1], currency[2] or ""
        if place.upper() in (_LONG_DATE, _LONG_TIME):
            long = TokenKind.LONG_DATE if place.upper() == _LONG_DATE else TokenKind.LONG_TIME
            yield FormatToken(long, text)
        elif symbol:
            yield FormatToken(TokenKind.LITERAL, symbol)
        else:
            part.locale = _locale_of(place)
    else:
        raise UnknownFormatError(text)


def _locale_of(place: str) -> str:
    """Return the locale of `409` or `en-US`: [MS-LCID], with calendar and digits in front."""
    if re.fullmatch(r"[0-9A-Fa-f]{1,8}", place):
        number = int(place, 16)
        digits, calendar, language = number >> 24, number >> 16 & 0xFF, number & 0xFFFF
        if digits in _GREGORIAN and calendar in _GREGORIAN:
            if language in (0, 0x400, 0x800):  # whatever the viewer's is
                return ""
            if language in locale.windows_locale:
                return locale.windows_locale[language]
    elif _TAG.fullmatch(place):
        return place.replace("-", "_")
    raise UnknownFormatError(place)
