"""Hand a project to other machines: its files, its settings and who signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ...config.settings import Settings
from ...errors import SigningError
from ...letter.template import FOLDER
from ...protocol.added_profiles import FOLDER as PROFILES
from ...workers.cluster.file_bundle import FileSelection
from ...workers.service import RemoteSetup
from ..fingerprint import describe_engines
from ..signing.sealing import Signer
from .render_chunk import ProjectSetup

_IMAGES = (".png", ".jpg", ".jpeg", ".svg")  # which letters may name anywhere in a project


@dataclass(frozen=True, slots=True)
class ProjectParts:
    """What a machine is told of a project beside its files: no secret is in it."""

    settings: Settings
    signer: str  # the fingerprint of the certificate; "" for unsigned letters
    signed_at: datetime | None


def prepare_remote_project(setup: ProjectSetup) -> RemoteSetup:
    """Return how other machines open a project. Rosters and keys stay here."""
    signatories, signer = setup.settings.signatories, setup.signer
    named = (
        *(name for one in signatories for name in (one.image, one.certificate) if name),
        *setup.settings.approval.certificates,
    )
    parts = ProjectParts(
        setup.settings,
        signer.identity.fingerprint if signer else "",
        signer.signed_at if signer else None,
    )
    return RemoteSetup(
        FileSelection(setup.folder, (FOLDER, PROFILES), named, _IMAGES),
        parts,
        settle_project,
        describe_engines,
        secret=signer.identity if signer else None,
    )


def settle_project(folder: Path, parts: ProjectParts, secret: Any) -> ProjectSetup:
    """Return the setup of a project on this machine; `secret` is the identity, None for its own.

    Raises:
        SigningError: its own identity cannot be loaded, or is another one.
    """
    if parts.signed_at is None:
        return ProjectSetup(folder, parts.settings)
    identity = secret
    if identity is None:
        from ...signing.identity.identity_loading import load_identity

        identity = load_identity(parts.settings.signing, folder, None, now=parts.signed_at)
        if identity.fingerprint != parts.signer:
            raise SigningError(
                f"its identity is {identity}, which is not the one of this run",
                hint="give every worker the same signing.identity, "
                'or write identity = "send" in [cluster]',
            )
    return ProjectSetup(folder, parts.settings, Signer(identity, parts.signed_at))
