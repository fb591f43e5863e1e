"""The letters that all contestants make: one roster, one letter, merged beforehand for peers.

Peers get their words ready-made (JSON, and HTML for WeasyPrint), so that no merging is counted
against them; lettermerge reads the roster itself.
"""

from __future__ import annotations

import json
from pathlib import Path

from lettermerge.audience import read_audience
from lettermerge.fonts import FACES
from lettermerge.letter.document import Document, block_texts
from lettermerge.pipeline import compose, style_of, unsealed
from lettermerge.project import open_project
from lettermerge.settings import load_settings
from lettermerge.writers.html import data_address, page
from lettermerge.writers.sheet import page_label, sheet

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "tests" / "projects" / "us-congress"


def write_corpus(folder: Path, rows: int) -> None:
    """Write letters.jsonl, page.css and the fonts that peers use into `folder`."""
    project = open_project(PROJECT, unsealed(load_settings(PROJECT)))
    letters = read_audience(project).letters[:rows]
    style = style_of(project, letters[0])
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as out:
        for letter in letters:
            document = compose(project, letter).document
            out.write(json.dumps(words(document) | {"html": page(document, data_address)}) + "\n")
    label = page_label("Page {page} of {pages}")
    faces = "".join(
        f"@font-face{{font-family:T;src:url({face.path.as_uri()});font-weight:{face.weight};"
        f"font-style:{face.style}}}"
        for face in FACES
    )
    (folder / "page.css").write_text(faces + sheet(style, "T") + label, encoding="utf-8")
    (folder / "fonts").mkdir(exist_ok=True)
    for face in FACES:
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
