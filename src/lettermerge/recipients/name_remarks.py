"""Find what a cell of names says beside the name: that the person is dead, gone, or no person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .suppression_words import (
    DAGGERS,
    may_hold_remarks,
    read_part,
    split_parts,
    split_tokens,
    starting_at,
)  # fmt: skip

_PEOPLE = (
    r"(mr|mrs|ms|miss|mx|dr|prof|sir|dame|lord|lady|baroness|sen|senator|rep|hon|rt|mme|herr|frau)"
)
#: A remark on the person before the name. A surname comes first in capitals or before a comma.
_OVER = frozenset(
    ("former", "ex", "late", "ehemaliger", "ehemalige", "ehem", "ancien", "ancienne", "feu", "feue",
     "antiguo", "antigua", "outgoing", "retired", "deceased")
)  # fmt: skip
#: Those of them that are surnames, or given names.
_SURNAMES = frozenset(("former", "late", "ancien", "feu", "antiguo", "antigua"))
#: Ranks and forces, of which somebody is retired who has a seat: Col. Ann Sample, USMC (Retired).
_MILITARY = frozenset(
    ("usmc", "usn", "usa", "usaf", "uscg", "rn", "raf", "rm", "army", "navy", "marines", "adf",
     "caf", "general", "gen",
     "colonel", "col", "major", "maj", "captain", "capt", "commander", "cdr",
     "commodore", "admiral", "adm", "brigadier", "brig", "lieutenant", "lt", "sergeant", "sgt",
     "ltgen", "ltcol", "majgen", "marshal")
)  # fmt: skip
#: In brackets, since D. 2024 is no name: (d. 2024), (gest. 3.4.2024).
_DEATH = re.compile(r"(?i)\(((d\.|dec\.|dec[’']d\.?|gest\.) *([\w.]+ ){0,2}[\d.]*\d{4})\)")
#: The years of a life, or of an office: (1950-2024), (until 2024).
_YEARS = re.compile(r"[(\[]\s*([*°]?\s*(\d{4})\s*[-–—/]\s*†?\s*(\d{4}))\s*[)\]]")
_UNTIL = re.compile(
    r"(?i)[(\[]\s*((until|till?|to|bis|jusqu[’']en|hasta|fino al|tot|até|do)\s[^()\[\]]*\d{4})"
    r"\s*[)\]]"
)
_LONGEST_OFFICE = 40  # years; more are a life
#: Words of a status that are given names as well: Sample, Rip.
_NICKNAMES = frozenset(("rip", "skip", "tot", "feu", "mort", "morte", "tote", "weg", "dood"))
#: What tells that a word of _OVER is none of the name: Former Senator.
_TITLE = re.compile(
    rf"(?i){_PEOPLE}\b|(mps?|meps?|members?|minister|president|speaker|congress(wo)?man|"
    r"abgeordnete[rn]?|député[e]?|diputad[oa]|senador[a]?|ministr[oae])\b"
)
_SEATED = frozenset(("mp", "mep", "senator", "congressman", "congresswoman"))
_ELECT = re.compile(
    r"(?i)[\w.]+-elect\b|\b(senator|sen\.?|representative|rep\.?|member|mp|mep|delegate|"
    r"congress(wo)?man)\s+elect\b"
)
_CARE_OF = re.compile(r"(?i)^\s*(c/o|c\.o\.|℅|care of|z\.\s?hd\.|attn\b|attention\b)")
_OTHERS = re.compile(
    r"(?i)(&|\+|/|,|\band\b|\bund\b|\bet\b)\s*(her |his |their |the )?"
    r"(staff|team|office|colleagues|others|guests?|family|co|mitarbeiter(in|innen|n)?|équipe|büro)\.?\s*$|"
    r"\bet al\b"
)
_OFFICE_OF = re.compile(
    rf"(?i)^\s*(the )?((private|constituency|parliamentary) )?(office|staff|team) of (the )?"
    rf"{_PEOPLE}\b|"
    rf"^\s*(le )?(bureau|cabinet|secrétariat) (de |du |d['’])(la )?{_PEOPLE}\b|"
    rf"^\s*(das )?büro (von |der |des )?{_PEOPLE}\b"
)


#: One of these is in each name of which one of the patterns tells.
_KEYS = frozenset(
    ("elect", "d", "dec", "gest", "care", "hd", "attn", "attention", "staff", "team", "office",
     "colleagues", "others",
     "guest", "guests", "family", "co", "equipe", "buro", "al", "bureau", "cabinet", "secretariat",
     "mitarbeiter", "mitarbeiterin", "mitarbeiterinnen", "mitarbeitern")
)  # fmt: skip


def may_hold_name_remarks(tokens: Collection[str]) -> bool:
    """Say whether one of many names may say such a thing, by the words of all of them."""
    if may_hold_remarks(tokens):
        return True
    if not (_KEYS.isdisjoint(tokens) and _OVER.isdisjoint(tokens)):
        return True
    return {"c", "o"} <= {*tokens} or any(map(str.isdigit, tokens))


def read_years(text: str) -> str:
    """Return what a name says in brackets of the end of an office: until 2024; "" for nothing."""
    found = _YEARS.search(text) or _UNTIL.search(text)
    return found[1] if found else ""


def read_name(text: str) -> tuple[str, str]:
    """Return what a name says beside the person, and what is wrong with that; ("", "") for nothing.

    Words that may be names count behind a sign alone, or where their case shows that they are not.
    """
    if said := _over(text):
        return said, "says that its bearer is dead, has left, or is not to be written to"
    if elect := _ELECT.search(text):
        return elect[0], "says that its bearer has no seat yet"
    for pattern in (_CARE_OF, _OTHERS, _OFFICE_OF):
        if found := pattern.search(text):
            return found[0].strip(" ,&+/"), "names an office or others, and letters are to a person"
    return "", ""


def _over(text: str) -> str:
    """Return the words of a name that say that somebody is dead or gone; "" for none."""
    if dagger := next((sign for sign in text if sign in DAGGERS), ""):
        return dagger
    if death := _DEATH.search(text):
        return death[1]
    life = _YEARS.search(text)
    if life and int(life[3]) - int(life[2]) > _LONGEST_OFFICE:
        return life[1]
    words = text.split()
    if words and _is_rip(words[0], words[1:]):
        return words[0]
    place = 1 if len(words) > 2 and words[0].casefold() == "the" else 0
    if _is_over(words[place : place + 1], words[place + 1 :], text):
        return words[place]
    parts = split_parts(text)
    for number in range(2, len(parts), 2):
        part = parts[number].strip()
        aside = parts[number - 1] != "," or part[:1].islower()
        whole = _is_no_name(part) if aside else _is_behind_name(part, parts[:number])
        found = read_part(split_tokens(part), whole=whole)
        rank = parts[number - 1] == "(" and _is_of_forces(split_tokens(part), parts[:number])
        if found and found.is_sure and not rank:
            return part
    return _at_end(words, text)


def _is_over(over: Sequence[str], behind: Sequence[str], text: str) -> bool:
    """Say whether the first word of a name is a remark: Former, Ex-Senator, late.

    Some with a capital may be a surname before a single name (Late Ann), and Antigua a given name
    before any, unless a title is behind them.
    """
    if not over or not behind:
        return False
    word = over[0]
    first, dash, _ = word.partition("-")
    folded = "".join(split_tokens(first))
    is_name = folded in _SURNAMES and (len(behind) == 1 or folded.startswith("antigu"))
    if not dash and first.istitle() and is_name and not _TITLE.match(behind[0]):
        return False
    if word.endswith(",") or (first.isupper() and len(first) > 1 and not text.isupper()):
        return False
    return folded in _OVER and not (dash and folded != "ex")


def _is_of_forces(said: Sequence[str], before: Sequence[str]) -> bool:
    """Say whether somebody is retired from the forces, and not from a seat."""
    words = split_tokens(" ".join(before))
    is_rank = not _MILITARY.isdisjoint(words) and words[-1] not in _SEATED
    return is_rank and tuple(said) == ("retired",)


def _is_no_name(part: str) -> bool:
    """Say whether words of a status are written as such: no party (Left), no nickname (Rip)."""
    return (
        part.islower() or part.isupper() or split_tokens(part)[:1] in (("former",), ("inactive",))
    )


def _is_behind_name(part: str, before: Sequence[str]) -> bool:
    """Say whether a word of a status is behind a comma and a whole name: Doe, Left; no Doe, Rip."""
    words = split_tokens(" ".join(before))
    is_given_name = not _NICKNAMES.isdisjoint(split_tokens(part)) and not part.isupper()
    return len(words) > 1 and not is_given_name


def _at_end(words: list[str], text: str) -> str:
    """Return what is behind a name in small letters, or in capitals of its own: Doe deceased."""
    for place in range(1, len(words)):
        behind = words[place:]
        said = split_tokens(" ".join(behind))
        small = behind[0].islower() or (behind[0].isupper() and not text.isupper())
        if _is_rip(behind[0], words[:place]):
            return behind[0]
        rank = behind[0][:1] == "(" and _is_of_forces(said, words[:place])
        if small and said and starting_at(said, 0) and not rank:
            found = read_part(said, whole=_is_apart(behind[0], words[:place]))
            if found and found.is_sure:
                return " ".join(behind)
    return ""


def _is_apart(word: str, before: Sequence[str]) -> bool:
    """Say whether a word of a status is apart from the name before it: Ann Doe left, Ann Doe LEFT.

    Weg in van der weg is not, nor a surname in capitals: Ann LEFT.
    """
    if word.islower():
        return not before[-1].islower()
    return _is_whole(before) and _NICKNAMES.isdisjoint(split_tokens(word))


def _is_rip(word: str, others: Sequence[str]) -> bool:
    """Say whether a word is R.I.P.; without points beside two names only: Ron RIP may be a name."""
    return word == "R.I.P." or (word.strip("(),.") == "RIP" and _is_whole(others))


def _is_whole(words: Sequence[str]) -> bool:
    """Say whether words are a given name and a surname, titles aside."""
    return sum(not _TITLE.fullmatch(one.rstrip(".")) for one in words) > 1
