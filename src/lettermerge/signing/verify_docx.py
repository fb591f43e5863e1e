"""A signed DOCX into verdicts: ECMA-376 part 2, 13, and [MS-OFFCRYPTO] 2.5.2, read strictly.

Beside what the signatures cover, whatever they do not is named: parts and relationships may be
added to a package without breaking any signature.
"""

from __future__ import annotations

from .docx import ORIGIN, ROOT_RELATIONSHIPS, SIGNATURES, TYPES_PART
from .opc_signature import Claim, read_claim
from .package import Entry, PackageError, read_package
from .relationships import (
    ORIGIN_TYPE,
    SIGNATURE_MEDIA,
    SIGNATURE_TYPE,
    ContentTypes,
    parse_content_types,
    parse_relationships,
    source_of,
    target_of,
)
from .trust import Believed, judge_signer
from .verdict import UNSIGNED, FileVerdict, SignatureVerdict

Entries = dict[str, Entry]


def verify_docx(content: bytes, path: str, believed: Believed) -> FileVerdict:
    """Judge every signature of a DOCX, and what none of them covers.

    Never raises for what a file holds: that is a reason for no.
    """
    try:
        entries = {entry.name: entry for entry in read_package(content)}
        types = parse_content_types(entries[TYPES_PART].read())
        names = _signature_parts(entries, types)
        if not names:
            unlinked = any(name.startswith(SIGNATURES) for name in entries)
            reason = "its signature is not linked" if unlinked else UNSIGNED
            return FileVerdict(path, reasons=(reason,))
        for entry in entries.values():
            entry.read()
        claims = [read_claim(name, entries, types) for name in names]
        stray = _stray_signature_parts(entries, names)
        verdicts = tuple(_judge(claim, entries, believed) for claim in claims)
    except Exception as error:  # noqa: BLE001  whatever a hostile file makes a parser raise
        return FileVerdict(path, reasons=(f"it cannot be read as a signed DOCX: {error}",))
    return FileVerdict(path, verdicts, stray)


def _signature_parts(entries: Entries, types: ContentTypes) -> list[str]:
    """Follow the package's relationships to its signatures; raises PackageError."""
    root = parse_relationships(entries[ROOT_RELATIONSHIPS].read())
    origins = [target_of(ROOT_RELATIONSHIPS, one) for one in root if one.type == ORIGIN_TYPE]
    if not origins:
        return []
    if len(origins) > 1:
        raise PackageError("two origins of signatures")
    folder, _, name = origins[0].rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    if origins[0] not in entries or rels not in entries:
        raise PackageError("the origin of its signatures is missing")
    found = []
    for one in parse_relationships(entries[rels].read()):
        target = target_of(rels, one)
        if one.type != SIGNATURE_TYPE or one.external or target not in entries:
            raise PackageError("the origin of its signatures points to something else")
        if types.of(target) != SIGNATURE_MEDIA:
            raise PackageError(f"/{target} has not the content type of a signature")
        found.append(target)
    return found


def _stray_signature_parts(entries: Entries, names: list[str]) -> tuple[str, ...]:
    """Name what lies among the signatures and is none."""
    known = {ORIGIN, f"{SIGNATURES}_rels/origin.sigs.rels", *names}
    reasons = [
        f"the part /{name} lies among the signatures and is none"
        for name in entries
        if name.startswith(SIGNATURES) and name not in known and not name.endswith("/")
    ]
    if ORIGIN in entries and entries[ORIGIN].size:
        reasons.append(f"the part /{ORIGIN} should be empty")
    return tuple(reasons)


def _judge(claim: Claim, entries: Entries, believed: Believed) -> SignatureVerdict:
    uncovered, missed = _uncovered(claim, entries)
    reasons = [*claim.reasons, *missed]
    standing = judge_signer(claim.certificate, claim.others, claim.time, believed)
    return SignatureVerdict(
        signer=claim.signer,
        fingerprint=claim.fingerprint,
        trust=standing.trust,
        time=claim.time,
        level="XAdES-BES" if claim.xades else "XML signature without XAdES",
        coverage=f"{len(claim.parts)} parts, {sum(map(len, claim.relationships.values()))} "
        "relationships",
        uncovered=uncovered,
        reasons=(*reasons, *standing.reasons),
        notes=standing.notes,
    )


def _uncovered(claim: Claim, entries: Entries) -> tuple[tuple[str, ...], list[str]]:
    """Return what a signature leaves out by Office's policy, and reasons for all the rest."""
    root = parse_relationships(entries[ROOT_RELATIONSHIPS].read())
    spared = {
        target_of(ROOT_RELATIONSHIPS, one)
        for one in root
        if not one.signed and not one.external and one.type != ORIGIN_TYPE
    }
    allowed, reasons = [], []
    for name, entry in sorted(entries.items()):
        if name == TYPES_PART or name.startswith(SIGNATURES) or name.endswith("/"):
            continue
        if name.endswith(".rels"):
            if name in claim.parts and name not in claim.relationships:
                continue  # signed byte for byte
            covered = claim.relationships.get(name, frozenset())
            for one in parse_relationships(entry.read()):
                if one.id in covered:
                    continue
                if name == ROOT_RELATIONSHIPS and not one.signed:
                    continue
                owner = source_of(name)
                reasons.append(
                    f"the relationship {one.id} of /{owner} to {one.target} is not signed"
                )
        elif name not in claim.parts:
            if name in spared:
                allowed.append(f"/{name}")
            else:
                reasons.append(f"the part /{name} is not signed")
    return tuple(allowed), reasons
