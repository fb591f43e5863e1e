r"""Translate Word's date pictures into patterns of Unicode's locale data, part number pictures.

`\\@ "dddd, MMMM d, yyyy"` and `\\# "$#,##0.00"` (ECMA-376 part 1, 17.16.4.1 and 17.16.4.2) against
https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table.
"""

from __future__ import annotations

import re

_DATE_PARTS = {
    "dddd": "EEEE", "ddd": "EEE", "dd": "dd", "d": "d",
    "MMMM": "MMMM", "MMM": "MMM", "MM": "MM", "M": "M",
    "yyyy": "yyyy", "yy": "yy", "HH": "HH", "H": "H", "hh": "hh", "h": "h",
    "mm": "mm", "m": "m", "ss": "ss", "s": "s", "am/pm": "a", "AM/PM": "a",
}  # fmt: skip
_DATE = re.compile(
    r"'[^']*'|[aA][mM]/[pP][mM]|d{1,4}|D{1,4}|M{1,4}|y{2,4}|Y{2,4}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|\w+"
)


_DIGITS = re.compile(r"[#0x][#0x,]*(?:\.([#0x]+))?")


def as_date_pattern(picture: str) -> str:
    """Return a date picture as a CLDR pattern; other letters are quoted."""

    def part(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("'"):
            return text
        lower = {"D": "d", "Y": "y"}.get(text[0])
        key = text if lower is None else text.lower()
        key = "yyyy" if key == "yyy" else key
        return _DATE_PARTS.get(key) or f"'{text}'"

    return _DATE.sub(part, picture)


def split_number_picture(picture: str) -> tuple[str, int, str]:
    """Return what is before the number, how many decimals it has, and what is after it."""
    positive = picture.split(";", maxsplit=1)[0]
    found = _DIGITS.search(positive)
    if found is None:
        return positive, 0, ""
    decimals = len(found[1] or "")
    before, after = positive[: found.start()], positive[found.end() :]
    return before.replace("'", ""), decimals, after.replace("'", "")
