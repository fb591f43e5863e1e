"""A PDF into PNG pages (pypdfium2), for previews: pages as they are, not as HTML."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {1: 0, 3: 2}  # PNG's, by bytes a pixel


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, drawn: its size in pixels, and their bytes, one (grey) or three (RGB) each."""

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


def draw(pdf: bytes, scale: float) -> tuple[Picture, ...]:
    """Return each page of `pdf`, drawn; `scale` 1.0 is 72 dots an inch.

    Not for several threads at once: PDFium is not made for that.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_draw(document, number, scale) for number in range(len(document)))
    finally:
        document.close()


def to_png(pdf: bytes, scale: float) -> tuple[bytes, ...]:
    """Return each page of `pdf` as a PNG; `scale` as in `draw`."""
    return tuple(picture.to_png() for picture in draw(pdf, scale))


def _draw(document: object, number: int, scale: float) -> Picture:
    page = document[number]  # type: ignore[index]
    bitmap = page.render(scale=scale, rev_byteorder=True)
    width, height, channels = bitmap.width, bitmap.height, bitmap.n_channels
    pixels, used = bytes(bitmap.buffer), width * channels
    page.close()
    if bitmap.stride != used:  # lines end at whole words of memory
        starts = range(0, height * bitmap.stride, bitmap.stride)
        pixels = b"".join(pixels[start : start + used] for start in starts)
    red, green, blue = (pixels[colour::channels] for colour in range(3))
    if red == green == blue:
        return Picture(width, height, red)
    if channels == 3:
        return Picture(width, height, pixels)
    together = bytearray(3 * width * height)
    together[0::3], together[1::3], together[2::3] = red, green, blue
    return Picture(width, height, bytes(together))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk (PNG, third edition, 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
