"""Every sheet of the data is read, found by its names, and has its labels on its paper."""

from __future__ import annotations

import pytest

from lettermerge.errors import UsageError
from lettermerge.layout.label_sheet import LabelSheet, find_label_sheet, load_label_sheets
from lettermerge.layout.page_style import A4, LETTER, Box

SHEETS = load_label_sheets()
PRINTED = [one for one in SHEETS if one.paper is not None]


def test_all_sheets_are_there() -> None:
    assert len(SHEETS) == 125
    assert {one.title for one in SHEETS if one.paper is None} == {"Avery 6141"}
    assert len({one.title for one in SHEETS}) == 125


@pytest.mark.parametrize(
    ("name", "first", "step", "grid"),
    [
        ("L7160", Box(7.48, 15.49, 63.99, 38.1), (66.04, 38.1), (3, 7)),
        ("l7163", Box(3.35, 15.17, 99.1, 38.1), (103.01, 38.1), (2, 7)),
        ("8160", Box(3.97, 12.7, 66.67, 25.4), (70.64, 25.4), (3, 10)),
        ("Zweckform 3474", Box(0, 0, 70, 37), (70, 37), (3, 8)),
        ("herma  4464", Box(0, 0, 70.2, 37.04), (70.2, 37.04), (3, 8)),
    ],
)
def test_known_sheets(
    name: str, first: Box, step: tuple[float, float], grid: tuple[int, int]
) -> None:
    sheet = find_label_sheet(name)
    assert (sheet.first, sheet.step, (sheet.columns, sheet.rows)) == (first, step, grid)


@pytest.mark.parametrize("sheet", PRINTED, ids=lambda one: one.title)
def test_labels_are_on_their_paper_and_do_not_overlap(sheet: LabelSheet) -> None:
    labels, paper = sheet.labels, sheet.paper
    assert paper is not None
    assert len(labels) == sheet.columns * sheet.rows == len({(b.left, b.top) for b in labels})
    assert sheet.columns == 1 or sheet.step[0] >= sheet.first.width - 0.2
    assert sheet.rows == 1 or sheet.step[1] >= sheet.first.height - 0.2
    for label in (labels[0], labels[-1]):  # rounded inches, and labels cut at the paper's edge
        assert label.left >= 0
        assert label.top >= 0
        assert label.right <= paper.width + 0.7
        assert label.bottom <= paper.height + 0.7


@pytest.mark.slow
def test_every_name_of_every_sheet_finds_it_or_asks_for_the_brand() -> None:
    for sheet in PRINTED:
        assert find_label_sheet(sheet.title.upper()) == sheet
        for name in sheet.names:
            like = [one for one in PRINTED if name in one.names]
            if len({(one.paper, one.first, one.step) for one in like}) == 1 or any(
                one.names[0] == name for one in like
            ):
                assert name.casefold() in map(str.casefold, find_label_sheet(name).names)
                continue
            with pytest.raises(UsageError, match=sheet.title):
                find_label_sheet(name)
            assert find_label_sheet(f"{sheet.brand} {name}").brand == sheet.brand


def test_labels_are_in_reading_order() -> None:
    labels = find_label_sheet("L7160").labels
    assert [(round(b.left, 2), round(b.top, 2)) for b in labels[:4]] == [
        (7.48, 15.49), (73.52, 15.49), (139.56, 15.49), (7.48, 53.59)
    ]  # fmt: skip
    assert find_label_sheet("L7160").paper is A4
    assert find_label_sheet("5160").paper is LETTER


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        ("", "no label sheet ``", "--list"),
        ("L7999", "no label sheet `L7999`", "did you mean"),
        ("6141", "paper of Avery 6141 is not known", "another sheet"),
    ],
)
def test_what_is_not_there_is_said(name: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_label_sheet(name)
    assert said in caught.value.message
    assert hint in (caught.value.hint or "")
