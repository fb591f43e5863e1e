"""Jobs lie in columns and are what they would be if they stood one by one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.memory import ROOT
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny

from lettermerge.app.batch.job_list import make_jobs
from lettermerge.app.preflight.project_check import look_at_letters
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.output.file_names import find_collisions
from lettermerge.output.job import Brief, brief_of
from lettermerge.workers import parallel_map as spread


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    tiny = Tiny(tmp_path, capsys)
    tiny.write("lettermerge.toml", SETTINGS)
    tiny.write("letters/a.md", TEMPLATE)
    tiny.write("r.csv", ROSTER)
    return tiny


def test_a_job_is_told_of_in_brief_without_making_it(
    project: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_project(project.folder, unsealed(load_settings(project.folder)))
    jobs, _ = make_jobs(opened, address_rosters(opened).letters, None)
    briefs = [Brief(job.id, job.format, job.name, job.group, job.rows) for job in jobs]
    monkeypatch.setattr(jobs, "_job", None)
    assert [brief_of(jobs, place) for place in range(len(jobs))] == briefs
    assert list(find_collisions(jobs)) == []


def test_there_is_a_job_for_each_letter_and_format_in_order(project: Tiny) -> None:
    opened = open_project(project.folder, unsealed(load_settings(project.folder)))
    jobs, rejected = make_jobs(opened, address_rosters(opened).letters, None)
    assert rejected == ()
    assert len(jobs) == 6
    assert [job.path for job in jobs] == [
        f"{name}.{kind}"
        for name in ("nz/nz-new-zealand-parliament", "uk/a1-ann-testwright",
                     "us/a2-ben-testman")
        for kind in ("pdf", "docx")
    ]  # fmt: skip
    assert jobs[-1] == list(jobs)[-1]
    assert jobs[1:3] == (jobs[1], jobs[2])
    assert jobs[0].causes is not jobs[1].causes  # other engines
    assert [job.id for job in jobs[::2]] == [letter.id for letter in jobs.letters]
    assert jobs[2].label == "Ann Testwright"
    with pytest.raises(IndexError):
        jobs[6]


@pytest.mark.slow
def test_a_row_that_fails_this_time_has_not_left_the_roster(project: Tiny) -> None:
    assert project.run("render", "--no-sign", "-q")[0] == 0
    project.write("r.csv", ROSTER.replace("a1,uk,commons,,Ms,Ann,Testwright", "a1,uk,commons,,,,"))
    code, out, _ = project.run("status", "--json")
    assert code == 5
    assert '"orphans": []' in out


@pytest.mark.slow
def test_several_processes_find_what_one_finds(
    project: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "_can_fork", lambda: True)
    script = ("benchmarks/make_roster.py", "2500", str(project.folder / "r.csv"))
    subprocess.run([sys.executable, *script], cwd=ROOT, check=True)
    with (project.folder / "r.csv").open("a", encoding="utf-8") as roster:
        roster.write("x1,atlantis,,Ann,Testwright,,,,,,,,,,,\nx2,nz,,Ann,Testwright,,,,,xx,,,,,,\n")
    project.write(
        "letters/a.md",
        TEMPLATE + "{% if recipient.id.endswith('77') %}{{ 1 // 0 }}{% endif %}\n",
    )
    found = []
    for processes in (1, 2):
        opened = open_project(project.folder, unsealed(load_settings(project.folder)))
        audience = address_rosters(opened, processes=processes)
        jobs, rejected = make_jobs(opened, audience.letters, None, processes)
        linted = look_at_letters(opened, jobs.letters, processes)
        found.append(
            (
                [(job.path, job.fingerprint) for job in jobs],
                [(one.row.number, one.diagnostics) for one in rejected],
                linted,
                audience.report,
                [(one.row.number, one.diagnostics) for one in audience.rejected],
                [(one.row.number, dict(one.row.cells), one.addressee) for one in audience.letters],
            )
        )
    assert found[0] == found[1]
    jobs_found, rejected_found, linted, report, unaddressed, letters = found[0]
    assert len(jobs_found) == 2 * (2501 - 25)
    assert [number for number, _ in unaddressed] == [2502]
    assert "xx" in str([one.where.value for one in report if one.where.row == 2503])
    assert letters[-1][2].extra
    assert len(rejected_found) == 25
    assert "a.md" in str(rejected_found[0][1][0])
    assert all(linted)
