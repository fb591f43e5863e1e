"""Read the objects of a finished PDF as raw bytes: pages and what they draw with.

Only what copying pages needs of ISO 32000-1, 7.3 to 7.5: values are never interpreted, references
are found in them. Files are checked against their recorded hash before they are read here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_HEAD = re.compile(rb"\s*\d+\s+\d+\s+obj\b\s*")
_TOKEN = re.compile(
    rb"/[^\x00\t\n\f\r /<>\[\](){}%]*|<<|>>|\[|\]|<[0-9A-Fa-f\s]*>|\("
    rb"|[^\x00\t\n\f\r /<>\[\](){}%]+"
)
_REFERENCE = re.compile(rb"(\d+)\s+(\d+)\s+R\b")
#: Strings, in which nothing is a reference, and references. Strings hold at most two brackets deep.
_PARTS = re.compile(
    rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*\)"
    rb"|(?<![\w.+-])(\d+)[\x00\t\n\f\r ]+(\d+)[\x00\t\n\f\r ]+R(?![\w])",
    re.DOTALL,
)
_DEEPEST_TREE = 50
_REMEMBERED = 1_024  # values that were taken apart


class PdfStructureError(Exception):
    """A file is not built as ISO 32000-1 says; the text says where."""


class PdfObject(NamedTuple):
    """An object's value as bytes; `stream` is its data, encoded, None where it has none."""

    value: bytes
    stream: bytes | None = None


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its entries as bytes by key, those that it inherits included."""

    entries: dict[bytes, bytes]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, of the MediaBox."""
        try:
            box = [float(one) for one in self.entries[b"/MediaBox"].strip(b"[] \n\r\t").split()]
            return box[2] - box[0], box[3] - box[1]
        except (KeyError, ValueError, IndexError):
            raise PdfStructureError("a page has no size") from None


@dataclass(frozen=True, slots=True)
class _Rows:
    """A part of a cross-reference section, read row by row as it is needed.

    `widths` are those of a stream's columns, none for a table of 20 bytes a row (7.5.4).
    """

    first: int
    count: int
    at: int
    data: bytes
    widths: tuple[int, ...]

    def row(self, number: int) -> tuple[int, int, int]:
        length = sum(self.widths) or 20
        at = self.at + (number - self.first) * length
        row = self.data[at : at + length]
        if not self.widths:
            place, generation, kind = row.split()
            return int(kind == b"n"), int(place), int(generation)
        first, second, _ = self.widths
        return (
            int.from_bytes(row[:first], "big") if first else 1,
            int.from_bytes(row[first : first + second], "big"),
            int.from_bytes(row[first + second :], "big"),
        )


@dataclass(slots=True)
class PdfObjects:
    """The objects of one file, by number; the newest version of each."""

    data: bytes
    _sections: list[_Rows] = field(default_factory=list)
    _streams: dict[int, dict[int, bytes]] = field(default_factory=dict)
    _trailer: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the cross-reference sections, the newest first.

        Raises:
            PdfStructureError: there is none, or they lead in a circle.
        """
        end = self.data.rfind(b"startxref")
        if end < 0:
            raise PdfStructureError("no startxref")
        start = self.data[end + 9 : end + 40].split()
        seen: set[int] = set()
        try:
            place: int | None = int(start[0])
            while place is not None and place not in seen:
                seen.add(place)
                place = self._read_section(place)
        except (ValueError, IndexError, KeyError, zlib.error) as error:
            raise PdfStructureError(f"a cross-reference section is broken: {error}") from None

    def _read_section(self, place: int) -> int | None:
        if self.data[place : place + 4] == b"xref":
            return self._read_table(place)
        found = self._object_at(place)
        entries = dict_entries(found.value)
        if found.stream is None:
            raise PdfStructureError("a cross-reference stream has no data")
        self._take_trailer(entries)
        rows = decoded(found, entries)
        widths = [int(one) for one in entries[b"/W"].strip(b"[] ").split()]
        index = entries.get(b"/Index", b"[0 " + entries[b"/Size"] + b"]").strip(b"[] ").split()
        at = 0
        for first, count in zip(index[::2], index[1::2], strict=True):
            self._sections.append(_Rows(int(first), int(count), at, rows, tuple(widths)))
            at += int(count) * sum(widths)
        return int(entries[b"/Prev"]) if b"/Prev" in entries else None

    def _read_table(self, place: int) -> int | None:
        at = place + 4
        while True:
            head = re.compile(rb"\s*(\d+)\s+(\d+)\s*\r?\n").match(self.data, at)
            if head is None:
                break
            at = head.end()
            first, count = int(head[1]), int(head[2])
            self._sections.append(_Rows(first, count, at, self.data, ()))
            at += 20 * count
        start = self.data.index(b"<<", at)
        entries = dict_entries(self.data[start : value_end(self.data, start)])
        self._take_trailer(entries)
        if b"/XRefStm" in entries:
            self._read_section(int(entries[b"/XRefStm"]))
        return int(entries[b"/Prev"]) if b"/Prev" in entries else None

    def _place(self, number: int) -> tuple[int, int, int]:
        """Return what the newest section says of an object: its kind and two numbers."""
        for section in self._sections:
            if section.first <= number < section.first + section.count:
                return section.row(number)
        return 0, 0, 0

    def _take_trailer(self, entries: Mapping[bytes, bytes]) -> None:
        for key, text in entries.items():
            self._trailer.setdefault(key, text)

    def __getitem__(self, number: int) -> PdfObject:
        """Return an object.

        Raises:
            PdfStructureError: it is not where the cross-reference says.
        """
        try:
            kind, first, _ = self._place(number)
            if kind == 1:
                return self._object_at(first)
            if kind == 2:
                return PdfObject(self._unpacked(first)[number])
        except (ValueError, IndexError, KeyError, RecursionError, zlib.error) as error:
            raise PdfStructureError(f"object {number} cannot be read: {error}") from None
        return PdfObject(b"null")

    def _object_at(self, place: int) -> PdfObject:
        head = _HEAD.match(self.data, place)
        if head is None:
            raise PdfStructureError(f"no object at {place}")
        end = value_end(self.data, head.end())
        value = self.data[head.end() : end]
        start = self.data.find(b"stream", end, end + 20)
        if not value.startswith(b"<<") or start < 0 or self.data[end:start].strip():
            return PdfObject(value)
        start += 8 if self.data[start + 6 : start + 8] == b"\r\n" else 7
        length = dict_entries(value).get(b"/Length", b"0")
        if reference := _REFERENCE.fullmatch(length):
            length = self[int(reference[1])].value
        return PdfObject(value, self.data[start : start + int(length)])

    def _unpacked(self, number: int) -> dict[int, bytes]:
        """Return the objects of an object stream by number (7.5.7)."""
        if number not in self._streams:
            holder = self[number]
            entries = dict_entries(holder.value)
            data = decoded(holder, entries)
            first, count = int(entries[b"/First"]), int(entries[b"/N"])
            head = [int(one) for one in data[:first].split()[: 2 * count]]
            starts = [*head[1::2], len(data) - first]
            self._streams[number] = {
                key: data[first + start : first + end].strip()
                for key, start, end in zip(head[::2], starts, starts[1:], strict=False)
            }
        return self._streams[number]

    def entries(self, value: bytes) -> Mapping[bytes, bytes]:
        """Return a dictionary's entries; `value` is the dictionary or a reference to it."""
        reference = _REFERENCE.fullmatch(value.strip())
        return dict_entries(self[int(reference[1])].value if reference else value)

    def pages(self) -> Iterator[PdfPage]:
        """Yield the pages in their order (7.7.3).

        Raises:
            PdfStructureError: the page tree is broken.
        """
        root = self.entries(self._trailer.get(b"/Root", b""))
        yield from self._tree(root.get(b"/Pages", b""), {}, 0)

    def _tree(self, node: bytes, inherited: dict[bytes, bytes], depth: int) -> Iterator[PdfPage]:
        if depth > _DEEPEST_TREE:
            raise PdfStructureError("the page tree has no end")
        entries = self.entries(node)
        if b"/Kids" not in entries:
            yield PdfPage({**inherited, **entries})
            return
        own = (b"/Resources", b"/MediaBox", b"/CropBox", b"/Rotate")
        handed = {**inherited, **{key: entries[key] for key in own if key in entries}}
        for kid in references(entries[b"/Kids"]):
            yield from self._tree(b"%d 0 R" % kid, handed, depth + 1)


def decoded(found: PdfObject, entries: Mapping[bytes, bytes]) -> bytes:
    """Return a stream's data, of cross-references and object streams only (7.4.4).

    Raises:
        PdfStructureError: it is encoded in another way than these are.
    """
    if found.stream is None:
        raise PdfStructureError("a stream has no data")
    method = entries.get(b"/Filter", b"").strip(b"[] ")
    if not method:
        return found.stream
    if method != b"/FlateDecode":
        raise PdfStructureError(f"a stream is encoded by {method.decode('latin-1')}")
    data = zlib.decompressobj().decompress(found.stream)
    settings = dict_entries(entries.get(b"/DecodeParms", b"<<>>").strip(b"[] "))
    if int(settings.get(b"/Predictor", b"1")) < 10:
        return data
    return _unpredicted(data, int(settings.get(b"/Columns", b"1")))


def _unpredicted(data: bytes, columns: int) -> bytes:
    """Undo PNG's predictors None, Sub and Up of rows of bytes (7.4.4.4)."""
    before, made = bytes(columns), bytearray()
    for at in range(0, len(data), columns + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + columns])
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, before, strict=False))
        elif kind == 1:
            for place in range(1, len(row)):
                row[place] = (row[place] + row[place - 1]) & 255
        elif kind:
            raise PdfStructureError(f"a predictor of kind {kind}")
        made += row
        before = bytes(row)
    return bytes(made)


def value_end(data: bytes, start: int) -> int:
    """Return where the value that begins at `start` ends: of a dictionary, array, or one token.

    Raises:
        PdfStructureError: it has no end.
    """
    depth, at = 0, start
    while found := _TOKEN.search(data, at):
        token, at = found[0], found.end()
        if token == b"(":
            at = _string_end(data, at)
        elif token in (b"<<", b"["):
            depth += 1
        elif token in (b">>", b"]"):
            depth -= 1
        if depth <= 0:
            return at
    raise PdfStructureError(f"the value at {start} has no end")


def _string_end(data: bytes, at: int) -> int:
    depth = 1
    while depth:
        if at >= len(data):
            raise PdfStructureError("a string has no end")
        sign = data[at]
        if sign == 0x5C:
            at += 1
        elif sign == 0x28:
            depth += 1
        elif sign == 0x29:
            depth -= 1
        at += 1
    return at


@lru_cache(maxsize=_REMEMBERED)
def dict_entries(value: bytes) -> Mapping[bytes, bytes]:
    """Return a dictionary's keys with their values as bytes; letters have many that are equal.

    Raises:
        PdfStructureError: it is no dictionary.
    """
    if not value.startswith(b"<<"):
        raise PdfStructureError("a dictionary is missing")
    entries: dict[bytes, bytes] = {}
    at, end = 2, len(value) - 2
    while (found := _TOKEN.search(value, at, end)) is not None:
        key = found[0]
        start = found.end()
        following = _TOKEN.search(value, start, end)
        if following is None:
            break
        at = value_end(value, following.start())
        reference = _REFERENCE.match(value, following.start())
        if reference:
            at = reference.end()
        entries[key] = value[following.start() : at].strip()
    return entries


@lru_cache(maxsize=_REMEMBERED)
def references(value: bytes) -> tuple[int, ...]:
    """Return the numbers of the objects that a value refers to, in their order."""
    return tuple(int(found[1]) for found in _PARTS.finditer(value) if found[1])


def renumbered(value: bytes, numbers: Mapping[int, int]) -> bytes:
    """Return a value with its references changed."""
    found = references(value)
    return _renumbered(value, tuple(numbers[one] for one in found)) if found else value


@lru_cache(maxsize=_REMEMBERED)
def _renumbered(value: bytes, numbers: tuple[int, ...]) -> bytes:
    """Return a value with its references changed to `numbers`, in their order."""
    others = iter(numbers)

    def change(found: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % next(others) if found[1] else found[0]

    return _PARTS.sub(change, value)
