"""Recognise the lines of a letter's frame by their words: salutation, close, date, subject.

The phrases are those that letters of the parliaments' languages use; each line is judged alone.
"""

from __future__ import annotations

import datetime
import re

_SALUTATION = re.compile(
    r"^\s*(?:dear\b|to whom it may concern|(?:my )?lords?,|your (?:excellency|excellencies|grace)|"
    r"(?:the )?honou?rable \w+.{0,60}[,:]\s*$|excellenc(?:y|ies)\b|sir or madam|sirs?,|mesdames\b|"
    r"madam[ ,/]|madame[ ,s]|monsieur\b|messieurs\b|chère? |chers |sehr geehrte|liebe[r ]|"
    r"guten tag|estimad[oa]|querid[oa]|distinguid[oa]|muy señor|señor|gentile|egregi|spett|"
    r"car[oa]s? |prezad[oa]|exm[oa]|geachte|beste |kära |kjære |уважаем|szanown)",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"^\s*(?:(?:yours|very|most)\b[\w ,]{0,30}(?:sincerely|faithfully|truly|respectfully|yours)|"
    r"sincerely\b|respectfully\b|faithfully\b|(?:with )?(?:my |our )?(?:kind|best|warm)(?:est)? "
    r"(?:regards|wishes)|(?:kind )?regards\b|cordially\b|best,|in solidarity\b|with (?:thanks|"
    r"gratitude|appreciation|respect)|yours,|(?:nous vous prions|je vous prie|veuillez|nous vous "
    r"prie)[^.]{0,60}\bagréer\b|cordialement|bien (?:à vous|cordialement)|salutations|sincères|"
    r"mit (?:freundlichen|besten) grü(?:ß|ss)en|hochachtungsvoll|freundliche grü|atentamente|"
    r"cordialmente|un cordial saludo|distinti saluti|cordiali saluti|atenciosamente|"
    r"com os melhores|met vriendelijke groet|hoogachtend|med vänlig|vennlig hilsen|с уважением)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\s*(?:re|ref(?=:)|subject|objet|concerne|betreff|betrifft|asunto|oggetto|assunto|betreft)"
    r"\s*[:：.]\s*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^\s*(?:our|your|my)\s+ref(?:erence)?s?\b|^\s*(?:ref(?:erence)?(?: no\.?| number)?|"
    r"file (?:no|number)|n/réf|v/réf|nos réf|unser zeichen|ihr zeichen|aktenzeichen)\s*[.:]",
    re.IGNORECASE,
)
_ENCLOSURES = re.compile(
    r"^\s*(?:encl(?:osure)?s?(?:\s*\(\d+\))?\.?|enc\.?|attach(?:ment|ed)s?|pi[eè]ces? jointes?|"
    r"p\.?\s?j\.?(?=\s*:)|anlagen?|anexos?|allegat[oi]|bijlagen?)\s*(?::|$|-|–)\s*",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"^\s*(?:c\.?\s?c\.?|bcc|copy to|copies to|copie à|copies à|copie|kopie an|kopie|"
    r"con copia a|cópia)\s*[:：]?(?=[\s:]|$)\s*:?\s*",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"^\s*P\.?\s?(?:P\.?\s?)?S\.?\s*[:.–-]?\s+\S")
_NOTE = re.compile(r"^\s*(?:about (?:us|the)\b|\*{3}|à propos d|über uns)", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier januar enero gennaio janeiro jan",
            "february février fevrier februar febrero febbraio fevereiro feb",
            "march mars märz marzo março mar",
            "april avril abril aprile apr",
            "may mai mayo maggio maio",
            "june juin juni junio giugno junho jun",
            "july juillet juli julio luglio julho jul",
            "august août aout agosto aug",
            "september septembre septiembre settembre setembro sept sep",
            "october octobre oktober octubre ottobre outubro oct",
            "november novembre noviembre novembro nov",
            "december décembre decembre dezember diciembre dicembre dezembro dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(?P<m1>{_MONTH})\.?,?\s+(?:de\s+)?"
    rf"(?P<y1>(?:19|20)\d\d)|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    rf"(?P<y2>(?:19|20)\d\d)|(?P<y3>(?:19|20)\d\d)-(?P<n3>\d\d)-(?P<d3>\d\d)"
    rf"|(?P<a4>\d{{1,2}})[/.](?P<b4>\d{{1,2}})[/.](?P<y4>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"^\s*(?:\{\{\s*(?:today\(\)|date)\s*\}\}|[\[<«]\s*(?:date|today|insert date)\s*[\]>»]|"
    r"date\s*:?\s*[_.…]*)\s*$",
    re.IGNORECASE,
)
LONGEST_LINE = 120


def is_salutation(text: str) -> bool:
    """Say whether a line addresses the reader: short, and begun as salutations are."""
    return len(text.strip()) < LONGEST_LINE and _SALUTATION.match(text) is not None


def is_close(text: str) -> bool:
    """Say whether a line is a complimentary close; French ones are whole sentences."""
    words = text.strip()
    longest = 260 if "agréer" in words else 60
    return len(words) < longest and _CLOSE.match(words) is not None


def subject_of(text: str) -> str | None:
    """Return the subject of a line such as "Re: ...", None where it is none."""
    found = _SUBJECT.match(text)
    return text[found.end() :].strip() if found and len(text) < 300 else None


def is_reference(text: str) -> bool:
    """Say whether a line is one of references: "Our ref: ..."."""
    return len(text) < LONGEST_LINE and _REFERENCE.match(text) is not None


def enclosures_of(text: str) -> str | None:
    """Return what a line lists as enclosures ("" for a heading alone), None where it lists none."""
    found = _ENCLOSURES.match(text)
    return text[found.end() :].strip() if found else None


def copies_of(text: str) -> str | None:
    """Return who a line says a copy goes to ("" for a heading alone), None for another line."""
    found = _COPIES.match(text)
    return text[found.end() :].strip() if found else None


def is_postscript(text: str) -> bool:
    """Say whether a paragraph is a postscript."""
    return _POSTSCRIPT.match(text) is not None


def is_note(text: str) -> bool:
    """Say whether a paragraph begins a note about the sender."""
    return _NOTE.match(text) is not None


def is_note_heading(text: str) -> bool:
    """Say whether a line is the heading of a note about the sender: "About us"."""
    return len(text) < 50 and is_note(text)


def date_of(text: str) -> datetime.date | None:
    """Return the date that a line holds, with a place before it or not; None for other lines."""
    found = _DATE.search(text)
    if not found or len(text.strip()) > len(found[0]) + 40:
        return None
    part = found.groupdict()
    try:
        if part["y1"]:
            return datetime.date(int(part["y1"]), _MONTHS[part["m1"].lower()], int(part["d1"]))
        if part["y2"]:
            return datetime.date(int(part["y2"]), _MONTHS[part["m2"].lower()], int(part["d2"]))
        if part["y3"]:
            return datetime.date(int(part["y3"]), int(part["n3"]), int(part["d3"]))
        first, second = int(part["a4"]), int(part["b4"])
        day, month = (first, second) if second <= 12 else (second, first)
        return datetime.date(int(part["y4"]), month, day)
    except ValueError:
        return None


def is_date_line(text: str) -> bool:
    """Say whether a line is the letter's date, typed or as a placeholder."""
    return date_of(text) is not None or _DATE_WORDS.match(text) is not None
