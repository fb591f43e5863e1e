"""Words against a letter are told from remarks that are none, in fourteen languages."""

from __future__ import annotations

import pytest

from lettermerge.recipients.suppression_words import (
    DEAD,
    GONE,
    NEVER,
    Remark,
    is_about_others,
    is_about_things,
    is_hold,
    may_hold_remarks,
    read_answer,
    read_remark,
    says_no,
    split_tokens,
)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        *((NEVER, one) for one in (
            "DO NOT SEND", "do not contact", "Don’t write to her again", "Please do not mail!",
            "asked not to be contacted again (GDPR)", "met on 3 May; do not write", "unsubscribed",
            "opted out 2025-03-01", "Ne pas envoyer", "ne plus contacter", "n'écrivez pas",
            "désabonnée", "nicht anschreiben", "bitte nicht mehr kontaktieren", "Keine Post!",
            "no enviar", "dada de baja", "Non scrivere", "niet versturen", "wil geen post",
            "não contactar", "nie wysyłać", "skicka inte", "send ikke", "no further letters",
            "do not send letters or e-mails", "Do not send before 3 May", "stop writing to us",
            "should not be contacted", "do not se\u00adnd", "\ufeffdo not\u200b send",
            "remove from the list", "wishes no letters", "Don't post before May",
            "no further letters or e-mails", "Do not sent", "Please dont sned", "must not wirte",
            "D O  N O T  S E N D", "D O N O T S E N D", "D O   N O T   M A I L", "μην στείλετε",
            "Älä lähetä", "nesiųsti", "NEPOSÍLAT",
        )),
        *((DEAD, one) for one in (
            "deceased", "† 3.10.2026", "Died 3 May in Exampleton", "sadly passed away", "Décédé",
            "verstorben am 3. Mai", "fallecida", "deceduta", "overleden", "faleceu", "zmarł",
            "D E C E A S E D 2024", "απεβίωσε 3.5.2024", "kuollut", "mirusi", "zemřela 3. 5.",
            "avliden", "afgået ved døden", "member since 2019; died in office",
        )),
        *((GONE, one) for one in (
            "resigned", "Resigned 3 Nov", "has left office", "retired (Nov 2026)", "Former", "skip",
            "no longer an MP since 3 May 2026", "démissionnaire", "zurückgetreten", "R.I.P.",
            "dimitió", "in pensione", "afgetreden", "renunciou", "avgått", "moved away", "N.P.A.I.",
            "παραιτήθηκε", "on eronnut", "atsistatydino", "odstoupila", "mirė",
            "return to sender", "GDPR", "Resigned, not re-elected",
            "Re-elected 2019, resigned 2024", "resigned; wife re-elected", "Status: resigned",
            "Lost seat 2019, regained 2021, resigned 2024",
        )),
    ],
)  # fmt: skip
def test_a_cell_says_so_plainly(kind: str, cell: str) -> None:
    assert read_remark(cell) == Remark(kind, is_sure=True)
    assert may_hold_remarks(split_tokens(f"Ann\n{cell}\nBen"))


@pytest.mark.parametrize(
    "cell",
    [
        "Husband deceased", "deceased husband", "deceased?", "Resigned as minister",
        "Resigned as chair of the committee", "retired teacher",
        "Resigned, re-elected 2024", "Resigned 2019. Reinstated",
        "Lost seat in 2019; she then regained it 2024",
        "Zurückgetreten; wiedergewählt",
        "Stood down 2017, back in 2019", "By-election: resigned member",
        "Predecessor: died 2023", "Don't post on social media", "never post online",
        "no photos, must not write online",
        "died in the wool", "Died in committee",
        "opted out of the newsletter", "do not contact by phone", "Do not e-mail; letters are fine",
    ],
)  # fmt: skip
def test_a_cell_may_say_so(cell: str) -> None:
    found = read_remark(cell)
    assert found is not None
    assert not found.is_sure


@pytest.mark.parametrize(
    "cell",
    [
        "", "send before 3 May", "Minister for the Dead Sea", "Former Minister's constituency",
        "not deceased", "has not resigned", "Opt-out: no", "deceased: no", "left-wing",
        "late reply", "former Minister", "The Left", "Am Weg", "La Morte", "Died\u00adrich",
        "membre du parti",
        "no contact details found", "could not be contacted yet", "I wrote twice",
        "contact: Ann Example",
        "killed the bill", "Die Linke", "sent 3 May", "ok to write", "no e-mail address known",
        "never sent", "I have not sent it", "A B C D", "J. R. R. T. Sample", "mire and moss",
        "Committee on Retirement", "nothing left", "non-attached",
    ],
)  # fmt: skip
def test_other_remarks_are_none(cell: str) -> None:
    assert read_remark(cell) is None


def test_a_long_text_is_no_remark_where_it_is_not_plain() -> None:
    assert read_remark("He resigned from the army" + " and served on" * 12) is None
    assert read_remark("He served on. " * 12 + "Do not write.") == Remark(NEVER, is_sure=True)


@pytest.mark.parametrize(
    ("heading", "cell", "against"),
    [
        ("Do not send", "TRUE", True),
        ("Do not send", "x", True),
        ("do_not_mail", "1", True),
        ("doNotContact", "oui", True),
        ("Do not send", "No", False),
        ("Do not send", "No, she is fine", False),
        ("Do not send", "", False),
        ("Do not send", "n/a", False),
        ("Do not send", "No.", False),
        ("Do not send", "0.0", False),
        ("Do not send", "no – she is fine", False),
        ("Do not send", "no letters", True),
        ("Do not send", "1.0", True),
        ("Deceased", "living", False),
        ("Opt-out", "never", False),
        ("Opt-out", "2026-03-01", True),
        ("GDPR opt-out", "Ja", True),
        ("Deceased (Y/N)", "Y", True),
        ("Deceased", "nein", False),
        ("dateOfDeath", "2020-01-01", True),
        ("Décédé", "oui", True),
        ("Unsubscribe", "https://lists.example/u?x=1", False),
        ("Retired", "yes", True),
        ("Died", "9999-12-31", False),
        ("Left office", "31/12/2999", False),
        ("Left office", "2025-12-31", True),
        ("Do not send", "until 9999-12-31", True),
        ("Former member", "Jane Doe", False),
        ("Send?", "no", True),
        ("Send?", "", False),
        ("Send?", "No, moved away", True),
        ("Send?", "yes, no rush", False),
        ("Consent", "Refused", True),
        ("Active", "0.0", True),
        ("Active", "1.0", False),
        ("Consent", "Non", True),
        ("In office", "N", True),
        ("Constituency", "x", False),
    ],
)
def test_a_heading_asks_whether_to_write(heading: str, cell: str, *, against: bool) -> None:
    assert (read_answer(heading, cell) is not None) is against


def test_a_heading_of_one_channel_is_no_hold() -> None:
    assert is_hold("Opt-out")
    assert not is_hold("E-mail opt-out")
    assert not is_hold("Send?")
    assert read_answer("E-mail opt-out", "yes") == Remark(NEVER, is_sure=False)
    assert is_about_others("Spouse status")
    assert is_about_others("In place of")
    assert is_about_others("Vice")
    assert is_about_things("Whip status")
    assert not is_about_others("Status") | is_about_things("Status")
    assert says_no(" Nein ")
    assert not says_no("nobody")
