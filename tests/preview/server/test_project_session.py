"""Test that only what depends on an edited file is read again."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from tests.preview.server.served import write_project
from tests.signing import authority

from lettermerge.app.rosters.addressing import Letter
from lettermerge.errors import SettingsError, TemplateError
from lettermerge.letter.document import text
from lettermerge.preview.server.project_session import RenderedLetter, Session

#: What every letter is made of, and the ledger, which tells how far it has come.
READ = {"lettermerge.toml", "r.csv", "letters/a.md", "output/ledger.jsonl"}


class EditedProject:
    """A session, and the letter that was rendered last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = Session(folder)

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.folder / name
        old = path.read_text(encoding="utf-8")
        assert before in old
        path.write_text(old.replace(before, after), encoding="utf-8")

    def render(self, key: str = "a1") -> RenderedLetter:
        opened = self.session.open()
        self.letter = opened.index.rows[key]
        assert isinstance(self.letter, Letter)
        return self.session.render(opened.project, self.letter)

    def words(self, key: str = "a1") -> str:
        document = self.render(key).document
        assert document is not None
        return text(document)

    def is_fresh(self) -> bool:
        assert isinstance(self.letter, Letter)
        return self.session.dependencies(self.letter).is_fresh()

    def rendered_from(self) -> set[str]:
        self.render()
        return self.dependencies()

    def dependencies(self) -> set[str]:
        assert isinstance(self.letter, Letter)
        paths = self.session.dependencies(self.letter).files
        return {path.relative_to(self.folder).as_posix() for path in paths}


@pytest.fixture
def edited(tmp_path: Path) -> EditedProject:
    return EditedProject(write_project(tmp_path / "p"))


def test_a_letter_is_made_once(edited: EditedProject) -> None:
    assert edited.render() is edited.render()
    assert edited.render().pdf.startswith(b"%PDF-")


def test_an_edited_template_changes_the_letter_and_not_the_rows(edited: EditedProject) -> None:
    assert "Body for Ann" in edited.words()
    index = edited.session.open().index
    edited.edit("letters/a.md", "Body for", "Words for")
    assert "Words for Ann" in edited.words()
    assert edited.session.open().index is index


def test_an_edited_roster_changes_the_letter_and_not_the_templates(edited: EditedProject) -> None:
    edited.render()
    project = edited.session.open().project
    edited.edit("r.csv", "Testwright", "Testworth")
    assert "Ann Testworth" in edited.words()
    assert edited.session.open().project is project


def test_edited_settings_change_both(edited: EditedProject) -> None:
    edited.render()
    edited.edit("lettermerge.toml", "2023-07-20", "2023-07-21")
    assert "21 July 2023" in edited.words()


@pytest.mark.slow
def test_an_edited_theme_changes_the_page(edited: EditedProject) -> None:
    edited.edit("lettermerge.toml", "[recipients]", 'theme = "t"\n[recipients]')
    theme = edited.folder / "letters" / "themes" / "t" / "theme.toml"
    theme.parent.mkdir(parents=True)
    theme.write_text("[text]\nsize = 11\n", encoding="utf-8")
    before = edited.render().pdf
    theme.write_text("[text]\nsize = 13\n", encoding="utf-8")
    assert edited.render().pdf != before
    (theme.parent / "theme.css").write_text("p { color: red }", encoding="utf-8")
    assert edited.render().pdf != before


def test_the_files_read_are_those_of_this_letter(edited: EditedProject) -> None:
    (edited.folder / "letters" / "uk.md").write_text("For the United Kingdom.", encoding="utf-8")
    edited.edit("letters/a.md", "Body", '{% include parliament.id ~ ".md" ignore missing %} Body')
    assert "For the United Kingdom." in edited.words("a1")
    assert edited.dependencies() == {*READ, "letters/uk.md"}
    edited.words("a2")
    assert edited.dependencies() == {*READ, "letters/us.md"}
    (edited.folder / "letters" / "us.md").write_text("For the United States.", encoding="utf-8")
    assert "For the United States." in edited.words("a2")


def test_a_missing_include_is_read_when_it_is_there(edited: EditedProject) -> None:
    edited.edit("letters/a.md", "Body", '{% include "more.md" %} Body')
    (fault,) = edited.render().diagnostics
    assert (fault.code, fault.where.file, fault.where.line) == (
        "template.missing",
        "letters/a.md",
        4,
    )
    assert "letters/more.md" in edited.dependencies()
    (edited.folder / "letters" / "more.md").write_text("More.", encoding="utf-8")
    assert "More." in edited.words()


def test_a_missing_image_is_read_when_it_is_there(edited: EditedProject) -> None:
    edited.edit("letters/a.md", "Body", "![A map](map.svg)\n\nBody")
    assert edited.render().diagnostics[0].code == "asset.missing"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (edited.folder / "letters" / "map.svg").write_text(svg, encoding="utf-8")
    assert not [one for one in edited.render().diagnostics if one.severity == "error"]
    assert "letters/map.svg" in edited.dependencies()


def test_a_missing_certificate_is_read_when_it_is_there(edited: EditedProject) -> None:
    keys = 'cosigns = true\ncertificate = "thea.pem"\n'
    edited.edit("lettermerge.toml", "[[signatories]]\n", f"[[signatories]]\n{keys}")
    with pytest.raises(SettingsError):
        edited.render()
    authority.write_pem(edited.folder / "thea.pem", authority.certificate("ec"))
    assert edited.render().document is not None
    assert "thea.pem" in edited.dependencies()


def test_a_template_of_another_language_is_used_once_it_is_there(edited: EditedProject) -> None:
    edited.edit("r.csv", "gender,constituency", "gender,constituency,language")
    edited.edit("r.csv", "Mole & Dale", "Mole & Dale,fr")
    assert "Body for Ann" in edited.words()
    new = edited.folder / "letters" / "a.fr.md"
    assert edited.session.dependencies().includes(new)
    new.write_text("Bonjour {{ recipient.name }}", encoding="utf-8")
    assert "Bonjour Ann" in edited.words()


@pytest.mark.parametrize(
    ("name", "before", "after", "error"),
    [
        ("letters/a.md", "{% endif %}", "", TemplateError),
        ("lettermerge.toml", "template", "tempalte", SettingsError),
    ],
)
def test_what_is_broken_comes_back_when_it_is_fixed(
    edited: EditedProject, name: str, before: str, after: str, error: type[Exception]
) -> None:
    good = (edited.folder / name).read_text(encoding="utf-8")
    edited.render()
    edited.edit(name, before, after)
    for _ in range(2):
        with pytest.raises(error):
            edited.render()
    (edited.folder / name).write_text(good, encoding="utf-8")
    assert edited.render().pdf


def test_what_looks_wrong_is_diagnostics_of_its_letter(edited: EditedProject) -> None:
    edited.edit("letters/a.md", "Body for", "We ask Congress for")
    assert [one.code for one in edited.render("a1").diagnostics] == ["lint.foreign-word"]
    assert edited.render("a2").diagnostics == ()


def test_an_edited_profile_of_the_project_changes_salutation_and_address(
    edited: EditedProject,
) -> None:
    assert "Yours ever," not in edited.words()
    folder = edited.folder / "parliaments"
    folder.mkdir()
    profile = folder / "uk.toml"
    text_of = files("lettermerge.protocol").joinpath("parliaments/uk.toml")
    profile.write_text(text_of.read_text(encoding="utf-8"), encoding="utf-8")
    assert not edited.is_fresh()
    assert "parliaments/uk.toml" in edited.rendered_from()
    edited.edit("parliaments/uk.toml", 'Yours sincerely,"', 'Yours ever,"')
    assert not edited.is_fresh()
    assert "Yours ever," in edited.words()
    edited.edit("parliaments/uk.toml", 'id = "uk"', "id = ")
    with pytest.raises(SettingsError):
        edited.render()
    edited.edit("parliaments/uk.toml", "id = ", 'id = "uk"')
    assert "Yours ever," in edited.words()
