"""Prepare images for a DOCX: PNG and JPEG, measured; an SVG, drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from ...diagnostics import Diagnostic
from ...letter.document import Asset
from ...letter.picture_normalisation import pixel_size

_PRINTED = {"image/png": "png", "image/jpeg": "jpeg"}
_SVG = "image/svg+xml"
#: Millimetres of a pixel: 96 to the inch.
_PIXEL = 25.4 / 96
_SAVE = "save it again, as PNG"


class PictureError(ValueError):
    """An image that a DOCX cannot carry; the message says which and why."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def usable(asset: Asset) -> Asset:
    """Return what is printed of an image: itself, an SVG as drawn, the stand-in of a PDF.

    Raises:
        PictureError: an SVG that cannot be drawn, an image of another kind.
        MissingEngineError: the machine lacks what draws an SVG.
    """
    if asset.media_type == _SVG:
        return _drawn(asset).asset
    printed = asset.raster or asset
    if printed.media_type not in _PRINTED:
        message = f"a DOCX cannot carry {asset.name} ({asset.media_type})"
        raise PictureError(message, _SAVE)
    return printed


def _drawn(asset: Asset) -> SvgPicture:
    try:
        return draw_svg(asset)
    except ValueError as error:
        message = f"the drawing {asset.name} cannot be drawn: {error}"
        raise PictureError(message, "save it again as a plain SVG, or as PNG") from error


@lru_cache(maxsize=256)
def part_name(asset: Asset) -> str:
    """Return the name of an image's part below word/: its own hash, so that copies are one."""
    return f"media/{sha256(asset.content).hexdigest()[:16]}.{_PRINTED[asset.media_type]}"


@lru_cache(maxsize=256)
def natural_size(asset: Asset) -> tuple[float, float]:
    """Return width and height in millimetres, of dots at 96 an inch.

    Raises:
        PictureError: it cannot be read.
    """
    if asset.media_type == _SVG:
        return _drawn(asset)[1:]
    try:
        wide, high = (pixels * _PIXEL for pixels in pixel_size(asset.content))
    except ValueError as error:
        raise PictureError(f"{asset.name} cannot be read: {error}", _SAVE) from error
    if not wide or not high:
        raise PictureError(f"{asset.name} has no size", _SAVE)
    return wide, high


def judge_images(images: Mapping[str, Asset]) -> dict[str, Diagnostic]:
    """Return, by name, what is wrong with the images that a DOCX cannot carry."""
    unfit = {}
    for name, image in images.items():
        try:
            natural_size(image)
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


#: Dots of the longer side: 170 mm at 300 an inch.
_DOTS = 2000
#: How many times one side of a drawing may be the other.
_MOST_STRETCHED = 1_000


class SvgPicture(NamedTuple):
    """A drawing as a PNG, and its natural size in millimetres."""

    asset: Asset
    width: float
    height: float


@lru_cache(maxsize=32)
def draw_svg(asset: Asset) -> SvgPicture:
    """Return a drawing as a picture.

    Raises:
        ValueError: it cannot be drawn, has no size, or asks for something outside of it.
        MissingEngineError: Pango or HarfBuzz-subset is not installed.
    """
    from ..pdf.weasyprint_engine import DrawingError, print_image
    from ..png import draw_clear

    try:
        printed = print_image(asset)
    except DrawingError as error:
        raise ValueError(str(error)) from error
    shorter, longer = sorted((printed.width, printed.height))
    if longer > _MOST_STRETCHED * shorter:
        raise ValueError(f"one side is more than {_MOST_STRETCHED:,} times the other")
    picture = draw_clear(printed.pdf, _DOTS / max(printed.width, printed.height) * 25.4 / 72)
    name = f"{asset.name}.png"
    return SvgPicture(Asset(name, "image/png", picture.to_png(9)), printed.width, printed.height)
