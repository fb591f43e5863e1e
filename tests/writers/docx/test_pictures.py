"""An SVG is drawn for a DOCX: clear where nothing is, as large as it says, the same each time."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from tests.writers.docx.letters import A4, DRAWING, SVG, letter

from lettermerge.letter import document as tree
from lettermerge.writers import docx
from lettermerge.writers.docx.pictures import draw_svg
from lettermerge.writers.writer_interface import Written


def test_a_drawing_is_clear_where_nothing_is_drawn() -> None:
    drawn = draw_svg(DRAWING)
    picture = Image.open(BytesIO(drawn.asset.content))
    assert (picture.mode, picture.size[0]) == ("RGBA", 2000)
    assert picture.getpixel((1990, 10)) == (0x1F, 0x3A, 0x5F, 255)
    assert picture.getpixel((10, picture.size[1] - 10))[3] == 0  # type: ignore[index]
    assert (round(drawn.width, 2), round(drawn.height, 2)) == (15.88, 10.58)


def test_a_drawing_is_the_same_each_time() -> None:
    first = draw_svg(DRAWING)
    draw_svg.cache_clear()
    assert draw_svg(DRAWING) == first


def test_a_letter_carries_the_drawing_at_its_size() -> None:
    (made,) = docx.write([letter(body=(tree.Image(DRAWING, "A triangle"),))], A4)
    assert isinstance(made, Written)
    with ZipFile(BytesIO(made.content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/media/")]
        text = archive.read("word/document.xml").decode()
        assert draw_svg(DRAWING).asset.content in [archive.read(name) for name in names]
    assert 'cx="571500"' in text  # 60 px at 96 an inch, in EMU


@pytest.mark.parametrize("inside", ["<image href='file:///x.png'/>", "<image href='x.png'/>"])
def test_a_drawing_that_asks_for_more_is_refused(inside: str) -> None:
    content = SVG.replace(b"</svg>", f"{inside}</svg>".encode())
    with pytest.raises(ValueError, match="outside of it"):
        draw_svg(tree.Asset("a.svg", "image/svg+xml", content))


@pytest.mark.parametrize("size", ['width="1e-9" height="10"', 'width="10" height="1e9"'])
def test_a_drawing_that_is_a_line_is_refused(size: str) -> None:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    content = f'{head}<rect width="9" height="9"/></svg>'.encode()
    with pytest.raises(ValueError, match="1,000 times the other"):
        draw_svg(tree.Asset("line.svg", "image/svg+xml", content))
