"""Read PDF objects as plain Python values, which compare by content.

References stay references, strings are bytes, names keep their slash; nothing is resolved. pyHanko
parses strictly: a key that a dictionary has twice is an error.
"""

from __future__ import annotations

from collections import deque
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


_BY_KEY = {
    "/Contents": "the content",
    "/Annots": "an annotation",
    "/Resources": "a resource",
    "/Font": "a font",
    "/XObject": "a picture",
    "/ColorSpace": "a colour space",
    "/Metadata": "metadata",
    "/StructTreeRoot": "the structure tree",
    "/OutputIntents": "the output intent",
    "/AcroForm": "the form",
    "/Outlines": "the outline",
    "/Names": "the names",
    "/Dests": "the destinations",
    "/DSS": "validation data",
    "/Perms": "the permissions",
    "/OCProperties": "the layers",
}
_MOST_PAGES = 10_000


def name_object(state: State, number: int) -> str:
    """Return what an object is to the document, and its number."""
    return f"{_names(state).get(number, 'an unused object')} (object {number})"


def pages(state: State) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and dictionary of each page, in order."""
    root = state.get(state.root) or {}
    waiting, seen = [root.get("/Pages")], set[int]()
    while waiting and len(seen) < _MOST_PAGES:
        ref = waiting.pop()
        node = state.resolve(ref)
        if not isinstance(ref, Ref) or not isinstance(node, dict) or ref.number in seen:
            continue
        seen.add(ref.number)
        kids = state.resolve(node.get("/Kids"))
        if isinstance(kids, list):
            waiting.extend(reversed(kids))
        else:
            yield ref.number, node


def _names(state: State) -> dict[int, str]:
    names = {state.root.number: "the catalog"}
    information = state.trailer.get("/Info")
    if isinstance(information, Ref):
        names[information.number] = "the document information"
    root = state.get(state.root) or {}
    if isinstance(root.get("/Metadata"), Ref):
        names[root["/Metadata"].number] = "metadata"
    found = list(enumerate(pages(state), 1))
    for count, (number, _) in found:
        names[number] = f"page {count}"
    for count, (_, page) in found:
        for key in ("/Contents", "/Annots", "/Resources"):
            _spread(state, page.get(key), f"{_BY_KEY[key]} of page {count}", names)
    if isinstance(root.get("/Pages"), Ref):
        _spread(state, root["/Pages"], "the page tree", names)
    for key in root:
        _spread(state, root[key], _BY_KEY.get(key, f"the catalog's {key}"), names)
    return names


def _spread(state: State, start: Any, name: str, names: dict[int, str]) -> None:
    """Name all that `start` leads to and that has no name yet, the nearest first."""
    waiting = deque([(start, name)])
    while waiting:
        value, label = waiting.popleft()
        if isinstance(value, Ref):
            if value.number in names or value.number not in state.numbers:
                continue
            value, ref = state.get(value), value
            label = names[ref.number] = _say(value, label)
        if isinstance(value, Stream):
            value = value.entries
        if isinstance(value, dict):
            below = [(one, _BY_KEY.get(key, label)) for key, one in value.items()]
            waiting.extend(pair for pair in below if any(references(pair[0])))
        elif isinstance(value, list):
            waiting.extend((one, label) for one in value if any(references(one)))


def _say(value: Any, label: str) -> str:
    if isinstance(value, dict):
        if value.get("/FT") is not None or value.get("/Subtype") == PdfName("/Widget"):
            return "a form field"
        if value.get("/Type") in (PdfName("/Sig"), PdfName("/DocTimeStamp")):
            return "a signature"
    return label
