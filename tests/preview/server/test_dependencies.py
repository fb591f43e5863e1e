"""Test the record of files that a value was made from, and the cache that depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.errors import SettingsError
from lettermerge.preview.server.dependencies import (
    Cached,
    Dependencies,
    DependencyRecorder,
    project_files,
    stamp,
)


def test_a_file_that_is_saved_has_another_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert stamp(path) is None
    path.write_text("one", encoding="utf-8")
    before = stamp(path)
    path.write_text("three", encoding="utf-8")
    assert before != stamp(path) != stamp(tmp_path / "none") is None


def test_a_value_is_cached_until_a_file_changes_that_it_was_made_of(tmp_path: Path) -> None:
    path, made = tmp_path / "a", []

    def make(recorder: DependencyRecorder) -> str:
        recorder.add(path)
        made.append(path.read_text(encoding="utf-8") if path.exists() else "absent")
        return made[-1]

    cached: Cached[str] = Cached()
    assert [cached.get("key", make), cached.get("key", make)] == ["absent", "absent"]
    path.write_text("there", encoding="utf-8")
    assert [cached.get("key", make), cached.get("key", make)] == ["there", "there"]
    cached.get("another key", make)
    assert made == ["absent", "there", "there"]


def test_an_error_is_cached_like_a_value(tmp_path: Path) -> None:
    tried = []

    def make(recorder: DependencyRecorder) -> str:
        recorder.add(tmp_path / "a")
        tried.append(1)
        raise SettingsError("no")

    cached: Cached[str] = Cached()
    for _ in range(2):
        with pytest.raises(SettingsError):
            cached.get("", make)
    assert tried == [1]


def test_a_change_while_a_file_is_read_makes_the_value_stale(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1", encoding="utf-8")

    def make(recorder: DependencyRecorder) -> str:
        recorder.add(path)
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "1", encoding="utf-8")
        return text

    cached: Cached[str] = Cached()
    assert [cached.get("", make) for _ in range(3)] == ["1", "11", "111"]


def test_what_a_value_is_made_of_later_makes_it_stale_too(tmp_path: Path) -> None:
    more = tmp_path / "more"
    cached: Cached[object] = Cached()
    first = cached.get("", lambda _: object())
    cached.depend_on(Dependencies({more: stamp(more)}))
    assert cached.get("", lambda _: object()) is first
    more.write_text("x", encoding="utf-8")
    assert cached.get("", lambda _: object()) is not first


def test_a_pattern_holds_files_that_are_not_there_yet(tmp_path: Path) -> None:
    dependencies = Dependencies({tmp_path / "a.md": None}, {f"{tmp_path}/a.*.md": None})
    assert dependencies.includes(tmp_path / "a.md")
    assert dependencies.includes(tmp_path / "a.fr.md")
    assert not dependencies.includes(tmp_path / "b.md")


def test_folders_go_up_to_the_project_and_no_further(tmp_path: Path) -> None:
    dependencies = Dependencies({tmp_path / "letters" / "asks" / "uk.md": None})
    assert set(dependencies.folders(tmp_path)) == {
        tmp_path,
        tmp_path / "letters",
        tmp_path / "letters" / "asks",
    }


def test_a_link_is_noted_with_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    recorder = DependencyRecorder({})
    recorder.add(tmp_path / "link")
    assert recorder.dependencies.includes(tmp_path.resolve() / "real")


def test_everything_is_the_projects_files_and_its_letters(tmp_path: Path) -> None:
    for name in ("lettermerge.toml", "letters/asks/uk.md", "output/uk/a.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    dependencies = project_files(tmp_path)
    assert dependencies.includes(tmp_path / "letters/asks/uk.md")
    assert dependencies.includes(tmp_path / "letters/new.md")
    assert dependencies.includes(tmp_path / "lettermerge.toml")
    assert not dependencies.includes(tmp_path / "output/uk/a.pdf")
