"""A file is up to date exactly if making it again would give the same bytes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.series import cases, dice
from tests.tiny import Tiny

SETTINGS = """
[letter]
template = "a.md"
date = 2023-07-20
theme = "t"
[recipients]
source = "r.csv"
[sender]
name = "Specimen Alliance"
address = ["1 Specimen Street"]
country = "CH"
about = "About the *sender*."
[[signatories]]
name = "Specimen Alliance"
role = "Specimen role"
[signing]
identity = "none"
[envelopes]
letter = "10"
[parliaments.uk]
spelling = "british"
"""
TEMPLATE = """---
subject: A subject for {{ parliament.name }}
---
Body for **{{ recipient.name }}** of {{ recipient.constituency }}. It's "typed".

{% include "part.md" %}
![Two squares](picture.svg)
"""
ROSTER = """id,parliament,chamber,office,title,given_name,family_name,gender,constituency,unused
a1,uk,commons,,Ms,Ann,Testwright,f,Mole & Dale,1
c1,ca,commons,Chair of the Standing Committee on Sample Affairs,,Ben,Testman,m,Examplia,2
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h4v4z"/></svg>'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
THEME = """[text]
size = 11.0
family = "Times New Roman"
[colours]
accent = "#102030"
[letterhead]
#letterhead
"""
TOML, THEME_FILE = "lettermerge.toml", "letters/themes/t/theme.toml"

#: File, what is in it, what replaces it.
EDITS: dict[str, tuple[str, str, str]] = {
    "date": (TOML, "2023-07-20", "2023-07-21"),
    "punctuation": (TOML, 'theme = "t"', 'theme = "t"\nsmart_punctuation = true'),
    "no theme": (TOML, 'theme = "t"\n', ""),
    "language": (TOML, 'theme = "t"', 'theme = "t"\nlanguage = "en-US"'),
    "sender": (TOML, '[sender]\nname = "Specimen', '[sender]\nname = "Sample'),
    "address": (TOML, "1 Specimen", "2 Specimen"),
    "country": (TOML, '"CH"', '"CA"'),
    "about": (TOML, "*sender*", "**sender**"),
    "role": (TOML, "Specimen role", ""),
    "no envelope": (TOML, 'letter = "10"', 'letter = ""'),
    "another envelope": (TOML, 'letter = "10"', 'letter = "c5"'),
    "spelling": (TOML, '"british"', '"american"'),
    "comment in settings": (TOML, "[sender]", "# a comment\n[sender]"),
    "words": ("letters/a.md", "Body for", "Text for"),
    "spaces": ("letters/a.md", "Body for", "Body   for"),
    "comment": ("letters/a.md", "Body for", "{# nothing #}Body for"),
    "subject": ("letters/a.md", "A subject", "The subject"),
    "partial": ("letters/part.md", "Part.", "- Part."),
    "alt": ("letters/a.md", "Two squares", "A square"),
    "size": (THEME_FILE, "11.0", "10.5"),
    "accent": (THEME_FILE, "#102030", "#302010"),
    "family": (THEME_FILE, "Times New Roman", "Tinos"),
    "another family": (THEME_FILE, "Times New Roman", "Source Sans 3"),
    "no fallback": (THEME_FILE, "[colours]", 'fallback = ""\n[colours]'),
    "embed": (THEME_FILE, "[colours]", 'embed = "full"\n[colours]'),
    "embed another": (
        THEME_FILE, '"Times New Roman"', '"Source Sans 3"\nembed = "none"'
    ),
    "image height": (THEME_FILE, "#letterhead", "image_height = 9.0"),
    "emblem": (THEME_FILE, "#letterhead", 'image_alt = "A mark"'),
    "hand": (THEME_FILE, "[colours]", "[signature]\nimage_height = 9.0\n[colours]"),
    "tagline": (THEME_FILE, "#letterhead", 'tagline = "Sample"'),
    "css": ("letters/themes/t/theme.css", "0mm", "1mm"),
    "name": ("r.csv", "Testwright", "Testsmith"),
    "seat": ("r.csv", "Examplia", "Samplia"),
    "office": ("r.csv", "Sample Affairs", "Specimen Affairs"),
    "title": ("r.csv", "Ms,Ann", "Dr,Ann"),
    "unused": ("r.csv", ",1\n", ",9\n"),
}  # fmt: skip
#: These may redo a file that comes out the same: pages fold the spaces that a DOCX prints.
INERT = {"css", "spaces"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose letters were made."""
    return tmp_path_factory.mktemp("made")


def _make(folder: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    tiny = Tiny(folder, capsys)
    if not (folder / "output").exists():
        tiny.write(TOML, SETTINGS)
        tiny.write("letters/a.md", TEMPLATE)
        tiny.write("letters/part.md", "Part.\n\n")
        tiny.write("letters/picture.svg", SVG)
        tiny.write("letters/picture.png", PNG)
        tiny.write(THEME_FILE, THEME)
        tiny.write("letters/themes/t/theme.css", ".tagline { margin-top: 0mm }")
        tiny.write("r.csv", ROSTER)
        code, out, err = tiny.run("render", "-q")
        assert code == 0, out + err
    return tiny


def _check(
    made: Path, folder: Path, names: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    _make(made, capsys)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    tiny = Tiny(folder, capsys)
    before = {(f["id"], f["format"]): folder / "output" / f["path"] for f in _plan(tiny)}
    for name in names:
        file, old, new = EDITS[name]
        text = (folder / file).read_text("utf-8")
        if old in text:
            tiny.write(file, text.replace(old, new, 1))
    planned = _plan(tiny)
    code, out, err = tiny.run("render", "-q", "-o", "fresh")
    assert code == 0, out + err
    assert len(planned) == 4
    for one in planned:
        what = (*names, one["id"], one["format"], one["reasons"])
        fresh = (folder / "fresh" / one["path"]).read_bytes()
        if fresh != before[one["id"], one["format"]].read_bytes():
            assert one["action"] == "write", what
        elif not INERT.intersection(names):
            assert one["action"] in ("keep", "move"), what


def _plan(tiny: Tiny) -> list[dict[str, str]]:
    code, out, err = tiny.run("status", "--json")
    assert code == 0, out + err
    files: list[dict[str, str]] = json.loads(out)["files"]
    return files


@pytest.mark.parametrize("name", EDITS)
def test_a_file_is_redone_exactly_if_a_byte_of_it_changes(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    _check(made, tmp_path, [name], capsys)


@pytest.mark.soak
def test_so_it_is_after_several_edits(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = dice("fingerprint")
    for number in range(cases(100)):
        names = draw.sample([*EDITS], draw.randint(2, 4))
        _check(made, tmp_path / str(number), names, capsys)
