"""Choose what identifies each row: a column that was tested, else one composed of several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from .column_cells import ColumnCells, lookup
from .heading_words import rank_of, split_words
from .mapping_draft import Draft

_LONGEST = 60  # characters of an id that people can read and type
_FEW = 0.2  # of the rows may lack what an id is made of
_SHOWN = 8  # rows that are named
_NUMBERED = re.compile(r"[A-Za-z-]{0,3}\d+")
_ENTITIES = ("item", "entity", "uri", "iri", "wikidata", "person", "member")  # of linked data
_ENDING = re.compile(
    r"(?i)(^|[\W_])(id|code|slug|key|no|number|nr|ref|lfd|#|№|n°|nº)[.:]?$|[a-z](Id|ID|Code)$"
)


def map_id(draft: Draft) -> None:
    """Map `id`: filled and different in every row, short names before addresses of the net."""
    candidates = [one for one in draft.sample.columns.values() if one.is_unique]
    plain = [one for one in candidates if _is_short(one) and not _is_row_number(one)]
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
    if _take_end_of_address(draft, candidates) or _take_nearly_filled(draft):
        return
    _say_repeats(draft)
    for headings in _compositions(draft):
        if not _same(draft, headings) and not _empty(draft, headings):
            _compose(draft, headings, "different in every row")
            return
    _take_any(draft, candidates)


def _take_nearly_filled(draft: Draft) -> bool:
    """Map `id` to a column of ids that is empty in few rows: these fail, and do not stop the list.

    Without such a column letters would have other ids, and everybody count as new.
    """
    for column in draft.current:
        empty = [n for n, cell in zip(draft.sample.rows, column.cells, strict=True) if not cell]
        different = len({*map(str.casefold, column.filled)}) == len(column.filled)
        named = rank_of(column.heading, "id") is not None and _is_short(column)
        numbered = ColumnCells(column.heading, column.filled).is_running
        if named and different and not numbered and 0 < len(empty) <= _FEW * len(column.cells):
            draft.take("id", column, reason=f"filled and different but in {rows_named(empty)}")
            draft.notes.append(f"`{column.heading}` is empty in {rows_named(empty)}: fill it in")
            return True
    return False


def _take_end_of_address(draft: Draft, candidates: Sequence[ColumnCells]) -> bool:
    """Map `id` to the last part of addresses of the net that end in a number: `.../entity/Q42`."""
    for column in candidates:
        named = _is_named(column) or split_words(column.heading) in _ENTITIES
        if not column.is_web or not named:
            continue
        ends = ColumnCells(column.heading, [cell.rpartition("/")[2] for cell in column.cells])
        if ends.is_unique and _is_short(ends) and ends.every(_NUMBERED.fullmatch):
            text = f"{{{{ {lookup(column.heading)}.split('/')[-1] }}}}"
            draft.take("id", column, text, "the end of each address", keep=True)
            draft.used.add(column.heading)
            return True
    return False


def _compose(draft: Draft, headings: tuple[str, ...], reason: str) -> None:
    """Map `id` to what these columns make together; say where that changes with a name."""
    draft.columns["id"] = _composed(headings)
    draft.reasons["id"] = reason
    if not {*headings} & {*_name_headings(draft)}:
        return
    draft.reasons["id"] += "; changes when the name is corrected"
    columns = draft.sample.columns.values()
    numbered = [one.heading for one in columns if one.is_running and _is_named(one)]
    stays = f", or map `{numbered[0]}` if nobody ever renumbers it" if numbered else ""
    draft.notes.append(
        "the id is made of the name: it changes when the name is corrected, and then the person "
        f"counts as new; add a column `ID` to keep letters with their recipients{stays}"
    )


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
        if column in running:
            _say_why_numbered(draft, column)
        return
    if not _take_most(draft) and not _take_repeated(draft):
        _say_why_none(draft)


def _say_why_numbered(draft: Draft, column: ColumnCells) -> None:
    """Say which rows keep the names from being an id in place of a running number."""
    names = _name_headings(draft)
    if names and (same := _repeated(draft, names)):
        named = " and ".join(f"`{one}`" for one in names)
        draft.notes.append(
            f"`{column.heading}` counts the rows, and is the id since {named} repeats in "
            f"{rows_named(same)}: leave one row of each person, then run lettermerge roster map; "
            "or add a column `ID`"
        )


def _take_most(draft: Draft) -> bool:
    """Compose an id of what is empty in few rows alone: these fail, and do not stop the list."""
    for headings in _compositions(draft):
        empty = _empty(draft, headings)
        if len(empty) <= _FEW * len(draft.sample.rows) and not _same(draft, headings):
            _compose(draft, headings, f"different in every row but {rows_named(empty)}")
            named = " and ".join(f"`{one}`" for one in headings)
            draft.notes.append(
                f"{rows_named(empty)}: {named} is empty, so that no id can be made: fill it in, "
                "or delete the row"
            )
            return True
    return False


def _take_repeated(draft: Draft) -> bool:
    """Compose an id of the names where few rows have one twice: each of these is to go."""
    names = _name_headings(draft)
    repeated = _repeated(draft, names) if names else []
    empty = _empty(draft, names) if names else []
    if not repeated or len(repeated) + len(empty) > _FEW * len(draft.sample.rows):
        return False
    _compose(draft, names, f"different in every row but {rows_named(repeated)}")
    named = " and ".join(f"`{one}`" for one in names)
    have = "have" if len(names) > 1 else "has"
    draft.notes.append(
        f"{named} {have} the same in {rows_named(repeated)}: delete all rows but one of each "
        "person, or add a column `ID`; before that no letter can be made"
    )
    return True


def _say_why_none(draft: Draft) -> None:
    """Say that there is no id, and which rows keep names from being one."""
    note = "no column and no combination of columns differs in every row: add a column `id`"
    names = _name_headings(draft)
    if names:
        named = " and ".join(f"`{one}`" for one in names)
        if empty := _empty(draft, names):
            note += f"; {named} is empty in {rows_named(empty)}"
        if same := _same(draft, names):
            have = "have" if len(names) > 1 else "has"
            note += f"; {named} {have} the same in {rows_named(same)}"
    draft.notes.append(note)


def _is_named(column: ColumnCells) -> bool:
    if any(rank_of(column.heading, one) is not None for one in ("postal_code", "email")):
        return False
    return rank_of(column.heading, "id") is not None or bool(_ENDING.search(column.heading))


def _is_row_number(column: ColumnCells) -> bool:
    """Say whether cells count rows, and the heading is not that of ids: No. does, Member ID not."""
    return column.is_running and split_words(column.heading).split()[-1:] != ["id"]


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


def _made(draft: Draft, headings: Sequence[str]) -> list[tuple[int, str]]:
    """Return the number of each row with the id that these cells would make, "" for none."""
    columns = [draft.sample.columns[one].cells for one in headings]
    rows = zip(draft.sample.rows, zip(*columns, strict=True), strict=True)
    slugs = ((number, [*map(_slug, row)]) for number, row in rows)
    return [(number, "-".join(row) if any(row) else "") for number, row in slugs]


def _empty(draft: Draft, headings: Sequence[str]) -> list[int]:
    """Return the rows in which nothing is under these headings."""
    return [number for number, made in _made(draft, headings) if not made]


def _same(draft: Draft, headings: Sequence[str]) -> list[int]:
    """Return the first two rows in which the same is under these headings, none of them empty."""
    first: dict[str, int] = {}
    for number, made in _made(draft, headings):
        if made and first.setdefault(made, number) != number:
            return [first[made], number]
    return []


def _repeated(draft: Draft, headings: Sequence[str]) -> list[int]:
    """Return all rows in which the same is under these headings as in another."""
    rows: dict[str, list[int]] = {}
    for number, made in _made(draft, headings):
        if made:
            rows.setdefault(made, []).append(number)
    return sorted(one for numbers in rows.values() if len(numbers) > 1 for one in numbers)


def rows_named(numbers: Sequence[int]) -> str:
    """Return rows as a text: row 4, rows 4 and 9, rows 4, 9, 12 and 3 more."""
    shown = [str(one) for one in numbers[:_SHOWN]]
    if len(numbers) > _SHOWN:
        return f"rows {', '.join(shown)} and {len(numbers) - _SHOWN} more"
    if len(shown) < 2:
        return f"row {''.join(shown)}"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def _slug(text: str) -> str:
    """Return a cell much as the filter `slug` writes it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^\w]+", "-", "".join(c for c in apart if not unicodedata.combining(c))).strip(
        "-"
    )


def _composed(headings: Sequence[str]) -> str:
    parts = " ~ '-' ~ ".join(map(lookup, headings))
    return f"{{{{ ({parts}) | slug }}}}" if len(headings) > 1 else f"{{{{ {parts} | slug }}}}"
