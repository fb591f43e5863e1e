"""A recipient whose id changed is asked about before the letter goes out twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.mailing import HEAD, ROSTER
from tests.tiny import SETTINGS, Tiny, make_tiny

UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n[output]\nformats = ["pdf"]\n'
#: The name is corrected, from which the list's ids are made.
CORRECTED = ROSTER.replace("a1,uk,commons,,Ms,Ann,Testwright", "b1,uk,commons,,Ms,Anne,Testwright")


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    made.write("r.csv", ROSTER)
    assert made.run("render", "-j", "0", "-q")[0] == 0
    return made


def dispatch(tiny: Tiny, *words: str) -> tuple[int, list[str], str]:
    """Run a command; return its exit code, the letters that it left out, and what it said."""
    code, out, _ = tiny.run(*words, "--json")
    told = json.loads(out)
    said = json.dumps([told["left_out"], told["diagnostics"]])
    renamed = [one["id"] for one in told["left_out"] if one["reason"] == "renamed"]
    return code, renamed, said


@pytest.mark.slow
def test_a_letter_that_went_to_a_former_id_is_left_out_until_somebody_says_who_that_is(
    tiny: Tiny,
) -> None:
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("r.csv", CORRECTED)
    code, _, err = tiny.run("check")
    assert code == 0
    assert "Anne Testwright may be Ann Testwright (`a1`)" in " ".join(err.split())
    _, _, err = tiny.run("render", "-j", "0")
    assert "dispatch.renamed" in err
    for command in (("print",), ("handoff", "generic")):
        code, renamed, said = dispatch(tiny, *command, "--dry-run")
        assert (code, renamed) == (8, ["b1"])
        assert "give the row the id `a1`" in said
    code, renamed, _ = dispatch(tiny, "print", "--again", "b1", "--dry-run")
    assert (code, renamed) == (0, [])
    assert tiny.run("ledger", "add", "b1", "sent", "--channel", "print")[0] == 0
    code, renamed, _ = dispatch(tiny, "print", "--dry-run")
    assert (code, renamed) == (0, [])
    assert "dispatch.renamed" not in tiny.run("check")[2]


@pytest.mark.slow
def test_a_new_person_gets_the_letter(tiny: Tiny) -> None:
    row = "b1,uk,commons,,Mr,Ben,Specimen,m,Mole & Dale,ann@commons.example"  # a successor
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("r.csv", HEAD + "nz,nz,,body,,,,,,\n" + row + "\n")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, renamed, said = dispatch(tiny, "print", "--dry-run")
    assert (code, renamed) == (0, [])
    assert "dispatch.renamed" not in said
    assert "dispatch.renamed" not in tiny.run("check")[2]


@pytest.mark.slow
def test_who_is_still_in_the_lists_is_nobody_else(tiny: Tiny) -> None:
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    namesake = "b1,uk,commons,,Ms,Ann,Testwright,f,Mole & Dale,ann@commons.example\n"
    tiny.write("r.csv", ROSTER + namesake)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert dispatch(tiny, "print", "--dry-run")[:2] == (0, [])
    assert "dispatch.renamed" not in tiny.run("check")[2]


@pytest.mark.slow
def test_what_was_printed_and_not_sent_is_printed_anew_with_a_warning(tiny: Tiny) -> None:
    assert tiny.run("print", "-q")[0] == 0
    tiny.write("r.csv", CORRECTED)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, renamed, said = dispatch(tiny, "print", "--dry-run")
    assert (code, renamed) == (0, [])
    assert "dispatch.renamed" in said
    assert "dispatch.printed-before" in said


@pytest.mark.slow
def test_a_row_of_its_own_had_the_letter_together_with_others(tiny: Tiny) -> None:
    joint = HEAD.replace("email\n", "email,joint\n") + (
        "a1,uk,commons,,Ms,Ann,Testwright,f,Mole,,both\na2,uk,commons,,Mr,Ben,Testman,m,Dale,,both\n"
    )
    tiny.write("r.csv", joint)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("r.csv", joint.replace(",both", ","))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, out, _ = tiny.run("print", "--dry-run", "--json")
    left = {one["id"]: one["reason"] for one in json.loads(out)["left_out"] if one["asked"]}
    assert (code, left) == (8, {"a1": "changed", "a2": "changed"})


@pytest.mark.slow
def test_a_letter_in_another_language_is_the_same_letter(tiny: Tiny) -> None:
    head = HEAD.replace("email\n", "email,language\n")
    row = "c1,ca,commons,,Ms,Ann,Testwright,f,Mole,,"
    tiny.write("r.csv", f"{head}{row}en\n")
    tiny.write("letters/a.fr.md", "---\nsubject: Objet\n---\nTexte.\n")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("r.csv", f"{head}{row}fr\n")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, out, _ = tiny.run("print", "--dry-run", "--json")
    left = {one["id"]: one["reason"] for one in json.loads(out)["left_out"] if one["asked"]}
    assert (code, left) == (8, {"c1": "changed"})
    code, out, _ = tiny.run("status", "--json")
    (dispatch_of,) = json.loads(out)["dispatch"]
    assert (dispatch_of["state"], dispatch_of["changed"]) == ("sent", True)


@pytest.mark.slow
@pytest.mark.parametrize("others", [0, 1])
def test_a_first_name_keeps_back_no_letter_to_a_seat_of_many(tiny: Tiny, others: int) -> None:
    rows = "us,us,,body,,,,,,\n" + "a3,us,senate,,,Cai,Specimen,m,Examplia,\n" * others
    tiny.write("r.csv", HEAD + rows + "a2,us,senate,,,Ben,Testman,m,Examplia,\n")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "sent", "--all", "--channel", "print")[0] == 0
    tiny.write("r.csv", HEAD + rows + "b2,us,senate,,,Ben,Muster,m,Examplia,\n")
    assert ("dispatch.renamed" in tiny.run("check")[2]) is not bool(others)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, renamed, _ = dispatch(tiny, "print", "--dry-run")
    assert (code, renamed) == ((0, []) if others else (8, ["b2"]))
