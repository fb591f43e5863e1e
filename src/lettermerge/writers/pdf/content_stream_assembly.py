"""Make content streams of recorded pages, from parts that are deflated one by one.

Each part is a stretch of graphics or a run of text. It is deflated by itself and ends on a byte
boundary (RFC 1951, 3.2.4), so a letter's stream is a joining of parts, nearly all of which other
letters have as well.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .content_recorder import Content, DrawnPage, TextRun
from .structure_tree import ROLES

_ADLER = 65521  # RFC 1950, 9: the largest prime below 65536
_HEADER = b"\x78\xda"
_END = b"\x03\x00"  # an empty last block


class StreamPart(NamedTuple):
    """A deflated stretch of content, with the checksum and the length of what it holds."""

    packed: bytes
    checksum: int
    length: int


@lru_cache(maxsize=1024)
def part(content: bytes) -> StreamPart:
    """Deflate a stretch of content by itself, up to a byte boundary."""
    # A window and tables of the part's own size: setting them up would cost more than packing.
    small = len(content) <= 1024
    packer = zlib.compressobj(9, zlib.DEFLATED, -10 if small else -15, 3 if small else 9)
    packed = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    return StreamPart(packed, zlib.adler32(content), len(content))


_FILLER = part(b"\n")


def opening(run: TextRun) -> bytes:
    """Return the operator that begins a run: its place in the structure, or that it has none."""
    if isinstance(run.owner, str):
        return b"/Artifact <</Type/Pagination/Subtype/Header>> BDC\n"
    tag = run.owner.part or ROLES.get(run.owner.element.tag, "NonStruct")
    return b"/%b <</MCID %d>> BDC\n" % (tag.encode("ascii"), run.mcid)


CLOSING = b"EMC\n"


def parts_of(drawn_page: DrawnPage) -> list[StreamPart]:
    """Return the parts of a page as painted."""
    return [
        part(encoded(item) if isinstance(item, TextRun) else item) for item in drawn_page.content
    ]


def written_out(content: Content) -> bytes:
    """Return the content of a group, marked."""
    return b"".join(encoded(item) if isinstance(item, TextRun) else item for item in content)


def encoded(run: TextRun) -> bytes:
    """Return a run as one marked-content sequence."""
    return opening(run) + b"".join(piece.drawn for piece in run.pieces) + CLOSING


def content_stream(parts: Iterable[StreamPart]) -> bytes:
    """Return a content stream object: the parts joined into one zlib stream (RFC 1950)."""
    pieces = [_HEADER]
    low, high = 1, 0
    for packed, checksum, length in parts:
        pieces.append(packed)
        # Adler-32 of a joining, from those of its parts.
        high = (high + (checksum >> 16) + (low - 1) * length) % _ADLER
        low = (low + (checksum & 0xFFFF) - 1) % _ADLER
    while low & 0xFF == 0x0D:  # see objects.deflate
        pieces.append(_FILLER.packed)
        low = (low + 10) % _ADLER
        high = (high + low) % _ADLER
    pieces += [_END, (high << 16 | low).to_bytes(4, "big")]
    size = sum(map(len, pieces))
    return b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (size, b"".join(pieces))
