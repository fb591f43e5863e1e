"""The bundled faces are those whose origin is recorded, and have the scripts that are promised."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lettermerge.layout import fonts

ORIGIN = Path(fonts.__file__).with_name("ORIGIN.md")

#: Unicode blocks that names and addresses of the parliaments' languages are written in.
BLOCKS = {
    "Basic Latin": range(0x20, 0x7F),
    "Latin-1 Supplement": range(0xA0, 0x100),
    "Latin Extended-A": range(0x100, 0x180),
    "Latin Extended-B": range(0x180, 0x250),
    "Latin Extended Additional (Vietnamese)": range(0x1E00, 0x1F00),
    "Greek and Coptic": range(0x370, 0x400),
    "Greek Extended": range(0x1F00, 0x2000),
    "Cyrillic": range(0x400, 0x500),
    "Cyrillic Supplement": range(0x500, 0x530),
}


def mismatched_files(faces: tuple[fonts.Face, ...]) -> list[str]:
    """Return the files whose content does not have the recorded hash."""
    return [
        face.file for face in faces if sha256(face.path.read_bytes()).hexdigest() != face.sha256
    ]


def missing_characters(path: Path, block: range) -> list[str]:
    """Return the assigned characters of `block` that the face at `path` lacks."""
    known = TTFont(path, lazy=True).getBestCmap()
    return [
        f"U+{code:04X}"
        for code in block
        if unicodedata.category(chr(code)) != "Cn" and code not in known
    ]


def test_every_face_has_its_recorded_hash() -> None:
    assert len(fonts.FACES) == 4
    assert mismatched_files(fonts.FACES) == []


def test_a_face_with_another_content_is_found() -> None:
    regular, italic = fonts.FACES[:2]
    swapped = fonts.Face(regular.weight, regular.style, italic.file, regular.sha256)
    assert mismatched_files((swapped,)) == [italic.file]


def test_origin_names_the_same_files_and_hashes() -> None:
    rows = re.findall(r"\| `(\S+\.ttf)` \| `([0-9a-f]{64})` \|", ORIGIN.read_text("utf-8"))
    assert dict(rows) == {face.file: face.sha256 for face in fonts.FACES}


def test_no_font_file_is_unaccounted_for() -> None:
    files = {path.name for path in ORIGIN.parent.iterdir() if path.suffix in {".ttf", ".otf"}}
    assert files == {face.file for face in fonts.FACES}


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.file)
def test_faces_say_what_they_are(face: fonts.Face) -> None:
    font = TTFont(face.path, lazy=True)
    assert font["name"].getDebugName(1) == "Tinos"
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert font["OS/2"].usWeightClass == {"normal": 400, "bold": 700}[face.weight]
    assert bool(font["OS/2"].fsSelection & 1) == (face.style == "italic")
    assert font["OS/2"].fsType == 0, "embedding must be allowed without restriction"


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.file)
def test_faces_have_every_assigned_character_of(face: fonts.Face, block: str) -> None:
    assert missing_characters(face.path, BLOCKS[block]) == []


def test_a_script_that_the_faces_lack_is_found() -> None:
    khmer = range(0x1780, 0x17B4)
    assert len(missing_characters(fonts.FACES[0].path, khmer)) == len(khmer)


def test_licence_text_travels_with_the_faces() -> None:
    text = ORIGIN.with_name("OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "The Tinos Project Authors" in text


def test_family_name_is_of_no_bundled_face() -> None:
    names = {TTFont(face.path, lazy=True)["name"].getDebugName(1) for face in fonts.FACES}
    assert fonts.family_name() == "Lettermerge Tinos"
    assert fonts.family_name() not in names
