"""A project kept open: an edit reads again what it touches, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.preview.server.served import write_project
from tests.signing import authority

from lettermerge.app.addressing import Letter
from lettermerge.errors import SettingsError, TemplateError
from lettermerge.letter.document import text
from lettermerge.preview.server.session import Made, Session


class Looked:
    """A session, and what it was asked last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = Session(folder)

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.folder / name
        old = path.read_text(encoding="utf-8")
        assert before in old
        path.write_text(old.replace(before, after), encoding="utf-8")

    def make(self, key: str = "a1") -> Made:
        opened = self.session.open()
        self.letter = opened.book.rows[key]
        assert isinstance(self.letter, Letter)
        return self.session.make(opened.project, self.letter)

    def words(self, key: str = "a1") -> str:
        document = self.make(key).document
        assert document is not None
        return text(document)

    def reads(self) -> set[str]:
        assert isinstance(self.letter, Letter)
        files = self.session.reads(self.letter).files
        return {path.relative_to(self.folder).as_posix() for path in files}


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    return Looked(write_project(tmp_path / "p"))


def test_a_letter_is_made_once(looked: Looked) -> None:
    assert looked.make() is looked.make()
    assert looked.make().pdf.startswith(b"%PDF-")


def test_an_edited_template_changes_the_letter_and_not_the_rows(looked: Looked) -> None:
    assert "Body for Ann" in looked.words()
    rows = looked.session.open().book
    looked.edit("letters/a.md", "Body for", "Words for")
    assert "Words for Ann" in looked.words()
    assert looked.session.open().book is rows


def test_an_edited_roster_changes_the_letter_and_not_the_templates(looked: Looked) -> None:
    looked.make()
    project = looked.session.open().project
    looked.edit("r.csv", "Testwright", "Testworth")
    assert "Ann Testworth" in looked.words()
    assert looked.session.open().project is project


def test_edited_settings_change_both(looked: Looked) -> None:
    looked.make()
    looked.edit("lettermerge.toml", "2023-07-20", "2023-07-21")
    assert "21 July 2023" in looked.words()


def test_an_edited_theme_changes_the_page(looked: Looked) -> None:
    looked.edit("lettermerge.toml", "[recipients]", 'theme = "t"\n[recipients]')
    theme = looked.folder / "letters" / "themes" / "t" / "theme.toml"
    theme.parent.mkdir(parents=True)
    theme.write_text("[text]\nsize = 11\n", encoding="utf-8")
    before = looked.make().pdf
    theme.write_text("[text]\nsize = 13\n", encoding="utf-8")
    assert looked.make().pdf != before
    (theme.parent / "theme.css").write_text("p { color: red }", encoding="utf-8")
    assert looked.make().pdf != before


def test_the_files_read_are_those_of_this_letter(looked: Looked) -> None:
    (looked.folder / "letters" / "uk.md").write_text("For the United Kingdom.", encoding="utf-8")
    looked.edit("letters/a.md", "Body", '{% include parliament.id ~ ".md" ignore missing %} Body')
    assert "For the United Kingdom." in looked.words("a1")
    assert looked.reads() == {"lettermerge.toml", "r.csv", "letters/a.md", "letters/uk.md"}
    looked.words("a2")
    assert looked.reads() == {"lettermerge.toml", "r.csv", "letters/a.md", "letters/us.md"}
    (looked.folder / "letters" / "us.md").write_text("For the United States.", encoding="utf-8")
    assert "For the United States." in looked.words("a2")


def test_a_missing_include_is_read_when_it_is_there(looked: Looked) -> None:
    looked.edit("letters/a.md", "Body", '{% include "more.md" %} Body')
    (fault,) = looked.make().diagnostics
    assert (fault.code, fault.where.file, fault.where.line) == (
        "template.missing",
        "letters/a.md",
        4,
    )
    assert "letters/more.md" in looked.reads()
    (looked.folder / "letters" / "more.md").write_text("More.", encoding="utf-8")
    assert "More." in looked.words()


def test_a_missing_image_is_read_when_it_is_there(looked: Looked) -> None:
    looked.edit("letters/a.md", "Body", "![A map](map.svg)\n\nBody")
    assert looked.make().diagnostics[0].code == "asset.missing"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (looked.folder / "letters" / "map.svg").write_text(svg, encoding="utf-8")
    assert not [one for one in looked.make().diagnostics if one.severity == "error"]
    assert {"letters/map.svg", "letters/map.png"} <= looked.reads()


def test_a_missing_certificate_is_read_when_it_is_there(looked: Looked) -> None:
    keys = 'cosigns = true\ncertificate = "thea.pem"\n'
    looked.edit("lettermerge.toml", "[[signatories]]\n", f"[[signatories]]\n{keys}")
    with pytest.raises(SettingsError):
        looked.make()
    authority.write_pem(looked.folder / "thea.pem", authority.certificate("ec"))
    assert looked.make().document is not None
    assert "thea.pem" in looked.reads()


def test_a_template_of_another_language_is_used_once_it_is_there(looked: Looked) -> None:
    looked.edit("r.csv", "gender,constituency", "gender,constituency,language")
    looked.edit("r.csv", "Mole & Dale", "Mole & Dale,fr")
    assert "Body for Ann" in looked.words()
    new = looked.folder / "letters" / "a.fr.md"
    assert looked.session.reads().holds(new)
    new.write_text("Bonjour {{ recipient.name }}", encoding="utf-8")
    assert "Bonjour Ann" in looked.words()


@pytest.mark.parametrize(
    ("name", "before", "after", "error"),
    [
        ("letters/a.md", "{% endif %}", "", TemplateError),
        ("lettermerge.toml", "template", "tempalte", SettingsError),
    ],
)
def test_what_is_broken_comes_back_when_it_is_mended(
    looked: Looked, name: str, before: str, after: str, error: type[Exception]
) -> None:
    good = (looked.folder / name).read_text(encoding="utf-8")
    looked.make()
    looked.edit(name, before, after)
    for _ in range(2):
        with pytest.raises(error):
            looked.make()
    (looked.folder / name).write_text(good, encoding="utf-8")
    assert looked.make().pdf


def test_what_looks_wrong_is_said_of_its_letter(looked: Looked) -> None:
    looked.edit("letters/a.md", "Body for", "We ask Congress for")
    assert [one.code for one in looked.make("a1").diagnostics] == ["lint.foreign-word"]
    assert looked.make("a2").diagnostics == ()
