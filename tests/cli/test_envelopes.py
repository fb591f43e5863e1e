"""Test `lettermerge envelopes` as it is typed, on real letters."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import docx
import pypdfium2
import pytest
from tests.tiny import ROSTER, SETTINGS, Tiny, make_tiny

from lettermerge.layout.font_tables import characters_of
from lettermerge.layout.fonts import SOURCE_SERIF, TIMES

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


def pages_of(content: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(content)) as document:
        return [one.get_textpage().get_text_bounded() for one in document]


def folder(tiny: Tiny, run: str = "0001") -> dict[str, bytes]:
    return tiny.files(f"output/print/{run}")


@pytest.mark.slow
def test_each_paper_has_its_usual_envelope(tiny: Tiny) -> None:
    code, out, err = tiny.run("envelopes")
    assert code == 0, err
    made = folder(tiny)
    assert sorted(made) == [
        "addresses.csv", "envelopes-10.docx", "envelopes-10.pdf", "envelopes-dl.docx",
        "envelopes-dl.pdf",
    ]  # fmt: skip
    assert [Path(line).name for line in out.splitlines()] == [
        "envelopes-dl.pdf", "envelopes-dl.docx", "envelopes-10.pdf", "envelopes-10.docx",
        "addresses.csv",
    ]  # fmt: skip
    assert "3 envelopes, 3 pages" in err
    nz, ann = pages_of(made["envelopes-dl.pdf"])
    (ben,) = pages_of(made["envelopes-10.pdf"])
    assert "Ms Ann Testwright MP" in ann
    assert ann.splitlines()[:4] == ["Specimen Alliance", "1 Rue d’Essai", "1200 Genève",
                                    "SWITZERLAND"]  # fmt: skip
    assert "UNITED KINGDOM" in ann
    assert "Testman" in ben
    assert "NEW ZEALAND" in nz
    rows = list(csv.DictReader(io.StringIO(made["addresses.csv"].decode("utf-8-sig"))))
    assert [(one["id"], one["file"], one["page"]) for one in rows] == [
        ("nz", "envelopes-dl.pdf", "1"), ("a1", "envelopes-dl.pdf", "2"),
        ("a2", "envelopes-10.pdf", "1"),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_docx_has_the_same_words(tiny: Tiny) -> None:
    assert tiny.run("envelopes", "--size", "C5", "-q")[0] == 0
    made = folder(tiny)
    document = docx.Document(io.BytesIO(made["envelopes-c5.docx"]))
    assert len(document.tables) == 3
    for table, page in zip(document.tables, pages_of(made["envelopes-c5.pdf"]), strict=True):
        words = [p.text for row in table._tbl.tr_lst for cell in row.tc_lst
                 for p in cell.p_lst if p.text]  # fmt: skip
        assert " ".join(words).split() == page.split()


@pytest.mark.slow
def test_what_the_window_has_no_room_for_is_on_the_envelope_and_the_label(tiny: Tiny) -> None:
    office = "Minister of Examples and Minister responsible for Samples"
    row = f"c1,ca,commons,,Hon,Ada,Testwright,f,,{office}"
    tiny.write("r.csv", f"{ROSTER.splitlines()[0]},office\n{row}\n")
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    (letter,) = pages_of(tiny.files()["ca/c1-ada-testwright.pdf"])
    assert "House of Commons" not in letter
    assert tiny.run("envelopes", "-q")[0] == 0
    address = pages_of(folder(tiny)["envelopes-10.pdf"])[0]
    assert "House of Commons" in address
    assert " ".join(office.split()) in " ".join(address.split())
    assert tiny.run("labels", "--sheet", "avery 5164", "-q")[0] == 0
    (name,) = (one for one in folder(tiny, "0002") if one.endswith(".pdf"))
    assert "House of Commons" in pages_of(folder(tiny, "0002")[name])[0]


def test_inside_the_country_no_address_names_it(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED.replace('"CH"', '"GB"'))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    assert tiny.run("envelopes", "a1", "--size", "dl", "-q")[0] == 0
    (page,) = pages_of(folder(tiny)["envelopes-dl.pdf"])
    assert "UNITED KINGDOM" not in page


def test_the_settings_name_a_size_and_the_option_wins(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED + '[print]\nenvelope = "monarch"\n')
    assert tiny.run("envelopes", "-q")[0] == 0
    assert "envelopes-monarch.pdf" in folder(tiny)
    assert tiny.run("envelopes", "--size", "c6", "-q")[0] == 0
    assert "envelopes-c6.pdf" in folder(tiny, "0002")


@pytest.mark.slow
def test_equal_runs_give_equal_bytes(tiny: Tiny) -> None:
    for _ in range(2):
        assert tiny.run("envelopes", "-q")[0] == 0
    assert folder(tiny, "0001") == folder(tiny, "0002")


def test_a_dry_run_writes_nothing_and_json_says_all(tiny: Tiny) -> None:
    code, out, _ = tiny.run("envelopes", "--dry-run")
    assert code == 0
    assert "a1\tMs Ann" in out or "a1\tAnn Testwright" in out
    code, out, _ = tiny.run("envelopes", "--json", "--dry-run", "--limit", "2")
    told = json.loads(out)
    assert (told["folder"], told["exit_code"], len(told["addresses"])) == (None, 0, 2)
    assert told["files"][0] == {
        "names": ["envelopes-dl.pdf", "envelopes-dl.docx"],
        "width_mm": 220, "height_mm": 110, "addresses": 2, "pages": 2,
    }  # fmt: skip
    assert not (tiny.folder / "output/print").exists()


def test_letters_that_are_not_fit_are_left_out_and_named(tiny: Tiny) -> None:
    tiny.write("output/uk/a1-ann-testwright.pdf", b"mine")
    code, _, err = tiny.run("envelopes")
    assert code == 8
    assert "altered" in err
    assert "2 envelopes, 2 pages; 1 left out" in err


@pytest.mark.slow
def test_an_address_that_fits_in_no_size_is_a_fault_of_its_row(tiny: Tiny) -> None:
    long = "X" * 90
    cells = ("address", "", long, "")
    rows = zip(ROSTER.splitlines(), cells, strict=True)
    roster = "".join(f"{row},{cell}\n" for row, cell in rows)
    tiny.write("r.csv", roster)
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("envelopes", "--size", "dl")
    assert code == 5
    assert "r.csv, row 3, address" in err
    assert "does not fit on a DL envelope in 8 points" in err
    assert len(pages_of(folder(tiny)["envelopes-dl.pdf"])) == 2


@pytest.mark.slow
def test_a_return_address_that_does_not_fit_is_refused(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", UNSIGNED.replace("1 Rue d’Essai", "1 Rue " + "d’Essai" * 20))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("envelopes")
    assert code == 3
    assert "return address" in err
    assert not (tiny.folder / "output/print").exists()


def test_an_unknown_size_is_refused(tiny: Tiny) -> None:
    code, _, err = tiny.run("envelopes", "--size", "b4")
    assert code == 2
    assert "dl, c5, c6, 10, monarch" in err


@pytest.mark.slow
def test_a_sender_without_an_address_is_warned_of(tiny: Tiny) -> None:
    tiny.write("lettermerge.toml", SETTINGS + '[signing]\nidentity = "none"\n')
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("envelopes")
    assert code == 0
    assert "sender.address is empty" in err


@pytest.mark.slow
def test_a_character_that_the_face_lacks_is_a_fault_of_its_row(tiny: Tiny) -> None:
    letters = {chr(code) for code in characters_of((SOURCE_SERIF,)) - characters_of((TIMES,))}
    char = min(one for one in letters if normalize("NFKC", one) == one)
    tiny.write("r.csv", ROSTER.replace("Testwright", f"Test{char}wright"))
    assert tiny.run("render", "-j", "0", "-q")[0] == 0
    code, _, err = tiny.run("envelopes")
    assert code == 5
    assert "which addresses are set in, has no U+" in err
    assert "r.csv, row 3" in err
