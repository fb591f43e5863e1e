"""Measurements into plots (Pillow, which comes with WeasyPrint): bars, and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from lettermerge.layout.fonts import SOURCE_SANS

_WIDTH, _LINE, _LEFT = 900, 34, 390
_OURS, _SECOND, _THEIRS, _INK = "#1f5fa8", "#b3541e", "#a9b4c2", "#1a1a1a"


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(SOURCE_SANS.face().path), size)


def bars(values: Mapping[str, float], path: Path) -> None:
    """Draw milliseconds a letter as bars; lettermerge's stand out."""
    picture = Image.new("RGB", (_WIDTH, _LINE * (len(values) + 2)), "white")
    pen, font = ImageDraw.Draw(picture), _font(19)
    pen.text((12, 10), "milliseconds a letter, one core (shorter is better)", _INK, font)
    room = (_WIDTH - _LEFT - 110) / max(values.values())
    for number, (name, value) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        top = _LINE * (number + 1) + 14
        ours = name.startswith("lettermerge")
        pen.text((12, top), name, _INK, font)
        end = _LEFT + max(2.0, value * room)
        pen.rectangle((_LEFT, top + 2, end, top + 22), _OURS if ours else _THEIRS)
        pen.text((end + 8, top), f"{value:.2f}", _INK, font)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(32).save(path, optimize=True)


def curves(lines: Mapping[str, Sequence[Mapping[str, float]]], path: Path) -> None:
    """Draw milliseconds a letter against rows, a line for each format, rows logarithmically."""
    from math import log10

    picture = Image.new("RGB", (_WIDTH, 360), "white")
    pen, font = ImageDraw.Draw(picture), _font(19)
    pen.text((12, 10), "milliseconds a letter against rows, one core", _INK, font)
    rows = [point["rows"] for point in next(iter(lines.values()))]
    low, high = log10(rows[0]), log10(rows[-1])
    top = max(point["ms"] for points in lines.values() for point in points) * 1.2
    pen.line((60, 310, 850, 310), _INK)
    for number, (name, points) in enumerate(lines.items()):
        colour = (_OURS, _SECOND)[number % 2]
        places = [
            (90 + (log10(p["rows"]) - low) / (high - low) * 720, 310 - p["ms"] / top * 240)
            for p in points
        ]
        pen.line(places, colour, 3)
        pen.text((600 + 110 * number, 10), name.upper(), colour, font)
        for point, (x, y) in zip(points, places, strict=True):
            pen.ellipse((x - 5, y - 5, x + 5, y + 5), colour)
            pen.text((x - 14, y + (10 if number else -30)), f"{point['ms']:.2f}", colour, font)
    for count in rows:
        x = 90 + (log10(count) - low) / (high - low) * 720
        pen.text((x - 20, 320), f"{count:,.0f}", _INK, font)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(32).save(path, optimize=True)
