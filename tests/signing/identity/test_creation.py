"""What guessing a passphrase costs, and that other programs open the file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pkcs12
from cryptography.hazmat.primitives.serialization import pkcs12 as peer
from tests.signing.material import SIGNED_AT

from lettermerge.signing.identity.creation import (
    ROUNDS,
    Subject,
    create_identity,
    derive_key,
    strengthen_mac,
)
from lettermerge.signing.identity.passphrase import Passphrase

SECRET = "kestrel umbrella 42"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "me.p12"
    create_identity(path, Subject("Petra P."), Passphrase(SECRET), now=SIGNED_AT)
    return path


def rounds_of(content: bytes) -> tuple[int, set[int]]:
    """Return the rounds of the MAC, and those of every key derivation in the file."""
    pfx = pkcs12.Pfx.load(content)
    derivations = set()
    for info in pfx.authenticated_safe:
        if info["content_type"].native == "encrypted_data":
            derivations.add(rounds_in(info["content"]["encrypted_content_info"]))
            continue
        for bag in pkcs12.SafeContents.load(info["content"].native):
            assert bag["bag_id"].native == "pkcs8_shrouded_key_bag"
            derivations.add(rounds_in(bag["bag_value"]))
    return pfx["mac_data"]["iterations"].native, derivations


def rounds_in(holder: Any) -> int:
    named = "content_encryption_algorithm" in holder.native
    algorithm = holder["content_encryption_algorithm" if named else "encryption_algorithm"]
    rounds: int = algorithm["parameters"]["key_derivation_func"]["parameters"][
        "iteration_count"
    ].native
    return rounds


def test_the_mac_costs_as_much_as_the_key(made: Path) -> None:
    assert rounds_of(made.read_bytes()) == (200_000, {200_000})
    assert ROUNDS == 200_000
    pfx = pkcs12.Pfx.load(made.read_bytes())
    assert pfx["mac_data"]["mac"]["digest_algorithm"]["algorithm"].native == "sha256"
    assert len(pfx["mac_data"]["mac_salt"].native) == 16


@pytest.mark.tools
def test_the_key_is_that_of_rfc_7292(made: Path) -> None:
    """OpenSSL has the function as a command, and checks it at any number of rounds."""
    for passphrase, salt in ((SECRET, b"saltsalt"), ("x" * 70, b"s" * 70), ("ü€ twelve!", b"1")):
        done = subprocess.run(
            ["openssl", "kdf", "-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt",
             f"hexpass:{(passphrase.encode('utf-16-be') + bytes(2)).hex()}", "-kdfopt",
             f"hexsalt:{salt.hex()}", "-kdfopt", "iter:1000", "-kdfopt", "id:3", "PKCS12KDF"],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        theirs = bytes.fromhex(done.stdout.strip().replace(":", ""))
        assert derive_key(passphrase, salt, 1000) == theirs


@pytest.mark.tools
def test_openssl_opens_it_and_no_other_passphrase_does(made: Path) -> None:
    command = ["openssl", "pkcs12", "-in", str(made), "-nodes", "-passin"]
    good = subprocess.run([*command, f"pass:{SECRET}"], capture_output=True, check=False)
    assert good.returncode == 0, good.stderr
    assert b"BEGIN PRIVATE KEY" in good.stdout
    assert b"BEGIN CERTIFICATE" in good.stdout
    info = subprocess.run(
        [*command, f"pass:{SECRET}", "-info", "-noout"], capture_output=True, check=False
    )
    assert b"MAC: sha256, Iteration 200000" in info.stderr
    bad = subprocess.run([*command, f"pass:{SECRET}!"], capture_output=True, check=False)
    assert b"Mac verify error" in bad.stderr


@pytest.mark.tools
def test_nss_opens_it(made: Path, tmp_path: Path) -> None:
    if shutil.which("pk12util") is None:
        pytest.skip("pk12util is not installed: `make test` brings it")
    for name, text in (("good", SECRET), ("bad", SECRET + "!"), ("db", "")):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    database = f"sql:{tmp_path}"
    subprocess.run(
        ["certutil", "-N", "-d", database, "-f", tmp_path / "db"], check=True, capture_output=True
    )
    command: list[str | Path] = [
        "pk12util",
        "-i",
        str(made),
        "-d",
        database,
        "-k",
        tmp_path / "db",
        "-w",
    ]
    assert subprocess.run(
        [*command, str(tmp_path / "bad")], capture_output=True, check=False
    ).returncode
    good = subprocess.run([*command, str(tmp_path / "good")], capture_output=True, check=False)
    assert good.returncode == 0, good.stdout + good.stderr


@pytest.mark.slow
def test_a_mac_is_computed_anew_over_the_same_contents(made: Path) -> None:
    before = pkcs12.Pfx.load(made.read_bytes())
    again = strengthen_mac(
        made.read_bytes(), SECRET.encode(), before["mac_data"]["mac_salt"].native
    )
    assert again == made.read_bytes()
    other = strengthen_mac(made.read_bytes(), b"another passphrase")
    with pytest.raises(ValueError, match="password"):
        peer.load_pkcs12(other, SECRET.encode())
