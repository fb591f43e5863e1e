"""Find the chamber of each row: a column that says it, else marks in its cells, else a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from .chamber_words import (
    MOST_KINDS,
    UNSAID,
    Known,
    is_district,
    is_naming_column,
    meaning_of,
    unsaid_reason,
)
from .chambers_by_parliament import map_chamber_by_parliament
from .column_cells import ColumnCells, choice, evidence, lookup, quoted, spread, spread_rows
from .heading_words import keys_of
from .mapping_draft import Draft
from .parliament_cells import has_word

_FILLED = 0.98  # of the rows are filled where nothing but the cells speaks for a column


def map_chamber(draft: Draft) -> None:
    """Map `chamber` where the parliament has several; of a guess it is said that it is one."""
    if draft.is_bound("chamber"):
        return
    parliament = draft.constants.get("parliament", "") or _only_parliament(draft)
    if not parliament:
        map_chamber_by_parliament(draft)
        return
    chambers = draft.known.chambers.get(parliament, ())
    if len(chambers) < 2:
        return
    words = evidence().get(parliament, {}).get("chambers", {})
    known = {one: words.get(one, {}) for one in chambers}
    for rule in (_by_column, _by_marks, _by_names, _by_headings, _by_file, _by_district):
        if rule(draft, parliament, known):
            return
    named = " or ".join(f'"{one}"' for one in chambers)
    draft.notes.append(
        "nothing in the roster says which chamber: below "
        f"[recipients.constants], write chamber = {named}"
    )


def _only_parliament(draft: Draft) -> str:
    """Return the parliament that every cell of its column names, "" where there are several."""
    named = {*draft.named.values()}
    return named.pop() if len(named) == 1 else ""


def _by_column(draft: Draft, parliament: str, known: Known) -> bool:
    """Map the column of which the cells mean a chamber; a heading that speaks of one is first."""
    speaking = draft.all_like("chamber", lambda _: True)
    columns = [*speaking, *(one for one in draft.free if one not in speaking)]
    columns += [one for one in draft.current if one not in columns]
    for column in columns:
        codes = column in speaking
        if len(column.distinct) > MOST_KINDS or (column.fill < _FILLED and not codes):
            continue
        meanings = {
            cell: meaning_of(draft, parliament, cell, known, codes=codes)
            for cell in column.distinct
        }
        unsaid = sum(1 for cell in column.cells if not meanings.get(cell))
        rows, read = len(column.cells), draft.known.read_chamber
        sure = column.fill == 1 and all(
            read(parliament, cell) == one for cell, one in meanings.items() if one
        )
        if not column.filled or unsaid > (_spared(rows, sure=sure) if codes else 0.02 * rows):
            continue
        if not codes and not all(meanings.values()):
            continue
        plain = all(draft.known.read_chamber(parliament, c) == one for c, one in meanings.items())
        said = {*meanings.values()} if column.fill >= _FILLED else set()
        if len(said) == 1 and (not plain or not codes):
            draft.constants["chamber"] = next(iter(said))
            draft.reasons["chamber"] = f"each row says so in `{column.heading}`"
            return True
        told = {cell: one or cell for cell, one in meanings.items()}  # `check` tells what is none
        told |= {"": ""} if column.fill < 1 else {}
        text = column.heading if plain else choice(column.heading, told)
        draft.take("chamber", column, text, unsaid_reason(unsaid), keep=not codes)
        return True
    return False


def _spared(rows: int, *, sure: bool) -> float:
    """Return how many rows may name no chamber.

    It is one of three, too, where it is a slip: the others do so for `sure`, and none is empty.
    """
    return max(int(sure and rows > 2), UNSAID * rows)


def _by_marks(draft: Draft, parliament: str, known: Known) -> bool:
    """Take the chamber whose addresses the cells have; of several, by one column that has all."""
    del parliament
    votes: Counter[str] = Counter()
    for row in spread_rows(draft.current):
        text = " ".join(" ".join(row).casefold().split())
        found = [one for one, words in known.items() if _has(text, words)]
        if len(found) == 1:
            votes[found[0]] += 1
    if not votes:
        return False
    if len(votes) == 1 and votes.total() >= 0.5 * len(spread(draft.sample.rows)):
        (chamber,) = votes
        draft.constants["chamber"] = chamber
        rows = len(spread(draft.sample.rows))
        draft.reasons["chamber"] = f"{votes.total()} of {rows} rows have its address"
        return True
    return len(votes) > 1 and _by_marked_column(draft, known)


def _has(text: str, words: Mapping[str, Any]) -> bool:
    return any(mark in text for mark in words.get("marks", ()))


def _by_marked_column(draft: Draft, known: Known) -> bool:
    """Map an expression over a column whose every cell has the address of one chamber."""
    for column in draft.current:
        if column.fill < 1:
            continue
        for mark in (mark for words in known.values() for mark in words.get("marks", ())):
            (with_mark, *_), others = _sides(column, mark, known), known
            rest = [one for one in others if one != with_mark]
            if with_mark and len(rest) == 1:
                test = f"{quoted(mark)} in {lookup(column.heading)} | lower"
                text = f"{{{{ {quoted(with_mark)} if {test} else {quoted(rest[0])} }}}}"
                draft.take("chamber", column, text, "by addresses", keep=True)
                return True
    return False


def _sides(column: ColumnCells, mark: str, known: Known) -> list[str]:
    """Return the chamber of the cells with a mark, [""] where other cells have no other's mark."""
    owner = next(one for one, words in known.items() if mark in words.get("marks", ()))
    for cell in column.filled:
        text = " ".join(cell.casefold().split())
        others = [one for one, words in known.items() if one != owner and _has(text, words)]
        if (mark in text) == bool(others):
            return [""]
    return [owner]


def _by_names(draft: Draft, parliament: str, known: Known) -> bool:
    """Guess the chamber by titles and letters in names: Baroness, MP, Senator."""
    del parliament
    columns = [one for one in draft.current if is_naming_column(one)]
    found: list[str] = []
    for row in spread_rows(columns):
        text = " ".join(row)
        said = [one for one, words in known.items() if has_word(text, words.get("names", ()))]
        found.append(said[0] if len(said) == 1 else ("" if not said else "both"))
    votes = Counter(one for one in found if one)
    if "both" in votes or not votes or votes.total() < 0.5 * len(found):
        return False
    if len(votes) == 1:
        (chamber,) = votes
        word = " or ".join(known[chamber]["names"][:3])
        draft.constants["chamber"] = chamber
        draft.guess("chamber", f"{votes.total()} of {len(found)} names have {word}")
        return True
    return votes.total() == len(found) and _by_titles_in(draft, columns, known)


def _by_titles_in(draft: Draft, columns: list[ColumnCells], known: Known) -> bool:
    """Map an expression over the column in which each name has the title of one chamber."""
    for column in columns:
        sides = {
            cell: [one for one, w in known.items() if has_word(cell, w.get("names", ()))]
            for cell in column.distinct
        }
        if not sides or column.fill < 1 or any(len(one) != 1 for one in sides.values()):
            continue
        first, *rest = known
        words = [word for word in known[first]["names"] if any(has_word(c, (word,)) for c in sides)]
        cell = f"(' ' ~ {lookup(column.heading)} ~ ' ')"
        tests = " or ".join(f"{quoted(f' {word} ')} in {cell}" for word in words)
        if len(rest) == 1 and words:
            text = f"{{{{ {quoted(first)} if {tests} else {quoted(rest[0])} }}}}"
            draft.take("chamber", column, text, keep=True)
            draft.guess("chamber", f"by the titles in `{column.heading}`")
            return True
    return False


def _others_named(draft: Draft, chamber: str, known: Known) -> int:
    """Return how many rows have a title of another chamber alone beside the name."""
    count = 0
    for row in spread_rows([one for one in draft.current if is_naming_column(one)]):
        said = {
            one for one, words in known.items() if has_word(" ".join(row), words.get("names", ()))
        }
        count += bool(said) and chamber not in said
    return count


def _by_headings(draft: Draft, parliament: str, known: Known) -> bool:
    """Guess the chamber by headings that the rosters of one chamber alone have."""
    del parliament
    keys = {key for column in draft.current if column.fill > 0.5
            for key in keys_of(column.heading)}  # fmt: skip
    found = [(one, keys & {*words.get("headings", ())}) for one, words in known.items()]
    found = [(one, said) for one, said in found if said]
    if len(found) != 1 or _is_partial(draft) or _others_named(draft, found[0][0], known):
        return False
    draft.constants["chamber"] = found[0][0]
    draft.guess("chamber", f"a column `{min(found[0][1])}` is filled in most rows")
    return True


def _by_file(draft: Draft, parliament: str, known: Known) -> bool:
    del parliament
    name = " ".join(re.split(r"[\W_]+", PurePath(draft.sample.source).stem.casefold()))
    found = [one for one, words in known.items() if has_word(name, words.get("files", ()))]
    if len(found) != 1 or _others_named(draft, found[0], known):
        return False
    draft.constants["chamber"] = found[0]
    draft.guess("chamber", "the name of the file")
    return True


def _is_partial(draft: Draft) -> bool:
    return any(is_district(one) and 0 < one.fill < 1 for one in draft.current)


def _by_district(draft: Draft, parliament: str, known: Known) -> bool:
    """Guess by a column of districts: those who have one sit in the lower chamber."""
    regions = frozenset(evidence().get(parliament, {}).get("regions", ()))
    lower = [one for one, words in known.items() if words.get("district")]
    upper = [one for one in known if one not in lower]
    columns = [one for one in draft.current if one.filled and is_district(one)]
    columns = [one for one in columns if one.share(lambda cell: cell.casefold() in regions) < 0.5]
    if len(lower) != 1 or len(upper) != 1 or not columns:
        return False
    column = columns[0]
    if column.fill >= 0.98:
        draft.constants["chamber"] = lower[0]
        against = _others_named(draft, lower[0], known)
        otherwise = f"; {against} of {len(column.cells)} rows say otherwise" if against else ""
        draft.guess("chamber", f"each row has a `{column.heading}`{otherwise}")
        return True
    text = f"{{{{ {quoted(lower[0])} if {lookup(column.heading)} else {quoted(upper[0])} }}}}"
    draft.take("chamber", column, text, keep=True)
    draft.guess("chamber", f"rows without a `{column.heading}` are taken for the {upper[0]}")
    return True
