"""Find names that are those of several persons, or of none: a letter to them is to nobody."""

from __future__ import annotations

import re
from html import unescape

from ..diagnostics import Diagnostic
from ..recipients.model import Recipient
from .chamber_and_role import Seat, fault
from .person import Person

_LOOKED_AT = 200  # characters of a name
#: What joins two names, as in Hans und Ann Beispiel; in Anand s/o Kumar, and in the surnames
#: Muster und Beispiel and Von und zu Beispiel, it does not.
_JOINED = re.compile(
    r"(?i)(?<=\w)(?<!\b[sdw]) ?[&/;] ?(?=\w)|(?<=\w) \+ (?=\w)|\band\b"
    r"|\b(et|und)(?= (M|Mr|Mme|Mlle|Herr|Frau|Dr|Sen|Rep|Hon)\b)"
    r"|(?<=\w )(?-i:et)(?= \w)"
    r"|^(?!(von|zu|vom|zum) )[\w-]+ (?P<between>und) (?!(von|zu|vom|zum) )[\w-]+ (?=\w)"
)
#: What bodies are called; `Members` of whatever kind are several persons.
_BODY = re.compile(
    r"(?i)\b(group|(sub)?committee|caucus|commission|delegation|secretariat|working party|"
    r"task force|groupe|comité|délégation|secrétariat|ausschuss|fraktion|delegación|"
    r"comisión|gruppo)\b"
)
_SEVERAL = re.compile(
    r"(?i)^(the |all |dear )*(members|senators|representatives|deputies|députés|colleagues|"
    r"friends|sirs?|messrs|mesdames|messieurs|congressmen|abgeordneten?)\b"
)
#: The Secretary-General; the Master of Place is the heir of a Scottish peer.
_THE = re.compile(r"(?i)the (?!(master|mistress) of )")


def find_impersonal_name(recipient: Recipient, person: Person, place: Seat) -> list[Diagnostic]:
    """Return the fault of a row whose name is not that of one person; [] for others.

    A peer's title may have any of these words, and a whole line as printed is what the row wants.
    """
    if recipient.envelope_name or person.rank is not None or place.is_body:
        return []
    name = person.name.full[:_LOOKED_AT]
    said = f"{name}, {person.name.unread}" if person.name.unread else name
    if unescape(said) != said:
        return []
    if joined := _JOINED.search(said):
        by = (joined["between"] or joined[0]).strip()
        message = f"`{said}` is the name of several persons, joined by `{by}`"
        hint = "give each a row; two rows with one value in `joint` get one letter together"
        return [fault(recipient, "protocol.several-persons", "full_name", message, hint)]
    whole = not recipient.given_name and not recipient.family_name
    alone = whole and _THE.match(name) is not None
    if not (alone or _SEVERAL.match(name) or (" " in name and _BODY.search(name))):
        return []
    message = f"`{name}` is not the name of a person"
    hint = "write it in `office` where somebody holds it; write `role` `body` for the parliament"
    return [fault(recipient, "protocol.no-person", "full_name", message, hint)]
