"""Measurements into plots (Pillow, which comes with WeasyPrint): bars, and a curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from lettermerge.fonts import FACES

_WIDTH, _LINE, _LEFT = 900, 34, 150
_OURS, _THEIRS, _INK = "#1f5fa8", "#a9b4c2", "#1a1a1a"


def _font(size: int) -> ImageFont.FreeTypeFont:
    face = next(one for one in FACES if one.weight == one.style == "normal")
    return ImageFont.truetype(str(face.path), size)


def bars(values: Mapping[str, float], path: Path) -> None:
    """Draw milliseconds a letter as bars; lettermerge's stand out."""
    picture = Image.new("RGB", (_WIDTH, _LINE * (len(values) + 2)), "white")
    pen, font = ImageDraw.Draw(picture), _font(19)
    pen.text((12, 10), "milliseconds a letter, one core (shorter is better)", _INK, font)
    room = (_WIDTH - _LEFT - 110) / max(values.values())
    for number, (name, value) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        top = _LINE * (number + 1) + 14
        ours = name.split("-")[0] in ("pdf", "docx", "both")
        pen.text((12, top), name, _INK, font)
        end = _LEFT + max(2.0, value * room)
        pen.rectangle((_LEFT, top + 2, end, top + 22), _OURS if ours else _THEIRS)
        pen.text((end + 8, top), f"{value:.2f}", _INK, font)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(32).save(path, optimize=True)


def curve(points: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw milliseconds a letter against rows, rows on a logarithmic axis."""
    from math import log10

    picture = Image.new("RGB", (_WIDTH, 360), "white")
    pen, font = ImageDraw.Draw(picture), _font(19)
    pen.text((12, 10), "milliseconds a letter (DOCX) against rows, one core", _INK, font)
    low, high = log10(points[0]["rows"]), log10(points[-1]["rows"])
    top = max(point["ms"] for point in points) * 1.15
    places = [
        (70 + (log10(p["rows"]) - low) / (high - low) * 750, 310 - p["ms"] / top * 240)
        for p in points
    ]
    pen.line((60, 310, 850, 310), _INK)
    pen.line(places, _OURS, 3)
    for point, (x, y) in zip(points, places, strict=True):
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), _OURS)
        pen.text((x - 14, y - 30), f"{point['ms']:.2f}", _INK, font)
        pen.text((x - 20, 320), f"{point['rows']:,.0f}", _INK, font)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(32).save(path, optimize=True)
