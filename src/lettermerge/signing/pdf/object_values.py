"""Read PDF objects as plain Python values, which compare by content.

References stay references, strings are bytes, names keep their slash; nothing is resolved. pyHanko
parses strictly: a key that a dictionary has twice is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any


class Refused(Exception):
    """A revision does what it must not; the text says what."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class PdfName:
    """A name, with its slash."""

    text: str


@dataclass(slots=True)
class Stream:
    """A stream: its dictionary without /Length, and its bytes as stored."""

    entries: dict[str, Any]
    stored: bytes = field(repr=False)


def plain(value: Any) -> Any:
    """Return a pyHanko object as plain values."""
    from pyhanko.pdf_utils import generic

    if isinstance(value, generic.IndirectObject):
        return Ref(value.idnum, value.generation)
    if isinstance(value, generic.StreamObject):
        entries = {key: plain(one) for key, one in value.items() if key != "/Length"}
        return Stream(entries, bytes(value.encoded_data))
    if isinstance(value, generic.DictionaryObject):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, generic.ArrayObject):
        return [plain(one) for one in value]
    if isinstance(value, generic.NameObject):
        return PdfName(str(value))
    return _plain_atom(value)


def _plain_atom(value: Any) -> Any:
    from pyhanko.pdf_utils import generic

    if isinstance(value, generic.TextStringObject | generic.ByteStringObject):
        return bytes(value.original_bytes)
    if isinstance(value, generic.BooleanObject):
        return ("boolean", bool(value.value))
    if isinstance(value, generic.NullObject):
        return None
    if isinstance(value, generic.NumberObject):
        return int(value)
    if isinstance(value, generic.FloatObject):
        return float(value)
    raise Refused(f"it holds a value of no known kind: {type(value).__name__}")


def text_of(value: Any) -> str:
    """Return a text string in characters: UTF-16, UTF-8 or PDFDocEncoding (ISO 32000-2, 7.9.2.2).

    "" for what is no string; one that cannot be decoded is shown as bytes.
    """
    from pyhanko.pdf_utils import generic

    return str(generic.pdf_string(value)) if isinstance(value, bytes) else ""


def references(value: Any) -> Iterator[Ref]:
    """Yield every reference in plain values."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Stream):
        yield from references(value.entries)
    elif isinstance(value, dict):
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


class State:
    """A PDF as its first `end` bytes have it: what a reader saw before anything was added."""

    def __init__(self, content: bytes, end: int) -> None:
        from pyhanko.pdf_utils.reader import PdfFileReader

        from .pyhanko_internals import section_trailers

        self.reader: Any = PdfFileReader(BytesIO(content[:end]))
        self._trailers = section_trailers(self.reader)
        last: Any = self.reader.last_startxref
        self.xref = int(last)
        self._known: dict[int, Any] = {}
        if "/Encrypt" in self.reader.trailer:
            raise Refused("the file is encrypted")

    @cached_property
    def trailer(self) -> dict[str, Any]:
        """The trailer of the last section alone: nothing is inherited."""
        found = plain(self._trailers[0])
        entries: dict[str, Any] = found.entries if isinstance(found, Stream) else found
        return entries

    @property
    def root(self) -> Ref:
        root = self.trailer.get("/Root")
        if not isinstance(root, Ref):
            raise Refused("the trailer names no catalog")
        return root

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The generation of each object that is in use."""
        found: dict[int, int] = {}
        for revision in range(self.reader.total_revisions):
            data = self.reader.xrefs.get_xref_data(revision)
            for one in filter(None, (data.hybrid and data.hybrid.xref_data, data)):
                for number in one.freed:
                    found.pop(number, None)
                for number, (generation, _) in one.standard_xrefs.items():
                    found[number] = generation
                for number in one.xrefs_in_objstm:
                    found[number] = 0
        return found

    @cached_property
    def size(self) -> int:
        """The first number that no section has, nor counts as its own."""
        total = self.reader.total_revisions
        sizes = [self.reader.xrefs.get_xref_container_info(one).size for one in range(total)]
        declared = [one.get("/Size", 0) for one in self._trailers]
        return max(*map(int, (*sizes, *declared)), *(number + 1 for number in self.numbers))

    def get(self, ref: Ref | int) -> Any:
        """Return an object; None where there is none."""
        from pyhanko.pdf_utils import generic

        number = ref if isinstance(ref, int) else ref.number
        generation = self.numbers.get(number)
        if generation is None or (isinstance(ref, Ref) and ref.generation != generation):
            return None
        if number not in self._known:
            found = self.reader.get_object(generic.Reference(number, generation, self.reader))
            self._known[number] = plain(found)
        return self._known[number]

    def resolve(self, value: Any) -> Any:
        """Follow references until there is something else."""
        for _ in range(32):
            if not isinstance(value, Ref):
                return value
            value = self.get(value)
        raise Refused("references lead in a circle")

    @cached_property
    def referred(self) -> dict[int, int]:
        """How often each object is named, by the trailer and by all objects in use."""
        counted: dict[int, int] = {}
        for value in (self.trailer, *(self.get(number) for number in self.numbers)):
            for ref in references(value):
                counted[ref.number] = counted.get(ref.number, 0) + 1
        return counted

    def copy(self, number: int) -> Any:
        """Return an object's values, to be changed."""
        return deepcopy(self.get(number))
