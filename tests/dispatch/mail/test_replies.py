"""Replies, automatic answers and bounces are told apart, and know which letter they are about."""

from __future__ import annotations

import mailbox
from email import message_from_string
from pathlib import Path

import pytest

from lettermerge.dispatch.mail.replies import ReplyKind, read_replies, read_reply
from lettermerge.errors import UsageError

NUMBER = "<abc@sample.example>"
REPLY = f"""From: Wendel <w@house.example>
Message-ID: <r1@house.example>
Date: Wed, 4 Mar 2026 10:20:30 +0100
In-Reply-To: {NUMBER}
References: <old@sample.example> {NUMBER}

Thank you.
"""
BOUNCE = f"""From: MAILER-DAEMON@house.example
Message-ID: <b1@house.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It came back.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; house.example

Final-Recipient: rfc822; w@house.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such
 user

--b
Content-Type: text/rfc822-headers

From: office@sample.example
Message-ID: {NUMBER}
Subject: x

--b--
"""
WHOLE = BOUNCE.replace("text/rfc822-headers", "message/rfc822")


def kind(text: str) -> ReplyKind:
    return read_reply(message_from_string(text)).kind


def test_a_reply_names_its_letter() -> None:
    found = read_reply(message_from_string(REPLY))
    assert found.kind is ReplyKind.ANSWER
    assert found.numbers == (NUMBER, "<old@sample.example>")
    assert (found.own, found.note) == ("<r1@house.example>", "Wendel <w@house.example>")
    assert found.day is not None
    assert found.day.isoformat() == "2026-03-04T10:20:30+01:00"


@pytest.mark.parametrize(
    ("header", "is_automatic"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: auto-generated; x=y", True),
        ("auto-submitted: No", False),
        ("Precedence: auto_reply", True),
        ("Precedence: first-class", False),
        ("Return-Path: <>", True),
        ("Return-Path: <w@house.example>", False),
        ("X-Autoreply: yes", True),
    ],
)
def test_automatic_answers_say_so(header: str, is_automatic: bool) -> None:
    assert (kind(f"{header}\n{REPLY}") is ReplyKind.AUTOMATIC) is is_automatic


@pytest.mark.parametrize("text", [BOUNCE, WHOLE])
def test_a_bounce_holds_the_number_of_what_came_back(text: str) -> None:
    found = read_reply(message_from_string(text))
    assert (found.kind, found.numbers[0]) == (ReplyKind.BOUNCE, NUMBER)
    assert found.note == "5.1.1 smtp; 550 no such user"
    assert kind(text.replace("failed", "delayed")) is ReplyKind.DELAY
    assert kind(text.replace("failed", "delivered")) is ReplyKind.AUTOMATIC


def test_an_mbox_and_a_maildir_are_read(tmp_path: Path) -> None:
    for box in (mailbox.mbox(tmp_path / "m"), mailbox.Maildir(tmp_path / "d")):
        box.add(message_from_string(REPLY))
        box.add(message_from_string(BOUNCE))
        box.close()
    for name in ("m", "d"):
        found = {one.kind for one in read_replies(tmp_path / name)}
        assert found == {ReplyKind.ANSWER, ReplyKind.BOUNCE}


def test_what_is_no_mailbox_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello", "utf-8")
    (tmp_path / "half/cur").mkdir(parents=True)
    for name, why in (
        ("x", "does not begin with"), ("none", "there is no mailbox"), (".", "no folder `cur`"),
        ("half", "no folder `new`"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=why):
            list(read_replies(tmp_path / name))


def test_the_folder_that_apple_mail_exports_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.mbox").mkdir()
    box = mailbox.mbox(tmp_path / "in.mbox/mbox")
    box.add(message_from_string(REPLY))
    box.close()
    assert [one.numbers[0] for one in read_replies(tmp_path / "in.mbox")] == [NUMBER]


def test_a_message_that_is_gone_or_too_deep_does_not_end_the_reading(tmp_path: Path) -> None:
    deep = "Content-Type: message/rfc822\n\n" * 1500
    head, _, body = REPLY.partition("\n\n")
    box = mailbox.Maildir(tmp_path / "d")
    box.add(f"{head}\n{deep}\n{body}")
    box.add(REPLY.replace("r1@", "r2@"))
    (tmp_path / "d/new/gone").symlink_to("nothing")
    found = [(one.kind, one.numbers[0]) for one in read_replies(tmp_path / "d")]
    assert found == [(ReplyKind.ANSWER, NUMBER)] * 2


def test_the_name_of_a_sender_is_as_people_read_it() -> None:
    text = REPLY.replace("Wendel", "=?utf-8?q?J=C3=B6rg?=")
    assert read_reply(message_from_string(text)).note == "Jörg <w@house.example>"


def test_broken_messages_are_about_nothing() -> None:
    for text in ("", "Date: x\nReferences: <<>\n\n", "Content-Type: multipart/report\n\n"):
        assert read_reply(message_from_string(text)).numbers == ()
