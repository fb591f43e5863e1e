"""Put parts, deflated once, into the ZIP file that a DOCX is (ECMA-376 part 2, 9; APPNOTE 4.3).

For a signer, a `ZipPart` keeps its raw deflated bytes and CRC; parts that letters share
are the same objects, so that digests can be cached by part and nothing is deflated twice.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DEFLATED = 8
#: 1 January 1980, the first day that MS-DOS dates know: a file carries no clock.
_DATE = 0x21
#: Names are ASCII: part names of a DOCX are made by this program.
_FLAGS = 0


@dataclass(frozen=True, slots=True)
class ZipPart:
    """One file of a package; `deflated` is raw (RFC 1951), `crc` the CRC-32 of `content`."""

    name: str
    content: bytes = field(repr=False)
    deflated: bytes = field(repr=False)
    crc: int

    @property
    def _facts(self) -> tuple[int, ...]:
        sizes = (self.crc, len(self.deflated), len(self.content))
        return (_FLAGS, _DEFLATED, 0, _DATE, *sizes, len(self.name))


def part(name: str, content: bytes, level: int = 6) -> ZipPart:
    """Deflate `content` into a part; pictures are stored as deflated as they come."""
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
    deflated = squeezer.compress(content) + squeezer.flush()
    return ZipPart(name, content, deflated, zlib.crc32(content))


@lru_cache(maxsize=256)
def shared_part(name: str, content: bytes) -> ZipPart:
    """Return the part of a name and content, deflated the first time only."""
    return part(name, content, 9)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of one letter, in the order in which they are in the file."""

    parts: tuple[ZipPart, ...]

    def to_bytes(self) -> bytes:
        """Return the ZIP file."""
        pieces: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for one in self.parts:
            name, facts = one.name.encode("ascii"), one._facts
            pieces += (_LOCAL.pack(b"PK\x03\x04", 20, *facts, 0), name, one.deflated)
            directory += (
                _CENTRAL.pack(b"PK\x01\x02", 20, 20, *facts, 0, 0, 0, 0, 0, offset),
                name,
            )
            offset += _LOCAL.size + len(name) + len(one.deflated)
        listing = b"".join(directory)
        count = len(self.parts)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)
        return b"".join((*pieces, listing, end))
