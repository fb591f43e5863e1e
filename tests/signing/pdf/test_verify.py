"""`verify` on PDFs: what it says yes to, and each thing that it must say no to."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT, written_pdf
from tests.signing.pdf.test_sign import seal

from lettermerge.errors import UsageError
from lettermerge.signing.identity.creation import demo_identity
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.cms import cms_size
from lettermerge.signing.pdf.pyhanko_internals import Revision
from lettermerge.signing.pdf.sign import Sealing, cosign_pdf, seal_pdf
from lettermerge.signing.verdict import FileVerdict, Trust
from lettermerge.signing.verify import verify_content
from lettermerge.writers.writer_interface import SignatureSpace

NOBODY = Believed(())
ROOT = authority.root().public_bytes(authority.DER)


def verify(content: bytes, believed: Believed = NOBODY) -> FileVerdict:
    return verify_content(content, "letter.pdf", believed)


def reasons(content: bytes, believed: Believed = NOBODY) -> str:
    verdict = verify(content, believed)
    assert verdict.holds == (not verdict.all_reasons)
    return "; ".join(verdict.all_reasons)


def seal_regardless(identity: Identity) -> bytes:
    """Seal with an identity that is not fit for it."""
    space = SignatureSpace(cms_size(identity), SIGNED_AT, identity.name)
    written = written_pdf(space)
    assert written.hole is not None
    return seal_pdf(written.content, written.hole, identity)


def append(content: bytes, change: Callable[[Any], None]) -> bytes:
    """Append a revision in which `change` has been at the document."""
    writer: Any = Revision(BytesIO(content))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize("kind", ["rsa", "ec", "p384", "ed25519"])
def test_a_sealed_letter_holds_and_says_who_when_and_how(kind: str, root_pem: Path) -> None:
    verdict = verify(seal(authority.identity(kind)), Believed.of(root_pem))
    assert verdict.holds
    (one,) = verdict.signatures
    assert one.signer == "Petra Placeholder"
    assert one.fingerprint == authority.identity(kind).fingerprint
    assert one.trust is Trust.TRUSTED
    assert (one.time, one.time_proven) == (SIGNED_AT, False)
    assert (one.level, one.coverage, one.uncovered) == ("PAdES B-B", "whole file", ())


@pytest.mark.slow
def test_a_flipped_bit_anywhere_covered_is_a_no() -> None:
    sealed = seal(authority.identity("ec"))
    ((start, end, _),) = verifiers.byte_ranges(sealed)
    positions = random.Random(7).sample([*range(start), *range(end, len(sealed))], 60)
    for position in (0, 5, start - 1, end, len(sealed) - 1, *positions):
        assert reasons(verifiers.flip(sealed, position)), position


@pytest.mark.slow
def test_a_flipped_bit_in_the_signature_is_a_no() -> None:
    sealed = seal(authority.identity("ec"))
    ((start, _, _),) = verifiers.byte_ranges(sealed)
    _, cms = verifiers.signed_bytes(sealed)
    # the issuer's certificate only helps to find a path: nothing signs it here
    spared = range(cms.index(ROOT), cms.index(ROOT) + len(ROOT))
    for position in (25, *range(0, len(cms), 19), *range(len(cms) - 420, len(cms), 5)):
        if position in spared:
            continue
        digits = verifiers.flip(cms, position).hex().encode()
        twin = sealed[: start + 1] + digits + sealed[start + 1 + len(digits) :]
        assert reasons(twin), position


def test_bytes_hidden_in_the_padding_are_a_no() -> None:
    sealed = seal(authority.identity("ec"))
    ((_, end, _),) = verifiers.byte_ranges(sealed)
    assert "hidden behind the signature" in reasons(sealed[: end - 5] + b"beef" + sealed[end - 1 :])
    assert reasons(sealed[: end - 5] + b"zzzz" + sealed[end - 1 :])


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%comment\n", b"%%EOF\n"])
def test_anything_appended_is_a_no(tail: bytes) -> None:
    assert re.search(
        "appended after|startxref not found", reasons(seal(authority.identity("ec")) + tail)
    )


def first_page(writer: Any) -> tuple[Any, Any]:
    node = writer.root["/Pages"]
    reference = None
    while "/Kids" in node:
        reference = node["/Kids"].raw_get(0)
        node = reference.get_object()
    return node, reference


def change_content(writer: Any) -> None:
    page, _ = first_page(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"0 0 m"))
    writer.update_container(page)


def add_note(writer: Any) -> None:
    page, _ = first_page(writer)
    zero = generic.NumberObject(0)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): pdf_string("I never wrote this"),
            pdf_name("/Rect"): generic.ArrayObject([zero] * 4),
        }
    )
    page.setdefault(pdf_name("/Annots"), generic.ArrayObject()).append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def change_title(writer: Any) -> None:
    information = writer.trailer["/Info"]
    information[pdf_name("/Title")] = pdf_string("Another letter")
    writer.update_container(information)


def add_orphan(writer: Any) -> None:
    writer.add_object(pdf_string("smuggled"))


def retag(writer: Any) -> None:
    tree = writer.root["/StructTreeRoot"]
    top = tree["/K"]
    top = top[0] if isinstance(top, generic.ArrayObject) else top
    top[pdf_name("/Alt")] = pdf_string("something else is read aloud")
    writer.update_container(top)


def add_data(writer: Any) -> None:
    from asn1crypto import x509 as asn1
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    certificate = asn1.Certificate.load(authority.root().public_bytes(authority.DER))
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=[certificate])


CHANGES = [change_content, add_note, change_title, add_orphan, retag]


@pytest.mark.parametrize("change", [*CHANGES, add_data])
def test_a_revision_after_the_last_signature_is_a_no(change: Callable[[Any], None]) -> None:
    sealed = seal(authority.identity("ec"))
    twin = append(sealed, change)
    assert twin.startswith(sealed)
    assert "appended after the last signature" in reasons(twin)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changing_revision_that_is_signed_over_is_a_no_for_the_first_signature(
    change: Callable[[Any], None], unjudged: None
) -> None:
    changed = append(seal(authority.identity("ec")), change)
    verdict = verify(cosign_pdf(changed, authority.cosigner(), SIGNED_AT))
    first, second = verdict.signatures
    assert not first.holds
    assert "does more than sign" in first.reasons[0]
    assert second.holds
    assert not verdict.holds


def test_a_cosigned_letter_holds_and_says_what_each_covers() -> None:
    both = cosign_pdf(seal(authority.identity("rsa")), authority.cosigner(), SIGNED_AT)
    verdict = verify(both)
    assert verdict.holds, verdict.all_reasons
    first, second = verdict.signatures
    assert (first.signer, first.coverage) == ("Petra Placeholder", "revision 1")
    assert (second.signer, second.coverage) == ("Quentin Cosigner", "whole file")
    ((_, end, rest), _) = verifiers.byte_ranges(both)
    assert not verify(verifiers.flip(both, 2000)).holds
    assert not verify(verifiers.flip(both, end + rest + 200)).holds


def test_a_signature_that_is_cut_off_leaves_a_file_that_holds() -> None:
    """Undoing a co-signature leaves what was signed before, and nothing shows that it was."""
    first = seal(authority.identity("ec"))
    both = cosign_pdf(first, authority.cosigner(), SIGNED_AT)
    assert verify(both[: len(first)]).holds
    assert not verify(both[: len(first) + 100]).holds


def test_the_signature_of_another_letter_is_a_no() -> None:
    identity = authority.identity("ec")
    sealed = seal(identity)
    ((start, end, _),) = verifiers.byte_ranges(sealed)
    space = SignatureSpace((end - start - 2) // 2, SIGNED_AT, identity.name)
    written = written_pdf(space, "Xaver Specimen")
    assert written.hole is not None
    twin = (
        written.content[: written.hole.start]
        + sealed[start:end]
        + written.content[written.hole.end :]
    )
    assert "the signed bytes were changed" in reasons(twin)


def test_a_byte_range_that_leaves_a_gap_is_a_no() -> None:
    sealed = seal(authority.identity("ec"))
    ((start, end, rest),) = verifiers.byte_ranges(sealed)
    for old, new in (
        (b"%d %d %d]" % (start, end, rest), b"%d %d %d]" % (start, end, rest - 1)),
        (b"[0 %d" % start, b"[0 %d" % (start - 1)),
        (b"[0 %d" % start, b"[1 %d" % start),
    ):
        assert old in sealed
        assert reasons(sealed.replace(old, new)), (old, new)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"end": SIGNED_AT - authority.DAY, "begin": SIGNED_AT - 9 * authority.DAY}, "expired on"),
        ({"begin": SIGNED_AT + authority.DAY}, "not valid before"),
        ({"usages": ("key_agreement",)}, "key usage does not allow signing"),
        ({"purposes": (ExtendedKeyUsageOID.SERVER_AUTH,)}, "extended key usage does not allow"),
    ],
)
def test_a_certificate_that_could_not_sign_then_is_a_no(
    facts: dict[str, Any], reason: str, unjudged: None
) -> None:
    sealed = seal_regardless(authority.identity("ec", authority.certificate("ec", **facts)))
    assert reason in reasons(sealed)


def test_a_key_that_can_be_broken_is_a_no(unjudged: None) -> None:
    assert "too weak" in reasons(seal_regardless(authority.identity("rsa1024")))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "broken"), [("sha1", True), ("md5", True), ("sha384", False)])
def test_a_hash_with_collisions_is_a_no(name: str, broken: bool) -> None:
    """Of two letters made to have one hash, the signature of the one would fit the other."""
    identity = authority.identity("rsa")
    assert isinstance(identity.key, SoftKey)
    key = identity.key._private.private_bytes(authority.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(BytesIO(written_pdf(None).content))
    metadata = signers.PdfSignatureMetadata(field_name="S", md_algorithm=name)
    signed = signers.sign_pdf(writer, metadata, signer).getvalue()
    assert (f"its hash {name} is broken" in reasons(signed)) == broken


def test_a_certificate_that_expired_since_is_none() -> None:
    leaf = authority.certificate("ec", end=SIGNED_AT + authority.DAY)
    assert verify(seal(authority.identity("ec", leaf))).holds


@pytest.mark.slow
def test_trust_is_told_and_demanded_where_asked(tmp_path: Path, root_pem: Path) -> None:
    identity = authority.identity("ec")
    sealed = seal(identity)
    assert verify(sealed).signatures[0].trust is Trust.UNTRUSTED
    assert verify(sealed).holds
    own = Believed((), own=frozenset({identity.fingerprint}))
    assert verify(sealed, own).signatures[0].trust is Trust.OWN
    assert verify(sealed, Believed.of(None)).signatures[0].trust is Trust.UNTRUSTED
    assert verify(sealed, Believed.of(root_pem)).signatures[0].trust is Trust.TRUSTED
    other = authority.write_pem(tmp_path / "other.pem", stranger())
    verdict = verify(sealed, Believed.of(other))
    assert not verdict.holds
    assert "does not end at a root of --trust" in verdict.all_reasons[0]


def stranger() -> x509.Certificate:
    from cryptography.hazmat.primitives.asymmetric import ec

    from lettermerge.signing.identity.creation import self_signed

    return self_signed(ec.generate_private_key(ec.SECP256R1()), "Stranger", SIGNED_AT)


def test_a_self_signed_identity_can_be_trusted_by_name(tmp_path: Path) -> None:
    demo = demo_identity(SIGNED_AT, tmp_path / "demo.p12")
    sealed = seal(demo)
    assert verify(sealed).signatures[0].trust is Trust.DEMO
    trusted = Believed.of(authority.write_pem(tmp_path / "demo.pem", demo.x509))
    assert verify(sealed, trusted).signatures[0].trust is Trust.TRUSTED


def test_roots_that_are_none_are_a_fault_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("nothing", encoding="utf-8")
    for name in ("text.pem", "gone.pem"):
        with pytest.raises(UsageError, match=name):
            Believed.of(tmp_path / name)


@pytest.mark.parametrize("certify", ["no-changes", "fill-forms"])
def test_certified_letters_hold(certify: str) -> None:
    assert verify(seal(authority.identity("ec"), Sealing(certify=certify))).holds  # type: ignore[arg-type]


def test_unsigned_and_foreign_files_are_a_no() -> None:
    assert "not signed" in reasons(written_pdf(None).content)
    assert "cannot be read" in reasons(b"%PDF-1.7\nnothing")
    assert "neither a PDF nor a DOCX" in reasons(b"GIF89a")
    assert "neither" in reasons(b"")


def test_truncated_files_never_raise() -> None:
    sealed = seal(authority.identity("ec"))
    for size in range(10, len(sealed), 997):
        assert not verify(sealed[:size]).holds
