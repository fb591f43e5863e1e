"""Recognise the lines of a letter's frame by their words: salutation, close, date, subject.

The phrases are those that letters of the parliaments' languages use; each line is judged alone.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from importlib.resources import files

_OTHERS = tomllib.loads(
    files(__package__).joinpath("letter_phrases.toml").read_text(encoding="utf-8")
)


def _others(kind: str) -> str:
    """Return the pattern of what lines of a kind begin with in the other languages."""
    return "|".join(dict.fromkeys(one for own in _OTHERS.values() for one in own[kind]))


_SALUTATION = re.compile(
    r"^\s*(?:dear\b|to whom it may concern|(?:my )?lords?,|your (?:excellency|excellencies|grace)|"
    r"(?:the )?honou?rable \w+.{0,60}[,:]\s*$|excellenc(?:y|ies)\b|sir or madam|sirs?,|mesdames\b|"
    r"madam[ ,/]|madame[ ,s]|monsieur\b|messieurs\b|chère? |chers |sehr geehrte|liebe[r ]|"
    r"guten tag|estimad[oa]|querid[oa]|distinguid[oa]|muy señor|señor|gentile|egregi|spett|"
    r"car[oa]s? |prezad[oa]|exm[oa]|geachte|beste |kära |kjære |уважаем|szanown|"
    rf"{_others('salutations')})",
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
    r"com os (?:melhores|nossos) |met (?:vriendelijke|hartelijke) groet|vriendelijke groet|"
    r"hoogachtend|med vänlig|vennlig hilsen|med venlig|ystävällisin|с уважением|z poważaniem|"
    r"(?:viele|beste|herzliche|liebe|mit) [\w ]{0,20}gr(?:u|ü|ue)(?:ß|ss)e?n?,?\s*$|"
    r"(?:recib[ae]n?|reciba usted|le envi\w+|con) [\w ]{0,30}saludos?\b|saludos\b|"
    r"(?:sin otro particular|quedamos|le saludan?|les? saludamos)\b|con i (?:miei |nostri )?"
    r"migliori saluti|(?:con )?osservanza|cumprimentos|respeitosamente|respetuosamente|"
    r"respectueusement|(?:avec )?(?:nos|mes) (?:salutations|respect)|recevez\b[^.]{0,60},|"
    rf"(?:{_others('closes')}))",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^\s*(?:re|ref(?=:)|subject(?: matter)?|regarding|objet|concerne|betreff|betrifft|betr|asunto|"
    rf"oggetto|assunto|betreft|onderwerp|emne|ämne|dotyczy|тема|{_others('subjects')})"
    r"(?:\s*[:：.]|\s+[–—-](?=\s))\s*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"^\s*(?:our|your|my)\s+ref(?:erence)?s?\b|^\s*(?:ref(?:erence)?(?: no\.?| number)?|"
    r"file (?:no|number)|n/réf|v/réf|nos réf|unser zeichen|ihr zeichen|aktenzeichen)\s*[.:]",
    re.IGNORECASE,
)
#: What heads a column of references.
_REFERENCE_LABEL = re.compile(
    r"(?:(?:ihr|unser|mein|dein|akten|geschäfts)e?\s*(?:zeichen|nachricht|schreiben)(?: vom)?|"
    r"(?:your|our) ref(?:erence)?s?|[vn]/\s?réf|(?:vos|nos|votre|notre) réf(?:érence)?s?|"
    r"(?:uw|ons|onze) (?:kenmerk|referentie)|(?:su|nuestra|vuestra) ref(?:erencia)?|"
    r"(?:vostro|nostro) rif(?:erimento)?)\s*[.:]*",
    re.IGNORECASE,
)
#: The labels of enclosures, several of them or one; after "Anlage 1" comes one item of a list.
_ENCLOSED = (
    r"encl(?:osure)?s?|enc|attach(?:ment|ed)s|pi[eè]ces? (?:jointes?|annexes?)|ci-joints?|annexes|"
    r"anlagen|beilagen|anexos|adjuntos|allegati|bijlagen|bilagor|bilagen|vedlegg|załączniki|přílohy|"
    r"liitteet"
)
_ONE_ENCLOSED = (
    r"attach(?:ment|ed)|annexe?|anlage|beilage|anexo|adjunto|allegato|bijlage|bilaga|bilag|"
    r"załącznik|příloha|liite"
)
#: Without a sign after it a label is one before a capital or a digit. P.J. may begin a name, too:
#: it is a label before what a name has not, a number or small words.
_ENCLOSURES = re.compile(
    rf"^\s*(?:(?:{_ENCLOSED}|{_ONE_ENCLOSED})\.?(?:\s*\(\d+\))?\.?\s*(?::|$|-|–|(?<=\.)\s)|"
    r"p\.?\s?j\.?(?:\s*\(\d+\))?\s*:|"
    rf"(?:{_ENCLOSED}|(?-i:[Pp]\.\s?j\.))(?:\s*\(\d+\))?\s(?=\s*(?-i:[A-ZÀ-Þ\d]))|"
    rf"(?:{_ONE_ENCLOSED})\s(?=\s*(?-i:[A-ZÀ-Þ][a-zß-ÿ]))|"
    r"p\.?\s?j\.?(?:\s*\(\d+\))?\s(?=\s*(?-i:\d|[A-ZÀ-Þ][\w’'-]+ (?:[a-zß-ÿ’']+ |\(\d))))\s*",
    re.IGNORECASE,
)
_COPIES = re.compile(
    r"^\s*(?:c\.?\s?c\.?|bcc|copy to|copies to|copie à|copies à|copie|kopie an|kopie|"
    r"con copia a|cópia|nachrichtlich|verteiler|per conoscenza|p\. ?c\.)"
    r"\s*[:：]?(?=[\s:]|$)\s*:?\s*",
    re.IGNORECASE,
)
_BLIND = re.compile(r"^\s*b\.?\s?c\.?\s?c\.?\s*:", re.IGNORECASE)
_SENDER = re.compile(
    r"^\s*(?:from|von|absender|expéditeur|remitente|mittente)\s*:\s*", re.IGNORECASE
)
_INITIALS = re.compile(r"^\s*[A-Z]{2,4}\s?[/:]\s?[A-Za-z]{1,4}\s*$")
_POSTSCRIPT = re.compile(r"^\s*P\.?\s?(?:P\.?\s?)?S\.?\s*[:.–-]?\s+\S")
_NOTE = re.compile(r"^\s*(?:about (?:us|the)\b|\*{3}|à propos d|über uns)", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january stycznia januari janvier januar enero gennaio janeiro jan",
            "february lutego februari février fevrier februar febrero febbraio fevereiro feb",
            "march marca maart marts mars märz marzo março mar",
            "april kwietnia avril abril aprile apr",
            "may maja mei maj mai mayo maggio maio",
            "june czerwca juin juni junio giugno junho jun",
            "july lipca juillet juli julio luglio julho jul",
            "august sierpnia augustus augusti août aout agosto aug",
            "september września septembre septiembre settembre setembro sept sep",
            "october października octobre oktober octubre ottobre outubro oct",
            "november listopada novembre noviembre novembro nov",
            "december grudnia décembre decembre dezember diciembre dicembre dezembro dec",
        ),
        1,
    )
    for name in names.split()
} | {
    name: number
    for own in _OTHERS.values()
    for number, name in enumerate(own.get("months", "").split(), 1)
    if name != "-"
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+|ta[’']\s+)?(?P<m1>{_MONTH})\.?,?\s+(?:de\s+)?"
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
#: What may be between a place and the date: "Genève, le lundi 2 décembre", "Wien, am 2. Dezember".
_ARTICLE = re.compile(r"le|den|am|el|il|em|a|de|on|the", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lunes|martes|miércoles|jueves|"
    r"viernes|sábado|sabato|domingo|domenica|(?:lune|marte|mercole|giove|vener)dì|"
    r"(?:segunda|terça|quarta|quinta|sexta)-feira|(?:maan|dins|woens|donder|vrij|zater|zon)dag",
    re.IGNORECASE,
)
#: Words of a place: Washington, D.C., St. Gallen, Stoke-on-Trent, L'Aquila; and those between.
_PLACE_WORD = re.compile(r"['’]?(?:\w['’-])?[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|(?:[A-Z]\.)+")
_PLACE_PARTICLE = re.compile(
    r"am|an|der|del?|della|d[io]|da|dos|l[ae]|les|sur|sous|upon|on|und|and|et|of|i[mn]|al"
)
_NO_PLACE = re.compile(
    r"(?:by|per|par|via|to|from|dated?|datum|data|fecha|sent|posted|draft|final|version|updated|"
    r"issued|printed|published|confidential|embargo\w*|for|as)\b",
    re.IGNORECASE,
)
#: What is before the name of a person, who may have signed beside the date: Ms Doe, J. Doe, Rt Hon.
_PERSON = re.compile(
    r"(?:mrs?|ms|miss|mx|dr|prof(?:essor)?|sir|dame|lord|lady|hon|rt hon|rev(?:d)?|mme|mlle|madame|"
    r"mademoiselle|monsieur|frau|herr|sig(?:nora?|ra)?|sra?|señora?|senator|signed|president|"
    r"chair(?:man|woman|person)?|director|minister|prime minister|secretary|treasurer|"
    r"spokes(?:man|woman|person)|pr[ée]sidente?|direct(?:eur|rice)|ministre)\b|"
    r"[A-Z]\. ?(?![A-Z]\.)",
    re.IGNORECASE,
)
LONGEST_LINE = 120
LONGEST_PLACE = 40


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


def is_reference_label(text: str) -> bool:
    """Say whether a cell heads references, and holds none: "Ihr Zeichen"."""
    return _REFERENCE_LABEL.fullmatch(text.strip()) is not None


def enclosures_of(text: str) -> str | None:
    """Return what a line lists as enclosures ("" for a heading alone), None where it lists none."""
    found = _ENCLOSURES.match(text)
    return text[found.end() :].strip() if found else None


def copies_of(text: str) -> str | None:
    """Return who a line says a copy goes to ("" for a heading alone), None for another line."""
    found = _COPIES.match(text)
    return text[found.end() :].strip() if found else None


def is_blind_copy(text: str) -> bool:
    """Say whether a line names who gets a copy that others are not to see: "bcc: ..."."""
    return _BLIND.match(text) is not None


def named_sender(text: str) -> str | None:
    """Return whom a line such as "From: ..." names, None for another line."""
    found = _SENDER.match(text)
    return text[found.end() :].strip() if found else None


def is_initials(text: str) -> bool:
    """Say whether a line holds the initials of who dictated and who typed: "JR/ab"."""
    return _INITIALS.match(text) is not None


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


def place_of(text: str) -> str:
    """Return the place before a letter's date, "" for none: "Geneva, 2 December 2026"."""
    found = _DATE.search(text)
    return place_before(text[: found.start()]) if found and date_of(text) is not None else ""


def place_before(words: str) -> str:
    """Return the place that words before a date are, "" for none.

    A weekday is none, and neither is "Date:", nor how a letter is sent: "By courier, ...", nor a
    person with a title or an initial, or an office: "Ms Doe, ...", "J. Doe, ...", "Director, ...".
    """
    line = re.split(r"[\n\t]", words.rstrip())[-1].split()
    parted = False
    while line and (skipped := _ARTICLE.fullmatch(line[-1]) or _is_weekday(line[-1])):
        parted = parted or skipped is not True
        line.pop()
    place = " ".join(line)
    if not (parted or place.endswith(",")) or len(place) > LONGEST_PLACE:
        return ""
    if _NO_PLACE.match(place) or _PERSON.match(place):
        return ""
    place = place.strip(" ,")
    return place if all(map(_is_place_word, place.split())) else ""


def _is_weekday(word: str) -> bool:
    bare = word.strip(",")
    return not bare or _WEEKDAY.fullmatch(bare) is not None


def _is_place_word(word: str) -> bool:
    bare = word.rstrip(",")
    named = _PLACE_WORD.fullmatch(bare) and any(sign.isupper() for sign in bare)
    return bool(named) or _PLACE_PARTICLE.fullmatch(bare) is not None


def is_date_line(text: str) -> bool:
    """Say whether a line is the letter's date, typed or as a placeholder."""
    return date_of(text) is not None or _DATE_WORDS.match(text) is not None
