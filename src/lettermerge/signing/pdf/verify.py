"""Judge a signed PDF: byte ranges by strict rules of our own, cryptography by pyHanko."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from ..certificate_escaping import escape_line, escape_name
from ..identity.trust import Believed, Standing, judge_signer
from ..verdict import UNSIGNED, FileVerdict, SignatureVerdict
from .object_values import Ref, plain
from .reserved_fields import find_waiting, refuse_place
from .revision_rules import Step, judge_steps
from .timestamp_verification import Stamp, judge_document_stamp, judge_stamp

#: Hashes without known collisions; with others, the signature of one letter may fit another.
_HASHES = frozenset(("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"))


def verify_pdf(content: bytes, path: str, believed: Believed) -> FileVerdict:
    """Judge every signature of a PDF, and the file as a whole.

    Never raises for what a file holds: that is a reason for no.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(content))
        found = sorted(reader.embedded_signatures, key=_end_of)
        notes = tuple(f"waits for {name}" for name in find_waiting(reader.root))
        if not found:
            return FileVerdict(path, reasons=(UNSIGNED,), notes=notes)
        steps = _judge_steps(content, found)
        data, reasons = None, _refuse_lost(reader, found)
        try:
            data = _revocation(reader)
        except Exception as error:  # noqa: BLE001  asn1crypto and pyHanko raise many kinds
            reasons.append(f"its validation data (/DSS) cannot be read: {_first_line(error)}")
        verdicts = tuple(
            _judge(one, content, believed, _Place(number, found, data, steps[number:]))
            for number, one in enumerate(found)
        )
    except Exception as error:  # noqa: BLE001  whatever a hostile file makes a parser raise
        return FileVerdict(
            path, reasons=(f"it cannot be read as a signed PDF: {escape_line(str(error))}",)
        )
    if _end_of(found[-1]) != len(content):
        reasons.append("something was appended after the last signature, which does not cover it")
    also = dict.fromkeys(what for step in steps if not step.refused for what in step.also)
    return FileVerdict(path, verdicts, tuple(reasons), notes, tuple(also))


def _judge_steps(content: bytes, found: list[Any]) -> list[Step]:
    """Judge what each later signature added; other programs' changes may not show on a page."""
    steps = judge_steps(content, [(_end_of(one), _dictionary_of(one)) for one in found])
    for step in steps:
        unsure = step.also and not step.refused
        if unsure and not same_pages(content[: step.start], content[: step.end]):
            step.refused = (f"it changes {', '.join(step.also)}, and pages look different",)
    return steps


def _refuse_lost(reader: Any, found: list[Any]) -> list[str]:
    """Refuse a file in which an earlier revision has a signature that is no longer one."""
    known = {_dictionary_of(one) for one in found}
    for revision in range(reader.total_revisions - 1):
        root = reader.get_historical_root(revision)
        form = root["/AcroForm"] if "/AcroForm" in root else {}  # noqa: SIM401  get() does not resolve
        waiting = list(form["/Fields"]) if "/Fields" in form else []
        for _ in range(10_000):
            if not waiting:
                break
            field = waiting.pop().get_object()
            waiting.extend(field["/Kids"] if "/Kids" in field else ())  # noqa: SIM401
            value = plain(field.raw_get("/V")) if "/V" in field else None
            if field.get("/FT") == "/Sig" and isinstance(value, Ref) and value not in known:
                return [f"an earlier signature was removed or replaced (object {value.number})"]
    return []


def _dictionary_of(signature: Any) -> Ref | None:
    """Return the reference to a signature's dictionary; None if it is no object of its own."""
    value = plain(signature.sig_field.raw_get("/V"))
    return value if isinstance(value, Ref) else None


def _end_of(signature: Any) -> int:
    """Return where a signature's byte range ends; 0 where it is no byte range."""
    numbers = [int(one) for one in signature.byte_range]
    return numbers[2] + numbers[3] if len(numbers) == 4 else 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a signature is: its `number` from 0 among `all`, the DSS if any, and later steps."""

    number: int
    all: list[Any]
    dss: tuple[list[Any], list[Any], list[Any]] | None
    later: list[Step]

    @property
    def last(self) -> bool:
        return self.number == len(self.all) - 1


def _judge(signature: Any, content: bytes, believed: Believed, place: _Place) -> SignatureVerdict:
    reasons = list(_refuse_range(signature, content))
    reasons += _refuse_integrity(signature, place)
    reasons += filter(
        None, [refuse_place(signature.field_name, signature.signer_cert.sha256.hex())]
    )
    certificate = signature.signer_cert.dump()
    others = [one.dump() for one in signature.other_embedded_certs]
    lists, answers, more = place.dss or ([], [], [])
    others += [one.dump() for one in more]
    if _stamps_file(signature):
        stamp, trust = judge_document_stamp(signature, believed, others, (lists, answers))
        moment, standing = stamp.time, Standing(trust)
    else:
        stamp = judge_stamp(signature, believed, others)
        moment = stamp.time if stamp.proven else signature.self_reported_timestamp
        standing = judge_signer(certificate, others, moment, believed, (lists, answers))
    return SignatureVerdict(
        signer=_name(signature),
        fingerprint=signature.signer_cert.sha256.hex(),
        trust=standing.trust,
        time=moment,
        time_proven=stamp.proven,
        level=_level(signature, stamp, place),
        coverage="whole file" if place.last else f"revision {place.number + 1}",
        uncovered=() if place.last else ("the signatures that were added later",),
        reasons=(*reasons, *stamp.reasons, *standing.reasons),
        notes=(*stamp.notes, *standing.notes),
    )


def _refuse_range(signature: Any, content: bytes) -> list[str]:
    """Ask for one hole, filled with hex digits and zeros, and for nothing else left out."""
    numbers = [int(one) for one in signature.byte_range]
    if len(numbers) != 4 or numbers[0] != 0:
        return ["its byte range is not one piece around the signature"]
    _, start, end, rest = numbers
    if not 0 < start < end <= end + rest <= len(content):
        return ["its byte range lies outside of the file"]
    hole = content[start:end]
    if hole[:1] != b"<" or hole[-1:] != b">":
        return ["its byte range leaves out more than the signature"]
    try:
        held = bytes.fromhex(hole[1:-1].decode("ascii"))
    except ValueError:
        return ["the place of the signature holds something else"]
    if held != signature.pkcs7_content or len(hole) != 2 * len(held) + 2:
        return ["the byte range is around another signature"]
    if held[_der_size(held) :].strip(b"\0"):
        return ["bytes are hidden behind the signature, in its padding"]
    return []


def _der_size(der: bytes) -> int:
    """Return how many bytes the first DER element takes (X.690, 8.1.3)."""
    if der[1] < 0x80:
        return 2 + der[1]
    width = der[1] & 0x7F
    return 2 + width + int.from_bytes(der[2 : 2 + width], "big")


def _refuse_integrity(signature: Any, place: _Place) -> list[str]:
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if reason := _refuse_frame(signature):
        return [reason]
    kind = "tst_info" if _stamps_file(signature) else "data"
    reasons = []
    try:
        if kind == "data":
            intact, valid = validate_sig_integrity(
                signature.signer_info, signature.signer_cert, kind, signature.compute_digest()
            )
        else:
            intact = valid = _stamps(signature, signature.compute_digest())
        if not intact:
            reasons.append("the signed bytes were changed")
        elif not valid:
            reasons.append("the signature value does not match")
    except (SignatureValidationError, ValueError, NotImplementedError) as error:
        return [f"the signature cannot be checked: {error}"]
    signature.compute_integrity_info(skip_diff=True)
    if signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        reasons.append("it does not cover its revision from beginning to end")
    reasons += _refuse_later(signature, place)
    if signature.docmdp_level is MDPPerm.NO_CHANGES and not place.last:
        reasons.append("it is certified against any change, and something was added")
    return reasons


def _refuse_later(signature: Any, place: _Place) -> list[str]:
    """Refuse the first later revision that does more than sign, or fills a locked field."""
    for step in place.later:
        if step.refused:
            return [f"a later revision does more than sign: {_first_line(step.refused[0])}"]
        locks = signature.fieldmdp
        if step.filled and locks is not None and locks.is_locked(step.filled):
            return [f"a later revision fills the field {step.filled}, which it locks"]
    return []


def _refuse_frame(signature: Any) -> str:
    """Ask for what of a CMS nothing signs to be as RFC 5652, 5.1 and 5.3, says."""
    data, signer = signature.signed_data, signature.signer_info
    named = {one["algorithm"].native for one in data["digest_algorithms"]}
    if named != {signature.md_algorithm} or len(data["signer_infos"]) != 1:
        return "it names other hashes or signers than its own"
    for name in (signature.md_algorithm, _own_hash(signer["signature_algorithm"])):
        if name not in _HASHES:
            return f"its hash {name} is broken, or not known"
    version = 1 if signer["sid"].name == "issuer_and_serial_number" else 3
    plain = data["encap_content_info"]["content_type"].native == "data" and all(
        one.name == "certificate" for one in data["certificates"]
    )
    expected = (version,) if plain else (3, 4, 5)
    if signer["version"].dump() != bytes((2, 1, version)) or (
        data["version"].dump() not in [bytes((2, 1, one)) for one in expected]
    ):
        return "its version is not that of its kind"
    return ""


def _own_hash(algorithm: Any) -> str:
    """Return the hash that a signature algorithm names; one that names none takes the digest's."""
    try:
        return str(algorithm.hash_algo)
    except ValueError:
        return "sha256"


def _stamps_file(signature: Any) -> bool:
    """Tell whether a signature is a time stamp over the file, and nobody's consent."""
    return bool(signature.sig_object_type == "/DocTimeStamp")


def _stamps(signature: Any, digest: bytes) -> bool:
    """Tell whether a document time stamp is over `digest` and signed rightly."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    content = signature.signed_data["encap_content_info"]["content"]
    imprint = content.parsed["message_imprint"]["hashed_message"].native
    from cryptography.hazmat.primitives.hashes import Hash
    from pyhanko_certvalidator.util import get_pyca_cryptography_hash

    hashed = Hash(get_pyca_cryptography_hash(signature.md_algorithm))
    hashed.update(bytes(content))
    intact, valid = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "tst_info", hashed.finalize()
    )
    return bool(intact and valid and imprint == digest)


def _level(signature: Any, stamp: Stamp, place: _Place) -> str:
    if _stamps_file(signature):
        return "document time stamp"
    if signature.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "PDF signature, not PAdES"
    if stamp.time is None:
        return "PAdES B-B"
    return "PAdES B-T" if place.dss is None else "PAdES B-LT"


def _name(signature: Any) -> str:
    native = signature.signer_cert.subject.native
    name = native.get("common_name") or signature.signer_cert.subject.human_friendly
    return escape_name(str(name))


def _revocation(reader: Any) -> tuple[list[Any], list[Any], list[Any]] | None:
    """Return lists, answers and certificates of the DSS, or None if there is none."""
    from asn1crypto import crl, ocsp
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        dss = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None
    lists = [crl.CertificateList.load(one.get_object().data) for one in dss.crls]
    answers = [ocsp.OCSPResponse.load(one.get_object().data) for one in dss.ocsps]
    return lists, answers, list(dss.load_certs())


def _first_line(error: object) -> str:
    return escape_line(str(error).split("\n", 1)[0])


_SCALE = 100 / 72  # dots an inch over points an inch
_MOST_PAGES = 500
_LARGEST = 2_000  # pixels of a side


def same_pages(before: bytes, after: bytes) -> bool:
    """Tell whether two PDFs have the same pages in pixels and text.

    False where either cannot be drawn, or has more than 500 pages.
    """
    import pypdfium2

    try:
        old, new = list(_draw(before)), list(_draw(after))
    except (pypdfium2.PdfiumError, ValueError):
        return False
    return old == new and bool(old)


def _draw(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the text and the hash of the pixels of each page."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        if len(document) > _MOST_PAGES:
            raise ValueError("too many pages")
        for page in document:
            scale = min(_SCALE, _LARGEST / max(*page.get_size(), 1))
            bitmap = page.render(scale=scale, may_draw_forms=True)
            text = page.get_textpage().get_text_bounded()
            size = f"{bitmap.width} {bitmap.height} ".encode()
            yield text, sha256(size + bytes(bitmap.buffer)).digest()
