"""Find the parliament that a roster is for: a column that names it, else what its cells show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from .column_cells import ColumnCells, choice, evidence, spread, spread_rows
from .draft import Draft
from .heading_words import keys_of, rank_of

PARLIAMENTS = ("eu", "us", "ca", "au", "uk", "nz")


def map_parliament(draft: Draft) -> None:
    """Map `parliament` to a column that names it; else propose a constant for which all speaks.

    Where such a column exists no constant is proposed, not even where some of its cells name no
    parliament that is known.
    """
    if draft.is_bound("parliament"):
        return
    if _map_column(draft):
        return
    for votes, said, is_guess in _voices(draft):
        winner = _winner(votes)
        if winner:
            draft.constants["parliament"] = winner
            draft.reasons["parliament"] = said
            if is_guess:
                draft.guess("parliament", said)
            return
        if len(votes) > 1:
            named = ", ".join(one for one, _ in votes.most_common())
            draft.notes.append(f"the rows speak for several parliaments ({named}): {said}")
            return


def _map_column(draft: Draft) -> bool:
    """Map the column whose cells name parliaments; say whether there is one."""
    like = draft.all_like("parliament", lambda one: one.is_text)
    others = [one for one in draft.free if one not in like and one.is_text]
    for column in (*like, *others):
        cells = column.distinct
        if column.fill < 0.95 or len(cells) > 60:
            continue
        found = {cell: parliament_of(draft, cell) for cell in cells}
        share = column.share(found.get)
        if share < 0.6 or (column not in like and share < 1):
            continue
        foreign = {cell: one for cell, one in found.items() if one and not draft.known.find(cell)}
        text = choice(column.heading, {c: o for c, o in found.items() if o}) if foreign else ""
        draft.take("parliament", column, text, keep=_is_post_country(column, draft))
        draft.naming = column.heading
        if unknown := [cell for cell, one in found.items() if not one]:
            named = ", ".join(f"`{cell}`" for cell in unknown[:5])
            draft.notes.append(f"`{column.heading}` names parliaments that are not known: {named}")
        return True
    return False


def parliament_of(draft: Draft, cell: str) -> str:
    """Return the parliament that a cell names, in the languages that are known; "" for none."""
    folded = cell.casefold()
    named = (one for one, names in evidence()["countries"].items() if folded in names)
    return draft.known.find(cell) or next(named, "")


def _is_post_country(column: ColumnCells, draft: Draft) -> bool:
    """Say whether a column of countries is also the last line of addresses beside it."""
    return rank_of(column.heading, "country") is not None and any(
        rank_of(one.heading, "postal_code") for one in draft.sample.columns.values()
    )


def _winner(votes: Counter[str]) -> str:
    """Return the parliament for which nearly all speaks, "" where several are spoken for."""
    if not votes:
        return ""
    first, most = votes.most_common(1)[0]
    return first if most >= 0.95 * votes.total() else ""


def _voices(draft: Draft) -> Iterator[tuple[Counter[str], str, bool]]:
    """Yield what speaks for parliaments, the surest first: votes, what it is, if it is a guess."""
    rows = spread(draft.sample.rows)
    marked = _vote_by_marks(draft)
    if marked.total() >= 0.3 * len(rows):
        yield marked, _said(draft, marked), False
    named = _vote_by_headings(draft)
    if named:
        yield named, "its headings", False
    if marked:
        yield marked, _said(draft, marked), True
    for key, what in (("regions", "its constituencies"), ("parties", "its parties")):
        yield _vote_by_values(draft, key), what, True
    yield _vote_by_names(draft), "titles beside the names", True
    yield _vote_by_file(draft.sample.source), "the name of the file", True
    yield _vote_by_headings(draft, weak=True), "its headings", True


def _said(draft: Draft, votes: Counter[str]) -> str:
    if not votes:
        return ""
    one = votes.most_common(1)[0][0]
    known = evidence()[one]
    marks = (*known["domains"], *known["places"])
    for text in _texts(draft):
        for mark in marks:
            if mark in text:
                return f"{votes[one]} of {len(spread(draft.sample.rows))} rows have `{mark}`"
    return "its addresses"


def _texts(draft: Draft) -> Iterator[str]:
    """Yield the cells of each row as one text, in small letters, line ends read as blanks."""
    for row in spread_rows(draft.current):
        yield " ".join("\n".join(row).casefold().replace("\n", " \n ").split(" "))


def _vote_by_marks(draft: Draft) -> Counter[str]:
    """Count the rows that have an address, of the net or of post, of one parliament alone."""
    votes: Counter[str] = Counter()
    for text in _texts(draft):
        flat = " ".join(text.split())
        found = {one for one in PARLIAMENTS if _has_mark(flat, evidence()[one])}
        if len(found) == 1:
            votes[found.pop()] += 1
    return votes


def _has_mark(text: str, known: Mapping[str, Any]) -> bool:
    return any(mark in text for mark in (*known["domains"], *known["places"]))


def _vote_by_headings(draft: Draft, *, weak: bool = False) -> Counter[str]:
    """Count the headings that one parliament's rosters alone have.

    `weak` counts those of chambers as well, such as `Electorate`.
    """
    keys = {key for heading in draft.sample.columns for key in keys_of(heading)}
    keys |= {word for heading in draft.sample.columns for word in keys_of(heading)[-1].split()}
    votes: Counter[str] = Counter()
    for one in PARLIAMENTS:
        known = evidence()[one]
        words = list(known["headings"])
        if weak:
            words += known.get("shared_headings", ())
            words += [w for c in known.get("chambers", {}).values() for w in c.get("headings", ())]
        votes[one] = len(keys & {*words})
    return +votes


def _vote_by_values(draft: Draft, kind: str) -> Counter[str]:
    """Count the columns whose cells are all among one parliament's states, or parties."""
    votes: Counter[str] = Counter()
    ours = "constituency" if kind == "regions" else "party"
    for column in draft.current:
        if rank_of(column.heading, ours) is None or len(column.distinct) < 2:
            continue
        fits = {}
        for one in PARLIAMENTS:
            known = frozenset(evidence()[one][kind])
            share = column.share(lambda cell, known=known: _value(cell) in known)  # type: ignore[misc]
            if share >= (0.95 if kind == "regions" else 0.4):
                fits[one] = share
        if len(fits) == 1:
            votes[next(iter(fits))] += 1
    return votes


def _value(cell: str) -> str:
    return re.sub(r"\s*\(.*\)$", "", cell).strip().casefold()


def _vote_by_names(draft: Draft) -> Counter[str]:
    """Count the names beside which one parliament's titles are, such as MEP."""
    votes: Counter[str] = Counter()
    columns = [draft.sample.columns[one] for one in draft.sample.columns if _is_naming(draft, one)]
    for row in spread_rows(columns):
        text = " ".join(row)
        found = {one for one in PARLIAMENTS if has_word(text, evidence()[one]["names"])}
        if len(found) == 1:
            votes[found.pop()] += 1
    return votes


def _is_naming(draft: Draft, heading: str) -> bool:
    """Say whether a column names persons, or says what they are."""
    ours = ("full_name", "lone_name", "title", "honorific", "office", "role", "post_nominals")
    return any(rank_of(heading, one) is not None for one in ours) or heading in draft.used


def has_word(text: str, words: Iterable[str]) -> bool:
    """Say whether one of the words is in a text, whole."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def _vote_by_file(source: str) -> Counter[str]:
    name = " ".join(re.split(r"[\W_]+", PurePath(source).stem.casefold()))
    return Counter(one for one in PARLIAMENTS if has_word(name, evidence()[one]["files"]))
