"""Show cells by a number format: choose the section that a value falls under, and print it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .date_text import DatePrinter, Moment, since_epoch
from .format_code import FormatSection, TokenKind, UnknownFormatError, parse_code
from .locale_symbols import LocaleSymbols, symbols_of
from .number_text import number_printer, show_general

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CellFormat:
    """A compiled format: its sections, and what prints numbers by each of them."""

    sections: tuple[FormatSection, ...]
    symbols: tuple[LocaleSymbols, ...]
    printers: tuple[Callable[[Moment], str], ...]
    numeric: tuple[FormatSection, ...]
    is_conditional: bool

    @classmethod
    def of(cls, code: str, tag: str) -> CellFormat:
        """Compile a code, for whoever looks at the sheet in the locale `tag`.

        Raises:
            UnknownFormatError: it cannot be shown.
        """
        sections = parse_code(code)
        symbols = tuple(symbols_of(section.locale or tag) for section in sections)
        printers: list[Callable[[Any], str]] = []
        for section, one in zip(sections, symbols, strict=True):
            cls.require_shown(section)
            dates = section.is_date
            printers.append(
                DatePrinter(section, one).show if dates else number_printer(section, one)
            )
        numeric = _numeric(sections)
        conditional = any(section.condition for section in numeric)
        return cls(sections, symbols, tuple(printers), numeric, conditional)

    @staticmethod
    def require_shown(section: FormatSection) -> None:
        """Refuse a section that mixes what no spreadsheet mixes."""
        if section.has(TokenKind.GENERAL) and section.has(TokenKind.DIGIT, TokenKind.DATE):
            raise UnknownFormatError("General")

    def show(self, value: Moment | str) -> str:
        """Return a value as the sheet shows it.

        Raises:
            UnknownFormatError: the sheet shows none, but marks such as `####`.
        """
        if isinstance(value, str):
            return self._show_text(value)
        try:
            return self._show_number(value)
        except ArithmeticError:  # infinite, or with more digits than anybody prints
            raise UnknownFormatError(str(value)) from None

    def _show_number(self, value: Moment) -> str:
        number = value if isinstance(value, int | float) else since_epoch(value) / _DAY
        place = self._place(number)
        if place is None:
            raise UnknownFormatError(str(value))
        section = self.sections[place]
        if section.is_date:
            return self.printers[place](value)
        minus = "-" if number < 0 and not self._is_for_negative(place) else ""
        if section.has(TokenKind.GENERAL, TokenKind.TEXT):
            shown = show_general(abs(number), self.symbols[place])
            parts = (
                shown if token.kind in (TokenKind.GENERAL, TokenKind.TEXT) else token.text
                for token in section.tokens
            )
            return minus + "".join(parts)
        shown = self.printers[place](number)
        return minus + shown if minus and re.search("[1-9]", shown) else shown

    def _show_text(self, text: str) -> str:
        """Print a text by the fourth section, or by the one that has an `@`."""
        for place, section in enumerate(self.sections):
            if place == 3 or section.has(TokenKind.TEXT):
                shown = (text if kind is TokenKind.TEXT else part for kind, part in section.tokens)
                return "".join(shown)
        return text

    def _place(self, number: float) -> int | None:
        """Return which section a number falls under: by its condition, else by its sign."""
        sections = self.numeric
        if not self.is_conditional:
            if len(sections) == 1 or number > 0:
                return 0
            if number < 0:
                return 1
            return 2 if len(sections) > 2 else 0
        for place, section in enumerate(sections):
            is_last = place == len(sections) - 1
            if section.condition:
                if section.condition.holds(number):
                    return place
            elif is_last or (place == 1 and number < 0) or (place == 0 and number > 0):
                return place
        return None

    def _is_for_negative(self, place: int) -> bool:
        """Say whether a section is for negative numbers alone, and so prints its own sign."""
        section = self.sections[place]
        if section.condition:
            sign, limit = section.condition
            return sign in ("<", "<=") and limit == 0
        first = self.sections[0].condition
        if place != 1:
            return False
        return first is None or (first.sign in (">", ">=") and first.limit == 0)


def _numeric(sections: tuple[FormatSection, ...]) -> tuple[FormatSection, ...]:
    """Return the sections that are not for texts alone."""
    found = sections[:3]
    last = found[-1]
    if len(found) > 1 and last.has(TokenKind.TEXT) and last.condition is None:
        return found[:-1]
    return found
