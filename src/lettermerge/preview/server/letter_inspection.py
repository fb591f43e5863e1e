"""A second look at a letter: its finished files judged, and what differs from another letter."""

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
from ..compare.difference import Copy, Line, compare_letters
from ..single_letter import MARK
from .responses import to_data
from .session import Made


def inspection(project: Project, letter: Letter, made: Made, folder: Path) -> dict[str, Any]:
    """Return what is doubtful about both files, and boxes as parts of page 1 (0 to 1)."""
    if made.document is None or not made.pdf:
        return {"diagnostics": [], "boxes": {}}
    style = replace(style_of(project, letter), proof=MARK)
    envelope = choose_envelope(project.settings.envelopes, style.paper.name)
    found = inspect_pages(made.document, style, made.pdf, envelope)
    paper = style.paper

    def part(box: Box) -> list[float]:
        across, down = (box.left, box.width), (box.top, box.height)
        return [
            *(round(value / paper.width, 4) for value in across),
            *(round(value / paper.height, 4) for value in down),
        ]

    said = [*found.diagnostics]
    if "docx" in project.settings.output.formats:
        written = next(write((made.document,), style, "docx"))
        said += written.diagnostics if isinstance(written, Failure) else ()
    boxes = {"window": found.window, "address": found.address, "printable": found.printable}
    return {
        "diagnostics": to_data(said, folder),
        "envelope": envelope.name if envelope else "",
        "boxes": {name: part(box) for name, box in boxes.items() if box},
    }


def comparison(
    project: Project, first: Letter, one: Made, second: Letter, other: Made
) -> dict[str, Any]:
    """Return what differs between two letters, part by part; parts that do not are named."""
    if one.document is None or other.document is None:
        return {"parts": [], "same": [], "failed": True}
    found = compare_letters(_copy(project, first, one), _copy(project, second, other))
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


def _copy(project: Project, letter: Letter, made: Made) -> Copy:
    assert made.document is not None
    paper = style_of(project, letter).paper.name
    return Copy(letter.name, made.document, paper, made.templates, made.pages)


def _line(line: Line) -> dict[str, Any]:
    spans = [asdict(span) for span in line.spans]
    return {"where": line.where, "what": line.what, "spans": spans}
