"""A limit of the sender is told from a letter that is refused, in the words of many servers."""

from __future__ import annotations

import pytest

from lettermerge.dispatch.mail.smtp_answer_classification import SmtpAnswer


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
