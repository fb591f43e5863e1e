"""Write one PDF of many letters' pages, for a printer: what letters share is stored once.

Objects go to the file as they come; in memory are their places and the hashes of what was stored.
A print file has no tags, no forms and no signatures: paper carries none. It says in its title
what it is (ISO 32000-1; object and cross-reference streams, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections import OrderedDict
from dataclasses import dataclass, field
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
_KIDS = 64  # of a node of the page tree
_PACKED = 200  # objects in an object stream
#: What a page for paper keeps; annotations, tags and metadata stay behind.
_PAGE_KEYS = (b"/MediaBox", b"/CropBox", b"/Rotate", b"/Resources", b"/Contents", b"/Group",
              b"/UserUnit")  # fmt: skip
_LEFT_BEHIND = (b"/StructParent", b"/StructParents", b"/Metadata", b"/PieceInfo", b"/OC")


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
        self._stored: OrderedDict[bytes, int] = OrderedDict()
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
        for key, value in entries.items():
            entries[key] = self._copied_value(source, value, copied)
        if overlay:
            contents = entries.get(b"/Contents", b"[]")
            before, after = self._stream_of(b"q\n"), self._stream_of(b"\nQ\n" + overlay)
            entries[b"/Contents"] = b"[%d 0 R %s %d 0 R]" % (before, contents.strip(b"[]"), after)
        return self._page(entries)

    def add_blank(self, size: tuple[float, float]) -> int:
        """Add an empty page of this size in points: the back of a letter's last sheet."""
        return self._page({b"/MediaBox": b"[0 0 %g %g]" % size, b"/Resources": b"<<>>"})

    def add_drawn(self, size: tuple[float, float], operators: bytes) -> int:
        """Add a page of this size in points, with drawing operators that use no resources."""
        content = self._stream_of(operators)
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
        if number in above:
            raise PdfStructureError(f"object {number} refers to itself")
        found = source[number]
        value = _for_paper(found)
        for one in references(value):
            if one not in copied:
                self._copy(source, one, copied, (*above, number))
        copied[number] = self._stored_number(PdfObject(renumbered(value, copied), found.stream))

    def _stored_number(self, found: PdfObject) -> int:
        key = hashlib.blake2b(found.value, digest_size=16)
        key.update(b"\0" if found.stream is None else found.stream)
        digest = key.digest()
        number = self._stored.get(digest)
        if number is None:
            number = self._new()
            self._write_object(number, found)
            self._stored[digest] = number
            if len(self._stored) > MOST_REMEMBERED:
                self._stored.popitem(last=False)
        else:
            self._stored.move_to_end(digest)
        return number

    def _stream_of(self, data: bytes) -> int:
        return self._stored_number(PdfObject(b"<</Length %d>>" % len(data), data))

    def _write_object(self, number: int, found: PdfObject) -> None:
        if found.stream is None:
            self._put(number, found.value)
            return
        entries = dict_entries(found.value) | {b"/Length": b"%d" % len(found.stream)}
        head = b"".join(key + b" " + value for key, value in entries.items())
        self._places[number] = self._written * 2
        self._write(b"%d 0 obj\n<<%s>>\nstream\n" % (number, head))
        self._write(found.stream)
        self._write(b"\nendstream\nendobj\n")

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


def _for_paper(found: PdfObject) -> bytes:
    """Return a value without what binds it to tags."""
    if not found.value.startswith(b"<<") or not any(key in found.value for key in _LEFT_BEHIND):
        return found.value
    entries = dict_entries(found.value)
    kept = (key + b" " + value for key, value in entries.items() if key not in _LEFT_BEHIND)
    return b"<<" + b"".join(kept) + b">>"


def text_string(text: str) -> bytes:
    """Return a text as a text string (7.9.2.2): UTF-16 with its mark, hexadecimal."""
    return b"<" + ("\ufeff" + text).encode("utf-16-be", "surrogatepass").hex().encode() + b">"
