"""Place shapes inside groups: each group has coordinates of its own, scaled to its size.

DrawingML says them in `a:xfrm` (ECMA-376 part 1, 20.1.7.5 and 20.1.7.6), VML in `coordorigin` and
`coordsize` (part 4, 19.1.2.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .source_letter import PlacedBox
from .word_styles import A

_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_SPACE = "http://schemas.microsoft.com/office/word/2010/wordprocessing"
_WPS, _WPG, _WPC = (f"{{{_SPACE}{name}}}" for name in ("Shape", "Group", "Canvas"))
_SHAPES = (_WPS + "wsp", _PIC + "pic")
_GROUPS = (_WPG + "wgp", _WPG + "grpSp")
_MOST_DIGITS = 12

Rectangle = tuple[float, float, float, float]  # left, top, width, height


def box_in_group(element: Any, frame: Any, box: PlacedBox) -> PlacedBox:
    """Return the box of a shape's content; `box` is that of the whole drawing, its `frame`."""
    chain = list(_above(element, frame))
    shape = next((one for one in chain if one.tag in _SHAPES), None)
    if shape is None or not any(one.tag in (*_GROUPS, _WPC + "wpc") for one in chain):
        return box
    place = _rectangle(_transform(shape), "off", "ext")
    groups = [one for one in chain[chain.index(shape) :] if one.tag in _GROUPS]
    for group in groups:
        transform = _transform(group)
        inner = _rectangle(transform, "chOff", "chExt")
        outer = _rectangle(transform, "off", "ext")
        if inner is None or outer is None or place is None:
            return box
        if group is groups[-1] and not any(one.tag == _WPC + "wpc" for one in chain):
            outer = (0.0, 0.0, box.width, box.height)  # the frame says its place and its size
        elif group is groups[-1]:
            outer = tuple(one / _EMU for one in outer)  # type: ignore[assignment]
        place = scaled(place, inner, outer)
    if place is None:
        return box
    if not groups:
        place = tuple(one / _EMU for one in place)  # type: ignore[assignment]
    return inside(box, place)


_EMU = 36_000  # in a millimetre


def scaled(place: Rectangle, inner: Rectangle, outer: Rectangle) -> Rectangle:
    """Return a place in a group's own coordinates (`inner`) as one in those around it (`outer`)."""
    across = outer[2] / inner[2] if inner[2] else 1.0
    down = outer[3] / inner[3] if inner[3] else 1.0
    return (
        outer[0] + (place[0] - inner[0]) * across,
        outer[1] + (place[1] - inner[1]) * down,
        place[2] * across,
        place[3] * down,
    )


def inside(box: PlacedBox, place: Rectangle) -> PlacedBox:
    """Return the box of a part of a drawing: `place` is measured from the drawing's corner."""
    left, top, width, height = place
    return replace(
        box, left=box.left + left, top=box.top + top, width=width, height=height, outer=box.width
    )


def _above(element: Any, top: Any) -> Iterator[Any]:
    for one in element.iterancestors():
        if one is top:
            return
        yield one


def _transform(shape: Any) -> Any:
    return next((one for key in ("spPr", "grpSpPr") for space in (_WPS, _PIC, _WPG)
                 if (one := shape.find(f"{space}{key}/{A}xfrm")) is not None), None)  # fmt: skip


def _rectangle(transform: Any, offset: str, extent: str) -> Rectangle | None:
    corner, size = (
        None if transform is None else transform.find(A + name) for name in (offset, extent)
    )
    if corner is None or size is None:
        return None
    found = [_number(corner.get("x")), _number(corner.get("y")),
             _number(size.get("cx")), _number(size.get("cy"))]  # fmt: skip
    return found[0], found[1], found[2], found[3]


def _number(text: str | None) -> float:
    digits = (text or "").strip()
    whole = digits.lstrip("-").isdigit() and len(digits) < _MOST_DIGITS
    return float(int(digits)) if whole else 0.0
