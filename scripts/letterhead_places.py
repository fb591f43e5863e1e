"""Compare imported letterheads with LibreOffice's pages of the originals, in millimetres.

`python scripts/letterhead_places.py [--pictures FOLDER] LETTER.docx...` prints how far each logo
and each line of a letterhead is from where it was, and draws both pages side by side.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from lettermerge.app.setup.new_project import make_new_project
from lettermerge.cli.application import run
from lettermerge.inspection.libreoffice_page_count import convert_to_pdf, find_office

_MM = 25.4 / 72
FARTHEST = 5.0  # millimetres that a line or a logo may be off
_ON_LETTER = 212  # millimetres: wider paper is US Letter
_HEADINGS = "id,parliament,chamber,given_name,family_name\n"
_ROWS = {"a4": "a,uk,commons,Ada,Testwright\n", "letter": "a,us,house,Ada,Testwright\n"}


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a line, or a logo, is from where it was; None where a page lacks it."""

    what: str
    across: float | None
    down: float | None

    @property
    def far(self) -> bool:
        """Whether it is farther than a reader overlooks, or gone."""
        found = (self.across, self.down)
        return any(one is None or abs(one) > FARTHEST for one in found)


def measure(letters: Sequence[Path], pictures: Path | None = None) -> dict[str, list[Offset]]:
    """Return the offsets of each letter's letterhead on its first page, by the letter's name."""
    program = find_office()
    if program is None:
        raise SystemExit("LibreOffice is missing")
    originals = convert_to_pdf(program, [one.read_bytes() for one in letters])
    found = {}
    for path, original in zip(letters, originals, strict=True):
        if original is None:
            raise SystemExit(f"LibreOffice does not open {path}")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours = _imported(path, original, folder)
            theme = next((folder / "p").glob("letters/themes/*/theme.toml"), None)
            head = tomllib.loads(theme.read_text("utf-8")) if theme else {}
        items = head.get("letterhead", {}).get("items", [])
        found[path.stem] = list(_offsets(original, ours, items))
        if pictures:
            _draw(original, ours, pictures / f"{path.stem}.png")
    return found


def _imported(path: Path, original: bytes, folder: Path) -> bytes:
    """Return the letter that is made of a Word file, as a PDF on the same paper."""
    with contextlib.closing(pypdfium2.PdfDocument(original)) as document:
        wide = document[0].get_width() * _MM > _ON_LETTER
    roster = folder / "to.csv"
    rows = _ROWS["letter" if wide else "a4"]
    roster.write_text(_HEADINGS + rows, encoding="utf-8")
    made = make_new_project(folder / "p", datetime.date(2023, 7, 20), path, roster)
    to = folder / "ours.pdf"
    with (
        Path(os.devnull).open("w", encoding="utf-8") as quiet,
        contextlib.redirect_stderr(quiet),
        contextlib.redirect_stdout(quiet),
    ):
        code = run(["preview", made.first, "-C", str(folder / "p"), "-o", str(to)])
    if code:
        raise SystemExit(f"{path}: preview ends with {code}")
    return to.read_bytes()


def _offsets(original: bytes, ours: bytes, items: Sequence[dict[str, Any]]) -> Iterator[Offset]:
    with (
        contextlib.closing(pypdfium2.PdfDocument(original)) as before,
        contextlib.closing(pypdfium2.PdfDocument(ours)) as after,
    ):
        then = _letter_page(before, items)
        now = after[0]
        pictures = _images(then), _images(now)
        for item in items:
            if item["page"] == "later":
                continue
            if "image" in item:
                yield Offset(item["image"], *_moved(item["width"], *pictures))
            for line in item.get("lines", ()):
                align = item.get("align", "left")
                b = _find(now, line, align)
                a = _find(then, line, align, b)
                gone = a is None or b is None
                yield Offset(line, None if gone else b[0] - a[0], None if gone else b[1] - a[1])  # type: ignore[index]


def _letter_page(document: Any, items: Sequence[dict[str, Any]]) -> Any:
    """Return the page that has most of a letterhead: an envelope may come before the letter."""
    lines = [line for item in items for line in item.get("lines", ())]
    pages = [document[number] for number in range(min(len(document), 3))]
    return max(pages, key=lambda page: sum(_find(page, line) is not None for line in lines))


def _find(
    page: Any, line: str, align: str = "left", near: tuple[float, float] | None = None
) -> tuple[float, float] | None:
    """Return where a line's words are aligned, and where they end, in millimetres.

    The first is the left, the middle or the right of them, the second from the paper's top. Of
    several the one that is nearest to a place counts, else the one that is nearest to an edge.
    """
    text_page = page.get_textpage()
    words, text = line.split(), text_page.get_text_range()
    whole, begun = (
        r"[\s\x02\ufffe]*".join(map(re.escape, "".join(some)))  # a line may break at any sign
        for some in (words, words[:3])
    )
    matches = list(re.finditer(whole, text)) or list(re.finditer(begun, text))
    places = [_place(text_page, match, text, align) for match in matches]
    found = [(x * _MM, (page.get_height() - y) * _MM) for x, y in places]
    height = page.get_height() * _MM
    if near is not None:
        return min(found, key=lambda at: abs(at[0] - near[0]) + abs(at[1] - near[1]), default=None)
    return min(found, key=lambda at: min(at[1], height - at[1]), default=None)


def _place(text_page: Any, match: re.Match[str], text: str, align: str) -> tuple[float, float]:
    """Return where words are aligned and where they end, in points from the lower left."""
    boxes = [text_page.get_charbox(n) for n in range(match.start(), match.end())
             if not text[n].isspace()]  # fmt: skip
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom = sorted(box[1] for box in boxes)[len(boxes) // 2]  # descenders aside
    return {"center": (left + right) / 2, "right": right}.get(align, left), bottom


def _moved(
    width: float, then: list[tuple[float, ...]], now: list[tuple[float, ...]]
) -> tuple[float | None, float | None]:
    """Return how far the picture that is nearest to a width has moved."""
    if not then or not now:
        return None, None
    (a, b) = (min(some, key=lambda one: abs(one[2] - width)) for some in (then, now))
    return b[0] - a[0], b[1] - a[1]


def _images(page: Any) -> list[tuple[float, ...]]:
    """Return the left, the top and the width of a page's pictures."""
    found = []
    for shape in page.get_objects(max_depth=5):
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, _, right, top = shape.get_bounds()
            if (right - left) * _MM > 3:
                top_down = (page.get_height() - top) * _MM
                found.append((left * _MM, top_down, (right - left) * _MM))
    return sorted(found, key=lambda one: (one[1], one[0]))


def _draw(original: bytes, ours: bytes, to: Path) -> None:
    pages = []
    for content in (original, ours):
        with contextlib.closing(pypdfium2.PdfDocument(content)) as document:
            numbers = range(min(len(document), 2))
            pages += [document[number].render(scale=1.1).to_pil() for number in numbers]
    width = sum(one.width + 10 for one in pages)
    picture = Image.new("RGB", (width, max(one.height for one in pages)), "#888888")
    left = 0
    for page in pages:
        picture.paste(page, (left, 0))
        left += page.width + 10
    picture.save(to)


def main(arguments: Sequence[str]) -> int:
    """Print the offsets of letters; 1 where something is too far off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", nargs="+", type=Path)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args(arguments)
    far = False
    for name, offsets in measure(options.letters, options.pictures).items():
        print(name)
        for one in offsets:
            across, down = ("gone" if n is None else f"{n:+.1f}" for n in (one.across, one.down))
            print(f"  {across:>6} {down:>6}  {one.what[:60]}{'   <-- far' if one.far else ''}")
            far = far or one.far
    return int(far)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
