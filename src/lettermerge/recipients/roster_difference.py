"""Compare two states of a list: who came, who left, and whose columns changed.

The same person is found by id and name together, then by name where ids changed (lists are numbered
anew), then by id where the name did. pandas merges the two sides for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .model import COLUMNS, Recipient
from .packed_row import typed
from .roster import Roster
from .selection import fold

if TYPE_CHECKING:
    import pandas as pd

#: What columns are about; all others are "other".
TOPICS: dict[str, tuple[str, ...]] = {
    "name": (
        "title", "honorific", "given_name", "family_name", "full_name", "suffix", "post_nominals",
        "envelope_name",
    ),
    "office": ("parliament", "chamber", "role", "office", "constituency"),
    "address": ("address", "city", "region", "postal_code", "country"),
    "party": ("party",),
    "other": (),
}  # fmt: skip
_TOPIC_OF = {column: topic for topic, columns in TOPICS.items() for column in columns}
_PLACES = ("old", "new")


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column of a recipient that differs; `topic` is what it is about."""

    topic: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecipientChange:
    """A recipient who is in both lists and differs, in the id or in other columns."""

    old: Recipient
    new: Recipient
    columns: tuple[ColumnChange, ...]


@dataclass(frozen=True, slots=True)
class RosterDifference:
    """What became of a list. `same` counts those who are as they were.

    `unsure` counts those who are on one side only because the other side's row of that id has an
    error; they have neither come nor left.
    """

    came: tuple[Recipient, ...]
    left: tuple[Recipient, ...]
    changed: tuple[RecipientChange, ...]
    same: int
    unsure: int


def compare_rosters(old: Roster, new: Roster) -> RosterDifference:
    """Return what changed from one state of a list to the other, in the lists' own order."""
    pairs = _pair(old.recipients, new.recipients)
    changed = [
        RecipientChange(old.recipients[a], new.recipients[b], columns)
        for a, b in sorted(pairs, key=lambda pair: pair[1])
        if (columns := tuple(_changes(old.recipients[a], new.recipients[b])))
    ]
    came = _without(new.recipients, {b for _, b in pairs})
    left = _without(old.recipients, {a for a, _ in pairs})
    known, unknown = _apart(came, old)
    kept, gone = _apart(left, new)
    return RosterDifference(
        came=unknown,
        left=gone,
        changed=tuple(changed),
        same=len(pairs) - len(changed),
        unsure=len(known) + len(kept),
    )


def name_of(recipient: Recipient) -> str:
    """Return what a recipient is called in a list of changes: name, office or role."""
    parts = " ".join(filter(None, (recipient.given_name, recipient.family_name)))
    return (
        recipient.full_name
        or parts
        or recipient.office
        or recipient.envelope_name
        or recipient.role
        or recipient.id
    )


def _without(recipients: Sequence[Recipient], places: set[int]) -> tuple[Recipient, ...]:
    return tuple(one for place, one in enumerate(recipients) if place not in places)


def _apart(
    recipients: Iterable[Recipient], other: Roster
) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Return those of whom the other list has a row with an error, and all others."""
    failed = {one.id for one in other.rejected if one.id}
    listed = tuple(recipients)
    return (
        tuple(one for one in listed if one.id in failed),
        tuple(one for one in listed if one.id not in failed),
    )


def _pair(old: Sequence[Recipient], new: Sequence[Recipient]) -> list[tuple[int, int]]:
    """Return the places of each recipient who is in both lists.

    Where more are found by name alone than by id and name, ids mean nothing from one list to the
    other: then nobody is found by id alone.
    """
    sides = _side(old, "old"), _side(new, "new")
    unchanged = _matched(sides, ["id", "name", "parliament"])
    moved = _matched(_rest(sides, unchanged), ["name", "parliament"])
    pairs = [*unchanged, *moved]
    if len(moved) <= len(unchanged):
        pairs += _matched(_rest(sides, pairs), ["id"])
    return pairs


def _side(recipients: Sequence[Recipient], place: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            place: range(len(recipients)),
            "id": pd.Series([one.id for one in recipients], dtype=object),
            "name": pd.Series([fold(name_of(one)) for one in recipients], dtype=object),
            "parliament": pd.Series([one.parliament for one in recipients], dtype=object),
        }
    )


def _matched(sides: tuple[pd.DataFrame, pd.DataFrame], keys: list[str]) -> list[tuple[int, int]]:
    """Return the places of those who have the same keys, which nobody else of their list has."""
    old, new = (one[~one.duplicated(keys, keep=False)] for one in sides)
    both = old.merge(new, on=keys, how="inner", validate="one_to_one")
    return list(zip(both["old"].tolist(), both["new"].tolist(), strict=True))


def _rest(
    sides: tuple[pd.DataFrame, pd.DataFrame], pairs: Iterable[tuple[int, int]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    found = list(zip(*pairs, strict=True)) or [(), ()]
    old, new = (
        side[~side[place].isin(places)]
        for side, place, places in zip(sides, _PLACES, found, strict=True)
    )
    return old, new


def _changes(old: Recipient, new: Recipient) -> Iterator[ColumnChange]:
    """Yield the columns that differ, by topic; a column that one list lacks has nothing there."""
    before, after = _values(old), _values(new)
    columns = [one for one in dict.fromkeys((*before, *after)) if before.get(one) != after.get(one)]
    for topic in TOPICS:
        for column in columns:
            if _TOPIC_OF.get(column, "other") == topic:
                was, now = before.get(column, ""), after.get(column, "")
                if was != now:
                    yield ColumnChange(topic, column, was, now)


def _values(recipient: Recipient) -> dict[str, str]:
    values = {name: getattr(recipient, name) for name in COLUMNS}
    values["address"] = "\n".join(recipient.address)
    extra = {
        f"extra.{name}" if name in values else name: text for name, text in typed(recipient.extra)
    }
    return values | extra
