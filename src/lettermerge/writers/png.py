"""A PDF into PNG pages (pypdfium2), for previews: pages as they are, not as HTML."""

from __future__ import annotations

from io import BytesIO


def to_png(pdf: bytes, scale: float) -> tuple[bytes, ...]:
    """Return each page of `pdf` as a PNG; `scale` 1.0 is 72 dots an inch.

    Not for several threads at once: PDFium is not made for that.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_page(document, number, scale) for number in range(len(document)))
    finally:
        document.close()


def _page(document: object, number: int, scale: float) -> bytes:
    page = document[number]  # type: ignore[index]
    image = page.render(scale=scale).to_pil()
    out = BytesIO()
    image.save(out, "PNG")
    page.close()
    return out.getvalue()
