"""Read which parliament a cell names, and which parliaments the rest of its row speaks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model import PARLIAMENTS
from .column_cells import ColumnCells, evidence, spread, spread_rows
from .heading_words import rank_of
from .mapping_draft import Draft

_LONGEST = 80  # characters of a cell that names a parliament
_PARTS = re.compile(r"\s*[()\[\]/,;|–—]+\s*|\s+-\s+")
_SHORT = ("UK", "EU", "EP", "US", "NZ")  # parts of two letters that are no state's: Ottawa, CA


def parliament_of(draft: Draft, cell: str) -> str:
    """Return the parliament that a whole cell names, in the languages known; "" for none."""
    folded = " ".join(cell.casefold().split())
    named = (one for one, names in evidence()["countries"].items() if folded in names)
    return draft.known.find(cell) or next(named, "")


def parliament_in(draft: Draft, cell: str) -> str:
    """Return the parliament that a cell names, whole or in a part: Germany (MEP), Canada / QC."""
    if whole := parliament_of(draft, cell):
        return whole
    if has_word(cell, evidence()["within"]["eu"]["cells"]):
        return "eu"
    parts = [one for one in _PARTS.split(cell) if len(one) > max(map(len, _SHORT)) or one in _SHORT]
    found = {parliament_of(draft, one) for one in parts} - {""}
    if any(_is_another(draft, one) for one in _PARTS.split(cell)):
        return ""
    return found.pop() if len(found) == 1 else _split_country(draft, cell)[0]


def _is_another(draft: Draft, part: str) -> bool:
    """Say whether a part of a cell is a parliament that none of ours is: Scottish Parliament."""
    words, known = {*_bare(part).split()}, evidence()["words"]
    is_one = not words.isdisjoint(known["parliaments"])
    ours = words.issubset(known["of_parliaments"]) or parliament_of(draft, part)
    return is_one and not ours and not _split_country(draft, part)[0]


def name_in(draft: Draft, cell: str, parliament: str) -> str:
    """Return a known name of what a cell that is none names: a chamber of the parliament, or it.

    Parl. of Australia (Senate) is the Australian Senate; else the parliament's id is returned.
    """
    words = _split_country(draft, cell)[1]
    for text in (words, *words.split()):
        chamber = draft.known.find_chamber(parliament, text) if text else ""
        if chamber and (name := draft.known.name_chamber(parliament, chamber)):
            return name
    return parliament


def _split_country(draft: Draft, cell: str) -> tuple[str, str]:
    """Return the parliament whose country a cell has beside words of parliaments, and those words.

    House of Reps Australia is; Parliament of Western Australia, with a word more, is not.
    """
    words = _bare(cell).split() if len(cell) <= _LONGEST else []
    peoples, beside = evidence()["peoples"], {*evidence()["words"]["of_parliaments"]}
    found: dict[str, str] = {}
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            rest, country = [*words[:start], *words[end:]], " ".join(words[start:end])
            if rest and beside.issuperset(rest):
                parliament = peoples.get(country) or parliament_of(draft, country)
                found.setdefault(parliament, " ".join(rest))
    found.pop("", None)
    return found.popitem() if len(found) == 1 else ("", "")


def _bare(text: str) -> str:
    """Return a text in small letters, without points and other signs."""
    return re.sub(r"[^\w\s]", " ", text.replace(".", "")).casefold()


def parliaments_by_cell(draft: Draft, column: ColumnCells) -> Mapping[str, str]:
    """Return the parliament of each different cell of a column, "" where it names none.

    A member state, or England, has one where each row with it says MEP, or MP, or has the
    parliament in a column of chambers (EP).
    """
    found = {cell: parliament_in(draft, cell) for cell in column.distinct}
    if not any(found.values()):
        return found
    said: dict[str, list[set[str]]] = defaultdict(list)
    rows = zip(spread(column.cells), _names(draft), _chambers(draft, column), strict=True)
    for cell, names, chambers in rows:
        within = evidence()["within"].items()
        says = {one for one, known in within if has_word(names, known["says"])}
        said[cell].append(says | {*map(draft.known.find, chambers)} - {""})
    for cell in [cell for cell, one in found.items() if not one]:
        homes = [one for one, known in evidence()["within"].items() if _is_in(cell, one, known)]
        if len(homes) == 1 and said[cell] and all(one == {homes[0]} for one in said[cell]):
            found[cell] = homes[0]
    return found


def _is_in(cell: str, parliament: str, known: Mapping[str, Any]) -> bool:
    folded = cell.casefold()
    regions = evidence()[parliament]["regions"]
    return folded in known["places"] or (folded in regions and len(folded) > len("at"))


def has_word(text: str, words: Iterable[str]) -> bool:
    """Say whether one of the words is in a text, whole."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def has_mark(text: str, known: Mapping[str, Any]) -> bool:
    """Say whether a text in small letters has an address, of the net or of post."""
    return any(mark in text for mark in (*known["domains"], *known["places"]))


def row_texts(draft: Draft) -> Iterator[str]:
    """Yield the cells of each row as one text, in small letters, line ends read as blanks."""
    for row in spread_rows(draft.current):
        yield " ".join("\n".join(row).casefold().split())


def _names(draft: Draft) -> Iterator[str]:
    """Yield what each row says of who somebody is: names, titles, offices."""
    columns = [one for heading, one in draft.sample.columns.items() if is_naming(draft, heading)]
    if not columns:
        yield from ("" for _ in spread(draft.sample.rows))
    for row in spread_rows(columns):
        yield " ".join(row)


def _chambers(draft: Draft, column: ColumnCells) -> Iterator[tuple[str, ...]]:
    """Yield what each row has in other columns whose headings are those of chambers."""
    others = [
        one
        for one in draft.current
        if one is not column and rank_of(one.heading, "chamber") is not None
    ]
    yield from spread_rows(others) if others else (() for _ in spread(draft.sample.rows))


def is_naming(draft: Draft, heading: str) -> bool:
    """Say whether a column names persons, or says what they are."""
    ours = ("full_name", "lone_name", "title", "honorific", "office", "role", "post_nominals")
    return any(rank_of(heading, one) is not None for one in ours) or heading in draft.used


def is_post_country(column: ColumnCells, draft: Draft) -> bool:
    """Say whether a column of countries is also the last line of addresses beside it."""
    return rank_of(column.heading, "country") is not None and any(
        rank_of(one.heading, "postal_code") for one in draft.sample.columns.values()
    )


def votes_against(draft: Draft, parliament: str) -> tuple[int, tuple[str, ...]]:
    """Return how many rows speak for other parliaments alone, and for which.

    Addresses, titles, letters behind names, and cells of columns of parliaments speak.
    """
    like = draft.all_like("parliament", lambda one: one.is_text)
    naming = [spread(one.cells) for one in like if not is_post_country(one, draft)]
    cells = zip(*naming, strict=True) if naming else (() for _ in spread(draft.sample.rows))
    count, others = 0, dict[str, None]()
    texts = zip(row_texts(draft), _names(draft), strict=True)
    for (text, names), named in zip(texts, cells, strict=True):
        found = {parliament_in(draft, cell) for cell in named if cell} - {""}
        found |= _speaks_for(text, names)
        if found and parliament not in found:
            count += 1
            others |= dict.fromkeys(sorted(found))
    return count, tuple(others)


def spoken_for(draft: Draft) -> Iterator[set[str]]:
    """Yield for which parliaments the addresses, titles and letters behind names of each row speak.

    Of a long list it is some of the rows: those that `spread` takes.
    """
    for text, names in zip(row_texts(draft), _names(draft), strict=True):
        yield _speaks_for(text, names)


def _speaks_for(text: str, names: str) -> set[str]:
    known = ((one, evidence()[one]) for one in PARLIAMENTS)
    return {one for one, own in known if has_mark(text, own) or has_word(names, own["names"])}
