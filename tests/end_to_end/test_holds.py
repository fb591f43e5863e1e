"""Rows on hold: counted everywhere, never written, and their files are left as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.inspection.pdf_text import read_pdf_text

HEAD = "id,parliament,chamber,role,title,given_name,family_name,gender,constituency,hold\n"
BODY = "nz,nz,,body,,,,,,{nz}\n"
ANN = "a1,uk,commons,,Ms,Ann,Testwright,f,Mole,{a1}\n"
BEN = "a2,us,senate,,,Ben,Testman,m,Examplia,{a2}\n"
NOBODY = "a3,uk,commons,,,,,,,{a3}\n"  # the row has no name
WAITS = "waits for the visit"
ANN_FILES = {"uk/a1-ann-testwright.pdf", "uk/a1-ann-testwright.docx"}


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def roster(tiny: Tiny, **holds: str) -> None:
    cells = {name: holds.get(name, "") for name in ("nz", "a1", "a2", "a3")}
    rows = BODY + ANN + BEN + (NOBODY if "a3" in holds else "")
    tiny.write("r.csv", HEAD + rows.format(**cells))


def render(tiny: Tiny, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0", "--json", *arguments)
    return code, json.loads(out)


def counts(said: dict[str, Any]) -> tuple[int, ...]:
    names = ("written", "up_to_date", "failed", "on_hold", "not_selected")
    told = tuple(said[name] for name in names)
    assert sum(told) == said["rows"]
    return told


def test_a_row_on_hold_is_not_written_and_is_counted(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS, nz="No")
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (2, 0, 0, 1, 0))
    assert not ANN_FILES & set(tiny.files())
    assert "on hold\t1" in tiny.run("render", "--no-sign", "-j", "0")[1]
    roster(tiny, a1="n")
    assert counts(render(tiny)[1]) == (1, 2, 0, 0, 0)
    assert set(tiny.files()) > ANN_FILES


@pytest.mark.slow
def test_files_of_a_row_on_hold_are_kept_and_are_no_orphans(tiny: Tiny) -> None:
    roster(tiny)
    render(tiny)
    before = tiny.files()
    roster(tiny, a1=WAITS)
    tiny.write("letters/a.md", "Another body.")
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nformats = ["pdf"]\n')
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (2, 0, 0, 1, 0))
    told = json.loads(tiny.run("status", "--json", "--tidy")[1])
    assert {one["path"] for one in told["moved"]} == {  # DOCX are no longer made, of the others
        "nz/nz-new-zealand-parliament.docx", "us/a2-ben-testman.docx",
    }  # fmt: skip
    after = tiny.files()
    assert {name: after[name] for name in ANN_FILES} == {name: before[name] for name in ANN_FILES}
    roster(tiny)
    assert counts(render(tiny)[1]) == (1, 2, 0, 0, 0)


def test_no_new_letter_takes_the_name_of_a_file_on_hold(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[output]\nname = "{{ recipient.family_name }}"\n')
    roster(tiny)
    assert render(tiny, "a1", "-f", "pdf")[0] == 0
    held = ANN.format(a1=WAITS)
    tiny.write("r.csv", HEAD + held + ANN.format(a1="").replace("a1,", "b1,").replace("Ann", "Bea"))
    before = tiny.files()["Testwright.pdf"]
    code, said = render(tiny, "-f", "pdf")
    assert (code, counts(said)) == (8, (0, 0, 1, 1, 0))
    assert tiny.files()["Testwright.pdf"] == before


@pytest.mark.slow
def test_faults_of_a_row_on_hold_are_notes(tiny: Tiny) -> None:
    roster(tiny, a3="the seat is vacant")
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (3, 0, 0, 1, 0))
    assert "errors.csv" not in tiny.files()
    code, out, _ = tiny.run("check", "--json")
    told = json.loads(out)
    assert (code, told["letters"], told["failed"], told["on_hold"], told["rows"]) == (0, 3, 0, 1, 4)
    assert {one["severity"] for one in told["diagnostics"] if one["row"] == 5} == {"note"}
    assert {"roster.empty-name", "roster.on-hold"} <= {one["code"] for one in told["diagnostics"]}
    roster(tiny, a3="no")
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (0, 3, 1, 0, 0))
    assert "3 of 4 rows make a letter (1 failed), files" in tiny.run("check")[2]


def test_a_letter_on_hold_that_no_template_can_make_is_a_note(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS)
    tiny.write("letters/a.md", "{% if recipient.id == 'a1' %}{{ nothing }}{% endif %}Body.")
    code, out, err = tiny.run("check", "-v")
    assert code == 0, err
    assert "`nothing` is not known here" in out + err
    assert "2 of 3 rows make a letter (1 on hold), files: 2 pdf and 2 docx; 0 errors" in err
    roster(tiny)
    assert tiny.run("check")[0] == 5


def test_status_names_rows_on_hold_with_their_reason(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS, a3="the seat is vacant")
    for command in (["status"], ["render", "--no-sign", "--dry-run"]):
        code, out, err = tiny.run(*command)
        assert code == 0
        assert f"on hold\tr.csv, row 3\tAnn Testwright (a1): {WAITS}" in out
        assert "on hold\tr.csv, row 5\ta3: the seat is vacant" in out
        assert "4 rows: 2 to write, 0 up to date, 0 failed, 2 on hold, 0 not selected" in err
        told = json.loads(tiny.run(*command, "--json")[1])
        assert counts(told["rows"]) == (2, 0, 0, 2, 0)
        assert [(one["row"], one["reason"]) for one in told["on_hold"]] == [
            (5, "the seat is vacant"), (3, WAITS),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["a1"], (0, 0, 0, 1, 3)),
        (["a2"], (1, 0, 0, 0, 3)),
        (["-w", "recipient.id == 'a1'"], (0, 0, 0, 2, 2)),  # what has no letter is not left out
        (["--limit", "1"], (1, 0, 0, 2, 1)),
    ],
)
def test_a_selection_adds_up(tiny: Tiny, arguments: list[str], expected: tuple[int, ...]) -> None:
    roster(tiny, a1=WAITS, a3="vacant")
    assert counts(render(tiny, *arguments)[1]) == expected
    if arguments == ["a1"]:
        said = tiny.run("render", "--no-sign", *arguments)[2]
        assert f"on hold: r.csv, row 3: Ann Testwright (a1): {WAITS}" in said


def test_a_run_goes_on_after_a_hold_is_lifted(tiny: Tiny) -> None:
    roster(tiny, a1="x", a2="x")
    render(tiny)
    roster(tiny, a2="x")
    assert counts(render(tiny)[1]) == (1, 1, 0, 1, 0)
    roster(tiny)
    assert counts(render(tiny)[1]) == (1, 2, 0, 0, 0)


def test_a_fault_of_another_row_leaves_those_on_hold_out_of_errors_csv(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS, a3="")
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (2, 0, 1, 1, 0))
    errors = tiny.files()["errors.csv"].decode("utf-8-sig")
    assert "\r\na3," in errors
    assert "a1," not in errors


def test_a_letter_on_hold_can_be_previewed_and_is_said_to_be(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS)
    code, _, err = tiny.run("preview", "Testwright", "-f", "html", "-v")
    assert code == 0
    assert f"no letter is made while the row is on hold: {WAITS}" in err


def test_a_row_on_hold_without_a_letter_is_said_to_be_on_hold(tiny: Tiny) -> None:
    roster(tiny, a3="the seat is vacant")
    code, _, err = tiny.run("preview", "a3", "-f", "html")
    assert code == 5
    assert "row 5 of r.csv is on hold" in err


@pytest.mark.slow
def test_a_proof_shows_no_letter_on_hold_and_names_its_row(tiny: Tiny) -> None:
    roster(tiny, a1=WAITS)
    code, out, _ = tiny.run("preview", "--proof", "--json")
    told = json.loads(out)
    assert (code, told["letters"]) == (0, 2)
    assert told["on_hold"] == [{"file": "r.csv", "row": 3, "name": "Ann Testwright"}]
    assert told["rows_without_a_letter"] == []
    sheets = read_pdf_text((tiny.folder / told["file"]).read_bytes())
    assert WAITS in " ".join(" ".join(one.text for one in sheets[0].words).split())


def test_a_mapping_can_make_the_hold(tiny: Tiny) -> None:
    roster(tiny)
    columns = (
        """[recipients.columns]\nhold = "{{ 'left' if constituency == 'Mole' else 'no' }}"\n"""
    )
    tiny.write("lettermerge.toml", SETTINGS.replace("[sender]", f"{columns}[sender]"))
    assert counts(render(tiny)[1]) == (2, 0, 0, 1, 0)
