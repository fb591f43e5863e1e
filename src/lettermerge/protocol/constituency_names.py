"""Compare the cells of constituencies: WA is Washington, Québec – Bedford is in Québec."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from .profile import Profile

_PARTS = re.compile(r"\s+[-–—]\s+|\s*[(,;/]\s*")


def fold_seat(seat: str, profile: Profile | None) -> tuple[str, str]:
    """Return a seat as it is compared, and the part of it before a dash or comma.

    The two are equal where there is one part. A short form that the profile knows (WA) is read as
    what it stands for.
    """
    known = _regions(profile) if profile else {}
    plain = _fold(seat)
    head = _fold(_PARTS.split(seat, maxsplit=1)[0])
    return known.get(plain, plain), known.get(head, head)


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())


@cache
def _regions(profile: Profile) -> Mapping[str, str]:
    """Return the folded names of regions by their folded short forms."""
    return {_fold(key): _fold(name.removeprefix("the ")) for key, name in
            profile.constituencies.items()}  # fmt: skip
