"""What was measured into the tables of docs/benchmarks.md; bench.py writes them, a test compares.

`results` is what benchmarks/results.json holds: seconds, milliseconds a letter, megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

NAMES = {
    "pdf": "lettermerge: PDF",
    "pdf-signed": "lettermerge: PDF, signed (PAdES B-B, P-256)",
    "docx": "lettermerge: DOCX",
    "docx-signed": "lettermerge: DOCX, signed",
    "both-signed": "lettermerge: PDF and DOCX, both signed",
    "weasyprint": "WeasyPrint, a document a letter (PDF/UA)",
    "typst": "Typst's warm compiler",
    "docxtpl": "docxtpl",
    "python-docx": "python-docx from scratch",
    "pyhanko": "pyHanko's PdfSigner (P-256), on top of a PDF",
}
_RUNS = {
    "docx": "DOCX, whole run",
    "both": "PDF and DOCX, whole run",
    "planned": "PDF and DOCX, before the first letter",
}
_PART = re.compile(r"(<!-- measured -->\n).*?(\n<!-- end of measured -->)", re.DOTALL)


def updated(page: str, results: dict[str, Any]) -> str:
    """Return docs/benchmarks.md with what was measured."""
    text = "\n\n".join("\n".join(lines) for lines in _parts(results))
    return _PART.sub(lambda match: f"{match[1]}{text}\n{match[2]}", page)


def _parts(results: dict[str, Any]) -> Iterator[list[str]]:
    told = f"{results['rows']} rows, {results['rounds']} rounds, {results['machine']}."
    yield [told]
    found = results["contestants"].items()
    rows = ((NAMES[what], f"{v['ms']:.2f}", f"{v['peak_mb']:.0f}") for what, v in found)
    yield _table(("contestant", "ms a letter", "peak MB"), rows)
    yield _table(("ratio", "times"), ((k, f"{v:.2f}") for k, v in results["ratios"].items()))
    if "cold" in results:
        yield _table(("what else", ""), _others(results))
        yield _growth(results["growth"])


def _others(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    cold, six = results["cold"], results["six parliaments"]
    seconds = cold["seconds"]
    yield (
        "cold: `preview ID -f pdf` / a script that imports pandas and WeasyPrint, and writes one",
        f"{seconds['preview']:.2f} s / {seconds['bare']:.2f} s = {cold['ratio']:.2f}",
    )
    for what, one in results.get("start", {}).items():
        beside = "a bare script" if "PDF" in what else "`import typer`"
        figures = f"{one['seconds']:.2f} s / {one['bare']:.2f} s = {one['ratio']:.2f}"
        yield f"start, CPU: {what} / {beside}", figures
    yield (
        f"{six['rows']:,} letters to six parliaments, PDF and DOCX signed: one worker / two",
        f"{six['seconds']['1']:.1f} s / {six['seconds']['2']:.1f} s = {six['ratio']:.2f}",
    )
    yield "letters of these that took the fast route", f"{six['variable']:.1%}"
    for kind, size in results["bytes a row"].items():
        yield f"growth of the peak a row, {_RUNS[kind]}", f"{size:,.0f} bytes"


def _growth(points: dict[str, list[dict[str, float]]]) -> list[str]:
    head = ("ms a letter, by rows", *(f"{point['rows']:,}" for point in points["pdf"]))
    rows = (
        (what.upper(), *(f"{point['ms']:.2f}" for point in found)) for what, found in points.items()
    )
    return _table(head, rows)


def _table(head: tuple[str, ...], rows: Any) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows)]
