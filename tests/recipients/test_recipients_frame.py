"""Recipients as a data frame, and the same recipients out of it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiny import ROSTER, write_tiny

from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.addressing import read_rosters
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import load_settings
from lettermerge.recipients import COLUMNS, Recipient, Roster, read_recipients
from lettermerge.recipients.readers.frame_records import frame_roster
from lettermerge.templating import Sandbox


def again(roster: Roster) -> Roster:
    return read_recipients([frame_roster(roster.frame)], Path(), Sandbox())


def values(one: Recipient) -> dict[str, object]:
    return {name: getattr(one, name) for name in COLUMNS} | dict(one.extra)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    extra = [",committee,name,address", *[f",c{n},n{n},Line {n}" for n in range(3)]]
    lines = [line + more for line, more in zip(ROSTER.splitlines(), extra, strict=True)]
    write_tiny(tmp_path, roster="\n".join(lines))
    return open_project(tmp_path, load_settings(tmp_path))


def test_a_roster_gives_a_frame_that_reads_as_the_same_roster(project: Project) -> None:
    roster = read_rosters(project)
    frame = roster.frame
    assert list(frame.columns) == [
        "id", "parliament", "chamber", "role", "title", "given_name", "family_name", "gender",
        "constituency", "address", "committee", "name",
    ]  # fmt: skip
    assert frame.loc[1, "family_name"] == "Testwright"
    assert list(map(values, again(roster).recipients)) == list(map(values, roster.recipients))


@pytest.mark.slow
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8))
def test_any_cell_comes_back(texts: list[str]) -> None:
    rows = [{"id": f"n{n}", "parliament": "uk", "full_name": "Ann Testwright", "note": text}
            for n, text in enumerate(texts)]  # fmt: skip
    import pandas as pd

    first = read_recipients([frame_roster(pd.DataFrame(rows, dtype=object))], Path(), Sandbox())
    second = again(first)
    assert list(map(values, second.recipients)) == list(map(values, first.recipients))


def test_addressed_recipients_give_a_frame_of_what_letters_print(
    project: Project,
) -> None:
    recipients = address_rosters(project)
    frame = recipients.frame
    assert list(frame["id"]) == ["nz", "a1", "a2"]
    ann = frame.set_index("id").loc["a1"]
    letter = recipients.letters[1].addressee
    assert ann["salutation"] == letter.salutation == "Dear Ms Testwright,"
    assert tuple(ann["address_block"].split("\n")) == letter.address_block
    assert (ann["committee"], ann["name"], ann["extra.name"]) == ("c1", "Ann Testwright", "n1")
    assert set(map(str, frame.dtypes)) == {"str"}


def test_nobody_makes_an_empty_frame(project: Project) -> None:
    (project.folder / "r.csv").write_text("id,parliament,full_name\n", encoding="utf-8")
    assert read_rosters(project).frame.shape == (0, 1)
    assert list(address_rosters(project).frame["salutation"]) == []
