"""A run's folder is whole or absent; what is not ours stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.dispatch.run_folder import numbered_folder
from lettermerge.errors import OutputError


def test_folders_are_numbered_and_kept_with_their_files(tmp_path: Path) -> None:
    for number in ("0001", "0002"):
        with numbered_folder(tmp_path / "a/print") as folder:
            folder.write("x.csv", b"x" * 1_000_000)
            with folder.open("y.pdf") as stream:
                for _ in range(1000):
                    stream.write(b"0123456789" * 100)
            assert not folder.path.exists()
            folder.keep()
        assert folder.name == number
        assert {one.name: one.stat().st_size for one in folder.path.iterdir()} == {
            "x.csv": 1_000_000, "y.pdf": 1_000_000,
        }  # fmt: skip
    (tmp_path / "a/print/0017").mkdir()
    with numbered_folder(tmp_path / "a/print") as folder:
        assert folder.name == "0018"
        folder.keep()


def test_what_is_not_kept_is_removed(tmp_path: Path) -> None:
    with numbered_folder(tmp_path / "print") as folder:
        folder.write("x", b"x")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(TypeError), numbered_folder(tmp_path / "print") as folder:
        folder.write("x", "no bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_parts_of_killed_runs_are_removed_and_nothing_else(tmp_path: Path) -> None:
    kept = (".0001.part", ".0001.XYZ.part", "notes.txt", "1", "0003.part", ".0002.0123abcd.parts")
    for name in (".0001.0123abcd.part", *kept):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"")
    away = tmp_path / "away"
    away.mkdir()
    (away / "mine").write_bytes(b"")
    (tmp_path / ".0009.0123abcd.part").symlink_to(away)
    with numbered_folder(tmp_path) as folder:
        folder.keep()
    assert folder.name == "0001"
    there = {one.name for one in tmp_path.iterdir()}
    assert there == {*kept, "0001", "away", ".0009.0123abcd.part"}
    assert (away / "mine").exists()


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "print").symlink_to("elsewhere")
    with (
        pytest.raises(OutputError, match="link"),
        numbered_folder(tmp_path / "print") as folder,
    ):
        folder.keep()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_second_run_waits_its_turn(tmp_path: Path) -> None:
    with numbered_folder(tmp_path):
        with pytest.raises(OutputError, match="another run"), numbered_folder(tmp_path):
            pass
        assert len(list(tmp_path.iterdir())) == 1  # the first one's part
    with numbered_folder(tmp_path) as folder:
        folder.keep()
