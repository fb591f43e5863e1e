"""Relationship parts and content types of an OPC package (ECMA-376 part 2, 9.2, 9.3 and 13.2.4.24).

Gives what a signature is made over: the canonical form of the relationships it covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from .package import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterable

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
ORIGIN_TYPE = RELATIONSHIPS + "/digital-signature/origin"
SIGNATURE_TYPE = RELATIONSHIPS + "/digital-signature/signature"
RELATIONSHIPS_MEDIA = "application/vnd.openxmlformats-package.relationships+xml"
ORIGIN_MEDIA = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_MEDIA = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"

#: Ends of the relationship types that Office leaves unsigned: properties change when a document is
#: filed, printed or indexed, and the signatures themselves come later.
_UNSIGNED_ENDS = (
    "/core-properties", "/extended-properties", "/custom-properties", "/thumbnail",
    "/digital-signature/origin",
)  # fmt: skip
#: The whole types: an end alone could be given to anything.
UNSIGNED_TYPES = frozenset(
    base + end
    for end in _UNSIGNED_ENDS
    for base in (
        "http://schemas.openxmlformats.org/package/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://schemas.openxmlformats.org/officedocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
)


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
        return self.type not in UNSIGNED_TYPES


@dataclass(frozen=True, slots=True)
class ContentTypes:
    """[Content_Types].xml: media types by lower-case ending and by lower-case part name."""

    defaults: tuple[tuple[str, str], ...]
    overrides: tuple[tuple[str, str], ...]

    def of(self, part: str) -> str:
        """Return the media type of a part named as in the ZIP; raises PackageError."""
        folded = "/" + part.lower()
        for name, media in self.overrides:
            if name == folded:
                return media
        ending = folded.rpartition("/")[2].rpartition(".")[2]
        for name, media in self.defaults:
            if name == ending:
                return media
        raise PackageError(f"/{part} has no content type")


def parse_xml(content: bytes) -> Any:
    """Return the root of a part; no DTD, no entity and no network is ever used.

    Raises:
        PackageError: not well-formed, or with a DTD (ECMA-376 part 2, 8.1.4 forbids them).
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError(f"a part is not well-formed: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise PackageError("a part declares a document type")
    return root


@lru_cache(maxsize=512)
def parse_relationships(content: bytes) -> tuple[Relationship, ...]:
    """Return the relationships of a part in the order of their ids.

    Raises:
        PackageError: it is damaged, or an id is there twice.
    """
    found = {}
    for element in parse_xml(content):
        if element.tag != f"{{{RELATIONSHIPS}}}Relationship":
            raise PackageError("a relationship part holds something else")
        attributes = element.attrib
        if not {"Id", "Type", "Target"} <= set(attributes) or attributes["Id"] in found:
            raise PackageError("a relationship without id, type or target, or an id used twice")
        external = attributes.get("TargetMode") == "External"
        found[attributes["Id"]] = Relationship(
            attributes["Id"], attributes["Type"], attributes["Target"], external
        )
    return tuple(found[key] for key in sorted(found))


@lru_cache(maxsize=64)
def parse_content_types(content: bytes) -> ContentTypes:
    """Return the content types; raises PackageError if the part is damaged."""
    defaults, overrides = [], []
    for element in parse_xml(content):
        try:
            if element.tag == f"{{{CONTENT_TYPES}}}Default":
                defaults.append(
                    (element.attrib["Extension"].lower(), element.attrib["ContentType"])
                )
            elif element.tag == f"{{{CONTENT_TYPES}}}Override":
                overrides.append(
                    (element.attrib["PartName"].lower(), element.attrib["ContentType"])
                )
        except KeyError as error:
            raise PackageError(f"a content type without {error}") from None
    return ContentTypes(tuple(defaults), tuple(overrides))


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


def source_of(part: str) -> str:
    """Return the part that a relationship part belongs to ("" for the package itself)."""
    folder, _, name = part.rpartition("/")
    parent = folder.rpartition("_rels")[0]
    return parent + name.removesuffix(".rels")


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
