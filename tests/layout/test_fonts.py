"""The bundled faces are those whose origin is recorded, and have the scripts that are promised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lettermerge.config.theme import BUNDLED
from lettermerge.layout import fonts

ORIGIN = Path(fonts.__file__).with_name("ORIGIN.md")

#: Unicode blocks that names and addresses of the parliaments' languages are written in. Tinos has
#: all of them, and stands in for what another face lacks.
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
    assert len(fonts.FACES) == 12
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
    family = next(one for one in fonts.FAMILIES.values() if face in one.faces)
    assert font["name"].getDebugName(1) == family.name
    assert "SIL Open Font License" in font["name"].getDebugName(13)
    assert font["OS/2"].usWeightClass == {"normal": 400, "bold": 700}[face.weight]
    assert bool(font["OS/2"].fsSelection & 1) == (face.style == "italic")
    assert font["OS/2"].fsType == 0, "embedding must be allowed without restriction"


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("face", fonts.TINOS.faces, ids=lambda face: face.file)
def test_faces_have_every_assigned_character_of(face: fonts.Face, block: str) -> None:
    assert missing_characters(face.path, BLOCKS[block]) == []


#: What the languages of the parliaments, and of the countries that write to them, need.
NEEDED: dict[str, str | range] = {
    "Latin-1": range(0xA0, 0x100),
    "Romanian, Croatian, Polish, Turkish": "ȘșȚțČčĆćĐđŁłŃńŐőŰűŽžĞğİıŞş",
    "Vietnamese": "ẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẾếỆệỈỉỊịỌọỐốỘộỚớỢợỤụỨứỰựỲỳỴỵỶỷỸỹƠơƯưĐđ",
    "romanised Arabic and Sanskrit": "ḤḥṢṣḌḍṬṭẒẓṚṛṂṃṆṇĀāĪīŪū",
    "Greek": "".join(chr(code) for code in range(0x391, 0x3CF) if code != 0x3A2) + "ΆΈΉΊΌΎΏ",
    "Cyrillic": range(0x400, 0x460),
    "Māori": "ĀāĒēĪīŌōŪū",
    "signs": "“”‘’«»„‚–—…€£•−‰",
}


@pytest.mark.parametrize("script", NEEDED)
@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.file)
def test_every_face_has_what_is_needed_in(face: fonts.Face, script: str) -> None:
    known = TTFont(face.path, lazy=True).getBestCmap()
    codes = [one if isinstance(one, int) else ord(one) for one in NEEDED[script]]
    assert [chr(code) for code in codes if code not in known] == []


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.file)
def test_faces_have_static_truetype_outlines(face: fonts.Face) -> None:
    font = TTFont(face.path, lazy=True)
    assert "glyf" in font
    assert "fvar" not in font


def test_themes_may_name_the_bundled_families() -> None:
    assert tuple(fonts.FAMILIES) == BUNDLED
    assert fonts.TIMES.faces == fonts.TINOS.faces


def test_a_script_that_the_faces_lack_is_found() -> None:
    khmer = range(0x1780, 0x17B4)
    assert len(missing_characters(fonts.FACES[0].path, khmer)) == len(khmer)


LICENCES = {
    "Tinos": "The Tinos Project Authors",
    "Source-Serif": "The Source Serif 4 Project Authors",
    "Source-Sans": "Adobe",
}


def test_licence_text_travels_with_the_faces() -> None:
    for name, author in LICENCES.items():
        text = ORIGIN.with_name(f"OFL-{name}.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert author in text


def test_family_name_is_of_no_bundled_face() -> None:
    names = {TTFont(face.path, lazy=True)["name"].getDebugName(1) for face in fonts.FACES}
    own = [one.private_name for one in (fonts.SOURCE_SERIF, fonts.SOURCE_SANS, fonts.TINOS)]
    assert own[0] == "Source Serif 4 of Lettermerge"
    assert len({*own, *names}) == len(own) + len(names)


def test_two_themes_with_faces_of_one_name_are_told_apart() -> None:
    faces = fonts.TINOS.faces
    one, other = (replace(faces[0], sha256=char * 64, content=b"x") for char in "ab")
    first, second = (fonts.FontFamily("Own", (face, *faces[1:])) for face in (one, other))
    assert first.private_name != second.private_name


def test_a_name_with_quotes_stays_one_name_in_css() -> None:
    (name,) = fonts.private_names((fonts.FontFamily("It's\\a", fonts.TINOS.faces),))
    assert name == r"'It\27 s\5c a of Lettermerge'"
