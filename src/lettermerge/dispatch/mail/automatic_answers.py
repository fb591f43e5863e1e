"""Tell automatic answers from those of persons: by their headers, else by how the subject begins.

RFC 3834, 5 has one header for it; many programs have another one, or none.
"""

from __future__ import annotations

import re
import unicodedata
from email.message import Message

from .header_reader import decoded, header

#: Headers that only programs write.
_OWN = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply")
_PRECEDENCES = ("auto_reply", "bulk", "junk")
#: How the subject of an automatic answer begins, in lower case: "Auto:" by RFC 3834, 3.1.5, the
#: others as Exchange and Outlook write them in the languages of the parliaments (partly from
#: memory).
_SUBJECTS = (
    "auto:", "auto-reply", "autoreply", "auto reply", "automatic reply", "automatic response",
    "out of office", "out of the office", "out-of-office",
    "automatische antwort", "abwesenheitsnotiz", "réponse automatique", "absence du bureau",
    "automatisch antwoord", "afwezigheidsbericht", "risposta automatica", "fuori sede",
    "respuesta automática", "fuera de la oficina", "resposta automática", "autosvar",
    "automatiskt svar", "automatisk svar", "automaattinen vastaus", "odpowiedź automatyczna",
    "autoodpowiedź", "automatická odpověď", "automatická odpoveď", "automatikus válasz",
    "răspuns automat", "автоматичен отговор", "αυτόματη απάντηση", "automatski odgovor",
    "samodejni odgovor", "automaatvastus", "automatinis atsakymas", "automātiskā atbilde",
    "freagra uathoibríoch", "tweġiba awtomatika", "ateb awtomatig", "resposta automàtica",
    "abwesenheitsassistent", "abwesenheitsmeldung", "message d'absence", "notification d'absence",
    "avis d'absence", "frånvaromeddelande", "fraværsmelding", "fraværsbesked", "poissaoloviesti",
    "vastaus poissaolosta", "ausente de la oficina", "fuori ufficio", "assenza dall'ufficio",
)  # fmt: skip
#: Words that persons begin a subject with, too, unless a colon is behind them.
_ALONE = (
    "ooo", "away", "absence", "absent", "absente", "abwesend", "abwesenheit", "afwezig", "assente",
    "ausente", "frånvaro", "frånvarande", "fravær", "poissa", "nieobecność", "nieobecny",
    "nepřítomnost", "neprítomnosť", "odsoten", "odsutan",
)  # fmt: skip
_TAGS = r"(?:\[[^\]]{1,40}\]\s*)*"  # such as [EXTERNAL], which the reader's own server adds
_BEGINS = re.compile(
    rf"{_TAGS}(?:(?:{'|'.join(map(re.escape, _SUBJECTS))})(?!\w)"
    rf"|(?:{'|'.join(map(re.escape, _ALONE))})\s*:)"
)


def is_automatic(message: Message) -> bool:
    """Tell whether no person wrote a message."""
    said = header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    if said:
        return said != "no"
    if message.get_content_type() == "multipart/report":  # a receipt (RFC 8098), a complaint
        return True
    for name in ("Precedence", "X-Precedence"):
        if header(message, name).strip().casefold() in _PRECEDENCES:
            return True
    # Persons' mail may name some kinds of answers here: "All" is what programs say (MS-OXCMAIL).
    suppressed = header(message, "X-Auto-Response-Suppress").casefold().replace(" ", "").split(",")
    if "all" in suppressed or any(header(message, name) for name in _OWN):
        return True
    if header(message, "Return-Path").strip() == "<>":
        return True
    subject = unicodedata.normalize("NFC", decoded(message, "Subject")).replace("\u2019", "'")
    return bool(_BEGINS.match(subject.casefold()))
