"""Whatever was typed prints as typed: through the real Jinja and the real Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.importing.markdown_text import (
    emphasise,
    escape_jinja,
    escape_line_start,
    escape_words,
)
from lettermerge.letter.document import Emphasis, Paragraph, Strong, Text
from lettermerge.letter.markdown import to_blocks
from lettermerge.templating import Sandbox

SIGNS = "ab 1.-+*_#>[]()<>{}%!&;:~|=\\`\"'$^/«»@\xa0é"


def blocks(template: str) -> tuple[object, ...]:
    text = Sandbox(None)._plain.from_string(template).render()
    return to_blocks(text, (), lambda name: pytest.fail(f"an image {name}"), "letter.md")


def words(template: str) -> str:
    (paragraph,) = blocks(template)
    assert isinstance(paragraph, Paragraph)
    assert all(isinstance(one, Text) for one in paragraph.children)
    return "".join(one.text for one in paragraph.children if isinstance(one, Text))


def folded(text: str) -> str:
    return " ".join(text.split(" "))


@given(
    st.text(SIGNS, min_size=1, max_size=40).filter(
        lambda text: text == " ".join(text.split(" ")).strip() and text.strip("\xa0 ")
    )
)
def test_signs_of_markup_print_as_typed(text: str) -> None:
    assert words(escape_line_start(escape_words(text))) == text


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no item",
        "1. no number",
        "12) no number",
        "> no quotation",
        "+ plus",
        "^[]",
        "a^[b] [^c] ^",
        "===",
        "---",
        "| no | table |",
        "a * b * c",
        "*stars*",
        "snake_case_name",
        "_line_",
        "[a](b)",
        "![a](b)",
        "[a]: b",
        "<b>",
        "<http://example.org>",
        "&amp; &copy;",
        "{{ x }}",
        "{% if x %}",
        "{# x #}",
        "}} {{",
        "50 % of {a}",
        "C:\\new",
        "~~no~~",
        "`code`",
    ],
)
def test_what_looks_like_markup_prints_as_typed(text: str) -> None:
    assert words(escape_line_start(escape_words(text))) == text


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        " spaces at the ends ",
        "(in brackets)",
        "ends with a colon:",
        "“quoted”",
        "a (b) c.",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("x", "y"), ("x ", " y"), ("", "")])
def test_emphasis_is_read_as_emphasis(text: str, before: str, after: str) -> None:
    template = before + emphasise(escape_words(text), bold=True, italic=False) + after
    (paragraph,) = blocks(template)
    assert isinstance(paragraph, Paragraph)
    strong = [one for one in paragraph.children if isinstance(one, Strong)]
    assert len(strong) == 1
    assert "*" not in str([one.text for one in paragraph.children if isinstance(one, Text)])


@pytest.mark.parametrize(
    ("text", "ends", "marked"),
    [
        ("The end.", True, "**The end.**"),
        ("“Free him!”", True, "“**Free him**!”"),
        ("Note: ", False, "**Note:** "),
        ("Note:", False, "**Note**:"),
        ("a \\*", True, "**a** \\*"),
    ],
)
def test_a_sign_at_the_end_is_emphasised_where_it_may_be(
    text: str, ends: bool, marked: str
) -> None:
    found = emphasise(text, bold=True, italic=False, ends=ends)
    assert found == marked
    (paragraph,) = blocks(found)
    assert isinstance(paragraph, Paragraph)
    assert sum(isinstance(one, Strong) for one in paragraph.children) == 1


def test_bold_and_italic_nest() -> None:
    (paragraph,) = blocks(emphasise("both", bold=True, italic=True))
    assert isinstance(paragraph, Paragraph)
    assert isinstance(paragraph.children[0], Emphasis | Strong)


def test_front_matter_keeps_markup_and_escapes_jinja_alone() -> None:
    assert escape_jinja("*a* {{ b }}") == '*a* {{ "{{ b }}" }}'
