"""Find the parliament that a roster is for: a column that names it, else what its cells show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from ..model import PARLIAMENTS
from .column_cells import ColumnCells, choice, evidence, lookup, spread, spread_rows
from .heading_words import keys_of, rank_of, split_words
from .mapping_draft import Draft
from .parliament_cells import (
    has_mark,
    has_word,
    is_naming,
    is_post_country,
    name_in,
    parliament_of,
    parliaments_by_cell,
    row_texts,
    spoken_for,
    votes_against,
)

_FEW = 0.05  # of the rows may say otherwise where addresses speak
_FILLED = 0.95
_PARTLY_FILLED = 0.3  # is enough under a heading that says "parliament"
_HEADINGS = "its headings"
_SHOWN = 4  # headings between rows that are named
#: What to do where a list is for several parliaments and does not say for which.
ADVICE = (
    'add a column "Parliament" with UK, Canada, European Parliament or the like in each row, and '
    '"Chamber" where a parliament has two'
)


def map_parliament(draft: Draft) -> None:
    """Map `parliament` to a column that names it; else propose a constant for which all speaks.

    Where such a column exists no constant is proposed, not even where some of its cells name no
    parliament that is known.
    """
    if draft.is_bound("parliament"):
        return
    if _map_column(draft) or _map_sections(draft, fewest=2):
        return
    for votes, said, is_guess in _votes(draft):
        winner = _winner(votes)
        if winner:
            _propose(draft, winner, said, is_guess=is_guess)
            return
        if len(votes) > 1:
            named = ", ".join(one for one, _ in votes.most_common())
            draft.notes.append(
                f"the list seems to be for several parliaments: {named} ({said}); {_advice(draft)}"
            )
            return
    _map_sections(draft)


def _propose(draft: Draft, winner: str, said: str, *, is_guess: bool) -> None:
    """Propose a constant where the rows allow it; else say who speaks against it."""
    rows = len(spread(draft.sample.rows))
    against, others = votes_against(draft, winner)
    from_rows = not is_guess and said != _HEADINGS
    if against > (_FEW * rows if from_rows else 0):
        named = ", ".join(others)
        draft.notes.append(
            f"the list seems to be for several parliaments: {winner} ({said}), and {named} "
            f"({against} of {rows} rows); {_advice(draft)}"
        )
        return
    said += f"; {against} of {rows} rows say otherwise" if against else ""
    draft.constants["parliament"] = winner
    draft.reasons["parliament"] = said
    if is_guess:
        draft.guess("parliament", said)


def _advice(draft: Draft) -> str:
    """Return what to do where rows do not say for which parliament they are."""
    sections = draft.sample.sections
    if not sections:
        return ADVICE
    named = ", ".join(sections[:_SHOWN]) + (" and others" if len(sections) > _SHOWN else "")
    return f"{ADVICE}; what heads the rows ({named}) is to be written into that column, row by row"


def _map_sections(draft: Draft, fewest: int = 1) -> bool:
    """Map the headings between the rows where each names a parliament; say whether that is done.

    They name `fewest` parliaments or more. Where a row under one has an address, or a title, of
    another parliament, what heads the rows is not sure, and is left to a person.
    """
    column = draft.sample.columns.get(draft.sample.section_column)
    if column is None or column.fill < 1:
        return False
    found = parliaments_by_cell(draft, column)
    if not all(found.values()) or len({*found.values()}) < fewest:
        return False
    rows = zip(spread(draft.sample.rows), spread(column.cells), spoken_for(draft), strict=True)
    for number, cell, others in rows:
        if others and found[cell] not in others:
            draft.notes.append(
                f"row {number} is below `{cell}` and has an address or a title of "
                f"{', '.join(sorted(others))}: what heads the rows is not taken for theirs"
            )
            return False
    _take_naming(draft, column, found)
    return True


def _map_column(draft: Draft) -> bool:
    """Map the column whose cells name parliaments; say whether there is one."""
    like = draft.all_like("parliament", lambda one: one.is_text)
    others = [one for one in draft.free if one not in like and one.is_text]
    for column in (*like, *others):
        cells = column.distinct
        least = _PARTLY_FILLED if "parliament" in split_words(column.heading).split() else _FILLED
        if column.fill < least or len(cells) > 60:
            continue
        if column in like:
            found = parliaments_by_cell(draft, column)
        else:
            found = {cell: parliament_of(draft, cell) for cell in cells}
        share = column.share(found.get)
        if share < 0.6 or (column not in like and share < 1):
            continue
        _take_naming(draft, column, found)
        if unknown := [cell for cell, one in found.items() if not one]:
            named = ", ".join(f"`{cell}`" for cell in unknown[:5])
            draft.notes.append(f"`{column.heading}` names parliaments that are not known: {named}")
        return True
    return False


def _take_naming(draft: Draft, column: ColumnCells, found: Mapping[str, str]) -> None:
    """Map `parliament` to a column whose cells name these parliaments."""
    foreign = [cell for cell, one in found.items() if one and not draft.known.find(cell)]
    names = {cell: name_in(draft, cell, found[cell]) for cell in foreign}
    text = choice(column.heading, names, otherwise=lookup(column.heading)) if foreign else ""
    draft.take("parliament", column, text, keep=is_post_country(column, draft))
    draft.naming, draft.named = column.heading, found


def _winner(votes: Counter[str]) -> str:
    """Return the parliament for which nearly all speaks, "" where several are spoken for."""
    if not votes:
        return ""
    first, most = votes.most_common(1)[0]
    return first if most >= 0.95 * votes.total() else ""


def _votes(draft: Draft) -> Iterator[tuple[Counter[str], str, bool]]:
    """Yield what speaks for parliaments, the surest first: votes, what it is, if it is a guess."""
    rows = spread(draft.sample.rows)
    marked = _vote_by_marks(draft)
    if marked.total() >= 0.3 * len(rows):
        yield marked, _said(draft, marked), False
    named = _vote_by_headings(draft)
    if named:
        yield named, _HEADINGS, False
    if marked:
        yield marked, _said(draft, marked), True
    for key, what in (("regions", "its constituencies"), ("parties", "its parties")):
        yield _vote_by_values(draft, key), what, True
    yield _vote_by_names(draft), "titles beside the names", True
    yield _vote_by_file(draft.sample.source), "the name of the file", True
    yield _vote_by_headings(draft, weak=True), _HEADINGS, True


def _said(draft: Draft, votes: Counter[str]) -> str:
    if not votes:
        return ""
    one = votes.most_common(1)[0][0]
    known = evidence()[one]
    marks = (*known["domains"], *known["places"])
    for text in row_texts(draft):
        for mark in marks:
            if mark in text:
                return f"{votes[one]} of {len(spread(draft.sample.rows))} rows have `{mark}`"
    return "its addresses"


def _vote_by_marks(draft: Draft) -> Counter[str]:
    """Count the rows that have an address, of the net or of post, of one parliament alone."""
    votes: Counter[str] = Counter()
    for text in row_texts(draft):
        found = {one for one in PARLIAMENTS if has_mark(text, evidence()[one])}
        if len(found) == 1:
            votes[found.pop()] += 1
    return votes


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
    columns = [draft.sample.columns[one] for one in draft.sample.columns if is_naming(draft, one)]
    for row in spread_rows(columns):
        text = " ".join(row)
        found = {one for one in PARLIAMENTS if has_word(text, evidence()[one]["names"])}
        if len(found) == 1:
            votes[found.pop()] += 1
    return votes


def _vote_by_file(source: str) -> Counter[str]:
    name = " ".join(re.split(r"[\W_]+", PurePath(source).stem.casefold()))
    return Counter(one for one in PARLIAMENTS if has_word(name, evidence()[one]["files"]))
