"""Read rosters from vCards (RFC 6350): a row for each card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HEADINGS = ["id", "full_name", "family_name", "given_name", "email", "parliament", "chamber"]
#: The property of a card that each heading is read from.
PROPERTIES = {
    "UID": "id",
    "FN": "full_name",
    "EMAIL": "email",
    "X-PARLIAMENT": "parliament",
    "X-CHAMBER": "chamber",
}


def read(path: Path) -> Iterator[list[str]]:
    """Yield the headings, then the cells of each card."""
    yield HEADINGS
    card: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").replace("\n ", "").splitlines():
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if name == "END":
            yield [card.get(heading, "") for heading in HEADINGS]
            card = {}
        elif name == "N":
            card["family_name"], card["given_name"] = (*value.split(";"), "", "")[:2]
        elif name in PROPERTIES:
            card[PROPERTIES[name]] = value
