"""Write a certificate as files to hand to recipients, with a text that says what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from ...errors import SigningError
from .certificate_rules import name_of
from .creation import write_new
from .model import Identity

#: The menus are those of Adobe's and Microsoft's help pages:
#: https://helpx.adobe.com/acrobat/using/trusted-identities.html and "How to tell if a digital
#: signature is trustworthy" at support.microsoft.com.
_TEXT = """\
Certificate of {name}

The files {stem}.cer and {stem}.pem hold the same certificate. It belongs to the key that signs
the letters of {name}. With it you can check who signed a letter. It is no secret, and nobody
can sign with it.

Issued by:    {issuer}
Valid:        {begin} to {end}{email}
SHA-256:      {sha256}
SHA-1:        {sha1}

Before you trust it
  Ask {name} for the SHA-256 fingerprint by another way than the one this file came by (a printed
  page, a telephone number that you knew before), and compare all of it. Whoever can change this
  certificate on its way can change this text, too. SHA-1 is given only because Windows shows it
  as "Thumbprint".

{trust}
Acrobat and Acrobat Reader (PDF)
  1. Open Preferences, Signatures. At "Identities & Trusted Certificates" choose "More...".
  2. Choose "Trusted Certificates", then "Import", and browse to {file}.
  3. Select the certificate, choose "Edit Trust", tick "Use this certificate as a trusted root".

Word on Windows (DOCX)
  1. Double-click {file} and choose "Install Certificate...", "Current User".
  2. Choose "Place all certificates in the following store", "Browse...",
     "Trusted Root Certification Authorities".
  3. Compare the thumbprint in the warning that Windows shows, and confirm.

lettermerge (both)
  lettermerge verify --trust {pem} LETTER

Without that
  The signature still proves that nothing was changed since it was made. It does not prove by whom.
  Acrobat says that the validity of the signature is unknown, because the signer's identity is not
  in your list of trusted certificates. Word says that the signature is recoverable or that the
  certificate cannot be verified. `lettermerge verify` says "untrusted".
"""
_SELF_SIGNED = """\
Nobody but {name} vouches for this certificate: it is signed with its own key. Programs show its
letters as untrusted until you add the certificate.
"""
_ISSUED = """\
{issuer} vouches for this certificate. Where a program trusts {issuer} already, there is nothing to
do. Else ask {issuer} for its root certificate, and use that in the steps below.
"""


@dataclass(frozen=True, slots=True)
class Handout:
    """The three files: the certificate as PEM and as DER, and the text."""

    pem: Path
    cer: Path
    text: Path


def export_certificate(identity: Identity, folder: Path, stem: str) -> Handout:
    """Write `stem`.pem, .cer and .txt to `folder`; files that are there already stay.

    Raises:
        SigningError: it is a demo identity, a file of that name holds something else, or the
            folder cannot be written.
    """
    if identity.demo:
        raise SigningError(
            "a DEMO identity is not handed on: nobody should trust it",
            hint="make an identity with `lettermerge identity create`",
        )
    made = Handout(folder / f"{stem}.pem", folder / f"{stem}.cer", folder / f"{stem}.txt")
    contents = {
        made.pem: identity.x509.public_bytes(Encoding.PEM),
        made.cer: identity.certificate,
        made.text: describe(identity, stem).encode(),
    }
    try:
        missing = [path for path, content in contents.items() if not _is_there(path, content)]
        for path in missing:
            write_new(path, contents[path], 0o644)
    except OSError as error:
        raise SigningError(
            f"the certificate cannot be written to {folder}: {error.strerror}",
            hint="name another folder with --output",
        ) from None
    return made


def describe(identity: Identity, stem: str) -> str:
    """Return the text that goes with the certificate in `stem`.cer and `stem`.pem."""
    issuer = "itself" if identity.self_signed else name_of(identity.x509.issuer)
    facts = {"name": identity.name, "issuer": issuer}
    emails = identity.emails
    return _TEXT.format(
        **facts,
        stem=stem,
        begin=f"{identity.not_before:%Y-%m-%d}",
        end=f"{identity.not_after:%Y-%m-%d}",
        email=f"\nE-mail:       {', '.join(emails)}" if emails else "",
        sha256=_grouped(identity.fingerprint),
        sha1=_grouped(identity.x509.fingerprint(hashes.SHA1()).hex()),  # noqa: S303 shown, not used
        trust=(_SELF_SIGNED if identity.self_signed else _ISSUED).format(**facts),
        file=f"{stem}.cer" if identity.self_signed else "the root certificate",
        pem=f"{stem}.pem" if identity.self_signed else "ROOT.pem",
    )


def _is_there(path: Path, content: bytes) -> bool:
    """Tell whether a file is there with this content; raises SigningError for another one."""
    if not path.exists():
        return False
    if path.read_bytes() == content:
        return True
    raise SigningError(
        f"{path.name} is there already, with other contents",
        hint="move it away first, or name another folder with --output",
    )


def _grouped(digits: str) -> str:
    """Return hex digits in groups of four, as they are read aloud."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4)).upper()
