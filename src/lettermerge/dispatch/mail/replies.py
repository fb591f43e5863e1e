"""Read answers from a mailbox: replies, automatic answers and bounces, by the letters' numbers.

A reply names the letter's Message-ID in References or In-Reply-To (RFC 5322, 3.6.4), an automatic
answer says so (RFC 3834, 5), a bounce is a delivery status report (RFC 3464), which holds the
header of what came back.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from ...errors import UsageError
from .email_address import one_line

_NUMBER = re.compile(r"<[^<>\s]{1,900}>")
_LONGEST_NOTE = 200  # characters
_LARGEST = 1 << 20  # bytes of a returned message in which its number is looked for


class ReplyKind(StrEnum):
    """What a message that came back is."""

    ANSWER = "answered"
    AUTOMATIC = "auto-answered"
    BOUNCE = "returned"
    DELAY = "delayed"


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that refers to others: `numbers` are their Message-IDs, the nearest first.

    `own` is its own Message-ID ("" for none); `day` is when it was written, None where it does not
    say; `note` is its sender, or why it came back.
    """

    kind: ReplyKind
    numbers: tuple[str, ...]
    own: str
    day: datetime | None
    note: str


def read_replies(path: Path) -> Iterator[Reply]:
    """Yield the messages of an mbox file or a Maildir folder; nothing in it is changed.

    Raises:
        UsageError: there is no such file, or it is no mailbox.
    """
    if path.is_dir() and (path / "cur").is_dir():
        box: mailbox.Mailbox[mailbox.MaildirMessage] | mailbox.mbox = mailbox.Maildir(
            path, create=False
        )
    elif path.is_file():
        with path.open("rb") as file:
            if file.read(5) not in (b"From ", b""):
                raise UsageError(f"{path} is no mbox file", hint="export the folder as mbox")
        box = mailbox.mbox(path, create=False)
    else:
        hint = "name an mbox file or a Maildir folder"
        raise UsageError(f"there is no mailbox {path}", hint=hint)
    try:
        for key in box.iterkeys():
            yield read_reply(box[key])
    finally:
        box.close()


def read_reply(message: Message) -> Reply:
    """Tell what one message is, and which messages it refers to."""
    kind, note = _kind(message)
    numbers = [*_numbers(message, "In-Reply-To"), *reversed(_numbers(message, "References"))]
    if kind in (ReplyKind.BOUNCE, ReplyKind.DELAY) or not numbers:
        numbers = [*_returned_numbers(message), *numbers]
    return Reply(
        kind,
        tuple(dict.fromkeys(numbers)),
        next(iter(_numbers(message, "Message-ID")), ""),
        _day(message),
        note or one_line(_header(message, "From"))[:_LONGEST_NOTE],
    )


def _kind(message: Message) -> tuple[ReplyKind, str]:
    report = _report(message)
    if report is not None:
        action = _header(report, "Action").strip().casefold()
        status = one_line(f"{_header(report, 'Status')} {_header(report, 'Diagnostic-Code')}")
        kinds = {"failed": ReplyKind.BOUNCE, "delayed": ReplyKind.DELAY}
        return kinds.get(action, ReplyKind.AUTOMATIC), status[:_LONGEST_NOTE]
    if _is_automatic(message):
        return ReplyKind.AUTOMATIC, ""
    return ReplyKind.ANSWER, ""


def _is_automatic(message: Message) -> bool:
    """Tell whether no person wrote it (RFC 3834, 5; and what programs say that know it not)."""
    said = _header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    if said:
        return said != "no"
    if _header(message, "Precedence").strip().casefold() in ("auto_reply", "bulk", "junk"):
        return True
    return_path = _header(message, "Return-Path").strip()
    return return_path == "<>" or bool(
        _header(message, "X-Autoreply") or _header(message, "X-Autorespond")
    )


def _report(message: Message) -> Message | None:
    """Return the fields of the first recipient that a delivery status report tells of."""
    kind = str(message.get_param("report-type") or "").casefold()
    if message.get_content_type() != "multipart/report" or kind != "delivery-status":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            found = [one for one in blocks if isinstance(one, Message)] if blocks else []
            return next((one for one in found if "Action" in one), None)
    return None


def _returned_numbers(message: Message) -> list[str]:
    """Return the Message-IDs of messages that are inside this one, whole or as headers."""
    found: list[str] = []
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            text = str(part.get_payload())[:_LARGEST]
            match = re.search(r"(?im)^Message-ID:\s*(<[^<>\s]+>)", text)
            found += [match[1]] if match else []
        elif "Message-ID" in part:
            found += _numbers(part, "Message-ID")
    return found


def _numbers(message: Message, name: str) -> list[str]:
    return _NUMBER.findall(_header(message, name))


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _day(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
