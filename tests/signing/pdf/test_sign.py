"""Sealed PDFs: accepted by every verifier, and refused by each once a bit is changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT, written_pdf

from lettermerge.errors import SigningError
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.pdf.sign import Sealing, seal_pdf, signature_space
from lettermerge.writers.written import ReservedField

ROOT = authority.root().public_bytes(authority.DER)


def seal(
    identity: Identity, sealing: Sealing | None = None, reserved: tuple[ReservedField, ...] = ()
) -> bytes:
    sealing = sealing or Sealing()
    written = written_pdf(signature_space(identity, sealing, SIGNED_AT), reserved=reserved)
    assert written.hole is not None
    return seal_pdf(written.content, written.hole, identity, sealing)


@pytest.mark.parametrize("kind", ["rsa", "ec", "p384"])
def test_a_sealed_letter_is_valid_and_conforms(kind: str) -> None:
    sealed = seal(authority.identity(kind))
    assert verifiers.pyhanko(sealed, ROOT)
    assert verifiers.conformance(sealed) == []
    ((start, end, rest),) = verifiers.byte_ranges(sealed)
    assert end + rest == len(sealed)
    assert not verifiers.pyhanko(verifiers.flip(sealed, start - 300), ROOT)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_sealing_changes_nothing_but_the_hole_and_is_repeatable(kind: str) -> None:
    identity = authority.identity(kind)
    written = written_pdf(signature_space(identity, Sealing(), SIGNED_AT))
    assert written.hole is not None
    one = seal_pdf(written.content, written.hole, identity)
    assert one == seal_pdf(written.content, written.hole, identity)
    assert one[: written.hole.start] == written.content[: written.hole.start]
    assert one[written.hole.end :] == written.content[written.hole.end :]


@pytest.mark.parametrize("certify", ["no-changes", "fill-forms"])
def test_a_certified_letter_is_valid_and_conforms(certify: str) -> None:
    sealed = seal(authority.identity("ec"), Sealing(certify=certify))  # type: ignore[arg-type]
    assert b"/DocMDP" in sealed
    assert verifiers.pyhanko(sealed, ROOT)
    assert verifiers.conformance(sealed) == []


@pytest.mark.tools
@pytest.mark.parametrize("certify", [None, "no-changes", "fill-forms"])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_every_verifier_accepts_the_letter_and_refuses_its_tampered_twin(
    kind: str, certify: str | None, tmp_path: Path, root_pem: Path, nss: Path
) -> None:
    sealed = seal(authority.identity(kind), Sealing(certify=certify))  # type: ignore[arg-type]
    ((start, _, _),) = verifiers.byte_ranges(sealed)
    twin = verifiers.flip(sealed, sealed.index(b"(D:2026", start - 400) + 6)
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(sealed)
    bad.write_bytes(twin)
    assert verifiers.pdfsig(good, nss)
    assert verifiers.pdfsig_covers_all(good, nss) == [True]
    assert not verifiers.pdfsig(bad, nss)
    assert verifiers.mutool(good)
    assert not verifiers.mutool(bad)
    assert verifiers.openssl_cms(sealed, root_pem, tmp_path)
    assert not verifiers.openssl_cms(twin, root_pem, tmp_path)
    assert verifiers.pyhanko(sealed, ROOT)
    assert not verifiers.pyhanko(twin, ROOT)
    assert verifiers.run("qpdf", "--check", good).returncode == 0


def test_an_expired_identity_seals_nothing() -> None:
    late = SIGNED_AT + timedelta(days=5 * 365)
    with pytest.raises(SigningError, match="expired on"):
        signature_space(authority.identity("ec"), Sealing(), late)


def test_a_signature_that_is_too_long_for_its_hole_is_refused() -> None:
    short = signature_space(authority.identity("ec"), Sealing(), SIGNED_AT)
    written = written_pdf(short)
    assert written.hole is not None
    identity = authority.identity("rsa")
    bulky = Identity(identity.key, identity.certificate, tuple(bytes([n] * 900) for n in range(9)))
    with pytest.raises(SigningError, match="bytes and the file leaves"):
        seal_pdf(written.content, written.hole, bulky)


def test_forced_ed25519_seals_what_pyhanko_accepts() -> None:
    assert verifiers.pyhanko(seal(authority.identity("ed25519")), ROOT)
