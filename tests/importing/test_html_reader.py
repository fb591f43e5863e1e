"""A letter in HTML is what a browser shows of it; what is left out is told."""

from __future__ import annotations

import pytest

from lettermerge.errors import UsageError
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.html_reader import read_html
from lettermerge.importing.letter_conversion import import_letter
from lettermerge.importing.source_letter import SourceLetter, SourceParagraph, paragraphs


def texts(letter: SourceLetter) -> list[str]:
    return [one.text for one in paragraphs(letter.body) if one.text]


def template(page: str) -> str:
    return import_letter(read_html(page.encode(), "l.html"), "l", FieldNames()).template


def test_html_is_what_a_browser_shows() -> None:
    page = """<html><head><title>No</title><style>p {}</style></head><body>
    <p>Dear <b>all</b>,<br>you &amp; I</p><script>no()</script>
    <ul><li>one</li><li>two <i>three</i></li></ul><h2>Head</h2>
    <table><tr><td>a</td><td>b</td></tr></table><div>Last <a href="https://example.org">link</a></div>"""
    assert texts(read_html(page.encode(), "l.html")) == [
        "Dear all,\nyou & I",
        "one",
        "two three",
        "Head",
        "a",
        "b",
        "Last link",
    ]
    made = template(page)
    assert "[link](<https://example.org>)" in made
    assert "- two *three*" in made
    assert "| a | b |" in made


def test_a_link_is_not_emphasised_and_a_sign_stays_in_bold_words_where_it_may() -> None:
    made = template(
        '<p>Dear all,</p><p><b>Stop.</b> See <a href="https://example.org/a"><u>here</u></a>,'
        " <u>now</u>: <b>Yes!</b></p><p><b>No:</b>one <b>Who?</b></p>"
        '<p><a href="https://example.org/b"><b>Read.</b></a></p>'
    )
    assert "**Stop.** See [here](<https://example.org/a>), *now*: **Yes!**\n" in made
    assert "**No**:one **Who?**\n" in made
    assert "[**Read**.](<https://example.org/b>)" in made


def test_what_is_hidden_struck_out_or_drawn_is_told_and_left_out() -> None:
    page = """<p>Shown <del>gone</del> <s>struck</s></p><p style="DISPLAY : none">unseen</p>
    <p hidden>nowhere</p><img alt="Our logo" src="https://example.org/x.png"><svg><text>drawn</text></svg>
    <table><tr><td>kept <strike>cut</strike></td></tr></table>"""
    letter = read_html(page.encode(), "l.html")
    assert texts(letter) == ["Shown ", "kept "]
    assert {one.words for one in letter.omissions} == {
        "gone", "struck", "unseen", "nowhere", "Our logo", "drawn", "cut",
    }  # fmt: skip


def test_a_table_in_a_cell_is_read_once_and_a_caption_is_kept() -> None:
    page = """<table><caption>Figures</caption><tbody><tr><td><table><tr><td>inner</td></tr></table>
    </td><td>beside</td></tr></tbody></table>"""
    assert template(page) == "Figures\n\n| inner | beside |\n| --- | --- |\n"


def test_items_keep_their_paragraphs_and_their_numbers() -> None:
    page = """<ul><li>one<p>more of one</p></li><li>two</li></ul>
    <ol type="a" start="3"><li>third</li></ol>"""
    assert template(page) == "- one\\\n  more of one\n- two\n\nc. third\n"


def test_raised_and_lowered_digits_are_the_signs_for_them() -> None:
    assert template("<p>CO<sub>2</sub>, m<sup>2</sup>, 1<sup>st</sup></p>") == "CO₂, m², 1st\n"


def test_lines_that_are_kept_and_controls_do_not_run_together() -> None:
    page = "<pre>a\n  b</pre><details><summary>Head</summary>rest</details><option>x</option>"
    assert texts(read_html(page.encode(), "l.html")) == ["a\n  b", "Head", "rest", "x"]


@pytest.mark.parametrize("depth", [190, 250, 260, 1_900])
def test_words_deep_inside_other_elements_are_kept_or_told(depth: int) -> None:
    letter = read_html(nested(depth), "l.html")
    found = [*texts(letter), *(one.words for one in letter.omissions)]
    assert sorted(found) == ["after", "before", "deep"]


def test_a_page_that_the_parser_does_not_read_to_its_end_is_refused() -> None:
    """The parser stops at 2,048 elements without a word."""
    with pytest.raises(UsageError, match="too deep"):
        read_html(nested(5_000), "l.html")


def nested(depth: int) -> bytes:
    page = "<p>before</p>" + "<div>" * depth + "deep" + "</div>" * depth + "<p>after</p>"
    return page.encode()


def test_sides_of_columns_are_those_of_most_cells_below_the_head() -> None:
    page = """<table><tr><th>River</th><th style="text-align:center">Dams</th><th>Noted</th></tr>
    <tr><td>Vjosa</td><td align="right">31</td><td style="text-align: CENTER">yes</td></tr>
    <tr style="text-align: right"><td align="left">Salween</td><td>7</td><td></td></tr>
    <tr><td>Gauja</td><td>none</td><td align="center">no</td></tr></table>"""
    assert "| --- | ---: | :---: |" in template(page)


def test_a_list_that_word_wrote_is_a_list() -> None:
    item = (
        "<p style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}<span>&nbsp;</span>"
        "</span>{}</p>"
    )
    body = item.format(1, "1.", "one") + item.format(2, "o", "sub") + "<p>after</p>"
    blocks = read_html(body.encode(), "l.html").body
    found = [one for one in blocks if isinstance(one, SourceParagraph) and one.text]
    assert [(one.text, one.item and (one.item.level, one.item.ordered)) for one in found] == [
        ("one", (0, True)),
        ("sub", (1, False)),
        ("after", None),
    ]
