"""Open a spreadsheet's package with care: how much it may unpack to, and its XML parts.

An archive of some kilobytes can hold gigabytes, and a part can declare entities that multiply; both
are refused before anything is read.
"""

from __future__ import annotations

import zipfile
from typing import IO, Protocol
from xml.parsers import expat

LARGEST_ARCHIVE = 512 << 20  # bytes, unpacked
LARGEST_RATIO = 200  # of unpacked to packed bytes, where unpacked is more than `_HARMLESS`
LARGEST_TEXTS = 64 << 20  # bytes of the texts that the cells of an XLSX share, unpacked
LONGEST_TEXT = 1 << 20  # bytes of one cell; Excel's own hold 32,767 characters
TOO_LONG = f"a text in it is longer than {LONGEST_TEXT >> 20} MiB"
_HARMLESS = 16 << 20
_BLOCK = 1 << 18


class Handler(Protocol):
    """What a parser calls; prefixes of names are left out, unless `prefixed` is asked for."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, data: str) -> None: ...


def archive_fault(archive: zipfile.ZipFile) -> str:
    """Say why an archive is not opened ("" if it may be), from its directory alone."""
    total = sum(entry.file_size for entry in archive.infolist())
    packed = sum(entry.compress_size for entry in archive.infolist())
    if total > LARGEST_ARCHIVE:
        return f"it unpacks to {total >> 20} MiB, and at most {LARGEST_ARCHIVE >> 20} are read"
    if total > _HARMLESS and total > LARGEST_RATIO * max(packed, 1):
        return f"it unpacks to {total // max(packed, 1)} times its size"
    for entry in archive.infolist():
        if (
            entry.filename.casefold().endswith("sharedstrings.xml")
            and entry.file_size > LARGEST_TEXTS
        ):
            size, most = entry.file_size >> 20, LARGEST_TEXTS >> 20
            return f"its texts unpack to {size} MiB, and at most {most} are read"
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        return "it is protected by a password"
    if len({"xl/workbook.xml", "content.xml"} & set(archive.namelist())) != 1:
        return "it is neither an XLSX nor an ODS inside"
    return ""


def parse_part(
    archive: zipfile.ZipFile, part: str, handler: Handler, *, prefixed: bool = False
) -> None:
    """Run a part through expat, names without prefixes unless `prefixed`; entities are refused."""
    parser = expat.ParserCreate()
    local: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local.get(name) or local.setdefault(name, name.rpartition(":")[2])
        if any(":" in key for key in attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        handler.start(tag, attributes)

    parser.StartElementHandler = handler.start if prefixed else start
    parser.EndElementHandler = handler.end if prefixed else lambda name: handler.end(local[name])
    parser.CharacterDataHandler = handler.text
    with archive.open(part) as source:
        feed_parser(parser, source)


def feed_parser(parser: expat.XMLParserType, source: IO[bytes]) -> None:
    """Run a stream through a parser, in blocks; a document that declares entities is refused.

    Raises:
        expat.ExpatError: the document is not well-formed, or declares entities.
        ValueError: a text in it is longer than `LONGEST_TEXT`.
    """
    parser.EntityDeclHandler = _refuse_entity
    parser.buffer_text = True
    bare = 0
    while block := source.read(_BLOCK):
        bare = 0 if b"<" in block else bare + len(block)
        if bare > LONGEST_TEXT:
            raise ValueError(TOO_LONG)
        parser.Parse(block, False)
    parser.Parse(b"", True)


def _refuse_entity(*_: object) -> None:
    raise expat.ExpatError("it declares entities, which no spreadsheet program writes")
