"""Find where a sheet is folded for its envelope and punched, for marks at its edge."""

from __future__ import annotations

from .page_style import Paper
from .window_envelope import WindowEnvelope

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
