"""The README's picture of letters: the campaign's first pages, drawn by the project itself.

`make pictures` runs it; docs/images/letters.png is the same bytes for the same engines.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from lettermerge.audience import Selection, choose_letters, read_audience
from lettermerge.diagnostics import Failure
from lettermerge.pipeline import compose, style_of, write
from lettermerge.project import open_project
from lettermerge.settings import load_settings
from lettermerge.writers.png import to_png

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ("uk-commons-speaker", "us-house-speaker")
GAP, GROUND, SCALE = 24, "#d9dde3", 0.95


def main() -> None:
    """Draw the first page of each letter of SHOWN, side by side."""
    project = open_project(ROOT, load_settings(ROOT))
    letters = choose_letters(project, read_audience(project).letters, Selection(SHOWN))
    pages = []
    for letter in letters:
        document = compose(project, letter).document
        (written,) = write([document], style_of(project, letter), "pdf")
        if isinstance(written, Failure):
            raise SystemExit("; ".join(map(str, written.diagnostics)))
        pages.append(Image.open(BytesIO(to_png(written.content, SCALE)[0])).convert("RGB"))
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    picture = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GROUND)
    left = GAP
    for page in reversed(pages):
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    target = ROOT / "docs" / "images" / "letters.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(64).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
