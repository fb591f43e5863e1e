"""Draw the pages of a PDF as PNG (pypdfium2), for previews."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import Any

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ROUGH = 0.75  # the scale at which a page is looked at for colours: they are not lost at it
_COLOUR_TYPES = {1: 0, 3: 2, 4: 6}  # PNG's, by bytes a pixel


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page, drawn: its size in pixels, and their bytes: grey, RGB or RGBA."""

    width: int
    height: int
    pixels: bytes

    @property
    def mark(self) -> str:
        """16 hex digits that tell pictures apart."""
        return hashlib.sha256(self.pixels).hexdigest()[:16]

    def to_png(self, level: int = 6) -> bytes:
        """Return the picture as a PNG; `level` 1 is quick, 9 is small (RFC 1950).

        Lines are not filtered: that makes text smaller, and its packing three times as quick
        (PNG, third edition, 12.7, https://www.w3.org/TR/png-3/).
        """
        length = len(self.pixels) // self.height
        pixels, lines = memoryview(self.pixels), bytearray()
        for start in range(0, len(pixels), length):
            lines.append(0)
            lines += pixels[start : start + length]
        colour = _COLOUR_TYPES[length // self.width]
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, colour, 0, 0, 0)
        return b"".join(
            (
                _SIGNATURE,
                _chunk(b"IHDR", head),
                _chunk(b"IDAT", zlib.compress(lines, level)),
                _chunk(b"IEND", b""),
            )
        )


def draw(pdf: bytes, scale: float) -> tuple[PageImage, ...]:
    """Return each page of `pdf`, drawn; `scale` 1.0 is 72 dots an inch.

    Not for several threads at once: PDFium is not made for that.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_draw(document, number, scale) for number in range(len(document)))
    finally:
        document.close()


def draw_clear(pdf: bytes, scale: float) -> PageImage:
    """Return the first page of `pdf`, drawn on a clear ground; `scale` as in `draw`."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 0))
        picture = PageImage(bitmap.width, bitmap.height, _lines(bitmap))
        page.close()
        return picture
    finally:
        document.close()


def to_png(pdf: bytes, scale: float) -> tuple[bytes, ...]:
    """Return each page of `pdf` as a PNG; `scale` as in `draw`."""
    return tuple(picture.to_png() for picture in draw(pdf, scale))


def _draw(document: object, number: int, scale: float) -> PageImage:
    page = document[number]  # type: ignore[index]
    rough = _pixels(page.render(scale=_ROUGH, rev_byteorder=True))
    grey = rough[0::3] == rough[1::3] == rough[2::3]
    bitmap = page.render(scale=scale, rev_byteorder=True, grayscale=grey)
    picture = PageImage(bitmap.width, bitmap.height, _pixels(bitmap))
    page.close()
    return picture


def _pixels(bitmap: Any) -> bytes:
    """Return the dots of a bitmap of PDFium, one or three bytes each."""
    pixels, channels = _lines(bitmap), bitmap.n_channels
    if channels <= 3:
        return pixels
    together = bytearray(3 * bitmap.width * bitmap.height)  # without what no dot has: alpha
    for colour in range(3):
        together[colour::3] = pixels[colour::channels]
    return bytes(together)


def _lines(bitmap: Any) -> bytes:
    """Return the bytes of a bitmap's dots, without what fills its lines to words of memory."""
    pixels, used = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    if bitmap.stride != used:
        starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
        pixels = b"".join(pixels[start : start + used] for start in starts)
    return pixels


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk (PNG, third edition, 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
