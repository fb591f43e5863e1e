"""Bind finished letters into one file with bookmarks, keeping their pages and tags.

Each letter's objects are copied and renumbered; streams that several letters share (fonts,
pictures) are there once. The structure trees become parts of one tree. pyHanko parses the letters
and encodes their objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    PdfObject,
    StreamObject,
    pdf_name,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdfium2 import PdfDocument, PdfiumError

from ...letter.document import Document
from .metadata import information, metadata_stream
from .object_serialiser import Encoded, close, freeze, text


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; `page` counts from 0 in the bound file. Its children are folded."""

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


def bind(files: Sequence[bytes], properties: Document, bookmarks: Sequence[Bookmark]) -> bytes:
    """Return one PDF of all pages of `files`, unsigned PDFs that this program wrote.

    `properties` provides title, author, date and language of the whole.

    Raises:
        ValueError: a file is not a PDF of this program.
    """
    binder = _Binder()
    for content in files:
        try:
            binder.add(_read(content))
        except (PdfiumError, PdfError, KeyError) as error:
            raise ValueError(f"not a PDF of this program: {error}") from error
    return binder.close(properties, bookmarks)


def _read(content: bytes) -> PdfFileReader:
    """Parse a file, after PDFium has rewritten it without object streams.

    pyHanko parses the index of an object stream again for each object, which takes quadratic time.
    """
    rewritten = BytesIO()
    with closing(PdfDocument(content)) as document:
        document.save(rewritten)
    return PdfFileReader(rewritten)


class _Binder:
    """The bound file under construction. Objects are numbered in the order they are placed."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.shared: dict[bytes, int] = {}
        self.pages_root, self.structure, self.metadata, self.document = (
            self.place(b"") for _ in range(4)
        )
        self.catalog = b""
        self.pages: list[int] = []
        self.parts: list[int] = []
        self.parents: list[bytes] = []
        self.next_parent = 0

    def add(self, file: PdfFileReader) -> None:
        """Copy the pages and the structure of one file."""
        root = file.root
        pages, structure = root["/Pages"], root["/StructTreeRoot"]
        part = structure["/K"][0]
        part["/S"] = pdf_name("/Part")
        if "/Lang" in root:
            part["/Lang"] = root["/Lang"]
        numbers = {
            root.raw_get("/Pages").idnum: self.pages_root,
            root.raw_get("/StructTreeRoot").idnum: self.document,
            root.raw_get("/Metadata").idnum: self.metadata,
        }
        copier = _Copier(self, numbers, self.next_parent)
        self.pages += [copier.number(page) for page in pages["/Kids"]]
        self.parts.append(copier.number(structure["/K"].raw_get(0)))
        keys_and_values = iter(copier.copy(structure["/ParentTree"]["/Nums"]))
        for key, value in zip(keys_and_values, keys_and_values, strict=True):
            self.next_parent = key + copier.parents + 1
            self.parents.append(b"%d %b" % (key + copier.parents, _encode(value)))
        copier.copy_pending()
        if not self.catalog:  # its colour profile and language are those of the whole
            numbers[root.raw_get("/StructTreeRoot").idnum] = self.structure
            self.catalog = _encode(copier.copy(root))

    def close(self, properties: Document, bookmarks: Sequence[Bookmark]) -> bytes:
        """Return the file."""
        self.set(
            self.pages_root,
            b"<</Type /Pages/Kids %b/Count %d>>" % (_refs(self.pages), len(self.pages)),
        )
        self.set(
            self.document,
            b"<</Type /StructElem/S /Document/P %d 0 R/K %b>>"
            % (self.structure, _refs(self.parts)),
        )
        self.set(
            self.structure,
            b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree <</Nums [%b]>>/ParentTreeNextKey %d>>"
            % (self.document, b" ".join(self.parents), self.next_parent),
        )
        self.set(self.metadata, metadata_stream(properties))
        outline = self._outline(bookmarks)
        root = self.place(
            self.catalog.removesuffix(b">>") + b"/Outlines %d 0 R/PageMode /UseOutlines>>" % outline
        )
        encoded = [
            Encoded(number, not data.endswith(b"\nendstream"), data)
            for number, data in enumerate(self.objects, start=1)
        ]
        front = freeze(encoded, root)
        tail = [information(properties)]
        digest = front.digest.copy()
        digest.update(tail[0])
        return b"".join([front.content, *close(front, tail, front.count, digest.digest())])

    def _outline(self, bookmarks: Sequence[Bookmark]) -> int:
        """Place the outline (12.3.3); return its number."""
        root = self.place(b"")
        first, last = self._entries(bookmarks, root)
        self.set(root, b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
                  % (first, last, len(bookmarks)))  # fmt: skip
        return root

    def _entries(self, bookmarks: Sequence[Bookmark], parent: int) -> tuple[int, int]:
        """Place the entries below `parent`; return the numbers of the first and the last."""
        numbers = [self.place(b"") for _ in bookmarks]
        for place, (number, entry) in enumerate(zip(numbers, bookmarks, strict=True)):
            data = b"<</Title %b/Parent %d 0 R/Dest [%d 0 R /Fit]" % (
                text(entry.title), parent, self.pages[entry.page],
            )  # fmt: skip
            if place:
                data += b"/Prev %d 0 R" % numbers[place - 1]
            if place + 1 < len(numbers):
                data += b"/Next %d 0 R" % numbers[place + 1]
            if entry.children:
                ends = self._entries(entry.children, number)
                data += b"/First %d 0 R/Last %d 0 R/Count %d" % (*ends, -len(entry.children))
            self.set(number, data + b">>")
        return numbers[0], numbers[-1]

    def place(self, data: bytes) -> int:
        self.objects.append(data)
        return len(self.objects)

    def set(self, number: int, data: bytes) -> None:
        self.objects[number - 1] = data


class _Copier:
    """Copies objects of one file into the bound file; `numbers` maps the old numbers to new ones.

    `parents` is added to the file's keys of the parent tree.
    """

    def __init__(self, binder: _Binder, numbers: dict[int, int], parents: int) -> None:
        self.parents = parents
        self._binder = binder
        self._numbers = numbers
        self._pending: list[tuple[int, PdfObject]] = []

    def number(self, reference: IndirectObject) -> int:
        """Return the new number of an object, which `copy_pending` copies."""
        if reference.idnum not in self._numbers:
            self._numbers[reference.idnum] = self._place(reference.get_object())
        return self._numbers[reference.idnum]

    def copy_pending(self) -> None:
        """Copy the objects that were numbered, and those that they refer to."""
        while self._pending:
            number, item = self._pending.pop()
            self._binder.set(number, _encode(self.copy(item)))

    def copy(self, item: Any) -> Any:
        """Return an object with its references and its keys of the parent tree renumbered."""
        if isinstance(item, IndirectObject):
            return IndirectObject(self.number(item), 0, None)
        if isinstance(item, ArrayObject):
            return ArrayObject(map(self.copy, item))
        if not isinstance(item, DictionaryObject):
            return item
        copied = {key: self.copy(value) for key, value in item.items()}
        for key in ("/StructParent", "/StructParents"):
            if key in copied:
                copied[key] = NumberObject(copied[key] + self.parents)
        if isinstance(item, StreamObject):
            return StreamObject(copied, encoded_data=item.encoded_data)
        return DictionaryObject(copied)

    def _place(self, item: PdfObject) -> int:
        """Place an object; a stream without references shares the number of its equals."""
        if not isinstance(item, StreamObject) or _has_references(item):
            number = self._binder.place(b"")
            self._pending.append((number, item))
            return number
        data = _encode(item)
        if data not in self._binder.shared:
            self._binder.shared[data] = self._binder.place(data)
        return self._binder.shared[data]


def _has_references(item: PdfObject) -> bool:
    if isinstance(item, DictionaryObject):
        return any(map(_has_references, item.values()))
    if isinstance(item, ArrayObject):
        return any(map(_has_references, item))
    return isinstance(item, IndirectObject)


def _encode(item: PdfObject) -> bytes:
    stream = BytesIO()
    item.write_to_stream(stream)
    return stream.getvalue()


def _refs(numbers: Sequence[int]) -> bytes:
    return b"[" + b" ".join(b"%d 0 R" % number for number in numbers) + b"]"
