"""Find the chamber of each row: a column that says it, else marks in its cells, else a guess."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from .column_cells import ColumnCells, choice, evidence, lookup, quoted, spread, spread_rows
from .draft import Draft
from .heading_words import keys_of, rank_of
from .legislature_evidence import has_word, parliament_of

_MOST_KINDS = 40  # distinct cells of a column that says what somebody is


def map_chamber(draft: Draft) -> None:
    """Map `chamber` where the parliament has several; of a guess it is said that it is one."""
    if draft.is_bound("chamber"):
        return
    parliament = draft.constants.get("parliament", "") or _only_parliament(draft)
    if not parliament:
        _map_by_parliament(draft)
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
    draft.notes.append(f"nothing in the roster says which chamber: write chamber = {named}")


def _only_parliament(draft: Draft) -> str:
    """Return the parliament that every cell of its column names, "" where there are several."""
    column = draft.sample.columns.get(draft.naming)
    named = {parliament_of(draft, cell) for cell in column.distinct} if column else set()
    return named.pop() if len(named) == 1 else ""


Known = Mapping[str, Mapping[str, Any]]


def _meaning(draft: Draft, parliament: str, cell: str, known: Known, *, codes: bool = False) -> str:
    """Return the chamber that a cell means, "" for none."""
    folded = " ".join(cell.casefold().split())
    for one, words in known.items():
        if folded in words.get("words", ()) or (codes and folded in words.get("codes", ())):
            return one
    return draft.known.find_chamber(parliament, cell)


def _by_column(draft: Draft, parliament: str, known: Known) -> bool:
    """Map the column of which each cell means a chamber; a heading that speaks of one is first."""
    speaking = draft.all_like("chamber", lambda _: True)
    columns = [*speaking, *(one for one in draft.free if one not in speaking)]
    columns += [one for one in draft.current if one not in columns]
    for column in columns:
        if column.fill < 0.98 or len(column.distinct) > _MOST_KINDS:
            continue
        codes = column in speaking
        meanings = {
            cell: _meaning(draft, parliament, cell, known, codes=codes) for cell in column.distinct
        }
        unclear = [cell for cell, one in meanings.items() if not one]
        if not column.filled or len(unclear) * 20 > len(column.filled):
            continue
        if unclear and column not in speaking:
            continue
        plain = all(draft.known.find_chamber(parliament, c) == one for c, one in meanings.items())
        if len({*meanings.values()}) == 1 and (not plain or column not in speaking):
            draft.constants["chamber"] = next(iter(meanings.values()))
            draft.reasons["chamber"] = f"each row says so in `{column.heading}`"
            return True
        text = column.heading if plain else choice(column.heading, meanings)
        draft.take("chamber", column, text, keep=column not in speaking)
        return True
    return False


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
    columns = [one for one in draft.current if _is_naming(one)]
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


def _is_naming(column: ColumnCells) -> bool:
    ours = ("full_name", "lone_name", "title", "honorific", "office", "role", "post_nominals")
    return any(rank_of(column.heading, one) is not None for one in ours)


def _by_headings(draft: Draft, parliament: str, known: Known) -> bool:
    """Guess the chamber by headings that the rosters of one chamber alone have."""
    del parliament
    keys = {key for column in draft.current if column.fill > 0.5
            for key in keys_of(column.heading)}  # fmt: skip
    found = [(one, keys & {*words.get("headings", ())}) for one, words in known.items()]
    found = [(one, said) for one, said in found if said]
    if len(found) != 1 or _is_partial(draft):
        return False
    draft.constants["chamber"] = found[0][0]
    draft.guess("chamber", f"a column `{min(found[0][1])}` is filled in most rows")
    return True


def _by_file(draft: Draft, parliament: str, known: Known) -> bool:
    del parliament
    name = " ".join(re.split(r"[\W_]+", PurePath(draft.sample.source).stem.casefold()))
    found = [one for one, words in known.items() if has_word(name, words.get("files", ()))]
    if len(found) != 1:
        return False
    draft.constants["chamber"] = found[0]
    draft.guess("chamber", "the name of the file")
    return True


def _is_district(column: ColumnCells) -> bool:
    keys = " ".join(keys_of(column.heading))
    return bool(re.search(r"\b(district|cd|riding|electorate|constituency)\b", keys)) and not (
        re.search(r"\b(office|name|id|address|phone|state)\b", keys)
    )


def _is_partial(draft: Draft) -> bool:
    return any(_is_district(one) and 0 < one.fill < 1 for one in draft.current)


def _by_district(draft: Draft, parliament: str, known: Known) -> bool:
    """Guess by a column of districts: those who have one sit in the lower chamber."""
    regions = frozenset(evidence().get(parliament, {}).get("regions", ()))
    lower = [one for one, words in known.items() if words.get("district")]
    upper = [one for one in known if one not in lower]
    columns = [one for one in draft.current if one.filled and _is_district(one)]
    columns = [one for one in columns if one.share(lambda cell: cell.casefold() in regions) < 0.5]
    if len(lower) != 1 or len(upper) != 1 or not columns:
        return False
    column = columns[0]
    if column.fill >= 0.98:
        draft.constants["chamber"] = lower[0]
        draft.guess("chamber", f"each row has a `{column.heading}`")
        return True
    text = f"{{{{ {quoted(lower[0])} if {lookup(column.heading)} else {quoted(upper[0])} }}}}"
    draft.take("chamber", column, text, keep=True)
    draft.guess("chamber", f"rows without a `{column.heading}` are taken for the {upper[0]}")
    return True


def _map_by_parliament(draft: Draft) -> None:
    """Map `chamber` where a roster is for several parliaments: what cells mean in each."""
    heading = draft.naming or draft.columns.get("parliament", "")
    if heading not in draft.sample.columns:
        return
    where = [parliament_of(draft, cell) for cell in draft.sample.columns[heading].cells]
    many = {one for one in where if len(draft.known.chambers.get(one, ())) > 1}
    if not many or _named_with_chamber(draft, heading):
        return
    speaking = draft.all_like("chamber", lambda _: True)
    columns = [*speaking, *(o for o in draft.current if o not in speaking)]
    for column in columns:
        meanings: dict[str, str] = {}
        plain, whole = True, True
        for parliament, named, cell in zip(
            where, draft.sample.columns[heading].cells, column.cells, strict=True
        ):
            if parliament not in many:
                plain &= not cell or bool(draft.known.find_chamber(parliament, cell))
                continue
            known = evidence().get(parliament, {}).get("chambers", {})
            meaning = _meaning(draft, parliament, cell, known, codes=column in speaking)
            whole &= bool(meaning)
            plain &= draft.known.find_chamber(parliament, cell) == meaning
            meanings[f"{named}|{cell}"] = meaning
        if not whole or len(meanings) > _MOST_KINDS:
            continue
        entries = ", ".join(f"{quoted(key)}: {quoted(one)}" for key, one in meanings.items())
        key = f"{lookup(heading)} ~ '|' ~ {lookup(column.heading)}"
        text = f"{{{{ {{{entries}}}.get({key}, '') }}}}"
        keep = column not in speaking
        draft.take("chamber", column, column.heading if plain else text, keep=keep)
        return
    if draft.known.chambers:
        named = ", ".join(sorted(many))
        draft.notes.append(f"nothing says which chamber the rows of {named} are for")


def _named_with_chamber(draft: Draft, heading: str) -> bool:
    """Say whether the column of parliaments names their chambers (`House of Lords`)."""
    cells = draft.sample.columns[heading].distinct
    found = [(parliament_of(draft, cell), cell) for cell in cells]
    return all(
        len(draft.known.chambers.get(one, ())) < 2 or draft.known.find_chamber(one, cell)
        for one, cell in found
    )
