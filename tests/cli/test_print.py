"""Test `lettermerge print` as it is typed, on real letters."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pypdfium2
import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny, make_tiny

UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n'
LONG = TEMPLATE + "\n\n\\newpage\n\nA second page.\n"


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    assert made.run("render", "-j", "0", "-q")[0] == 0
    return made


def ticket(tiny: Tiny, run: str = "0001") -> list[dict[str, str]]:
    content = (tiny.folder / f"output/print/{run}/job-ticket.csv").read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def printed(tiny: Tiny, run: str = "0001") -> dict[str, bytes]:
    return {
        name: content
        for name, content in tiny.files(f"output/print/{run}").items()
        if name.endswith(".pdf")
    }


def page_count(content: bytes) -> int:
    return len(pypdfium2.PdfDocument(content))


def text_of(content: bytes, page: int) -> str:
    return str(pypdfium2.PdfDocument(content)[page].get_textpage().get_text_range())


def lines_of_ledger(tiny: Tiny) -> list[dict[str, str]]:
    text = (tiny.folder / "output/ledger.jsonl").read_text(encoding="utf-8")
    first, *others = (json.loads(line) for line in text.splitlines())
    assert first == {"record": "ledger"}
    return others


@pytest.mark.slow
def test_letters_are_printed_by_paper_with_a_ticket_and_a_line_in_the_ledger(tiny: Tiny) -> None:
    code, out, err = tiny.run("print")
    assert code == 0
    assert sorted(printed(tiny)) == ["a4.pdf", "letter.pdf"]
    assert [Path(line).name for line in out.splitlines()] == [
        "a4.pdf",
        "letter.pdf",
        "job-ticket.csv",
    ]
    assert "no tags, forms and signatures" in err
    rows = ticket(tiny)
    assert [row["id"] for row in rows] == ["nz", "a1", "a2"]
    assert [row["position"] for row in rows] == ["1", "2", "3"]
    for row in rows:
        content = (tiny.folder / "output" / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        there = text_of(printed(tiny)[row["print_file"]], int(row["print_page"]) - 1)
        assert there == text_of(content, 0)
    events = lines_of_ledger(tiny)
    assert [one.get("event") for one in events] == ["printed"] * 3 + [None]
    assert events[0] | {"time": "", "run": "", "day": ""} == {
        "id": "nz",
        "event": "printed",
        "template": "a.md",
        "date": "2023-07-20",
        "sha256": rows[0]["sha256"],
        "channel": "print",
        "file": "output/print/0001/a4.pdf",
        "name": "New Zealand Parliament",
        "seat": "nz//",
        "address": "New Zealand Parliament, Parliament Buildings, Private Bag 18888, "
        "Wellington 6160, NEW ZEALAND",
        "language": "en-NZ",
        "time": "",
        "run": "",
        "day": "",
    }
    assert events[3]["done"] == events[0]["run"]


def test_letters_that_are_not_finished_are_left_out_and_named(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", b"mine")
    code, _, err = tiny.run("print")
    assert code == 8
    assert "r.csv, row 3: uk/a1-ann-testwright.pdf was altered since it was written" in err
    assert "2 letters, 2 sheets, 2 print files; 1 left out" in err
    assert [row["id"] for row in ticket(tiny)] == ["nz", "a2"]
    code, _, err = tiny.run("print", "nz", "--again")
    assert code == 0
    assert "altered" not in err
    code, out, err = tiny.run("print", "a1", "--json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["files"], told["folder"]) == (8, 8, [], None)
    assert [one["reason"] for one in told["left_out"]] == ["altered"]
    assert sorted(one.name for one in (tiny.folder / "output/print").iterdir()) == ["0001", "0002"]


def test_a_dry_run_writes_nothing_and_shows_the_ticket(tiny: Tiny) -> None:
    before = tiny.files()
    code, out, _ = tiny.run("print", "--dry-run")
    assert code == 0
    assert out.splitlines()[0].split("\t")[:3] == ["position", "id", "name"]
    assert len(out.splitlines()) == 4
    assert tiny.files() == before
    told = json.loads(tiny.run("print", "--dry-run", "--json")[1])
    assert [one["name"] for one in told["files"]] == ["a4.pdf", "letter.pdf"]
    assert tiny.files() == before


@pytest.mark.slow
def test_the_order_is_that_of_an_expression(tiny: Tiny) -> None:
    def order(*options: str) -> list[str]:
        told = json.loads(tiny.run("print", "--dry-run", "--json", *options)[1])
        return [one["id"] for one in sorted(told["letters"], key=lambda one: one["position"])]

    tiny.write("r.csv", ROSTER + "b1,uk,commons,,Mr,Zed,Aardling,m,Mole & Dale\n")
    tiny.run("render", "-j", "0", "-q")
    assert order("--by", "'all'", "-w", "parliament.paper == 'a4'") == ["nz", "a1", "b1"]
    key = ("-w", "parliament.id == 'uk'", "--sort")
    assert order(*key, "recipient.family_name") == ["b1", "a1"]
    assert order(*key, "[pages, recipient.given_name]") == ["a1", "b1"]
    assert order("-w", "parliament.paper == 'a4'", "--sort", "country") == ["a1", "b1", "nz"]
    assert order("-w", "parliament.paper == 'a4'", "--sort", "postal_code") == ["nz", "a1", "b1"]
    code, _, err = tiny.run("print", "--sort", "recipient.family_nam")
    assert code == 2
    assert "--sort: r.csv, row 2" in err
    assert "family_name" in err
    assert tiny.run("print", "--sort", "recipient.")[0] == 2
    assert not (tiny.folder / "output/print").exists()


def test_each_value_of_by_has_its_files(tiny: Tiny) -> None:
    assert tiny.run("print", "--by", "parliament.id ~ '/' ~ recipient.chamber")[0] == 0
    assert sorted(printed(tiny)) == ["nz_-a4.pdf", "uk_commons-a4.pdf", "us_senate-letter.pdf"]


@pytest.mark.slow
def test_letters_begin_on_new_sheets_and_marks_are_drawn(tiny: Tiny) -> None:
    tiny.write("letters/a.md", LONG + "\n\n\\newpage\n\nA third page.\n")
    marks = '[print]\nduplex = true\nmarks = [{x = 5, y = 100, length = 12, on = "last"}]\n'
    tiny.write("lettermerge.toml", UNSIGNED + marks)
    tiny.run("render", "-j", "0", "-q")
    assert tiny.run("print")[0] == 0
    rows = ticket(tiny)
    assert [row["pages"] for row in rows] == ["3", "3", "3"]
    assert [row["sheets"] for row in rows] == ["2", "2", "2"]
    assert [row["print_page"] for row in rows] == ["1", "5", "1"]
    content = printed(tiny)["a4.pdf"]
    assert page_count(content) == 8
    assert text_of(content, 3).strip() == ""
    assert "3 of 3" in text_of(content, 2)
    own = pypdfium2.PdfDocument((tiny.folder / "output" / rows[0]["file"]).read_bytes())
    both = pypdfium2.PdfDocument(content)
    different = [
        page
        for page in range(3)
        if bytes(own[page].render().to_pil().tobytes())
        != bytes(both[page].render().to_pil().tobytes())
    ]
    assert different == [2]  # the front of the last sheet has the mark
    assert tiny.run("print", "--simplex", "--again", "-q")[0] == 0
    assert page_count(printed(tiny, "0002")["a4.pdf"]) == 6


@pytest.mark.slow
def test_trays_divide_first_sheets_from_later_ones(tiny: Tiny) -> None:
    tiny.write("letters/a.md", LONG)
    trays = '[print.trays]\nfirst = "Letterhead"\nlater = "plain"\n'
    tiny.write("lettermerge.toml", UNSIGNED + trays)
    tiny.run("render", "-j", "0", "-q")
    assert tiny.run("print", "-w", "parliament.paper == 'a4'")[0] == 0
    files = printed(tiny)
    assert sorted(files) == ["a4-Letterhead.pdf", "a4-plain.pdf"]
    assert [page_count(one) for one in files.values()] == [2, 2]
    assert "A second page" in text_of(files["a4-plain.pdf"], 1)
    assert "Ann Testwright" in text_of(files["a4-Letterhead.pdf"], 1)
    assert len(ticket(tiny)) == 4
    assert len(lines_of_ledger(tiny)) == 3  # two letters, once each, and done


@pytest.mark.slow
def test_a_demo_signature_is_warned_of(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("print")
    assert code == 0
    assert "3 letters were signed by a DEMO identity" in err


@pytest.mark.slow
def test_what_was_printed_before_needs_again(tiny: Tiny) -> None:
    assert "printed before" not in tiny.run("print")[2]
    code, _, err = tiny.run("print", "nz")
    assert code == 0
    assert "r.csv, row 2: the letter was printed before, on 2" in err
    assert "1 letter was printed before; --again prints it once more" in err
    tiny.write("r.csv", ROSTER + "a9,uk,commons,,,,,,\n")  # not finished: it has no name
    code, _, err = tiny.run("print")
    assert "all 3 finished letters were printed before; --again prints them once more" in err
    assert "There is no finished letter" not in err
    tiny.write("r.csv", ROSTER)
    assert "all 3 letters were printed before; --again prints them" in tiny.run("print")[2]
    told = json.loads(tiny.run("print", "--json")[1])
    assert [(one["reason"], one["asked"]) for one in told["left_out"]] == [
        ("dispatched", False)
    ] * 3
    assert (told["files"], told["exit_code"]) == ([], 0)
    assert list((tiny.folder / "output/print").iterdir()) == [tiny.folder / "output/print/0001"]
    assert "1 letter was printed before" in tiny.run("print", "nz", "--again")[2]
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    code, _, err = tiny.run("print")  # another version, which was never sent
    assert code == 0
    assert "3 letters were printed before: see that one of each goes out" in err


@pytest.mark.slow
def test_what_changed_since_it_was_posted_needs_again(tiny: Tiny) -> None:
    assert tiny.run("print", "-q")[0] == 0
    assert tiny.run("ledger", "add", "a1", "sent", "-q")[0] == 0
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    code, _, err = tiny.run("print", "-q")
    assert code == 8
    assert "r.csv, row 3: another version of the letter went out before" in err
    assert [row["id"] for row in ticket(tiny, "0002")] == ["nz", "a2"]
    assert tiny.run("print", "a1", "--again", "-q")[0] == 0
    assert [row["id"] for row in ticket(tiny, "0003")] == ["a1"]


@pytest.mark.slow
def test_nothing_is_printed_where_the_ledger_is_gone(tiny: Tiny) -> None:
    assert tiny.run("print", "a1", "-q")[0] == 0
    (tiny.folder / "output/ledger.jsonl").unlink()
    for command in (("print",), ("handoff", "generic"), ("ledger", "add", "a1", "answered"),
                    ("render", "-w", "not ledger.printed")):  # fmt: skip
        code, _, err = tiny.run(*command)
        assert code == 8, command
        assert "ledger.jsonl is missing: nobody knows who got one" in err
    assert not (tiny.folder / "output/ledger.jsonl").exists()
    assert tiny.run("render", "-j", "0", "-w", "recipient.id == 'a1'")[0] == 0


@pytest.mark.slow
def test_the_ledger_stays_where_the_settings_say(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED + '[ledger]\ndirectory = "records"\n')
    assert tiny.run("render", "-j", "0", "-q", "-o", "elsewhere")[0] == 0
    assert tiny.run("print", "-o", "elsewhere")[0] == 0
    assert (tiny.folder / "elsewhere/print/0001/a4.pdf").is_file()
    assert (tiny.folder / "records/ledger.jsonl").is_file()
    assert not (tiny.folder / "elsewhere/ledger.jsonl").exists()


@pytest.mark.slow
def test_print_files_are_no_letters(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS)
    tiny.run("render", "-j", "0", "-q")
    tiny.run("print", "-q")
    assert tiny.run("verify")[0] == 0
    code, _, err = tiny.run("sign", "output/print/0001/a4.pdf")
    assert code == 2
    assert "a copy of letters" in err
    code, out, _ = tiny.run("status", "--json")
    assert (code, json.loads(out)["orphans"]) == (0, [])


@pytest.mark.slow
def test_hostile_names_stay_in_their_cells_and_files(tiny: Tiny) -> None:
    name = '"=HYPERLINK(1);\u202e ../../x"'
    tiny.write("r.csv", ROSTER + f'b1,uk,commons,,Ms,{name},"Te,st\nwright",f,Mole\n')
    tiny.run("render", "-j", "0", "-q")
    assert tiny.run("print", "--by", "recipient.name", "--separators")[0] == 0
    row = ticket(tiny)[3]
    assert list(row)[:3] == ["position", "id", "name"]
    assert None not in row
    assert row["id"] == "b1"
    assert row["name"].startswith("'=HYPERLINK")
    assert all("/" not in one for one in tiny.files("output/print/0001"))
