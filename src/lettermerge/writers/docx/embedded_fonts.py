"""Put a letter's faces into its file: subsets or whole files, obfuscated (ECMA-376 part 1, 17.8.1).

Word and LibreOffice then break its lines where the pages do, on machines that lack the faces.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from ...layout.face_subset import cut
from ...layout.font_tables import characters_of
from ...layout.fonts import FontFamily
from ...layout.page_style import PageStyle
from ...letter.document import Document
from ..character_classes import classes_of, members_of
from ..missing_characters import FOLDED, INVISIBLE, printed_texts
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
    classes, lacking = set(_USUAL), False
    for _, text in printed_texts(document):
        own, short = _known(text, style.family)
        classes |= own
        lacking |= short
    return _parts(style, frozenset(classes), lacking)


@lru_cache(maxsize=4096)
def _known(text: str, family: FontFamily) -> tuple[frozenset[str], bool]:
    """Return the classes of a text, and whether a family lacks any of its characters."""
    known = characters_of((family,))
    short = any(
        ord(one) not in known and one not in INVISIBLE and one not in FOLDED for one in set(text)
    )
    return classes_of(text), short


@lru_cache(maxsize=64)
def _parts(style: PageStyle, classes: frozenset[str], lacking: bool) -> tuple[ZipPart, ...]:
    """Return the table of fonts, its relationships and the font files."""
    entries: list[str] = []
    relations: list[str] = []
    fonts: list[ZipPart] = []
    families = style.families if lacking else style.families[:1]
    for number, family in enumerate(families):
        wanted = members_of(family, classes)
        if number:  # what is in has only what the face lacks
            wanted -= characters_of(style.families[:1])
        programs: dict[str, str] = {}
        embedded = []
        for place in _ORDER:
            face = family.faces[place]
            if face.sha256 not in programs:
                content = face.read() if style.embed == "full" else cut(face, wanted)
                name = f"font{len(fonts) + 1}"
                fonts.append(part(f"word/fonts/{name}.odttf", obfuscated(content)))
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
