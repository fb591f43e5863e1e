"""Printed words are tied to their parts whatever they say, and wherever else they stand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.inspection.finished import PLAIN
from tests.writers.specimens import paragraph

from lettermerge.inspection.part_matching import PrintedPart, place
from lettermerge.inspection.pdf_text import PrintedWords, Sheet
from lettermerge.layout.page_style import Box
from lettermerge.letter import document as tree

# Few words, so that parts say the same as each other; some are printed without a letter.
LINES = st.lists(
    st.sampled_from(["Mole", "mole 1", "Mole Mole", "Élan", "1", "—", "straße", "ﬁne"]),
    min_size=1, max_size=4,
)  # fmt: skip


def sheet(lines: list[str]) -> Sheet:
    words = tuple(PrintedWords(line, Box(0, 5.0 * n, 10, 4)) for n, line in enumerate(lines))
    return Sheet(210, 297, words, (), ())


@given(LINES, LINES, LINES, LINES, LINES)
def test_every_line_is_tied_to_its_part(
    head: list[str], address: list[str], body: list[str], signed: list[str], after: list[str]
) -> None:
    document = replace(
        PLAIN,
        letterhead=tree.Letterhead("Mole", tuple(head)),
        address_block=tuple(address),
        body=tuple(map(paragraph, body)),
        signatures=tuple(tree.Signature(name) for name in signed),
        after=(tree.Labelled("Mole", tuple(after)),),
        note=(),
    )
    lines = [
        *((PrintedPart.LETTERHEAD, line) for line in ("Mole", *head)),
        (PrintedPart.DATE, document.date_line),
        *((PrintedPart.ADDRESS, line) for line in address),
        (PrintedPart.SUBJECT, document.subject),
        (PrintedPart.SALUTATION, document.salutation),
        *((PrintedPart.BODY, line) for line in body),
        (PrintedPart.CLOSE, document.close),
        *((PrintedPart.SIGNATURE, line) for line in signed),
        *((PrintedPart.AFTER, line) for line in ("Mole", *after)),
    ]
    placed = place(document, [sheet([line for _, line in lines])])
    for (part, line), one in zip(lines, placed, strict=True):
        # A line without a letter or digit is counted to what stands before it.
        assert one.part is part or line == "—"


def test_what_the_letter_does_not_say_is_of_no_part_and_loses_nothing() -> None:
    lines = ["Sample Society", "1 Sample Street", "An advertisement", "20 July 2023", "The Hon Tes",
             "tina Example", "House of Samples"]  # fmt: skip
    parts = [one.part for one in place(PLAIN, [sheet(lines)])]
    assert parts == [
        PrintedPart.LETTERHEAD,
        PrintedPart.LETTERHEAD,
        None,
        PrintedPart.DATE,
        *[PrintedPart.ADDRESS] * 3,
    ]


def test_what_a_style_sheet_hides_is_passed_over() -> None:
    lines = ["Sample Society", "1 Sample Street", "The Hon Testina Example", "House of Samples"]
    parts = [one.part for one in place(PLAIN, [sheet(lines)])]
    assert parts == [
        PrintedPart.LETTERHEAD,
        PrintedPart.LETTERHEAD,
        PrintedPart.ADDRESS,
        PrintedPart.ADDRESS,
    ]
