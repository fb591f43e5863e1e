"""Photographs are upright and in screen colours; what needs neither keeps its bytes."""

from __future__ import annotations

from io import BytesIO
from itertools import product

import pytest
from PIL import Image, ImageCms

from lettermerge.letter.picture_normalisation import pixel_size, upright

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png"}
#: Where the red corner of a picture is seen, by how it says it is to be turned (EXIF 2.32, 4.6.4).
CORNERS = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}


def photo(kind: str, orientation: int = 0) -> bytes:
    """Return a picture of 60 by 40 dots, white, with a red top left corner as stored."""
    made = Image.new("RGB", (60, 40), "white")
    made.paste((255, 0, 0), (0, 0, 16, 16))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    out = BytesIO()
    made.save(out, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


def red_corner(content: bytes) -> str:
    with Image.open(BytesIO(content)) as picture:
        wide, high = picture.size
        dots = {"tl": (3, 3), "tr": (wide - 4, 3), "bl": (3, high - 4), "br": (wide - 4, high - 4)}
        colours = picture.convert("RGB")
    return next(name for name, dot in dots.items() if colours.getpixel(dot)[1] < 90)  # type: ignore[index]


@pytest.mark.parametrize(("kind", "orientation"), list(product(KINDS, range(2, 9))))
def test_a_photograph_is_turned_as_it_says(kind: str, orientation: int) -> None:
    made = upright(photo(kind, orientation), KINDS[kind])
    assert red_corner(made) == CORNERS[orientation]
    assert pixel_size(made) == ((40, 60) if orientation > 4 else (60, 40))
    assert upright(made, KINDS[kind]) == made, "it says no more how to turn it"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", [0, 1])
def test_an_upright_picture_keeps_its_bytes(kind: str, orientation: int) -> None:
    content = photo(kind, orientation)
    assert upright(content, KINDS[kind]) == content


def test_inks_become_screen_colours() -> None:
    out = BytesIO()
    Image.new("CMYK", (20, 10), (0, 255, 255, 0)).save(out, "JPEG")
    with Image.open(BytesIO(upright(out.getvalue(), "image/jpeg"))) as picture:
        assert picture.mode == "RGB"
        red, green, blue = picture.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_the_profile_of_an_rgb_photograph_stays_with_it() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (20, 10), "navy").save(out, "JPEG", exif=exif, icc_profile=profile)
    with Image.open(BytesIO(upright(out.getvalue(), "image/jpeg"))) as picture:
        assert picture.info["icc_profile"] == profile


@pytest.mark.parametrize("end", range(2, 600, 23))
def test_a_damaged_picture_is_left_as_it_is_and_has_no_size(end: int) -> None:
    content = photo("JPEG", 6)[:end]
    assert upright(content, "image/jpeg") == content
    with pytest.raises(ValueError, match="damaged"):
        pixel_size(content)


def test_a_jpeg_without_a_header_of_its_kind_has_a_size() -> None:
    content = photo("JPEG")
    bare = content[:2] + content[4 + int.from_bytes(content[4:6], "big") :]
    assert b"JFIF" not in bare
    assert pixel_size(bare) == (60, 40)
