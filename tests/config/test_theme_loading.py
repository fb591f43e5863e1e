"""Built-in themes, themes of a project, and themes of a project on top of a built-in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.config.theme import Theme
from lettermerge.config.theme_loading import BUILT_IN, load_theme
from lettermerge.errors import SettingsError
from lettermerge.layout.page_style import PAPERS, page_style


def _put(project: Path, name: str, text: str) -> None:
    folder = project / "letters/themes" / name
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text(text, encoding="utf-8")


def test_no_name_is_the_plain_theme(tmp_path: Path) -> None:
    assert load_theme(tmp_path, "") == Theme()


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_built_in_theme_needs_no_folder_and_fits_both_papers(
    tmp_path: Path, name: str, paper: str
) -> None:
    theme = load_theme(tmp_path, name)
    style = page_style(theme, paper)
    assert theme != Theme()
    assert theme.images == ()
    assert style.window.left >= style.margins.left - 0.01
    assert style.measure > 100


def test_a_folder_of_the_project_takes_the_place_of_a_built_in_theme(tmp_path: Path) -> None:
    _put(tmp_path, "classic", 'colours.accent = "#123456"\n')
    assert load_theme(tmp_path, "classic").colours.accent == "#123456"
    assert load_theme(tmp_path, "classic").signature == Theme().signature


def test_a_theme_builds_on_a_built_in_one_key_by_key(tmp_path: Path) -> None:
    _put(tmp_path, "own", 'base = "classic"\n[letterhead]\nimage_height = 9\n')
    own, base = load_theme(tmp_path, "own"), load_theme(tmp_path, "classic")
    assert own.letterhead.image_height == 9
    assert (own.letterhead.align, own.colours) == (base.letterhead.align, base.colours)
    assert own.folder == "letters/themes/own"


def test_a_base_that_is_no_theme_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    _put(tmp_path, "own", 'base = "clasic"\n')
    with pytest.raises(SettingsError) as found:
        load_theme(tmp_path, "own")
    (fault,) = found.value.faults
    assert (fault.where.column, "`clasic`" in fault.message) == ("base", True)
    assert "`classic`" in fault.hint


def test_an_unknown_name_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as found:
        load_theme(tmp_path, "offical")
    assert "official" in str(found.value.hint)


@pytest.mark.parametrize("keys", ["", 'image = "a.png"\nlines = ["b"]\n'])
def test_an_item_is_an_image_or_lines(tmp_path: Path, keys: str) -> None:
    _put(tmp_path, "own", f"[[letterhead.items]]\nx = 1\ny = 2\nwidth = 3\n{keys}")
    with pytest.raises(SettingsError) as found:
        load_theme(tmp_path, "own")
    assert "item 1" in found.value.faults[0].message
