"""Sign a written PDF: PAdES B-B, B-T, B-LT (ETSI EN 319 142-1).

The writer has left a hole and a final byte range, so B-B is two hashes, one signature and one
copy of the file. Time stamps and validation data are asked for only when the level needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from ...config.settings import SigningSettings
from ...errors import SigningError
from ...writers.writer_interface import Hole, SignatureSpace
from ..identity.model import Identity
from .cms import HASHES, assemble_cms, cms_size, digest_name, sign_digest
from .reserved_fields import field_for
from .timestamp import Server, fetch_token

Level = Literal["B-B", "B-T", "B-LT"]

#: Room for a time-stamp token with the certificates of its server, in bytes of DER.
_TOKEN_ROOM = 12 * 1024
_LEAST = 16


@dataclass(frozen=True, slots=True)
class Sealing:
    """How PDFs are signed.

    `timestamp_url` is an RFC 3161 server (needed from B-T up), asked `attempts` times and given
    `timeout` seconds each; `certify` makes the first signature a certification (DocMDP).
    """

    level: Level = "B-B"
    timestamp_url: str = ""
    certify: Literal["no-changes", "fill-forms"] | None = None
    reason: str = ""
    timeout: float = 10.0
    attempts: int = 2

    @property
    def server(self) -> Server:
        """The time-stamp server."""
        return Server(self.timestamp_url, self.timeout, self.attempts)

    @classmethod
    def from_settings(cls, settings: SigningSettings) -> Sealing:
        """Take what the settings say."""
        return cls(settings.level, settings.timestamp_url, settings.certify or None)


def signature_space(identity: Identity, sealing: Sealing, signed_at: datetime) -> SignatureSpace:
    """Return the room that the PDF writer must leave, before it writes the first letter.

    Raises:
        SigningError: the certificate is not valid at `signed_at`, which has a zone.
    """
    identity.require_valid(signed_at)
    # for B-LT the signature moves into the revision of its validation data
    size = _LEAST if sealing.level == "B-LT" else room_for(identity, sealing)
    return SignatureSpace(
        contents=size,
        signed_at=signed_at,
        name=identity.name,
        reason=sealing.reason,
        certify=sealing.certify,
    )


def room_for(identity: Identity, sealing: Sealing) -> int:
    """Return how many bytes to leave for the DER of a signature."""
    size = cms_size(identity) + (_TOKEN_ROOM if sealing.level != "B-B" else 0)
    return -(-size // 256) * 256


def seal_pdf(
    content: bytes, hole: Hole, identity: Identity, sealing: Sealing | None = None
) -> bytes:
    """Put the signature into the hole of a written PDF.

    Raises:
        SigningError: the signature does not fit, the token does not sign, or the time-stamp
            server does not answer.
    """
    sealing = sealing or Sealing()
    if sealing.level == "B-LT":
        from .long_term_validation import collect_validation_data, embed_validation_data

        data = collect_validation_data(identity, sealing.server)
        content, hole = embed_validation_data(content, hole, data, room_for(identity, sealing))
    return sign_hole(content, hole, identity, sealing)


def sign_hole(content: bytes, hole: Hole, identity: Identity, sealing: Sealing) -> bytes:
    """Sign what is around a hole, and fill it.

    Raises:
        SigningError: as `seal_pdf`.
    """
    view = memoryview(content)
    hashed = HASHES[digest_name(identity)](view[: hole.start])
    hashed.update(view[hole.end :])
    attributes, value = sign_digest(hashed.digest(), identity)
    token = b""
    if sealing.level != "B-B":
        token = fetch_token(value, sealing.server)
    return fill_hole(content, hole, assemble_cms(identity, attributes, value, token))


def fill_hole(content: bytes, hole: Hole, cms: bytes) -> bytes:
    """Write the DER of a signature into the hole, as hex digits and zeros.

    Raises:
        SigningError: the hole is too small.
    """
    digits = cms.hex().encode("ascii")
    room = hole.end - hole.start - 2
    if len(digits) > room:
        raise SigningError(
            f"the signature needs {len(cms)} bytes and the file leaves {room // 2}",
            hint="leave issuers out of signing.chain, or use another time-stamp server",
        )
    view = memoryview(content)
    return b"".join((view[: hole.start], b"<", digits.ljust(room, b"0"), b">", view[hole.end :]))


def cosign_pdf(
    content: bytes, identity: Identity, signed_at: datetime, sealing: Sealing | None = None
) -> bytes:
    """Add a signature to a PDF, signed already or not; `signed_at` has a zone.

    The earlier signatures stay valid: their bytes are not touched, and the new revision fills the
    field that waits for this signer, or adds one field that nobody sees.

    Raises:
        SigningError: not a PDF that can be extended, certified against changes, or as `seal_pdf`.
    """
    from .incremental_update import add_hole

    sealing = sealing or Sealing()
    space = signature_space(identity, sealing, signed_at)
    space = replace(space, contents=room_for(identity, sealing))
    extended, hole = add_hole(
        content, space, field_for(identity.fingerprint), _validation_data(identity, sealing)
    )
    return sign_hole(extended, hole, identity, sealing)


def _validation_data(identity: Identity, sealing: Sealing) -> Callable[[Any], None] | None:
    """Return what adds the validation data that the level asks for; None where it asks for none."""
    if sealing.level != "B-LT":
        return None
    from .long_term_validation import add_validation_data, collect_validation_data

    data = collect_validation_data(identity, sealing.server)
    return lambda writer: add_validation_data(writer, data)
