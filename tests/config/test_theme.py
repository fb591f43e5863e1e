"""Themes name a bundled face, or bring their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.config.theme_loading import load_theme
from lettermerge.errors import SettingsError
from lettermerge.layout.fonts import TINOS


def project(folder: Path, text: str) -> Path:
    theme = folder / "letters/themes/t"
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text(text, encoding="utf-8")
    return folder


def fault(folder: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        load_theme(folder, "t")
    (one,) = raised.value.faults
    return f"{one.where.column}: {one.message} {one.hint}"


def test_a_family_that_is_not_bundled_is_refused(tmp_path: Path) -> None:
    told = fault(project(tmp_path, '[text]\nfamily = "Source Serif"\n'))
    assert told.startswith("text.family: ")
    assert "Source Serif 4" in told
    assert "[text.faces]" in told


def test_own_files_are_read_once_each(tmp_path: Path) -> None:
    folder = project(
        tmp_path, '[text]\nfamily = "Own"\n[text.faces]\nregular = "a.ttf"\nbold = "b.ttf"\n'
    )
    for name, face in (("a.ttf", TINOS.faces[0]), ("b.ttf", TINOS.faces[2])):
        (folder / "letters/themes/t" / name).write_bytes(face.read())
    theme = load_theme(folder, "t")
    assert [name for name, _ in theme.face_files] == ["a.ttf", "a.ttf", "b.ttf", "b.ttf"]
    assert theme.face_files[0][1] is theme.face_files[1][1]


@pytest.mark.parametrize("name", ["none.ttf", "../../../outside.ttf"])
def test_a_file_that_is_not_in_the_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.ttf").write_bytes(b"x")
    folder = project(tmp_path, f'[text]\nfamily = "Own"\n[text.faces]\nregular = "{name}"\n')
    assert fault(folder).startswith("text.faces.regular: ")
