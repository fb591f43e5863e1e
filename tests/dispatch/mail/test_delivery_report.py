"""Reports of mail servers are read as Postfix, Exchange, Google, Exim and qmail write them."""

from __future__ import annotations

from base64 import encodebytes
from email import message_from_string

import pytest

from lettermerge.dispatch.mail.delivery_report import find_delivery_report, returned_numbers
from lettermerge.dispatch.mail.replies import ReplyKind, read_reply

NUMBER = "<abc@sample.example>"
POSTFIX = f"""Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b"

--b
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4F

Final-Recipient: rfc822; a@c.example
Action: FIRST
Status: 2.0.0
Diagnostic-Code: smtp; 250 ok

Final-Recipient: rfc822; b@c.example
Action: SECOND
Status: 5.1.1
Diagnostic-Code: smtp; 550 no

--b
Content-Type: text/rfc822-headers

Return-Path: <office@sample.example>
Message-Id: {NUMBER}

--b--
"""
QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@q.example
Subject: failure notice

Hi. This is the qmail-send program at q.example.
<a@c.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Received: from x
Message-ID: {NUMBER}
Subject: A letter
"""
EXIM = QMAIL.replace("From: MAILER", "X-Failed-Recipients: a@c.example\nFrom: MAILER")


def of_two(first: str, second: str) -> str:
    return POSTFIX.replace("FIRST", first).replace("SECOND", second)


@pytest.mark.parametrize(
    ("first", "second", "kind", "note"),
    [
        ("failed", "failed", ReplyKind.BOUNCE, "2.0.0 smtp; 250 ok"),
        ("relayed", "failed", ReplyKind.BOUNCE, "5.1.1 smtp; 550 no"),
        ("delayed", "failed", ReplyKind.BOUNCE, "5.1.1 smtp; 550 no"),
        ("delivered", "delayed", ReplyKind.DELAY, "5.1.1 smtp; 550 no"),
        ("delivered", "relayed", ReplyKind.AUTOMATIC, "2.0.0 smtp; 250 ok"),
    ],
)
def test_the_worst_of_several_recipients_counts(
    first: str, second: str, kind: ReplyKind, note: str
) -> None:
    found = read_reply(message_from_string(of_two(first, second)))
    assert (found.kind, found.note, found.numbers) == (kind, note, (NUMBER,))


CODED = encodebytes(f"Message-ID: {NUMBER}\n".encode()).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("message/delivery-status", "message/global-delivery-status"),  # RFC 6533
        ("text/rfc822-headers", "message/global-headers"),
        ("multipart/report; report-type=delivery-status;", "multipart/mixed;"),  # a gateway
        (
            f"text/rfc822-headers\n\nReturn-Path: <office@sample.example>\nMessage-Id: {NUMBER}\n",
            f"text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{CODED}",
        ),
    ],
)
def test_other_shapes_of_reports_are_bounces(before: str, after: str) -> None:
    text = of_two("relayed", "failed").replace(before, after)
    assert after in text
    found = read_reply(message_from_string(text))
    assert (found.kind, found.numbers) == (ReplyKind.BOUNCE, (NUMBER,))


@pytest.mark.parametrize("text", [QMAIL, EXIM])
def test_reports_in_plain_words_are_bounces(text: str) -> None:
    found = read_reply(message_from_string(text))
    assert (found.kind, found.numbers) == (ReplyKind.BOUNCE, (NUMBER,))
    assert found.note == ("a@c.example" if text == EXIM else "failure notice")


def test_a_person_who_sends_a_report_on_has_answered() -> None:
    text = "From: Ann <a@c.example>\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee.\n"
    text += f"--x\nContent-Type: message/rfc822\n\n{of_two('failed', 'failed')}\n--x--\n"
    message = message_from_string(text)
    assert find_delivery_report(message) is None
    assert read_reply(message).kind is ReplyKind.ANSWER
    assert returned_numbers(message)


EXIM_WARNING = f"""Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.example>
References: {NUMBER}
Subject: Warning: message 1qXyZ-0001ab-CD delayed 24 hours

A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

Delivery attempts will continue for some time.
"""
OUTLOOK = f"""From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@c.example>
Subject: Unzustellbar: A letter
In-Reply-To: {NUMBER}
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html

<p>Fehler bei der Nachrichtenzustellung</p>
--b
Content-Type: message/rfc822

Message-ID: {NUMBER}

--b--
"""
SENDMAIL = OUTLOOK.replace("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e", "MAILER-DAEMON")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (EXIM_WARNING, ReplyKind.DELAY),
        (EXIM_WARNING.replace("Warning: message 1qXyZ-0001ab-CD delayed", "x"), ReplyKind.DELAY),
        (OUTLOOK, ReplyKind.BOUNCE),
        (SENDMAIL, ReplyKind.BOUNCE),
        (of_two("failed", "failed").replace("Action: failed\n", ""), ReplyKind.BOUNCE),
        (
            of_two("x", "x").replace("Action: x\n", "").replace("5.1.1", "4.4.7"),
            ReplyKind.DELAY,
        ),
        (QMAIL + "\nDelivery attempts will continue.\n", ReplyKind.BOUNCE),  # the letter's words
        ("From: postmaster@c.example\nSubject: Re: x\n\nI am a person.\n", ReplyKind.ANSWER),
    ],
)
def test_what_a_report_without_its_fields_says_is_told_by_its_words(
    text: str, kind: ReplyKind
) -> None:
    assert read_reply(message_from_string(text)).kind is kind


@pytest.mark.parametrize(
    ("name", "subtype"),
    [
        ("X-Original-Message-ID", "delivery-status"),
        ("Original-Message-ID", "disposition-notification"),
    ],
)
def test_a_report_without_a_copy_names_the_message_in_its_fields(name: str, subtype: str) -> None:
    text = "Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b\n"
    text += f"Content-Type: message/{subtype}\n\n{name}: {NUMBER}\n\n--b--\n"
    assert read_reply(message_from_string(text)).numbers == (NUMBER,)
