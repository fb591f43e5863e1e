"""Header lines are ASCII, short, and say what they were given; no text adds a line."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.mail.email_address import Mailbox, one_line
from lettermerge.dispatch.mail.header_writer import address_line, header_line


def lines_of(header: bytes) -> list[bytes]:
    assert header.isascii()
    assert header.endswith(b"\r\n")
    lines = header[:-2].split(b"\r\n")
    assert all(line.startswith(b" ") for line in lines[1:])
    assert all(len(line) <= 78 and b"\n" not in line and b"\r" not in line for line in lines)
    return lines


@given(st.text(max_size=300))
def test_a_subject_comes_back(text: str) -> None:
    lines_of(header := header_line("Subject", text))
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    assert list(message) == ["Subject"]
    assert message["Subject"] == one_line(text)


CHARACTERS = st.characters(codec="utf-8")
NAMES = st.text(CHARACTERS, max_size=14)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_names_come_back_and_addresses_stay(names: list[str]) -> None:
    mailboxes = [Mailbox(name, f"m{i}", "a.example") for i, name in enumerate(names)]
    lines_of(header := address_line("To", mailboxes))
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    assert list(message) == ["To"]
    found = message["To"].addresses
    assert [one.addr_spec for one in found] == [one.address for one in mailboxes]
    assert [one.display_name for one in found] == [one_line(name) for name in names]


@given(st.text(CHARACTERS, min_size=40, max_size=400))
def test_a_long_name_comes_back(name: str) -> None:
    header = address_line("Reply-To", [Mailbox(name, "m", "a.example")])
    lines_of(header)
    text = header.removeprefix(b"Reply-To:").decode("ascii").replace("\r\n", "")
    shown, address = parseaddr(text)
    assert address == "m@a.example"
    assert str(make_header(decode_header(shown))) == one_line(name)


@pytest.mark.parametrize(
    "name",
    [
        "Παναγιώτης Αντωνόπουλος-Παπαδημητρίου",
        "Александра Константиновна Преображенская",
        "יצחק בן־צבי אברהמוביץ׳ הכהן",
        "The Right Honourable Professor the Baroness Smith of Somewhere-on-the-Water and Others",
        "Zoë Alexandra Featherstonehaugh-Cholmondeley of Ashby",
        "The Right Honourable Zoë Alexandra Featherstonehaugh-Cholmondeley of Łódź and Århus",
        'Ann "Annie" Smith, Jr.',
        "=?utf-8?q?Evil?= Ann",
    ],
)
def test_a_name_comes_back_from_a_parser_that_keeps_spaces_between_words(name: str) -> None:
    lines_of(header := address_line("Reply-To", [Mailbox(name, "m", "a.example")]))
    message = message_from_bytes(header + b"\r\n", policy=policy.default)
    (found,) = message["Reply-To"].addresses
    assert (found.display_name, found.addr_spec) == (name, "m@a.example")


def test_only_spaces_are_doubled_in_a_name_of_several_encoded_words() -> None:
    name = " ".join(["Παναγιώτης"] * 12)
    message = message_from_bytes(
        address_line("To", [Mailbox(name, "m", "a.example")]) + b"\r\n", policy=policy.default
    )
    assert message["To"].addresses[0].display_name.split() == name.split()
