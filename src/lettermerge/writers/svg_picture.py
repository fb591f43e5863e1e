"""Draw an SVG as a PNG with a clear ground, for formats that carry no drawings (DOCX).

WeasyPrint draws it, as it does in the PDF, and PDFium makes dots of that: the same bytes for the
same drawing. Dots are enough for a whole page's width at 300 an inch, whatever its size is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..letter.document import Asset

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
    from .pdf.weasyprint_engine import DrawingError, print_image
    from .png import draw_clear

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
