"""Put a letter's faces into its file: subsets or whole files, obfuscated (ECMA-376 part 1, 17.8.1).

Word and LibreOffice then break its lines where the pages do, on machines that lack the faces.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from hashlib import sha256
from operator import or_
from uuid import UUID

from ...layout.face_subset import cut
from ...layout.font_tables import characters_of
from ...layout.fonts import Face, FontFamily
from ...layout.page_style import PageStyle
from ...letter.document import Block, Document
from ..character_needs import character_reader
from ..font_subset_classes import members_of
from .font_usage import block_texts, frame_texts
from .wordprocessingml import escape
from .zip_parts import ZipPart, part, shared_part

TABLE = "word/fontTable.xml"
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ELEMENTS = ("embedRegular", "embedItalic", "embedBold", "embedBoldItalic")
#: In the order of the schema (17.8.3.10): regular, bold, italic, bold italic.
_ORDER = (0, 2, 1, 3)
#: Always in a subset, so that people can write on in the letter: Basic Latin and Latin-1.
_USUAL = frozenset({"basic", "latin"})


def font_parts(document: Document, style: PageStyle) -> tuple[ZipPart, ...]:
    """Return the parts of a letter that carry its faces, none where the style embeds nothing."""
    if not style.embeds:
        return ()
    uses = [_use(frame_texts(document, style), style.families)]
    uses += [_block_use(one, style.families) for one in (*document.body, *document.note)]
    printed = (reduce(or_, faces) for faces in zip(*uses, strict=True))
    return _parts(style, tuple(printed))


@dataclass(frozen=True, slots=True)
class _Printed:
    """The classes of what is printed in a face, if anything is; whether it lacks any of it."""

    classes: frozenset[str] = frozenset()
    used: bool = False
    lacking: bool = False

    def __or__(self, other: _Printed) -> _Printed:
        classes = self.classes | other.classes
        return _Printed(classes, self.used or other.used, self.lacking or other.lacking)


@lru_cache(maxsize=1024)
def _block_use(block: Block, families: tuple[FontFamily, ...]) -> tuple[_Printed, ...]:
    return _use(block_texts((block,)), families)


def _use(
    texts: Iterable[tuple[int, str]], families: tuple[FontFamily, ...]
) -> tuple[_Printed, ...]:
    """Return what (face, text) ask of each face."""
    reader = character_reader(families)
    printed = [_Printed() for _ in _ELEMENTS]
    for face, text in texts:
        if text.strip():
            needs = reader.text(text)
            printed[face] |= _Printed(needs.classes, used=True, lacking=not needs.alone)
    return tuple(printed)


@lru_cache(maxsize=64)
def _parts(style: PageStyle, printed: tuple[_Printed, ...]) -> tuple[ZipPart, ...]:
    """Return the table of fonts, its relationships and the font files.

    `printed` is by face. What stands in is there for the faces that lack characters, and for the
    regular one.
    """
    entries: list[str] = []
    relations: list[str] = []
    fonts: list[ZipPart] = []
    lacking = any(one.lacking for one in printed)
    families = style.families if lacking else style.families[:1]
    for number, family in enumerate(families):
        programs: dict[str, str] = {}
        embedded = []
        for place in _ORDER:
            face = family.faces[place]
            if number and not printed[place].lacking:
                continue
            if face.sha256 not in programs:
                alike = [p for p, one in enumerate(family.faces) if one.sha256 == face.sha256]
                content = _program(style, number, face, [printed[one] for one in alike])
                name = f"font{len(fonts) + 1}"
                fonts.append(part(f"word/fonts/{name}.odttf", obfuscated(content), 9))
                relations.append(
                    f'<Relationship Id="{name}" Type="{_RELATION}/font"'
                    f' Target="fonts/{name}.odttf"/>'
                )
                programs[face.sha256] = f'r:id="{name}" w:fontKey="{_key(content)}"'
            subset = ' w:subsetted="1"' if style.embed == "subset" else ""
            embedded.append(f"<w:{_ELEMENTS[place]} {programs[face.sha256]}{subset}/>")
        entries.append(_entry(family, "".join(embedded)))
    table = (
        f"{_XML}<w:fonts"
        ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        f' xmlns:r="{_RELATION}">{"".join(entries)}</w:fonts>'
    )
    related = (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(relations)}</Relationships>"
    )
    return (
        shared_part(TABLE, table.encode()),
        shared_part("word/_rels/fontTable.xml.rels", related.encode()),
        *fonts,
    )


def _program(style: PageStyle, number: int, face: Face, printed: Sequence[_Printed]) -> bytes:
    """Return the file of a face of family `number`, with what is `printed` in it.

    One that nothing is printed in has the usual characters, without kerning and ligatures.
    """
    if style.embed == "full":
        return face.read()
    classes = frozenset().union(_USUAL, *(one.classes for one in printed))
    wanted = members_of(style.families[number], classes)
    if number:  # what stands in has only what the face lacks
        wanted -= characters_of(style.families[:1])
    return cut(face, wanted, shaped=any(one.used for one in printed))


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _entry(family: FontFamily, embedded: str) -> str:
    return f'<w:font w:name="{escape(family.name)}">{embedded}</w:font>'


def _key(content: bytes) -> str:
    """Return the GUID of a font program: made of its content, so that equal fonts have the same."""
    return f"{{{str(UUID(bytes=sha256(content).digest()[:16])).upper()}}}"


def obfuscated(content: bytes) -> bytes:
    """Return a font program with its first 32 bytes combined with its key, last byte first."""
    key = bytes.fromhex("".join(c for c in _key(content) if c.isalnum()))[::-1]
    head = bytes(byte ^ key[n % 16] for n, byte in enumerate(content[:32]))
    return head + content[32:]
