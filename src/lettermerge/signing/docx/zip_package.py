"""Read and write the entries of a ZIP package, without deflating anything again (APPNOTE 4.3).

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
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
_HINTS = 0x06  # how hard the compressor tried: no reader minds
_DESCRIBED = 0x08
_REGULAR = 0x8000  # a file, by the mode of Unix
#: 1 January 1980, the first date that the format knows: packages carry no clock.
_DATE = 0x21
#: No part of a letter is larger: what claims to be is refused before it is inflated.
_LIMIT = 256 * 1024 * 1024


class PackageError(ValueError):
    """The bytes are not a package that one may sign or trust."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package. `packed` is as it is there; `time` and `date` are MS-DOS's."""

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
        take = _unpack_small if self.size <= _SMALL else _unpack_large
        return take(self.packed, self.method, self.crc, self.size)


def read_package(content: bytes, *, foreign: bool = False) -> tuple[Entry, ...]:
    """Return the entries of a package in their order.

    Every way to read a ZIP file must lead to the same entries: by the directory at its end, as
    Office does, or from one local header to the next, as Java's ZipInputStream does. `foreign`
    is for a package that is written anew before it is signed: fields of other programs (extra
    fields, comments, data descriptors, folders) are dropped instead of refused.

    Raises:
        PackageError: not a plain ZIP: damaged, encrypted, ZIP64, two entries of one name, a local
            header that differs from the directory, bytes that belong to no entry or to two.
    """
    try:
        return _read(content, foreign=foreign)
    except (struct.error, IndexError) as error:
        raise PackageError(f"the ZIP directory is damaged: {error}") from None


def _read(content: bytes, *, foreign: bool) -> tuple[Entry, ...]:
    at = len(content) - _END.size
    if b"PK\x05\x06" not in content:
        raise PackageError("not a ZIP file")
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(content, max(at, 0))
    if mark != b"PK\x05\x06" or comment or start + size != at:
        raise PackageError("bytes outside of the ZIP entries")
    if disk or first or here != count:
        raise PackageError("a ZIP file in several volumes")
    entries, used, names, total = [], 0, set(), 0
    position = start
    for _ in range(count):
        record = _Record.read(content, position)
        position = record.end
        record.check(foreign=foreign)
        name = record.text
        if name.lower() in names:
            raise PackageError(f"two entries are named {name}")
        names.add(name.lower())
        if record.offset != used:
            raise PackageError(
                f"bytes outside of the ZIP entries, or in two of them, before {name}"
            )
        data, used = _local(content, record, foreign=foreign)
        total += record.size
        if total > _LIMIT:
            raise PackageError("the entries are too large for a letter")
        if not name.endswith("/"):
            facts = (record.method, data, record.crc, record.size, record.time, record.date)
            entries.append(Entry(name, *facts))
    if position != at or used != start:
        raise PackageError("bytes outside of the ZIP entries")
    return tuple(entries)


class _Record(NamedTuple):
    """One record of the directory; `shared` holds the bytes that its local header repeats."""

    shared: bytes
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name: bytes
    extra: bytes
    comment: bytes
    disk: int
    attributes: int
    offset: int
    end: int

    @classmethod
    def read(cls, content: bytes, position: int) -> _Record:
        (mark, _, _, flags, method, time, date, crc, packed, size, name_size, extra_size,
         comment_size, disk, _, attributes, offset) = _CENTRAL.unpack_from(
            content, position
        )  # fmt: skip
        if mark != b"PK\x01\x02":
            raise PackageError("the ZIP directory is damaged")
        shared = content[position + 6 : position + 30]
        begin = position + _CENTRAL.size
        middle, late = begin + name_size, begin + name_size + extra_size
        end = late + comment_size
        name, extra, comment = content[begin:middle], content[middle:late], content[late:end]
        return cls(shared, flags, method, time, date, crc, packed, size, name, extra, comment,
                   disk, attributes, offset, end)  # fmt: skip

    @property
    def text(self) -> str:
        """The name. Part names in ZIP files are ASCII (ECMA-376 part 2, annex C)."""
        if not self.name.isascii() or b"\0" in self.name:
            raise PackageError(f"the name {self.name!r} is not ASCII")
        return self.name.decode("ascii")

    def check(self, *, foreign: bool) -> None:
        """Refuse what readers take differently, or what holds bytes that nothing covers."""
        allowed = _HINTS | _UTF8 | (_DESCRIBED if foreign else 0)
        if self.flags & ~allowed or self.method not in (_STORED, _DEFLATED) or self.disk:
            raise PackageError(f"{self.text}: a ZIP entry of a kind that documents do not have")
        if foreign:
            return
        if self.shared[:2] not in (b"\x0a\0", b"\x14\0"):
            raise PackageError(f"{self.text}: a ZIP entry of a later version")
        if self.comment or not _is_growth_hint(self.extra):
            raise PackageError(f"{self.text}: a ZIP entry with a comment or an extra field")
        kind = self.attributes >> 16 & 0xF000
        if self.name.endswith(b"/") or self.attributes & 0x10 or kind not in (0, _REGULAR):
            raise PackageError(f"{self.text}: a folder or link among the ZIP entries")


def _local(content: bytes, record: _Record, *, foreign: bool) -> tuple[bytes, int]:
    """Return the packed bytes of an entry and where it ends."""
    mark, *_, name_size, extra_size = _LOCAL.unpack_from(content, record.offset)
    shared = content[record.offset + 4 : record.offset + 28]
    middle = record.offset + _LOCAL.size + name_size
    begin = middle + extra_size
    described = bool(record.flags & _DESCRIBED)
    if described:  # the sizes and the CRC-32 are in a descriptor behind the data
        shared = shared[:10] + record.shared[10:22] + shared[22:]
    name = content[record.offset + _LOCAL.size : middle]
    if mark != b"PK\x03\x04" or shared != record.shared or name != record.name:
        raise PackageError(f"{record.text}: a ZIP entry contradicts the directory")
    if not foreign and not _is_growth_hint(content[middle:begin]):
        raise PackageError(f"{record.text}: a ZIP entry with a comment or an extra field")
    end = begin + record.packed
    data = content[begin:end]
    if described:
        end += 16 if content[end : end + 4] == b"PK\x07\x08" else 12
    return data, end


def _is_growth_hint(extra: bytes) -> bool:
    """Tell whether an extra field is absent, or Office's padding of zeros (APPNOTE 4.6.10)."""
    if not extra:
        return True
    kind, size, mark = struct.unpack_from("<3H", extra.ljust(6, b"\1"))
    return (kind, mark, size) == (0xA220, 0xA028, len(extra) - 4) and not any(extra[8:])


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


#: Of parts that are no longer (in bytes) it is remembered what they hold: relationships, types.
_SMALL = 8192
_unpack_small = lru_cache(maxsize=256)(unpack)
_unpack_large = lru_cache(maxsize=4)(unpack)  # of the letter that is being signed


@lru_cache(maxsize=512)
def digest_of(packed: bytes, method: int, crc: int, size: int) -> bytes:
    """Return the SHA-256 of what an entry holds; raises PackageError."""
    return sha256(_unpack_large(packed, method, crc, size)).digest()
