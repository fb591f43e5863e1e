"""Read reports that a message was not delivered: RFC 3464, RFC 6533, and those in plain words.

What Exim, Google, Exchange, Postfix and qmail write is told by their own words where a field that
the standard requires is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.utils import parseaddr

from .email_address import one_line
from .header_reader import decoded, header, message_numbers

_STATUS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
#: What names the message in a report's own fields: of Google, and of receipts (RFC 8098, 3.2.5).
_ORIGINALS = ("X-Original-Message-ID", "Original-Message-ID")
#: Who sends reports: RFC 5321, 4.5.5 has them without a sender; Exchange's own name is long.
_DAEMONS = re.compile(r"mailer-daemon|microsoftexchange[0-9a-f]{32}")
_KEEPERS = ("postmaster", "mail-daemon", "mdaemon")  # persons are behind these, too
#: How a report in plain words says that a message is still under way.
_UNDER_WAY = re.compile(
    r"^warning: .*(?:delayed|not send)|\(delay(?:ed)?\)|^delayed|delivery delayed"
    r"|(?:has|have) not yet been delivered|will (?:be re-?tried|continue to (?:be )?tr)"
    r"|delivery attempts will continue|you do not need to resend",
    re.IGNORECASE | re.MULTILINE,
)
#: What a copy of the message begins with, below the words of a report.
_COPY = re.compile(r"^-{3,} *(?:below this line|this is a copy)", re.IGNORECASE | re.MULTILINE)
#: The action that a status stands for, by its first digit (RFC 3463, 2).
_ACTIONS = {"5": "failed", "4": "delayed", "2": "delivered"}
_LARGEST = 1 << 20  # bytes of a returned message in which its number is looked for


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail server reports: `action` is "failed", "delayed" or another (RFC 3464, 2.3.3).

    It is the worst of what it says of several recipients; `note` says why.
    """

    action: str
    note: str


def find_delivery_report(message: Message) -> DeliveryReport | None:
    """Return what a message reports of a delivery, None where it is no report."""
    blocks = [
        block
        for part in _own_parts(message)
        if part.get_content_type() in _STATUS
        for block in _blocks(part)
    ]
    reports = [_report(one) for one in blocks if "Action" in one or "Status" in one]
    for action in ("failed", "delayed"):
        for one in reports:
            if one.action == action:
                return one
    if reports:
        return reports[0]
    return _plain_report(message)


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield a message's parts, but not those of messages within it."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a report: that of the message, then one for each recipient."""
    payload = part.get_payload()
    for one in payload if isinstance(payload, list) else ():
        if isinstance(one, Message):
            yield one
            # the standard library takes the later groups of a global report for a text
            rest = "" if one.is_multipart() else str(one.get_payload())
            yield from map(message_from_string, re.split(r"\r?\n\s*\n", rest))


def _report(block: Message) -> DeliveryReport:
    status = header(block, "Status").strip()
    action = header(block, "Action").strip().casefold() or _ACTIONS.get(status[:1], "")
    told = f"{status} {header(block, 'Diagnostic-Code')}"
    return DeliveryReport(action, one_line(told))


def _plain_report(message: Message) -> DeliveryReport | None:
    """Return what a mail server reports in plain words, often with a copy of the message below."""
    failed = decoded(message, "X-Failed-Recipients")
    if not failed and not _is_of_server(message):
        return None
    subject = decoded(message, "Subject")
    own = "".join(
        _text(part) for part in _own_parts(message) if part.get_content_type() == "text/plain"
    )
    text = _COPY.split(own, maxsplit=1)[0]
    action = "failed"
    if not failed and (_UNDER_WAY.search(subject) or _UNDER_WAY.search(text)):
        action = "delayed"
    return DeliveryReport(action, failed or subject)


def _is_of_server(message: Message) -> bool:
    sender = parseaddr(header(message, "From"))[1].partition("@")[0].casefold()
    nobody = header(message, "Return-Path").strip() == "<>"
    return bool(_DAEMONS.fullmatch(sender)) or (nobody and sender in _KEEPERS)


def returned_numbers(message: Message) -> list[str]:
    """Return the Message-IDs of messages that are in this one: whole, as headers, or as text."""
    found: list[str] = []
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers" or (
            part is message and part.get_content_maintype() == "text"
        ):
            match = _RETURNED.search(_text(part))
            found += [match[1]] if match else []
        elif part is not message and "Message-ID" in part:
            found += message_numbers(part, "Message-ID")
        for name in _ORIGINALS if part is not message else ():
            found += message_numbers(part, name)
    return found


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content[:_LARGEST].decode("utf-8", "replace") if isinstance(content, bytes) else ""
