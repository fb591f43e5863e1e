"""The ground of a scanned signature is found, and made clear; pictures keep theirs."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from lettermerge.letter.document import Asset
from lettermerge.letter.scan_background import find_ground, without_ground


def scan(ground: int | tuple[int, int, int], kind: str = "PNG", mode: str = "RGB") -> Asset:
    """Return a stroke of blue ink on a ground."""
    colour = (ground,) * 3 if isinstance(ground, int) else ground
    picture = Image.new("RGB", (90, 40), colour)
    ImageDraw.Draw(picture).line((15, 30, 75, 10), (20, 30, 120), 6)
    out = BytesIO()
    picture.convert(mode).save(out, kind)
    return Asset(f"hand.{kind.lower()}", f"image/{kind.lower()}", out.getvalue())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("ground", [255, 225, 180])
def test_the_ground_of_a_scan_becomes_clear_and_its_ink_stays(ground: int, kind: str) -> None:
    found = find_ground(scan(ground, kind))
    assert found == pytest.approx(ground, abs=2)
    made = without_ground(scan(ground, kind))
    picture = Image.open(BytesIO(made.content))
    assert (made.media_type, picture.mode, picture.size) == ("image/png", "RGBA", (90, 40))
    assert picture.getpixel((2, 2))[3] == 0  # type: ignore[index]
    red, green, blue, alpha = picture.getpixel((45, 20))  # type: ignore[misc]
    assert (red, green, blue) == pytest.approx((20, 30, 120), abs=16)  # JPEG smears colours
    assert alpha > 215
    assert find_ground(made) is None
    assert without_ground(made) == made


@pytest.mark.parametrize("ground", [0, 90, (200, 20, 20)])
def test_a_picture_is_no_scan(ground: int | tuple[int, int, int]) -> None:
    one = scan(ground)
    assert find_ground(one) is None
    assert without_ground(one) is one


def test_what_cannot_be_read_is_left_to_the_writers() -> None:
    for one in (
        Asset("a.png", "image/png", b"\x89PNG\r\n\x1a\nnothing"),
        Asset("a.svg", "image/svg+xml", b"<svg/>"),
    ):
        assert find_ground(one) is None
        assert without_ground(one) is one


def test_a_blank_scan_stays_blank() -> None:
    out = BytesIO()
    Image.new("L", (9, 9), 230).save(out, "PNG")
    made = without_ground(Asset("blank.png", "image/png", out.getvalue()))
    assert Image.open(BytesIO(made.content)).getchannel("A").getextrema() == (0, 0)
