"""Look up what formats leave to a locale: separators, names of months, and built-in formats.

The facts are CLDR's, by Babel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from .format_code import UnknownFormatError

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en_US"
#: Built-in formats that are the same for everybody (ECMA-376 part 1, 18.8.30).
_FIXED = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
#: Short dates of systems (Windows' regional formats, LibreOffice's) where CLDR has others.
_OWN_DATES = {
    "en_AU": r"d\/mm\/yyyy",
    "en_NZ": r"d\/mm\/yyyy",
    "es": r"dd\/mm\/yyyy",
    "es_ES": r"dd\/mm\/yyyy",
    "nl": "d-m-yyyy",
    "nl_NL": "d-m-yyyy",
}
_SHORT_DATE, _DATE_AND_TIME = 14, 22
_IN_BRACKETS = frozenset(("US",))  # where the system shows a negative amount so
_DECIMALS = {5: "", 6: "", 7: ".00", 8: ".00", 37: "", 38: "", 39: ".00", 40: ".00"}
_ACCOUNTING = {41: "", 42: "", 43: ".00", 44: ".00"}
_WITH_CURRENCY = (5, 6, 7, 8, 42, 44)


@dataclass(frozen=True, slots=True)
class LocaleSymbols:
    """What one locale prints; months count from 0, days from Monday.

    `short_date` and `long_date` are codes of a number format.
    """

    decimal: str
    group: str
    date_separator: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    short_date: str
    long_date: str


def is_locale(tag: str) -> bool:
    """Say whether Babel knows a tag such as `en-GB`."""
    try:
        _locale(tag)
    except UnknownFormatError:
        return False
    return True


def _locale(tag: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    name = tag.replace("-", "_")
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        pass
    try:
        return Locale.parse(name.partition("_")[0])
    except (UnknownLocaleError, ValueError):
        raise UnknownFormatError(tag) from None


@cache
def symbols_of(tag: str) -> LocaleSymbols:
    """Return what a locale (`en_GB`, `fr`) prints.

    Raises:
        UnknownFormatError: Babel does not know it.
    """
    found = _locale(tag)
    words = _locale("en") if found.language == "en" else found  # Sep, not Sept: as sheets show it
    signs = found.number_symbols["latn"]
    short = _as_code(found.date_formats["short"].pattern)
    separator = re.search(r"[^a-zA-Z\s\\]", short)
    return LocaleSymbols(
        decimal=str(signs["decimal"]),
        group=str(signs["group"]).replace("\u202f", "\u00a0"),  # a space that more faces have
        date_separator=separator[0] if separator else "/",
        months=_names(words.months["format"]["wide"], range(1, 13)),
        short_months=_names(words.months["stand-alone"]["abbreviated"], range(1, 13)),
        days=_names(words.days["format"]["wide"], range(7)),
        short_days=_names(words.days["stand-alone"]["abbreviated"], range(7)),
        short_date=_OWN_DATES.get(str(found)) or re.sub("y+", "yyyy", short),
        long_date=_as_code(found.date_formats["full"].pattern),
    )


def _names(table: object, keys: range) -> tuple[str, ...]:
    return tuple(str(table[key]) for key in keys)  # type: ignore[index]  # a mapping by number


def _as_code(pattern: str) -> str:
    """Return a date pattern of CLDR (UTS #35, part 4) as the code of a number format."""
    parts = re.split(r"'([^']*)'", pattern)
    code = ""
    for number, part in enumerate(parts):
        if number % 2:
            code += f'"{part}"'
            continue
        shown = part.replace("EEEE", "dddd").replace("E", "ddd").replace("/", "\\/")
        code += re.sub(r"(?<!y)y(?!y)", "yyyy", shown.replace("M", "m"))
    return code


def built_in_code(number: int, tag: str) -> str | None:
    """Return the code of a built-in format; None for one that is built in nowhere, or unknown.

    Those of dates, amounts and accounts follow the viewer's system, which `tag` stands for.
    """
    if number in _FIXED:
        return _FIXED[number]
    if number == _SHORT_DATE:
        return symbols_of(tag).short_date
    if number == _DATE_AND_TIME:
        return f"{symbols_of(tag).short_date} h:mm"
    if number in _DECIMALS:
        return _amount(tag, _DECIMALS[number], number in _WITH_CURRENCY)
    if number in _ACCOUNTING:
        digits = f"#,##0{_ACCOUNTING[number]}"
        before, after = _currency(tag) if number in _WITH_CURRENCY else ("", "")
        dash = f'{before}"-"{after}'
        if _territory(tag) in _IN_BRACKETS:
            return f"_({before}{digits}{after}_);_({before}({digits}){after};_({dash}_);_(@_)"
        return f"{before}{digits}{after}_-;-{before}{digits}{after}_-;{dash}_-;@_-"
    return None


def _amount(tag: str, decimals: str, with_currency: bool) -> str:
    before, after = _currency(tag) if with_currency else ("", "")
    code = f"{before}#,##0{decimals}{after}"
    if _territory(tag) in _IN_BRACKETS:
        return f"{code}_);({code})"
    return f"{code};-{code}"


def _territory(tag: str) -> str:
    """Return the country of a locale: its own, or the one where most speak it so (CLDR)."""
    from babel.core import get_global

    found = _locale(tag)
    likely = get_global("likely_subtags").get(found.language, "")
    return str(found.territory or likely.rpartition("_")[2])


def _currency(tag: str) -> tuple[str, str]:
    """Return what is before and behind an amount of the locale's own currency, as code."""
    from babel.numbers import get_territory_currencies

    found = _locale(tag)
    codes = get_territory_currencies(_territory(tag))
    symbol = str(found.currency_symbols.get(codes[-1], codes[-1])) if codes else ""
    pattern = found.currency_formats["standard"].pattern.partition(";")[0]
    before, _, after = pattern.partition("#")
    space = '" "' if "\u00a0" in pattern or " " in pattern else ""
    quoted = f'"{symbol}"'
    return (f"{quoted}{space}", "") if "¤" in before else ("", f"{space}{quoted}" if after else "")
