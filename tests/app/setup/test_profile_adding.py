"""Starting a profile, and adding one that is checked first."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.protocol.test_added_profiles import EXAMPLES

from lettermerge.app.project import open_project
from lettermerge.app.setup.profile_adding import add_profile, start_profile
from lettermerge.config.settings import load_settings
from lettermerge.errors import SettingsError, UsageError

PROJECT = """
[letter]
template = "a.md"
date = 2026-01-15
[recipients]
source = "r.csv"
[sender]
name = "Test Society"
country = "IE"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters/a.md").write_text("Text.", encoding="utf-8")
    (folder / "lettermerge.toml").write_text(PROJECT, encoding="utf-8")
    return folder


def test_a_starter_is_a_profile_of_the_project(project: Path) -> None:
    assert start_profile(project, "ie") == Path("parliaments/ie.toml")
    opened = open_project(project, load_settings(project))
    assert opened.profiles["ie"].country == "IE"
    for key, why in (("ie", "already"), ("uk", "already"), ("I E", "cannot be the id")):
        with pytest.raises(UsageError, match=why):
            start_profile(project, key)


def test_a_file_is_checked_before_it_is_added(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "at.toml"
    file.write_text(EXAMPLES["at"].replace('country = "AT"\n', ""), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        add_profile(project, str(file))
    assert any("country" in str(one) for one in refused.value.faults)
    assert not (project / "parliaments").exists()
    file.write_text(EXAMPLES["at"].replace("{abgeordnete},", "{abgeordente},"), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        add_profile(project, str(file))
    assert any("abgeordente" in str(one) for one in refused.value.faults)
    file.write_text(EXAMPLES["at"], encoding="utf-8")
    assert add_profile(project, str(file)) == Path("parliaments/at.toml")
    assert open_project(project, load_settings(project)).profiles["at"].name == "Nationalrat"
    with pytest.raises(UsageError, match="already"):
        add_profile(project, str(file))
    with pytest.raises(UsageError, match="not a file"):
        add_profile(project, str(tmp_path / "no.toml"))
