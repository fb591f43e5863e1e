"""Write the header lines of e-mails as pure ASCII (RFC 5322, RFC 2047).

Text of a roster is quoted or encoded whole, so that no cell can add a line, an address or a header.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import groupby

from .email_address import Mailbox, one_line

_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:!?'()/&+*-]*")  # needs no encoding in a subject
_PHRASE = re.compile(r"[A-Za-z0-9 .,'()&-]*")  # nor in a quoted name
_SHORT = 60  # characters that fit into one line with what is before and after them
_LONGEST = 76  # characters of a line that has encoded words, and _WORD of such a word (RFC 2047, 2)
_WORD = 75
#: Greek, Cyrillic and Hebrew (in the order in which it is read) have one byte a letter in theirs.
_CHARSETS = ("utf-8", "iso-8859-7", "iso-8859-5", "windows-1255")
_FOLD = "\r\n "
_ROOM = 42  # bytes of UTF-8 in one encoded word, which has at most 75 characters (RFC 2047, 2)


def header_line(name: str, text: str) -> bytes:
    """Return a header of free text, its line end included."""
    text = one_line(text)
    if len(text) <= _SHORT and _PLAIN.fullmatch(text):
        return f"{name}: {text}\r\n".encode("ascii")
    return f"{name}: {_encoded(text)}\r\n".encode("ascii")


def address_line(name: str, mailboxes: Iterable[Mailbox]) -> bytes:
    """Return a header of addresses, each beginning a line but the first.

    A name is one encoded word where it can be: Python's `email` and others read a space between two
    of them that is none.
    """
    lines: list[str] = []
    line = f"{name}:"
    for number, mailbox in enumerate(mailboxes):
        if number:
            lines.append(f"{line},")
            line = ""
        for token in _address_tokens(mailbox):
            if line.strip() and len(line) + 1 + len(token) > _LONGEST:
                lines.append(line)
                line = ""
            line += f" {token}"
    return "\r\n".join((*lines, line, "")).encode("ascii")


def _address_tokens(mailbox: Mailbox) -> Iterator[str]:
    """Yield what a line can be broken between: the words of a name, and the address."""
    words = one_line(mailbox.name).split(" ")
    if words == [""]:
        yield mailbox.address
        return
    name = " ".join(words)
    if whole := _one_word(name) if not _is_phrase(name) else "":
        yield whole
    else:
        for is_plain, run in groupby(words, _is_phrase):
            if is_plain:
                yield from f'"{" ".join(run)}"'.split(" ")
            else:
                yield from _words(" ".join(run))
    yield f"<{mailbox.address}>"


def _is_phrase(text: str) -> bool:
    """Tell whether a text needs no more than quotes; one without spaces fits into a line."""
    return bool(_PHRASE.fullmatch(text)) and all(len(one) <= _SHORT for one in text.split(" "))


def _one_word(text: str) -> str:
    """Return a text as one encoded word, "" where it is too long for that (RFC 2047, 2 and 5)."""
    for charset in _CHARSETS:
        try:
            encoded = text.encode(charset)
        except UnicodeEncodeError:
            continue
        quoted = "".join(_quoted(byte) for byte in encoded)
        for kind, coded in (("B", b64encode(encoded).decode("ascii")), ("Q", quoted)):
            word = f"=?{charset}?{kind}?{coded}?="
            if len(word) <= _WORD:
                return word
    return ""


def _quoted(byte: int) -> str:
    """Return a byte as Q in a name has it (RFC 2047, 5.3)."""
    char = chr(byte)
    return "_" if char == " " else char if char.isascii() and char.isalnum() else f"={byte:02X}"


def _words(text: str) -> Iterator[str]:
    """Yield encoded words, as many words of a text in each as it holds, the space behind them too.

    Only a word that is too long by itself is broken within.
    """
    held = ""
    for word in text.split(" "):
        longer = f"{held} {word}" if held else word
        if _one_word(f"{longer} "):
            held = longer
            continue
        if held:
            yield _one_word(f"{held} ")
        held = word
        if not _one_word(f"{word} "):
            *parts, last = _portions(word)
            yield from (f"=?utf-8?B?{b64encode(one).decode('ascii')}?=" for one in parts)
            held = last.decode("utf-8")
    yield _one_word(held)


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
