"""One plain address is read; whatever may be a slip, or several addresses, is doubtful."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.mail.email_address import (
    AddressFault,
    one_line,
    read_mailbox,
    read_named,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ann@commons.example", "ann@commons.example"),
        ("  o'test+x@a-b.Example ", "o'test+x@a-b.example"),
        ("x@müller.example", "x@xn--mller-kva.example"),
    ],
)
def test_plain_addresses_are_read(typed: str, address: str) -> None:
    assert read_mailbox(typed).address == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "x", "@a.example", "x@", "x@a", "x@@a.example", "x y@a.example", "x@a..example",
        "x@a.example,y@b.example", "x@a.example; y@b.example", "X <x@a.example>", ".x@a.example",
        "x.@a.example", "x@-a.example", "x@1.2.3.4", "x@[1.2.3.4]", "zoë@a.example",
        "x@a.example\nBcc: y@b.example", "x" * 65 + "@a.example", "x@" + "a." * 130 + "example",
        "x@straße.example", "x@σας.example", "x@a\u200db.example",
        "x@a_b.example", 'x"y"@a.example', "mailto:x@a.example",
    ],
)  # fmt: skip
def test_others_are_doubtful(typed: str) -> None:
    with pytest.raises(AddressFault):
        read_mailbox(typed)


def test_the_settings_name_a_person_and_an_address() -> None:
    assert read_named('"Office, of X" <o@x.example>').name == "Office, of X"
    assert read_named("o@x.example").name == ""
    with pytest.raises(AddressFault):
        read_named("Office <o@x.example> <p@x.example>")


@given(st.text())
def test_a_header_text_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == one_line(line)
    assert not any(char in line for char in "\r\n\0\x85\u2028\u2029\u202e")
