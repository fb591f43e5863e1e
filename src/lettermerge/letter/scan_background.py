"""Find the background of a scanned signature, and take it out (Pillow).

A scan of ink on paper is a white or grey rectangle where it is printed. Its ground is the colour of
nearly all of its edge; what is as light becomes clear, what is darker becomes ink of that strength.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from typing import Any

from .document import Asset

#: How far a dot's brightness may be from the ground's and still be ground; of 255.
_NEAR = 16
#: The darkest ground; what is darker is a picture, not paper.
_DARKEST = 140
#: The share of the edge that is ground where there is one.
_SHARE = 0.9
#: Dots of a scan that is looked at; a larger one is no signature.
_MOST_DOTS = 40_000_000


@lru_cache(maxsize=32)
def find_ground(asset: Asset) -> int | None:
    """Return the brightness (0 to 255) of the ground of an image, None where it has none."""
    picture = _open(asset)
    if picture is None or (picture.mode in ("RGBA", "LA", "PA") and _is_clear(picture)):
        return None
    grey = picture.convert("L")
    wide, high = grey.size
    edge = [
        *grey.crop((0, 0, wide, 1)).tobytes(), *grey.crop((0, high - 1, wide, high)).tobytes(),
        *grey.crop((0, 0, 1, high)).tobytes(), *grey.crop((wide - 1, 0, wide, high)).tobytes(),
    ]  # fmt: skip
    middle = sorted(edge)[len(edge) // 2]
    alike = sum(abs(one - middle) <= _NEAR for one in edge)
    return middle if middle >= _DARKEST and alike >= _SHARE * len(edge) else None


@lru_cache(maxsize=32)
def without_ground(asset: Asset) -> Asset:
    """Return a scan of one ink with its ground made clear, as a PNG; as it is where it has none."""
    ground, picture = find_ground(asset), _open(asset)
    if ground is None or picture is None:
        return asset
    from PIL import Image, ImageStat

    light, colours = ground - _NEAR, picture.convert("RGB")
    strength = _darkest(colours).point([max(light - n, 0) for n in range(256)])
    full = _full_strength(strength.histogram())
    inked = strength.point([255 * (n >= full * 0.8) for n in range(256)])
    ink = tuple(round(one) for one in ImageStat.Stat(colours, inked).mean)
    made = Image.new("RGB", colours.size, ink)
    made.putalpha(strength.point([min(n * 255 // full, 255) for n in range(256)]))
    out = BytesIO()
    made.save(out, "PNG")
    return replace(asset, media_type="image/png", content=out.getvalue())


def _full_strength(counts: list[int]) -> int:
    """Return the strength that a tenth of the inked dots have or exceed; 1 where none is inked."""
    left = sum(counts[1:]) // 10
    for strength in range(255, 0, -1):
        left -= counts[strength]
        if left < 0:
            return strength
    return 1


def _darkest(colours: Any) -> Any:
    """Return the least of red, green and blue of each dot: coloured ink is as strong as black."""
    from PIL import ImageChops

    red, green, blue = colours.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue)


def _open(asset: Asset) -> Any:
    """Return an image with its dots read, None for one that is no scan or cannot be read."""
    if asset.media_type not in ("image/png", "image/jpeg"):
        return None
    from PIL import Image

    try:
        picture = Image.open(BytesIO(asset.content))
        if picture.width * picture.height > _MOST_DOTS:
            return None
        picture.load()
        if "transparency" in picture.info:
            return picture.convert("RGBA")
    except Exception:  # noqa: BLE001  whatever damaged bytes lead to: the writers name it
        return None
    return picture


def _is_clear(picture: Any) -> bool:
    """Tell whether any dot can be seen through."""
    return bool(picture.getchannel("A").getextrema()[0] < 255)
