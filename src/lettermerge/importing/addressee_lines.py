"""Read the addressees of a text letter: lines that name parliaments or persons, into a roster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..recipients.table_writer import csv_bytes

_LABEL = re.compile(r"^\s*(?:to|attn|attention|à|an|para|a)\s*:\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s+")
_ARTICLE = re.compile(r"^\s*(?:the )?(?:(?:honou?rable )?members? of )?(?:the )?", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|lord|baroness|senator|sen|rep|representative|"
    r"the hon|hon|the rt hon|rt hon|the honou?rable|m|mme)\b\.?", re.IGNORECASE,
)  # fmt: skip
COLUMNS = ("id", "parliament", "chamber", "role", "full_name", "office")


@dataclass(frozen=True, slots=True)
class AddresseeRows:
    """Rows for a roster, and the lines that name nobody that is known."""

    rows: tuple[tuple[str, ...], ...] = ()
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, lines: Sequence[str]) -> AddresseeRows:
        """Read lines such as "To: the European Parliament" or "Ms Roberta Doe, MEP"."""
        rows: list[tuple[str, ...]] = []
        unknown: list[str] = []
        for line in _split(lines):
            row = _row(line, {row[0] for row in rows})
            if row:
                rows.append(row)
            else:
                unknown.append(line)
        return cls(tuple(rows), tuple(unknown))

    def as_csv(self) -> bytes:
        """Return the roster's file."""
        return csv_bytes(COLUMNS, self.rows)


def is_addressed(line: str) -> bool:
    """Say whether a line begins a list of addressees: "To: ..."."""
    return _LABEL.match(line) is not None


def _split(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        text = _BULLET.sub("", _LABEL.sub("", line)).strip()
        parts = [text]
        if text and _parliament(text) == "":
            pieces = [p for p in re.split(r"[;,]|\band\b", text) if p.strip()]
            if len(pieces) > 1 and all(_parliament(piece) for piece in pieces):
                parts = pieces
        yield from (part.strip(" ,.;:") for part in parts if part.strip(" ,.;:"))


def _row(line: str, taken: set[str]) -> tuple[str, ...]:
    parliament = _parliament(line)
    if parliament:
        return (_free(f"{parliament}-body", taken), parliament, "", "body", "", "")
    name, _, rest = line.partition(",")
    parliament = _mentioned(rest or line)
    if not parliament or not (rest or _TITLE.match(name)):
        return ()
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    key = _free(f"{parliament}-{slug}", taken)
    return (key, parliament, _chamber(rest, parliament), "", name.strip(), rest.strip())


def _free(wanted: str, taken: set[str]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _parliament(text: str) -> str:
    """Return the id of the parliament that a whole line names, "" for none."""
    return _names().get(_fold(text), "")


def _mentioned(text: str) -> str:
    folded = f" {_fold(text)} "
    found = [(len(name), key) for name, key in _names().items()
             if len(name) > 3 and f" {name} " in folded]  # fmt: skip
    return max(found)[1] if found else ""


def _chamber(text: str, parliament: str) -> str:
    """Return the id of the chamber that a text mentions, "" where it mentions none."""
    from ..protocol.profile_loading import load_profiles

    profile = next(one for one in load_profiles() if one.id == parliament)
    folded = f" {_fold(text)} "
    found = [
        (len(name), key)
        for key, chamber in profile.chambers.items()
        for name in map(_fold, (chamber.name, *chamber.names))
        if len(name) > 3 and f" {name} " in folded
    ]
    return max(found)[1] if found else ""


def _fold(text: str) -> str:
    text = _ARTICLE.sub("", text)
    return " ".join(re.findall(r"\w+", text.casefold()))


def _names() -> dict[str, str]:
    from ..protocol.profile_loading import load_profiles

    names = {}
    for profile in load_profiles():
        for name in (profile.id, profile.name, *profile.names):
            names[_fold(name)] = profile.id
    return names
