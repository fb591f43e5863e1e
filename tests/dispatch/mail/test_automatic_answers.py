"""Automatic answers are told from persons' by headers of many programs, else by their subject."""

from __future__ import annotations

from email.header import Header
from email.message import Message

import pytest

from lettermerge.dispatch.mail.automatic_answers import is_automatic


def message(**headers: str) -> Message:
    found = Message()
    for name, value in headers.items():
        found[name.replace("_", "-")] = value
    return found


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: A letter", "Out of Office: A letter", "Out of office Re: A letter",
        "Auto: A letter", "Automatische Antwort: Ein Brief", "Abwesenheitsnotiz",
        "Réponse automatique : Une lettre", "Risposta automatica: x", "Respuesta automática: x",
        "Resposta automática: x", "Automatisch antwoord: x", "Autosvar: x",
        "Odpowiedź automatyczna: x", "Automaattinen vastaus: x", "Αυτόματη απάντηση: x",
        "Tweġiba awtomatika: x", "Ateb awtomatig: x", "Afwezig: A letter", "Absence : Une lettre",
        "Message d\u2019absence", "Re\u0301ponse automatique : x", "[EXTERNAL] Automatic reply: x",
        "[EXT] [Spam?] Abwesenheit: Ein Brief",
    ],
)  # fmt: skip
def test_the_subject_tells_where_no_header_does(subject: str) -> None:
    assert is_automatic(message(Subject=Header(subject, "utf-8").encode()))


@pytest.mark.parametrize(
    "subject",
    ["Re: Automatic reply: A letter", "AW: Abwesenheitsnotiz", "Automatic weapons", "Auto industry",
     "Out of officers", "=?bogus?B?//8=?=", "", "Absence of clean water", "Away from the river",
     "[Automatic reply: x] Re: A letter", "Abwesenheit der Abgeordneten"],
)  # fmt: skip
def test_persons_write_about_automatic_answers_too(subject: str) -> None:
    assert not is_automatic(message(Subject=subject))


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"X_Auto_Response_Suppress": "All"}, True),
        ({"X_Auto_Response_Suppress": "DR, RN, NRN, OOF, AutoReply"}, False),  # Outlook, a person
        ({"X_Precedence": "auto_reply"}, True),
        ({"Precedence": "list"}, False),  # a person through a list
        ({"X_Mail_Autoreply": "x"}, True),
        ({"Content_Type": "multipart/report; report-type=disposition-notification"}, True),
        ({"Content_Type": "multipart/report; report-type=feedback-report"}, True),
        ({"Auto_Submitted": "no", "Subject": "Automatic reply: x"}, False),
    ],
)
def test_headers_of_programs_tell(headers: dict[str, str], found: bool) -> None:
    assert is_automatic(message(**headers)) is found
