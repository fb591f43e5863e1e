"""Markdown with slots becomes blocks; what stands in a slot is printed as typed."""

from __future__ import annotations

import string
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lettermerge.letter.document import (
    Asset,
    Block,
    Emphasis,
    Footnote,
    Heading,
    Image,
    ItemList,
    LineBreak,
    Link,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    block_texts,
)
from lettermerge.letter.fill import MarkupError
from lettermerge.letter.markdown import to_blocks
from lettermerge.templating import FIRST_SLOT

DOT = Asset("letters/dot.png", "image/png", b"\x89PNG")


def blocks(text: str, *values: str) -> tuple[Block, ...]:
    for number in range(len(values)):
        text = text.replace(f"${number}", chr(FIRST_SLOT + number))
    return to_blocks(text, values, lambda _: DOT, "letters/a.md")


def test_every_kind_of_block() -> None:
    assert blocks("a *b* **c**  \nd\ne") == (
        Paragraph(
            (
                Text("a "),
                Emphasis((Text("b"),)),
                Text(" "),
                Strong((Text("c"),)),
                LineBreak(),
                Text("d e"),
            )
        ),
    )
    assert blocks("# A\n\n#### B") == (Heading(1, (Text("A"),)), Heading(2, (Text("B"),)))


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ((2, 2, 2), (1, 1, 1)),
        ((3, 3, 2), (1, 1, 1)),
        ((1, 3, 3, 2, 3, 1), (1, 2, 2, 2, 3, 1)),
        ((2, 4, 3, 4), (1, 2, 2, 3)),
    ],
)
def test_headings_that_are_typed_alike_look_alike(
    typed: tuple[int, ...], levels: tuple[int, ...]
) -> None:
    found = blocks("\n\n".join("#" * level + " A" for level in typed))
    assert found == tuple(Heading(level, (Text("A"),)) for level in levels)
    assert blocks("3. a\n4. b") == (
        ItemList(((Paragraph((Text("a"),)),), (Paragraph((Text("b"),)),)), 3, tight=True),
    )
    assert blocks("- a\n\n- b")[0].tight is False  # type: ignore[union-attr]
    assert blocks("> a") == (Quote((Paragraph((Text("a"),)),)),)
    assert blocks("| a | b |\n|:-:|--:|\n| c | d |") == (
        Table(
            ((Text("a"),), (Text("b"),)),
            (((Text("c"),), (Text("d"),)),),
            ("center", "right"),
        ),
    )
    assert blocks("a\n\n\\annex\n\nb")[1] == PageBreak(annex=True)
    assert blocks("a\n\n\\newpage\n\n***\n\nb")[1:3] == (PageBreak(), Rule())
    assert blocks('![A dot](dot.png "12.5 mm")') == (Image(DOT, "A dot", 12.5),)
    assert blocks("[x](https://e.org/?a=1&b=ü)") == (
        Paragraph((Link((Text("x"),), "https://e.org/?a=1&b=ü"),)),
    )


@pytest.mark.parametrize("typed", ["<b>x</b>", "    four spaces", "`code`", "```\nfence\n```"])
def test_html_and_code_print_as_typed(typed: str) -> None:
    assert " ".join(block_texts(blocks(typed))).split() == typed.split()


@pytest.mark.parametrize(
    "markdown", ["$0", "**$0**", "- $0", "# $0", "> $0", "| a |\n|---|\n| $0 |"]
)
@example(cell="a ")
@given(
    cell=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
    )
)
def test_any_cell_is_printed_verbatim(markdown: str, cell: str) -> None:
    printed = " ".join(block_texts(blocks(markdown, cell))).split()
    heading = ["a"] if "|" in markdown else []
    assert printed == [*heading, *normalize("NFC", cell).split()]


@given(cell=st.text(string.punctuation + " 1a", min_size=1))
def test_punctuation_is_never_markup(cell: str) -> None:
    assert " ".join(block_texts(blocks("$0\n\nend", cell))).split() == [*cell.split(), "end"]


def test_lines_of_a_cell_are_line_breaks() -> None:
    assert blocks("$0", "a\r\nb\tc") == (Paragraph((Text("a"), LineBreak(), Text("b c"))),)


WRAPPED = (
    "Please find our letter attached, which asks\nfor clean water in every school and hospital,"
)


@pytest.mark.parametrize(
    ("typed", "breaks"),
    [
        ("Ann Sample\nSample Society\n+41 22 000 00 00", 2),
        ("*Ann Sample*\n[Sample Society](https://specimen.example/a/long/address/of/a/page)", 1),
        ("- Ann Sample\n  Director", 1),
        ("> Ann Sample\n> Director", 1),
        (f"{WRAPPED}\nat once.".replace("asks\n", "asks us\n"), 0),
        (f"{WRAPPED}\nat once.", 2),  # a line of it is short
        ("one line", 0),
    ],
)
def test_short_lines_are_kept_where_that_is_asked_for(typed: str, breaks: int) -> None:
    kept = to_blocks(typed, (), lambda _: DOT, "letters/mail.md", keeps_lines=True)
    assert repr(kept).count("LineBreak()") == breaks
    assert "LineBreak()" not in repr(blocks(typed))


def test_what_is_empty_leaves_no_block() -> None:
    assert blocks("$0\n\n**$0**\n\n- $0\n\n# $0\n\nend", "") == (Paragraph((Text("end"),)),)


def test_a_block_without_slots_is_one_value_for_all() -> None:
    first, second = blocks("$0\n\nsame", "a"), blocks("$0\n\nsame", "b")
    assert first[1] is second[1]


@pytest.mark.parametrize(
    ("markdown", "code"),
    [
        ("see ![a](b.png) there", "markup.image-in-text"),
        ("![](b.png)", "markup.image-without-description"),
        ("[x](javascript:alert)", "markup.unfit-link"),
        ("[x](file:///etc/passwd)", "markup.unfit-link"),
        ("[x](/relative)", "markup.unfit-link"),
    ],
)
def test_what_a_letter_cannot_print_is_refused(markdown: str, code: str) -> None:
    with pytest.raises(MarkupError) as caught:
        blocks(markdown)
    assert caught.value.fault.code == code
    assert caught.value.fault.hint


def test_a_link_from_a_cell_is_judged_when_it_is_filled() -> None:
    assert blocks("[x]($0)", "https://e.org/a")[0] == Paragraph(
        (Link((Text("x"),), "https://e.org/a"),)
    )
    with pytest.raises(MarkupError):
        blocks("[x]($0)", "data:text/html,x")


def test_text_is_in_normal_form_c() -> None:
    assert list(block_texts(blocks("A\u030a $0", "e\u0301"))) == ["\u00c5 \u00e9"]


def test_typed_ligatures_are_the_letters_that_they_join() -> None:
    assert blocks("A \ufb01eld – \ufb03") == blocks("A field – ffi")


def test_a_footnote_is_where_it_is_referred_to_and_its_cells_are_filled() -> None:
    (said,) = blocks("Said.[^a] More.\n\n[^a]: By *$0*,\n    on record.\n\n    Twice.\n", "Ann")
    assert said == Paragraph(
        (
            Text("Said."),
            Footnote(
                (Text("By "), Emphasis((Text("Ann"),)), Text(", on record."), LineBreak(),
                 Text("Twice."))
            ),
            Text(" More."),
        )
    )  # fmt: skip
    assert blocks("So^[in *short*].") == (
        Paragraph((
            Text("So"), Footnote((Text("in "), Emphasis((Text("short"),)))), Text("."),
        )),
    )  # fmt: skip


def test_a_footnote_that_is_not_written_is_printed_as_typed() -> None:
    assert blocks("Said.[^a]") == (Paragraph((Text("Said.[^a]"),)),)


@pytest.mark.parametrize(
    "text",
    ["Said.[^a] Again.[^a]\n\n[^a]: Where.", "Said.[^a]\n\n[^a]: - a list"],
)
def test_a_footnote_is_referred_to_once_and_is_paragraphs(text: str) -> None:
    with pytest.raises(MarkupError) as found:
        blocks(text)
    assert found.value.fault.code == "markup.footnote"


@pytest.mark.parametrize(
    ("title", "width", "caption"),
    [
        ("60mm", 60.0, ""), ("60 mm: Of the house", 60.0, "Of the house"),
        ("The house in 1900", None, "The house in 1900"), ("", None, ""),
        ("12mm wide", 12.0, "wide"), ("12mmx", None, "12mmx"),
    ],
)  # fmt: skip
def test_the_title_of_an_image_is_its_width_and_caption(
    title: str, width: float | None, caption: str
) -> None:
    (image,) = blocks(f'![A house](a.png "{title}")')
    assert isinstance(image, Image)
    assert (image.width, image.caption) == (width, caption)
