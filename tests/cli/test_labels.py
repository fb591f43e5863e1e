"""Test `lettermerge labels` as it is typed, on real letters."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from tests.tiny import SETTINGS, Tiny, make_tiny

UNSIGNED = SETTINGS + '[signing]\nidentity = "none"\n'
POINT = 25.4 / 72


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", UNSIGNED)
    assert made.run("render", "-j", "0", "-q")[0] == 0
    return made


def places(content: bytes) -> list[list[tuple[str, float, float]]]:
    """Return for each page its first words and where they are, from the top left in mm."""
    pages = []
    with closing(pypdfium2.PdfDocument(content)) as document:
        for page in document:
            text = page.get_textpage()
            height = page.get_height()
            rects = [text.get_rect(n) for n in range(text.count_rects())]
            pages.append([
                (text.get_text_bounded(*one).strip(), one[0] * POINT, (height - one[3]) * POINT)
                for one in rects
            ])  # fmt: skip
    return pages


def test_labels_begin_where_a_used_sheet_is_free(tiny: Tiny) -> None:
    code, out, err = tiny.run("labels", "--sheet", "L7160", "--skip", "20")
    assert code == 0, err
    assert [Path(line).name for line in out.splitlines()] == [
        "labels-l7160.pdf", "labels-l7160.docx", "addresses.csv"
    ]  # fmt: skip
    assert "3 labels, 2 pages" in err
    first, second = places(tiny.files("output/print/0001")["labels-l7160.pdf"])
    assert all(139.56 < left < 203.6 and 244 < top < 283 for _, left, top in first)
    assert any("NEW ZEALAND" in words for words, _, _ in first)
    assert any("Ann Testwright" in words and 7 < left < 72 for words, left, _ in second)
    assert any("Testman" in words and 73 < left < 138 for words, left, _ in second)


def test_json_says_the_place_of_each(tiny: Tiny) -> None:
    told = json.loads(tiny.run("labels", "--sheet", "5160", "--skip", "29", "--json")[1])
    assert [(one["id"], one["page"], one["place"]) for one in told["addresses"]] == [
        ("nz", 1, 30), ("a1", 2, 1), ("a2", 2, 2)
    ]  # fmt: skip
    assert Path(told["folder"], "labels-5160.docx").is_file()


def test_labels_that_are_too_small_name_every_row(tiny: Tiny) -> None:
    code, _, err = tiny.run("labels", "--sheet", "L4730")
    assert code == 5
    assert "r.csv, row 2" in err
    assert "does not fit on a label of Avery L4730 in 8 points" in err
    assert not (tiny.folder / "output/print").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say which label sheet"),
        (("--sheet", "L9999"), "no label sheet `L9999`"),
        (("--sheet", "L7160", "--skip", "21"), "which has 21"),
        (("--sheet", "L7160", "Nobody"), "no recipient"),
    ],
)
def test_what_cannot_be_meant_is_refused(tiny: Tiny, options: tuple[str, ...], said: str) -> None:
    code, _, err = tiny.run("labels", *options)
    assert code == 2
    assert said in err


def test_an_outline_adds_edges_and_moves_nothing(tiny: Tiny) -> None:
    for more in ((), ("--outline",)):
        assert tiny.run("labels", "--sheet", "Zweckform 3474", "-q", *more)[0] == 0
    plain, outlined = (
        tiny.files(f"output/print/{run}")["labels-zweckform-3474.pdf"] for run in ("0001", "0002")
    )
    assert places(plain) == places(outlined)
    assert plain != outlined


def test_all_sheets_are_listed(tiny: Tiny) -> None:
    code, out, _ = tiny.run("labels", "--list")
    assert code == 0
    assert len(out.splitlines()) == 125  # headings, and all but one of unknown paper
    sheets = json.loads(tiny.run("labels", "--list", "--json")[1])["sheets"]
    assert any(one["sheet"] == "Avery 7160" and "L7160" in one["equal sheets"] for one in sheets)
