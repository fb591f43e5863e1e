"""Make PDF fonts of a letter's faces: one subset for each class of characters, made once.

What a letter embeds follows from its own characters, rounded up to whole classes. So its bytes
do not depend on which letters were made beside it, and a subset is cut and deflated only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pydyf

from ...layout.font_tables import commonness, is_printable, read_tables
from ...layout.fonts import FACES, Face
from ..font_subset_classes import CLASSES, REST, class_of
from .object_serialiser import Blob, Reference, stream

_RANKS = (*CLASSES, REST)
#: How many objects an embedded font takes.
OBJECTS = 5


class ForeignFontError(Exception):
    """Text was set in a font that is not of the letter."""


@dataclass(frozen=True, slots=True)
class FontMetrics:
    """A face's glyphs: the character each stands for, its class, its width in thousandths.

    `members` are the glyphs of each class; `blank` is the glyph of a space.
    """

    characters: dict[int, str]
    widths: dict[int, int]
    bounds: tuple[int, int, int, int]
    members: dict[str, tuple[int, ...]]
    blank: int
    capitals: int
    angle: float


@lru_cache(maxsize=64)
def metrics(face: Face) -> FontMetrics:
    """Read a face's tables. A glyph of several characters is named after the commonest."""
    font = read_tables(face)
    codes = {code: glyph for code, glyph in font.glyphs.items() if is_printable(code)}
    scale = 1000 / font.units
    glyphs: dict[int, str] = {}
    for code, glyph in sorted(codes.items(), key=lambda item: commonness(item[0])):
        glyphs.setdefault(glyph, chr(code))
    widths = {glyph: round(width * scale) for glyph, width in font.advances.items()}
    members: dict[str, set[int]] = {}
    for code, glyph in codes.items():
        members.setdefault(class_of(chr(code)), set()).add(glyph)
    left, bottom, right, top = (round(edge * scale) for edge in font.bounds)
    for glyph, letters in font.ligatures.items():
        if all(is_printable(ord(one)) for one in letters):
            glyphs[glyph] = letters
            name = max(map(class_of, letters), key=_RANKS.index)
            for of_class in members.values():
                of_class.discard(glyph)
            members.setdefault(name, set()).add(glyph)
    ordered = {name: tuple(sorted(glyphs)) for name, glyphs in members.items()}
    return FontMetrics(
        glyphs, widths, (left, bottom, right, top), ordered, codes[0x20],
        round(font.capitals * scale), font.angle,
    )  # fmt: skip


#: The faces of themes whose pages were laid out in this process.
_declared: dict[str, Face] = {face.sha256: face for face in FACES}


def declare(faces: Iterable[Face]) -> None:
    """Let text be set in faces that are not bundled."""
    _declared.update((face.sha256, face) for face in faces)


def prepare(font: Any) -> Face:
    """Give a WeasyPrint font all its widths beforehand, and return its face.

    Raises:
        ForeignFontError: it is not one of those that were declared.
    """
    face = _declared.get(sha256(font.file_content).hexdigest())
    if face is not None:
        font.widths = metrics(face).widths.copy()
        return face
    raise ForeignFontError(font.family)


@lru_cache(maxsize=64)
def glyphs_of(face: Face, classes: frozenset[str]) -> dict[int, str]:
    """Return the glyphs of a face that `classes` bring, each with its character, in order."""
    known = metrics(face)
    glyphs = {g for name in {"basic", *classes} for g in known.members.get(name, ())} - {0}
    return {glyph: known.characters[glyph] for glyph in sorted(glyphs)}


@dataclass(frozen=True, slots=True)
class Subset:
    """The two streams of an embedded font, encoded, and the glyphs in them."""

    program: bytes
    to_unicode: bytes
    glyphs: tuple[int, ...]


@lru_cache(maxsize=64)
def _subset(
    font: _Keyed, face: Face, classes: frozenset[str], extra: frozenset[tuple[int, str]]
) -> Subset:
    characters = glyphs_of(face, classes) | dict(extra)
    cut = copy(font.font)
    cut.missing = {}
    cut.subset(dict.fromkeys((0, *characters), ""), False)
    program = stream(cut.file_content, {"Length1": len(cut.file_content)})
    return Subset(program, stream(_to_unicode(characters)), tuple(sorted(characters)))


class _Keyed:
    """A WeasyPrint font that compares by its name, so that a cache may be keyed by it."""

    def __init__(self, font: Any) -> None:
        self.font = font

    def __hash__(self) -> int:
        return hash(self.font.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and bool(self.font.name == other.font.name)


def font_objects(
    font: Any, face: Face, classes: frozenset[str], extra: frozenset[tuple[int, str]]
) -> tuple[pydyf.Object, ...]:
    """Return the objects of one embedded font (ISO 32000-2, 9.7), its dictionary last.

    They are `OBJECTS`, in the same order, whatever the classes.
    """
    subset, known = _subset(_Keyed(font), face, classes, extra), metrics(face)
    program, to_unicode = Blob(subset.program), Blob(subset.to_unicode)
    descriptor = pydyf.Dictionary({
        "Type": "/FontDescriptor", "FontName": font.name, "Flags": font.flags,
        "FontBBox": pydyf.Array(known.bounds), "ItalicAngle": known.angle,
        "Ascent": font.ascent, "Descent": font.descent, "CapHeight": known.capitals, "StemV": 80,
        "FontFile2": Reference(program),
    })  # fmt: skip
    descendant = pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/CIDFontType2", "BaseFont": font.name,
        "CIDSystemInfo": pydyf.Dictionary({
            "Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"),
            "Supplement": 0,
        }),
        "CIDToGIDMap": "/Identity", "FontDescriptor": Reference(descriptor),
        "DW": known.widths[0], "W": _width_array(known.widths, subset.glyphs),
    })  # fmt: skip
    dictionary = pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": font.name, "Encoding": "/Identity-H",
        "ToUnicode": Reference(to_unicode), "DescendantFonts": pydyf.Array([Reference(descendant)]),
    })  # fmt: skip
    return program, to_unicode, descriptor, descendant, dictionary


def _width_array(widths: dict[int, int], glyphs: tuple[int, ...]) -> pydyf.Array:
    array, run, last = pydyf.Array(), pydyf.Array(), -2
    for glyph in glyphs:
        if glyph != last + 1:
            run = pydyf.Array()
            array += [glyph, run]
        run.append(widths[glyph])
        last = glyph
    return array


def _to_unicode(characters: dict[int, str]) -> bytes:
    """Return a ToUnicode CMap (9.10.3) from glyph numbers to characters."""
    pairs = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in characters.items()
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange",
    ]  # fmt: skip
    for start in range(0, len(pairs), 100):
        chunk = pairs[start : start + 100]
        lines += [f"{len(chunk)} beginbfchar", *chunk, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
