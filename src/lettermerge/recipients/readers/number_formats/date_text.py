"""Print dates, times and durations by the tokens of a number format."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

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


def show_date(value: Moment, section: FormatSection, symbols: LocaleSymbols) -> str:
    """Print a value by a section of dates, times or elapsed time.

    Raises:
        UnknownFormatError: the value is no date of a sheet, or the section says what none has.
    """
    tokens = _without_long(section.tokens, symbols)
    passed = since_epoch(value)
    negative = passed < datetime.timedelta()
    elapsed = any(token.kind is TokenKind.ELAPSED for token in tokens)
    if (negative and not elapsed) or abs(passed) >= _LAST_DAY * _DAY:
        raise UnknownFormatError(str(value))
    printer = _Printer(abs(passed), tokens, symbols)
    return "-" * negative + "".join(printer.print(place) for place in range(len(tokens)))


def _without_long(tokens: Sequence[FormatToken], symbols: LocaleSymbols) -> Sequence[FormatToken]:
    """Return the tokens; those of the system's long date or time where they are asked for."""
    for token in tokens:
        if token.kind is TokenKind.LONG_DATE:
            return parse_code(symbols.long_date)[0].tokens
        if token.kind is TokenKind.LONG_TIME:
            return parse_code(_LONG_TIME)[0].tokens
    return tokens


class _Printer:
    """Prints the tokens of one value; what an `m` means depends on its neighbours."""

    def __init__(
        self, passed: datetime.timedelta, tokens: Sequence[FormatToken], symbols: LocaleSymbols
    ) -> None:
        self.tokens, self.symbols = tokens, symbols
        self.decimals = self._decimals()
        step = 10 ** (6 - self.decimals)  # microseconds
        whole = passed // datetime.timedelta(microseconds=1)
        if self.decimals:
            whole = (whole + step // 2) // step * step
        passed = datetime.timedelta(microseconds=whole)
        self.passed = passed
        self.moment = EPOCH + passed
        self.seconds = whole // 1_000_000
        self.fraction = f"{whole % 1_000_000:06}"
        self.half = any(token.kind is TokenKind.HALF_DAY for token in tokens)

    def _decimals(self) -> int:
        """Return how many digits of a second are printed."""
        texts = [token.kind for token in self.tokens]
        digits = 0
        for place, kind in enumerate(texts):
            if kind is TokenKind.POINT and self._part_at(place - 1) in ("s", "ss"):
                after = place + 1
                while after < len(texts) and texts[after] is TokenKind.DIGIT:
                    after += 1
                digits = max(digits, after - place - 1)
        return min(digits, 6)

    def _part_at(self, place: int) -> str:
        """Return the date token at a place in small letters, "" where there is none."""
        if 0 <= place < len(self.tokens):
            kind, text = self.tokens[place]
            if kind in (TokenKind.DATE, TokenKind.ELAPSED):
                return text.lower()
        return ""

    def print(self, place: int) -> str:
        """Return what the token at a place prints."""
        kind, text = self.tokens[place]
        if kind is TokenKind.LITERAL:
            return text
        if kind is TokenKind.DATE:
            return self._date(text.lower(), place)
        if kind is TokenKind.ELAPSED:
            return self._elapsed(text)
        if kind is TokenKind.HALF_DAY:
            word = "PM" if self.moment.hour >= 12 else "AM"
            return word if len(text) > 3 else word[0]
        if kind is TokenKind.SLASH:
            return self.symbols.date_separator
        if kind is TokenKind.POINT:
            return self.symbols.decimal if self._is_second_fraction(place + 1) else "."
        if kind is TokenKind.DIGIT and self._is_second_fraction(place):
            return self._fraction_digit(place)
        if kind is TokenKind.COMMA:
            return ","
        raise UnknownFormatError(text)

    def _is_second_fraction(self, place: int) -> bool:
        """Say whether the digit at a place is one of a second's, behind `s.`."""
        first = place
        while first > 0 and self.tokens[first - 1].kind is TokenKind.DIGIT:
            first -= 1
        is_digit = place < len(self.tokens) and self.tokens[place].kind is TokenKind.DIGIT
        behind = first > 0 and self.tokens[first - 1].kind is TokenKind.POINT
        return is_digit and behind and self._part_at(first - 2) in ("s", "ss")

    def _fraction_digit(self, place: int) -> str:
        first = place
        while self.tokens[first - 1].kind is TokenKind.DIGIT:
            first -= 1
        number = place - first
        return self.fraction[number] if number < len(self.fraction) else "0"

    def _elapsed(self, text: str) -> str:
        unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
        return f"{self.seconds // unit:0{len(text)}}"

    def _date(self, text: str, place: int) -> str:
        moment, size = self.moment, len(text)
        if text[0] == "y":
            return f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"
        if text[0] == "d":
            return self._named(moment.day, moment.weekday(), size, is_day=True)
        if text[0] == "h":
            hour = (moment.hour % 12 or 12) if self.half else moment.hour
            return f"{hour:0{min(size, 2)}}"
        if text[0] == "s":
            return f"{moment.second:0{min(size, 2)}}"
        if size <= 2 and self._is_minute(place):
            return f"{moment.minute:0{size}}"
        if size == 5:
            return self.symbols.months[moment.month - 1][0]
        return self._named(moment.month, moment.month - 1, size, is_day=False)

    def _named(self, number: int, name: int, size: int, *, is_day: bool) -> str:
        if size <= 2:
            return f"{number:0{size}}"
        symbols = self.symbols
        if size == 3:
            return (symbols.short_days if is_day else symbols.short_months)[name]
        return (symbols.days if is_day else symbols.months)[name]

    def _is_minute(self, place: int) -> bool:
        """Say whether an `m` stands behind hours or before seconds."""
        before = next((one for at in range(place - 1, -1, -1) if (one := self._part_at(at))), "")
        after = next(
            (one for at in range(place + 1, len(self.tokens)) if (one := self._part_at(at))), ""
        )
        return before.startswith("h") or after.startswith("s")
