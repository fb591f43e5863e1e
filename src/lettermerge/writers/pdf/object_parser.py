"""Parse the PDF objects of a finished letter, so that several can be bound into one file.

It reads what `objects` writes and nothing else: one cross-reference stream, no free numbers, no
updates. Signed letters are never taken apart.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

#: Strings and names, in which nothing is a reference; keys of the parent tree; references.
_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<<|<[^<>]*>"
    rb"|(?P<key>/StructParents?) (?P<parent>\d+)|/[^\s()<>\[\]{}/%]*|(?P<number>\d+) 0 R",
    re.DOTALL,
)
_STREAM = b"\nstream\n"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's objects by number: the bytes between `obj` and `endobj`.

    `root` is the number of the catalog, `info` that of the information dictionary.
    """

    objects: Mapping[int, bytes]
    root: int
    info: int

    def follow(self, holder: int, key: bytes) -> int:
        """Return the number of the object that `key` of a dictionary refers to.

        Raises:
            ValueError: there is no such key, or it holds no reference.
        """
        found = re.search(re.escape(key) + rb" ?(\d+) 0 R", self.objects[holder])
        if not found:
            raise ValueError(f"{key.decode()} refers to nothing")
        return int(found[1])


def parse(content: bytes) -> Parsed:
    """Take a file apart; what only holds it together (object streams, cross-references) is gone.

    Raises:
        ValueError: this program did not write it.
    """
    if not content.endswith(b"%%EOF\n"):
        raise ValueError("not a PDF of this program")
    start = int(content[content.rindex(b"startxref\n") :].split()[1])
    head = content[start : content.index(_STREAM, start)]
    trailer = dict(re.findall(rb"/(Root|Info|Length) (\d+)", head))
    begin = start + len(head) + len(_STREAM)
    table = content[begin : begin + int(trailer[b"Length"])]
    rows = zlib.decompress(table) if b"/FlateDecode" in head else table
    packed, offsets = [], {}
    for number, (kind, first, second) in enumerate(_rows(rows)):
        if kind == 1 and first != start:
            offsets[number] = first
        elif kind == 2:
            packed.append((number, first, second))
    ends = dict(zip(sorted(offsets.values()), [*sorted(offsets.values())[1:], start], strict=True))
    objects = {number: _inner(content[at : ends[at]]) for number, at in offsets.items()}
    holders = {holder: _unpack(objects.pop(holder)) for holder in {one[1] for one in packed}}
    objects |= {number: holders[holder][index] for number, holder, index in packed}
    return Parsed(dict(sorted(objects.items())), int(trailer[b"Root"]), int(trailer[b"Info"]))


def _rows(table: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the rows of a cross-reference stream with fields of 1, 4 and 2 bytes (7.5.8.3)."""
    for at in range(0, len(table), 7):
        first, second = table[at + 1 : at + 5], table[at + 5 : at + 7]
        yield table[at], int.from_bytes(first, "big"), int.from_bytes(second, "big")


def _inner(data: bytes) -> bytes:
    return data[data.index(b" obj\n") + 5 : data.rindex(b"\nendobj")]


def _unpack(holder: bytes) -> list[bytes]:
    """Return the objects of an object stream (7.5.7)."""
    head, _, body = holder.partition(_STREAM)
    first = re.search(rb"/First (\d+)", head)
    if not first:
        raise ValueError("not an object stream")
    content, begin = zlib.decompress(body), int(first[1])
    places = [int(place) for place in content[:begin].split()[1::2]]
    ends = [*(place - 1 for place in places[1:]), len(content)]
    return [content[begin + at : begin + end] for at, end in zip(places, ends, strict=True)]


def is_stream(data: bytes) -> bool:
    """Return whether an object is a stream, which no object stream can hold."""
    return data.endswith(b"\nendstream")


def has_references(data: bytes) -> bool:
    """Return whether an object refers to others."""
    return any(found["number"] for found in _TOKEN.finditer(data.partition(_STREAM)[0]))


def renumber(data: bytes, number: Callable[[int], int], parents: int) -> bytes:
    """Return an object with its references renumbered, its parent tree keys moved by `parents`."""

    def moved(found: re.Match[bytes]) -> bytes:
        if found["number"]:
            return b"%d 0 R" % number(int(found["number"]))
        if found["key"]:
            return b"%b %d" % (found["key"], int(found["parent"]) + parents)
        return found[0]

    head, separator, body = data.partition(_STREAM)
    return _TOKEN.sub(moved, head) + separator + body
