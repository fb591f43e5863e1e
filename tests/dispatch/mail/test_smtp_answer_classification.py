"""A limit of the sender is told from a letter that is refused, in the words of many servers."""

from __future__ import annotations

import pytest

from lettermerge.dispatch.mail.smtp_answer_classification import SmtpAnswer

#: Limits that a new session or a minute lifts, as servers word them.
SOON = (
    "421 too many messages in this connection",
    "452 too many messages in this session",
    "452 4.5.3 Too many messages per session",
    "550 5.7.1 maximum number of mails per connection exceeded",
    "460 too many messages (#4.3.0)",
    "454 Throttling failure: Maximum sending rate exceeded",
    "452 4.4.5 Messages per second limit exceeded",
    "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
    "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
    "450 4.7.1 Error: too much mail from 192.0.2.1",
    "450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.",
)


@pytest.mark.parametrize("told", SOON)
def test_a_limit_of_a_session_or_a_minute_is_brief_for_whomever_it_is_said(told: str) -> None:
    for address in ("", "a@x.example"):
        answer = SmtpAnswer(int(told[:3]), told[4:], address)
        if not address or not answer.is_of_recipient or "customer" in told:
            assert answer.is_brief


@pytest.mark.parametrize(
    "told",
    [
        "550 5.4.5 Daily user sending limit exceeded",
        "454 Throttling failure: Daily message quota exceeded",
        "452 4.5.3 Daily message limit exceeded", "550 5.7.1 Hourly message limit reached",
        "450 4.2.1 The user you are trying to contact is receiving email too quickly.",
        "450 4.2.1 The user you are trying to contact is receiving email at a rate that prevents",
        "452 4.2.2 The email account that you tried to reach is over quota",
        "452 4.3.1 Insufficient system storage", "451 4.3.0 Temporary lookup failure",
        "451 4.7.500 Server busy. Please try again later", "552 5.3.4 message size exceeds limit",
        "421 4.7.0 Try again later, closing connection.",
        "452 4.5.3 Your message has too many recipients",
        "250 taken: 3 messages in this session",
    ],
)  # fmt: skip
def test_what_a_new_session_does_not_lift_is_not_brief(told: str) -> None:
    assert not SmtpAnswer(int(told[:3]), told[4:], "a@x.example").is_brief


@pytest.mark.parametrize(
    "told",
    [
        "550 5.4.5 Daily user sending limit exceeded. For more information",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit",
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed",
        "550 Domain x.example has exceeded the max emails per hour (101/100 (101%)) allowed.",
        "554 5.7.1 Throttling policy: sending quota exceeded",
        "550 5.7.1 Hourly message limit reached",
        "452 4.3.1 Too many messages",
        "550 5.4.5 Daily user sending limit exceeded for mailbox me@x.example",
        "552 5.4.5 Daily sending quota exceeded",
        "550 5.7.1 This mailbox has exceeded its hourly sending limit",
        "552 hourly sending limit of 100 messages reached",
        "454 Throttling failure: Daily message quota exceeded",
        "452 4.5.3 Daily message limit exceeded",
        *SOON,
    ],
)
def test_a_limit_of_the_sender_is_for_now(told: str) -> None:
    answer = SmtpAnswer(int(told[:3]), told[4:])
    assert answer.is_limit
    assert not answer.is_final


@pytest.mark.parametrize(
    "told",
    [
        "552 5.2.2 mailbox quota exceeded", "550 5.1.1 no such user", "554 5.7.1 spam",
        "552 5.3.4 message size exceeds fixed limit", "550 5.7.1 rated as spam",
        "250 2.0.0 sending limit 10 of 100", "552 5.3.4 exceeds the submission size limit per hour",
        "552 mailbox full: too many messages", "550 recipient over quota: 10 messages per hour",
    ],
)  # fmt: skip
def test_what_concerns_a_letter_is_no_limit(told: str) -> None:
    answer = SmtpAnswer(int(told[:3]), told[4:])
    assert not answer.is_limit
    assert answer.is_final is told.startswith("5")


@pytest.mark.parametrize(
    ("told", "is_one"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("550 5.2.1 disabled", True),
        ("554 5.7.1 blocked", False),
        ("450 4.2.1 receiving too quickly", True),
        ("450 try again", False),
        ("550 5.4.1 denied", False),
    ],
)
def test_an_answer_about_one_recipient_says_nothing_of_others(told: str, is_one: bool) -> None:
    assert SmtpAnswer(int(told[:3]), told[4:], "a@x.example").is_of_recipient is is_one
    assert not SmtpAnswer(int(told[:3]), told[4:]).is_of_recipient


@pytest.mark.parametrize(
    ("told", "is_ours"),
    [
        ("554 5.7.1 <a@x.example>: Relay access denied", True),
        ("550 relay not permitted", True),
        ("530 5.7.0 Authentication required", True),
        ("454 4.7.1 Relay access denied", False),
        ("550 relayed nowhere", False),
        ("550 5.1.1 relay.x.example: no such user", False),
        ("550 the relay of this domain has no such user", False),
        ("550 5.7.64 Relay Access Denied; no", True),
        ("550 not permitted to relay", True),
        ("553 sorry, we do not relay for you", True),
        ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", True),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", True),
        ("554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@x.example", True),
        ("554 Message rejected: Email address is not verified. The following identities", True),
        ("550 The from address does not match a verified Sender Identity.", True),
        ("403 You are not authorized to send from that email address", True),
        ("550 5.1.8 Access denied, bad outbound sender", True),
        ("554 Sending paused for this account", True),
        ("550 5.1.1 address not verified by its keeper: no such user", False),
        ("550 5.7.1 Relaying to <a@b.example> prohibited by administrator", True),
    ],
)
def test_a_server_that_hands_on_nothing_is_told_from_a_refused_address(
    told: str, is_ours: bool
) -> None:
    assert SmtpAnswer(int(told[:3]), told[4:]).is_of_sender is is_ours


def test_a_limit_of_one_recipient_is_none_of_the_sender() -> None:
    told = "5.2.121 recipient has reached its limit of messages per hour"
    assert not SmtpAnswer(550, told, "a@x.example").is_limit
    assert SmtpAnswer(550, told).is_limit
