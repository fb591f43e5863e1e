"""Map the address by headings and cells: one column of it, or its lines and their town."""

from __future__ import annotations

import re

from .column_cells import ColumnCells
from .heading_words import prefix_of
from .mapping_draft import Draft

_LINES = ("address_1", "address_2", "address_3", "address_4")
#: Places where a member is met; letters go to the parliament unless a roster has no other address.
_LOCAL = re.compile(r"(?i)electorate|constituency|district|riding|local|home|label|state office")
_PLACE = ("city", "region", "postal_code", "country")


def map_address(draft: Draft) -> None:
    """Map `address` or its lines, with town, region, code and country of the same kind.

    An address of a member's local office is pointed out and left to the user where the roster is
    for a parliament that has an address of its own.
    """
    address = draft.best("address", _holds_address)
    street = draft.best("address_1", _holds_address)
    if street and address and draft.best("address_2", lambda one: one.is_text) and not (
        address.has_lines or address.heading.casefold() == "address"
    ):  # fmt: skip
        address = None
    address = address or (draft.best("office", _holds_address) if not street else None)
    first = address or street or _line_above_town(draft)
    if first is None:
        return
    if _is_local(first, draft) and draft.is_bound("parliament"):
        draft.notes.append(
            f"`{first.heading}` holds another address than the parliament's; letters go to the "
            f"parliament. To write there: address = {first.heading!r}"
        )
        return
    prefix = prefix_of(first.heading, "address" if address else "address_1")
    draft.take("address" if address else "address_1", first)
    for ours in _LINES[0 if address else 1 :]:
        line = draft.best(
            ours, lambda one: one.is_text or one.share(lambda cell: re.search(r"\d", cell)) > 0
        )
        if line and (line.heading.startswith(prefix) or prefix_of(line.heading, ours) == prefix):
            draft.take(ours, line)
    _map_place(draft, prefix)


def _line_above_town(draft: Draft) -> ColumnCells | None:
    """Return the column of a first line that is a building's name, where town and code follow."""
    followed = all(draft.best(ours, lambda _: True) for ours in ("city", "postal_code"))
    return draft.best("address_1", lambda one: one.is_text) if followed else None


def _is_local(column: ColumnCells, draft: Draft) -> bool:
    """Say whether an address is a local office's, by its heading or by the `type` beside it."""
    beside = draft.sample.columns.get(f"{column.heading.rpartition('.')[0]}.type")
    return bool(_LOCAL.search(column.heading)) or (
        beside is not None and beside.share(_LOCAL.search) >= 0.5
    )


def _holds_address(column: ColumnCells) -> bool:
    """Say whether cells look like the lines of an address: several words, mostly with a number."""
    several = column.share(lambda cell: len(cell.split()) >= 2)
    numbers = column.share(lambda cell: re.search(r"\d", cell) or "\n" in cell or "," in cell)
    return column.share(lambda cell: "@" in cell or "://" in cell) < 0.2 and (
        several >= 0.6 and numbers >= 0.3
    )


def _map_place(draft: Draft, prefix: str) -> None:
    """Map the town and what belongs to it, where the headings begin as that of the street."""

    def belongs(ours: str, one: ColumnCells) -> bool:
        mine = prefix_of(one.heading, ours)
        return mine == prefix or (not mine and prefix in ("", "mailing", "office", "postal"))

    city = draft.best("city", lambda one: belongs("city", one) and not one.is_number)
    code = draft.best("postal_code", lambda one: belongs("postal_code", one))
    if city:
        draft.take("city", city)
    if code:
        draft.take("postal_code", code)
    if city and code:
        region = draft.best("region", lambda one: belongs("region", one) and _is_regions(one, city))
        if region:
            draft.take("region", region)
    country = draft.best(
        "country", lambda one: belongs("country", one) and one.is_text and one.fill >= 0.5
    )
    if country and (city or code or _ends_addresses(country, draft)):
        draft.take("country", country)


def _ends_addresses(country: ColumnCells, draft: Draft) -> bool:
    """Say whether a column says where post goes, and not where somebody is from."""
    column = draft.sample.columns.get(draft.columns.get("address", ""))
    if len(country.distinct) == 1 or column is None:
        return len(country.distinct) == 1
    inside = sum(
        name.casefold() in text.casefold()
        for name, text in zip(country.cells, column.cells, strict=True)
        if name
    )
    return inside * 2 >= len(country.filled)


def _is_regions(column: ColumnCells, city: ColumnCells) -> bool:
    """Say whether cells are the towns' regions: one town in several states is where all sit."""
    return not (len(city.distinct) < len(column.distinct) and len(city.distinct) <= 2)
