"""Hold the parts of a full name while they are being taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .name_vocabulary import KnownWord


@dataclass(slots=True)
class Pieces:
    """The parts of a full name while they are being taken from its ends."""

    tokens: list[str]
    titles: list[KnownWord] = field(default_factory=list)
    suffix: list[str] = field(default_factory=list)
    post: list[str] = field(default_factory=list)
    nickname: list[str] = field(default_factory=list)
    aside: str = ""
    unread: str = ""
    apart: bool = False
    turned: bool = False


def like_letters(token: str) -> bool:
    """Say whether a word looks like letters after a name: AFC, O.Ont., FMedSci."""
    bare = token.strip(",")
    parts = [part for part in re.split(r"[.]", bare) if part]
    if len(parts) > 1:
        return all(part[0].isupper() and len(part) < 5 for part in parts)
    return sum(map(str.isupper, bare)) > 1 and bare.isalpha() and len(bare) < 8
