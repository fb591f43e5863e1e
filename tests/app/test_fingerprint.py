"""A file is up to date exactly if making it again would give the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.app.edited_project import (
    COMMON_EDITS,
    LETTER,
    PNG,
    ROWS,
    TOML,
    Edit,
    apply_edit,
    copy_edited,
    make_letters,
)
from tests.memory import ENVIRONMENT
from tests.series import cases, dice
from tests.signing import authority
from tests.signing.material import SIGNED_AT
from tests.tiny import Tiny
from tests.writers.pdf.reading import tagged_text

from lettermerge.app import fingerprint
from lettermerge.app.batch.batch import prepare
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.signing.sealing import Signer
from lettermerge.cli import render_request
from lettermerge.config.settings import load_settings
from lettermerge.layout.fonts import TINOS

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
THEME = """[text]
size = 11.0
family = "Times New Roman"
[colours]
accent = "#102030"
[letterhead]
#letterhead
"""
THEME_FILE = "letters/themes/t/theme.toml"

EDITS: dict[str, Edit] = COMMON_EDITS | {
    "punctuation": (TOML, 'theme = "t"', 'theme = "t"\nsmart_punctuation = true'),
    "no theme": (TOML, 'theme = "t"\n', ""),
    "language": (TOML, 'theme = "t"', 'theme = "t"\nlanguage = "en-US"'),
    "address": (TOML, "1 Specimen", "2 Specimen"),
    "about": (TOML, "*sender*", "**sender**"),
    "role": (TOML, "Specimen role", ""),
    "no envelope": (TOML, 'letter = "10"', 'letter = ""'),
    "another envelope": (TOML, 'letter = "10"', 'letter = "c5"'),
    "spaces": (LETTER, "Body for", "Body   for"),
    "partial": ("letters/part.md", "Part.", "- Part."),
    "alt": (LETTER, "Two squares", "A square"),
    "size": (THEME_FILE, "11.0", "10.5"),
    "accent": (THEME_FILE, "#102030", "#302010"),
    "family": (THEME_FILE, "Times New Roman", "Tinos"),
    "another family": (THEME_FILE, "Times New Roman", "Source Sans 3"),
    # each of these still fits a theme in which another of them was made
    "no fallback": (THEME_FILE, "size =", 'fallback = ""\nsize ='),
    "embed": (THEME_FILE, "[text]\nsize", '[text]\nembed = "full"\nsize'),
    "embed another": (
        THEME_FILE, '[text]\nsize = 11.0\nfamily = "Times New Roman"',
        '[text]\nembed = "none"\nsize = 11.0\nfamily = "Source Sans 3"',
    ),
    "image height": (THEME_FILE, "#letterhead", "image_height = 9.0"),
    "emblem": (THEME_FILE, "#letterhead", 'image_alt = "A mark"'),
    "hand": (THEME_FILE, "[colours]", "[signature]\nimage_height = 9.0\n[colours]"),
    "tagline": (THEME_FILE, "#letterhead", 'tagline = "Sample"'),
    "css": ("letters/themes/t/theme.css", "0mm", "1mm"),
    "seat": (ROWS, "Examplia", "Samplia"),
    "office": (ROWS, "Sample Affairs", "Specimen Affairs"),
    "title": (ROWS, "Ms,Ann", "Dr,Ann"),
    "unused": (ROWS, ",1\n", ",9\n"),
}  # fmt: skip
#: These may redo a file that comes out the same: pages fold the spaces that a DOCX prints.
INERT = {"css", "spaces"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose letters were made."""
    return tmp_path_factory.mktemp("made")


def _files(settings: str = SETTINGS) -> dict[str, str | bytes]:
    return {
        TOML: settings, LETTER: TEMPLATE, "letters/part.md": "Part.\n\n",
        "letters/picture.svg": SVG, "letters/picture.png": PNG, THEME_FILE: THEME,
        "letters/themes/t/theme.css": ".tagline { margin-top: 0mm }", ROWS: ROSTER,
    }  # fmt: skip


def _check(
    made: Path, folder: Path, names: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_letters(made, _files(), capsys)
    before = {(f["id"], f["format"]): folder / "output" / f["path"] for f in _plan(project)}
    tiny = copy_edited(project, folder, (EDITS[name] for name in names))
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


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_a_file_is_redone_exactly_if_a_byte_of_it_changes(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    _check(made, tmp_path, [name], capsys)


@pytest.mark.slow
@pytest.mark.soak
def test_so_it_is_after_several_edits(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = dice("fingerprint")
    for number in range(cases(100)):
        names = draw.sample([*EDITS], draw.randint(2, 4))
        _check(made, tmp_path / str(number), names, capsys)


def picture(colour: str, comment: str = "") -> bytes:
    """Return a PNG; a comment is in its bytes alone."""
    out, told = BytesIO(), PngInfo()
    if comment:
        told.add_text("Comment", comment)
    Image.new("RGB", (8, 6), colour).save(out, "PNG", pnginfo=told)
    return out.getvalue()


HAND, MARK = "letters/hand.png", "letters/themes/t/mark.png"
DRAWING = "letters/picture.svg"
#: File, its new bytes, and the formats that print it.
IMAGE_EDITS: dict[str, tuple[str, bytes, set[str]]] = {
    "signature": (HAND, picture("blue"), {"pdf", "docx"}),
    "emblem": (MARK, picture("green"), {"pdf", "docx"}),
    "drawing": (DRAWING, SVG.replace("h4v4z", "h5v5z").encode(), {"pdf", "docx"}),
    "nobody's": ("letters/other.png", picture("red"), set()),
    "comment": (HAND, picture("white", "a comment"), {"pdf", "docx"}),
}


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose letters print images of the letter, the theme and a signatory."""
    return tmp_path_factory.mktemp("pictured")


def _picture(folder: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    with_mark = THEME.replace("#letterhead", 'image = "mark.png"\nimage_alt = "A mark"')
    files = _files(SETTINGS.replace("role =", f'image = "{HAND}"\nrole ='))
    files |= {HAND: picture("white"), MARK: picture("white"), "letters/other.png": PNG}
    return make_letters(folder, files | {THEME_FILE: with_mark}, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("name", IMAGE_EDITS)
def test_an_edited_image_redoes_the_formats_that_print_it(
    pictured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Both formats share the hash of their images, so one may be redone with the other."""
    file, content, formats = IMAGE_EDITS[name]
    tiny = copy_edited(_picture(pictured, capsys), tmp_path, [(file, "", content)])
    planned = _plan(tiny)
    code, out, err = tiny.run("render", "-q", "-o", "fresh")
    assert code == 0, out + err
    changed = {
        one["format"]
        for one in planned
        if (tmp_path / "fresh" / one["path"]).read_bytes()
        != (tmp_path / "output" / one["path"]).read_bytes()
    }
    assert changed == formats
    for one in planned:
        what = (one["id"], one["format"], one["reasons"])
        if one["format"] in formats:
            assert one["action"] == "write", what
        elif not formats:
            assert one["action"] == "keep", what


#: Runs the program with another first face of Tinos: the file in argv[1].
WITH_FACE = """
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from lettermerge.layout import fonts

path = Path(sys.argv[1])
hash = sha256(path.read_bytes()).hexdigest()
faces = fonts.TIMES.faces
edited = replace(faces[0], file=str(path), sha256=hash)
for name in ("Times New Roman", "Tinos"):
    fonts.FAMILIES[name] = replace(fonts.FAMILIES[name], faces=(edited, *faces[1:]))
from lettermerge.cli.application import run
for command in (["status", "--json"], ["render", "-q", "-o", "fresh"]):
    assert run(command) == 0
"""


@pytest.mark.slow
def test_an_edited_face_redoes_the_pdf_that_embeds_it(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project"
    copy_edited(make_letters(made, _files(), capsys), folder)
    with TTFont(TINOS.faces[0].path) as font:
        glyphs = font["glyf"]
        glyphs["a"] = glyphs["e"]
        font.save(tmp_path / "edited.ttf")
    done = subprocess.run(
        [sys.executable, "-c", WITH_FACE, str(tmp_path / "edited.ttf")],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files: list[dict[str, str]] = json.loads(done.stdout)["files"]
    assert len(files) == 4
    for one in files:
        same = [(folder / place / one["path"]).read_bytes() for place in ("output", "fresh")]
        assert (same[0] == same[1]) == (one["format"] == "docx"), one
        assert one["action"] == ("keep" if one["format"] == "docx" else "write"), one


SIGNED = SETTINGS.replace('identity = "none"', 'identity = "one.p12"')
#: What is replaced in the settings, by what, and whether the letters are signed again.
POLICIES = {
    "another signer": ("one.p12", "two.p12", True),
    "the same signer in another file": ("one.p12", "moved.p12", False),
    "nobody": ("one.p12", "none", True),
    "certified": ('"one.p12"', '"one.p12"\ncertify = "fill-forms"', True),
    "visible": ('"one.p12"', '"one.p12"\nvisible_line = true', True),
    "a server that B-B does not ask": (
        '"one.p12"', '"one.p12"\ntimestamp_url = "http://127.0.0.1:9/"', False,
    ),
    "a passphrase that no file needs": (
        '"one.p12"', '"one.p12"\npassphrase_file = "pass.txt"', False,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose letters were signed."""
    return tmp_path_factory.mktemp("signed")


def _sign(
    signed: Path, folder: Path, capsys: pytest.CaptureFixture[str], settings: str = SIGNED
) -> Tiny:
    """Return a copy of the project with its letters signed; it is made once for each settings."""
    kept = signed / str(abs(hash(settings)))
    if not kept.exists():
        kept.mkdir()
        for name in ("one", "moved"):
            authority.write_pkcs12(kept / f"{name}.p12", "ec", "")
        other = authority.certificate("p384", "Quentin Other")
        authority.write_pkcs12(kept / "two.p12", "p384", "", other)
    files = _files(settings) | {"pass.txt": "unused\n"}
    return copy_edited(make_letters(kept, files, capsys), folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", POLICIES)
def test_letters_are_signed_again_exactly_if_the_policy_of_the_signer_changes(
    signed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    tiny = _sign(signed, tmp_path, capsys)
    assert {one["action"] for one in _plan(tiny)} == {"keep"}
    old, new, again = POLICIES[name]
    tiny.write(TOML, SIGNED.replace(old, new, 1))
    planned = _plan(tiny)
    assert len(planned) == 4
    assert {one["action"] for one in planned} == {"write" if again else "keep"}
    if again:
        assert all("signer" in one["reasons"] for one in planned)
    before = tiny.files()
    code, out, err = tiny.run("render", "-q")
    assert code == 0, out + err
    for one in _plan(tiny):
        assert one["action"] == "keep", (one["path"], one["reasons"])
        if again and one["format"] == "docx":  # signed within one second it may be the same file
            continue
        assert (tiny.files()[one["path"]] != before[one["path"]]) == again


def _on(day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line believe that it is a day of March 2026, which certificates cover."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(2026, 3, day, 9, 0, tzinfo=tz or UTC)

    monkeypatch.setattr(render_request, "datetime", Clock)


@pytest.mark.slow
def test_the_day_of_the_visible_line_makes_no_letter_out_of_date(
    signed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visible = SIGNED.replace('"one.p12"', '"one.p12"\nvisible_line = true')
    _on(5, monkeypatch)
    tiny = _sign(signed, tmp_path, capsys, visible)
    before = tiny.files()
    _on(6, monkeypatch)
    planned = _plan(tiny)
    assert {(one["action"], *one["reasons"]) for one in planned} == {("keep",)}
    code, out, err = tiny.run("render", "-q")
    assert code == 0, out + err
    assert tiny.files() == before
    tiny.write(ROWS, ROSTER.replace("Testwright", "Testsmith"))
    assert tiny.run("render", "-q")[0] == 0
    pdfs = {
        one["id"]: tagged_text((tmp_path / "output" / one["path"]).read_bytes())
        for one in _plan(tiny)
        if one["format"] == "pdf"
    }
    assert "Digitally signed by Petra Placeholder on 6 March 2026" in pdfs["a1"]
    assert "Digitally signed by Petra Placeholder on March 5, 2026" in pdfs["c1"]


#: Whose version changes, and the formats that it makes.
LIBRARIES = {
    "lettermerge": {"pdf", "docx"},
    "babel": {"pdf", "docx"},
    "lxml": {"docx"},
    "python-docx": {"docx"},
    "weasyprint": {"pdf"},
    "pydyf": {"pdf"},
    "fonttools": {"pdf"},
    "pango_version_string": {"pdf"},
    "hb_version_string": {"pdf"},
}


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that gives a library another version until the test ends."""

    def change(library: str) -> None:
        for name in ("_version", "_library"):
            real = getattr(fingerprint, name)

            def told(one: str, real: Callable[[str], str] = real) -> str:
                return "0.0.0" if one == library else real(one)

            monkeypatch.setattr(fingerprint, name, told)
        fingerprint._engines.cache_clear()

    yield change
    monkeypatch.undo()
    fingerprint._engines.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_another_version_of_a_library_is_told_and_redoes_a_file_only_when_asked(
    made: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    other_version: Callable[[str], None],
    library: str,
) -> None:
    tiny = copy_edited(make_letters(made, _files(), capsys), tmp_path)
    assert "Other versions" not in tiny.run("status")[2]
    other_version(library)
    planned = _plan(tiny)
    assert {one["action"] for one in planned} == {"keep"}
    told = {one["format"] for one in planned if "engines" in one["reasons"]}
    assert told == LIBRARIES[library]
    assert "--upgrade makes them again" in tiny.run("status")[2]
    code, out, err = tiny.run("render", "--json", "--upgrade")
    assert code == 0, err
    assert json.loads(out)["files"] == dict.fromkeys(sorted(LIBRARIES[library], reverse=True), 2)
    assert {(one["action"], *one["reasons"]) for one in _plan(tiny)} == {("keep",)}


def test_libraries_have_versions() -> None:
    for name in (
        "lettermerge",
        "babel",
        *fingerprint._ENGINES["pdf"],
        *fingerprint._ENGINES["docx"],
    ):
        assert fingerprint._version(name), name
    for name in fingerprint._LIBRARIES:
        assert fingerprint._library(name), name
    assert fingerprint._version("no such library") == ""


def hashes(folder: Path, signer: Signer | None = None) -> dict[str, tuple[str, str]]:
    """Return the hash that decides of each file of a project, and what approvals call the file."""
    known = load_settings(folder)
    prepared = prepare(Request(known, folder, folder / "output", signer=signer), withholds=False)
    return {f"{job.id}.{job.format}": (job.document, job.approval) for job in prepared.jobs}


@pytest.mark.slow
def test_the_approved_hash_changes_with_what_is_printed_and_not_with_who_seals_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = Tiny(tmp_path, capsys)
    asked = SETTINGS.replace("[signing]", '[approval]\ncertificates = ["c.pem"]\n[signing]')
    authority.write_pem(tmp_path / "c.pem", authority.certificate("ec", number=7))
    for name, content in _files(asked).items():
        tiny.write(name, content)
    known = hashes(tmp_path)
    assert len({approved for _, approved in known.values()}) == len(known) == 4
    assert all(len(approved) == 64 for _, approved in known.values())
    sealed = hashes(tmp_path, Signer(authority.identity("ec"), SIGNED_AT))
    for name, (document, approved) in sealed.items():
        assert (document != known[name][0], approved == known[name][1]) == (True, True)
    for edit in [*EDITS][::2]:
        file = tmp_path / EDITS[edit][0]
        before = file.read_bytes()
        apply_edit(tiny, EDITS[edit])
        assert file.read_bytes() != before, edit
        for name, (document, approved) in hashes(tmp_path).items():
            assert (document != known[name][0]) == (approved != known[name][1]), (edit, name)
        file.write_bytes(before)
    tiny.write(TOML, asked.replace('identity = "none"', 'identity = "none"\nvisible_line = true'))
    assert not {one for _, one in hashes(tmp_path).values()} & {one for _, one in known.values()}
