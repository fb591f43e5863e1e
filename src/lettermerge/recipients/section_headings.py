"""Find rows that are headings between the rows of persons, or totals: CANADA, Total: 35."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..diagnostics import Diagnostic, Row, Severity

_FEWEST_COLUMNS = 3  # a roster of fewer may know of somebody no more than the name
_MOST_OF_A_TOTAL = 4  # cells of a row that counts something
#: What people head a part of a list with: names of parliaments, chambers and countries.
_NAMES = frozenset(
    (
        *("canada", "australia", "new zealand", "aotearoa", "united kingdom", "uk", "u.k."),
        *("great britain", "britain", "england", "scotland", "wales", "northern ireland"),
        *("united states", "united states of america", "usa", "us", "u.s.", "u.s.a."),
        *("european union", "eu", "europe", "ep", "meps", "mps", "senators", "peers"),
        *("european parliament", "parlement européen", "europäisches parlament", "congress"),
        *("us congress", "united states congress", "uk parliament", "parliament of canada"),
        *("parliament of australia", "parliament of new zealand", "parliament", "westminster"),
        *("senate", "the senate", "sénat", "house of commons", "house of lords", "lords"),
        *("commons", "house of representatives", "chambre des communes", "kanada"),
        *("nz", "n.z.", "aus", "us senate", "us house", "u.s. senate", "u.s. house"),
        *("australien", "neuseeland", "grossbritannien", "großbritannien", "royaume-uni"),
    )
)
_CHAMBERS = frozenset(
    (
        *("senate", "the senate", "sénat", "senators", "house of commons", "commons", "mps"),
        *(
            "house of lords",
            "lords",
            "peers",
            "house of representatives",
            "house",
            "representatives",
        ),
        *("chambre des communes", "chambre des lords", "chambre des représentants", "congress"),
    )
)
_COUNTRIES = {
    "canadian": "canada", "australian": "australia", "british": "uk", "american": "us",
    "u.s": "us", "u.k": "uk",
}  # fmt: skip
#: Between a country and its chamber: United States – Senate, Canada: Commons, Senate of Canada.
_BETWEEN_PAIR = re.compile(r"\s*[–—:,/|(]\s*|\s+-\s+|\s+(?:of|du|de)\s+(?:the\s+)?|\s+")
_BETWEEN_NAMES = re.compile(r"\s+(?:and|&|und|et|\+)\s+|\s*[&+/,]\s*")
#: What people write before a number of rows, or where a list goes on.
_TOTAL = re.compile(
    r"(?i)(?:grand |sub-?|in )?(?:totals?|sum|count|gesamt|gesamtzahl|summe|anzahl|insgesamt|somme|"
    r"totale|nombre|n|entries|rows|names|people|persons|recipients)"
    r"\s*[:=#]?\s*\(?\s*(?:\d[\d.,]*)?\s*\)?\s*"
    r"(?:rows|names|people|persons|recipients|entries|members|mps|meps|personen|einträge)?[.:]?|"
    r"\d+ (?:rows|names|people|persons|recipients|entries|members)(?: in (?:total|all))?\.?"
)
#: A total of a part of the list, which it names: Total Canada, Subtotal of the Senate: 8, UK total.
_TOTAL_OF = re.compile(
    r"(?i)(?:(?:grand |sub-?)?totals?(?: (?:for|of|in|from)(?: the)?)? (?P<of>.+?)|"
    r"(?P<before>.+?) (?:sub-?)?total)\s*[:=]?\s*(?:\d[\d.,]*)?"
)
#: Of these a word alone is no total: N, Names.
_NEEDS_NUMBER = re.compile(r"(?i)n|names|people|persons|nombre|count|entries|rows|recipients")
_CONTINUED = re.compile(
    r"(?i)[(\[]?\s*(?:continued|cont'?d\.?|contd\.?|fortsetzung|forts\.|suite|end of list)"
    r"(?: (?:on|from|overleaf|next)\b.*)?[\s)\].:…]*"
)
_NUMBER = re.compile(r"\d[\d.,]*")
_LONGEST = 200  # characters of a heading
_NAMING = ("full_name", "family_name", "given_name")
_ADDRESSED = (*_NAMING, "envelope_name", "office", "role", "title")


def is_section_name(text: str) -> bool:
    """Say whether a text names parliaments, chambers or countries, and nobody."""
    return bool(named_sections(text))


def named_sections(text: str) -> tuple[str, ...]:
    """Return the parliaments, chambers or countries that are all that a text names; () if not."""
    plain = " ".join(text.casefold().rstrip(":").split())
    if plain in _NAMES or place_of(plain):
        return (plain,)
    parts = _BETWEEN_NAMES.split(plain)
    return tuple(parts) if len(parts) > 1 and all(one in _NAMES for one in parts) else ()


def is_chamber(text: str) -> bool:
    """Say whether a heading names a chamber and no country, which several parliaments may have."""
    return " ".join(text.casefold().rstrip(":").split()) in _CHAMBERS


def place_of(text: str) -> str:
    """Return the country of a text that is a country and a chamber of its parliament, "" if not."""
    if len(text) > _LONGEST:
        return ""
    text = " ".join(text.split()).rstrip(":) ")
    for sign in _BETWEEN_PAIR.finditer(text):
        before, after = text[: sign.start()], text[sign.end() :]
        for country, chamber in ((before, after), (after, before)):
            plain = country.casefold()
            place = _COUNTRIES.get(plain.removesuffix("."), plain)
            if chamber.casefold() in _CHAMBERS and place in _NAMES - _CHAMBERS:
                return country if plain in _NAMES else place
    return ""


def is_total(text: str) -> bool:
    """Say whether a text counts rows, or says that a list goes on: Total: 35, (continued)."""
    plain = " ".join(text.split())
    if _CONTINUED.fullmatch(plain):
        return True
    if _TOTAL.fullmatch(plain):
        return not _NEEDS_NUMBER.fullmatch(plain)
    part = _TOTAL_OF.fullmatch(plain)
    return part is not None and is_section_name(part["of"] or part["before"])


def lone_cell(cells: Sequence[str]) -> str:
    """Return the only cell of a row that holds something, "" where several do or none."""
    filled = [one.strip() for one in cells if one and not one.isspace()]
    return filled[0] if len(filled) == 1 else ""


def is_lone(cells: Sequence[str]) -> bool:
    """Say whether a row of three columns or more holds one cell and no other."""
    return len(cells) >= _FEWEST_COLUMNS and bool(lone_cell(cells))


def is_section(cells: Sequence[str]) -> bool:
    """Say whether a row looks like a heading of the rows below, or like a total.

    A heading is one cell, in capitals or a name; a total may have its numbers beside it.
    """
    if is_total_row(cells):
        return True
    text = lone_cell(cells) if len(cells) > 1 else ""
    if not text:
        return False
    return is_section_name(text) or (len(cells) >= _FEWEST_COLUMNS and text.isupper())


def is_total_row(cells: Sequence[str]) -> bool:
    """Say whether a row is a total: a cell that says so, and no other but numbers."""
    filled = [one.strip() for one in cells if one and not one.isspace()]
    first = filled[0] if filled and len(cells) > 1 else ""
    beside = all(map(_NUMBER.fullmatch, filled[1:]))
    return bool(first) and beside and (is_total(first) or (len(filled) > 1 and _is_count(first)))


def _is_count(text: str) -> bool:
    """Say whether a text is a total where a number is beside it: Count, Names, Total Labour."""
    plain = " ".join(text.split())
    return bool(_TOTAL.fullmatch(plain) or _TOTAL_OF.fullmatch(plain))


def section_fault(fields: dict[str, str], cells: Sequence[str], row: Row) -> Diagnostic | None:
    """Return what is said of a row that is a heading or a total, and no person; None for others.

    It is a warning where the row surely is nobody, and an error where it may be somebody of whom
    all but the name is missing.
    `fields` are its values by our names, of which names are looked at first: rows are many.
    """
    names = [text for name in _NAMING if (text := fields.get(name, "").strip())]
    if names and (sum(map(bool, cells)) > _MOST_OF_A_TOTAL or not any(map(_may_be_none, names))):
        return None
    column = next((name for name in _NAMING if fields.get(name)), "")
    if is_total_row(cells):
        where = row.at(column, next(one for one in cells if one.strip()))
        message = "the row looks like a total or a remark on the list, not a person"
        hint = "delete the row to silence this"
        return Diagnostic("roster.section-row", message, where, hint, Severity.WARNING)
    nobody = _is_nobody(fields, cells)
    if not is_section(cells) and not nobody:
        return None
    text = lone_cell(cells)
    severity = Severity.WARNING if nobody or is_section_name(text) else Severity.ERROR
    message = "the row has one filled cell: it looks like a heading between rows, not a person"
    hint = "delete the row; what it says of those below belongs into a column of its own, in each "
    hint += "row"
    if len(parts := named_sections(text)) > 1:
        number = "two" if len(parts) == 2 else str(len(parts))
        message = (
            f"the row looks like a heading between rows, not a person; it names {number}, so "
            "nothing says which of them a row below is for"
        )
    where = row.at(column, text)
    return Diagnostic("roster.section-row", message, where, hint, severity)


def _may_be_none(name: str) -> bool:
    """Say whether a name may be none: in capitals, a country, a total, or a number."""
    return name.isupper() or not name[-1:].isalpha() or is_section_name(name) or _is_count(name)


def _is_nobody(fields: dict[str, str], cells: Sequence[str]) -> bool:
    """Say whether a row holds one cell, which is neither a name nor an office."""
    return not any(fields.get(name) for name in _ADDRESSED) and is_lone(cells)
