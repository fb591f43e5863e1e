"""Pictures of pages: one a page, of the paper's size, with ink on them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from tests.writers.specimens import A4_STYLE, SENTENCE, letter, paragraph

from lettermerge.writers.pdf import write
from lettermerge.writers.png import to_png
from lettermerge.writers.written import Written


def test_each_page_becomes_a_picture_of_the_papers_size() -> None:
    result = next(write([letter(body=tuple(paragraph(SENTENCE * 4) for _ in range(9)))], A4_STYLE))
    assert isinstance(result, Written)
    pictures = [Image.open(BytesIO(png)) for png in to_png(result.content, scale=2)]
    assert len(pictures) == result.pages == 2
    for picture in pictures:
        assert abs(picture.width - 2 * 595.28) <= 1
        assert abs(picture.height - 2 * 841.89) <= 1
        assert min(picture.convert("L").tobytes()) < 100


def test_the_same_file_makes_the_same_pictures() -> None:
    result = next(write([letter()], A4_STYLE))
    assert isinstance(result, Written)
    assert to_png(result.content, 1) == to_png(result.content, 1)
