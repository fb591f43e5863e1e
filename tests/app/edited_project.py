"""A project whose letters were made once, and copies of it in which some files are edited."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.tiny import Tiny

TOML, ROWS, LETTER = "lettermerge.toml", "r.csv", "letters/a.md"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)

#: File, what is in it ("" for all of it), what replaces it.
Edit = tuple[str, str, str | bytes]
#: What fits the settings and the roster of each such project.
COMMON_EDITS: dict[str, Edit] = {
    "comment in settings": (TOML, "[sender]", "# a comment\n[sender]"),
    "date": (TOML, "2023-07-20", "2023-07-21"),
    "sender": (TOML, '[sender]\nname = "Specimen', '[sender]\nname = "Sample'),
    "country": (TOML, '"CH"', '"CA"'),
    "spelling": (TOML, '"british"', '"american"'),
    "words": (LETTER, "Body for", "Text for"),
    "comment": (LETTER, "Body for", "{# nothing #}Body for"),
    "subject": (LETTER, "A subject", "The subject"),
    "name": (ROWS, "Testwright", "Testsmith"),
}


def make_letters(
    folder: Path,
    files: Mapping[str, str | bytes],
    capsys: pytest.CaptureFixture[str],
    *options: str,
) -> Tiny:
    """Write a project and make its letters, unless they are there."""
    tiny = Tiny(folder, capsys)
    if not (folder / "output").exists():
        for name, content in files.items():
            tiny.write(name, content)
        code, out, err = tiny.run("render", "-q", *options)
        assert code == 0, out + err
    return tiny


def apply_edit(tiny: Tiny, edit: Edit) -> None:
    """Replace a text once, where it is first, or a whole file; a text that is not there stays."""
    file, old, new = edit
    if old and isinstance(new, str):
        new = (tiny.folder / file).read_text("utf-8").replace(old, new, 1)
    tiny.write(file, new)


def copy_edited(made: Tiny, folder: Path, edits: Iterable[Edit] = ()) -> Tiny:
    """Return a copy of a project with these edits."""
    shutil.copytree(made.folder, folder, dirs_exist_ok=True)
    copied = Tiny(folder, made.capsys)
    for edit in edits:
        apply_edit(copied, edit)
    return copied
