"""Make the rows of one joint letter agree on parliament, language and address, or say why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, fault, resolve_parliament, resolve_place
from .chamber_rooms import seat_of
from .country_names import country_code
from .language_cells import language_of
from .profile_loading import Profiles

_ADDRESS = ("address", "city", "region", "postal_code", "country")
_SHARED = ("language", *_ADDRESS)


def agree(
    rows: Sequence[Recipient], profiles: Profiles
) -> tuple[tuple[Recipient, ...], tuple[Diagnostic, ...]]:
    """Return the rows, each with what only another of them says; and a fault for each difference.

    A fault is at the later of two rows and names the cells of both.
    """
    first, *others = rows
    faults: list[Diagnostic] = []
    filled: dict[str, Any] = {
        name: next((v for row in rows if (v := getattr(row, name))), "") for name in _SHARED
    }
    filled["address"] = filled["address"] or ()
    for name in _SHARED:
        said = [row for row in rows if getattr(row, name)]
        faults += (
            _difference(row, said[0], name)
            for row in said[1:]
            if _folded(row, name, profiles) != _folded(said[0], name, profiles)
        )
    for row in others:
        one, two = resolve_parliament(first, profiles), resolve_parliament(row, profiles)
        if isinstance(one, Diagnostic) or isinstance(two, Diagnostic):
            continue
        if one is not two:
            faults.append(_difference(row, first, "parliament"))
        elif not any(filled[name] for name in _ADDRESS):
            seats = resolve_place(first, one), resolve_place(row, two)
            faults += _other_chamber(row, first, seats)
    return tuple(replace(row, **filled) for row in rows), tuple(faults)


def _other_chamber(
    row: Recipient, first: Recipient, seats: tuple[Seat | Diagnostic, ...]
) -> Iterator[Diagnostic]:
    """Yield a fault where two rows without an address go to the addresses of two chambers.

    Some offices have an address of their own, as those of the European Commission.
    """
    places = [seat for seat in seats if isinstance(seat, Seat)]
    if len({seat_of(one) for one in places}) > 1:
        apart = len({one.chamber for one in places}) > 1
        yield replace(
            _difference(row, first, "chamber" if apart else "office"),
            hint="give one row the address that the letter is to go to, or each a letter",
        )


def _folded(row: Recipient, name: str, profiles: Profiles) -> str:
    """Return a cell as it is compared."""
    value = getattr(row, name)
    text = " ".join((" ".join(value) if isinstance(value, tuple) else value).casefold().split())
    if name == "language":
        profile = profiles.find(row.parliament)
        return (language_of(text, profile) if profile else "") or text
    return country_code(text).casefold() if name == "country" else text


def _difference(row: Recipient, other: Recipient, name: str) -> Diagnostic:
    place = f"row {other.row.number}" + (
        f" of {other.row.file}" if other.row.file != row.row.file else ""
    )
    return fault(
        row,
        "protocol.joint-difference",
        name,
        f"the joint letter `{row.joint}` has one {name}: here it is {_shown(row, name)}, "
        f"in {place} {_shown(other, name)}",
        "write the same in both, leave one empty, or empty `joint`",
    )


def _shown(row: Recipient, name: str) -> str:
    value = getattr(row, name)
    text = ", ".join(value) if isinstance(value, tuple) else value
    return f"`{text}`" if text else "empty"
