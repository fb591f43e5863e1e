"""Write the header lines of e-mails as pure ASCII (RFC 5322, RFC 2047).

Text of a roster is quoted or encoded whole, so that no cell can add a line, an address or a header.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

from .email_address import Mailbox, one_line

_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:!?'()/&+*-]*")  # needs no encoding in a subject
_PHRASE = re.compile(r"[A-Za-z0-9 .,'()&-]*")  # nor in a quoted name
_SHORT = 60  # characters that fit into one line with what is before and after them
_FOLD = "\r\n "
_NEXT = f",{_FOLD}"
_ROOM = 42  # bytes of UTF-8 in one encoded word, which has at most 75 characters (RFC 2047, 2)


def header_line(name: str, text: str) -> bytes:
    """Return a header of free text, its line end included."""
    text = one_line(text)
    if len(text) <= _SHORT and _PLAIN.fullmatch(text):
        return f"{name}: {text}\r\n".encode("ascii")
    return f"{name}: {_encoded(text)}\r\n".encode("ascii")


def address_line(name: str, mailboxes: Iterable[Mailbox]) -> bytes:
    """Return a header of addresses, one on each line."""
    return f"{name}: {_NEXT.join(map(_address, mailboxes))}\r\n".encode("ascii")


def _address(mailbox: Mailbox) -> str:
    name = one_line(mailbox.name)
    if not name:
        return mailbox.address
    if len(name) <= _SHORT and _PHRASE.fullmatch(name):
        return (
            f'"{name}"{_FOLD if len(name) + len(mailbox.address) > 64 else " "}<{mailbox.address}>'
        )
    return f"{_encoded(name)}{_FOLD}<{mailbox.address}>"


def _encoded(text: str) -> str:
    """Return encoded words, one on each line; none ends within a character."""
    words = (b64encode(part).decode("ascii") for part in _portions(text))
    return _FOLD.join(f"=?utf-8?B?{word}?=" for word in words)


def _portions(text: str) -> Iterator[bytes]:
    portion = b""
    for char in text:
        encoded = char.encode("utf-8", "replace")
        if len(portion) + len(encoded) > _ROOM:
            yield portion
            portion = b""
        portion += encoded
    yield portion
