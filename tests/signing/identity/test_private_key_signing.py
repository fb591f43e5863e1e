"""Keys on a PKCS #11 token: SoftHSM stands for the card."""

from __future__ import annotations

import multiprocessing
import pickle
import shutil
from pathlib import Path

import pytest
from tests.signing import authority, verifiers
from tests.signing.identity.test_identity_loading import nobody
from tests.signing.material import SIGNED_AT, unsigned_docx
from tests.signing.pdf.test_sign import ROOT, seal

from lettermerge.config.settings import SigningSettings
from lettermerge.errors import SigningError
from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.identity.identity_loading import load_identity
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.passphrase import Passphrase
from lettermerge.signing.signed_content import open_content, sign_content

pytestmark = pytest.mark.tools

PIN = "824163"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SigningSettings:
    """A token with an RSA and a P-256 key, and one whose certificate is another's."""
    module = next((one for one in MODULES if Path(one).is_file()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM is not installed: `make test` brings it")
    pytest.importorskip("pkcs11")
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n", encoding="utf-8"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    verifiers.run(
        "softhsm2-util", "--init-token", "--free", "--label", "sample", "--pin", PIN,
        "--so-pin", "12345678",
    ).check_returncode()  # fmt: skip
    fill(module)
    return SigningSettings(pkcs11=module, token="sample", identity="ec")


def fill(module: str) -> None:
    """Store keys and certificates under their labels."""
    import pkcs11
    from asn1crypto import x509
    from cryptography.hazmat.primitives import serialization
    from pkcs11.util import ec, rsa
    from pkcs11.util.x509 import decode_x509_certificate

    library = pkcs11.lib(module)
    library.reinitialize()
    with library.get_token(token_label="sample").open(user_pin=PIN, rw=True) as session:
        for label, kind, owner in (("rsa", "rsa", "rsa"), ("ec", "ec", "ec"), ("odd", "ec", "rsa")):
            traditional = serialization.PrivateFormat.TraditionalOpenSSL
            der = authority.key(kind).private_bytes(
                authority.DER, traditional, serialization.NoEncryption()
            )
            decode = rsa.decode_rsa_private_key if kind == "rsa" else ec.decode_ec_private_key
            facts = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: label}
            session.create_object({**decode(der), **facts})
            leaf = authority.certificate(owner).public_bytes(authority.DER)
            x509.Certificate.load(leaf)
            session.create_object({**decode_x509_certificate(leaf), **facts})


def load(settings: SigningSettings, pin: str = PIN) -> Identity:
    return load_identity(settings, Path(), lambda _: Passphrase(pin), now=SIGNED_AT, environ={})


def labelled(settings: SigningSettings, label: str) -> SigningSettings:
    return SigningSettings(pkcs11=settings.pkcs11, token=settings.token, identity=label)


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_a_token_signs_both_formats(token: SigningSettings, label: str) -> None:
    identity = load(labelled(token, label))
    identity = Identity(identity.key, identity.certificate, (ROOT,))
    assert verifiers.pyhanko(seal(identity), ROOT)
    assert sign_docx(unsigned_docx(), identity, SIGNED_AT)
    assert PIN not in repr(identity)


def test_a_token_signs_a_list_of_approved_letters(token: SigningSettings) -> None:
    for label in ("rsa", "ec"):
        opened = open_content(sign_content(b"a list", load(labelled(token, label)), SIGNED_AT))
        assert (opened.content, opened.signed_at) == (b"a list", SIGNED_AT)


def test_wrong_pins_labels_and_certificates_are_refused(token: SigningSettings) -> None:
    for settings, pin in (
        (token, "000000"),
        (labelled(token, "gone"), PIN),
    ):
        with pytest.raises(SigningError, match="the token") as caught:
            load(settings, pin)
        assert pin not in str(caught.value)
    with pytest.raises(SigningError, match=r"do not match|did not sign"):
        load(labelled(token, "odd"))


def test_a_token_that_is_not_there_asks_for_no_pin(token: SigningSettings) -> None:
    for module in (token.pkcs11, "/nowhere/module.so"):
        absent = SigningSettings(pkcs11=module, token="gone", identity="ec")
        with pytest.raises(SigningError, match="the token gone cannot be reached") as caught:
            load_identity(absent, Path(), nobody, now=SIGNED_AT, environ={})
        assert "signing.token" in caught.value.hint


def _sign_elsewhere(pickled: bytes) -> bytes:
    identity: Identity = pickle.loads(pickled)
    return identity.key.sign(b"data")


def test_a_worker_opens_the_token_for_itself(token: SigningSettings) -> None:
    from lettermerge.signing.signature_value_verification import verify_signature

    identity = load(token)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        value = pool.apply(_sign_elsewhere, (pickle.dumps(identity),))
    verify_signature(identity.x509.public_key(), value, b"data")
