"""Letters in French hold no English: every form, office, title and label."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from tests.protocol.people import WINDOW, addressed, built_in, recipient

from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.addressee_builder import address, address_together
from lettermerge.protocol.country_names import country_name
from lettermerge.protocol.languages import labels
from lettermerge.protocol.localised_parliament_names import profile_in
from lettermerge.protocol.names.name_vocabulary import words
from lettermerge.protocol.profile import Profile
from lettermerge.protocol.profile_loading import load_profiles

_WORD = re.compile(r"[^\W\d_]+")
#: English words that are French ones, too.
SHARED = frozenset(
    _WORD.findall(
        """
        a agriculture alliance article baron brigadier budgets c canada caucus colonel
        commission commodore conventions culture d dame date dr e europe finance force gue h
        immigration information international justice lady leader lieutenant lord major motion
        mx national nations ngl no on opposition or page pages part protection public rapporteur
        relations renew rural s sanctions services session signature sir social term transport
        vice violation violations whip
        """
    )
)
#: Ranks of an air force that have no name in French.
AIR = ("air-", "marshal-of", "group-", "wing-", "squadron-", "flight-")
FRENCH = ("ca", "eu")


def english_texts(profile: Profile) -> Iterator[str]:
    """Yield the English texts that letters to a parliament can print."""
    own = labels("en")
    yield from (getattr(own, one.name) for one in fields(own) if one.name != "language")
    yield country_name(profile.country, "en")
    yield profile.name
    yield from (one.name for one in profile.chambers.values())
    yield from (line for one in profile.chambers.values() for line in one.address.organisation)
    yield from (one.name for one in profile.roles.values())
    yield from (one.name + " " + one.text for one in profile.instruments)
    for title in (*profile.offices, *profile.committees):
        yield str(title["en"])
    by_role = [one.forms for one in profile.roles.values()]
    by_rank = [one.forms for one in profile.ranks.values()]
    for forms in (profile.forms, profile.body.forms, *by_role, *by_rank):
        own_forms = forms.get("en")
        if own_forms:
            lines = (*own_forms.envelope, *own_forms.salutation, *own_forms.close)
            yield from (re.sub(r"\{[^}]*\}", " ", one) for one in lines)
            yield from (word for by in own_forms.words.values() for word in by.values())
    yield from profile.honorifics
    yield from (one["print"] for one in titles().values())


def titles() -> dict[str, dict[str, str]]:
    """Return the titles before a name whose names in French there are."""
    found = dict(words().titles)
    return {key: dict(one) for key, one in found.items() if not key.startswith(AIR)}


@cache
def english_words(profile: Profile) -> frozenset[str]:
    found = {one.casefold() for text in english_texts(profile) for one in _WORD.findall(text)}
    return frozenset(found) - SHARED


def rows(profile: Profile) -> Iterator[dict[str, str]]:
    """Yield the cells of a recipient for every form of a profile."""
    name = {"given_name": "Zoé", "family_name": "Zzyx"}
    committees = [str(one["en"]) for one in profile.committees]
    for chamber, gender in product(profile.chambers, ("m", "f", "")):
        row = {"parliament": profile.id, "chamber": chamber, "language": "fr", "gender": gender}
        for key, role in profile.roles.items():
            if not role.chambers or chamber in role.chambers:
                yield {**row, **name, "role": key}
                if key != profile.chambers[chamber].member:
                    yield {**row, "role": key, "office": role.name}
        for office in (str(one["en"]) for one in profile.offices):
            pattern = "{committee}" in office
            for committee in committees if pattern else [""]:
                yield {**row, **name, "office": office.replace("{committee}", committee)}
        for title in titles().values():
            if title["print"] and title["kind"] != "peer":
                fits = title["gender"] in ("", gender)
                if fits:
                    yield {**row, **name, "title": title["print"]}
                    yield {**row, **name, "title": title["print"], "honorific": "The Honourable"}
        for honorific in profile.honorifics:
            yield {**row, **name, "honorific": honorific}
    yield {"parliament": profile.id, "role": "body", "language": "fr"}


def said_of(one: Addressee) -> str:
    """Return all that a template and the frame of a letter can print of a recipient."""
    values = (getattr(one, key.name) for key in fields(Addressee))
    texts = [" ".join(one) if isinstance(one, tuple) else str(one) for one in values]
    shown = zip(fields(Addressee), texts, strict=True)
    hidden = ("id", "parliament", "chamber", "role", "language", "gender", "extra")
    return " ".join(text for key, text in shown if key.name not in hidden)


def english_in(text: str, profile: Profile) -> set[str]:
    return {one for one in _WORD.findall(text) if one.casefold() in english_words(profile)}


@pytest.mark.slow
@pytest.mark.parametrize("parliament", FRENCH)
def test_no_form_office_or_title_in_french_prints_english(parliament: str) -> None:
    profile = built_in()[parliament]
    found: dict[str, str] = {}
    for cells in rows(profile):
        one, diagnostics = address(recipient(**cells), built_in(), "CH")
        if one is None:  # what contradicts itself is refused
            codes = {each.code for each in diagnostics}
            assert codes & {"protocol.contradiction"}, (cells, codes)
            continue
        text = said_of(one)
        wrong = english_in(text, profile) or re.search(r" [;:!?»]|« ", text)
        told = [each for each in diagnostics if each.code == "protocol.office-language"]
        if wrong or told:
            found[str(wrong)] = f"{cells}: {text}"
    assert found == {}


@pytest.mark.parametrize("parliament", FRENCH)
def test_two_persons_are_greeted_in_french(parliament: str) -> None:
    profile = built_in()[parliament]
    for chamber, first, second in product(profile.chambers, "mf", "mf"):
        pair = [
            recipient(
                str(number),
                parliament=parliament,
                chamber=chamber,
                language="fr",
                gender=gender,
                full_name=f"Zoé Zzyx{number}",
                joint="1",
            )
            for number, gender in enumerate((first, second))
        ]
        together, _ = address_together(pair, built_in(), "CH", WINDOW)
        assert together is not None
        assert not english_in(said_of(together.recipient), profile)
        assert together.recipient.salutation in together.recipient.close + ","


@pytest.mark.parametrize("parliament", FRENCH)
def test_the_parliament_its_labels_and_instruments_are_named_in_french(parliament: str) -> None:
    profile = built_in()[parliament]
    said = profile_in(profile, "fr-CA")
    texts = [said.name, *(one.name for one in said.chambers.values())]
    texts += [one.name for one in said.roles.values()]
    texts += [f"{one.name} {one.text}" for one in said.instruments]
    own = labels("fr-CA", profile)
    texts += [getattr(own, one.name) for one in fields(own)]
    joined = " ".join(texts)
    assert not english_in(re.sub(r"\{\w+\}", "", joined), profile)
    assert not re.search(r" [;:!?»]|« ", joined)
    assert (said.id, said.paper) == (profile.id, profile.paper)
    assert profile_in(profile, "en-GB") is profile


def test_letters_in_german_to_a_parliament_of_ones_own_hold_no_english() -> None:
    page = (Path(__file__).parents[2] / "docs" / "parliaments.md").read_text(encoding="utf-8")
    (text,) = (
        one for one in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if 'id = "at"' in one
    )
    profiles = load_profiles(added={"at": tomllib.loads(text)})
    german = frozenset(("admiral", "major", "general", "brigadier", "professor", "dr", "dame"))
    english = (english_words(built_in()["eu"]) | english_words(built_in()["ca"])) - german
    shared = frozenset(("name", "in", "an", "not", "emblem", "force", "international"))
    parts = product(("m", "f"), (*profiles["at"].roles, ""), ("", *titles()))
    for gender, role, key in parts:
        title = titles()[key] if key else {"print": "", "gender": "", "kind": ""}
        if title["gender"] not in ("", gender) or title["kind"] in ("peer", "knight", "noble"):
            continue
        cells = {"parliament": "at", "gender": gender, "full_name": "Zoé Zzyx", "role": role}
        one, told = address(recipient(title=title["print"], **cells), profiles, "CH", WINDOW)
        assert one is not None, told
        found = {each.casefold() for each in _WORD.findall(said_of(one))} & (english - shared)
        assert not found, (cells, title, found)
        assert "Präsident " not in said_of(one) or gender == "m"
    own = labels("de-AT", profiles["at"])
    texts = " ".join(getattr(own, one.name) for one in fields(own) if one.name != "language")
    used = _WORD.findall(re.sub(r"\{\w+\}", "", texts.casefold()))
    assert not set(used) & (english - shared)
    woman = recipient(parliament="at", gender="f", title="Prof. Dr.", full_name="Zoé Zzyx")
    both = address(woman, profiles, "")
    assert both[0] is not None
    assert both[0].envelope_name == "Frau Professorin Dr. Zoé Zzyx"


def test_a_role_is_named_in_the_gender_of_its_holder() -> None:
    roles = [
        addressed(parliament="ca", chamber="senate", full_name="X Y", gender=one, language="fr")
        for one in ("m", "f", "")
    ]
    assert [one.role_name for one in roles] == ["Sénateur", "Sénatrice", "Membre du Sénat"]
    cells = {"parliament": "eu", "full_name": "X Y", "gender": "f", "language": "fr"}
    chair = addressed(**cells, office="Chair of the Committee on Petitions")
    assert chair.role_name == "Présidente de la commission des pétitions"
    assert addressed(**cells, title="Professor").title == "Professeure"


def test_a_copy_is_certified_in_canada_alone() -> None:
    assert labels("fr", built_in()["eu"]).cc == "Copie\u00a0:"
    assert labels("fr-CA", built_in()["ca"]).cc == "Copie conforme\u00a0:"
    assert labels("en-CA", built_in()["ca"]).cc == labels("en").cc


def test_the_words_of_each_language_are_complete() -> None:
    text = files("lettermerge.protocol").joinpath("languages.toml").read_text(encoding="utf-8")
    for tag in tomllib.loads(text)["labels"]:
        assert all(getattr(labels(tag), one.name) for one in fields(labels(tag)))
