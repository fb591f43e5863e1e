"""One letter of each large group is made before there are workers, without a key."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.app.batch.test_plan_execution import files_in
from tests.tiny import SETTINGS, TEMPLATE, Tiny
from tests.workers import warm_works

from lettermerge.app.batch import first_letters
from lettermerge.app.batch.render_chunk import ProjectSetup
from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import Signer
from lettermerge.config.settings import load_settings
from lettermerge.signing.identity.creation import Subject, create_identity
from lettermerge.signing.identity.passphrase import Passphrase
from lettermerge.workers.fork_server_copy import WarmUp
from lettermerge.workers.letter_limits import Limits
from lettermerge.writers.docx import base_package
from lettermerge.writers.pdf.writer import writer_for

HEAD = "id,parliament,chamber,title,given_name,family_name,gender,constituency\n"
NOW = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)


class Recorder:
    """Takes the place of a fork server, and keeps what it is to warm up with."""

    def __init__(self) -> None:
        self.works: list[WarmUp] = []

    def warm_up(self, work: WarmUp) -> None:
        self.works.append(work)


def make_project(folder: Path, capsys: pytest.CaptureFixture[str], rows: int) -> Tiny:
    """Make a project with so many rows of the Commons, and three of the Senate of the US."""
    tiny = Tiny(folder, capsys)
    tiny.write("lettermerge.toml", SETTINGS)
    tiny.write("letters/a.md", TEMPLATE)
    uk = (f"a{n},uk,commons,Ms,Ann{n},Testwright,f,Mole & Dale {n}" for n in range(rows))
    us = (f"b{n},us,senate,,Ben{n},Testman,m,Examplia" for n in range(3))
    tiny.write("r.csv", HEAD + "\n".join((*us, *uk)) + "\n")
    return tiny


def open_tiny(tiny: Tiny) -> Project:
    return open_project(tiny.folder, load_settings(tiny.folder))


@pytest.mark.parametrize(("rows", "chosen"), [(60, []), (61, ["a0"])])
def test_the_first_of_a_large_group_is_chosen_and_none_where_few_letters_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: int, chosen: list[str]
) -> None:
    project = open_tiny(make_project(tmp_path, capsys, rows))
    letters = address_rosters(project).letters
    assert [one.id for one in first_letters.choose_first(project, letters)] == chosen


@pytest.mark.slow
def test_what_the_copy_is_given_holds_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = make_project(tmp_path, capsys, 70)
    passphrase = Passphrase("a passphrase of the tests")
    path = tmp_path / "identity.p12"
    signer = Signer(create_identity(path, Subject("Tester"), passphrase, now=NOW), NOW)
    project, recorder = open_tiny(tiny), Recorder()
    first_letters.warm_up(recorder, project, address_rosters(project).letters, signer)  # type: ignore[arg-type]
    (work,) = recorder.works
    key = signer.identity.key.__reduce__()[1][0]  # as it travels to workers
    assert isinstance(key, bytes)
    assert key in pickle.dumps(ProjectSetup(tiny.folder, project.settings, signer))
    assert key not in pickle.dumps(work)
    assert b"Identity" not in pickle.dumps(work)
    assert work.argument.space is not None  # the room that a signature needs is known


@pytest.mark.slow
def test_the_writers_know_a_layout_afterwards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, recorder = open_tiny(make_project(tmp_path, capsys, 70)), Recorder()
    letters = address_rosters(project).letters
    first_letters.warm_up(recorder, project, letters, None)  # type: ignore[arg-type]
    (work,) = recorder.works
    style = project.styles["a4"]
    writer_for(style).layout_caches.clear()
    base_package.base_package_of.cache_clear()
    work.call(work.argument)
    assert len(writer_for(style).layout_caches) == 1
    assert base_package.base_package_of.cache_info().misses == 1


@pytest.mark.slow
def test_files_are_the_same_with_any_number_of_workers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = make_project(tmp_path, capsys, 64)
    made = []
    for workers in ("0", "1", "2", "3"):
        code, _, said = tiny.run("render", "--no-sign", "-q", "-j", workers, "-o", f"out{workers}")
        assert code == 0, said
        made.append(files_in(tmp_path / f"out{workers}"))
    assert len(made[0]) == 2 * 67
    assert made[0] == made[1] == made[2] == made[3]


@pytest.mark.slow
@pytest.mark.parametrize("vice", [warm_works.loop, warm_works.die, warm_works.devour])
def test_a_first_letter_that_ends_the_copy_costs_no_letter(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    vice: Callable[[str], None],
) -> None:
    tight = Limits(memory=1 << 27, cpu=0.2, wall=5.0)
    monkeypatch.setattr(first_letters, "WarmUp", lambda _, letters: WarmUp(vice, letters, tight))
    tiny = make_project(tmp_path, capsys, 64)
    code, _, said = tiny.run("render", "--no-sign", "-q", "-f", "docx", "-j", "2")
    assert (code, said) == (0, "")
    assert len(files_in(tmp_path / "output")) == 67
