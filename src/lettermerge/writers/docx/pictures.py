"""Prepare images for a DOCX: PNG and JPEG, measured; an SVG by its stand-in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from ...diagnostics import Diagnostic
from ...letter.document import Asset
from .docx_engine import pixel_size

_PRINTED = {"image/png": "png", "image/jpeg": "jpeg"}
#: Millimetres of a pixel: 96 to the inch.
_PIXEL = 25.4 / 96
_SAVE = "save it again, as PNG"


class PictureError(ValueError):
    """An image that a DOCX cannot carry; the message says which and why."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def usable(asset: Asset) -> Asset:
    """Return what is printed of an image: itself, or the stand-in of an SVG.

    Raises:
        PictureError: an SVG without one.
    """
    if asset.media_type in _PRINTED:
        return asset
    if asset.raster and asset.raster.media_type in _PRINTED:
        return asset.raster
    raise PictureError(
        f"a DOCX cannot carry {asset.name} ({asset.media_type})",
        "put a PNG of the same name beside the SVG",
    )


@lru_cache(maxsize=256)
def part_name(asset: Asset) -> str:
    """Return the name of an image's part below word/: its own hash, so that copies are one."""
    return f"media/{sha256(asset.content).hexdigest()[:16]}.{_PRINTED[asset.media_type]}"


@lru_cache(maxsize=256)
def natural_size(asset: Asset) -> tuple[float, float]:
    """Return width and height in millimetres at 96 pixels an inch.

    Raises:
        PictureError: it cannot be read.
    """
    try:
        wide, high = (pixels * _PIXEL for pixels in pixel_size(asset.content))
    except Exception as error:  # python-docx raises whatever damaged bytes lead to
        raise PictureError(f"{asset.name} cannot be read: {error}", _SAVE) from error
    if not wide or not high:
        raise PictureError(f"{asset.name} has no size", _SAVE)
    return wide, high


def judge_images(images: Mapping[str, Asset]) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that a DOCX cannot carry."""
    unfit = {}
    for name, image in images.items():
        try:
            natural_size(usable(image))
        except PictureError as error:
            unfit[name] = Diagnostic("docx.image", str(error), hint=error.hint)
    return unfit


def size_at_height(asset: Asset, height: float, limit: float) -> tuple[float, float]:
    """Return width and height in millimetres at a given height, at most `limit` wide."""
    wide, high = natural_size(asset)
    printed = min(height * wide / high, limit)
    return printed, printed * high / wide


def size_at_width(asset: Asset, width: float | None, limit: float) -> tuple[float, float]:
    """Return width and height at a given or the natural width, at most `limit` wide."""
    wide, high = natural_size(asset)
    printed = min(wide if width is None else width, limit)
    return printed, printed * high / wide
