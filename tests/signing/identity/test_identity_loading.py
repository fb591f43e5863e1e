"""Identities: made, kept, loaded, refused."""

from __future__ import annotations

import io
import pickle
import stat
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.signing import authority
from tests.signing.material import SIGNED_AT

from lettermerge.config.settings import SigningSettings
from lettermerge.diagnostics import Severity
from lettermerge.errors import SigningError, extra_hint
from lettermerge.signing.identity.creation import DEMO_NAME, Subject, create_identity, demo_identity
from lettermerge.signing.identity.export import export_certificate
from lettermerge.signing.identity.identity_loading import load_identity, read_public_identity
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.passphrase import VARIABLE, Passphrase
from lettermerge.signing.signature_value_verification import verify_signature

SECRET = "kestrel-umbrella-42"


def ask(_: str) -> Passphrase:
    return Passphrase(SECRET)


def nobody(opens: str) -> Passphrase:
    raise AssertionError(f"asked for the passphrase of {opens}")


def load(
    folder: Path,
    settings: SigningSettings,
    asked: Callable[[str], Passphrase] | None = None,
    environ: dict[str, str] | None = None,
) -> Identity:
    return load_identity(settings, folder, asked, now=SIGNED_AT, environ=environ or {})


@pytest.mark.slow
@pytest.mark.parametrize("rsa_key", [False, True])
def test_a_created_identity_is_a_locked_file_of_its_owner_alone(
    tmp_path: Path, rsa_key: bool
) -> None:
    path = tmp_path / "me.p12"
    made = create_identity(
        path, Subject("Petra P."), Passphrase(SECRET), now=SIGNED_AT, rsa_key=rsa_key
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["me.p12"]
    loaded = load(tmp_path, SigningSettings(identity="me.p12"), ask)
    assert (loaded.name, loaded.fingerprint) == ("Petra P.", made.fingerprint)
    assert loaded.key_type == ("RSA 3072" if rsa_key else "EC P-256")
    assert loaded.self_signed
    assert not loaded.demo
    assert loaded.warnings == ()
    verify_signature(loaded.x509.public_key(), loaded.key.sign(b"data"), b"data")
    with pytest.raises(ValueError, match="does not match"):
        verify_signature(loaded.x509.public_key(), loaded.key.sign(b"data"), b"dato")


@pytest.mark.slow
def test_a_certificate_stands_for_an_identity_that_signs_nothing(tmp_path: Path) -> None:
    made = create_identity(
        tmp_path / "me.p12", Subject("Petra P."), Passphrase(SECRET), now=SIGNED_AT
    )
    export_certificate(made, tmp_path, "me")
    settings = SigningSettings(identity="me.p12", certificate="me.pem")
    public = read_public_identity(settings, tmp_path)
    assert public
    assert (public.fingerprint, public.name) == (made.fingerprint, "Petra P.")
    with pytest.raises(SigningError, match="without the key"):
        public.key.sign(b"data")
    assert load(tmp_path, settings, ask).fingerprint == made.fingerprint
    assert read_public_identity(SigningSettings(identity="me.p12"), tmp_path) is None
    assert read_public_identity(SigningSettings(certificate="me.pem"), tmp_path) is None  # demo
    twin = create_identity(tmp_path / "twin.p12", Subject("Petra P."), None, now=SIGNED_AT)
    export_certificate(twin, tmp_path, "other")
    other = SigningSettings(identity="me.p12", certificate="other.pem")
    with pytest.raises(SigningError, match=r"other\.pem is not the certificate of Petra P\."):
        load(tmp_path, other, ask)


def test_an_identity_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "me.p12"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(SigningError, match="is there already"):
        create_identity(path, Subject("Petra P."), None, now=SIGNED_AT)
    assert path.read_text(encoding="utf-8") == "precious"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_name_that_no_certificate_holds_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SigningError, match="1 to 64 characters"):
        create_identity(tmp_path / "me.p12", Subject(name), None, now=SIGNED_AT)


def test_the_demo_identity_says_so_is_kept_and_is_made_anew_when_expired(tmp_path: Path) -> None:
    path = tmp_path / "data" / "identity-DEMO.p12"
    first = demo_identity(SIGNED_AT, path)
    assert first.demo
    assert first.name == DEMO_NAME
    assert "DEMO" in first.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo_identity(SIGNED_AT, path).fingerprint == first.fingerprint
    later = SIGNED_AT + timedelta(days=4 * 365)
    assert demo_identity(later, path).fingerprint != first.fingerprint
    path.write_bytes(b"junk")
    with pytest.raises(SigningError, match="damaged"):
        demo_identity(SIGNED_AT, path)


def test_the_passphrase_is_taken_from_the_file_then_the_environment_then_the_person(
    tmp_path: Path,
) -> None:
    authority.write_pkcs12(tmp_path / "me.p12", "ec", SECRET)
    (tmp_path / "good.txt").write_text(SECRET + "\nsecond line\n", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("wrong\n", encoding="utf-8")
    by_file = SigningSettings(identity="me.p12", passphrase_file="good.txt")
    by_bad_file = SigningSettings(identity="me.p12", passphrase_file="bad.txt")
    plain = SigningSettings(identity="me.p12")
    name = authority.certificate("ec").subject
    assert load(tmp_path, by_file, nobody, {VARIABLE: "wrong"}).x509.subject == name
    with pytest.raises(SigningError, match=r"does not open me\.p12"):
        load(tmp_path, by_bad_file, ask, {VARIABLE: SECRET})
    assert load(tmp_path, plain, nobody, {VARIABLE: SECRET}).x509.subject == name
    assert load(tmp_path, plain, ask).x509.subject == name
    with pytest.raises(SigningError, match="no passphrase for it"):
        load(tmp_path, plain, None)


def test_an_unlocked_file_asks_nobody(tmp_path: Path) -> None:
    authority.write_pkcs12(tmp_path / "me.p12", "ec", "")
    assert load(tmp_path, SigningSettings(identity="me.p12"), nobody).name == "Petra Placeholder"


def test_pem_key_certificate_and_chain_make_an_identity(tmp_path: Path) -> None:
    authority.write_key(tmp_path / "key.pem", authority.key("rsa"), SECRET)
    authority.write_pem(tmp_path / "cert.pem", authority.certificate("rsa"))
    authority.write_pem(tmp_path / "chain.pem", authority.root())
    settings = SigningSettings(identity="cert.pem", key="key.pem", chain="chain.pem")
    loaded = load(tmp_path, settings, ask)
    assert loaded.chain == (authority.root().public_bytes(authority.DER),)
    with pytest.raises(SigningError, match=r"does not open key\.pem"):
        load(tmp_path, settings, lambda _: Passphrase("wrong"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of identities, each with one fault."""
    day = authority.DAY
    old = authority.certificate("ec", begin=SIGNED_AT - 9 * day, end=SIGNED_AT - day)
    young = authority.certificate("ec", begin=SIGNED_AT + day, end=SIGNED_AT + 9 * day)
    bad_usage = authority.certificate("ec", usages=("key_agreement",))
    web = authority.certificate("ec", purposes=(ExtendedKeyUsageOID.SERVER_AUTH,))
    for name, kind, leaf in (
        ("expired", "ec", old), ("young", "ec", young), ("usage", "ec", bad_usage),
        ("web", "ec", web), ("edwards", "ed25519", None), ("good", "ec", None),
    ):  # fmt: skip
        authority.write_pkcs12(tmp_path / f"{name}.p12", kind, "", leaf)
    authority.write_key(tmp_path / "key.pem", authority.key("rsa"))
    authority.write_pem(tmp_path / "other.pem", authority.certificate("ec"))
    (tmp_path / "text.p12").write_text("not a key store", encoding="utf-8")
    (tmp_path / "text.pem").write_text("not a certificate", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (SigningSettings(identity="expired.p12"), "expired on 2026-03-03"),
        (SigningSettings(identity="young.p12"), "not valid before 2026-03-05"),
        (SigningSettings(identity="usage.p12"), "key usage does not allow signing"),
        (SigningSettings(identity="web.p12"), "extended key usage does not allow"),
        (SigningSettings(identity="edwards.p12"), "Ed25519 signatures are refused by Poppler"),
        (SigningSettings(identity="gone.p12"), r"gone\.p12 cannot be read"),
        (SigningSettings(identity="text.p12"), "is not a PKCS #12 file"),
        (SigningSettings(identity="other.pem", key="key.pem"), "does not belong to"),
        (SigningSettings(identity="other.pem", key="text.pem"), "is not a PEM private key"),
        (SigningSettings(identity="text.pem", key="key.pem"), "holds no PEM certificate"),
    ],
)
def test_unfit_identities_are_refused_with_the_reason_and_a_hint(
    folder: Path, settings: SigningSettings, reason: str
) -> None:
    with pytest.raises(SigningError, match=reason) as caught:
        load(folder, settings, ask)
    assert caught.value.hint
    assert str(folder) not in str(caught.value)


def test_what_no_passphrase_opens_asks_for_none(folder: Path) -> None:
    with pytest.raises(SigningError, match="is not a PKCS #12 file"):
        load(folder, SigningSettings(identity="other.pem"), nobody)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (SigningSettings(identity="gone.pem", key="locked.pem"), r"gone\.pem cannot be read"),
        (
            SigningSettings(identity="text.pem", key="locked.pem"),
            r"text\.pem holds no PEM certificate",
        ),
        (
            SigningSettings(identity="other.pem", key="locked.pem", chain="gone.pem"),
            r"gone\.pem cannot",
        ),
        (SigningSettings(identity="other.pem", key="gone.pem"), r"gone\.pem cannot be read"),
        (
            SigningSettings(identity="x", pkcs11="./gone.so", token="t"),
            "the token t cannot be reached: .*gone.so",
        ),
        (SigningSettings(identity="x", pkcs11="gone.so"), "the token cannot be reached: .*gone.so"),
    ],
)
def test_what_is_missing_is_said_before_anybody_is_asked(
    folder: Path, settings: SigningSettings, reason: str
) -> None:
    authority.write_key(folder / "locked.pem", authority.key("ec"), SECRET)
    with pytest.raises(SigningError, match=reason) as caught:
        load(folder, settings, nobody)
    assert caught.value.hint


def test_what_reads_tokens_is_asked_for_before_the_pin(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyhanko.sign.pkcs11", "pkcs11"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SigningError, match="is not installed") as caught:
        load(folder, SigningSettings(identity="x", pkcs11="gone.so"), nobody)
    assert caught.value.hint == extra_hint("pkcs11")


def test_a_project_that_signs_nothing_says_so(folder: Path) -> None:
    with pytest.raises(SigningError, match='identity is "none"'):
        load(folder, SigningSettings(identity="none"), nobody)


def test_an_empty_passphrase_file_is_named(folder: Path) -> None:
    authority.write_pkcs12(folder / "locked.p12", "ec", SECRET)
    settings = SigningSettings(identity="locked.p12", passphrase_file="empty.txt")
    with pytest.raises(SigningError, match=r"empty\.txt is empty"):
        load(folder, settings)
    gone = SigningSettings(identity="locked.p12", passphrase_file="gone.txt")
    with pytest.raises(SigningError, match=r"gone\.txt cannot be read"):
        load(folder, gone)


def test_ed25519_is_loaded_where_forced(folder: Path) -> None:
    settings = SigningSettings(identity="edwards.p12", allow_ed25519=True)
    assert load(folder, settings, nobody).key_type == "Ed25519"


def test_a_key_that_others_can_read_is_warned_of(folder: Path) -> None:
    settings = SigningSettings(identity="good.p12")
    assert load(folder, settings).warnings == ()
    (folder / "good.p12").chmod(0o644)
    (warning,) = load(folder, settings).warnings
    assert warning.severity is Severity.WARNING
    assert "mode 0644" in warning.message


@pytest.mark.parametrize("kind", ["rsa", "ec", "ed25519"])
def test_an_identity_can_be_handed_to_a_worker(kind: str) -> None:
    one = authority.identity(kind)
    assert one.fingerprint  # what is worked out must not stand in the way
    other = pickle.loads(pickle.dumps(one))
    assert other == one
    verify_signature(one.x509.public_key(), other.key.sign(b"data"), b"data")


@pytest.mark.slow
def test_no_secret_is_shown_by_repr_or_by_a_traceback_with_local_variables(
    tmp_path: Path,
) -> None:
    from rich.console import Console
    from rich.traceback import Traceback

    authority.write_pkcs12(tmp_path / "me.p12", "ec", SECRET + "!")
    (tmp_path / "pass.txt").write_text(SECRET, encoding="utf-8")
    output = io.StringIO()
    try:
        load(tmp_path, SigningSettings(identity="me.p12", passphrase_file="pass.txt"))
    except SigningError as error:
        shown = Traceback.from_exception(type(error), error, error.__traceback__, show_locals=True)
        Console(file=output, width=200).print(shown)
    assert "does not open" in output.getvalue()
    assert "_unlock" in output.getvalue()
    assert SECRET not in output.getvalue()
    loaded = load(tmp_path, SigningSettings(identity="me.p12"), lambda _: Passphrase(SECRET + "!"))
    private = authority.key("ec")
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    number = private.private_numbers().private_value
    for text in (repr(loaded), str(loaded), repr(loaded.key), repr(Passphrase(SECRET))):
        assert SECRET not in text
        assert str(number) not in text


def test_weak_rsa_is_refused(tmp_path: Path) -> None:
    private = rsa.generate_private_key(65537, 1024)
    from lettermerge.signing.identity.creation import self_signed

    authority.write_key(tmp_path / "key.pem", private)
    authority.write_pem(tmp_path / "cert.pem", self_signed(private, "Petra P.", SIGNED_AT))
    with pytest.raises(SigningError, match="under 2048 bits"):
        load(tmp_path, SigningSettings(identity="cert.pem", key="key.pem"))
