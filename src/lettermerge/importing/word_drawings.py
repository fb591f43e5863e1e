"""Read drawings of a Word file: pictures, and text boxes with their place on the page.

DrawingML (ECMA-376 part 1, 20.4) and VML (part 4, 14.1): lengths are EMU (360,000 a centimetre),
points or inches. Charts and other drawings without text have no words to keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .drawing_groups import box_in_group, inside, scaled
from .source_letter import Picture, Piece, PlacedBox, SourceBlock, TextBox
from .word_lengths import POINT, millimetres
from .word_package import WordPackage
from .word_styles import A, W

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
V = "{urn:schemas-microsoft-com:vml}"
_EMU = 36_000  # in a millimetre
_PLAIN = re.compile(r"-?\d{1,7}(?:\.\d{1,6})?")
_GUESSED = re.compile(
    r"\s*Description automatically generated.*|^A picture containing .*", re.DOTALL
)
_PATH = re.compile(
    r"^[A-Za-z]:\\|^\\\\|^/|^file:|\.(?:png|jpe?g|gif|bmp|wmf|emf|tiff?)$", re.IGNORECASE
)
#: Formats that both writers print as they are.
_PRINTED = (".png", ".jpg", ".jpeg", ".svg")

ReadBox = Callable[[Any], tuple[tuple[SourceBlock, ...], int]]


@dataclass(slots=True)
class Drawings:
    """Reads drawings of one package; `images` collects the pictures by name."""

    package: WordPackage
    read_box: ReadBox
    images: dict[str, bytes] = field(default_factory=dict)

    def read(self, element: Any, part: str) -> Iterator[Piece]:
        """Yield the pictures and text boxes of a drawing, in its order."""
        frame = next((one for one in element
                      if one.tag in (WP + "inline", WP + "anchor")), None)  # fmt: skip
        whole = None if frame is None else _box_of_frame(frame)
        anchored = frame is not None and frame.tag == WP + "anchor"
        description = "" if frame is None else _description(frame)
        for one in element.iter():
            content = one.tag in (A + "blip", V + "imagedata", W + "txbxContent")
            if not content or _inside_another(one, element):  # a text box reads what is in it
                continue
            box = box_of_style(one, element) if whole is None else box_in_group(one, frame, whole)
            floating = anchored or bool(box.outer)
            if one.tag == A + "blip":
                yield from self._picture(one.get(R + "embed", ""), part, description, box, floating)
            elif one.tag == V + "imagedata":
                yield from self._picture(one.get(R + "id", ""), part, "", box, floating)
            else:
                blocks, number = self.read_box(one)
                yield TextBox(blocks, box, number, _inset(one))

    def _picture(
        self, key: str, part: str, description: str, box: PlacedBox, floating: bool
    ) -> Iterator[Picture]:
        one = self.package.relationships(part).get(key)
        if one is None or one.external or one.target not in self.package.names:
            return
        if one.target.lower().endswith(_PRINTED):
            self.images.setdefault(one.target, self.package.data(one.target))
        yield Picture(one.target, description.strip(), box, floating)


def _inset(content: Any) -> tuple[float, float]:
    """Return what is between a text box and its words, at the left and the top (20.1.2.1.1)."""
    holder = content.getparent()
    shape = None if holder is None else holder.getparent()
    body = None if shape is None else shape.find(WPS + "bodyPr")
    left, top = 2.54, 1.27
    if body is not None:
        left = _emu(body.get("lIns")) if body.get("lIns") else left
        top = _emu(body.get("tIns")) if body.get("tIns") else top
    elif holder is not None and holder.get("inset"):
        sides = [*str(holder.get("inset")).split(","), "", ""]
        left = _points(sides[0]) if sides[0].strip() else left
        top = _points(sides[1]) if sides[1].strip() else top
    return left, top


def _inside_another(element: Any, top: Any) -> bool:
    for one in element.iterancestors():
        if one is top:
            return False
        if one.tag == W + "txbxContent":
            return True
    return False


def _description(frame: Any) -> str:
    """Return what a picture is said to show; a path or Word's own guess is no description."""
    properties = frame.find(WP + "docPr")
    text = "" if properties is None else str(properties.get("descr", ""))
    text = _GUESSED.sub("", text).strip()
    return "" if _PATH.search(text) else text


def _box_of_frame(frame: Any) -> PlacedBox:
    extent = frame.find(WP + "extent")
    width, height = ((0.0, 0.0) if extent is None
                     else (_emu(extent.get("cx")), _emu(extent.get("cy"))))  # fmt: skip
    if frame.tag == WP + "inline":
        return PlacedBox(0.0, 0.0, width, height)
    return PlacedBox(
        _offset(frame, "positionH"), _offset(frame, "positionV"), width, height,
        _base(frame, "positionH"), _base(frame, "positionV"),
    )  # fmt: skip


def _base(frame: Any, name: str) -> str:
    """Return what a position is measured from."""
    position = frame.find(WP + name)
    if position is None:
        return "margin" if name == "positionH" else "paragraph"
    align = position.find(WP + "align")
    if align is not None and name == "positionH":
        side = {"inside": "left", "outside": "right"}.get(align.text or "", align.text or "left")
        return side if side in ("left", "center", "right") else "left"
    base = str(position.get("relativeFrom", ""))
    if base in ("page", "leftMargin"):
        return "page"
    return "margin" if "argin" in base or base == "column" else "paragraph"


def _offset(frame: Any, name: str) -> float:
    position = frame.find(WP + name)
    offset = None if position is None else position.find(WP + "posOffset")
    return 0.0 if offset is None else _emu(offset.text)


def _emu(text: str | None) -> float:
    digits = (text or "").strip()
    return int(digits) / _EMU if digits.lstrip("-").isdigit() and len(digits) < 12 else 0.0


def box_of_style(content: Any, top: Any) -> PlacedBox:
    """Return the box of the VML shape that content is in: style="left:10pt;width:2in".

    In a group the shape's numbers are in the group's own coordinates.
    """
    shapes = [one for one in content.iterancestors() if _is_shape(one)]
    end = next((n for n, one in enumerate(shapes) if top not in one.iterancestors()), len(shapes))
    shapes = shapes[:end]
    if not shapes:
        return PlacedBox()
    *_, outermost = shapes
    style = _style(outermost)
    box = PlacedBox(
        left=_points(style.get("margin-left") or style.get("left", "")),
        top=_points(style.get("margin-top") or style.get("top", "")),
        width=_points(style.get("width", "")),
        height=_points(style.get("height", "")),
        across=_vml_side(style) or _vml_base(style, "horizontal", "margin"),
        down=_vml_base(style, "vertical", "paragraph"),
    )
    if len(shapes) == 1:
        return box
    place = _in_coordinates(shapes[0])
    for group in shapes[1:]:
        inner = (*_pair(group, "coordorigin", 0.0), *_pair(group, "coordsize", 1000.0))
        outer = _in_coordinates(group)
        if group is outermost:
            outer = (0.0, 0.0, box.width, box.height)
        place = scaled(place, inner, outer)
    return inside(box, place)


def _is_shape(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(V) and bool(element.get("style"))


def _style(shape: Any) -> dict[str, str]:
    parts = (part.partition(":") for part in str(shape.get("style")).split(";"))
    return {name.strip(): text for name, _, text in parts}


def _in_coordinates(shape: Any) -> tuple[float, float, float, float]:
    style = _style(shape)
    left, top, width, height = (
        float(text) if _PLAIN.fullmatch(text := style.get(name, "").strip()) else 0.0
        for name in ("left", "top", "width", "height")
    )
    return left, top, width, height


def _pair(group: Any, name: str, usual: float) -> tuple[float, float]:
    found = [one.strip() for one in str(group.get(name, "")).split(",")]
    numbers = [float(one) if _PLAIN.fullmatch(one) else usual for one in (*found, "", "")]
    return numbers[0], numbers[1]


def _vml_side(style: dict[str, str]) -> str:
    """Return the side at which a shape is aligned, "" where its left is given."""
    side = style.get("mso-position-horizontal", "").strip()
    return side if side in ("left", "center", "right") else ""


def _vml_base(style: dict[str, str], axis: str, usual: str) -> str:
    base = style.get(f"mso-position-{axis}-relative", "").strip()
    return base if base in ("page", "margin") else usual


def _points(text: str) -> float:
    """Return a length of VML in millimetres: a bare number is points."""
    return millimetres(text, POINT)
