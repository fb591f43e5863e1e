"""Choose what identifies each row: a column that was tested, else one composed of several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from .column_cells import ColumnCells, lookup
from .draft import Draft
from .heading_words import rank_of

_LONGEST = 60  # characters of an id that people can read and type
_ENDING = re.compile(r"(?i)(^|[\W_])(id|code|slug|key|no|number|nr)$|[a-z](Id|ID|Code)$")


def map_id(draft: Draft) -> None:
    """Map `id`: filled and different in every row, short names before addresses of the net."""
    candidates = [one for one in draft.sample.columns.values() if one.is_unique]
    plain = [one for one in candidates if _is_short(one) and not one.is_running]
    known = sorted(
        (rank, one.heading) for one in plain if (rank := rank_of(one.heading, "id")) is not None
    )
    likely = [heading for _, heading in known]
    likely += [one.heading for one in plain if _is_named(one)]
    if likely:
        column = draft.sample.columns[likely[0]]
        draft.take("id", column, reason="filled and different in every row", keep=True)
        draft.used.add(column.heading)
        return
    _say_repeats(draft)
    for headings in _compositions(draft):
        if _differs([draft.sample.columns[one] for one in headings]):
            draft.columns["id"] = _composed(headings)
            draft.reasons["id"] = "different in every row"
            return
    _take_any(draft, candidates)


def _say_repeats(draft: Draft) -> None:
    """Say of a column that is called an id why it is none."""
    for column in draft.current:
        if rank_of(column.heading, "id") not in ((0, 0), None) and column.fill == 1:
            seen: dict[str, int] = {}
            for number, cell in zip(draft.sample.rows, column.cells, strict=True):
                first = seen.setdefault(cell.casefold(), number)
                if first != number and _is_named(column):
                    draft.notes.append(
                        f"`{column.heading}` is `{cell}` in rows {first} and {number}: it is no id"
                    )
                    break


def _take_any(draft: Draft, candidates: Sequence[ColumnCells]) -> None:
    """Take an e-mail address, a running number or an address of the net, in this order."""
    emails = [one for one in candidates if one.is_email]
    running = [one for one in candidates if one.is_running and _is_named(one)]
    web = [one for one in candidates if one.is_web]
    for column in (*emails, *running, *web):
        draft.take("id", column, reason="filled and different in every row", keep=True)
        return
    draft.notes.append(
        "no column and no combination of columns differs in every row: add a column `id`"
    )


def _is_named(column: ColumnCells) -> bool:
    if any(rank_of(column.heading, one) is not None for one in ("postal_code", "email")):
        return False
    return rank_of(column.heading, "id") is not None or bool(_ENDING.search(column.heading))


def _is_short(column: ColumnCells) -> bool:
    return not column.is_web and not column.is_email and max(map(len, column.filled)) <= _LONGEST


def _compositions(draft: Draft) -> Iterator[tuple[str, ...]]:
    """Yield headings whose cells together may name a row, the best first."""
    columns = draft.sample.columns
    ids = [
        one.heading
        for one in columns.values()
        if one.fill == 1
        and not one.is_running
        and _is_named(one)
        and len(one.distinct) > 0.3 * len(one.cells)
    ]
    places = [
        one.heading
        for one in columns.values()
        if one.fill == 1
        and any(rank_of(one.heading, ours) for ours in ("parliament", "chamber", "constituency"))
    ]
    for one in ids:
        yield from ((one, place) for place in places if place != one)
    names = _name_headings(draft)
    if names:
        yield names
    yield from ((place,) for place in places if _is_short(columns[place]))
    for place in places:
        yield from [(*names, place)] if names and place not in names else []
    if names:
        yield from ((*names, one) for one in _others(draft, names))


def _name_headings(draft: Draft) -> tuple[str, ...]:
    """Return the headings under which names are, family name last."""
    plain = draft.sample.columns
    halves = [_heading_in(draft, one) for one in ("given_name", "family_name")]
    if all(halves):
        return tuple(halves)
    for ours in ("full_name", "family_name", "office", "envelope_name"):
        text = draft.columns.get(ours, "")
        if text in plain:
            return (text,)
    whole = _heading_in(draft, "full_name")
    return (whole,) if whole else ()


def _heading_in(draft: Draft, ours: str) -> str:
    """Return the heading that one of ours is mapped to, or the first that its expression reads."""
    text = draft.columns.get(ours, "")
    if text in draft.sample.columns or "{{" not in text:
        return text
    read = [one for one in draft.sample.columns if lookup(one) in text]
    return min(read, key=lambda one: text.index(lookup(one)), default="")


def _others(draft: Draft, names: tuple[str, ...]) -> Iterator[str]:
    for ours in ("constituency", "party", "email", "city", "postal_code", "address_1"):
        text = draft.columns.get(ours, "")
        if text in draft.sample.columns and text not in names:
            yield text


def _differs(columns: Sequence[ColumnCells]) -> bool:
    """Say whether the cells of each row together are like those of no other."""
    rows = list(zip(*(one.cells for one in columns), strict=True))
    made = {"-".join(map(_slug, row)) for row in rows}
    return len(made) == len(rows) and all(any(map(_slug, row)) for row in rows)


def _slug(text: str) -> str:
    """Return a cell much as the filter `slug` writes it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^\w]+", "-", "".join(c for c in apart if not unicodedata.combining(c))).strip(
        "-"
    )


def _composed(headings: Sequence[str]) -> str:
    parts = " ~ '-' ~ ".join(map(lookup, headings))
    return f"{{{{ ({parts}) | slug }}}}" if len(headings) > 1 else f"{{{{ {parts} | slug }}}}"
