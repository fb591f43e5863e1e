"""Format the values of cells for the filters of templates, as a language writes them (Babel)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..templating import FilterUseError, LanguageFilters
from ..typed_cell import date_in, number_in
from .languages import base_language, first_of_month, language_facts, locale_of

_SIZES = ("short", "medium", "long", "full")
_MOST_DECIMALS = 15
_MOST_DIGITS = 27  # as many as Babel prints
_NARROW_SPACE, _SPACE = "\u202f", "\u00a0"  # the second is in more faces
_LISTS = {"and": "standard", "or": "or"}


def value_filters(language: str) -> LanguageFilters:
    """Return the filters; `language` is that of letters which say no other."""
    printers: dict[str, Callable[..., str]] = {
        "date": print_date,
        "number": print_number,
        "currency": print_currency,
        "percent": print_percent,
        "ordinal": print_ordinal,
    }
    return LanguageFilters(printers, list_separators, language)


def print_date(cell: object, language: str, pattern: str = "long") -> str:
    """Print a date, a moment or a time of day.

    `pattern` is short, medium, long or full, or a pattern of CLDR (UTS #35, part 4): `d MMMM y`.

    Raises:
        UnfitCellError: the cell holds none.
        FilterUseError: the pattern is none, or asks a date for its hour.
    """
    from babel import dates

    value, locale = date_in(cell), locale_of(language)
    own = pattern not in _SIZES
    try:
        if not pattern:
            raise ValueError(pattern)
        if isinstance(value, datetime.time):
            size = "short" if pattern == "long" else pattern  # others need a time zone
            printed = dates.format_time(value, size, locale=locale)
        elif isinstance(value, datetime.datetime) and own:
            printed = dates.format_datetime(value, pattern, locale=locale)
        else:
            day = value.date() if isinstance(value, datetime.datetime) else value
            if pattern in ("long", "full") or own:
                spelled = pattern if own else locale.date_formats[pattern].pattern
                pattern = first_of_month(spelled, day, language)
            printed = dates.format_date(day, pattern, locale=locale)
    except (ValueError, KeyError, AttributeError, NotImplementedError, TypeError):
        message = f"`{pattern}` cannot print {value}"
        hint = "write short, medium, long or full, or a pattern such as 'd MMMM y'"
        raise FilterUseError(message, hint) from None
    return printed.replace(_NARROW_SPACE, _SPACE)


def _decimals(number: Decimal, decimals: object) -> int:
    """Return how many decimals are printed: those asked for, else those that the number has."""
    if decimals is None:
        exponent = number.normalize().as_tuple().exponent
        return min(max(-exponent, 0), _MOST_DECIMALS) if isinstance(exponent, int) else 0
    if not isinstance(decimals, int) or not 0 <= decimals <= _MOST_DECIMALS:
        hint = f"write a number from 0 to {_MOST_DECIMALS}"
        raise FilterUseError(f"`{decimals}` is not a number of decimals", hint)
    return decimals


def print_number(cell: object, language: str, decimals: int | None = None) -> str:
    """Print a number with separators of thousands; raises UnfitCellError where it is none."""
    from babel.numbers import format_decimal

    number = number_in(cell)
    return _shown(format_decimal, number, _decimals(number, decimals), language)


def print_percent(cell: object, language: str, decimals: int | None = None) -> str:
    """Print 0.25 as 25 %; raises UnfitCellError where the cell is no number."""
    from babel.numbers import format_percent

    number = number_in(cell)
    return _shown(format_percent, number, _decimals(number * 100, decimals), language)


def _shown(function: Any, number: Decimal, decimals: int, language: str) -> str:
    """Print a number by Babel, in the language's own pattern with as many decimals."""
    locale = locale_of(language)
    kind = "percent" if function.__name__ == "format_percent" else "decimal"
    formats = locale.percent_formats if kind == "percent" else locale.decimal_formats
    pattern = formats[None].pattern.partition(";")[0]
    whole, _, rest = pattern.partition(".")
    behind = rest.lstrip("0#") if rest else ""
    if not rest:
        digits = whole.rstrip("% \u00a0\u202f")
        whole, behind = digits, whole[len(digits) :]
    zeros = "." + "0" * decimals if decimals else ""
    step = Decimal(1).scaleb(-decimals - (2 if kind == "percent" else 0))
    rounded = _half_up(number, step)
    printed = str(function(rounded, f"{whole}{zeros}{behind}", locale=locale))
    return printed.replace(_NARROW_SPACE, _SPACE)


def _half_up(number: Decimal, step: Decimal) -> Decimal:
    """Round a number to a step; raises FilterUseError where Babel cannot print its digits."""
    if number.adjusted() - step.adjusted() >= _MOST_DIGITS:
        hint = "print fewer decimals, or the cell itself"
        raise FilterUseError("the number has too many digits to print", hint)
    return number.quantize(step, rounding=ROUND_HALF_UP)


def print_currency(
    cell: object, language: str, code: object = "", decimals: int | None = None
) -> str:
    """Print an amount of a currency (ISO 4217), with the decimals that it has.

    Raises:
        UnfitCellError: the cell holds no number.
        FilterUseError: no currency is named, or none that there is.
    """
    from babel.numbers import format_currency, get_currency_precision, is_currency

    number = number_in(cell)
    if not isinstance(code, str) or not is_currency(code):
        message = f"`{code}` is not a currency" if code else "`currency` is not told which one"
        raise FilterUseError(message, "write its code: currency('GBP')")
    places = get_currency_precision(code) if decimals is None else _decimals(number, decimals)
    rounded = _half_up(number, Decimal(1).scaleb(-places))
    locale = locale_of(language)
    pattern = locale.currency_formats["standard"].pattern
    digits = "0." + "0" * places if places else "0"
    pattern = pattern.replace("0.00", digits)
    printed = format_currency(rounded, code, pattern, locale=locale, currency_digits=False)
    return printed.replace(_NARROW_SPACE, _SPACE)


def print_ordinal(cell: object, language: str, gender: object = "m") -> str:
    """Print a whole number as one that counts: 2nd, 2e, 2.

    `gender` is that of the noun that is counted, m or f: 1er article, 1re lettre.

    Raises:
        UnfitCellError: the cell holds no number.
        FilterUseError: it is no whole number, the language's ordinals are not known, or the gender
            is none.
    """
    if gender not in ("m", "f"):
        raise FilterUseError(f"`{gender}` is not a gender", "write ordinal, or ordinal('f')")
    number = number_in(cell)
    if number < 0 or number.adjusted() >= _MOST_DIGITS or number != number.to_integral_value():
        hint = "print it with | number"
        raise FilterUseError(f"{number} is not a whole number, and has no ordinal", hint)
    base = base_language(language)
    endings = language_facts()["ordinals"].get(base)
    if gender == "f":
        endings = language_facts()["feminine_ordinals"].get(base, endings)
    if endings is None:
        hint = "write the ending yourself, or print it with | number"
        raise FilterUseError(f"the ordinals of `{base}` are not known", hint)
    form = locale_of(language).ordinal_form(int(number))
    return f"{int(number)}{endings.get(form, endings['other'])}"


def list_separators(count: int, language: str, word: str) -> Sequence[str]:
    """Return what is printed before, between and behind so many items: `A, B and C`.

    Raises:
        FilterUseError: the word is neither `and` nor `or`.
    """
    from babel.lists import format_list

    if word not in _LISTS:
        raise FilterUseError(f"`{word}` joins nothing", "write join_and, or join_and('or')")
    if not count:
        return [""]
    mark = "\x00"
    printed: str = format_list([mark] * count, style=_LISTS[word], locale=locale_of(language))  # type: ignore[arg-type]
    return printed.split(mark)
