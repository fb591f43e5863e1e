"""Test `lettermerge handoff` as it is typed, on real letters."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.tiny import SETTINGS, TEMPLATE, Tiny, make_tiny

from lettermerge.app.dispatch.dispatchable_letters import FinishedLetter, FinishedLetters

UNSIGNED = (
    SETTINGS.replace('country = "CH"', 'country = "CH"\naddress = ["1 Rue d’Essai", "1200 Genève"]')
    + '[signing]\nidentity = "none"\n'
)


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    assert made.run("render", "-j", "0", "-q")[0] == 0
    return made


def parcel(tiny: Tiny, service: str, run: str = "0001") -> dict[str, bytes]:
    return tiny.files(f"output/handoff/{service}/{run}")


@pytest.mark.slow
def test_a_generic_parcel_has_every_letter_in_a_folder_and_a_zip(tiny: Tiny) -> None:
    code, out, err = tiny.run("handoff", "generic")
    assert code == 0, err
    made = parcel(tiny, "generic")
    letters = ["00001-nz.pdf", "00002-a1.pdf", "00003-a2.pdf"]
    assert sorted(made) == [*letters, "addresses.csv", "generic.zip", "parcel.json"]
    assert [line.rsplit("/", 1)[-1] for line in out.splitlines()] == ["0001", "generic.zip"]
    assert "3 letters for a print house" in err
    assert "rules of pages" in err
    assert made["00002-a1.pdf"] == tiny.files("output")["uk/a1-ann-testwright.pdf"]
    with ZipFile(io.BytesIO(made["generic.zip"])) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: content for name, content in made.items() if name != "generic.zip"
        }
    rows = list(csv.DictReader(io.StringIO(made["addresses.csv"].decode())))
    assert [one["id"] for one in rows] == ["nz", "a1", "a2"]
    assert rows[1]["name"] == rows[1]["line_1"] == "Ms Ann Testwright MP"
    assert (rows[1]["city"], rows[1]["postal_code"], rows[1]["country"]) == (
        "LONDON", "SW1A 0AA", "GB"
    )  # fmt: skip
    assert (rows[2]["region"], rows[2]["country"]) == ("DC", "US")
    told = json.loads(made["parcel.json"])
    assert (told["letters"], told["pages"], told["page_rules"]) == (3, 3, "unknown")
    assert {one["destination"] for one in told["price_classes"]} == {"NZ", "GB", "US"}


@pytest.mark.slow
def test_the_ledger_records_what_was_handed_over(tiny: Tiny) -> None:
    assert tiny.run("handoff", "generic", "a1", "-q")[0] == 0
    text = (tiny.folder / "output/ledger.jsonl").read_text(encoding="utf-8")
    _, first, done = (json.loads(line) for line in text.splitlines())
    assert (first["id"], first["event"], first["channel"]) == ("a1", "handed-over", "generic")
    assert (tiny.folder / first["file"]).is_file()
    assert done["done"] == first["run"]
    told = tiny.run("handoff", "stannp", "a1", "--dry-run")[2]  # whichever service posts it
    assert "r.csv, row 3: the letter was handed over before, on 2" in told
    assert "0 letters for Stannp; 1 left out" in told
    assert "1 letter was handed over before; --again hands it over once more" in told
    told = tiny.run("handoff", "generic", "a1", "--again", "--dry-run")[2]
    assert "1 letter was handed over before, and would be posted again" in told
    tiny.write("letters/a.md", TEMPLATE + "\nNew.\n")
    tiny.run("render", "-j", "0", "-q")
    code, _, err = tiny.run("handoff", "generic", "-q")
    assert code == 8
    assert "another version of the letter went out before" in err
    assert tiny.run("print", "a1", "-q")[0] == 8  # by whatever channel


@pytest.mark.slow
def test_notify_takes_letters_laid_out_for_it_and_names_the_others(tiny: Tiny) -> None:
    code, _, err = tiny.run("handoff", "notify")
    assert code == 5
    assert "the address is not where GOV.UK Notify reads it" in err
    assert 'write service = "notify" in [print]' in err
    tiny.write("lettermerge.toml", UNSIGNED + '[print]\nservice = "notify"\n')
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("handoff", "notify", "--set", "postage=first")
    assert code == 5
    assert "the letter is on letter; GOV.UK Notify takes a4" in err
    assert "r.csv, row 4" in err
    assert "reads it" not in err
    listed = json.loads(parcel(tiny, "notify")["letters.json"])
    assert listed == [
        {"reference": "nz", "content_file": "00001-nz.pdf"},
        {"reference": "a1", "content_file": "00002-a1.pdf", "postage": "first"},
    ]


@pytest.mark.slow
def test_lob_takes_american_letters_with_all_fields(tiny: Tiny) -> None:
    code, _, err = tiny.run("handoff", "lob", "a2")
    assert code == 0, err
    (one,) = json.loads(parcel(tiny, "lob")["letters.json"])
    assert one["to"]["address_state"] == "DC"
    assert one["to"]["address_country"] == "US"
    assert one["from"] == {
        "name": "Specimen Alliance", "address_line1": "1 Rue d’Essai",
        "address_city": "Genève", "address_zip": "1200", "address_country": "CH",
    }  # fmt: skip
    assert (one["file"], one["double_sided"], one["color"]) == ("00001-a2.pdf", True, False)
    assert "00001-a2.pdf" in parcel(tiny, "lob")


@pytest.mark.slow
@pytest.mark.parametrize("service", ["postgrid", "stannp", "click2mail", "generic"])
def test_equal_runs_give_equal_bytes(tiny: Tiny, service: str) -> None:
    for _ in range(2):
        assert tiny.run("handoff", service, "a2", "--again", "-q")[0] == 0
    assert parcel(tiny, service, "0001") == parcel(tiny, service, "0002")


@pytest.mark.slow
def test_demo_signed_letters_are_refused(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED.replace('"none"', '"demo"'))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("handoff", "generic")
    assert code == 8
    assert "3 letters were signed by a DEMO identity" in err
    assert not (tiny.folder / "output/handoff").exists()
    assert not (tiny.folder / "output/ledger.jsonl").exists()


def test_altered_letters_are_left_out(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", b"mine")
    code, out, _ = tiny.run("handoff", "generic", "--json")
    told = json.loads(out)
    assert code == told["exit_code"] == 8
    assert [one["id"] for one in told["left_out"]] == ["a1"]
    assert [one["id"] for one in told["files"]] == ["nz", "a2"]


def test_a_dry_run_writes_nothing(tiny: Tiny) -> None:
    code, out, _ = tiny.run("handoff", "generic", "--dry-run")
    assert code == 0
    assert out.splitlines()[0] == "destination\tsheets\tletters\tpages"
    assert not (tiny.folder / "output/handoff").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("notfy",), "did you mean `notify`?"),
        (("notify", "--set", "postage=third"), "write one of first, second, economy"),
        (("notify", "--set", "colour=red"), "sets no option of GOV.UK Notify"),
        (("lob", "--set", "color=yes"), "write one of true, false"),
    ],
)
def test_what_cannot_be_meant_is_refused(tiny: Tiny, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = tiny.run("handoff", *arguments)
    assert code == 2
    assert said in err


@pytest.mark.slow
def test_hostile_cells_change_no_column_key_or_path(tiny: Tiny) -> None:
    rows = (
        "id,parliament,chamber,title,given_name,family_name,gender,"
        "address,city,postal_code,country\n"
        '"../../x,""y""",uk,commons,Ms,"A,nn\u202e","Test""wright; ",f,'
        '"1 ""Te,st"" Street\u2066\nRoom; 2","T;own ""on"" Sea",SW1A 0AA,United Kingdom\n'
        "\"=cmd|' /C calc'!A0\",uk,commons,Mr,Ben,Testman,m,"
        "1 Test Street,Testtown,SW1A 0AA,United Kingdom\n"
    )
    tiny.write("r.csv", rows)
    tiny.run("render", "-j", "0", "-q")
    for service in ("generic", "stannp"):
        code, _, err = tiny.run("handoff", service, "--again")
        made = parcel(tiny, service)
        assert code in (5, 8), err
        assert "takes for a formula" in err
        table = list(csv.reader(io.StringIO(made["addresses.csv"].decode(), newline="")))
        assert len(table) == 2
        assert len(table[0]) == len(table[1])
        assert not any(char in "".join(table[1]) for char in "\n\r\u202e\u2066")
        assert all("/" not in name and not name.startswith(".") for name in made)
    for service in ("postgrid",):
        tiny.run("handoff", service, "--again")
        listed = json.loads(parcel(tiny, service)["letters.json"])
        assert {tuple(sorted(one)) for one in listed} == {
            ("addressPlacement", "color", "description", "doubleSided", "from", "pdf", "to")
        }
        assert {one["description"] for one in listed} == {'../../x,"y"', "=cmd|' /C calc'!A0"}
    assert not (tiny.folder / "x").exists()


def test_a_parcel_that_fails_half_way_leaves_nothing(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = FinishedLetters.read

    def altered(finished: FinishedLetters, one: FinishedLetter) -> bytes:
        if one.id == "a2":
            tiny.write("output/us/a2-ben-testman.pdf", b"mine")
        return read(finished, one)

    monkeypatch.setattr(FinishedLetters, "read", altered)
    code, _, err = tiny.run("handoff", "generic")
    assert code == 8
    assert "altered while it was being dispatched" in err
    folder = tiny.folder / "output/handoff"
    assert not folder.exists() or not [one for one in folder.rglob("*") if one.is_file()]
    assert not (tiny.folder / "output/ledger.jsonl").exists()
