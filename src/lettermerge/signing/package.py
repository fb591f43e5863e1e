"""A ZIP package's entries, as bytes in and out, without deflating anything again (APPNOTE 4.3).

What is signed or added costs only itself; parts that a thousand letters share are inflated and
hashed once, recognised by their own compressed bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
#: 1 January 1980, the first date that the format knows: packages carry no clock.
_DATE = 0x21
#: No part of a letter is larger: what claims to be is refused before it is inflated.
_LIMIT = 256 * 1024 * 1024


class PackageError(ValueError):
    """The bytes are not a package that one may sign or trust."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package. `packed` is as it stands there; `time` and `date` are MS-DOS's."""

    name: str
    method: int
    packed: bytes
    crc: int
    size: int
    time: int = 0
    date: int = _DATE

    def read(self) -> bytes:
        """Return the content.

        Raises:
            PackageError: it is damaged.
        """
        return unpack(self.packed, self.method, self.crc, self.size)


def read_package(content: bytes) -> tuple[Entry, ...]:
    """Return the entries of a package in their order.

    Raises:
        PackageError: not a plain ZIP: damaged, encrypted, ZIP64, with two entries of one name,
            with local headers that contradict the directory, or with bytes that belong to none.
    """
    try:
        return _read(content)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise PackageError(f"the ZIP directory is damaged: {error}") from None


def _read(content: bytes) -> tuple[Entry, ...]:
    at = content.rfind(b"PK\x05\x06")
    if at < 0:
        raise PackageError("not a ZIP file")
    _, disk, first, _, count, size, start, comment = _END.unpack_from(content, at)
    if disk or first or comment or at + _END.size != len(content) or start + size != at:
        raise PackageError("bytes outside of the ZIP entries")
    entries, used, names = [], 0, set()
    position = start
    for _ in range(count):
        (mark, _, _, flags, method, time, date, crc, packed, plain, name_size, extra_size,
         comment_size, _, _, _, offset) = _CENTRAL.unpack_from(content, position)  # fmt: skip
        position += _CENTRAL.size
        raw_name = content[position : position + name_size]
        position += name_size + extra_size + comment_size
        if mark != b"PK\x01\x02" or flags & 0x41 or method not in (_STORED, _DEFLATED):
            raise PackageError("a ZIP entry of a kind that documents do not have")
        name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437")
        if name.casefold() in names:
            raise PackageError(f"two entries are named {name}")
        names.add(name.casefold())
        data, end = _local(content, offset, raw_name, (method, crc, packed, plain), bool(flags & 8))
        used += end - offset
        entries.append(Entry(name, method, data, crc, plain, time, date))
    if position != at or used != start:
        raise PackageError("bytes outside of the ZIP entries")
    return tuple(entries)


def _local(
    content: bytes, offset: int, name: bytes, facts: tuple[int, ...], described: bool
) -> tuple[bytes, int]:
    """Return the packed bytes of an entry and where it ends; `described`: sizes stand after it."""
    (mark, _, _, method, _, _, crc, packed, plain, name_size, extra_size) = _LOCAL.unpack_from(
        content, offset
    )
    begin = offset + _LOCAL.size + name_size + extra_size
    said = (method, crc, packed, plain)
    if mark != b"PK\x03\x04" or content[offset + _LOCAL.size :][:name_size] != name:
        raise PackageError("a ZIP entry contradicts the directory")
    if said != facts and not (described and said == (facts[0], 0, 0, 0)):
        raise PackageError("a ZIP entry contradicts the directory")
    end = begin + facts[2]
    data = content[begin:end]
    if described:
        end += 16 if content[end : end + 4] == b"PK\x07\x08" else 12
    return data, end


def write_package(entries: Iterable[Entry]) -> bytes:
    """Return the ZIP file of `entries`, in their order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name = entry.name.encode("utf-8")
        flags = 0 if name.isascii() else _UTF8
        facts = (flags, entry.method, entry.time, entry.date, entry.crc, len(entry.packed),
                 entry.size, len(name))  # fmt: skip
        header = _LOCAL.pack(b"PK\x03\x04", 20, *facts, 0) + name
        directory.append(_CENTRAL.pack(b"PK\x01\x02", 20, 20, *facts, 0, 0, 0, 0, 0, offset) + name)
        parts += (header, entry.packed)
        offset += len(header) + len(entry.packed)
    listing = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listing), offset, 0)
    return b"".join((*parts, listing, end))


def pack(name: str, content: bytes, level: int = 6) -> Entry:
    """Deflate a new entry; small ones are stored."""
    if len(content) < 64:
        return Entry(name, _STORED, content, zlib.crc32(content), len(content))
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = squeezer.compress(content) + squeezer.flush()
    return Entry(name, _DEFLATED, packed, zlib.crc32(content), len(content))


def unpack(packed: bytes, method: int, crc: int, size: int) -> bytes:
    """Inflate an entry and check it against its length and CRC-32; raises PackageError."""
    if size > _LIMIT:
        raise PackageError("an entry is too large for a letter")
    try:
        content = packed
        if method == _DEFLATED:
            inflater = zlib.decompressobj(-15)
            content = inflater.decompress(packed, size + 1)
            if not inflater.eof or inflater.unused_data:
                raise PackageError("an entry is damaged")
    except zlib.error:
        raise PackageError("an entry is damaged") from None
    if len(content) != size or zlib.crc32(content) != crc:
        raise PackageError("an entry is damaged")
    return content


@lru_cache(maxsize=512)
def digest_of(packed: bytes, method: int, crc: int, size: int) -> bytes:
    """Return the SHA-256 of what an entry holds; raises PackageError."""
    return sha256(unpack(packed, method, crc, size)).digest()
