"""Check the names of a package's parts (ECMA-376 part 2, 8.1.1 and 9.1.1).

Readers differ in what they take for the same name: in case, percent-encoding, slashes, dots at the
end, and in pieces that are put together. Allowed is the form on which all of them agree.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from .content_types import TYPES_PART

ROOT_RELATIONSHIPS = "_rels/.rels"
_RESERVED = ("_rels", "_xmlsignatures")
#: What no segment of a name has, the clearest reason first. Windows knows devices by any ending.
_WRONG = tuple(
    (re.compile(pattern, re.ASCII | re.IGNORECASE), reason)
    for pattern, reason in (
        (r"^\[\d+\](\.last)?\.piece$", "is a piece of another part"),
        (r"%", "is percent-encoded"),
        (r"\\", "has a backslash"),
        (r"\.$", "has a segment that ends in a dot"),
        (r"^$|[^A-Za-z0-9_.~-]", "has an empty segment, or a character that parts do not have"),
        (r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", "is the name of a device"),
    )
)


def refuse_names(names: Collection[str]) -> list[str]:
    """Return what is wrong with the names of a package's parts, in the order of the names."""
    return [*_refuse_names(tuple(names))]


@lru_cache(maxsize=32)
def _refuse_names(names: tuple[str, ...]) -> tuple[str, ...]:
    reasons = [reason for name in sorted(names) if (reason := refuse_name(name))]
    folders = {name.lower() for name in names}
    for name in sorted(names):
        parts = name.lower().split("/")
        above = ["/".join(parts[:length]) for length in range(1, len(parts))]
        if taken := folders.intersection(above):
            reasons.append(f"the part name /{name} continues that of /{min(taken)}")
        source = source_of(name) if is_relationships(name) else ""
        if source and source not in names:
            reasons.append(f"/{name} belongs to no part")
    return tuple(reasons)


def refuse_name(name: str) -> str:
    """Return why a name (as in the ZIP) is not a part's name in its one form, "" if it is."""
    if name == TYPES_PART:
        return ""
    segments = name.split("/")
    wrong = next(filter(None, map(_refuse_segment, segments)), "")
    *folders, last = segments
    if not wrong and not is_relationships(name):
        if last.lower().endswith(".rels"):
            wrong = "is not where relationship parts are, or in another case"
        elif "_rels" in folders:
            wrong = "is in a folder of relationship parts"
    return f"the part name /{name} {wrong}" if wrong else ""


def _refuse_segment(segment: str) -> str:
    for pattern, reason in _WRONG:
        if pattern.search(segment):
            return reason
    if segment.lower() in _RESERVED and segment not in _RESERVED:
        return "is a reserved name in another case"
    return ""


@lru_cache(maxsize=512)
def is_relationships(name: str) -> bool:
    """Tell whether a part holds relationships, by its name."""
    *folders, last = name.split("/")
    if folders.count("_rels") != 1 or folders[-1] != "_rels" or not last.endswith(".rels"):
        return False
    return last != ".rels" or name == ROOT_RELATIONSHIPS


def source_of(part: str) -> str:
    """Return the part that a relationship part belongs to ("" for the package itself)."""
    folder, _, name = part.rpartition("/")
    parent = folder.rpartition("_rels")[0]
    return parent + name.removesuffix(".rels")
