"""Find where a picture of the whole paper has ink."""

from __future__ import annotations

from functools import lru_cache

from ..layout.page_style import Box
from ..letter.document import Asset
from ..letter.picture_normalisation import grey_squares

#: Squares of this side are looked at, in millimetres.
_SIDE = 2
#: What is lighter, of 255, is paper: on average over a square.
_PAPER = 250


@lru_cache(maxsize=8)
def ink_of(picture: Asset, width: float, height: float) -> tuple[Box, ...]:
    """Return the squares of a PNG or JPEG with ink, on a paper of this size in millimetres."""
    columns, rows = round(width / _SIDE), round(height / _SIDE)
    squares = grey_squares(picture.content, columns, rows)
    wide, high = width / columns, height / rows
    return tuple(
        Box(at % columns * wide, at // columns * high, wide, high)
        for at, value in enumerate(squares)
        if value < _PAPER
    )
