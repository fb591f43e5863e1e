"""What all letters of an opened project share: whose paper they are on, and its marks."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.letter.test_scan_background import scan
from tests.writers.pdf.reading import faults

from lettermerge.app.pipeline import compose
from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import FILE_NAME, load_settings
from lettermerge.config.starter_files import make_project
from lettermerge.errors import SettingsError
from lettermerge.letter.document import Document, Letterhead
from lettermerge.writers.docx.pictures import natural_size
from lettermerge.writers.pdf import write
from lettermerge.writers.writer_interface import Written


def _open(folder: Path, country: str, letter: str = "") -> Project:
    make_project(folder, datetime.date(2023, 7, 20))
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8").replace("[letter]", f"[letter]\n{letter}")
    text = text.replace("[sender]", f'[sender]\ncountry = "{country}"')
    path.write_text(text, encoding="utf-8")
    return open_project(folder, load_settings(folder))


@pytest.mark.parametrize(
    ("country", "paper"), [("US", "letter"), ("MX", "letter"), ("GB", "a4"), ("DE", "a4")]
)
def test_the_senders_country_decides_the_paper_where_it_is_asked_to(
    tmp_path: Path, country: str, paper: str
) -> None:
    project = _open(tmp_path, country, 'paper = "sender"')
    assert {project.profiles[key].paper for key in ("eu", "us", "uk")} == {paper}


def test_else_the_recipients_parliament_decides(tmp_path: Path) -> None:
    project = _open(tmp_path, "DE")
    assert [project.profiles[key].paper for key in ("eu", "us")] == ["a4", "letter"]


def test_a_new_project_has_the_classic_theme_and_official_marks_the_folds(tmp_path: Path) -> None:
    project = _open(tmp_path, "GB")
    assert project.settings.letter.theme == "classic"
    assert project.styles["a4"].design.marks == ()
    path = tmp_path / FILE_NAME
    text = path.read_text(encoding="utf-8").replace('"classic"', '"official"')
    path.write_text(text, encoding="utf-8")
    official = open_project(tmp_path, load_settings(tmp_path))
    assert official.styles["a4"].design.marks == (105, 148.5, 210)


def test_a_long_sender_above_the_address_leaves_it_fewer_lines(tmp_path: Path) -> None:
    project = _open(tmp_path, "GB", 'place = "Town"')
    path = tmp_path / FILE_NAME
    text = path.read_text(encoding="utf-8").replace('"classic"', '"official"')
    path.write_text(text, encoding="utf-8")
    short = open_project(tmp_path, load_settings(tmp_path)).styles["a4"]
    path.write_text(text.replace('"1 Example Street"', f'"{"Example Street " * 6}"'), "utf-8")
    long = open_project(tmp_path, load_settings(tmp_path)).styles["a4"]
    assert (short.design.return_lines, long.design.return_lines) == (1, 3)
    assert long.address_lines < short.address_lines
    assert project.styles["a4"].design.return_lines == 0


def _put_paper(project: Path, paper: bytes) -> None:
    folder = project / "letters/themes/classic"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text('stationery.first = "paper.pdf"\n', encoding="utf-8")
    (folder / "paper.pdf").write_bytes(paper)


@pytest.mark.slow
def test_a_pdf_below_the_words_is_drawn_for_the_docx_at_300_dots_an_inch(tmp_path: Path) -> None:
    plain = _open(tmp_path / "plain", "GB")
    document = Document(
        "en", "Paper", "A", "2023-07-20", "", "", Letterhead("Sample Society"),
        "", (), "", "", (), "", (),
    )  # fmt: skip
    (paper,) = write([document], plain.styles["a4"])
    assert isinstance(paper, Written)
    _put_paper(tmp_path / "own", paper.content)
    project = _open(tmp_path / "own", "GB")
    sheet = project.assets.load("paper.pdf", project.theme.folder)
    assert (sheet.media_type, sheet.content) == ("application/pdf", paper.content)
    assert sheet.raster is not None
    inches = [side / 25.4 for side in natural_size(sheet.raster)]
    assert [round(one * 96 / 300, 1) for one in inches] == [8.3, 11.7]


def test_a_pdf_that_cannot_lie_below_the_words_is_refused_when_the_project_opens(
    tmp_path: Path,
) -> None:
    _put_paper(tmp_path, b"%PDF-1.7\nbroken")
    with pytest.raises(SettingsError) as found:
        _open(tmp_path, "GB")
    (fault,) = found.value.faults
    assert fault.code == "asset.unfit-sheet"
    assert "stationery.first" in fault.hint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ground", "theme", "said"),
    [
        (225, "", "a grey rectangle"),
        (255, "", ""),
        (255, '[stationery]\nfirst = "sheet.png"\n', "a white rectangle"),
        (225, "[signature]\ntransparent = true\n", ""),
    ],
)
def test_a_scan_that_shows_as_a_rectangle_is_said(
    tmp_path: Path, ground: int, theme: str, said: str
) -> None:
    """Once the theme makes it clear, both formats print it so."""
    make_project(tmp_path, datetime.date(2023, 7, 20))
    (tmp_path / "hand.png").write_bytes(scan(ground).content)
    folder = tmp_path / "letters/themes/own"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text(theme, encoding="utf-8")
    (folder / "sheet.png").write_bytes(scan(255).content)
    path = tmp_path / FILE_NAME
    text = path.read_text(encoding="utf-8").replace('"classic"', '"own"')
    text = text.replace("[[signatories]]", '[[signatories]]\nimage = "hand.png"', 1)
    path.write_text(text, encoding="utf-8")
    project = open_project(tmp_path, load_settings(tmp_path))
    found = [one for one in project.look_at_style() if one.code == "asset.scan-ground"]
    assert [one.where.file for one in found] == ["hand.png"] * bool(said)
    assert all(said in one.message for one in found)
    (letter, *_) = address_rosters(project).letters
    document = compose(project, letter).document
    image = document.signatures[0].image
    assert image is not None
    assert (image.content == scan(ground).content) == ("transparent" not in theme)
    (made,) = write([document], project.styles["a4"])
    assert isinstance(made, Written)
    assert (b"/SMask" in made.content) == ("transparent" in theme)
    assert faults(made.content) == []
