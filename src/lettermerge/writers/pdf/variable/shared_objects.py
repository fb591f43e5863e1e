"""Encode what letters of one layout share in their files: all but words and fonts.

Which glyphs a letter embeds follows from the classes of its own characters (see `faces`), not from
its layout: one set of shared objects gives a front for each set of classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pydyf

from ....layout.fonts import Face
from ..font_subsets import OBJECTS, font_objects
from ..object_serialiser import Encoded, Front, encode, freeze

#: Glyphs that no single character asks for, by font: nothing in letters that are set the short way.
Extra = dict[str, frozenset[tuple[int, str]]]


class FontPlace(NamedTuple):
    """Where the objects of a font stand: the number of the first, the font, its face."""

    number: int
    font: Any
    face: Face


@dataclass(frozen=True, slots=True, eq=False)
class SharedObjects:
    """Objects with numbers 1 to n, but for those of the fonts; `root` is the catalog's number."""

    objects: tuple[Encoded, ...]
    fonts: tuple[FontPlace, ...]
    root: int


def add_font(pdf: pydyf.PDF, font: Any, face: Face) -> tuple[FontPlace, pydyf.Object]:
    """Keep the numbers of a font's objects; return their place, and its dictionary's stand-in."""
    kept = [pydyf.Object() for _ in range(OBJECTS)]
    for item in kept:
        pdf.add_object(item)
    return FontPlace(kept[0].number, font, face), kept[-1]


def shared_objects(
    objects: Sequence[pydyf.Object], fonts: Sequence[FontPlace], root: pydyf.Object
) -> SharedObjects:
    """Encode all objects but the fonts'."""
    kept = {one.number + n for one in fonts for n in range(OBJECTS)}
    encoded = (encode(item) for item in objects if item.number not in kept)
    return SharedObjects(tuple(encoded), tuple(fonts), root.number)


def front(frame: SharedObjects, classes: frozenset[str], extra: Extra | None = None) -> Front:
    """Return the frozen front of files whose characters are of `classes`."""
    if extra:
        return _front(frame, classes, extra)
    return _usual_front(frame, classes)


@lru_cache(maxsize=128)
def _usual_front(frame: SharedObjects, classes: frozenset[str]) -> Front:
    return _front(frame, classes, {})


def _front(frame: SharedObjects, classes: frozenset[str], extra: Extra) -> Front:
    objects = [*frame.objects, *_fonts(frame, classes, extra)]
    return freeze(sorted(objects, key=lambda item: item.number), frame.root)


def _fonts(frame: SharedObjects, classes: frozenset[str], extra: Extra) -> Iterator[Encoded]:
    for first, font, face in frame.fonts:
        items = font_objects(font, face, classes, extra.get(font.hash, frozenset()))
        for number, item in enumerate(items, start=first):
            item.number = number
        yield from map(encode, items)
