"""Normalise a photograph: turned upright, in screen colours, so that every reader shows it alike.

Cameras store a picture as the sensor saw it and say how to turn it (EXIF 2.32, tag 0x0112,
Orientation); PDFs and DOCX readers differ in whether they look. Files from print shops have the
colours of inks (CMYK), which the archival profile of letters does not allow beside RGB
(ISO 19005-3, 6.2.4).
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

#: The EXIF tag that says how a picture is to be turned; 1 is upright.
_ORIENTATION = 0x0112
#: What a JPEG is saved again with: no loss that a page shows.
_QUALITY = 95
#: Dots of a picture that is read; others stay as they are.
_MOST_DOTS = 60_000_000


def upright(content: bytes, media_type: str) -> bytes:
    """Return a PNG or JPEG turned upright, in RGB where it was CMYK; else its own bytes.

    Inks are turned by the file's ICC profile, without one by the plain rule (1 - ink)(1 - black).
    What cannot be read is returned as it is: the writers name it.
    """
    if media_type not in ("image/png", "image/jpeg") or not _may_need_it(content, media_type):
        return content
    from PIL import Image, ImageOps

    try:
        picture = Image.open(BytesIO(content))
        turned = picture.getexif().get(_ORIENTATION, 1) not in (0, 1)
        if not (turned or picture.mode == "CMYK") or picture.width * picture.height > _MOST_DOTS:
            return content
        profile = picture.info.get("icc_profile")
        made = ImageOps.exif_transpose(picture)
        if made.mode == "CMYK":
            made, profile = _in_screen_colours(made, profile), None
        return _saved(made, media_type, profile)
    except Exception:  # noqa: BLE001  whatever damaged bytes lead to
        return content


def pixel_size(content: bytes) -> tuple[int, int]:
    """Return the width and height in dots of a PNG or JPEG that can be read to its end.

    Raises:
        ValueError: it cannot.
    """
    from PIL import Image

    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            picture.load()
            return picture.width, picture.height
    except Exception as error:  # Pillow raises whatever damaged bytes lead to
        raise ValueError("the file is damaged, or not all there") from error


def _may_need_it(content: bytes, media_type: str) -> bool:
    """Tell by a look at the bytes whether a picture may say how to turn it, or be of four inks."""
    if media_type == "image/png":
        return b"eXIf" in content
    return b"Exif\0" in content[:65_536] or _components(content) == 4


def _components(content: bytes) -> int:
    """Return how many colours a JPEG has: in its frame header (ITU-T T.81, B.2.2); 0 for none."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        kind = content[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return content[at + 9]
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0


def _in_screen_colours(picture: Any, profile: bytes | None) -> Any:
    from PIL import ImageCms

    if not profile:
        return picture.convert("RGB")
    inks = ImageCms.ImageCmsProfile(BytesIO(profile))
    screen = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(picture, inks, screen, outputMode="RGB")


def _saved(picture: Any, media_type: str, profile: bytes | None) -> bytes:
    """Return a picture as a file of its kind, without what its camera wrote about it."""
    out = BytesIO()
    bare = {key: value for key, value in picture.info.items() if key in ("dpi", "transparency")}
    if media_type == "image/png":
        picture.save(out, "PNG", icc_profile=profile, **bare)
    else:
        bare.pop("transparency", None)
        picture.save(
            out, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=profile, exif=b"", **bare
        )
    return out.getvalue()


def grey_squares(content: bytes, columns: int, rows: int) -> bytes:
    """Return how light a PNG or JPEG is on white, as a grid: 0 to 255 each, row by row."""
    from PIL import Image

    with Image.open(BytesIO(content)) as opened:
        shown = opened.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    grey = Image.alpha_composite(ground, shown).convert("L")
    return grey.resize((columns, rows), Image.Resampling.BOX).tobytes()
