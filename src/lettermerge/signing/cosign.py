"""A finished PDF and a further identity into the same PDF with one more signature.

The earlier signatures stay valid: their bytes are not touched, the new revision only adds a field.
"""

from __future__ import annotations

from datetime import datetime

from .identity import Identity
from .pdf import Sealing, seal_pdf, signature_space


def cosign_pdf(
    content: bytes, identity: Identity, signed_at: datetime, sealing: Sealing | None = None
) -> bytes:
    """Add a signature to a PDF, signed already or not; `signed_at` has a zone.

    Raises:
        SigningError: not a PDF that can be extended, certified against changes, or as `seal_pdf`.
    """
    from .revision import add_hole

    sealing = sealing or Sealing()
    extended, hole = add_hole(content, signature_space(identity, sealing, signed_at))
    return seal_pdf(extended, hole, identity, sealing)
