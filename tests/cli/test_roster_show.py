"""`roster show`: each recipient as envelope and letter address them."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from tests.tiny import ROSTER, Tiny, make_tiny

from lettermerge.app.pipeline import compose
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import RosterSettings, load_settings
from lettermerge.letter.document import block_texts
from lettermerge.recipients.readers.list_file_reading import read_table


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def ids(out: str) -> list[str]:
    return [line.split("\t")[0] for line in out.splitlines()[1:]]


def test_a_table_says_how_each_is_addressed(tiny: Tiny) -> None:
    code, out, err = tiny.run("roster", "show")
    rows = [line.split("\t") for line in out.splitlines()]
    shown = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert (code, list(shown), err) == (0, ["nz", "a1", "a2"], "3 recipients\n")
    ann, ben = shown["a1"], shown["a2"]
    assert ann["envelope_name"] == "Ms Ann Testwright MP"
    assert ann["address"].startswith("Ms Ann Testwright MP | House of Commons | ")
    assert (ann["salutation"], ann["language"], ann["paper"]) == (
        "Dear Ms Testwright,",
        "en-GB",
        "a4",
    )
    assert (ben["salutation"], ben["close"], ben["paper"]) == (
        "Dear Senator Testman:",
        "Sincerely,",
        "letter",
    )


def test_the_lines_are_those_of_the_letters(tiny: Tiny) -> None:
    _, out, _ = tiny.run("roster", "show", "--json")
    (ann,) = (one for one in json.loads(out)["recipients"] if one["id"] == "a1")
    tiny.write(
        "letters/a.md",
        "---\nsubject: S\n---\n"
        "{{ recipient.address_block | join('/') }} {{ recipient.salutation }} "
        "{{ recipient.close }}\n",
    )
    project = open_project(tiny.folder, load_settings(tiny.folder))
    (letter,) = (one for one in address_rosters(project).letters if one.id == "a1")
    document = compose(project, letter).document
    said = " ".join(block_texts(document.body))
    assert said == f"{'/'.join(ann['address'])} {ann['salutation']} {ann['close']}"
    assert (ann["language"], ann["paper"]) == (document.language, "a4")


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("-w", "parliament.id == 'us'"), ["a2"]),
        (("--where", "recipient.constituency"), ["a1", "a2"]),
        (("ann",), ["a1"]),
        (("a2", "a1"), ["a1", "a2"]),
        (("--limit", "1"), ["nz"]),
    ],
)
def test_recipients_are_selected(tiny: Tiny, arguments: tuple[str, ...], wanted: list[str]) -> None:
    code, out, _ = tiny.run("roster", "show", *arguments)
    assert (code, ids(out)) == (0, wanted)


def test_a_csv_file_guards_its_cells(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "a3,uk,commons,,Ms,=Cmd,+Calc,f,Q\n")
    path = tiny.folder / "forms.csv"
    code, out, _ = tiny.run("roster", "show", "a3", "-o", str(path))
    (row,) = csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    assert (code, out) == (0, f"{path}\n")
    assert row["name"] == "'=Cmd +Calc"
    assert row["address"].splitlines()[0] == "Ms =Cmd +Calc MP"


def test_a_workbook_holds_the_same_table(tiny: Tiny) -> None:
    path = tiny.folder / "forms.XLSX"
    code, _, _ = tiny.run("roster", "show", "-o", str(path))
    table = read_table(path, RosterSettings(path.name))
    (block,) = table.frames
    assert (code, table.headings.names[0]) == (0, "id")
    assert [row[0] for row in block.cells] == ["nz", "a1", "a2"]
    assert "House of Commons" in block.cells[1][4].splitlines()


def test_another_kind_of_file_is_refused(tiny: Tiny) -> None:
    code, _, err = tiny.run("roster", "show", "-o", "forms.ods")
    assert (code, "neither a .csv nor a .xlsx file" in err, "-o forms.csv" in err) == (
        2,
        True,
        True,
    )
    assert not (tiny.folder / "forms.ods").exists()


def test_a_file_that_cannot_be_written_is_an_error(tiny: Tiny) -> None:
    code, _, err = tiny.run("roster", "show", "-o", "no/such/folder.csv")
    assert (code, "no/such/folder.csv cannot be written" in err) == (8, True)


def test_rows_that_cannot_be_addressed_are_told(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "a3,atlantis,,,Ms,Dee,Testley,f,\n")
    code, out, err = tiny.run("roster", "show")
    assert (code, ids(out)) == (5, ["nz", "a1", "a2"])
    assert ("r.csv, row 5" in err, "3 recipients; 1 row failed" in err) == (True, True)
    code, out, _ = tiny.run("roster", "show", "--json")
    document = json.loads(out)
    assert (code, document["exit_code"], len(document["recipients"])) == (5, 5, 3)
    assert [one["row"] for one in document["diagnostics"]] == [5]
    assert tiny.run("roster", "show", "a1")[0] == 0
