"""Read and write the relationship parts of a package (ECMA-376 part 2, 9.2 and 13.2.4.24).

Gives what a signature is made over: the canonical form of the relationships it covers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from .opc_xml import read_list
from .part_names import source_of
from .zip_package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
ORIGIN_TYPE = RELATIONSHIPS + "/digital-signature/origin"
SIGNATURE_TYPE = RELATIONSHIPS + "/digital-signature/signature"

_METADATA = "/relationships/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
#: Whole relationship types that Office leaves unsigned, and what they point to: properties change
#: when a document is filed, printed or indexed, and the signatures themselves come later.
UNSIGNED_KINDS = {
    f"http://schemas.openxmlformats.org/package/2006{_METADATA}": "core",
    f"http://schemas.openxmlformats.org/officedocument/2006{_METADATA}": "core",
    f"{_OFFICE}/extended-properties": "app",
    f"{_STRICT}/extendedProperties": "app",
    f"{_OFFICE}/custom-properties": "custom",
    f"{_STRICT}/customProperties": "custom",
    f"{RELATIONSHIPS}/metadata/thumbnail": "thumbnail",
    ORIGIN_TYPE: "origin",
}
DOCUMENT_TYPES = (f"{_OFFICE}/officeDocument", f"{_STRICT}/officeDocument")
_SCHEMA = {"Relationship": (frozenset({"Id", "Type", "Target"}), frozenset({"TargetMode"}))}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_MODES = {"Internal": False, "External": True}


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship; `target` as written, `external` for TargetMode="External"."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def signed(self) -> bool:
        """Tell whether Office's coverage policy takes it in."""
        return self.type not in UNSIGNED_KINDS


@lru_cache(maxsize=512)
def parse_relationships(content: bytes) -> tuple[Relationship, ...]:
    """Return the relationships of a part in the order of their ids.

    Raises:
        PackageError: it is damaged or holds what the standard does not allow, an id is there
            twice, or a TargetMode is neither "Internal" nor "External" to the letter.
    """
    found: dict[str, Relationship] = {}
    for _, attributes in read_list(content, "Relationships", RELATIONSHIPS, _SCHEMA):
        id_, mode = attributes["Id"], attributes.get("TargetMode", "Internal")
        if not _ID.fullmatch(id_) or id_ in found:
            raise PackageError(f"the relationship id `{id_}` is there twice, or is none")
        if mode not in _MODES:
            raise PackageError(f"the relationship {id_} has the TargetMode `{mode}`")
        found[id_] = Relationship(id_, attributes["Type"], attributes["Target"], _MODES[mode])
    return tuple(found[key] for key in sorted(found))


def read_relationships(part: str, content: bytes) -> tuple[Relationship, ...]:
    """Return the relationships of the part named `part`; raises PackageError with that name."""
    try:
        return parse_relationships(content)
    except PackageError as error:
        raise PackageError(f"/{part}: {error}") from None


def write_relationships(relationships: Iterable[Relationship]) -> bytes:
    """Return a relationship part."""
    body = "".join(
        f'<Relationship Id="{attribute(one.id)}" Type="{attribute(one.type)}"'
        f' Target="{attribute(one.target)}"{_MODE if one.external else ""}/>'
        for one in relationships
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{RELATIONSHIPS}">{body}</Relationships>'
    ).encode()


_MODE = ' TargetMode="External"'


def canonical(relationships: Iterable[Relationship]) -> bytes:
    """Return the relationships transform, canonicalised (ECMA-376 part 2, 13.2.4.24).

    Sorted by id, every TargetMode spelt out, attributes in the order of C14N. Callers pass them
    in the order of their ids.
    """
    body = "".join(
        f'<Relationship Id="{attribute(one.id)}" Target="{attribute(one.target)}"'
        f' TargetMode="{"External" if one.external else "Internal"}" Type="{attribute(one.type)}">'
        "</Relationship>"
        for one in relationships
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{body}</Relationships>'.encode()


@lru_cache(maxsize=512)
def target_of(part: str, relationship: Relationship) -> str:
    """Return the name in the ZIP of what an internal relationship of a .rels part points to."""
    target = relationship.target
    if target.startswith("/"):
        return normpath(target).lstrip("/")
    return normpath(join("/", dirname(source_of(part)), target)).lstrip("/")


def attribute(value: str) -> str:
    """Escape an attribute value as C14N does (XML-C14N 1.0, 2.3)."""
    for plain, escaped in (
        ("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"),
        ("\t", "&#x9;"), ("\n", "&#xA;"), ("\r", "&#xD;"),
    ):  # fmt: skip
        value = value.replace(plain, escaped)
    return value
