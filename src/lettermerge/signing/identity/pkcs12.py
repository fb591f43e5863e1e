"""Protect a PKCS#12 file with a MAC that costs as much to guess at as its encryption.

`cryptography` has no setting for the rounds of the MAC and writes 2,048, so that whoever holds the
file would try passphrases against the MAC, a hundred times faster than against the key. The MAC is
computed here after RFC 7292, 5.1 and appendix B.
"""

from __future__ import annotations

import hmac
import os
from hashlib import sha256

#: Rounds of the key derivation and of the MAC: a tenth of a second for each passphrase.
ROUNDS = 200_000
_MAC_KEY = 3  # RFC 7292, B.3: what the derived bytes are for
_BLOCK = 64  # bytes of SHA-256's input block


def strengthen_mac(content: bytes, passphrase: bytes, salt: bytes | None = None) -> bytes:
    """Return the PKCS#12 file `content` with a MAC of `ROUNDS` rounds over the same contents.

    `passphrase` is UTF-8; `salt` is random where it is None.
    """
    from asn1crypto import algos, pkcs12

    pfx = pkcs12.Pfx.load(content, strict=True)
    salt = os.urandom(16) if salt is None else salt
    key = derive_key(passphrase.decode(), salt, ROUNDS)
    value = hmac.digest(key, pfx["auth_safe"]["content"].contents, "sha256")
    pfx["mac_data"] = pkcs12.MacData(
        {
            "mac": {
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "digest": value,
            },
            "mac_salt": salt,
            "iterations": ROUNDS,
        }
    )
    written: bytes = pfx.dump(force=True)
    return written


def derive_key(passphrase: str, salt: bytes, rounds: int) -> bytes:
    """Derive 32 bytes for an HMAC with SHA-256 (RFC 7292, B.2, whose names are used).

    One block of output is enough, so that step 6.B and C, which prepare the next, are left out.
    """
    text = passphrase.encode("utf-16-be") + b"\0\0"  # B.1: BMPString with its terminator
    block = bytes([_MAC_KEY]) * _BLOCK + _fill(salt) + _fill(text)
    for _ in range(rounds):
        block = sha256(block).digest()
    return block


def _fill(text: bytes) -> bytes:
    """Repeat `text` to a multiple of the block size; an empty one stays empty."""
    size = -(-len(text) // _BLOCK) * _BLOCK
    return (text * (size // len(text) + 1))[:size] if text else b""
