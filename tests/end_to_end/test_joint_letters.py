"""Joint letters through the whole program: rows, files, faults, previews and what is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.app.letter_selection import Selection, choose_letters
from lettermerge.app.pipeline import compose
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.inspection.format_comparison import compare_words
from lettermerge.inspection.pdf_text import read_pdf_text
from lettermerge.letter.document import text

HEAD = (
    "id,parliament,chamber,role,given_name,family_name,gender,office,address,language,joint,hold\n"
)
UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n'
ANN = "s1,us,senate,,Ann,Testwright,f,,,,pair,\n"
BEN = "s2,us,senate,,Ben,Testman,m,,,,pair,\n"
CID = "s3,us,house,,Cid,Testson,m,,,,,\n"
TEMPLATE = """---
subject: A subject
---
To {% for one in recipients %}{{ one.name }}{% if not loop.last %} and {% endif %}{% endfor %},
first {{ recipient.name }}.
"""
FIRST = "us/s1-ann-testwright"
SECOND = "us/s2-ben-testman"
BOTH = {f"{FIRST}.pdf", f"{FIRST}.docx"}


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("letters/a.md", TEMPLATE)
    made.write("lettermerge.toml", UNSIGNED)
    roster(made, ANN, BEN, CID)
    return made


def roster(tiny: Tiny, *rows: str) -> None:
    tiny.write("r.csv", HEAD + "".join(rows))


def render(tiny: Tiny, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0", "--json", *arguments)
    return code, json.loads(out)


def counts(said: dict[str, Any]) -> tuple[int, ...]:
    names = ("written", "up_to_date", "failed", "on_hold", "not_selected")
    told = tuple(said[name] for name in names)
    assert sum(told) == said["rows"]
    return told


def status(tiny: Tiny, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(tiny.run("status", "--json", *arguments)[1])
    return told


def printed(tiny: Tiny, name: str = FIRST) -> str:
    """Return what a letter says, and see that its PDF and its DOCX say the same."""
    files = tiny.files()
    sheets = read_pdf_text(files[f"{name}.pdf"])
    assert compare_words(sheets, files[f"{name}.docx"]) is None
    return " ".join(" ".join(one.text for sheet in sheets for one in sheet.words).split())


def written(tiny: Tiny) -> set[str]:
    return {name for name in tiny.files() if name.endswith((".pdf", ".docx"))}


def manifest(tiny: Tiny) -> list[dict[str, Any]]:
    lines = tiny.files()["manifest.jsonl"].decode().splitlines()
    return [line for one in lines if "path" in (line := json.loads(one)) and "sha256" in line]


@pytest.mark.slow
def test_two_rows_get_one_letter_that_names_both_in_pdf_and_docx(tiny: Tiny) -> None:
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (3, 0, 0, 0, 0))
    assert (said["letters_written"], said["files"]) == (2, {"pdf": 2, "docx": 2})
    assert written(tiny) == {*BOTH, "us/s3-cid-testson.pdf", "us/s3-cid-testson.docx"}
    words = printed(tiny)
    assert "The Honorable Ann Testwright The Honorable Ben Testman United States Senate" in words
    assert "Dear Senators Testwright and Testman:" in words
    assert "To Ann Testwright and Ben Testman, first Ann Testwright." in words
    project = open_project(tiny.folder, unsealed(load_settings(tiny.folder)))
    (letter,) = choose_letters(project, address_rosters(project).letters, Selection(("pair",)))
    assert " ".join(text(compose(project, letter).document).split()) == words


@pytest.mark.slow
def test_the_summary_says_rows_and_letters(tiny: Tiny) -> None:
    code, out, err = tiny.run("render", "--no-sign", "--dry-run")
    assert code == 0
    assert "3 rows: 3 in 2 letters to write, 0 up to date, 0 failed, 0 on hold" in err
    code, out, _ = tiny.run("render", "--no-sign", "-j", "0")
    assert "rows\t3\nletters written\t3 in 2 letters\nup to date\t0\n" in out
    assert "up to date\t3 in 2 letters\n" in tiny.run("render", "--no-sign", "-j", "0")[1]
    code, _, err = tiny.run("check")
    assert "3 of 3 rows make 2 letters, files: 2 pdf and 2 docx; 0 errors" in err
    told = json.loads(tiny.run("check", "--json")[1])
    assert (told["rows"], told["rows_with_a_letter"], told["letters"]) == (3, 3, 2)


def test_the_manifest_knows_the_letter_and_its_members(tiny: Tiny) -> None:
    render(tiny)
    members = {one["id"]: one.get("members") for one in manifest(tiny)}
    assert members == {"pair": ["s1", "s2"], "s3": None}


@pytest.mark.parametrize("name", ["pair", "s1", "s2", "testman", "Ann Testwright"])
def test_the_letter_is_found_under_its_id_and_those_of_its_rows(tiny: Tiny, name: str) -> None:
    assert counts(render(tiny, name, "-f", "pdf")[1]) == (2, 0, 0, 0, 1)
    assert written(tiny) == {f"{FIRST}.pdf"}


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("recipient.id == 'pair'", 2),
        ("recipient.id == 's2'", 2),
        ("recipient.gender == 'm'", 3),
        ("recipients | length == 2", 2),
        ("recipient.chamber == 'house'", 1),
    ],
)
def test_an_expression_sees_each_of_its_persons(tiny: Tiny, condition: str, rows: int) -> None:
    assert counts(render(tiny, "-f", "pdf", "-w", condition)[1]) == (rows, 0, 0, 0, 3 - rows)


def test_a_value_that_is_the_id_of_a_row_has_joint_before_it(tiny: Tiny) -> None:
    roster(tiny, ANN.replace("pair", "s2"), BEN.replace("pair", "s2"), CID)
    render(tiny)
    assert {one["id"] for one in manifest(tiny)} == {"joint-s2", "s3"}
    assert counts(render(tiny, "joint-s2")[1]) == (0, 2, 0, 0, 1)


def test_a_row_may_stand_in_another_roster(tiny: Tiny) -> None:
    roster(tiny, ANN, CID)
    tiny.write("s.csv", HEAD + BEN)
    both = '[[recipients]]\nsource = "r.csv"\n[[recipients]]\nsource = "s.csv"\n'
    tiny.write("lettermerge.toml", UNSIGNED.replace('[recipients]\nsource = "r.csv"\n', both))
    assert counts(render(tiny)[1]) == (3, 0, 0, 0, 0)
    assert "Dear Senators Testwright and Testman:" in printed(tiny)


def test_the_first_by_precedence_names_the_file_and_is_the_recipient(tiny: Tiny) -> None:
    roster(tiny, ANN, BEN.replace(",,,,pair", ",President pro tempore,,,pair"), CID)
    render(tiny)
    assert written(tiny) > {f"{SECOND}.pdf"}
    words = printed(tiny, SECOND)
    assert "Dear Senators Testman and Testwright:" in words
    assert "To Ben Testman and Ann Testwright, first Ben Testman." in words


def test_a_letter_is_made_once_and_goes_on_after_half_of_it(tiny: Tiny) -> None:
    assert counts(render(tiny, "-f", "pdf")[1]) == (3, 0, 0, 0, 0)
    said = render(tiny)[1]
    assert (counts(said), said["files"]) == ((3, 0, 0, 0, 0), {"docx": 2})
    assert counts(render(tiny)[1]) == (0, 3, 0, 0, 0)
    (tiny.folder / "output" / f"{FIRST}.docx").unlink()
    assert status(tiny)["counts"]["write"] == 1
    assert counts(render(tiny)[1]) == (2, 1, 0, 0, 0)


@pytest.mark.slow
def test_another_member_makes_the_letter_anew(tiny: Tiny) -> None:
    render(tiny)
    roster(tiny, ANN, BEN, CID.replace("house", "senate").replace(",,\n", ",pair,\n"))
    plan = {one["path"]: one for one in status(tiny)["files"]}
    assert plan[f"{FIRST}.pdf"]["reasons"] == ["recipient"]
    assert counts(render(tiny)[1]) == (3, 0, 0, 0, 0)
    assert "Dear Senators Testwright, Testman, and Testson:" in printed(tiny)
    left = {one["path"]: one["reason"] for one in status(tiny)["orphans"]}
    assert left == {"us/s3-cid-testson.pdf": "joint", "us/s3-cid-testson.docx": "joint"}
    assert "its recipient is in the joint letter pair" in tiny.run("status")[1]


def test_members_of_the_same_names_make_another_letter(tiny: Tiny) -> None:
    render(tiny)
    roster(tiny, ANN, BEN.replace("s2", "s9"), CID)
    assert counts(render(tiny)[1]) == (2, 1, 0, 0, 0)
    assert {tuple(one.get("members", ())) for one in manifest(tiny)} >= {("s1", "s9")}


def test_letters_of_rows_that_join_give_way_to_the_joint_one(tiny: Tiny) -> None:
    roster(tiny, ANN.replace("pair", ""), BEN.replace("pair", ""), CID)
    render(tiny)
    roster(tiny, ANN, BEN, CID)
    code, said = render(tiny)
    assert (code, counts(said), said["orphans"]) == (0, (2, 1, 0, 0, 0), 2)
    assert "Dear Senators" in printed(tiny)
    assert {one["path"] for one in status(tiny, "--tidy")["moved"]} == {
        f"{SECOND}.pdf", f"{SECOND}.docx",
    }  # fmt: skip
    assert status(tiny)["orphans"] == []


def test_a_letter_that_is_dissolved_gives_way_to_those_of_its_rows(tiny: Tiny) -> None:
    render(tiny)
    roster(tiny, ANN.replace("pair", ""), BEN.replace("pair", ""), CID)
    code, said = render(tiny)
    assert (code, counts(said), said["orphans"]) == (0, (2, 1, 0, 0, 0), 0)
    assert "Dear Senator Testwright:" in printed(tiny)
    assert "Dear Senator Testman:" in printed(tiny, SECOND)


def test_files_of_a_dissolved_letter_at_another_name_are_orphans(tiny: Tiny) -> None:
    render(tiny)
    roster(tiny, CID)
    assert {one["path"] for one in status(tiny)["orphans"]} == BOTH
    assert "its joint letter is no longer made" in tiny.run("status")[1]


def test_a_row_that_leaves_gets_a_letter_of_its_own(tiny: Tiny) -> None:
    roster(tiny, ANN, BEN, CID.replace("house", "senate").replace(",,\n", ",pair,\n"))
    render(tiny)
    roster(tiny, ANN, BEN, CID)
    assert counts(render(tiny)[1]) == (3, 0, 0, 0, 0)
    assert "Dear Senators Testwright and Testman:" in printed(tiny)
    assert "Dear Representative Testson:" in printed(tiny, "us/s3-cid-testson")
    assert status(tiny)["orphans"] == []


def test_a_row_with_an_error_fails_all_and_is_named_in_the_others(tiny: Tiny) -> None:
    roster(tiny, ANN, BEN.replace("senate", "sennate"), CID)
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (1, 0, 2, 0, 0))
    faults = {one["row"]: one for one in said["diagnostics"] if one["severity"] == "error"}
    assert faults[3]["code"] == "protocol.unknown-chamber"
    assert faults[2]["code"] == "roster.joint-row-failed"
    assert faults[2]["message"].endswith("row 3 of r.csv has an error")
    errors = tiny.files()["errors.csv"].decode("utf-8-sig")
    assert [line.split(",")[0] for line in errors.splitlines()] == ["id", "s1", "s2"]
    tiny.write("fixed.csv", errors.replace("sennate", "senate"))
    code, said = render(tiny, "--roster", "fixed.csv")
    assert (code, counts(said)) == (0, (2, 0, 0, 0, 0))
    assert "Dear Senators Testwright and Testman:" in printed(tiny)
    assert counts(render(tiny)[1])[:2] == (0, 1)


def test_a_row_that_cannot_even_be_read_fails_all(tiny: Tiny) -> None:
    roster(tiny, ANN, ",us,senate,,Ben,Testman,m,,,,pair,\n", CID)
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (1, 0, 2, 0, 0))
    assert len(tiny.files()["errors.csv"].splitlines()) == 3


def test_files_of_a_letter_that_fails_are_no_orphans(tiny: Tiny) -> None:
    render(tiny)
    roster(tiny, ANN, BEN.replace("senate", "sennate"), CID)
    assert status(tiny)["orphans"] == []


def test_a_template_that_fails_leaves_all_rows_in_errors_csv(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "{% if recipients | length > 1 %}{{ nothing }}{% endif %}Body.")
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (1, 0, 2, 0, 0))
    lines = tiny.files()["errors.csv"].decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["id", "s1", "s2"]
    assert tiny.run("check")[0] == 5


def test_an_altered_file_leaves_all_rows_in_errors_csv(tiny: Tiny) -> None:
    render(tiny)
    tiny.write(f"output/{FIRST}.pdf", b"by hand")
    code, said = render(tiny)
    assert (code, counts(said)) == (8, (0, 1, 2, 0, 0))
    lines = tiny.files()["errors.csv"].decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["id", "s1", "s2"]
    assert counts(status(tiny)["rows"]) == (0, 1, 2, 0, 0)


@pytest.mark.slow
def test_a_row_on_hold_holds_the_letter_and_is_named(tiny: Tiny) -> None:
    render(tiny)
    before = tiny.files()
    roster(tiny, ANN, BEN.replace("pair,", "pair,asked to wait"), CID)
    tiny.write("letters/a.md", "Another body.")
    told = status(tiny)
    assert counts(told["rows"]) == (1, 0, 0, 2, 0)
    assert told["orphans"] == []
    assert {one["row"]: one["reason"] for one in told["on_hold"]} == {
        2: "row 3 of r.csv is on hold: asked to wait", 3: "asked to wait",
    }  # fmt: skip
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (1, 0, 0, 2, 0))
    assert {name: tiny.files()[name] for name in BOTH} == {name: before[name] for name in BOTH}
    assert counts(render(tiny, "s1")[1]) == (0, 0, 0, 2, 1)
    assert "1 of 3 rows makes 1 letter" not in tiny.run("check")[2]


def test_a_hold_wins_over_a_fault_of_another_row(tiny: Tiny) -> None:
    roster(tiny, ANN.replace("senate", "sennate"), BEN.replace("pair,", "pair,wait"), CID)
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (1, 0, 0, 2, 0))
    assert "errors.csv" not in tiny.files()
    assert tiny.run("check")[0] == 0


@pytest.mark.parametrize(
    ("changes", "column", "told"),
    [
        ((",m,,,,", ",m,,1 Mill Lane,,"), "address", None),  # filled from the other
        ((",m,,,,", ",m,,,fr,"), "language", None),
        (("us,senate", "uk,commons"), "parliament", "here it is `uk`, in row 2 `us`"),
        (("senate", "house"), "chamber", "here it is `house`, in row 2 `senate`"),
    ],
)
def test_rows_of_one_letter_agree(
    tiny: Tiny, changes: tuple[str, str], column: str, told: str | None
) -> None:
    roster(tiny, ANN, BEN.replace(*changes), CID)
    code, said = render(tiny, "-f", "pdf")
    if told is None:
        assert (code, counts(said)) == (0, (3, 0, 0, 0, 0))
        return
    assert (code, counts(said)) == (5, (1, 0, 2, 0, 0))
    (fault,) = (one for one in said["diagnostics"] if one["code"] == "protocol.joint-difference")
    assert (fault["row"], fault["column"]) == (3, column)
    assert told in fault["message"]


@pytest.mark.parametrize(
    ("one", "other", "column"), [("1 Mill Lane", "2 Mill Lane", "address"), ("", "", "language")]
)
def test_cells_that_differ_are_both_named(tiny: Tiny, one: str, other: str, column: str) -> None:
    fr, en = ("fr", "en") if column == "language" else ("", "")
    roster(
        tiny,
        ANN.replace(",f,,,,", f",f,,{one},{fr},"),
        BEN.replace(",m,,,,", f",m,,{other},{en},"),
    )
    code, said = render(tiny)
    assert (code, counts(said)) == (5, (0, 0, 2, 0, 0))
    (fault,) = (d for d in said["diagnostics"] if d["code"] == "protocol.joint-difference")
    assert (one or fr) in fault["message"]
    assert (other or en) in fault["message"]
    assert fault["column"] == column


def test_a_letter_that_is_joint_with_nobody_is_warned_of(tiny: Tiny) -> None:
    roster(tiny, ANN, CID)
    code, said = render(tiny)
    assert (code, counts(said)) == (0, (2, 0, 0, 0, 0))
    (warning,) = (one for one in said["diagnostics"] if one["severity"] == "warning")
    assert (warning["code"], warning["row"]) == ("roster.joint-alone", 2)
    assert {one["id"] for one in manifest(tiny)} == {"pair", "s3"}


@pytest.mark.parametrize("name", ["pair", "s2", "Testman"])
def test_a_preview_shows_the_letter_of_all(tiny: Tiny, name: str) -> None:
    code, _, err = tiny.run("preview", name, "-f", "html", "-o", "seen.html")
    assert code == 0, err
    page = (tiny.folder / "seen.html").read_text(encoding="utf-8")
    assert "Dear Senators Testwright and Testman:" in page


@pytest.mark.slow
def test_a_proof_counts_and_shows_the_joint_letter(tiny: Tiny) -> None:
    code, out, _ = tiny.run("preview", "--proof", "--json")
    told = json.loads(out)
    assert (code, told["letters"]) == (0, 2)
    assert {one["id"]: one["name"] for one in told["pack"]} == {
        "pair": "Ann Testwright and Ben Testman", "s3": "Cid Testson",
    }  # fmt: skip
    sheets = read_pdf_text((tiny.folder / told["file"]).read_bytes())
    words = " ".join(one.text for sheet in sheets for one in sheet.words)
    assert "Dear Senators Testwright and Testman:" in " ".join(words.split())


def test_a_couple_in_one_row_is_one_letter_under_the_id_of_the_row(tiny: Tiny) -> None:
    tiny.write(
        "r.csv",
        "id,parliament,chamber,full_name\n"
        "c1,uk,commons,Mr John Testwright and Mrs Jane Testwright\n",
    )
    code, said = render(tiny)
    assert (code, counts(said), said["letters_written"]) == (0, (1, 0, 0, 0, 0), 1)
    (name,) = {name.rpartition(".")[0] for name in written(tiny)}
    assert name == "uk/c1-john-testwright"
    words = printed(tiny, name)
    assert "Mr John Testwright MP Mrs Jane Testwright House of Commons" in words
    assert "Dear Mr and Mrs Testwright," in words
    assert "To John Testwright and Jane Testwright, first John Testwright." in words
    assert {one.get("members") for one in manifest(tiny)} == {None}
    assert "the row is read as two persons" in tiny.run("check", "-v")[2]


@pytest.mark.slow
def test_a_french_letter_is_french_for_all(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "Bonjour.")
    row = "s{},ca,senate,,{},Essai,{},,,fr,pair,\n"
    roster(tiny, row.format(1, "Anne", "f"), row.format(2, "Benoît", "m"))
    assert render(tiny)[0] == 0
    words = printed(tiny, "ca/s1-anne-essai")
    assert "L’honorable Anne Essai, sénatrice L’honorable Benoît Essai, sénateur" in words
    assert "Madame la Sénatrice, Monsieur le Sénateur, Bonjour." in words
    assert "d’agréer, Madame la Sénatrice, Monsieur le Sénateur, l’expression" in words


def test_a_part_of_the_lists_makes_no_part_of_a_joint_letter(tiny: Tiny) -> None:
    roster(tiny, ANN, CID)
    tiny.write("s.csv", HEAD + BEN.replace("senate", "sennate"))
    both = '[[recipients]]\nsource = "r.csv"\n[[recipients]]\nsource = "s.csv"\n'
    tiny.write("lettermerge.toml", UNSIGNED.replace('[recipients]\nsource = "r.csv"\n', both))
    assert counts(render(tiny)[1]) == (1, 0, 2, 0, 0)
    assert "s1" in tiny.files()["errors-r.csv"].decode("utf-8-sig")
    code, said = render(tiny, "--roster", "output/errors-r.csv")
    assert (code, counts(said)) == (5, (0, 0, 1, 0, 0))
    assert {one["code"] for one in said["diagnostics"]} >= {"roster.joint-in-part"}
    assert not BOTH & written(tiny)
    tiny.write("s.csv", HEAD + BEN)
    assert counts(render(tiny)[1]) == (2, 1, 0, 0, 0)
    assert {name for name in tiny.files() if "errors" in name} == set()


@pytest.mark.slow
def test_workers_make_the_same_bytes(tiny: Tiny) -> None:
    assert tiny.run("render", "--no-sign", "-j", "0", "-o", "here")[0] == 0
    assert tiny.run("render", "--no-sign", "-j", "2", "-o", "there")[0] == 0
    here, there = tiny.files("here"), tiny.files("there")
    assert {n: c for n, c in here.items() if n != "manifest.jsonl"} == {
        n: c for n, c in there.items() if n != "manifest.jsonl"
    }


def test_a_text_that_names_one_of_several_is_warned_of(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "---\nsubject: A subject\n---\nYou, {{ recipient.given_name }}.\n")
    code, _, err = tiny.run("check")
    assert code == 0
    assert (
        "warning: r.csv, row 2: the letter goes to Ann Testwright and Ben Testman, and its text "
        "prints values of Ann Testwright alone" in " ".join(err.split())
    )
    alone = "{% if recipients | length == 1 %}{{ recipient.given_name }}{% else %}You{% endif %}"
    for template in (TEMPLATE, f"---\nsubject: A subject\n---\n{alone}\n"):
        tiny.write("letters/a.md", template)
        assert "letter.one-of-several" not in tiny.run("check")[2]
