"""Data frames as rosters: text as text, through the whole program, and back."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tiny import ROSTER, write_tiny

import lettermerge
from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.pipeline import compose
from lettermerge.app.project import Project, open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import RosterSettings, load_settings
from lettermerge.errors import RosterError
from lettermerge.recipients import read_instead, read_recipients
from lettermerge.recipients.readers.source_dispatch import open_source
from lettermerge.templating import Sandbox


def cells(frame: pd.DataFrame) -> list[list[str]]:
    table = open_source(Path(), lettermerge.frame_roster(frame))
    rows = [list(row) for block in table.frames for row in block.cells]
    return [list(table.headings.names), *rows]


def project(folder: Path, frame: pd.DataFrame) -> Project:
    write_tiny(folder)
    settings = load_settings(folder)
    roster = lettermerge.frame_roster(frame, "members")
    return open_project(folder, replace(settings, recipients=(roster,)))


TINY = pd.DataFrame(
    [line.split(",") for line in ROSTER.splitlines()[1:]], columns=ROSTER.split("\n")[0].split(",")
)


def test_every_type_is_read_as_it_is_shown() -> None:
    frame = pd.DataFrame(
        {
            "code": ["00712", None, "NA"],
            "object": pd.Series([7, "7.0", None], dtype=object),
            "number": [7, None, -1],
            "integer": pd.array([7, None, -1], dtype="Int64"),
            "float": [0.1, 3.0, np.nan],
            "short": np.array([0.1, 3.0, np.nan], dtype="float32"),
            "since": pd.to_datetime(["2023-07-20", "", "2023-07-20 12:30"], format="ISO8601"),
            "kind": pd.Categorical(["a", None, "a"]),
            "active": pd.array([True, None, False], dtype="boolean"),
            "lists": [["one", "two"], [], None],
        }
    )
    headings, *rows = cells(frame)
    assert {name: [row[n] for row in rows] for n, name in enumerate(headings)} == {
        "code": ["00712", "", "NA"],
        "object": ["7", "7.0", ""],
        "number": ["7", "", "-1"],
        "integer": ["7", "", "-1"],
        "float": ["0.1", "3", ""],
        "short": ["0.1", "3", ""],
        "since": ["2023-07-20", "", "2023-07-20 12:30:00"],
        "kind": ["a", "", "a"],
        "active": ["TRUE", "", "FALSE"],
        "lists": ["one\ntwo", "", ""],
    }


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_text_is_read_as_it_is(texts: list[str]) -> None:
    frame = pd.DataFrame({"id": [f"n{n}" for n in range(len(texts))], "text": texts}, dtype=object)
    assert cells(frame)[1:] == [[f"n{n}", text] for n, text in enumerate(texts)]


def test_an_index_with_a_name_is_a_column() -> None:
    frame = pd.DataFrame({"n": ["x"]}, index=pd.Index(["a1"], name="id"))
    assert cells(frame) == [["id", "n"], ["a1", "x"]]
    assert cells(pd.DataFrame({"n": ["x"]}, index=["a1"])) == [["n"], ["x"]]


def test_headings_that_repeat_are_refused() -> None:
    frame = pd.DataFrame([["a", "b"]], columns=["id", "id"])
    settings = lettermerge.frame_roster(frame, "members")
    with pytest.raises(RosterError) as caught:
        read_recipients([settings], Path(), Sandbox())
    assert [f"{one.code} {one.where}" for one in caught.value.faults] == [
        "roster.repeated-heading members, row 0, id"
    ]


def test_a_mapping_and_constants_hold_for_a_frame() -> None:
    frame = pd.DataFrame({"No": [7.0], "Member": ["Ann Testwright"]})
    mapping = {"id": "No", "full_name": "{{ Member | upper }}"}
    settings = lettermerge.frame_roster(frame, "members", mapping, {"parliament": "uk"})
    (one,) = read_recipients([settings], Path(), Sandbox()).recipients
    assert (one.id, one.full_name, one.parliament, one.row.file) == (
        "7",
        "ANN TESTWRIGHT",
        "uk",
        "members",
    )


def test_letters_come_from_a_frame_as_from_the_same_list(tmp_path: Path) -> None:
    opened = project(tmp_path, TINY)
    listed = open_project(tmp_path, load_settings(tmp_path))
    ours, theirs = (
        [
            (one.id, one.addressee, compose(each, one).document)
            for one in address_rosters(each).letters
        ]
        for each in (opened, listed)
    )
    assert ours == theirs
    assert len(ours) == 3


@pytest.mark.slow
def test_a_frame_is_rendered_and_its_failed_rows_are_listed(tmp_path: Path) -> None:
    frame = pd.concat([TINY, pd.DataFrame([{"id": "b1", "parliament": "atlantis", "title": "Ms"}])])
    opened = project(tmp_path, frame)
    request = Request(opened.settings, tmp_path, tmp_path / "out")
    prepared = prepare(request)
    result = render(prepared, RunOptions(workers=2))
    assert (len(result.rejected), result.errors) == (1, ("errors.csv",))
    assert result.rejected[0].row.file == "members"
    assert len(list((tmp_path / "out").rglob("*.pdf"))) == 3
    errors = (tmp_path / "out/errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert errors[1].startswith("b1,atlantis,,,Ms,")
    fixed = (
        (tmp_path / "out/errors.csv").read_text(encoding="utf-8").replace("atlantis,", "uk,commons")
    )
    (tmp_path / "out/errors.csv").write_text(fixed.replace("Ms,,", "Ms,Dee,Testley"), "utf-8")
    again = replace(request, roster=str(tmp_path / "out/errors.csv"))
    assert [one.id for one in prepare(again).audience.letters] == ["b1"]


def test_a_copy_for_another_process_goes_without_the_frame() -> None:
    settings = lettermerge.frame_roster(TINY, "members", {"id": "id"})
    copy = pickle.loads(pickle.dumps(settings))
    assert copy == RosterSettings("members", {"id": "id"})
    assert read_instead(settings, "r.csv") == RosterSettings("r.csv", {"id": "id"})
    assert type(read_instead(settings, "r.csv")) is RosterSettings
