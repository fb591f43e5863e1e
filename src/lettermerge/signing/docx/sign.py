"""Sign a finished DOCX with a signature that Office and LibreOffice accept.

Office's coverage policy: every part and relationship but the document's properties, its thumbnail
and the signatures themselves. Each further signature covers the same, in a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from ...errors import SigningError
from ..identity.model import Identity
from .content_types import (
    RELATIONSHIPS_MEDIA,
    TYPES_PART,
    ContentTypes,
    parse_content_types,
    write_content_types,
)
from .document_properties import find_spared
from .package_structure import refuse_structure
from .part_names import ROOT_RELATIONSHIPS, is_relationships
from .relationships import (
    ORIGIN_TYPE,
    SIGNATURE_TYPE,
    Relationship,
    canonical,
    read_relationships,
    write_relationships,
)
from .xml_signature_writer import SignedPart, signature_xml
from .zip_package import Entry, PackageError, digest_of, pack, read_package, write_package

SIGNATURES = "_xmlsignatures/"
ORIGIN = SIGNATURES + "origin.sigs"
ORIGIN_RELATIONSHIPS = SIGNATURES + "_rels/origin.sigs.rels"
SIGNATURE_NAME = re.compile(r"_xmlsignatures/sig([1-9][0-9]{0,3})\.xml", re.ASCII)


def sign_docx(content: bytes, identity: Identity, signed_at: datetime, reason: str = "") -> bytes:
    """Add a signature to a DOCX, signed already or not; `signed_at` has a zone.

    The bytes of every other part stay, and so do earlier signatures. Whether those hold is for the
    caller to ask. The same content, identity and time give the same bytes with RSA and ECDSA keys
    in memory.

    Raises:
        SigningError: not a package, or one that readers could take differently; a certificate that
            is not valid at `signed_at`; Ed25519; a key that fails.
    """
    identity.require_valid(signed_at)
    try:
        entries = _read_entries(content)
        number = 1 + max(
            (int(n[1]) for n in map(SIGNATURE_NAME.fullmatch, entries) if n), default=0
        )
        if number == 1:
            _add_origin(entries)
        name = f"{SIGNATURES}sig{number}.xml"
        entries[name] = Entry(name, 0, b"", 0, 0)
        _link_signature(entries, name)
        _write_types(entries)
        _require_one_reading(entries)
        xml = signature_xml(covered_parts(entries), identity, signed_at, reason, number)
        entries[name] = pack(name, xml, level=1)
    except (PackageError, KeyError) as error:
        raise SigningError(
            f"the DOCX cannot be signed: {error}",
            hint="render the letter again, or save it again in Word",
        ) from None
    return write_package(entries.values())


def _read_entries(content: bytes) -> dict[str, Entry]:
    """Return the entries; those of an unsigned package may be as other programs write them."""
    entries = {entry.name: entry for entry in read_package(content, foreign=True)}
    if any(name.lower().startswith(SIGNATURES) for name in entries):
        entries = {entry.name: entry for entry in read_package(content)}
        if ORIGIN not in entries or ORIGIN_RELATIONSHIPS not in entries:
            raise PackageError("its signatures are not linked")
    return entries


def _require_one_reading(entries: Mapping[str, Entry]) -> None:
    """Refuse to sign what `verify` would refuse; raises PackageError."""
    if reasons := refuse_structure(entries):
        raise PackageError(reasons[0])


def covered_parts(entries: Mapping[str, Entry]) -> tuple[SignedPart, ...]:
    """Return what Office's policy signs, in the order of the part names.

    Raises:
        PackageError: a damaged part, or one without a content type.
        KeyError: no content types or no relationships.
    """
    types = parse_content_types(entries[TYPES_PART].read())
    spared = find_spared(entries)
    parts = []
    for name, entry in sorted(entries.items()):
        if name == TYPES_PART or name.startswith(SIGNATURES) or name in spared:
            continue
        if is_relationships(name):
            if part := _relationship_part(name, entry):
                parts.append(part)
        else:
            parts.append(_part(name, entry, types))
    return tuple(parts)


def _part(name: str, entry: Entry, types: ContentTypes) -> SignedPart:
    digest = digest_of(entry.packed, entry.method, entry.crc, entry.size)
    return SignedPart(f"/{name}?ContentType={types.of(name)}", digest)


def _relationship_part(name: str, entry: Entry) -> SignedPart | None:
    signed, digest = _covered_relationships(name, entry.read())
    if not signed:
        return None
    return SignedPart(f"/{name}?ContentType={RELATIONSHIPS_MEDIA}", digest, signed)


@lru_cache(maxsize=512)
def _covered_relationships(name: str, content: bytes) -> tuple[tuple[str, ...], bytes]:
    found = read_relationships(name, content)
    covered = [one for one in found if one.signed or name != ROOT_RELATIONSHIPS]
    return tuple(one.id for one in covered), sha256(canonical(covered)).digest()


def _add_origin(entries: dict[str, Entry]) -> None:
    """Let the package point to its signatures."""
    entries[ROOT_RELATIONSHIPS] = _with_origin(entries[ROOT_RELATIONSHIPS])
    entries[ORIGIN] = pack(ORIGIN, b"")
    entries[ORIGIN_RELATIONSHIPS] = pack(ORIGIN_RELATIONSHIPS, write_relationships(()))


@lru_cache(maxsize=64)
def _with_origin(entry: Entry) -> Entry:
    found = read_relationships(entry.name, entry.read())
    if any(one.type == ORIGIN_TYPE for one in found):
        raise PackageError("its signatures are not linked")
    origin = Relationship(_free_id(found), ORIGIN_TYPE, ORIGIN, external=False)
    return pack(entry.name, write_relationships((*found, origin)))


def _link_signature(entries: dict[str, Entry], name: str) -> None:
    """Let the origin point to one more signature."""
    entries[ORIGIN_RELATIONSHIPS] = _with_signature(entries[ORIGIN_RELATIONSHIPS], name)


@lru_cache(maxsize=64)
def _with_signature(entry: Entry, name: str) -> Entry:
    found = read_relationships(entry.name, entry.read())
    target = name.removeprefix(SIGNATURES)
    one = Relationship(_free_id(found), SIGNATURE_TYPE, target, external=False)
    return pack(entry.name, write_relationships((*found, one)))


def _free_id(found: tuple[Relationship, ...]) -> str:
    taken = {one.id for one in found}
    return next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)


def _write_types(entries: dict[str, Entry]) -> None:
    """Name the media types of the signature's parts."""
    entries[TYPES_PART] = _with_types(entries[TYPES_PART], tuple(entries))


@lru_cache(maxsize=64)
def _with_types(entry: Entry, names: tuple[str, ...]) -> Entry:
    types = parse_content_types(entry.read())
    return pack(entry.name, write_content_types(types, names))
