"""Judge a signed DOCX by ECMA-376 part 2, 13, and [MS-OFFCRYPTO] 2.5.2, read strictly.

Beside what the signatures cover, whatever they do not is named: parts and relationships may be
added to a package without breaking any signature.
"""

from __future__ import annotations

from ..identity.trust import Believed, judge_signer
from ..verdict import UNSIGNED, FileVerdict, SignatureVerdict
from .content_types import SIGNATURE_MEDIA, TYPES_PART, ContentTypes, parse_content_types
from .document_properties import find_spared
from .package_structure import refuse_document_types, refuse_structure
from .part_names import ROOT_RELATIONSHIPS, is_relationships, source_of
from .relationships import ORIGIN_TYPE, SIGNATURE_TYPE, read_relationships, target_of
from .sign import ORIGIN, ORIGIN_RELATIONSHIPS, SIGNATURE_NAME, SIGNATURES
from .signature_part import SignedStatement, read_claim
from .zip_package import Entry, PackageError, read_package

Entries = dict[str, Entry]
#: Readers of PDF look for its header in the first bytes of a file (ISO 32000-1, annex H.3).
_PDF_HEAD = 1024 + 5


def verify_docx(content: bytes, path: str, believed: Believed) -> FileVerdict:
    """Judge every signature of a DOCX, and what none of them covers.

    Never raises for what a file holds: that is a reason for no.
    """
    try:
        entries = {entry.name: entry for entry in read_package(content)}
        if not any(name.lower().startswith(SIGNATURES) for name in entries):
            return FileVerdict(path, reasons=(UNSIGNED,))
        if reasons := refuse_structure(entries):
            return FileVerdict(path, reasons=tuple(reasons))
        types = parse_content_types(entries[TYPES_PART].read())
        names = _signature_parts(entries, types)
        if not names:
            return FileVerdict(path, reasons=("its signature is not linked",))
        for entry in entries.values():
            entry.read()
        claims = [read_claim(name, entries, types) for name in names]
        whole = [*_stray_signature_parts(entries, names), *refuse_document_types(entries)]
        if b"%PDF-" in content[:_PDF_HEAD]:
            whole.append("it can be read as a PDF, too")
        verdicts = tuple(_judge(claim, entries, believed) for claim in claims)
    except Exception as error:  # noqa: BLE001  whatever a hostile file makes a parser raise
        return FileVerdict(path, reasons=(f"it cannot be read as a signed DOCX: {error}",))
    return FileVerdict(path, verdicts, tuple(whole))


def _signature_parts(entries: Entries, types: ContentTypes) -> list[str]:
    """Follow the package's relationships to its signatures; raises PackageError."""
    root = read_relationships(ROOT_RELATIONSHIPS, entries[ROOT_RELATIONSHIPS].read())
    origins = [target_of(ROOT_RELATIONSHIPS, one) for one in root if one.type == ORIGIN_TYPE]
    if not origins:
        return []
    if origins != [ORIGIN] or ORIGIN not in entries or ORIGIN_RELATIONSHIPS not in entries:
        raise PackageError(f"the origin of its signatures is not /{ORIGIN}, or is missing")
    found: list[str] = []
    for one in read_relationships(ORIGIN_RELATIONSHIPS, entries[ORIGIN_RELATIONSHIPS].read()):
        target = target_of(ORIGIN_RELATIONSHIPS, one)
        if one.type != SIGNATURE_TYPE or one.external or target not in entries:
            raise PackageError("the origin of its signatures points to something else")
        if not SIGNATURE_NAME.fullmatch(target) or target in found:
            raise PackageError(f"/{target} is not the name of a signature, or is named twice")
        if types.of(target) != SIGNATURE_MEDIA:
            raise PackageError(f"/{target} has not the content type of a signature")
        found.append(target)
    return sorted(found, key=lambda name: int(name.removeprefix(SIGNATURES)[3:-4]))


def _stray_signature_parts(entries: Entries, names: list[str]) -> tuple[str, ...]:
    """Name what lies among the signatures and is none."""
    known = {ORIGIN, ORIGIN_RELATIONSHIPS, *names}
    reasons = [
        f"the part /{name} lies among the signatures and is none"
        for name in entries
        if name.startswith(SIGNATURES) and name not in known
    ]
    if ORIGIN in entries and entries[ORIGIN].size:
        reasons.append(f"the part /{ORIGIN} should be empty")
    return tuple(reasons)


def _judge(claim: SignedStatement, entries: Entries, believed: Believed) -> SignatureVerdict:
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


def _uncovered(claim: SignedStatement, entries: Entries) -> tuple[tuple[str, ...], list[str]]:
    """Return what a signature leaves out by Office's policy, and reasons for all the rest."""
    spared = find_spared(entries)
    allowed, reasons = [], []
    for name, entry in sorted(entries.items()):
        if name == TYPES_PART or name.startswith(SIGNATURES):
            continue
        if is_relationships(name):
            if name in claim.parts and name not in claim.relationships:
                continue  # signed byte for byte
            covered = claim.relationships.get(name, frozenset())
            for one in read_relationships(name, entry.read()):
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
