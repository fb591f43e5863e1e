"""The faces that a DOCX carries: what is in them, how they are hidden, and who can read them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from tests.writers.docx.letters import A4
from tests.writers.specimens import letter

from lettermerge.diagnostics import Failure
from lettermerge.layout.fonts import SOURCE_SERIF, TIMES
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter.document import Document, Paragraph, Text
from lettermerge.writers.docx import write
from lettermerge.writers.docx.embedded_fonts import TABLE, obfuscated

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parts(document: Document, style: PageStyle = A4) -> dict[str, bytes]:
    (made,) = write([document], style)
    assert not isinstance(made, Failure), made
    with ZipFile(BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saying(text: str) -> Document:
    return replace(letter(), body=(Paragraph((Text(text),)),))


def faces(found: Mapping[str, bytes]) -> dict[tuple[str, str], TTFont]:
    """Return the font programs by family and element, read as ECMA-376 part 1, 17.8.1 says."""
    table = etree.fromstring(found[TABLE])
    related = etree.fromstring(found["word/_rels/fontTable.xml.rels"])
    targets = {one.get("Id", ""): one.get("Target", "") for one in related}
    read = {}
    for font in table:
        for one in font:
            content = bytearray(found["word/" + targets[one.get(R + "id", "")]])
            key = one.get(W + "fontKey", "")
            assert re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", key)
            digits = re.sub(r"\W", "", key)
            for n in range(32):
                content[n] ^= int(digits[30 - n % 16 * 2 : 32 - n % 16 * 2], 16)
            name = etree.QName(one).localname
            read[font.get(W + "name", ""), name] = TTFont(BytesIO(bytes(content)))
    return read


def test_a_letter_carries_the_four_faces_that_it_names() -> None:
    found = faces(parts(letter()))
    styles = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")
    assert [name for _, name in found] == list(styles)
    for (family, name), font in found.items():
        assert family == font["name"].getDebugName(1) == "Source Serif 4"
        assert bool(font["OS/2"].fsSelection & 1) == ("Italic" in name)
        assert {*range(0x20, 0x7F), ord("é"), ord("’")} <= {*font.getBestCmap()}
        assert ord("Ж") not in font.getBestCmap()
        assert {"GPOS", "GSUB"} <= {*font.keys()}


def test_the_files_do_not_begin_as_fonts_do() -> None:
    program = SOURCE_SERIF.faces[0].read()
    hidden = obfuscated(program)
    assert hidden[:4] != program[:4]
    assert hidden[32:] == program[32:]


@pytest.mark.parametrize(
    ("text", "kept"), [("Žofie", "Ž"), ("Ψήφος", "Ψ"), ("Жанна", "Ж"), ("Đặng", "ặ")]
)
def test_a_subset_has_the_blocks_of_the_letter(text: str, kept: str) -> None:
    regular = faces(parts(saying(text)))["Source Serif 4", "embedRegular"]
    assert ord(kept) in regular.getBestCmap()


def test_one_more_letter_with_other_characters_changes_no_other_file() -> None:
    alone = [one.content for one in write([letter()], A4) if not isinstance(one, Failure)]
    beside = [
        one.content
        for one in write([saying("Жанна"), letter(), saying("Ψήφος")], A4)
        if not isinstance(one, Failure)
    ]
    assert beside[1] == alone[0]
    assert len(beside) == 3


def test_what_the_face_lacks_comes_from_the_one_that_stands_in() -> None:
    found = faces(parts(saying("שלום")))
    assert ord("ש") in found["Tinos", "embedRegular"].getBestCmap()
    assert ord("e") not in found["Tinos", "embedRegular"].getBestCmap()
    assert b'w:cs="Tinos"' in parts(letter())["word/styles.xml"]


@pytest.mark.slow
def test_whole_faces_and_none() -> None:
    full = faces(parts(letter(), replace(A4, embed="full")))
    assert full["Source Serif 4", "embedRegular"].getBestCmap().keys() >= {0x416, 0x3A8}
    for style in (replace(A4, embed="none"), replace(A4, family=TIMES)):
        bare = parts(letter(), style)
        assert not [name for name in bare if "font" in name.casefold()]
        assert b"odttf" not in bare["[Content_Types].xml"]
        assert b"embedTrueTypeFonts" not in bare["word/settings.xml"]


@pytest.mark.slow
def test_word_keeps_subsets_when_it_saves() -> None:
    settings = parts(letter())["word/settings.xml"]
    assert settings.index(b"embedTrueTypeFonts") < settings.index(b"saveSubsetFonts")
    assert b"saveSubsetFonts" not in parts(letter(), replace(A4, embed="full"))["word/settings.xml"]


MOST = 150 * 1024


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("Ann", MOST), ("Žofie, Đặng", MOST), ("Ψήφος", MOST), ("Жанна", MOST),
        ("שלום", MOST), ("Žofie, Ψήφος, Жанна, Đặng", MOST),
    ],
)  # fmt: skip
def test_a_file_grows_by_150_kilobytes_at_most(text: str, limit: int) -> None:
    (with_faces, without) = (
        next(iter(write([saying(text)], style))) for style in (A4, replace(A4, embed="none"))
    )
    assert not isinstance(with_faces, Failure)
    assert not isinstance(without, Failure)
    assert len(with_faces.content) - len(without.content) < limit


def test_a_character_that_no_embedded_face_has_fails_its_letter() -> None:
    (failed,) = write([saying("A ក here")], A4)
    assert isinstance(failed, Failure)
    assert [one.code for one in failed.diagnostics] == ["letter.missing-glyph"]
    assert "U+1780 KHMER LETTER KA" in failed.diagnostics[0].message
    (made,) = write([saying("A ក here")], replace(A4, embed="none"))
    assert not isinstance(made, Failure)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_prints_with_them_on_a_machine_that_lacks_them(tmp_path: Path) -> None:
    (made,) = write([saying("Žofie asks the office to affirm, שלום, Ψήφος, Жанна.")], A4)
    assert not isinstance(made, Failure)
    (tmp_path / "a.docx").write_bytes(made.content)
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        "<dir>/usr/share/fonts/truetype/dejavu</dir>"
        f"<cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx"),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    listed = subprocess.run(
        ["pdffonts", str(tmp_path / "a.pdf")], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert "SourceSerif4-Regular" in listed
    assert "SourceSerif4-Bold" in listed
    assert "Tinos" in listed
    assert "DejaVu" not in listed
