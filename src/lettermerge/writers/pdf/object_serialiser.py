"""Serialise PDF objects: the syntax of ISO 32000-2, clause 7, as far as letters need it.

A file is a frozen front, the same for all letters of one layout and encoded once, and a tail of the
few objects that differ. Both ways of setting a letter end here, so their files cannot differ.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from typing import Any, NamedTuple

import pydyf

_RETURN = 0x0D
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Reference(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """Stands in a dictionary for an object whose number is given later."""

    def __init__(self, target: pydyf.Object) -> None:
        super().__init__()
        self.target = target

    @property
    def data(self) -> bytes:
        return bytes(self.target.reference)


class Blob(pydyf.Object):  # type: ignore[misc]
    """A stream whose dictionary and content are encoded already."""

    compressible = False

    def __init__(self, data: bytes = b"") -> None:
        super().__init__()
        self.encoded = data

    @property
    def data(self) -> bytes:
        return self.encoded


def deflate(data: bytes) -> bytes:
    """Return `data` as a zlib stream that does not end in a carriage return.

    A reader that looks for `endstream` may take such an end for part of the line break. It is the
    end of a checksum (RFC 1950, 2.2), so only other data ends in another way: a line break is
    added, which is white space where `data` is text. A table takes none: see `close`.
    """
    packed = zlib.compress(data, 9)
    return packed if packed[-1] != _RETURN else zlib.compress(data + b"\n", 9)


def stream(content: bytes, extra: Mapping[str, Any] | None = None, *, pack: bool = True) -> bytes:
    """Return a stream object's data: its dictionary, then `content`, deflated if `pack`."""
    packed = deflate(content) if pack else content
    entries = pydyf.Dictionary(dict(extra or {}))
    if pack:
        entries["Filter"] = "/FlateDecode"
    entries["Length"] = len(packed)
    return bytes(entries.data) + b"\nstream\n" + packed + b"\nendstream"


@lru_cache(maxsize=64)
def text(value: str) -> bytes:
    """Return a text string (7.9.2.2): ASCII in parentheses, all else as UTF-16 in hexadecimal."""
    return bytes(pydyf.String(value).data)


def indirect(number: int, data: bytes) -> bytes:
    """Return an indirect object (7.3.10)."""
    return b"%d 0 obj\n%b\nendobj\n" % (number, data)


@dataclass(frozen=True, slots=True)
class Front:
    """The frozen part of a file: header and all objects that letters of one layout share.

    `entries` are the rows of the cross-reference stream for these objects, 7 bytes each
    (type, offset or object stream, generation or index); the tail's numbers follow on. `digest`
    is the MD5 state after `content`, to be copied and gone on with (14.4, file identifiers).
    """

    content: bytes
    entries: bytes
    count: int
    root: int
    digest: Any


class Encoded(NamedTuple):
    """An object with its number: its data, and whether an object stream may hold it."""

    number: int
    packable: bool
    data: bytes


def encode(item: pydyf.Object) -> Encoded:
    """Encode an object; the numbers of those that it refers to have to be given."""
    data = bytes(item.data)
    if data.endswith(b"\r\nendstream") and isinstance(item, pydyf.Stream) and item.compress:
        item.stream.append(b"")  # which adds a line break: see `deflate`
        data = bytes(item.data)
    return Encoded(item.number, item.compressible, data)


def freeze(objects: Sequence[Encoded], root: int) -> Front:
    """Join objects that have numbers 1 to n, dictionaries packed into one object stream."""
    offset, parts = len(HEADER), [HEADER]
    rows: dict[int, bytes] = {}
    packed: list[tuple[int, bytes]] = []
    holder = len(objects) + 1
    for number, packable, data in objects:
        if packable:
            rows[number] = row(2, holder, len(packed))
            packed.append((number, data))
            continue
        part = indirect(number, data)
        rows[number] = row(1, offset, 0)
        offset += len(part)
        parts.append(part)
    rows[holder] = row(1, offset, 0)
    parts.append(indirect(holder, _object_stream(packed)))
    entries = b"".join((row(0, 0, 65535), *(rows[number] for number in sorted(rows))))
    content = b"".join(parts)
    return Front(content, entries, holder + 1, root, md5(content, usedforsecurity=False))


def _object_stream(packed: Iterable[tuple[int, bytes]]) -> bytes:
    index, position, bodies = [], 0, []
    for number, data in packed:
        index += [number, position]
        position += len(data) + 1
        bodies.append(data)
    head = " ".join(map(str, index)).encode("ascii") + b"\n"
    extra = {"Type": "/ObjStm", "N": len(bodies), "First": len(head)}
    return stream(head + b"\n".join(bodies), extra)


def row(kind: int, first: int, second: int) -> bytes:
    """Return one row of a cross-reference stream (7.5.8.3) with fields of 1, 4 and 2 bytes."""
    return b"%c%b%b" % (kind, first.to_bytes(4, "big"), second.to_bytes(2, "big"))


def close(front: Front, tail: Sequence[bytes], info: int, identifier: bytes) -> list[bytes]:
    """Return the tail's objects and the end of the file, to be joined after `front.content`.

    `tail` holds the data of the objects numbered from `front.count`; `info` is the number of the
    information dictionary, `identifier` 16 bytes.
    """
    offset, number = len(front.content), front.count
    parts, rows = [], [front.entries]
    for data in tail:
        part = indirect(number, data)
        rows.append(row(1, offset, 0))
        offset, number = offset + len(part), number + 1
        parts.append(part)
    rows.append(row(1, offset, 0))
    table = b"".join(rows)
    packed, coding = zlib.compress(table, 9), b"/Filter/FlateDecode"
    if packed[-1] == _RETURN:  # it may not be longer by a byte, and itself ends in a zero
        packed, coding = table, b""
    parts.append(
        b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]"
        b"%b/Length %d>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (number, number + 1, front.root, info, *2 * (identifier.hex().encode("ascii"),),
           coding, len(packed), packed, offset)
    )  # fmt: skip
    return parts
