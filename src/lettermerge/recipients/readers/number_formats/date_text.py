"""Print dates, times and durations by the tokens of a number format."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from .format_code import FormatSection, FormatToken, TokenKind, UnknownFormatError, parse_code
from .locale_symbols import LocaleSymbols

EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - of sheets, which know no time zones
_DAY = datetime.timedelta(days=1)
_LAST_DAY = 2_958_466  # the one after 9999-12-31
_LONG_TIME = "hh:mm:ss AM/PM"
Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta | float


def since_epoch(value: Moment) -> datetime.timedelta:
    """Return a date, a time, a duration or a serial number as the time since the epoch.

    Raises:
        UnknownFormatError: it is before it, or behind the last day that a sheet knows.
    """
    if isinstance(value, datetime.datetime):
        passed = value.replace(tzinfo=None) - EPOCH
    elif isinstance(value, datetime.date):
        passed = datetime.datetime.combine(value, datetime.time()) - EPOCH
    elif isinstance(value, datetime.time):
        passed = datetime.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    elif isinstance(value, datetime.timedelta):
        passed = value
    elif -_LAST_DAY < value < _LAST_DAY:
        passed = datetime.timedelta(milliseconds=round(value * 86_400_000))
    else:
        raise UnknownFormatError(str(value))
    return passed


class DatePrinter:
    """Prints dates, times or elapsed time by a section, whose tokens it reads once.

    What an `m` means depends on its neighbours: minutes behind hours and before seconds.
    """

    def __init__(self, section: FormatSection, symbols: LocaleSymbols) -> None:
        self.symbols = symbols
        self.tokens = _without_long(section.tokens, symbols)
        kinds = {token.kind for token in self.tokens}
        self.is_elapsed = TokenKind.ELAPSED in kinds
        self.is_halved = TokenKind.HALF_DAY in kinds
        self.decimals = 0
        self.parts = self._read()

    def show(self, value: Moment) -> str:
        """Print a value.

        Raises:
            UnknownFormatError: it is no date of a sheet, or the section says what none has.
        """
        passed = since_epoch(value)
        negative = passed < datetime.timedelta()
        if (negative and not self.is_elapsed) or abs(passed) >= _LAST_DAY * _DAY:
            raise UnknownFormatError(str(value))
        clock = _Clock.of(abs(passed), min(self.decimals, 6))
        return "-" * negative + "".join(part(clock) for part in self.parts)

    def _read(self) -> list[_Part]:
        parts: list[_Part] = []
        following = self._following()
        before = behind_seconds = ""
        digits = -1  # of a second that have been read, -1 where none may follow
        for place, (kind, text) in enumerate(self.tokens):
            if kind is TokenKind.DIGIT and digits >= 0:
                parts.append(partial(_fraction_digit, place=digits))
                digits += 1
                self.decimals = max(self.decimals, digits)
                continue
            is_fraction = kind is TokenKind.POINT and behind_seconds != ""
            digits = 0 if is_fraction else -1
            behind_seconds = ""
            if kind in _TIMES:
                part = text.lower()
                is_minute = before.startswith("h") or following[place].startswith("s")
                parts.append(self._time(kind, part, is_minute=is_minute))
                before = part
                behind_seconds = part if part in ("s", "ss") else ""
            else:
                parts.append(self._sign(kind, text, is_fraction=is_fraction))
        return parts

    def _following(self) -> list[str]:
        """Return for each token the next one of a date or a time behind it, "" for none."""
        found: list[str] = []
        latest = ""
        for kind, text in reversed(self.tokens):
            found.append(latest)
            latest = text.lower() if kind in _TIMES else latest
        return found[::-1]

    def _sign(self, kind: TokenKind, text: str, *, is_fraction: bool) -> _Part:
        if kind is TokenKind.HALF_DAY:
            return partial(_half_day, size=len(text))
        if kind is TokenKind.SLASH:
            text = self.symbols.date_separator
        elif kind is TokenKind.POINT:
            text = self.symbols.decimal if is_fraction else "."
        elif kind not in (TokenKind.LITERAL, TokenKind.COMMA):
            raise UnknownFormatError(text)
        return lambda _: text

    def _time(self, kind: TokenKind, part: str, *, is_minute: bool) -> _Part:
        size, letter, symbols = len(part), part[0], self.symbols
        if kind is TokenKind.ELAPSED:
            unit = {"h": 3600, "m": 60, "s": 1}[letter]
            return lambda clock: f"{clock.seconds // unit:0{size}}"
        if letter == "y":
            return lambda clock: f"{clock.at.year:04}"[-2 if size < 3 else 0 :]
        if letter == "h":
            return partial(_hour, size=size, is_halved=self.is_halved)
        if letter == "s":
            return lambda clock: f"{clock.at.second:0{min(size, 2)}}"
        if letter == "m" and size <= 2 and is_minute:
            return lambda clock: f"{clock.at.minute:0{size}}"
        if letter == "m" and size == 5:
            return lambda clock: symbols.months[clock.at.month - 1][0]
        if letter == "m":
            names = symbols.short_months if size == 3 else symbols.months
            return partial(_month, size=size, names=names)
        return partial(_day, size=size, names=symbols.short_days if size == 3 else symbols.days)


class _Clock(NamedTuple):
    """A value as its parts are printed: a moment, and whole seconds with their fraction."""

    at: datetime.datetime
    seconds: int
    fraction: str

    @classmethod
    def of(cls, passed: datetime.timedelta, decimals: int) -> _Clock:
        """Round to so many decimals of a second, where there are any; what is less is cut."""
        whole = passed // datetime.timedelta(microseconds=1)
        if decimals:
            step = 10 ** (6 - decimals)  # microseconds
            whole = (whole + step // 2) // step * step
        moment = EPOCH + datetime.timedelta(microseconds=whole)
        return cls(moment, whole // 1_000_000, f"{whole % 1_000_000:06}")


_Part = Callable[[_Clock], str]
_TIMES = (TokenKind.DATE, TokenKind.ELAPSED)


def _without_long(tokens: Sequence[FormatToken], symbols: LocaleSymbols) -> Sequence[FormatToken]:
    """Return the tokens; those of the system's long date or time where they are asked for."""
    for token in tokens:
        if token.kind is TokenKind.LONG_DATE:
            return parse_code(symbols.long_date)[0].tokens
        if token.kind is TokenKind.LONG_TIME:
            return parse_code(_LONG_TIME)[0].tokens
    return tokens


def _fraction_digit(clock: _Clock, place: int) -> str:
    return clock.fraction[place] if place < len(clock.fraction) else "0"


def _half_day(clock: _Clock, size: int) -> str:
    word = "PM" if clock.at.hour >= 12 else "AM"
    return word if size > 3 else word[0]


def _hour(clock: _Clock, size: int, is_halved: bool) -> str:
    hour = (clock.at.hour % 12 or 12) if is_halved else clock.at.hour
    return f"{hour:0{min(size, 2)}}"


def _day(clock: _Clock, size: int, names: Sequence[str]) -> str:
    return f"{clock.at.day:0{size}}" if size <= 2 else names[clock.at.weekday()]


def _month(clock: _Clock, size: int, names: Sequence[str]) -> str:
    return f"{clock.at.month:0{size}}" if size <= 2 else names[clock.at.month - 1]
