"""A finished DOCX and an identity into a signed DOCX that Office and LibreOffice accept.

Office's coverage policy: every part and relationship but the document's properties, its thumbnail
and the signatures themselves.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from ..errors import SigningError
from .identity import Identity
from .package import Entry, PackageError, digest_of, pack, read_package, write_package
from .relationships import (
    CONTENT_TYPES,
    ORIGIN_MEDIA,
    ORIGIN_TYPE,
    RELATIONSHIPS,
    RELATIONSHIPS_MEDIA,
    SIGNATURE_MEDIA,
    SIGNATURE_TYPE,
    ContentTypes,
    Relationship,
    canonical,
    parse_content_types,
    parse_relationships,
    target_of,
)
from .xmldsig import SignedPart, signature_xml

TYPES_PART = "[Content_Types].xml"
ROOT_RELATIONSHIPS = "_rels/.rels"
SIGNATURES = "_xmlsignatures/"
ORIGIN = SIGNATURES + "origin.sigs"
_ORIGIN_RELATIONSHIPS = SIGNATURES + "_rels/origin.sigs.rels"
_FIRST = SIGNATURES + "sig1.xml"


def sign_docx(content: bytes, identity: Identity, signed_at: datetime, reason: str = "") -> bytes:
    """Sign a DOCX that is not signed yet; `signed_at` has a zone.

    The same content, identity and time give the same bytes with RSA and ECDSA keys in memory.

    Raises:
        SigningError: not a package, signed already, a certificate that is not valid at `signed_at`,
            Ed25519, or a key that fails.
    """
    identity.require_valid(signed_at)
    try:
        entries = {entry.name: entry for entry in read_package(content)}
        if any(name.startswith(SIGNATURES) for name in entries):
            raise SigningError(
                "the DOCX is signed already", hint="sign the PDF, or render the letter again"
            )
        parts = covered_parts(entries)
        xml = signature_xml(parts, identity, signed_at, reason)
        types, root = entries[TYPES_PART], entries[ROOT_RELATIONSHIPS]
        entries[TYPES_PART] = _with_types(types)
        entries[ROOT_RELATIONSHIPS] = _with_origin(root)
    except (PackageError, KeyError) as error:
        raise SigningError(f"the DOCX cannot be signed: {error}", hint="is it whole?") from None
    return write_package((*entries.values(), *_FIXED, pack(_FIRST, xml, level=1)))


def covered_parts(entries: dict[str, Entry]) -> tuple[SignedPart, ...]:
    """Return what Office's policy signs, in the order of the part names.

    Raises:
        PackageError: a damaged part, or one without a content type.
        KeyError: no content types or no relationships.
    """
    types = parse_content_types(_content(entries[TYPES_PART]))
    skipped = _properties(entries)
    parts = []
    for name, entry in sorted(entries.items()):
        if name == TYPES_PART or name.startswith(SIGNATURES) or name in skipped:
            continue
        if name.endswith(".rels"):
            if part := _relationship_part(name, entry):
                parts.append(part)
        elif not name.endswith("/"):
            parts.append(_part(name, entry, types))
    return tuple(parts)


def _properties(entries: dict[str, Entry]) -> frozenset[str]:
    """Return the parts that only unsigned relationships of the package point to."""
    found = parse_relationships(_content(entries[ROOT_RELATIONSHIPS]))
    internal = [one for one in found if not one.external]
    signed = {target_of(ROOT_RELATIONSHIPS, one) for one in internal if one.signed}
    unsigned = {target_of(ROOT_RELATIONSHIPS, one) for one in internal if not one.signed}
    return frozenset(unsigned - signed)


def _part(name: str, entry: Entry, types: ContentTypes) -> SignedPart:
    digest = digest_of(entry.packed, entry.method, entry.crc, entry.size)
    return SignedPart(f"/{name}?ContentType={types.of(name)}", digest)


def _relationship_part(name: str, entry: Entry) -> SignedPart | None:
    signed, digest = _covered_relationships(_content(entry))
    if not signed:
        return None
    return SignedPart(f"/{name}?ContentType={RELATIONSHIPS_MEDIA}", digest, signed)


@lru_cache(maxsize=512)
def _covered_relationships(content: bytes) -> tuple[tuple[str, ...], bytes]:
    covered = [one for one in parse_relationships(content) if one.signed]
    return tuple(one.id for one in covered), sha256(canonical(covered)).digest()


def _content(entry: Entry) -> bytes:
    return _read(entry.packed, entry.method, entry.crc, entry.size)


@lru_cache(maxsize=128)
def _read(packed: bytes, method: int, crc: int, size: int) -> bytes:
    return Entry("", method, packed, crc, size).read()


@lru_cache(maxsize=64)
def _with_types(entry: Entry) -> Entry:
    """Name the media types of the signature's parts."""
    content = entry.read()
    types = parse_content_types(content)
    endings, names = dict(types.defaults), dict(types.overrides)
    added = ""
    if "sigs" not in endings:
        added += f'<Default Extension="sigs" ContentType="{ORIGIN_MEDIA}"/>'
    if "rels" not in endings:
        added += f'<Default Extension="rels" ContentType="{RELATIONSHIPS_MEDIA}"/>'
    if "/" + _FIRST not in names:
        added += f'<Override PartName="/{_FIRST}" ContentType="{SIGNATURE_MEDIA}"/>'
    return pack(entry.name, _append(content, added, "Types", CONTENT_TYPES))


@lru_cache(maxsize=64)
def _with_origin(entry: Entry) -> Entry:
    """Let the package point to its signatures."""
    content = entry.read()
    taken = {one.id for one in parse_relationships(content)}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    added = f'<Relationship Id="{free}" Type="{ORIGIN_TYPE}" Target="{ORIGIN}"/>'
    return pack(entry.name, _append(content, added, "Relationships", RELATIONSHIPS))


def _append(content: bytes, added: str, root: str, space: str) -> bytes:
    """Put elements before the end of a part whose root has the default name space."""
    end = f"</{root}>".encode()
    at = content.rfind(end)
    if at < 0 or f'xmlns="{space}"'.encode() not in content[:at]:
        raise PackageError(f"<{root}> is not written as every producer writes it")
    return content[:at] + added.encode() + content[at:]


def _fixed_entries() -> tuple[Entry, ...]:
    to_first = Relationship("rId1", SIGNATURE_TYPE, "sig1.xml", external=False)
    relationships = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="{to_first.id}"'
        f' Type="{to_first.type}" Target="{to_first.target}"/></Relationships>'
    )
    return pack(ORIGIN, b""), pack(_ORIGIN_RELATIONSHIPS, relationships.encode())


_FIXED = _fixed_entries()
