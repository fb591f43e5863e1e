"""Build the e-mail that brings a letter: text and HTML from one source, the signed file attached.

The same letter, version and recipients make the same Message-ID and the same bytes: a repeat is
known as one wherever it arrives.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from .email_address import Mailbox
from .header_writer import address_line, header_line

#: Wraps a MIME entity (CRLF line ends) into one that is signed, within the boundary it is given.
SignEntity = Callable[[bytes, str], bytes]

_POLICY = SMTP.clone(cte_type="7bit")
#: What mbox files take for the start of another message, at the start of a line.
_FROM = re.compile(rb"^>*From ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: its name as the reader sees it, its MIME subtype of application."""

    name: str
    content: bytes
    subtype: str = "pdf"


@dataclass(frozen=True, slots=True)
class EmailText:
    """What an e-mail says: subject, and the same words as plain text and as HTML."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom; `reply_to` is None where answers go to the sender."""

    sender: Mailbox
    recipients: tuple[Mailbox, ...]
    reply_to: Mailbox | None = None


@dataclass(frozen=True, slots=True)
class LetterEmail:
    """One e-mail. `message_id` has its angle brackets."""

    envelope: Envelope
    text: EmailText
    message_id: str
    attachments: tuple[Attachment, ...] = ()

    def draft(self, sign: SignEntity | None = None) -> bytes:
        """Return it as a file that mail programs open to be sent; it has no date yet.

        `X-Unsent: 1` says so to Outlook.
        """
        return self._bytes(b"X-Unsent: 1\r\n", sign)

    def dated(self, moment: datetime, sign: SignEntity | None = None) -> bytes:
        """Return it as it goes out; `moment` has a zone."""
        return self._bytes(header_line("Date", format_datetime(moment)), sign)

    def _bytes(self, first: bytes, sign: SignEntity | None) -> bytes:
        envelope = self.envelope
        replies = address_line("Reply-To", [envelope.reply_to]) if envelope.reply_to else b""
        head = (
            first
            + address_line("From", [envelope.sender])
            + replies
            + address_line("To", envelope.recipients)
            + header_line("Subject", self.text.subject)
            + f"Message-ID: {self.message_id}\r\nMIME-Version: 1.0\r\n".encode("ascii")
        )
        entity = self._entity("")
        if _FROM.search(entity):
            entity = self._entity("base64")
        return head + (sign(entity, self._boundary("signed")) if sign else entity)

    def _entity(self, encoding: str) -> bytes:
        """Return text and attachments as a MIME entity; `encoding` is "" for what is shortest."""
        coded: dict[str, Any] = {"cte": encoding} if encoding else {}
        part = MIMEPart(_POLICY)
        part.set_content(self.text.plain, **coded)
        part.add_alternative(self.text.html, subtype="html", **coded)
        for one in self.attachments:
            part.add_attachment(
                one.content, maintype="application", subtype=one.subtype, filename=one.name
            )
        for number, inner in enumerate(part.walk()):
            if inner.is_multipart():
                inner.set_boundary(self._boundary(str(number)))
        return part.as_bytes()

    def _boundary(self, part: str) -> str:
        return "=_" + hashlib.sha256(f"{self.message_id} {part}".encode()).hexdigest()[:40]


def message_id(letter: tuple[str, str, str], version: str, envelope: Envelope) -> str:
    """Return the Message-ID of a letter (id, template, date) of this version to these recipients.

    Its domain is that of the sender (RFC 5322, 3.6.4).
    """
    addresses = sorted(one.key for one in envelope.recipients)
    parts = (*letter, version, *addresses)
    digest = hashlib.sha256("".join(f"{len(one)}:{one}" for one in parts).encode("utf-8"))
    return f"<{digest.hexdigest()[:40]}@{envelope.sender.domain}>"
