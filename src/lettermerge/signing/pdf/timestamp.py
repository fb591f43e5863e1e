"""Ask a server for an RFC 3161 time-stamp token over a signature value, through pyHanko."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlsplit

from ...errors import SigningError
from ..coroutine_runs import run_coroutine


@dataclass(frozen=True, slots=True)
class Server:
    """A time-stamp server, asked `attempts` times and given `timeout` seconds each."""

    url: str
    timeout: float = 10.0
    attempts: int = 2


def fetch_token(value: bytes, server: Server) -> bytes:
    """Return the DER of a token over the SHA-256 of `value`.

    Raises:
        SigningError: no answer, or an answer that is not a token over this value.
    """
    from pyhanko.sign.timestamps import HTTPTimeStamper

    address = urlsplit(server.url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SigningError(
            "the time-stamp server has no http address", hint="check signing.timestamp_url"
        )
    digest = sha256(value).digest()
    stamper = HTTPTimeStamper(server.url, timeout=server.timeout)
    reason = ""
    for _ in range(max(server.attempts, 1)):
        try:
            token = run_coroutine(stamper.async_timestamp(digest, "sha256"))
            if imprint_of(token) != digest:
                raise ValueError("its token is for something else")
            return cast(bytes, token.dump())
        except (OSError, ValueError, TypeError, KeyError) as error:
            reason = type(error.__cause__ or error).__name__ + f": {error}"
    raise SigningError(
        f"the time-stamp server {address.hostname} gave no time stamp ({reason})",
        hint="try later, check signing.timestamp_url, or set signing.level to B-B",
    )


def imprint_of(token: Any) -> bytes:
    """Return the digest that a token (asn1crypto's ContentInfo) was made for."""
    info = token["content"]["encap_content_info"]["content"].parsed
    return cast(bytes, info["message_imprint"]["hashed_message"].native)


def certificates_of(token: bytes) -> tuple[Any, ...]:
    """Return the certificates of a token as asn1crypto's, that of the server first."""
    from asn1crypto import cms
    from pyhanko.sign.general import extract_certificate_info

    found = extract_certificate_info(cms.ContentInfo.load(token)["content"])
    return (found.signer_cert, *found.other_certs)
