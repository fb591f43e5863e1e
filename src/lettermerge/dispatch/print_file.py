"""Write one PDF of many letters' pages, for a printer: what letters share is stored once.

Objects go to the file as they come; in memory are their places and the hashes of what was stored.
A print file has no tags, no forms and no signatures: paper carries none. It says in its title
what it is (ISO 32000-1; object and cross-reference streams, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from io import BufferedIOBase

from .pdf_objects import (
    PdfObject,
    PdfObjects,
    PdfPage,
    PdfStructureError,
    dict_entries,
    references,
    renumbered,
)

MOST_REMEMBERED = 8_192  #: objects whose equal is stored once: fonts, images, equal pages
_PAGE = 1 << 16  # bytes of a page's operators, as a rule
_DEEPEST = 200  # objects that refer to one another
_LONG = 2_048  # bytes: what is longer is remembered by its hash
_KIDS = 64  # of a node of the page tree
_PACKED = 200  # objects in an object stream
#: What a page for paper keeps; annotations, tags and metadata stay behind.
_PAGE_KEYS = (b"/MediaBox", b"/CropBox", b"/Rotate", b"/Resources", b"/Contents", b"/Group",
              b"/UserUnit")  # fmt: skip
_END = b"\nEMC\n"
_INDIVISIBLE = re.compile(rb"\(|(?<![\w/])BI\s")  # a string, an image in the content (8.9.7)
_LEFT_BEHIND = (b"/StructParent", b"/StructParents", b"/Metadata", b"/PieceInfo", b"/OC")


class _Stored(OrderedDict[bytes, int]):
    """The numbers of what was stored, by what it is or by its hash; the oldest are forgotten."""

    def find(self, key: bytes) -> int:
        """Return the number under which an equal was stored, 0 for none."""
        number = self.get(key, 0)
        if number:
            self.move_to_end(key)
        return number

    def add(self, key: bytes, number: int) -> int:
        self[key] = number
        if len(self) > MOST_REMEMBERED:
            self.popitem(last=False)
        return number


@dataclass(slots=True)
class _Packed:
    """Objects that wait to be written together."""

    numbers: list[int] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)


class PrintFile:
    """A print file on its way; `finish` completes it."""

    def __init__(self, stream: BufferedIOBase, title: str) -> None:
        self._stream = stream
        self._title = title
        self._places = array("Q", [0])  # by number: packed as place * 2, or (stream, index) * 2 + 1
        self._digest = hashlib.sha256()
        self._written = 0
        self._equals, self._parts = _Stored(), _Stored()
        self._packed = _Packed()
        self._nodes: list[tuple[int, list[int]]] = []
        self._outline: _Outline | None = None
        self._bookmarks = 0
        self.pages = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add_page(
        self, source: PdfObjects, page: PdfPage, copied: dict[int, int], overlay: bytes = b""
    ) -> int:
        """Add a page of a letter; `copied` holds what was copied of that letter already.

        `overlay` are drawing operators without resources, put over the page. Returns its number.
        """
        entries = {key: page.entries[key] for key in _PAGE_KEYS if key in page.entries}
        drawn = self._contents(source, entries.pop(b"/Contents", b"[]"), copied)
        for key, value in entries.items():
            entries[key] = self._copied_value(source, value, copied)
        if overlay:
            drawn = [self._part(b"q\n"), *drawn, self._part(b"\nQ\n" + overlay)]
        entries[b"/Contents"] = b"[%s]" % b" ".join(b"%d 0 R" % one for one in drawn)
        return self._page(entries)

    def _contents(self, source: PdfObjects, value: bytes, copied: dict[int, int]) -> list[int]:
        """Return the numbers of the streams that draw a page; equal parts are stored once.

        Several streams are one after the other what one stream would be (7.8.2).
        """
        numbers = references(value)
        if len(numbers) == 1 and (found := source[numbers[0]]).stream is None:
            numbers = references(found.value)
        drawn: list[int] = []
        for number in numbers:
            parts = content_parts(source[number])
            if parts:
                drawn += map(self._part, parts)
            else:
                self._copied_value(source, b"%d 0 R" % number, copied)
                drawn.append(copied[number])
        return drawn

    def add_blank(self, size: tuple[float, float]) -> int:
        """Add an empty page of this size in points: the back of a letter's last sheet."""
        return self._page({b"/MediaBox": b"[0 0 %g %g]" % size, b"/Resources": b"<<>>"})

    def add_drawn(self, size: tuple[float, float], operators: bytes) -> int:
        """Add a page of this size in points, with drawing operators that use no resources."""
        content = self._part(operators)
        box = b"[0 0 %g %g]" % size
        return self._page({b"/MediaBox": box, b"/Resources": b"<<>>",
                           b"/Contents": b"%d 0 R" % content})  # fmt: skip

    def bookmark(self, title: str, page: int) -> None:
        """Add a bookmark for the page with this object number."""
        number = self._new()
        parent = self._outline.root if self._outline else self._new()
        if self._outline is None:
            self._outline = _Outline(parent, number)
        else:
            self._put_bookmark(self._outline, following=number)
        self._outline.take(number, title, page)
        self._bookmarks += 1

    def finish(self) -> None:
        """Write the page tree, the bookmarks and the cross-references."""
        root = self._page_tree()
        catalog, info = self._new(), self._new()
        extra = b""
        if self._outline is not None:
            self._put_bookmark(self._outline, following=0)
            self._put(
                self._outline.root,
                b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
                % (self._outline.first, self._outline.number, self._bookmarks),
            )
            extra = b"/Outlines %d 0 R/PageMode/UseOutlines" % self._outline.root
        self._put(catalog, b"<</Type/Catalog/Pages %d 0 R%s>>" % (root, extra))
        self._put(info, b"<</Title %s/Producer (lettermerge)>>" % text_string(self._title))
        self._flush()
        self._cross_references(catalog, info)

    def _page(self, entries: dict[bytes, bytes]) -> int:
        if not self._nodes or len(self._nodes[-1][1]) == _KIDS:
            self._nodes.append((self._new(), []))
        node, kids = self._nodes[-1]
        number = self._new()
        kids.append(number)
        self.pages += 1
        body = b"".join(key + b" " + value for key, value in entries.items())
        self._put(number, b"<</Type/Page/Parent %d 0 R%s>>" % (node, body))
        return number

    def _page_tree(self) -> int:
        """Write the nodes of the page tree, each with at most 64 kids; return the root."""
        level = [(number, kids, len(kids)) for number, kids in self._nodes]
        if not level:
            level = [(self._new(), [], 0)]
        while len(level) > 1:
            above = []
            for start in range(0, len(level), _KIDS):
                group = level[start : start + _KIDS]
                number = self._new()
                for one, kids, count in group:
                    self._node(one, kids, count, b"/Parent %d 0 R" % number)
                above.append((number, [one for one, _, _ in group], sum(c for _, _, c in group)))
            level = above
        number, kids, count = level[0]
        self._node(number, kids, count, b"")
        return number

    def _node(self, number: int, kids: list[int], count: int, parent: bytes) -> None:
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        self._put(number, b"<</Type/Pages/Count %d/Kids[%s]%s>>" % (count, listed, parent))

    def _put_bookmark(self, outline: _Outline, following: int) -> None:
        after = b"/Next %d 0 R" % following if following else b""
        before = b"/Prev %d 0 R" % outline.previous if outline.previous else b""
        self._put(
            outline.number,
            b"<</Title %s/Parent %d 0 R/Dest[%d 0 R/Fit]%s%s>>"
            % (text_string(outline.title), outline.root, outline.page, before, after),
        )

    def _copied_value(self, source: PdfObjects, value: bytes, copied: dict[int, int]) -> bytes:
        for number in references(value):
            if number not in copied:
                self._copy(source, number, copied, ())
        return renumbered(value, copied)

    def _copy(
        self, source: PdfObjects, number: int, copied: dict[int, int], above: tuple[int, ...]
    ) -> None:
        """Copy an object after all that it refers to; its equal, stored before, is used again.

        Raises:
            PdfStructureError: objects refer to one another in a circle.
        """
        if number in above or len(above) > _DEEPEST:
            raise PdfStructureError(f"object {number} refers to itself")
        found = source[number]
        value = _for_paper(found.value)
        for one in references(value):
            if one not in copied:
                self._copy(source, one, copied, (*above, number))
        copied[number] = self._stored_number(PdfObject(renumbered(value, copied), found.stream))

    def _stored_number(self, found: PdfObject) -> int:
        key = found.value
        if found.stream is not None or len(key) > _LONG:
            digest = hashlib.blake2b(key, digest_size=16)
            digest.update(b"\0" if found.stream is None else found.stream)
            key = digest.digest()
        return self._equals.find(key) or self._equals.add(key, self._write_object(found))

    def _part(self, data: bytes) -> int:
        """Return the number of a stream of drawing operators."""
        key = data if len(data) <= _LONG else hashlib.blake2b(data, digest_size=16).digest()
        if number := self._parts.find(key):
            return number
        packed = PdfObject(b"<</Filter/FlateDecode>>", zlib.compress(data))
        return self._parts.add(key, self._write_object(packed))

    def _write_object(self, found: PdfObject) -> int:
        number = self._new()
        if found.stream is None:
            self._put(number, found.value)
            return number
        entries = {**dict_entries(found.value), b"/Length": b"%d" % len(found.stream)}
        head = b"".join(key + b" " + value for key, value in entries.items())
        self._places[number] = self._written * 2
        self._write(b"%d 0 obj\n<<%s>>\nstream\n" % (number, head))
        self._write(found.stream)
        self._write(b"\nendstream\nendobj\n")
        return number

    def _put(self, number: int, value: bytes) -> None:
        """Put an object without a stream among those that are packed together."""
        self._packed.numbers.append(number)
        self._packed.values.append(value)
        if len(self._packed.numbers) == _PACKED:
            self._flush()

    def _flush(self) -> None:
        packed, self._packed = self._packed, _Packed()
        if not packed.numbers:
            return
        holder = self._new()
        at, head = 0, []
        for index, (number, value) in enumerate(zip(packed.numbers, packed.values, strict=True)):
            head.append(b"%d %d" % (number, at))
            at += len(value) + 1
            self._places[number] = (holder << 16 | index) * 2 + 1
        first = b" ".join(head) + b"\n"
        data = zlib.compress(first + b"\n".join(packed.values))
        self._places[holder] = self._written * 2
        self._write(
            b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
            % (holder, len(packed.numbers), len(first), len(data))
        )
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _cross_references(self, catalog: int, info: int) -> None:
        number = self._new()
        start = self._written
        self._places[number] = start * 2
        rows = bytearray(b"\0\0\0\0\0\0\0\0\xff\xff")
        for place in self._places[1:]:
            if place & 1:
                holder, index = place >> 17, place >> 1 & 0xFFFF
                rows += b"\2" + holder.to_bytes(7, "big") + index.to_bytes(2, "big")
            else:
                rows += b"\1" + (place >> 1).to_bytes(7, "big") + b"\0\0"
        data = zlib.compress(bytes(rows))
        name = self._digest.hexdigest()[:32].encode()
        self._write(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 7 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n"
            % (number, len(self._places), catalog, info, name, name, len(data))
        )
        self._write(data)
        self._write(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)

    def _new(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self._written += len(data)


@dataclass(slots=True)
class _Outline:
    """The bookmark that waits for the number of the next one."""

    root: int
    first: int
    number: int = 0
    previous: int = 0
    title: str = ""
    page: int = 0

    def take(self, number: int, title: str, page: int) -> None:
        self.previous, self.number, self.title, self.page = self.number, number, title, page


def content_parts(found: PdfObject) -> list[bytes]:
    """Return a page's operators in parts that end where marked content does (14.6).

    None are returned where a part could end within a string or an image, or where the stream is
    encoded in another way than letters are.
    """
    if found.stream is None or dict_entries(found.value).get(b"/Filter") != b"/FlateDecode":
        return []
    if b"/DecodeParms" in found.value:
        return []
    try:
        data = zlib.decompress(found.stream, bufsize=_PAGE)
    except zlib.error as error:
        raise PdfStructureError(f"a page's content cannot be read: {error}") from None
    if _INDIVISIBLE.search(data):
        return []
    parts = [part + _END for part in data.split(_END)]
    last = parts.pop()[: -len(_END)]
    return [*parts, last] if last else parts


@lru_cache(maxsize=1_024)
def _for_paper(value: bytes) -> bytes:
    """Return a value without what binds it to tags."""
    if not value.startswith(b"<<") or not any(key in value for key in _LEFT_BEHIND):
        return value
    entries = dict_entries(value)
    kept = (key + b" " + entry for key, entry in entries.items() if key not in _LEFT_BEHIND)
    return b"<<" + b"".join(kept) + b">>"


def text_string(text: str) -> bytes:
    """Return a text as a text string (7.9.2.2): UTF-16 with its mark, hexadecimal."""
    return b"<" + ("\ufeff" + text).encode("utf-16-be", "surrogatepass").hex().encode() + b">"
