"""`roster diff OLD`: what changed since an older list, by the same mapping."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from tests.recipients.readers.several_sheets import write_book
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

OLD = ROSTER.replace("Mole & Dale", "=Old Dale").replace("a2,us", "a9,us").replace(
    "Ben,Testman", "Cat,Testley"
)  # fmt: skip


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("old.csv", OLD)
    return made


def test_a_table_of_all_changes(tiny: Tiny) -> None:
    code, out, err = tiny.run("roster", "diff", "old.csv")
    assert [line.split("\t") for line in out.splitlines()] == [
        ["change", "id", "name", "topic", "column", "old", "new"],
        ["came", "a2", "Ben Testman", "", "", "", ""],
        ["left", "a9", "Cat Testley", "", "", "", ""],
        ["changed", "a1", "Ann Testwright", "office", "constituency", "=Old Dale", "Mole & Dale"],
    ]
    assert (code, err) == (0, "from old.csv to r.csv: 1 came, 1 left, 1 changed, 1 as before\n")


def test_no_difference_is_no_row(tiny: Tiny) -> None:
    code, out, err = tiny.run("roster", "diff", "r.csv")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "0 came, 0 left, 0 changed, 3 as before" in err


def test_json_groups_columns_by_topic(tiny: Tiny) -> None:
    code, out, _ = tiny.run("roster", "diff", "old.csv", "--json")
    document = json.loads(out)
    assert (code, document["exit_code"], document["same"]) == (0, 0, 1)
    assert document["came"] == [{"id": "a2", "name": "Ben Testman", "row": 4}]
    assert document["left"] == [{"id": "a9", "name": "Cat Testley", "row": 4}]
    (ann,) = document["changed"]
    assert (ann["id"], ann["row"], ann["name"], ann["party"], ann["other"]) == (
        "a1",
        3,
        [],
        [],
        [],
    )
    assert ann["office"] == [{"column": "constituency", "old": "=Old Dale", "new": "Mole & Dale"}]


def test_a_csv_file_guards_its_cells(tiny: Tiny) -> None:
    code, out, _ = tiny.run("roster", "diff", "old.csv", "-o", "changes.csv")
    text = (tiny.folder / "changes.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert (code, out, rows[-1]["old"]) == (0, "changes.csv\n", "'=Old Dale")


def test_the_old_list_is_read_by_the_same_mapping_whatever_kind_it_is(tiny: Tiny) -> None:
    tiny.write(
        "lettermerge.toml",
        SETTINGS.replace('source = "r.csv"', 'source = "r.csv"\n[recipients.columns]\nid = "No"\n'),
    )
    tiny.write("r.csv", ROSTER.replace("id,", "No,"))
    rows = [dict(zip(ROSTER.split("\n")[0].split(","), line.split(","), strict=True))
            for line in OLD.splitlines()[1:]]  # fmt: skip
    tiny.write("old.json", json.dumps([{"No": one.pop("id"), **one} for one in rows]))
    code, out, _ = tiny.run("roster", "diff", "old.json")
    assert (code, [line.split("\t")[:2] for line in out.splitlines()[1:]]) == (
        0,
        [["came", "a2"], ["left", "a9"], ["changed", "a1"]],
    )


def test_of_several_rosters_the_one_of_that_name_is_compared(tiny: Tiny) -> None:
    tiny.write("peers.csv", "id,parliament,full_name\np1,uk,Dee Testford\n")
    tiny.write(
        "lettermerge.toml",
        SETTINGS.replace("[recipients]", "[[recipients]]").replace(
            "[sender]", '[[recipients]]\nsource = "peers.csv"\n[sender]'
        ),
    )
    tiny.write("2022-peers.csv", "id,parliament,full_name\np2,uk,Eve Testwood\n")
    _, _, err = tiny.run("roster", "diff", "2022-peers.csv")
    assert "from 2022-peers.csv to peers.csv: 1 came, 1 left" in err
    _, _, err = tiny.run("roster", "diff", "old.csv")
    assert "from old.csv to r.csv: 1 came" in err


def test_rows_that_cannot_be_read_are_told_and_not_compared(tiny: Tiny) -> None:
    tiny.write("old.csv", OLD + "a7,uk,commons,,,,,,\n")
    code, _, err = tiny.run("roster", "diff", "old.csv")
    assert (code, "the row has no name" in err) == (5, True)
    assert "1 row with errors is not compared" in err
    code, out, _ = tiny.run("roster", "diff", "old.csv", "--json")
    assert (code, json.loads(out)["not_compared"]) == (5, 1)


def test_a_file_that_is_not_there(tiny: Tiny) -> None:
    code, _, err = tiny.run("roster", "diff", "no.csv")
    assert (code, "there is no file no.csv" in err) == (2, True)


def test_an_older_workbook_is_read_from_the_sheet_of_the_same_name(tiny: Tiny) -> None:
    rows = [line.split(",") for line in ROSTER.splitlines()]
    notes = [["a", "b"], ["c", "d"]]
    write_book(tiny.folder / "new.xlsx", {"Notes": notes, "List": rows})
    write_book(tiny.folder / "old.xlsx", {"Notes": notes, "List": rows[:-1]})
    source = 'source = "new.xlsx"\nsheet = "List"'
    tiny.write("lettermerge.toml", SETTINGS.replace('source = "r.csv"', source))
    code, _, err = tiny.run("roster", "diff", "old.xlsx")
    assert code == 0
    assert err == "from old.xlsx to new.xlsx#List: 1 came, 0 left, 0 changed, 2 as before\n"
