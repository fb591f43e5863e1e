"""Read the headers of messages that anybody may have written: nothing in them is an error."""

from __future__ import annotations

import re
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from .email_address import one_line

_NUMBER = re.compile(r"<[^<>\s]{1,900}>")


def header(message: Message, name: str) -> str:
    """Return a header as it was written, "" for none."""
    return str(message.get(name, ""))


def decoded(message: Message, name: str) -> str:
    """Return a header as people read it (RFC 2047), in one line."""
    text = header(message, name)
    with suppress(HeaderParseError, LookupError, ValueError):  # else it stays as it was written
        text = str(make_header(decode_header(text)))
    return one_line(text)


def message_numbers(message: Message, name: str) -> list[str]:
    """Return the Message-IDs in a header, with their angle brackets."""
    return _NUMBER.findall(header(message, name))
