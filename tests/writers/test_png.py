"""Pictures of pages: one a page, of the paper's size, with ink on them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from tests.writers.specimens import A4_STYLE, SENTENCE, letter, paragraph

from lettermerge.letter.document import Letterhead
from lettermerge.writers.pdf import write
from lettermerge.writers.png import PageImage, draw, to_png
from lettermerge.writers.writer_interface import Written


@pytest.mark.slow
def test_each_page_becomes_a_picture_of_the_papers_size() -> None:
    result = next(write([letter(body=tuple(paragraph(SENTENCE * 4) for _ in range(9)))], A4_STYLE))
    assert isinstance(result, Written)
    pictures = [Image.open(BytesIO(png)) for png in to_png(result.content, scale=2)]
    assert len(pictures) == result.pages
    assert len(pictures) > 1
    for picture in pictures:
        assert abs(picture.width - 2 * 595.28) <= 1
        assert abs(picture.height - 2 * 841.89) <= 1
        assert min(picture.convert("L").tobytes()) < 100


def test_the_same_file_makes_the_same_pictures() -> None:
    result = next(write([letter()], A4_STYLE))
    assert isinstance(result, Written)
    assert to_png(result.content, 1) == to_png(result.content, 1)


def test_a_grey_page_has_one_byte_a_dot_and_a_coloured_one_three() -> None:
    plain = letter(letterhead=Letterhead("Example"), signatures=(), body=(paragraph(SENTENCE),))
    grey, coloured = (
        draw(next(write([plain], style)).content, 1)[0]  # type: ignore[union-attr]
        for style in (A4_STYLE, replace(A4_STYLE, proof="PROOF"))
    )
    assert len(grey.pixels) == grey.width * grey.height
    assert len(coloured.pixels) == 3 * coloured.width * coloured.height
    with Image.open(BytesIO(coloured.to_png(1))) as image:
        assert image.mode == "RGB"
        assert image.tobytes() == coloured.pixels
    dots = zip(coloured.pixels[0::3], coloured.pixels[1::3], strict=True)
    assert any(red > 150 and green < 50 for red, green in dots)
    assert grey.mark != coloured.mark


@pytest.mark.parametrize("level", [1, 6, 9])
def test_a_picture_is_the_same_however_it_is_packed(level: int) -> None:
    picture = PageImage(3, 2, bytes(range(6)))
    with Image.open(BytesIO(picture.to_png(level))) as image:
        assert (image.size, image.mode, image.tobytes()) == ((3, 2), "L", picture.pixels)
