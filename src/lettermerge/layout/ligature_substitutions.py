"""Read from the GSUB table of a face which glyphs its usual ligatures (`liga`) make.

The tables are those of the OpenType specification, "Common table formats" and "GSUB".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from struct import unpack_from

_LIGATURES, _EXTENSION = 4, 7  # kinds of lookups


def read_ligatures(table: bytes, glyphs: Mapping[int, int]) -> dict[int, str]:
    """Return the glyphs that are ligatures, each with its letters; `glyphs` are by code point.

    Raises:
        struct.error: the table is shorter than it says.
    """
    letters: dict[int, str] = {}
    for code in sorted(glyphs, reverse=True):  # of several characters the lowest
        letters[glyphs[code]] = chr(code)
    found: dict[int, str] = {}
    for place in _subtables(table) if table else ():
        for parts, ligature in _rules(table, place):
            if all(part in letters for part in parts):
                found.setdefault(ligature, "".join(letters[part] for part in parts))
    return found


def _numbers(table: bytes, place: int) -> tuple[int, ...]:
    """Return an array of 16-bit numbers behind its length."""
    (count,) = unpack_from(">H", table, place)
    return unpack_from(f">{count}H", table, place + 2)


def _subtables(table: bytes) -> Iterator[int]:
    """Yield where the subtables of the feature `liga` are that make ligatures."""
    features, lookups = unpack_from(">6xHH", table)
    wanted: set[int] = set()
    (count,) = unpack_from(">H", table, features)
    for number in range(count):
        tag, offset = unpack_from(">4sH", table, features + 2 + 6 * number)
        if tag == b"liga":
            wanted.update(_numbers(table, features + offset + 2))
    places = _numbers(table, lookups)
    for index in sorted(wanted & set(range(len(places)))):
        lookup = lookups + places[index]
        (kind,) = unpack_from(">H", table, lookup)
        for offset in _numbers(table, lookup + 4):
            place, inner = lookup + offset, kind
            if kind == _EXTENSION:
                inner, further = unpack_from(">2xHI", table, place)
                place += further
            if inner == _LIGATURES:
                yield place


def _rules(table: bytes, place: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield the glyphs that a subtable joins, and the ligature that they make."""
    (coverage,) = unpack_from(">2xH", table, place)
    firsts = _covered(table, place + coverage)
    for first, offset in zip(firsts, _numbers(table, place + 4), strict=False):
        for further in _numbers(table, place + offset):
            rule = place + offset + further
            ligature, count = unpack_from(">HH", table, rule)
            yield (first, *unpack_from(f">{max(count, 1) - 1}H", table, rule + 4)), ligature


def _covered(table: bytes, place: int) -> Iterator[int]:
    """Yield the glyphs of a coverage table, of single glyphs (1) or of ranges (2)."""
    form, count = unpack_from(">HH", table, place)
    if form == 1:
        yield from _numbers(table, place + 2)
        return
    for number in range(count):
        start, end = unpack_from(">HH", table, place + 4 + 6 * number)
        yield from range(start, end + 1)
