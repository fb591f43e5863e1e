"""Shapes in groups are where the coordinates of all their groups put them."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.importing import word_letters as word

from lettermerge.importing.drawing_groups import box_in_group, scaled
from lettermerge.importing.source_letter import PlacedBox, TextBox, paragraphs
from lettermerge.importing.word_drawings import box_of_style
from lettermerge.importing.word_reader import read_docx

_SPACE = "http://schemas.microsoft.com/office/word/2010/wordprocessing"
_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:wps="{_SPACE}Shape" xmlns:wpg="{_SPACE}Group" xmlns:wpc="{_SPACE}Canvas" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def _xfrm(x: int, y: int, cx: int, cy: int, child: tuple[int, int, int, int] | None = None) -> str:
    inner = ""
    if child:
        inner = '<a:chOff x="{}" y="{}"/><a:chExt cx="{}" cy="{}"/>'.format(*child)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/>{inner}</a:xfrm>'


def _shape(x: int, y: int, cx: int, cy: int) -> str:
    return f"<wps:wsp><wps:spPr>{_xfrm(x, y, cx, cy)}</wps:spPr><wps:txbx/></wps:wsp>"


def _box(xml: str, width: float, height: float) -> PlacedBox:
    frame = etree.fromstring(f"<frame {_NAMES}>{xml}</frame>")
    (content,) = frame.iter(f"{{{_SPACE}Shape}}txbx")
    return box_in_group(content, frame, PlacedBox(20, 10, width, height, "page", "page"))


def test_a_shape_in_a_group_is_scaled_to_the_size_of_the_drawing() -> None:
    properties = f"<wpg:grpSpPr>{_xfrm(0, 0, 2000, 1000, (100, 100, 2000, 1000))}</wpg:grpSpPr>"
    found = _box(f"<wpg:wgp>{properties}{_shape(600, 350, 1000, 250)}</wpg:wgp>", 100, 40)
    assert (found.left, found.top, found.width, found.height) == (45, 20, 50, 10)
    assert (found.across, found.outer) == ("page", 100)


def test_a_group_in_a_group_has_coordinates_of_its_own() -> None:
    inner = f"<wpg:grpSpPr>{_xfrm(500, 0, 500, 500, (0, 0, 100, 100))}</wpg:grpSpPr>"
    outer = f"<wpg:grpSpPr>{_xfrm(0, 0, 1000, 500, (0, 0, 1000, 500))}</wpg:grpSpPr>"
    group = f"<wpg:grpSp>{inner}{_shape(50, 50, 50, 50)}</wpg:grpSp>"
    found = _box(f"<wpg:wgp>{outer}{group}</wpg:wgp>", 100, 50)
    assert (found.left, found.top, found.width, found.height) == (95, 35, 25, 25)


def test_a_shape_on_a_canvas_is_where_it_says() -> None:
    found = _box(f"<wpc:wpc>{_shape(360_000, 720_000, 360_000, 36_000)}</wpc:wpc>", 100, 50)
    assert (found.left, found.top, found.width, found.height) == (30, 30, 10, 1)


def test_a_shape_without_a_group_has_the_box_of_its_drawing() -> None:
    assert _box(_shape(1, 1, 1, 1), 100, 50) == PlacedBox(20, 10, 100, 50, "page", "page")


def test_a_group_without_a_size_does_not_end_the_import() -> None:
    assert scaled((5, 5, 1, 1), (0, 0, 0, 0), (10, 20, 0, 0)) == (15, 25, 1, 1)


def test_shapes_of_vml_are_scaled_by_their_group() -> None:
    shape = '<v:shape style="left:500;top:100;width:250;height:50"><v:textbox/></v:shape>'
    group = (
        '<v:group style="position:absolute;margin-left:0;width:100mm;height:40mm" '
        f'coordorigin="0,0" coordsize="1000,400">{shape}</v:group>'
    )
    top = etree.fromstring(f"<top {_NAMES}>{group}</top>")
    (content,) = top.iter("{urn:schemas-microsoft-com:vml}textbox")
    found = box_of_style(content, top)
    assert (found.left, found.top, found.width, found.height) == pytest.approx((50, 10, 25, 5))


def test_two_shapes_of_one_picture_have_places_of_their_own() -> None:
    document = word.new()
    shapes = "".join(
        f'<v:shape style="margin-left:{left}mm;margin-top:5mm;width:30mm;height:5mm"><v:textbox>'
        f"<w:txbxContent><w:p>{word.run(text)}</w:p></w:txbxContent></v:textbox></v:shape>"
        for left, text in ((10, "One"), (60, "Two"))
    )
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    word.markup(document.add_paragraph(), f"<w:r><w:pict {vml}>{shapes}</w:pict></w:r>")
    (holder, *_) = read_docx(word.saved(document), "letter.docx").body
    boxes = [one for one in holder.pieces if isinstance(one, TextBox)]  # type: ignore[union-attr]
    assert [(one.box.left, *(p.text for p in paragraphs(one.blocks))) for one in boxes] == [
        (10, "One"),
        (60, "Two"),
    ]
