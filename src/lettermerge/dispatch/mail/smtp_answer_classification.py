"""Judge what a mail server answered: whom it concerns, and whether the same command helps later.

A server that has had enough of a sender says so with 4xx, or with 5xx as if each letter were
refused for good. What is known to be such a limit is "not now". Wordings are those of Postfix,
Exim, Exchange Online, Gmail, Amazon SES and SendGrid, from their sources and lists of errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463, 2
#: Limits of a sender: Google's; of Exchange Online for recipients, a tenant, and outside ones.
_LIMITS = {"5.4.5", "5.1.90", "5.7.232", "5.7.233"}
_FULL = {"5.2.2"}  # the recipient's mailbox
_FULL_TEXT = re.compile(
    r"\bmailbox (?:is )?full\b|\bover quota\b|\bsize limit\b|\bmessage size\b", re.IGNORECASE
)
#: How servers without a code of their own for it name a limit of the sender.
_TOO_MANY = re.compile(
    r"\b(?:daily|hourly|sending|submission|message rate|rate|throttling)\W+(?:\w+\W+){0,3}"
    r"(?:limit|quota)s?\b"
    r"|\b(?:limit|quota|max\w*)\W+(?:\w+\W+){0,4}per\W+(?:second|minute|hour|day|month)\b"
    r"|\bper\W+(?:second|minute|hour|day|month)\W+(?:\w+\W+){0,2}(?:limit|quota)s?\b"
    r"|\b(?:sending|submission|message) rate\W+(?:\w+\W+){0,4}exceeded\b"
    r"|\bsubmissionquotaexceeded|\bdaily message quota\b"
    r"|\btoo many (?:messages|mails|e-?mails)\b",
    re.IGNORECASE,
)
#: The same, where the code may be that of a recipient: Gmail's relay, Exchange Online, Postfix.
_TOO_MANY_OF_OURS = re.compile(
    r"\blimit exceeded for (?:this )?customer\b|\bthread limit exceeded\b|\btoo much mail from\b",
    re.IGNORECASE,
)
#: How servers say that a session has an end: another one may begin at once.
_OF_SESSION = re.compile(
    r"\b(?:messages|mails|e-?mails|transactions)\W+(?:\w+\W+){0,3}(?:session|connection)\b",
    re.IGNORECASE,
)
#: What no waiting of a few minutes ends.
_LONG = re.compile(r"\b(?:daily|day|hourly|hour|month\w*|quota|24)\b", re.IGNORECASE)
#: How servers say that this sender may not send at all: Exchange Online, Amazon SES, SendGrid.
_NOT_YOU = re.compile(
    r"\bsendasdenied\b|\b(?:permissions?|authorized|allowed) to send (?:as|from)\b"
    r"|\bbad outbound sender\b|\baddress is not verified\b|\bverified sender identity\b"
    r"|\b(?:account|sending)\W+(?:\w+\W+){0,2}(?:paused|suspended)\b",
    re.IGNORECASE,
)
_NOT_AUTHORISED = 403  # SendGrid's, of an address that is not verified
_LOG_IN = {530, 534, 535, 538}  # RFC 4954, 6
#: How servers say that they hand on nothing; a name such as relay.example is none of these.
_RELAY = re.compile(
    r"\brelay(?:ing)?\W+(?:\w+\W+){0,8}(?:denied|not (?:permitted|allowed)|prohibited|refused)\b"
    r"|\b(?:not permitted|unable|do(?:es)? not|cannot) to relay\b|\bno relay(?:ing)?\b"
    r"|\b(?:do(?:es)? not|cannot|not) relay\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SmtpAnswer:
    """What a server answered; `address` is the recipient whom it refused, "" for the message."""

    code: int
    text: str
    address: str = ""

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_final(self) -> bool:
        """Whether it says no for good (5xx), and not for now (4xx, or a limit of the sender)."""
        return self.code >= 500 and not self.is_limit

    @property
    def is_limit(self) -> bool:
        """Whether it says that this sender has sent too much for now."""
        if self.is_accepted or self._status in _FULL:
            return False
        if self._status in _LIMITS:
            return True
        if _TOO_MANY_OF_OURS.search(self.text) or _OF_SESSION.search(self.text):
            return True
        of_letter = (self._status and self.is_of_recipient) or _FULL_TEXT.search(self.text)
        return not of_letter and bool(_TOO_MANY.search(self.text))

    @property
    def is_brief(self) -> bool:
        """Whether it is a limit that a new session, or waiting a little, may lift."""
        if not self.is_limit or _LONG.search(self.text):
            return False
        return self.code < 500 or bool(_OF_SESSION.search(self.text))

    @property
    def is_of_sender(self) -> bool:
        """Whether it says for good that this server hands on nothing of ours: nobody logged in."""
        refused = self.is_final and (not self._status or self._status.startswith("5.7."))
        if self.code in _LOG_IN or (refused and _RELAY.search(self.text)):
            return True
        return (self.is_final or self.code == _NOT_AUTHORISED) and bool(_NOT_YOU.search(self.text))

    @property
    def is_of_size(self) -> bool:
        """Whether it says no to this message because it is too large (RFC 1870, 6.1)."""
        return self.code == 552 or self._status == "5.3.4"

    @property
    def is_of_recipient(self) -> bool:
        """Whether it says no to one recipient, of whom nothing follows for the others.

        By its status: X.1 is of addresses, X.2 of mailboxes (RFC 3463, 3); X.7 may be that this
        server takes nothing from us, and "not now" without a status that it takes nothing at all.
        """
        subject = self._status.partition(".")[2][:2]
        known = ("1.", "2.", "") if self.code >= 500 else ("1.", "2.")
        return bool(self.address) and subject in known

    @property
    def _status(self) -> str:
        """The enhanced status code (RFC 2034), "" for none."""
        found = _STATUS.match(self.text)
        return found[0] if found else ""

    def __str__(self) -> str:
        head = f"{self.address}: " if self.address else ""
        return f"{head}{self.code} {self.text}"
