"""Inspect a letter's finished files, and compare it with another letter, for the page."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ...app.addressing import Letter
from ...app.pipeline import style_of, write
from ...app.project import Project
from ...diagnostics import Failure
from ...inspection import choose_envelope, inspect_pages
from ...layout.page_style import Box
from ..compare.difference import ComparedLetter, Line, compare_letters
from ..single_letter import PROOF_MARK
from .responses import serialise_diagnostics
from .session import RenderedLetter


def inspect_letter(
    project: Project, letter: Letter, rendered: RenderedLetter, folder: Path
) -> dict[str, Any]:
    """Return the faults of both files, and boxes as fractions of page 1 (0 to 1)."""
    if rendered.document is None or not rendered.pdf:
        return {"diagnostics": [], "boxes": {}}
    style = replace(style_of(project, letter), proof=PROOF_MARK)
    envelope = choose_envelope(project.settings.envelopes, style.paper.name)
    found = inspect_pages(rendered.document, style, rendered.pdf, envelope)
    paper = style.paper

    def fractions(box: Box) -> list[float]:
        across, down = (box.left, box.width), (box.top, box.height)
        return [
            *(round(value / paper.width, 4) for value in across),
            *(round(value / paper.height, 4) for value in down),
        ]

    diagnostics = [*found.diagnostics]
    if "docx" in project.settings.output.formats:
        written = next(write((rendered.document,), style, "docx"))
        diagnostics += written.diagnostics if isinstance(written, Failure) else ()
    boxes = {"window": found.window, "address": found.address, "printable": found.printable}
    return {
        "diagnostics": serialise_diagnostics(diagnostics, folder),
        "envelope": envelope.name if envelope else "",
        "boxes": {name: fractions(box) for name, box in boxes.items() if box},
    }


def compare_with(
    project: Project, first: Letter, one: RenderedLetter, second: Letter, other: RenderedLetter
) -> dict[str, Any]:
    """Return the parts that differ between two letters, and the names of the others."""
    if one.document is None or other.document is None:
        return {"parts": [], "same": [], "failed": True}
    found = compare_letters(_compared(project, first, one), _compared(project, second, other))
    return {
        "parts": [
            {
                "name": part.name,
                "lines": [_line(line) for line in part.lines if line.where != "both"],
            }
            for part in found.parts
            if part.differs
        ],
        "same": [part.name for part in found.parts if not part.differs],
    }


def _compared(project: Project, letter: Letter, rendered: RenderedLetter) -> ComparedLetter:
    assert rendered.document is not None
    paper = style_of(project, letter).paper.name
    return ComparedLetter(letter.name, rendered.document, paper, rendered.templates, rendered.pages)


def _line(line: Line) -> dict[str, Any]:
    spans = [asdict(span) for span in line.spans]
    return {"where": line.where, "what": line.kind, "spans": spans}
