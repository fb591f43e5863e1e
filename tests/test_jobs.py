"""Jobs lie in columns and are what they would be if they stood one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny

from lettermerge.audience import read_audience
from lettermerge.jobs import make_jobs
from lettermerge.pipeline import unsealed
from lettermerge.project import open_project
from lettermerge.settings import load_settings


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    tiny = Tiny(tmp_path, capsys)
    tiny.write("lettermerge.toml", SETTINGS)
    tiny.write("letters/a.md", TEMPLATE)
    tiny.write("r.csv", ROSTER)
    return tiny


def test_there_is_a_job_for_each_letter_and_format_in_order(project: Tiny) -> None:
    opened = open_project(project.folder, unsealed(load_settings(project.folder)))
    jobs, rejected = make_jobs(opened, read_audience(opened).letters, None)
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


def test_a_row_that_fails_this_time_has_not_left_the_roster(project: Tiny) -> None:
    assert project.run("render", "--no-sign", "-q")[0] == 0
    project.write("r.csv", ROSTER.replace("a1,uk,commons,,Ms,Ann,Testwright", "a1,uk,commons,,,,"))
    code, out, _ = project.run("status", "--json")
    assert code == 5
    assert '"orphans": []' in out
