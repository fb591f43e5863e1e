"""Compare what two PDFs show: the pixels and the text of each page, drawn by PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

_SCALE = 100 / 72  # dots an inch over points an inch
_MOST_PAGES = 500
_LARGEST = 2_000  # pixels of a side


def same_pages(before: bytes, after: bytes) -> bool:
    """Tell whether two PDFs have the same pages in pixels and text.

    False where either cannot be drawn, or has more than 500 pages.
    """
    import pypdfium2

    try:
        old, new = list(_draw(before)), list(_draw(after))
    except (pypdfium2.PdfiumError, ValueError):
        return False
    return old == new and bool(old)


def _draw(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the text and the hash of the pixels of each page."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        if len(document) > _MOST_PAGES:
            raise ValueError("too many pages")
        for page in document:
            scale = min(_SCALE, _LARGEST / max(*page.get_size(), 1))
            bitmap = page.render(scale=scale, may_draw_forms=True)
            text = page.get_textpage().get_text_bounded()
            size = f"{bitmap.width} {bitmap.height} ".encode()
            yield text, sha256(size + bytes(bitmap.buffer)).digest()
