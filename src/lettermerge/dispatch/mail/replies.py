"""Read answers from a mailbox: replies, automatic answers and bounces, by the letters' numbers.

A reply names the letter's Message-ID in References or In-Reply-To (RFC 5322, 3.6.4), an automatic
answer says so (RFC 3834, 5), a bounce is a delivery status report (RFC 3464), which holds the
header of what came back.
"""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from ...errors import UsageError
from .automatic_answers import is_automatic
from .delivery_report import find_delivery_report, returned_numbers
from .header_reader import decoded, header, message_numbers
from .mbox_messages import is_mbox, read_mbox

_LONGEST_NOTE = 200  # characters
_HINT = "export the messages as an mbox file, or name a Maildir folder"


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
    say; `note` is its sender, or why it came back; `sender` is the address in From.
    """

    kind: ReplyKind
    numbers: tuple[str, ...]
    own: str
    day: datetime | None
    note: str
    sender: str = ""
    subject: str = ""


def read_replies(path: Path) -> Iterator[Reply]:
    """Yield the messages of an mbox file or a Maildir folder; nothing in it is changed.

    Raises:
        UsageError: there is no such file, it is no mailbox, or a message cannot be read.
    """
    if path.is_dir() and (path / "cur").is_dir():
        if not (path / "new").is_dir():
            hint = "make an empty folder of this name in it"
            raise UsageError(f"{path} is no Maildir folder: it has no folder `new`", hint=hint)
        contents = _maildir(path)
    else:
        contents = read_mbox(_mbox_of(path))
    try:
        for content in contents:
            yield _read(content)
    except OSError as error:
        told = f"a message of {path} cannot be read: {error.strerror}"
        raise UsageError(told, hint="check its rights") from None


def _maildir(path: Path) -> Iterator[bytes]:
    box = mailbox.Maildir(path, create=False)
    for key in box.iterkeys():
        try:
            yield box.get_bytes(key)
        except (KeyError, FileNotFoundError):  # a mail program moved it meanwhile
            continue


def _mbox_of(path: Path) -> Path:
    """Return the mbox file that a path names; raises UsageError where it is none."""
    if path.is_dir():  # Apple Mail exports a folder NAME.mbox with the file mbox in it
        if not (path / "mbox").is_file():
            raise UsageError(f"{path} is no mailbox: it has no folder `cur`", hint=_HINT)
        path /= "mbox"
    if not path.is_file():
        raise UsageError(f"there is no mailbox {path}", hint=_HINT)
    try:
        is_one = is_mbox(path)
    except OSError as error:
        told = f"{path} cannot be read: {error.strerror}"
        raise UsageError(told, hint="check its rights") from None
    if not is_one:
        told = f"{path} is no mbox file: it does not begin with `From `"
        raise UsageError(told, hint=_HINT)
    return path


def _read(content: bytes) -> Reply:
    """Read one message; of one that is nested too deep, the headers alone."""
    try:
        return read_reply(mailbox.Message(content))
    except RecursionError:
        return read_reply(BytesHeaderParser().parsebytes(content))


def read_reply(message: Message) -> Reply:
    """Tell what one message is, and which messages it refers to."""
    kind, note = _kind(message)
    numbers = [
        *message_numbers(message, "In-Reply-To"),
        *reversed(message_numbers(message, "References")),
    ]
    if kind in (ReplyKind.BOUNCE, ReplyKind.DELAY) or not numbers:
        numbers = [*returned_numbers(message), *numbers]
    return Reply(
        kind,
        tuple(dict.fromkeys(numbers)),
        next(iter(message_numbers(message, "Message-ID")), ""),
        _day(message),
        (note or decoded(message, "From"))[:_LONGEST_NOTE],
        parseaddr(header(message, "From"))[1],
        decoded(message, "Subject")[:_LONGEST_NOTE],
    )


def _kind(message: Message) -> tuple[ReplyKind, str]:
    report = find_delivery_report(message)
    if report is not None:
        kinds = {"failed": ReplyKind.BOUNCE, "delayed": ReplyKind.DELAY}
        return kinds.get(report.action, ReplyKind.AUTOMATIC), report.note
    return (ReplyKind.AUTOMATIC if is_automatic(message) else ReplyKind.ANSWER), ""


def _day(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(header(message, "Date"))
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
