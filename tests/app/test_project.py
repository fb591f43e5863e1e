"""What all letters of an opened project share: whose paper they are on, and its marks."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from lettermerge.app.project import Project, open_project
from lettermerge.config.settings import FILE_NAME, load_settings
from lettermerge.config.starter import make_project


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
