"""A letter in a second language joins the first: its name, its theme and the images of both."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from PIL import Image

from lettermerge.app.setup.letter_import import import_into
from lettermerge.app.setup.new_project import make_new_project

TEXTS = {
    "EN": "We write to you about the rivers of the south, which are in danger, and we ask for an "
    "answer to this letter.",
    "FR": "Nous vous écrivons au sujet des rivières du sud, qui sont en danger, et nous demandons "
    "une réponse à cette lettre.",
}


def write_letter(path: Path, words: str, colour: str) -> Path:
    """Write a letter in Word with a logo in its header."""
    logo = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(logo, "PNG")
    document = Document()
    document.sections[0].header.paragraphs[0].add_run().add_picture(logo, width=Mm(30))
    for line in ("Dear Madam,", words, "Yours faithfully,", "Ann Sample"):
        document.add_paragraph(line)
    document.save(str(path))
    return path


@pytest.mark.parametrize(("colour", "left"), [("red", 0), ("blue", 1)])
def test_only_another_logo_is_named_as_left_behind(tmp_path: Path, colour: str, left: int) -> None:
    project = tmp_path / "p"
    first = write_letter(tmp_path / "Our letter EN.docx", TEXTS["EN"], "red")
    make_new_project(project, datetime.date(2026, 1, 15), letter=first)
    assert (project / "letters/our-letter.md").is_file()
    second = write_letter(tmp_path / "Notre lettre (FR).docx", TEXTS["FR"], colour)
    report = import_into(project, second)
    assert report.template == "letters/our-letter.fr.md"
    assert sum(one.words.startswith("image ") for one in report.dropped) == left


@pytest.mark.parametrize(
    ("stem", "name"),
    [("Letter-en", "letter"), ("Letter FR", "letter-fr"), ("Letter to MP", "letter-to-mp")],
)
def test_only_the_letter_s_own_language_is_left_out_of_its_name(
    tmp_path: Path, stem: str, name: str
) -> None:
    letter = tmp_path / f"{stem}.txt"
    letter.write_text(f"Dear Madam,\n\n{TEXTS['EN']}\n\nYours\n", encoding="utf-8")
    make_new_project(tmp_path / "p", datetime.date(2026, 1, 15), letter=letter)
    assert (tmp_path / f"p/letters/{name}.md").is_file()
