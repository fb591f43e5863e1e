"""Draw the pictures of README and manual: letters, the preview page.

`make pictures` runs it; docs/images/letters.png is the same bytes for the same engines. The page
is photographed in Chromium, which `make verifiers` installs.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from console_blocks import FILES, Terminal, updated
from lettermerge.app.letter_selection import Selection, choose_letters
from lettermerge.app.pipeline import compose, style_of
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import load_settings
from lettermerge.diagnostics import Failure
from lettermerge.writers.png import to_png
from lettermerge.writers.writer_dispatch import write

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ("gb-01", "us-01")
SHOWN = ("uk-commons-speaker", "us-house-speaker")
GAP, GROUND, SCALE = 24, "#d9dde3", 0.95
IMAGES = ROOT / "docs" / "images"
CAMPAIGN = "cambodia-2023"  # the folder's name stands on the page
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Draw all of them."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    draw_letters()
    draw_tutorial()
    draw_page()


def draw_tutorial() -> None:
    """Draw the tutorial's Word letter, and two of the letters that it makes."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder).resolve())
        word = terminal.home / "letter.docx"
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(word)]
        subprocess.run(command, check=True, capture_output=True)
        updated((FILES / "index.md").read_text(encoding="utf-8"), terminal)
        save(side_by_side([picture_of(word.with_suffix(".pdf").read_bytes())]), "tutorial-word", 64)
        files = [next(terminal.here.glob(f"output/*/{one}-*.pdf")) for one in TUTORIAL]
        pages = [picture_of(file.read_bytes()) for file in files]
        save(side_by_side(pages), "tutorial-letters", 64)


def picture_of(pdf: bytes) -> Image.Image:
    """Return the first page of a PDF."""
    return Image.open(BytesIO(to_png(pdf, SCALE)[0])).convert("RGB")


def side_by_side(pages: list[Image.Image]) -> Image.Image:
    """Return pages on one ground."""
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    picture = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GROUND)
    left = GAP
    for page in pages:
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    return picture


def draw_letters() -> None:
    """Draw the first page of each letter of SHOWN, side by side."""
    project = open_project(ROOT, load_settings(ROOT))
    letters = choose_letters(project, address_rosters(project).letters, Selection(SHOWN))
    pages = []
    for letter in letters:
        document = compose(project, letter).document
        (written,) = write([document], style_of(project, letter), "pdf")
        if isinstance(written, Failure):
            raise SystemExit("; ".join(map(str, written.diagnostics)))
        pages.append(picture_of(written.content))
    save(side_by_side(pages[::-1]), "letters", 64)


def draw_page() -> None:
    """Photograph the preview page: light, dark with a broken template, and narrow."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise SystemExit("Chromium is missing: make verifiers")
    with tempfile.TemporaryDirectory() as temporary:
        project, taken = Path(temporary) / CAMPAIGN, Path(temporary) / "taken"
        taken.mkdir()
        shutil.copytree(ROOT / "letters", project / "letters")
        for name in ("lettermerge.toml", "recipients.csv"):
            shutil.copy(ROOT / name, project)
        command = [sys.executable, "-m", "lettermerge", "preview", "--serve", "--port", "0"]
        with subprocess.Popen(
            [*command, "-q", "-C", str(project)], stdout=subprocess.PIPE, encoding="utf-8"
        ) as server:
            try:
                assert server.stdout
                address = server.stdout.readline().strip()
                template = project / "letters" / "cambodia-2023.md"
                script = ROOT / "scripts" / "preview.mjs"
                arguments = [browser, address, str(template), str(taken)]
                subprocess.run(["node", str(script), *arguments], check=True)
            finally:
                server.send_signal(signal.SIGINT)
        for path in sorted(taken.glob("*.png")):
            save(Image.open(path).convert("RGB"), path.stem, 256)


def save(picture: Image.Image, name: str, colours: int) -> None:
    """Write a picture of few colours, so that it is small."""
    target = IMAGES / f"{name}.png"
    method = Image.Quantize.MAXCOVERAGE  # keeps the few dots of a colour that stand for something
    few = picture.quantize(colours, method, kmeans=1, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
