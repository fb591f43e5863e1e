"""Find the chamber of each row of a list for several parliaments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from .chamber_words import (
    MOST_KINDS,
    UNSAID,
    is_district,
    is_naming_column,
    meaning_of,
    unsaid_reason,
)
from .column_cells import ColumnCells, evidence, lookup, quoted
from .mapping_draft import Draft
from .parliament_cells import name_in, parliament_of


def map_chamber_by_parliament(draft: Draft) -> None:
    """Map `chamber` where a roster is for several parliaments: what cells mean in each."""
    heading = draft.naming or draft.columns.get("parliament", "")
    if heading not in draft.sample.columns:
        return
    told = _told(draft, heading)
    where = [told.get(cell, "") for cell in draft.sample.columns[heading].cells]
    many = {one for one in where if len(draft.known.chambers.get(one, ())) > 1}
    if not many or _named_with_chamber(draft, heading):
        return
    speaking = draft.all_like("chamber", lambda _: True)
    columns = [*speaking, *(o for o in draft.current if o not in speaking)]
    for column in columns:
        if _map_by_both(draft, column, (heading, where), many, speaks=column in speaking):
            return
    untitled = _untitled(draft, where, many)
    guessed = _guess_by_districts(draft, heading, {*untitled})
    unsaid = {one: rows for one, rows in untitled.items() if one not in guessed}
    if draft.known.chambers and unsaid:
        named = ", ".join(f"{one} ({rows})" for one, rows in sorted(unsaid.items()))
        draft.notes.append(
            f"nothing says which chamber some rows are for: {named}; add a column "
            '"Chamber" with it in each of these rows'
        )


def _untitled(draft: Draft, where: Sequence[str], many: set[str]) -> Counter[str]:
    """Count the rows of each parliament in which no title names the chamber, as they are read."""
    columns = [one for one in draft.current if is_naming_column(one)]
    named = [draft.columns.get(one, "") for one in ("full_name", "family_name")]
    names = [one for one in columns if one.heading in named]
    titles = [one for one in columns if one not in names]
    count: Counter[str] = Counter()
    for row, parliament in enumerate(where):
        name = next((one.cells[row] for one in names), "")
        said = [one.cells[row] for one in titles]
        if parliament in many and not draft.known.title_chamber(parliament, name, said):
            count[parliament] += 1
    return count


def _map_by_both(
    draft: Draft,
    column: ColumnCells,
    naming: tuple[str, Sequence[str]],
    many: set[str],
    *,
    speaks: bool,
) -> bool:
    """Map the column whose cells mean chambers in each of the parliaments that have several.

    `naming` is the heading of the parliaments, and that of each row. A heading that speaks of
    chambers may say nothing for some rows, which then fail; any other column has to for all.
    """
    heading, where = naming
    meanings: dict[str, str] = {}
    plain, rows, unsaid = True, 0, 0
    for parliament, named, cell in zip(
        where, draft.sample.columns[heading].cells, column.cells, strict=True
    ):
        if parliament not in many:
            plain &= not cell or bool(draft.known.read_chamber(parliament, cell))
            continue
        known = evidence().get(parliament, {}).get("chambers", {})
        meaning = meaning_of(draft, parliament, cell, known, codes=speaks)
        rows += 1
        unsaid += not meaning
        plain &= draft.known.read_chamber(parliament, cell) == meaning
        meanings[f"{named}|{cell}"] = meaning or cell  # `check` tells what is none
    if unsaid > (UNSAID * rows if speaks else 0) or len(meanings) > MOST_KINDS:
        return False
    text = column.heading
    if not plain:
        entries = ", ".join(f"{quoted(key)}: {quoted(one)}" for key, one in meanings.items())
        key = f"{lookup(heading)} ~ '|' ~ {lookup(column.heading)}"
        text = f"{{{{ {{{entries}}}.get({key}, '') }}}}"
    draft.take("chamber", column, text, unsaid_reason(unsaid), keep=not speaks)
    return True


def _told(draft: Draft, heading: str) -> Mapping[str, str]:
    """Return the parliament that each cell of a column names."""
    if draft.named and heading == draft.naming:
        return draft.named
    return {cell: parliament_of(draft, cell) for cell in draft.sample.columns[heading].distinct}


def _guess_by_districts(draft: Draft, heading: str, many: set[str]) -> set[str]:
    """Guess by a column of districts in the rows of parliaments of two chambers, and only there.

    The parliaments for which that is done are returned.
    """
    naming, told = draft.sample.columns[heading], _told(draft, heading)
    columns = [one for one in draft.current if is_district(one) and one is not naming]
    if not columns:
        return set()
    district, entries, guessed = columns[0], [], set[str]()
    for one in sorted(many):
        words = evidence().get(one, {}).get("chambers", {})
        lower = [
            chamber
            for chamber in draft.known.chambers[one]
            if words.get(chamber, {}).get("district")
        ]
        upper = [chamber for chamber in draft.known.chambers[one] if chamber not in lower]
        regions = frozenset(evidence().get(one, {}).get("regions", ()))
        pairs = zip(naming.cells, district.cells, strict=True)
        cells = [seat for cell, seat in pairs if seat and told.get(cell) == one]
        states = sum(1 for seat in cells if seat.casefold() in regions)
        if len(lower) == len(upper) == 1 and cells and states < 0.5 * len(cells):
            both = f"[{quoted(lower[0])}, {quoted(upper[0])}]"
            entries += [f"{quoted(cell)}: {both}" for cell, said in told.items() if said == one]
            guessed.add(one)
    if entries:
        which = f"0 if {lookup(district.heading)} else 1"
        found = f"{{{', '.join(entries)}}}.get({lookup(heading)}, ['', ''])"
        draft.take("chamber", district, f"{{{{ {found}[{which}] }}}}", keep=True)
        named = ", ".join(sorted(guessed))
        draft.guess(
            "chamber",
            f"rows of {named} without a `{district.heading}` are taken for the upper chamber",
        )
    return guessed


def _named_with_chamber(draft: Draft, heading: str) -> bool:
    """Say whether the column of parliaments names their chambers (`House of Lords`)."""
    found = [(one, cell) for cell, one in _told(draft, heading).items()]
    return all(
        len(draft.known.chambers.get(one, ())) < 2
        or draft.known.find_chamber(one, cell)
        or name_in(draft, cell, one) != one
        for one, cell in found
    )
