"""Say a person's titles, honorific and letters in the language of a letter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .names.name_vocabulary import KnownWord, own_title
from .person import Person
from .profile import Profile, TitleWord


def honorific_in(person: Person, profile: Profile, language: str) -> str:
    """Return the honorific in the letter's language: The Right Honourable, Le très honorable."""
    return letters_in(
        person.honorific, profile.honorifics_by_language.get(language, {}), person.gender
    )


def mid_line(honorific: str) -> str:
    """Return an honorific as it is behind another word: the Rt Hon, l’honorable."""
    articled = honorific.startswith(("The ", "L’", "Le ", "La "))
    return honorific[:1].lower() + honorific[1:] if articled else honorific


def before_rank(person: Person) -> str:
    """Return what is before a peer's rank: Admiral the Rt Hon, The Revd Professor."""
    titles = [one.text for one in (person.military, person.clergy, person.learned) if one]
    if person.honorific:
        titles.append(mid_line(person.honorific) if titles else person.honorific)
    return " ".join(titles)


def letters_in(letters: str, table: Mapping[str, Mapping[str, str]], gender: str) -> str:
    """Return letters or an honorific as a table by gender has them, else as they are."""
    by_gender = table.get(letters)
    return by_gender.get(gender, by_gender.get("", letters)) if by_gender else letters


def title_in(person: Person, profile: Profile, language: str) -> str:
    """Return the courtesy title: the highest that is given, else the one that gender says."""
    if person.noble and person.noble.kind == "courtesy-peer":
        return "Lord" if person.noble.gender == "m" else "Lady"
    word = person.learned or person.military or person.noble or person.civic or person.courtesy
    if word is not None:
        return word.said(language, person.gender)
    return title_by_gender(person.gender, profile, language)


def title_by_gender(gender: str, profile: Profile, language: str) -> str:
    """Return Mr or Ms for a gender, "" where it is not known."""
    key = {"m": "mr", "f": "ms"}.get(gender)
    if key is None:
        return ""
    return _courtesy(profile, key).said(language)


@cache
def _courtesy(profile: Profile, key: str) -> KnownWord:
    """Return Mr or Ms as a profile prints it."""
    own = profile.titles.get(key, TitleWord())
    return own_title(key, own, pointed=profile.style.pointed)[0]


def _before_name(person: Person) -> tuple[KnownWord | None, ...]:
    """Return the titles of the envelope in their order; a councillor is Mrs as well, but not Ms."""
    wife = person.courtesy if person.civic and person.courtesy and not person.learned else None
    wife = wife if wife and wife.id in ("mrs", "miss") else None
    titles = (person.military, person.civic, wife, person.clergy, person.learned)
    return (*titles, person.knight, person.noble)


def style_in(person: Person, profile: Profile, language: str) -> str:
    """Return all that is before the name on the envelope."""
    keeps = profile.style.keeps
    ranked: list[KnownWord] = [word for word in _before_name(person) if word is not None]
    if "degree" in keeps:
        ranked = [one for one in ranked if one.kind != "learned"]
        ranked += person.degrees

    def said(word: KnownWord | None) -> str:
        return word.said(language, person.gender) if word else ""

    if person.honorific:
        kept = [said(one) for one in ranked if one.kind in (*keeps, "courtesy-peer")]
        honorific = honorific_in(person, profile, language)
        if "courtesy" in keeps:
            kept = [*filter(None, [said(person.courtesy)]), *kept]
        if person.military:
            return " ".join((said(person.military), mid_line(honorific), *kept))
        return " ".join((honorific, *kept))
    if "courtesy" in keeps:
        courtesy = said(person.courtesy) or title_by_gender(person.gender, profile, language)
        return " ".join(filter(None, (courtesy, *map(said, ranked))))
    if ranked:
        return " ".join(map(said, ranked))
    bare = {one.replace(".", "") for one in profile.post_nominals.replace_title}
    if bare & {one.replace(".", "") for one in person.post_nominals}:
        return ""
    return title_in(person, profile, language)
