"""The plain text says what the HTML says, and where its links lead."""

from __future__ import annotations

from typing import NoReturn

from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.mail.plain_text_rendering import WIDTH, to_text
from lettermerge.letter.document import Block, Paragraph, Text
from lettermerge.letter.markdown import to_blocks


def blocks(text: str) -> tuple[Block, ...]:
    def refuse(name: str) -> NoReturn:
        raise AssertionError(name)

    return to_blocks(text, (), refuse, "x.md")


def test_lists_quotes_links_and_tables_are_text() -> None:
    text = (
        "# Head\n\n*One* [two](https://x.example/2) <https://x.example/3>"
        " <mailto:a@x.example>\n\n- a\n- b\n\n3. c\n\n   d\n4. e\n\n> said\n>\n> again\n\n"
        "| k | v |\n|---|---|\n| 1 | 2 |\n"
    )
    assert to_text(blocks(text)).split("\n\n") == [
        "Head",
        "One two <https://x.example/2> https://x.example/3 a@x.example",
        "- a\n- b",
        "3. c\n   d",
        "4. e",
        "> said\n>\n> again",
        "k | v\n1 | 2\n",
    ]


def test_long_lines_are_wrapped_and_addresses_stay_whole() -> None:
    address = "https://x.example/" + "a" * 100
    lines = to_text(blocks(f"{'word ' * 40}<{address}>")).splitlines()
    assert lines[-1] == address
    assert max(map(len, lines[:-1])) <= WIDTH


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_no_word_is_lost(text: str) -> None:
    assert to_text([Paragraph((Text(text),))]).split() == text.split()
