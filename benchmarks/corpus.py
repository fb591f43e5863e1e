"""The letters that all contestants make: one roster, one letter, merged beforehand for peers.

Peers get their words ready-made (JSON, and HTML for WeasyPrint), so that no merging is counted
against them; lettermerge reads the roster itself. That is the one of the United States Congress
where it lies beside the checkout, else an invented one of the same kind.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from lettermerge.app.pipeline import compose, style_of
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import Settings, load_settings
from lettermerge.letter.document import Document, block_texts
from lettermerge.writers.html import data_address, page
from lettermerge.writers.page_css import page_label, sheet

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "tests" / "projects" / "us-congress"
OWN_ROWS = 537  # members of Congress in the roster


def settings_of(project: Path, roster: str = "") -> Settings:
    """Return a project's settings without signing, for a `roster` of make_roster.py if given."""
    settings = unsealed(load_settings(project))
    if roster:
        one = replace(settings.recipients[0], source=roster, columns={}, constants={})
        settings = replace(settings, recipients=(one,))
    return settings


def roster_for(folder: Path, rows: int) -> str:
    """Return "" where the project's own roster is there and long enough, else an invented one."""
    own = PROJECT / load_settings(PROJECT).recipients[0].source
    if own.is_file() and rows <= OWN_ROWS:
        return ""
    return make_roster(folder, rows, "us")


def make_roster(folder: Path, rows: int, only: str = "") -> str:
    """Make a roster of invented names, of one parliament or of all six; return its path."""
    path = folder / f"roster-{only or 'all'}-{rows}.csv"
    script = Path(__file__).with_name("make_roster.py")
    subprocess.run([sys.executable, script, str(rows), path, "--only", only], check=True)
    return str(path)


def write_corpus(folder: Path, rows: int, roster: str) -> None:
    """Write letters.jsonl, page.css and the fonts that peers use into `folder`."""
    project = open_project(PROJECT, settings_of(PROJECT, roster))
    letters = address_rosters(project).letters[:rows]
    style = style_of(project, letters[0])
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as out:
        for letter in letters:
            document = compose(project, letter).document
            out.write(json.dumps(words(document) | {"html": page(document, data_address)}) + "\n")
    label = page_label("Page {page} of {pages}")
    faces = "".join(
        f"@font-face{{font-family:T;src:url({face.path.as_uri()});font-weight:{face.weight};"
        f"font-style:{face.style}}}"
        for face in style.family.faces
    )
    (folder / "page.css").write_text(faces + sheet(style, "T") + label, encoding="utf-8")
    (folder / "fonts").mkdir(exist_ok=True)
    for face in style.family.faces:
        (folder / "fonts" / face.path.name).write_bytes(face.path.read_bytes())


def words(document: Document) -> dict[str, object]:
    """Return what a letter says, part by part."""
    return {
        "head": [document.letterhead.name, *document.letterhead.lines],
        "date": document.date_line,
        "address": list(document.address_block),
        "subject": document.subject,
        "salutation": document.salutation,
        "paragraphs": list(block_texts(document.body)),
        "close": document.close,
        "signature": [one.name for one in document.signatures],
        "running": document.running_head,
    }
