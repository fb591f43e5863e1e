"""`check` on a command line: its last line, few lines for many rows, and what it names."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny, make_tiny

from lettermerge.diagnostics import number_of
from lettermerge.errors import MissingEngineError

HEAD = ROSTER.splitlines()[0]


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def test_the_last_line_but_one_has_the_letters_and_files_that_render_makes(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER.replace("Testman", "Test\u4e2dman") + "x,atlantis,,,,A,B,,\n")
    code, _, err = tiny.run("check")
    last = "2 of 4 rows make a letter (2 failed), files: 2 pdf and 2 docx; 2 errors, 0 warnings"
    assert (code, err.splitlines()[-2]) == (5, f"{last}, 0 notes")
    code, out, _ = tiny.run("check", "--json")
    found = json.loads(out)
    assert (found["letters"], found["rows"]) == (2, 4)
    assert found["files"] == {"pdf": 2, "docx": 2}
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0", "--json")
    made = json.loads(out)
    assert (made["written"], made["failed"], made["files"]) == (2, 2, {"pdf": 2, "docx": 2})


def test_numbers_have_the_form_of_their_noun(tiny: Tiny) -> None:
    tiny.write("r.csv", f"{HEAD}\na2,atlantis,,,,Ben,Testman,m,Examplia\n")
    assert tiny.run("check")[2].splitlines()[-2] == (
        "0 of 1 row makes a letter (1 failed), files: 0 pdf and 0 docx; "
        "1 error, 0 warnings, 0 notes"
    )
    assert number_of(1234, "file") == "1,234 files"


def test_many_characters_of_many_rows_are_one_line(tiny: Tiny) -> None:
    names = ("\u1794\u17bb\u1793", "\u0e2a\u0e21\u0e0a", "\u674e\u5c0f", "\u0639\u0644\u064a")
    rows = [
        f"b{n},uk,commons,,Ms,{names[n % 4]},Test{'abcdefghij'[n % 10] * (n // 10 + 3)},f,Mole {n}"
        for n in range(40)
    ]
    tiny.write("r.csv", "\n".join([HEAD, *rows, ""]))
    err = tiny.run("check")[2].splitlines()
    assert err[0].startswith("error: r.csv, row 2, given_name [")
    assert "no face of the letter has U+1794 KHMER LETTER BA, " in err[0]
    assert err[2] == "    and 39 more rows of this kind: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 ..."
    assert err[3] == (
        "0 of 40 rows make a letter (40 failed), files: 0 pdf and 0 docx; "
        "40 errors, 0 warnings, 0 notes"
    )
    assert len(err) == 5  # with the next command


@pytest.mark.slow
def test_a_clean_roster_of_many_members_gives_few_lines(tiny: Tiny) -> None:
    given = [f"{letter}{'eop'[n % 3] * 2}la" for n, letter in enumerate("BCDFGHJKLMNPRSTVWZ")]
    family = [f"{letter}{name.lower()}stone" for letter in "XQYUA" for name in given[:9]]
    pairs = [(one, other) for one in given for other in family][:650]
    rows = [f"b{n},uk,commons,,Ms,{one},{two},f,Seat {n}" for n, (one, two) in enumerate(pairs)]
    tiny.write("r.csv", "\n".join([HEAD, *rows, ""]))
    code, _, err = tiny.run("check")
    assert code == 0
    assert len(err.splitlines()) <= 5
    assert err.splitlines()[-2].startswith("650 of 650 rows make a letter, files: 650 pdf and 650")


@pytest.mark.slow
def test_a_long_page_count_is_said_once(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)  # no LibreOffice, which would count the DOCX as well
    rows = [f"b{n},uk,commons,,Ms,Ann,Testwright{n},f,Seat {n}" for n in range(30)]
    tiny.write("r.csv", "\n".join([HEAD, *rows, ""]))
    body = "{% if recipient.id[-1] in '048' %}\\newpage\n\nMore.{% endif %}\n"
    tiny.write("letters/a.md", f"{TEMPLATE}\n{body}")
    err = tiny.run("check", "--rendered")[2]
    assert err.count("(page.count)") == 1
    assert "the letter has 2 pages; most have 1" in err
    assert "and 8 more rows of this kind: " in err


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["#DIV/0!", "#WERT!", "#N/A", "Err:508", "#¡VALOR!"])
def test_a_formula_in_error_fails_its_row_wherever_it_is_printed(tiny: Tiny, cell: str) -> None:
    head = "id,parliament,full_name,fee,used\n"
    tiny.write("r.csv", f"{head}a1,nz,Ann Testwright,{cell},yes\na2,nz,Ben Testman,7,{cell}\n")
    places = {
        "letters/a.md": TEMPLATE + "The fee is {{ recipient.extra.fee }}.\n",
        "letters/a.md ": TEMPLATE.replace("A subject", "Fee {{ recipient.extra.fee }}"),
        "letters/a.md  ": TEMPLATE + "{% if recipient.extra.fee | default('') %}x{% endif %}\n",
    }
    for text in places.values():
        tiny.write("letters/a.md", text)
        judge_formula(tiny, "fee", cell)
    tiny.write("letters/a.md", TEMPLATE)
    files = '[output]\nname = "{{ recipient.id }}-{{ recipient.extra.fee }}"\n'
    columns = '[recipients.columns]\naddress = "{{ fee }}"\n'
    mixed = """[recipients.columns]\noffice = "{{ row['fee'] }} EUR"\n"""
    for settings in (SETTINGS + files, SETTINGS + columns, SETTINGS + mixed):
        tiny.write("lettermerge.toml", settings)
        judge_formula(tiny, "fee", cell)
    tiny.write("lettermerge.toml", SETTINGS + '[recipients.columns]\ncost = "{{ fee }} EUR"\n')
    tiny.write("letters/a.md", TEMPLATE + "{{ recipient.extra.cost }}\n")
    judge_formula(tiny, "fee", cell)


def judge_formula(tiny: Tiny, column: str, cell: str) -> None:
    """Hold `check` and `render` to one fault, of the first row, in a column."""
    code, out, _ = tiny.run("check", "--json")
    found = json.loads(out)
    assert (code, found["letters"]) == (5, 1)
    (error,) = [one for one in found["diagnostics"] if one["severity"] == "error"]
    assert error["code"] == "roster.formula-in-error"
    assert (error["row"], error["column"], error["value"]) == (2, column, cell)
    tiny.run("render", "--no-sign", "-j", "0", "--force")
    (row,) = csv.DictReader(tiny.files()["errors.csv"].decode("utf-8-sig").splitlines())
    assert (row["id"], row["error_code"]) == ("a1", "roster.formula-in-error")


def test_a_formula_in_error_that_no_letter_prints_is_a_note(tiny: Tiny) -> None:
    tiny.write("r.csv", "id,parliament,full_name,fee\na1,nz,Ann Testwright,#N/A\n")
    code, out, _ = tiny.run("check", "--json")
    found = {one["code"]: one["severity"] for one in json.loads(out)["diagnostics"]}
    assert (code, found["roster.formula-in-error"]) == (0, "note")


def test_an_image_without_a_file_names_the_expression(tiny: Tiny) -> None:
    image = '\n![A  photo]({{ recipient.extra.photo }} "30mm")\n'
    tiny.write("letters/a.md", TEMPLATE + image)
    tiny.write("r.csv", "id,parliament,full_name,photo\na1,nz,Ann Testwright,\n")
    code, _, err = tiny.run("check")
    assert code == 5
    assert (
        "letters/a.md:7: the image described as `A photo` has no file: "
        "`{{ recipient.extra.photo }}` is empty  (markup.image-without-file)\n"
        "    fill the cell, or write {% if recipient.extra.photo %} around the image\n"
    ) in err


def test_two_blanks_before_a_canadian_code_are_no_gap(tiny: Tiny) -> None:
    tiny.write("letters/a.md", TEMPLATE + "To {{ recipient.address_block | join(', ') }}.\n")
    tiny.write(
        "r.csv", "id,parliament,chamber,title,full_name,gender\na1,ca,commons,Ms,Ann Testwright,f\n"
    )
    assert "lint.gap" not in tiny.run("check")[2]
    tiny.write("letters/a.md", TEMPLATE + "To {{ recipient.party }} , of {{ recipient.name }}.\n")
    assert "lint.gap" in tiny.run("check")[2]


@pytest.mark.slow
def test_what_init_wrote_is_warned_of_until_it_is_replaced(tiny: Tiny) -> None:
    tiny.run("init", "new")
    for command in (("check",), ("render", "--no-sign", "--dry-run")):
        _, _, err = tiny.run(*command, "-C", "new")
        assert err.count("(settings.placeholder)") == 1
        assert "sender.name `Example Alliance`, sender.address `1 Example Street`" in err
    path = tiny.folder / "new" / "lettermerge.toml"
    text = path.read_text("utf-8")
    for word in ("Example Alliance", "Example Street", "Exampletown", "example.org"):
        text = text.replace(word, "Specimen")
    path.write_text(text, "utf-8")
    assert "settings.placeholder" not in tiny.run("check", "-C", "new")[2]


def test_without_the_engine_for_pages_a_check_promises_none(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MissingEngineError("Pango is missing", hint="install it")

    monkeypatch.setattr("lettermerge.app.preflight.project_check.find_failures", fail)
    code, _, err = tiny.run("check")
    assert code == 7
    assert "error: Pango is missing  (machine.missing-engine)\n    install it" in err
    assert "0 of 3 rows make a letter (3 failed), files: 0 pdf and 0 docx; 1 error" in err
