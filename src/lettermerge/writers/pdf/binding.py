"""Bind finished letters into one file with bookmarks: their own pages, with their tags.

Each letter's objects are taken over as they are, renumbered; what several hold in common (fonts,
pictures) is there once. The structure trees become parts of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...letter.document import Document
from .metadata import information, metadata_stream
from .object_parser import Parsed, has_references, is_stream, parse, renumber
from .objects import Encoded, close, freeze, text

_NUMBER = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")  # a key of the parent tree and its value


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; `page` counts from 0 in the bound file. Its children are folded."""

    title: str
    page: int
    children: tuple[Bookmark, ...] = ()


def bind(files: Sequence[bytes], properties: Document, bookmarks: Sequence[Bookmark]) -> bytes:
    """Return one PDF of all pages of `files`, unsigned PDFs that this program wrote.

    `properties` says title, author, date and language of the whole.

    Raises:
        ValueError: a file is not of this program.
    """
    binder = _Binder()
    for content in files:
        binder.add(parse(content))
    return binder.close(properties, bookmarks)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What holds a file's objects together, by number; the bound file has its own of each."""

    pages: int
    structure: int
    metadata: int
    document: int

    @classmethod
    def of(cls, file: Parsed) -> _Frame:
        structure = file.follow(file.root, b"/StructTreeRoot")
        return cls(
            file.follow(file.root, b"/Pages"),
            structure,
            file.follow(file.root, b"/Metadata"),
            file.follow(structure, b"/K ["),
        )


class _Binder:
    """The bound file under construction. Objects get their numbers in the order they come."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []
        self.shared: dict[bytes, int] = {}
        self.own = _Frame(*(self._place(b"") for _ in range(4)))
        self.catalog = b""
        self.pages: list[int] = []
        self.parts: list[int] = []
        self.parents: list[bytes] = []
        self.next_parent = 0

    def add(self, file: Parsed) -> None:
        """Take over the pages and the structure of one file."""
        frame = _Frame.of(file)
        left = {frame.pages, frame.structure, frame.metadata, file.root, file.info}
        numbers = {frame.pages: self.own.pages, frame.structure: self.own.document}
        taken = [number for number in file.objects if number not in left]
        numbers |= {number: self._take(file.objects[number]) for number in taken}
        parents = self.next_parent
        for number in taken:
            data = file.objects[number]
            data = _as_part(data, file) if number == frame.document else data
            self._set(numbers[number], renumber(data, numbers.__getitem__, parents))
        self.pages += [numbers[page] for page in _numbers(file.objects[frame.pages], b"/Kids")]
        self.parts.append(numbers[frame.document])
        tree = renumber(file.objects[frame.structure], numbers.__getitem__, 0)
        for key, value in _NUMBER.findall(tree.partition(b"/Nums [")[2]):
            self.parents.append(b"%d %b" % (int(key) + parents, value))
            self.next_parent = int(key) + parents + 1
        if not self.catalog:  # what it says of colours and language holds for the whole
            numbers |= {frame.structure: self.own.structure, frame.metadata: self.own.metadata}
            self.catalog = renumber(file.objects[file.root], numbers.__getitem__, 0)

    def close(self, properties: Document, bookmarks: Sequence[Bookmark]) -> bytes:
        """Return the file."""
        own = self.own
        self._set(
            own.pages, b"<</Type /Pages/Kids %b/Count %d>>" % (_refs(self.pages), len(self.pages))
        )
        self._set(
            own.document,
            b"<</Type /StructElem/S /Document/P %d 0 R/K %b>>" % (own.structure, _refs(self.parts)),
        )
        self._set(
            own.structure,
            b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree <</Nums [%b]>>/ParentTreeNextKey %d>>"
            % (own.document, b" ".join(self.parents), self.next_parent),
        )
        self._set(own.metadata, metadata_stream(properties))
        outline = self._outline(bookmarks)
        root = self._place(
            self.catalog.removesuffix(b">>") + b"/Outlines %d 0 R/PageMode /UseOutlines>>" % outline
        )
        encoded = [
            Encoded(number, not is_stream(data), data)
            for number, data in enumerate(self.objects, start=1)
        ]
        front = freeze(encoded, root)
        tail = [information(properties)]
        digest = front.digest.copy()
        digest.update(tail[0])
        return b"".join([front.content, *close(front, tail, front.count, digest.digest())])

    def _outline(self, bookmarks: Sequence[Bookmark]) -> int:
        """Place the outline (12.3.3); return its number."""
        root = self._place(b"")
        first, last = self._entries(bookmarks, root)
        self._set(root, b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
                  % (first, last, len(bookmarks)))  # fmt: skip
        return root

    def _entries(self, bookmarks: Sequence[Bookmark], parent: int) -> tuple[int, int]:
        """Place the entries below `parent`; return the numbers of the first and the last."""
        numbers = [self._place(b"") for _ in bookmarks]
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
            self._set(number, data + b">>")
        return numbers[0], numbers[-1]

    def _take(self, data: bytes) -> int:
        """Return the number of an object of a file: that of its equal, where it stands alone."""
        if not is_stream(data) or has_references(data):
            return self._place(b"")
        if data not in self.shared:
            self.shared[data] = self._place(b"")
        return self.shared[data]

    def _place(self, data: bytes) -> int:
        self.objects.append(data)
        return len(self.objects)

    def _set(self, number: int, data: bytes) -> None:
        self.objects[number - 1] = data


def _as_part(data: bytes, file: Parsed) -> bytes:
    """Return a file's document element as a part of a larger one, with the file's language."""
    language = re.search(rb"/Lang (\([^)]*\))", file.objects[file.root])
    said = b"/Lang " + language[1] if language else b""
    return data.replace(b"/S /Document", b"/S /Part" + said, 1)


def _numbers(data: bytes, key: bytes) -> list[int]:
    """Return the numbers of the objects that an array of a dictionary refers to."""
    array = data.partition(key + b" [")[2].partition(b"]")[0]
    return [int(number) for number in array.split()[::3]]


def _refs(numbers: Sequence[int]) -> bytes:
    return b"[" + b" ".join(b"%d 0 R" % number for number in numbers) + b"]"
