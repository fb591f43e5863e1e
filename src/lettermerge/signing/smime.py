"""Sign e-mails: wrap a MIME entity into multipart/signed (S/MIME 4.0, RFC 8551, 3.5.3).

The signature is made by the identity's own key, in a file or on a token, as those of letters are.
"""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from collections.abc import Callable

from ..errors import SettingsError
from .identity.model import Identity
from .pdf.cms import assemble_cms, sign_digest

_HEAD = (
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
    ' micalg={micalg}; boundary="{boundary}"\r\n\r\n'
    "This is an S/MIME signed message\r\n\r\n"
)
_SIGNATURE = (
    'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
    "Content-Transfer-Encoding: base64\r\n"
    'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
)


def entity_signer(identity: Identity, sender: str) -> Callable[[bytes, str], bytes]:
    """Return what signs MIME entities (CRLF line ends) of mail from the address `sender`.

    Raises:
        SettingsError: the certificate is for another address, or its key is of no use here.
    """
    named = [one.casefold() for one in identity.emails]
    if sender.casefold() not in named:
        shown = ", ".join(identity.emails) or "no e-mail address"
        raise SettingsError(
            f"mail.sign: the certificate of {identity.name} is for {shown}, "
            f"and mail.from is {sender}",
            hint="use an identity with the address of mail.from, or set mail.sign = false",
        )
    if identity.kind == "ed25519":
        raise SettingsError(
            "mail.sign: few mail programs verify Ed25519",
            hint="use an identity with a P-256 or RSA key, or set mail.sign = false",
        )

    def sign(entity: bytes, boundary: str) -> bytes:
        signature = assemble_cms(identity, *sign_digest(hashlib.sha256(entity).digest(), identity))
        lines = encodebytes(signature).replace(b"\n", b"\r\n")
        head = _HEAD.format(micalg="sha-256", boundary=boundary).encode("ascii")
        edge = f"--{boundary}".encode("ascii")
        return b"".join((
            head, edge, b"\r\n", entity, b"\r\n", edge, b"\r\n",
            _SIGNATURE.encode("ascii"), lines, b"\r\n", edge, b"--\r\n",
        ))  # fmt: skip

    return sign
