"""Each kind of file has its reader; others go through LibreOffice, or are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.importing import raw_letters as raw
from tests.importing import word_letters as word

from lettermerge.app.setup.letter_import import read_and_import
from lettermerge.errors import UsageError
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_format_dispatch import read_letter
from lettermerge.importing.source_letter import paragraphs
from lettermerge.inspection.libreoffice_page_count import find_office


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [("l.txt", b"Words"), ("l.md", b"Words"), ("l.html", b"<p>Words</p>"), ("LETTER", b"Words")],
)
def test_texts_are_read_by_their_ending(tmp_path: Path, name: str, data: bytes) -> None:
    letter = read_letter(written(tmp_path, name, data), lambda _: None)
    assert [one.text for one in paragraphs(letter.body) if one.text] == ["Words"]


@pytest.mark.parametrize("name", ["l.docx", "l.dotx"])
def test_word_files_are_read(tmp_path: Path, name: str) -> None:
    document = word.new()
    document.add_paragraph("Words")
    letter = read_letter(written(tmp_path, name, word.saved(document)), lambda _: None)
    assert [one.text for one in paragraphs(letter.body)] == ["Words"]


@pytest.mark.parametrize(
    ("name", "data", "hint"),
    [
        ("l.odt", b"PK", "install LibreOffice"),
        ("l.rtf", b"{\\rtf1}", "install LibreOffice"),
        ("l.doc", b"\xd0\xcf\x11\xe0", "install LibreOffice"),
        ("l.pdf", b"%PDF", "save it as .docx"),
        ("l.docx", b"text", "save the letter as .docx"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    tmp_path: Path, name: str, data: bytes, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_letter(written(tmp_path, name, data), lambda _: None)
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ["l.txt", "l.md", "l.html", "l.docx"])
def test_a_letter_without_a_word_is_refused_whatever_its_kind(tmp_path: Path, name: str) -> None:
    data = raw.word_file("<w:p/>", {"header": "<w:p/>"}) if name.endswith("docx") else b" \n"
    with pytest.raises(UsageError, match="holds no words"):
        read_letter(written(tmp_path, name, data), lambda _: None)
    told = raw.word_file("<w:p/>", {"header": raw.paragraph(raw.text("Words"))})
    if name.endswith("docx"):
        assert read_letter(written(tmp_path, name, told), lambda _: None).stories


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "no.docx", "no such file"), (tmp_path, "it is a folder")):
        with pytest.raises(UsageError, match=reason):
            read_letter(path, lambda _: None)


@pytest.mark.tools
def test_rtf_is_read_through_libreoffice(tmp_path: Path) -> None:
    if find_office() is None:
        pytest.skip("LibreOffice is not installed")
    rtf = (
        rb"{\rtf1\ansi Dear all,\par\par Words in \b bold\b0 .\par\par Sincerely,\par Jane Doe\par}"
    )
    made = read_and_import(written(tmp_path, "letter.rtf", rtf), FieldNames())
    assert "Words in **bold**." in made.files["letters/letter.md"].decode()
    assert made.letter is not None
    assert [one.name for one in made.letter.signatories] == ["Jane Doe"]
