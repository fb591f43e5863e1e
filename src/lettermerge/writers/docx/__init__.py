"""Write documents as DOCX: named styles, little direct formatting (python-docx only here).

`write` takes a group of letters of one style and gives one result for each, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...diagnostics import Failure
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ..writer_interface import Written

if TYPE_CHECKING:
    from .zip_parts import Package

__all__ = ["packages", "write"]


def write(documents: Iterable[Document], style: PageStyle) -> Iterator[Written | Failure]:
    """Yield the DOCX of each document; equal documents and styles give equal bytes."""
    for made in packages(documents, style):
        yield made if isinstance(made, Failure) else Written(made.to_bytes(), None)


def packages(documents: Iterable[Document], style: PageStyle) -> Iterator[Package | Failure]:
    """Yield each document's parts before they become one file.

    For a signer that wants to hash the parts rather than read the file again.
    """
    from .writer import write_letter

    for document in documents:
        yield write_letter(document, style)
