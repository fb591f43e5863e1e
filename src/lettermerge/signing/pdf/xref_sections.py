"""Read what was appended to a PDF byte for byte: objects, cross-references, trailer; nothing else.

A reader that trusts the cross-references and one that scans the bytes for objects must see the same
file. So objects follow each other without a gap, each is listed once with its place, and nothing is
listed that is not there (ISO 32000-1, 7.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from .object_values import PdfName, Ref, Refused, State, Stream, plain

_BLANKS = re.compile(rb"[\t\n\r ]*")
_OBJECT = re.compile(rb"([1-9]\d{0,6}) (\d{1,5}) obj(?=[\s<\[(/+\-.\d tfn])")
_END_OF_OBJECT = re.compile(rb"[\t\n\r ]*endobj(?=[\t\n\r ])")
_END = re.compile(rb"[\t\n\r ]*startxref[\t\n\r ]+(\d{1,10})[\t\n\r ]+%%EOF(?:\r\n|\n|\r)?")
_TABLE = re.compile(rb"xref[ ]?(?:\r\n|\n|\r)")
_SUBSECTION = re.compile(rb"(\d{1,7}) (\d{1,7})[ ]?(?:\r\n|\n|\r)")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \n| \r|\r\n)")
_TRAILER = re.compile(rb"trailer[\t\n\r ]*(?=<<)")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_ANY_OBJECT = re.compile(rb"\d[\x00\t\n\f\r ]+\d+[\x00\t\n\f\r ]+obj")
_KEYWORD = re.compile(rb"%|\b(?:endobj|xref|startxref|trailer)\b|\x00")
_TRAILER_KEYS = {"/Size", "/Root", "/Info", "/ID", "/Prev"}
_STORAGE_KEYS = {"/Type", "/W", "/Index", "/Filter", "/DecodeParms", "/N", "/First"}


@dataclass(slots=True)
class Section:
    """One appended section.

    `end` is behind its %%EOF and line end. `objects` are the numbers and generations that it
    defines; `storage` the streams among them that only hold others, or the cross-references.
    """

    end: int
    xref: int
    trailer: dict[str, Any]
    objects: dict[int, int] = field(default_factory=dict)
    storage: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Found:
    """What the bytes of a section hold: each object's place, generation and value."""

    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    values: dict[int, Any] = field(default_factory=dict)


def read_section(content: bytes, before: State, start: int) -> Section:
    """Read the section that begins at `start`, behind what `before` has.

    Raises:
        Refused: it is not laid out strictly, or does not continue what is before.
    """
    found = _Found()
    position = _skip(content, start)
    while header := _OBJECT.match(content, position):
        number = int(header[1])
        if number in found.places:
            raise Refused(f"object {number} is in it twice")
        found.places[number] = (position, int(header[2]))
        position, found.values[number] = _read_object(content, header, before)
        position = _skip(content, position)
    if _TABLE.match(content, position):
        section, entries = _read_table(content, position, before)
    else:
        section, entries = _read_stream(content, position, found)
    if section.trailer.get("/Prev") != before.xref:
        raise Refused("its cross-references do not continue those of the signed revision")
    _compare(section, entries, found)
    _check_trailer(section, before)
    return section


def _skip(content: bytes, position: int) -> int:
    match = _BLANKS.match(content, position)
    assert match is not None  # it matches nothing, too
    return match.end()


def _read_object(content: bytes, header: re.Match[bytes], before: State) -> tuple[int, Any]:
    from pyhanko.pdf_utils import generic

    stream = BytesIO(content)
    stream.seek(_skip(content, header.end()))
    number = int(header[1])
    reference = generic.Reference(number, int(header[2]), before.reader)
    value: Any = generic.read_object(stream, reference)
    end = _END_OF_OBJECT.match(content, stream.tell())
    if end is None:
        raise Refused(f"object {number} does not end with `endobj`")
    text = content[header.end() : stream.tell()]
    if isinstance(value, generic.StreamObject):
        text = _cut_stream(text, value, number)
    if _ANY_OBJECT.search(text):
        raise Refused(f"object {number} holds what looks like another object")
    while (shorter := _STRING.sub(b"", text)) != text:
        text = shorter
    if _KEYWORD.search(text):
        raise Refused(f"object {number} holds a comment or a keyword")
    return end.end(), value


def _cut_stream(text: bytes, value: Any, number: int) -> bytes:
    """Return a stream object's text without its data, which has the length that it states."""
    from pyhanko.pdf_utils import generic

    length = value.get("/Length") and value.raw_get("/Length")
    data = bytes(value.encoded_data)
    if isinstance(length, generic.IndirectObject) or length is None or int(length) != len(data):
        raise Refused(f"the length of stream {number} is not that of its data")
    tail = re.compile(rb"(stream(?:\r\n|\n))" + re.escape(data) + rb"(?:\r\n|\n|\r)?endstream\Z")
    match = tail.search(text)
    if match is None:
        raise Refused(f"the length of stream {number} is not that of its data")
    return text[: match.start()]


def _read_table(content: bytes, start: int, before: State) -> tuple[Section, dict[int, Any]]:
    from pyhanko.pdf_utils import generic

    entries: dict[int, Any] = {}
    table = _TABLE.match(content, start)
    assert table is not None
    position = table.end()
    while head := _SUBSECTION.match(content, position):
        position = head.end()
        for number in range(int(head[1]), int(head[1]) + int(head[2])):
            line = _ENTRY.match(content, position)
            if line is None or number in entries:
                raise Refused("its table of cross-references is malformed")
            entries[number] = (int(line[1]), int(line[2])) if line[3] == b"n" else None
            position = line.end()
    trailer = _TRAILER.match(content, position)
    if trailer is None:
        raise Refused("its table of cross-references is malformed")
    stream = BytesIO(content)
    stream.seek(trailer.end())
    nowhere = generic.TrailerReference(before.reader)
    value = plain(generic.DictionaryObject.read_from_stream(stream, nowhere))
    text = content[trailer.end() : stream.tell()]
    if b"%" in text or _ANY_OBJECT.search(text):
        raise Refused("its trailer holds a comment or an object")
    if strange := sorted(set(value) - _TRAILER_KEYS - set(before.trailer)):
        raise Refused(f"its trailer has {', '.join(strange)}")
    return Section(_read_end(content, stream.tell(), start), start, value), entries


def _read_stream(content: bytes, position: int, found: _Found) -> tuple[Section, dict[int, Any]]:
    from pyhanko.pdf_utils.xref import XRefType, parse_xref_stream

    last = max(found.places, key=lambda one: found.places[one][0], default=0)
    value: Any = found.values.get(last)
    trailer = plain(value)
    if not isinstance(trailer, Stream) or trailer.entries.get("/Type") != PdfName("/XRef"):
        raise Refused("it does not end with cross-references")
    entries: dict[int, Any] = {}
    rows = list(parse_xref_stream(value))
    index = trailer.entries.get("/Index", [0, trailer.entries.get("/Size")])
    if len(rows) != sum(index[1::2]) or len({one.idnum for one in rows}) != len(rows):
        raise Refused("its stream of cross-references is malformed")
    for row in rows:
        if row.xref_type is XRefType.STANDARD:
            entries[row.idnum] = (row.location, row.generation)
        elif row.xref_type is XRefType.FREE:
            entries[row.idnum] = None
        else:
            location: Any = row.location
            entries[row.idnum] = Ref(location.obj_stream_id, location.ix_in_stream)
    start, generation = found.places[last]
    entries.setdefault(last, (start, generation))
    _check_storage(trailer, last)
    known = {key: one for key, one in trailer.entries.items() if key not in _STORAGE_KEYS}
    if strange := sorted(set(known) - _TRAILER_KEYS):
        raise Refused(f"its trailer has {', '.join(strange)}")
    section = Section(_read_end(content, position, start), start, known, storage={last})
    return section, entries


def _check_storage(stream: Stream, number: int) -> None:
    """Ask for a stream that every reader decodes alike."""
    if stream.entries.get("/Filter", PdfName("/FlateDecode")) not in (
        PdfName("/FlateDecode"), [PdfName("/FlateDecode")]
    ):  # fmt: skip
        raise Refused(f"stream {number} has another filter than /FlateDecode")


def _read_end(content: bytes, position: int, xref: int) -> int:
    end = _END.match(content, position)
    if end is None or int(end[1]) != xref:
        raise Refused("it does not end with `startxref`, the place of its references and `%%EOF`")
    return end.end()


def _compare(section: Section, entries: dict[int, Any], found: _Found) -> None:
    """Compare what the cross-references list with what the bytes hold."""
    stored: dict[int, list[tuple[int, int]]] = {}
    listed = {}
    for number, entry in entries.items():
        if entry is None:
            if number:
                raise Refused(f"it frees object {number}")
        elif isinstance(entry, Ref):
            stored.setdefault(entry.number, []).append((entry.generation, number))
            section.objects[number] = 0
        else:
            listed[number] = entry
            section.objects[number] = entry[1]
    if 0 in section.objects:
        raise Refused("it defines object 0")
    if listed != found.places:
        wrong = sorted(
            number
            for number in {*listed, *found.places}
            if listed.get(number) != found.places.get(number)
        )
        raise Refused(f"object {wrong[0]} is not where its cross-references say")
    for number, members in stored.items():
        if number not in found.places:
            raise Refused(f"objects are listed in stream {number}, which is not in this revision")
        if _members(found.values[number], number) != sorted(members):
            raise Refused(f"object stream {number} holds other objects than are listed")
        section.storage.add(number)


def _members(value: Any, number: int) -> list[tuple[int, int]]:
    """Return the index and number of each object in an object stream."""
    stream = plain(value)
    if not isinstance(stream, Stream) or set(stream.entries) - _STORAGE_KEYS:
        raise Refused(f"object stream {number} is malformed")
    _check_storage(stream, number)
    total, first = stream.entries.get("/N"), stream.entries.get("/First")
    data = bytes(value.data)
    if (
        stream.entries.get("/Type") != PdfName("/ObjStm")
        or not isinstance(total, int)
        or not isinstance(first, int)
        or b"%" in data[:first]
    ):
        raise Refused(f"object stream {number} is malformed")
    head = [int(one) for one in data[:first].split()]
    offsets = head[1::2]
    if len(head) != 2 * total or offsets != sorted(set(offsets)) or _ANY_OBJECT.search(data):
        raise Refused(f"object stream {number} is malformed")
    return list(enumerate(head[::2]))


def _check_trailer(section: Section, before: State) -> None:
    """Ask for the same catalog, document information and first identifier."""
    old, new = before.trailer, section.trailer
    if new.get("/Root") != old.get("/Root"):
        raise Refused("its trailer names another catalog (/Root)")
    if "/Info" in old and new.get("/Info") != old["/Info"]:
        raise Refused("its trailer names other document information (/Info)")
    if "/ID" in old and not _same_first(old["/ID"], new.get("/ID")):
        raise Refused("its trailer has another identifier (the first half of /ID)")
    for key in set(old) - _TRAILER_KEYS - _STORAGE_KEYS - {"/XRefStm"}:
        if key in new and new[key] != old[key]:
            raise Refused(f"its trailer has another {key}")
    numbers = [number + 1 for number in section.objects]
    if new.get("/Size") != max(before.size, *numbers):
        raise Refused("its trailer has another /Size than its objects")


def _same_first(old: Any, new: Any) -> bool:
    return (
        isinstance(old, list)
        and isinstance(new, list)
        and len(new) == 2
        and all(isinstance(one, bytes) for one in new)
        and old[:1] == new[:1]
    )
