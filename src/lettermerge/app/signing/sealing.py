"""Load who seals the letters of a run, and sign what was written, as the settings ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ...config.settings import Settings
from ...writers.writer_interface import Written

if TYPE_CHECKING:
    from ...signing.identity.model import Identity
    from ...signing.identity.passphrase import Ask
    from ..project import Project


@dataclass(frozen=True, slots=True)
class Signer:
    """Who seals the letters of a run, and when (`signed_at` has a zone)."""

    identity: Identity
    signed_at: datetime

    @property
    def label(self) -> str:
        """How manifests name the signer; a throw-away identity is told apart."""
        identity = self.identity
        return f"demo:{identity.fingerprint}" if identity.demo else identity.fingerprint


def make_signer(
    settings: Settings, project: Path, ask: Ask | None, now: datetime, *, seals: bool = True
) -> Signer | None:
    """Load the identity that the settings name; None where nothing is sealed.

    Where nothing `seals`, nor signs e-mails, the certificate is enough.

    Raises:
        SigningError: the identity is refused, so that no letter is written before it is known.
    """
    if settings.signing.identity == "none":
        return None
    from ...signing.identity.identity_loading import load_identity, read_public_identity

    known = read_public_identity(settings.signing, project)
    if known and not (seals or settings.mail.sign):
        return Signer(known, now)
    return Signer(load_identity(settings.signing, project, ask, now=now), now)


def unsealed(settings: Settings) -> Settings:
    """Return settings under which nothing is sealed (previews, `--no-sign`)."""
    return replace(settings, signing=replace(settings.signing, identity="none"))


class Seal:
    """Signs what was written, as the settings ask."""

    def __init__(self, project: Project, signer: Signer) -> None:
        from ...signing.pdf.sign import Sealing, signature_space

        self.signer = signer
        self.sealing = Sealing.from_settings(project.settings.signing)
        self.space = signature_space(signer.identity, self.sealing, signer.signed_at)

    def __call__(self, written: Written, kind: str) -> bytes:
        identity = self.signer.identity
        if kind == "docx":
            from ...signing.docx.sign import sign_docx

            return sign_docx(written.content, identity, self.signer.signed_at)
        from ...signing.pdf.sign import seal_pdf

        if written.hole is None:
            raise AssertionError("the PDF writer left no room for a signature")
        return seal_pdf(written.content, written.hole, identity, self.sealing)
