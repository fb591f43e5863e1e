"""Write letters as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lettermerge.layout.page_style import PageStyle
    from lettermerge.letter.document import Document


def write(document: Document, style: PageStyle) -> bytes:
    """Return a letter as text: address, date, subject, salutation, paragraphs, close."""
    from lettermerge.letter.document import block_texts

    parts = [
        "\n".join(document.address_block),
        document.date_line,
        document.subject,
        document.salutation,
        *block_texts(document.body),
        document.close,
        "\n".join(one.name for one in document.signatures),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")
