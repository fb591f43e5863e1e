"""Convert CSS colours of any space to sRGB, the output intent of the files.

tinycss2 converts few pairs of spaces, and gradients, shaded borders and shadows ask for others:
`install` makes it fall back on the formulas of CSS Color Module Level 4, 10 and 5, 6.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from tinycss2.color4 import Color

#: XYZ relative to D50 into XYZ relative to D65 (Bradford), and that into linear sRGB.
_D50_TO_D65 = (
    (0.9554734527042182, -0.023098536874261423, 0.0632593086610217),
    (-0.028369706963208136, 1.0099954580058226, 0.021041398966943008),
    (0.012314001688319899, -0.020507696433477912, 1.3303659366080753),
)
_XYZ_TO_RGB = (
    (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
    (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
    (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
)
_convert = Color.to


def install() -> None:
    """Let `Color.to` convert every colour to sRGB."""
    Color.to = wraps(_convert)(_to)


def _to(color: Any, space: str) -> Any:
    if space == color.space:  # tinycss2 refuses to copy colours of level 5
        return type(color)(space, [part or 0.0 for part in color.coordinates], color.alpha)
    try:
        return _convert(color, space)
    except NotImplementedError:
        if space != "srgb":
            raise
    return Color("srgb", [min(1.0, max(0.0, part)) for part in _to_srgb(color)], color.alpha)


def _to_srgb(color: Any) -> Sequence[float]:
    parts = [part or 0.0 for part in color.coordinates]
    if color.space == "device-cmyk":  # the naive conversion: no profile of the inks is known
        *inks, black = parts
        return [1 - min(1, ink * (1 - black) + black) for ink in inks]
    if color.space == "srgb-linear":
        return [_encode(part) for part in parts]
    if color.space in ("lab", "lch"):
        return _from_xyz(_apply(_D50_TO_D65, _convert(color, "xyz-d50").coordinates))
    if color.space in ("oklab", "oklch"):
        return _from_xyz(_convert(color, "xyz-d65").coordinates)
    if color.space == "xyz-d50":
        return _from_xyz(_apply(_D50_TO_D65, parts))
    if color.space in ("xyz", "xyz-d65"):
        return _from_xyz(parts)
    return (parts + [0.0] * 3)[:3]  # other RGB spaces: as WeasyPrint takes them for text


def _from_xyz(xyz: Sequence[float]) -> list[float]:
    return [_encode(part) for part in _apply(_XYZ_TO_RGB, xyz)]


def _apply(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _encode(part: float) -> float:
    """Apply sRGB's transfer function (IEC 61966-2-1)."""
    return 12.92 * part if part <= 0.0031308 else 1.055 * float(part ** (1 / 2.4)) - 0.055
