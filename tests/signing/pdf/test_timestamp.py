"""Time stamps and validation data: PAdES B-T and B-LT, with a real server on loopback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT
from tests.signing.pdf.test_sign import ROOT, changed, fields, seal, signers, tolerated
from tests.signing.stamper import serve

from lettermerge.config.settings import SigningSettings
from lettermerge.errors import SigningError
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.long_term_validation import collect_validation_data
from lettermerge.signing.pdf.sign import Sealing, cosign_pdf
from lettermerge.signing.verify import verify_content

pytestmark = pytest.mark.tools


@pytest.mark.parametrize("level", ["B-T", "B-LT"])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_stamped_letter_is_accepted_by_all_and_conforms(
    kind: str, level: str, tmp_path: Path, root_pem: Path, nss: Path
) -> None:
    with serve(tmp_path) as url:
        sealing = Sealing.from_settings(SigningSettings(level=level, timestamp_url=url))  # type: ignore[arg-type]
        sealed = seal(authority.identity(kind), sealing)
    verdict = verify_content(sealed, "letter.pdf", Believed.of(root_pem))
    assert verdict.holds, verdict.all_reasons
    (one,) = verdict.signatures
    assert one.level == f"PAdES {level}"
    assert one.time_proven
    assert one.time is not None
    assert abs(one.time - datetime.now(UTC)) < timedelta(minutes=5)
    assert one.coverage == "whole file"
    assert verifiers.conformance(sealed) == []
    assert verifiers.pyhanko(sealed, ROOT)
    path = tmp_path / "letter.pdf"
    path.write_bytes(sealed)
    assert verifiers.pdfsig(path, nss)
    assert verifiers.pdfsig_covers_all(path, nss) == [True]
    assert verifiers.mutool(path)
    assert verifiers.openssl_cms(sealed, root_pem, tmp_path, -1)
    assert verifiers.run("qpdf", "--check", path).returncode == 0
    twin = verifiers.flip(sealed, 3000)
    path.write_bytes(twin)
    assert not verify_content(twin, "letter.pdf", Believed.of(root_pem)).holds
    assert not verifiers.pdfsig(path, nss)
    assert not verifiers.mutool(path)
    assert not verifiers.openssl_cms(twin, root_pem, tmp_path, -1)


def test_a_letter_with_validation_data_holds_certificates_of_signer_and_server(
    tmp_path: Path,
) -> None:
    with serve(tmp_path) as url:
        sealed = seal(authority.identity("ec"), Sealing("B-LT", url, "no-changes"))
    dss = PdfFileReader(BytesIO(sealed)).root["/DSS"]
    held = {bytes(one.get_object().data) for one in dss["/Certs"]}
    assert authority.identity("ec").certificate in held
    assert (ROOT in held, len(held)) == (True, 3)
    assert verifiers.conformance(sealed) == []


def test_a_cosignature_can_be_stamped_too(tmp_path: Path, root_pem: Path) -> None:
    with serve(tmp_path) as url:
        for level in ("B-T", "B-LT"):
            first = seal(authority.identity("ec"), Sealing(level, url))
            both = cosign_pdf(first, authority.cosigner(), SIGNED_AT, Sealing(level, url))
            verdict = verify_content(both, "letter.pdf", Believed.of(root_pem))
            assert verdict.holds, verdict.all_reasons
            assert [one.time_proven for one in verdict.signatures] == [True, True]
            assert tolerated(both) == []


@pytest.mark.parametrize("level", ["B-B", "B-LT"])
@pytest.mark.parametrize("announced", [True, False])
def test_a_cosignature_with_validation_data_is_one_revision(
    level: str, announced: bool, tmp_path: Path
) -> None:
    """It changes what any co-signature does, and the DSS of the catalog."""
    _, second, third = signers("ec")
    with serve(tmp_path) as url:
        sealing = Sealing(level, url)  # type: ignore[arg-type]
        first = seal(authority.identity("rsa"), sealing, fields(second) if announced else ())
        for before, signer in ((first, second), (cosign_pdf(first, second, SIGNED_AT), third)):
            after = cosign_pdf(before, signer, SIGNED_AT, Sealing("B-LT", url))
            assert verifiers.pyhanko(after, ROOT)
            assert tolerated(after) == []
            assert after[len(before) :].count(b"%%EOF") == 1
            found = changed(before, after)
            own = {"/V"} if announced and signer is second else {"/Fields", "/Annots"}
            assert {key for old, new in found.values() for key in differing(old, new)} - own <= {
                "/DSS", "/Certs", "/CRLs", "/OCSPs",
            }  # fmt: skip


def differing(old: Any, new: Any) -> set[str]:
    """Return the keys of a dictionary whose values are other ones now."""
    return {key for key in {*old, *new} if repr(old.get(key)) != repr(new.get(key))}


def test_a_server_that_nobody_vouches_for_proves_nothing(tmp_path: Path) -> None:
    with serve(tmp_path) as url:
        sealed = seal(authority.identity("ec"), Sealing("B-T", url))
    (one,) = verify_content(sealed, "letter.pdf", Believed(())).signatures
    assert one.holds
    assert not one.time_proven
    assert one.time == SIGNED_AT
    assert "untrusted server" in one.notes[0]
    leaf = authority.write_pem(tmp_path / "leaf.pem", authority.certificate("ec", number=0))
    strict = verify_content(sealed, "letter.pdf", Believed.of(leaf))
    assert "untrusted server" in "; ".join(strict.all_reasons)


def test_a_server_that_fails_once_is_asked_again(tmp_path: Path) -> None:
    with serve(tmp_path, "once") as url:
        sealed = seal(authority.identity("ec"), Sealing("B-T", url))
    assert verify_content(sealed, "letter.pdf", Believed(())).signatures[0].level == "PAdES B-T"


@pytest.mark.parametrize("trouble", ["broken", "other"])
def test_a_server_that_answers_nonsense_fails_the_letter(tmp_path: Path, trouble: str) -> None:
    with serve(tmp_path, trouble) as url, pytest.raises(SigningError, match="gave no time stamp"):
        seal(authority.identity("ec"), Sealing("B-T", url))


def test_a_slow_server_is_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    with serve(tmp_path, "slow") as url, pytest.raises(SigningError, match="gave no time stamp"):
        seal(authority.identity("ec"), Sealing("B-T", url, timeout=0.3))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://127.0.0.1/", "http://", "nonsense"])
def test_no_server_fails_the_letter(url: str) -> None:
    with pytest.raises(SigningError, match="time-stamp server"):
        seal(authority.identity("ec"), Sealing("B-T", url, timeout=0.5))


def test_a_missing_issuer_leaves_no_letter_with_validation_data(tmp_path: Path) -> None:
    identity = authority.identity("ec")
    with serve(tmp_path) as url:
        data = collect_validation_data(identity, Sealing("B-LT", url).server)
        assert len(data.certificates) == 3
        old = authority.certificate("ec", end=SIGNED_AT + authority.DAY)
        expired = Identity(identity.key, old.public_bytes(authority.DER), identity.chain)
        with pytest.raises(SigningError, match="cannot be collected"):
            collect_validation_data(expired, Sealing("B-LT", url).server)


def test_revocation_lists_are_fetched_kept_and_believed(tmp_path: Path, root_pem: Path) -> None:
    with serve(tmp_path) as url:
        leaf = authority.certificate("ec", crl=f"{url}root.crl")
        identity = authority.identity("ec", leaf)
        (tmp_path / "root.crl").write_bytes(authority.revocation_list())
        sealed = seal(identity, Sealing("B-LT", url))
        collect_validation_data.cache_clear()
        (tmp_path / "root.crl").write_bytes(authority.revocation_list(leaf))
        with pytest.raises(SigningError, match="revoked"):
            seal(identity, Sealing("B-LT", url))
        (tmp_path / "root.crl").unlink()
        with pytest.raises(SigningError, match="cannot be collected"):
            seal(identity, Sealing("B-LT", url))
    dss = PdfFileReader(BytesIO(sealed)).root["/DSS"]
    assert len(dss["/CRLs"]) == 1
    assert verify_content(sealed, "letter.pdf", Believed.of(root_pem)).holds
    assert verifiers.conformance(sealed) == []


def test_a_signer_who_was_revoked_before_signing_is_a_no(
    tmp_path: Path, root_pem: Path, unjudged: None
) -> None:
    with serve(tmp_path) as url:
        leaf = authority.certificate("ec", crl=f"{url}root.crl")
        identity = authority.identity("ec", leaf)
        (tmp_path / "root.crl").write_bytes(authority.revocation_list())
        good = collect_validation_data(identity, Sealing("B-LT", url).server)
        bad = replace(good, lists=(authority.revocation_list(identity.x509),))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "lettermerge.signing.pdf.long_term_validation.collect_validation_data",
                lambda *_: bad,
            )
            sealed = seal(identity, Sealing("B-LT", url))
    verdict = verify_content(sealed, "letter.pdf", Believed.of(root_pem))
    assert "revoked" in "; ".join(verdict.all_reasons)
