"""Add the signature of a further identity to a finished PDF.

The earlier signatures stay valid: their bytes are not touched, and the new revision fills the field
that waits for this signer, or adds one field that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..identity.model import Identity
from .reserved_fields import field_for
from .sign import Sealing, room_for, sign_hole, signature_space


def cosign_pdf(
    content: bytes, identity: Identity, signed_at: datetime, sealing: Sealing | None = None
) -> bytes:
    """Add a signature to a PDF, signed already or not; `signed_at` has a zone.

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
    from .long_term import add_validation_data, collect_validation_data

    data = collect_validation_data(identity, sealing.server)
    return lambda writer: add_validation_data(writer, data)
