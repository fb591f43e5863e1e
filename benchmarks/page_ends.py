"""See how pages end: `python benchmarks/page_ends.py [--docx] [--only THEME] [--keep FOLDER]`.

Sixty letters of every office, in three themes on two papers, each a line longer than the one
before it, so that together their text grows by more than a page. Of each it is asked whether any
page has fewer than three lines of text besides the signature, and, with `--docx`, whether
LibreOffice ends the pages of the DOCX where those of the PDF end.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lettermerge.app.pipeline import compose
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.config.theme_loading import BUILT_IN, load_theme
from lettermerge.diagnostics import Failure
from lettermerge.inspection.libreoffice_page_count import convert_to_pdf, find_office
from lettermerge.inspection.part_matching import PrintedPart, place
from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.layout.page_style import PAPERS, PageStyle, page_style
from lettermerge.letter import document as tree
from lettermerge.protocol.profile_loading import load_profiles
from lettermerge.writers import docx, pdf
from lettermerge.writers.writer_interface import Written

LETTERS = 60
#: A page without these besides the signature ends badly.
FEWEST_LINES = 3
_TEXT = frozenset({PrintedPart.SUBJECT, PrintedPart.SALUTATION, PrintedPart.BODY})

SETTINGS = '''
[letter]
template = "a.md"
theme = "{theme}"
date = 2023-07-20
smart_punctuation = true
[recipients]
source = "r.csv"
[sender]
name = "Specimen Alliance for Public Records"
address = ["12 Example Street", "1200 Geneva"]
country = "CH"
email = "office@example.org"
website = "https://example.org"
about = """Specimen Alliance for Public Records is an invented association. It exists in this
letter only, to show how a note about the sender is set at the end of it."""
[[signatories]]
name = "Ann Testwright"
role = "Director"
organisation = "Specimen Alliance for Public Records"
[[signatories]]
name = "Ben Testman"
role = "Secretary"
'''
TEMPLATE = """---
subject: The public record of {{ parliament.name }}
enclosures: ["Summary of the record"]
cc: ["Clerk of Testing"]
---
We write to you about the record that is kept of proceedings, and about who may read it. In the past
year the record was closed for eleven weeks, and nobody was told why; letters of ours were not
answered, and a question that was put in writing was passed from one office to another.

- The record should be open to everyone, on every day of the year, without a fee.
- Corrections should be marked as such, with the date and the name of the person who made them.

| Year | Days open | Requests |
|------|----------:|---------:|
| 2021 |       365 |    1,204 |
| 2022 |       288 |      977 |

## What we ask

The office that keeps the record has the means to do so: see https://example.org/records/2023/report.
We therefore ask you to raise the matter when the committee meets next, and to let us know what it
decides. We would be glad to come and speak to you or to your staff at any time that suits you.

{{ "" }}

Thank you for reading this letter. We look forward to hearing from you, and remain at your disposal
for whatever else you would like to know.
"""
#: About a line of the usual measure.
_LINE = "Line {n} adds to the letter what a line holds, so that its end moves further down. "


class PageEnd(NamedTuple):
    """A letter's name, its pages with too few lines, and the last line of each of its pages."""

    name: str
    lonely: tuple[int, ...]
    ends: tuple[str, ...]


def main() -> int:
    """Print what was found; return 1 if a page ends badly or too many letters differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docx", action="store_true", help="compare LibreOffice's pages")
    parser.add_argument("--only", default="", help="one theme")
    parser.add_argument("--letters", type=int, default=LETTERS, help="how many, 60")
    parser.add_argument("--keep", type=Path, help="a folder for the files")
    wanted = parser.parse_args()
    lonely, differ, seen = [], [], 0
    with TemporaryDirectory() as folder:
        for theme, paper, letters in series(Path(folder), wanted.only, wanted.letters):
            style = page_style(load_theme(Path(folder), theme), paper)
            one, other = measure(letters, style, f"{theme}-{paper}", wanted)
            print(f"{theme} {paper}: {len(one)} end badly, {len(other)} differ", flush=True)
            lonely += one
            differ += other
            seen += len(letters)
    print("lonely:", *lonely, sep="\n  ")
    print("differ:", *differ, sep="\n  ")
    print(f"{seen} letters, {len(lonely)} end badly, {len(differ)} differ between the formats")
    return int(bool(lonely) or len(differ) > seen // 20)


def series(
    folder: Path, only: str, count: int
) -> Iterator[tuple[str, str, tuple[tree.Document, ...]]]:
    """Yield themes and papers, with letters that grow from one to the next."""
    (folder / "letters").mkdir()
    (folder / "letters/a.md").write_text(TEMPLATE, encoding="utf-8")
    (folder / "r.csv").write_text("\n".join(roster()), encoding="utf-8")
    for theme in BUILT_IN:
        if only not in ("", theme):
            continue
        settings = SETTINGS.format(theme=theme)
        (folder / "lettermerge.toml").write_text(settings, encoding="utf-8")
        project = open_project(folder, unsealed(load_settings(folder)))
        addressed = address_rosters(project).letters
        letters = tuple(
            grown(compose(project, addressed[n % len(addressed)]).document, n) for n in range(count)
        )
        for paper in PAPERS:
            yield theme, paper, letters


def roster() -> Iterator[str]:
    """Yield a list with a person in every office of every parliament."""
    yield "id,parliament,chamber,role,title,given_name,family_name,gender,constituency"
    for profile in load_profiles():
        for role, facts in profile.roles.items():
            chamber = next(iter(facts.chambers or profile.chambers))
            person = "Ms,Ann,Testwright,f" if len(role) % 2 else "Mr,Ben,Testman,m"
            yield f"{profile.id}-{role},{profile.id},{chamber},{role},{person},Mole & Dale"


def grown(document: tree.Document, lines: int) -> tree.Document:
    """Return a letter with so many lines more, a paragraph for every five."""
    added = tuple(
        tree.Paragraph((tree.Text("".join(
            _LINE.format(n=n) for n in range(start, min(start + 5, lines))
        ).strip()),))
        for start in range(0, lines, 5)
    )  # fmt: skip
    signatures = document.signatures[: 1 + lines % 2]
    note = document.note if lines % 3 else ()
    after = document.after[: lines % 4]
    body = (*document.body[:-1], *added, document.body[-1])
    return replace(document, body=body, signatures=signatures, note=note, after=after)


def measure(
    letters: tuple[tree.Document, ...], style: PageStyle, name: str, wanted: argparse.Namespace
) -> tuple[list[str], list[str]]:
    """Return which letters have a page with too few lines, and which differ between the formats."""
    pages = [one.content for one in map(_made, pdf.write(letters, style))]
    lonely = []
    for number, (letter, made) in enumerate(zip(letters, pages, strict=True)):
        few = lonely_pages(letter, made)
        if few:
            lonely.append(f"{name}-{number}: page {few} of {len(read_pdf_text(made))}")
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        for number, made in enumerate(pages):
            (wanted.keep / f"{name}-{number}.pdf").write_bytes(made)
    program = find_office()
    if not wanted.docx or program is None:
        return lonely, []
    words = [one.content for one in map(_made, docx.write(letters, style))]
    differ = []
    for number, (made, other) in enumerate(zip(pages, convert_to_pdf(program, words), strict=True)):
        if wanted.keep:
            (wanted.keep / f"{name}-{number}.docx").write_bytes(words[number])
            (wanted.keep / f"{name}-{number}.docx.pdf").write_bytes(other or b"")
        one, two = page_ends(made), page_ends(other or b"")
        if one != two:
            at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
            shown = [ends[at][-40:] if at < len(ends) else "" for ends in (one, two)]
            differ.append(f"{name}-{number}: {len(one)}/{len(two)} pages, {shown}")
    return lonely, differ


def _made(result: Written | Failure) -> Written:
    if isinstance(result, Failure):
        sys.exit(str(result))
    return result


def lonely_pages(document: tree.Document, content: bytes) -> list[int]:
    """Return the pages that have fewer than three lines of the letter's text."""
    placed = place(document, read_pdf_text(content))
    lines: dict[int, set[int]] = {one.page: set() for one in placed}
    for one in placed:
        if one.part in _TEXT:
            lines[one.page].add(round(one.words.box.bottom))
    return [page for page, found in lines.items() if len(found) < FEWEST_LINES]


def page_ends(content: bytes) -> list[str]:
    """Return the letters of the last line of each page."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=False
    )
    pages = read.stdout.decode("utf-8", "replace").split("\f")[:-1]
    return ["".join(filter(str.isalnum, page.strip().rpartition("\n")[2])) for page in pages]


if __name__ == "__main__":
    sys.exit(main())
