"""Describe window envelopes, and what they show of a sheet that is folded into them.

The facts are in window_envelopes.toml, each with its source. A sheet slides in its envelope: what
the window shows wherever it lies, and what it shows in any place at all, are two boxes on the
sheet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from ..config.settings import EnvelopeSettings
from .page_style import Box, Paper


@dataclass(frozen=True, slots=True)
class Fold:
    """`first` is the fold below the address, from the sheet's top; `height` that of the piece.

    Millimetres. The first fold lies at the bottom of the folded piece; where `height` is more
    than `first`, the sheet's top edge stands lower than the piece's (DIN 5008 form A).
    """

    first: float
    height: float


@dataclass(frozen=True, slots=True)
class WindowEnvelope:
    """`window` is a box on the front, from its top left; `folds` is by the name of the paper."""

    id: str
    name: str
    width: float
    height: float
    window: Box
    folds: Mapping[str, Fold] = field(hash=False)
    sources: tuple[str, ...] = ()

    def play(self, paper: Paper) -> tuple[float, float]:
        """Return how far the folded sheet slides, across and up, in millimetres."""
        return self.width - paper.width, self.height - self.folds[paper.name].height

    def always_shown(self, paper: Paper) -> Box:
        """Return the part of the sheet that the window shows wherever the sheet lies."""
        across, up = self.play(paper)
        left, top = self._at_rest(paper)
        return Box(left, top, self.window.width - across, self.window.height - up)

    def ever_shown(self, paper: Paper) -> Box:
        """Return the part of the sheet that the window shows in one place or another.

        It ends at the first fold: there is no more of the sheet's front below that.
        """
        across, up = self.play(paper)
        left, top = self._at_rest(paper)
        bottom = min(top + self.window.height, self.folds[paper.name].first)
        return Box(left - across, top - up, self.window.width + across, bottom - top + up)

    def _at_rest(self, paper: Paper) -> tuple[float, float]:
        """Return the window's corner on a sheet that lies at the envelope's top left."""
        fold = self.folds[paper.name]
        return self.window.left, self.window.top - (fold.height - fold.first)


@cache
def load_envelopes() -> Mapping[str, WindowEnvelope]:
    """Return the built-in envelopes by id."""
    text = files(__package__).joinpath("window_envelopes.toml").read_text(encoding="utf-8")
    found = {}
    for key, data in tomllib.loads(text).items():
        window, height = data["window"], data["height"]
        top = height - window["bottom"] - window["height"]
        found[key] = WindowEnvelope(
            key,
            data["name"],
            data["width"],
            height,
            Box(window["left"], top, window["width"], window["height"]),
            {paper: Fold(**fold) for paper, fold in data["folds"].items()},
            tuple(data["sources"]),
        )
    return found


def choose_envelope(settings: EnvelopeSettings, paper: str) -> WindowEnvelope | None:
    """Return the envelope of the settings for `paper` ("a4" or "letter"), None for none."""
    chosen = {"a4": settings.a4, "letter": settings.letter}[paper]
    return load_envelopes()[chosen] if chosen else None


#: No mark is nearer to the paper's foot than this, in millimetres.
_FOOT = 20.0


def fold_marks(envelope: WindowEnvelope | None, paper: Paper) -> tuple[float, ...]:
    """Return the heights of the folds of a sheet in millimetres from its top.

    Below the first fold the sheet is folded again and again to the height of the piece.
    """
    if envelope is None:
        return ()
    fold = envelope.folds[paper.name]
    marks, at = [], fold.first
    while at < paper.height - _FOOT:
        marks.append(round(at, 2))
        at += fold.height
    return tuple(marks)


def hole_mark(paper: Paper) -> tuple[float, ...]:
    """Return the middle between two holes (ISO 838), on paper that is punched by that: A4."""
    return (paper.height / 2,) if paper.name == "a4" else ()
