"""Parse e-mail addresses of rosters and settings, and say what is doubtful about one.

The grammar is RFC 5321, 4.1.2 without quoted local parts: what it leaves out is more often a slip
of the keyboard, or two addresses in one cell, than a mailbox.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
#: Sharp s, final sigma and joiners: IDNA 2003, which Python has, reads them as ss, sigma and
#: nothing, IDNA 2008 (RFC 5894, 7.2) as themselves. A letter to one domain would go to another.
_TWO_WAYS = re.compile("[\u00df\u03c2\u200c\u200d]")
_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>\s*")


class AddressFault(ValueError):
    """An address that no mail is sent to; the text says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, its domain as it goes over the wire, and the name before it ("" for none)."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """Equal for addresses that reach one mailbox in practice: case does not count."""
        return self.address.casefold()

    @property
    def header(self) -> Address:
        """As the standard library writes it into a header, quoted and encoded as needed."""
        return Address(display_name=self.name, username=self.local, domain=self.domain)


def read_mailbox(text: str, name: str = "") -> Mailbox:
    """Read one address, called `name`.

    Raises:
        AddressFault: it is empty or doubtful.
    """
    typed = text.strip()
    if not typed:
        raise AddressFault("there is no address")
    local, at, domain = typed.rpartition("@")
    if not at:
        raise AddressFault("it has no @")
    if "@" in local or re.search(r"[\s,;<>()\[\]:\\\"]", typed):
        raise AddressFault("it is not one plain address")
    if not local.isascii():
        raise AddressFault("the part before the @ has characters that few mail servers take")
    if len(local) > 64 or not _LOCAL.fullmatch(local):
        raise AddressFault("the part before the @ is wrong")
    return Mailbox(one_line(name), local, _domain(domain))


def read_named(text: str) -> Mailbox:
    """Read an address of the settings: alone, or in angle brackets after a name.

    Raises:
        AddressFault: it is empty or doubtful.
    """
    if found := _NAMED.fullmatch(text):
        return read_mailbox(found["address"], found["name"].strip('"'))
    return read_mailbox(text)


def _domain(text: str) -> str:
    """Return a domain as DNS has it (RFC 5890), with at least two labels."""
    if _TWO_WAYS.search(text.lower()):
        raise AddressFault(
            "the part after the @ has a letter that stands for two domains "
            "(\u00df, \u03c2, or an invisible one): write the domain as its owner does, xn--..."
        )
    try:
        domain = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        raise AddressFault("the part after the @ is no domain") from None
    labels = domain.split(".")
    if len(labels) < 2:
        raise AddressFault("the part after the @ has no dot")
    if len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressFault("the part after the @ is no domain")
    if labels[-1].isdigit():
        raise AddressFault("the part after the @ is no domain")
    return domain.lower()


def one_line(text: str) -> str:
    """Return a text for a header: one line, without control characters and changes of direction."""
    plain = "".join(
        " " if char.isspace() or unicodedata.category(char) in ("Zl", "Zp") else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs", "Cf")
        or char in "\u200c\u200d"  # they join the letters of Persian and Indic words
    )  # fmt: skip
    return " ".join(plain.split())
