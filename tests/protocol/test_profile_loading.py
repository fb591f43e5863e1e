"""Profiles: the built-in ones are whole, overrides are merged, incomplete ones are refused."""

from __future__ import annotations

import pickle
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.protocol.people import built_in, recipient

from lettermerge.errors import SettingsError
from lettermerge.protocol.address_form_syntax import PARTS, FormError, compile_form
from lettermerge.protocol.addressee_builder import address, address_together
from lettermerge.protocol.profile_facts import describe
from lettermerge.protocol.profile_loading import load_profiles

OVAL: dict[str, Any] = {
    "name": "Parliament of Ovalia",
    "names": ["Ovalian Assembly"],
    "country": "IS",
    "paper": "a4",
    "spelling": "british",
    "languages": ["en"],
    "forms": {
        "en": {
            "envelope": ["[{style} ]{name}[, {post}]", "{office}"],
            "salutation": ["Dear {title} {family},", "Dear {full},", "Dear Sir or Madam,"],
            "close": ["Yours sincerely,"],
        }
    },
    "body": {
        "address": {"city": "Ovaltown", "postal_code": "101"},
        "forms": {
            "en": {
                "envelope": ["Parliament of Ovalia"],
                "salutation": ["Dear Members,"],
                "close": ["Yours faithfully,"],
            }
        },
    },
    "chambers": {
        "assembly": {
            "name": "Assembly",
            "member": "member",
            "post_nominals": ["MA"],
            "address": {"lines": ["1 Oval Street"], "city": "Ovaltown", "postal_code": "101"},
        }
    },
    "roles": {"member": {"name": "Member"}},
}


@pytest.mark.parametrize("parliament", ["eu", "us", "ca", "au", "uk", "nz"])
def test_every_fact_of_a_built_in_profile_has_a_source(parliament: str) -> None:
    profile = built_in()[parliament]
    assert {"paper", "dates", "spelling", "languages", "country", "forms"} <= set(profile.basis)
    facts = describe(profile)
    parts = {fact.part for fact in facts}
    assert {"parliament", "body", "chamber", "role", "instrument", "source"} <= parts
    for fact in facts:
        if fact.part in ("role", "rank", "chamber", "body", "instrument"):
            assert fact.source in profile.sources
        assert fact.text or fact.subject == "post-nominals" or fact.part == "instrument"


def test_ids_roles_and_presiding_officers() -> None:
    chambers = {profile.id: tuple(profile.chambers) for profile in built_in()}
    assert chambers == {
        "eu": ("parliament",),
        "us": ("senate", "house"),
        "ca": ("senate", "commons"),
        "au": ("senate", "house"),
        "uk": ("commons", "lords"),
        "nz": ("house",),
    }
    for parliament, roles in {
        "eu": ["president"],
        "us": ["president", "speaker"],
        "ca": ["speaker"],
        "au": ["president", "speaker"],
        "uk": ["speaker", "lord-speaker"],
        "nz": ["speaker"],
    }.items():
        assert set(roles) <= set(built_in()[parliament].roles)


def test_no_two_parliaments_share_a_name() -> None:
    seen: dict[str, str] = {}
    for profile in built_in():
        for name in (profile.id, profile.name, *profile.names):
            assert seen.setdefault(name.casefold(), profile.id) == profile.id


def test_a_parliament_is_added_in_the_settings_alone() -> None:
    profiles = load_profiles({"is": OVAL})
    cells = {"parliament": "ovalian assembly", "full_name": "Jane Doe", "gender": "f"}
    found, diagnostics = address(recipient(**cells), profiles, "GB")
    assert found is not None
    assert [one.code for one in diagnostics] == ["protocol.name-split"]
    assert found.address_block == (
        "Ms Jane Doe, MA", "1 Oval Street", "101 Ovaltown", "ICELAND",
    )  # fmt: skip
    assert found.salutation == "Dear Ms Doe,"
    body, _ = address(recipient(parliament="is", role="body"), profiles, "IS")
    assert body is not None
    assert body.address_block == ("Parliament of Ovalia", "101 Ovaltown")


def test_one_fact_is_overridden_and_the_rest_stays() -> None:
    profiles = load_profiles(
        {"uk": {"paper": "letter", "roles": {"speaker": {"honorific": "Oyez"}}}}
    )
    assert profiles["uk"].paper == "letter"
    assert profiles["uk"].roles["speaker"].honorific == "Oyez"
    assert profiles["uk"].roles["speaker"].names == built_in()["uk"].roles["speaker"].names
    assert profiles["uk"].chambers == built_in()["uk"].chambers
    assert profiles.fingerprint("uk") != built_in().fingerprint("uk")
    assert profiles.fingerprint("us") == built_in().fingerprint("us")


def test_an_incomplete_profile_is_refused_with_every_missing_fact() -> None:
    with pytest.raises(SettingsError) as caught:
        load_profiles({"xx": {"name": "Nowhere", "chambers": {"one": {"name": "One"}}}})
    named = " ".join(fault.message for fault in caught.value.faults)
    for key in (
        "country", "paper", "spelling", "languages", "forms", "body", "roles",
        "chambers.one.member", "chambers.one.address",
    ):  # fmt: skip
        assert f"`parliaments.xx.{key}`" in named
    assert caught.value.hint


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"forms": {"en": {"salutation": []}}}, "forms.en.salutation"),
        ({"forms": {"en": {"salutation": ["Dear {nome},"]}}}, "{nome}"),
        ({"forms": {"en": {"salutation": ["Dear [{title} {family},"]}}}, "["),
        ({"forms": {"fr": OVAL["forms"]["en"]}}, "forms.fr"),
        ({"chambers": {"assembly": {"member": "membre"}}}, "membre"),
        ({"roles": {"speaker": {"name": "Speaker", "chambers": ["house"]}}}, "house"),
        ({"roles": {"member": {"source": "NOWHERE"}}}, "NOWHERE"),
        ({"paper": "a5"}, "paper"),
        ({"papier": "a4"}, "papier"),
        ({"country": "Iceland"}, "country"),
        ({"chambers": "one"}, "chambers"),
        ({"chambers": {"assembly": "one"}}, "chambers.assembly"),
        ({"names": "Ovalia"}, "names"),
        ({"dates": {"en": "qqqqqqqq"}}, "qqqqqqqq"),
        ({"dates": {"en": "HH:mm"}}, "HH:mm"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_profiles({"is": _merge(OVAL, change)})
    assert any(named in fault.message for fault in caught.value.faults)
    assert all(fault.hint for fault in caught.value.faults)


def _merge(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _merge(base[key], value) if both else value
    return merged


def test_an_id_is_a_short_word() -> None:
    with pytest.raises(SettingsError) as caught:
        load_profiles({"Not An Id": OVAL})
    assert "Not An Id" in caught.value.faults[0].message


def test_profiles_travel_to_other_processes() -> None:
    profiles = load_profiles({"is": OVAL})
    again = pickle.loads(pickle.dumps(profiles))
    assert again["is"].name == "Parliament of Ovalia"
    assert again.fingerprint("is") == profiles.fingerprint("is")


@pytest.mark.parametrize("form", ["{nobody}", "Dear [{title}", "Dear {title]", "Dear }", "{title"])
def test_a_form_that_cannot_be_read(form: str) -> None:
    with pytest.raises(FormError):
        compile_form(form)


def test_profiles_are_read_once_for_the_same_facts_and_anew_for_others() -> None:
    common = {"voice": "we"}
    first = load_profiles({"ov": OVAL}, common)
    assert load_profiles({"ov": dict(OVAL)}, dict(common)) is first
    assert load_profiles({"ov": {**OVAL, "country": "NO"}}, common)["ov"].country == "NO"
    assert load_profiles({"ov": OVAL}, None) is not first
    assert first["ov"].country == "IS"


def test_parts_of_a_form() -> None:
    fields = {"title": "", "family": "Doe", "post": "MP", "full": "Jane Doe"}
    assert compile_form("Dear {title} {family},")(fields) is None
    assert compile_form("Dear [{title} ]{family}[, {post}]")(fields) == "Dear Doe, MP"
    assert compile_form("{?full}Yours")(fields) == "Yours"
    assert compile_form("{?title}Yours")(fields) is None


DOCUMENT = Path(__file__).parents[2] / "docs" / "parliaments.md"


def test_the_example_of_the_documentation_is_a_whole_profile() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (example,) = (one for one in text.split("```toml\n") if one.startswith("[parliaments.is]"))
    profiles = load_profiles(tomllib.loads(example.partition("```")[0])["parliaments"])
    cells = {"parliament": "Alþingi", "role": "speaker", "full_name": "Jane Doe", "gender": "f"}
    found, _ = address(recipient(**cells), profiles, "")
    assert found is not None
    assert found.salutation == "Dear Madam Speaker,"
    assert found.address_block[-2:] == ("101 Reykjavík", "ICELAND")


def test_the_documented_joint_forms_fit_the_documented_profile() -> None:
    blocks = DOCUMENT.read_text(encoding="utf-8").split("```toml\n")
    whole, joint = (
        tomllib.loads(next(one for one in blocks if one.startswith(head)).partition("```")[0])
        for head in ("[parliaments.is]", "[parliaments.is.joint.en]")
    )
    own = whole["parliaments"]["is"] | joint["parliaments"]["is"]
    profiles = load_profiles({"is": own})
    rows = [
        recipient(str(n), parliament="is", title=title, family_name="Doe", given_name=given)
        for n, (title, given) in enumerate([("Mr", "John"), ("Mrs", "Jane")])
    ]
    together, _ = address_together(rows, profiles, "")
    assert together is not None
    assert together.recipient.salutation == "Dear Mr and Mrs Doe,"


def test_the_documentation_names_every_part_of_a_form() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert listed == list(PARTS)
