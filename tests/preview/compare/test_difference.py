"""Test the comparison of two letters: parts, paired blocks, and facts besides the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.tiny import Tiny, make_tiny

from lettermerge.app.project import Project, open_project
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.errors import LetterError, UsageError
from lettermerge.letter import document as tree
from lettermerge.preview.compare.difference import (
    ComparedLetter,
    Difference,
    Line,
    compare_letters,
    compare_recipients,
)


def letter(*body: tree.Block, **fields: object) -> ComparedLetter:
    document = tree.Document(
        language="en-GB",
        title="A subject – Ann Testwright",
        author="Example Alliance",
        date="2023-07-20",
        running_head="Ann Testwright, 20 July 2023",
        page_label="Page {page} of {pages}",
        letterhead=tree.Letterhead("Example Alliance", ("Way 1",)),
        date_line="20 July 2023",
        address_block=("Ms Ann Testwright", "House", "LONDON"),
        subject="A subject",
        salutation="Dear Ms Testwright,",
        body=body,
        close="Yours sincerely,",
        signatures=(tree.Signature("Example Alliance"),),
    )
    return ComparedLetter("Ann", replace(document, **fields))  # type: ignore[arg-type]


def paragraph(text: str) -> tree.Paragraph:
    return tree.Paragraph((tree.Text(text),))


def lines(difference: Difference, name: str) -> list[tuple[str, str, str]]:
    """Return a part's lines: where, kind, text (of both letters, one after another)."""
    (part,) = (part for part in difference.parts if part.name == name)
    return [(one.where, one.kind, shown(one)) for one in part.lines]


def shown(line: Line) -> str:
    signs = {"both": "{}", "first": "[-{}-]", "second": "{{+{}+}}"}
    if line.where != "changed":
        return "".join(span.text for span in line.spans)
    return "".join(signs[span.where].format(span.text) for span in line.spans)


def test_a_letter_is_the_same_as_itself() -> None:
    difference = compare_letters(letter(paragraph("One.")), letter(paragraph("One.")))
    assert not difference.differs
    assert [part.name for part in difference.parts] == [
        "letterhead", "date", "address", "subject", "salutation", "body", "close", "signatures",
        "running head", "language",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("letterhead", tree.Letterhead("Example Alliance", ("Way 2",)), "letterhead"),
        ("letterhead", tree.Letterhead("Example Alliance", ("Way 1",), "For all"), "letterhead"),
        ("date_line", "21 July 2023", "date"),
        ("address_block", ("Ms Ann Testwright", "LONDON"), "address"),
        ("subject", "", "subject"),
        ("salutation", "Dear Madam,", "salutation"),
        ("close", "Yours faithfully,", "close"),
        ("signatures", (tree.Signature("Ben Testman", "Chair"),), "signatures"),
        ("after", (tree.Labelled("Enclosures", ("A report",)),), "after"),
        ("note", (paragraph("About us."),), "note"),
        ("running_head", "Ben", "running head"),
        ("language", "fr", "language"),
    ],
)
def test_each_part_that_differs_is_named_and_no_other(field: str, value: object, part: str) -> None:
    difference = compare_letters(letter(), letter(**{field: value}))
    assert [one.name for one in difference.parts if one.differs] == [part]


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [("paper", "a4", "paper"), ("templates", ("a.md",), "templates"), ("pages", 2, "pages")],
)
def test_what_its_words_do_not_say_is_compared(field: str, value: object, part: str) -> None:
    other = replace(letter(), **{field: value})  # type: ignore[arg-type]
    difference = compare_letters(letter(), other)
    assert [one.name for one in difference.parts if one.differs] == [part]


def test_one_paragraph_more_moves_nothing_else() -> None:
    first = letter(paragraph("The first one."), paragraph("The last one, in short."))
    second = letter(
        paragraph("The first one."),
        paragraph("Something else altogether happens here."),
        paragraph("The last one, at length."),
    )
    assert lines(compare_letters(first, second), "body") == [
        ("both", "paragraph", "The first one."),
        ("second", "paragraph", "Something else altogether happens here."),
        ("changed", "paragraph", "The last one, [-in short-]{+at length+}."),
    ]


def test_lists_quotes_tables_and_breaks_are_compared() -> None:
    def body(number: str, start: int) -> tuple[tree.Block, ...]:
        items = (
            (paragraph("to vote"),),
            (paragraph(f"to ask {number} times"), tree.Quote((paragraph("Why?"),))),
        )
        cell = (tree.Text(number),)
        header = ((tree.Text("Year"),), (tree.Text("Seats"),))
        return (
            tree.Heading(2, (tree.Text("What we ask"),)),
            tree.ItemList(items, start),
            tree.Table(header, ((cell, cell),), ("left", "left")),
            tree.PageBreak(),
            tree.Rule(),
        )

    difference = compare_letters(letter(*body("3", 1)), letter(*body("4", 1)))
    assert lines(difference, "body") == [
        ("both", "heading 2", "What we ask"),
        ("both", "item", "1. to vote"),
        ("changed", "item", "2. to ask [-3-]{+4+} times"),
        ("both", "quote", "Why?"),
        ("both", "row", "Year | Seats"),
        ("first", "row", "3 | 3"),
        ("second", "row", "4 | 4"),
        ("both", "page break", "new page"),
        ("both", "rule", "line"),
    ]
    moved = lines(compare_letters(letter(*body("3", 1)), letter(*body("3", 2))), "body")
    assert ("changed", "item", "[-1-]{+2+}. to vote") in moved


def test_an_image_is_compared_by_file_words_and_width() -> None:
    asset = tree.Asset("letters/map.png", "image/png", b"")
    first = letter(tree.Image(asset, "A map", 80))
    second = letter(tree.Image(asset, "A map", 60))
    assert lines(compare_letters(first, second), "body") == [
        ("changed", "image", "A map (letters/map.png [-80-]{+60+} mm)")
    ]


def test_very_long_bodies_are_paired_in_order() -> None:
    first = letter(*(paragraph(f"The line of number {n} here") for n in range(80)))
    second = letter(*(paragraph(f"The line of number {n} there") for n in range(80)))
    found = lines(compare_letters(first, second), "body")
    assert [where for where, _, _ in found] == ["changed"] * 80


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    return make_tiny(tmp_path, capsys)


def opened(tiny: Tiny) -> Project:
    return open_project(tiny.folder, unsealed(load_settings(tiny.folder)))


def test_recipients_are_compared_by_id_or_name(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "Body for {{ recipient.given_name }}.")
    difference = compare_recipients(opened(tiny), "testwright", "a2")
    assert (difference.first, difference.second) == ("Ann Testwright (a1)", "Ben Testman (a2)")
    assert lines(difference, "paper") == [("changed", "line", "[-a4-]{+letter+}")]
    assert lines(difference, "pages") == [("both", "line", "1")]
    assert lines(difference, "body") == [("changed", "paragraph", "Body for [-Ann-]{+Ben+}.")]


def test_an_unknown_name_is_refused(tiny: Tiny) -> None:
    with pytest.raises(UsageError, match="testwrigt"):
        compare_recipients(opened(tiny), "a2", "testwrigt")


def test_a_row_that_makes_no_letter_is_named(tiny: Tiny) -> None:
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", roster + "bad,nowhere,,,,,,,\n")
    with pytest.raises(LetterError, match="makes no letter"):
        compare_recipients(opened(tiny), "a2", "bad")


def test_a_letter_that_cannot_be_laid_out_is_compared_all_the_same(tiny: Tiny) -> None:
    roster = (tiny.folder / "r.csv").read_text(encoding="utf-8")
    tiny.write("r.csv", roster.replace("Mole & Dale", "\N{LINEAR B SYLLABLE B008 A}"))
    difference = compare_recipients(opened(tiny), "a1", "a2")
    assert lines(difference, "pages") == [("second", "line", "1")]
    assert [one.code for one in difference.diagnostics] == ["letter.missing-glyph"]
