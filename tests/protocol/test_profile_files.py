"""Profiles in files: a project's own, those of packages, and the examples of the documentation."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.protocol.people import recipient

from lettermerge.errors import SettingsError
from lettermerge.protocol import profile_files
from lettermerge.protocol.address import address
from lettermerge.protocol.profile_files import find_profiles, read_profile
from lettermerge.protocol.profiles import Profiles, load_profiles

DOCS = Path(__file__).resolve().parents[2] / "docs/parliaments.md"
EXAMPLES = {
    tomllib.loads(text)["id"]: text
    for text in re.findall(r"```toml\n(id = .*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
}
ROWS: list[tuple[str, dict[str, str], list[str], str]] = [
    ("at", {"full_name": "Mag. Dr. Ada Testson", "gender": "f"},
     ["Frau Mag. Dr. Ada Testson", "Abgeordnete zum Nationalrat", "Parlament", "1017 Wien"],
     "Sehr geehrte Frau Abgeordnete,"),
    ("at", {"full_name": "Ing. Ben Testmann, MA", "title": "Herr"},
     ["Herr Ben Testmann, MA", "Abgeordneter zum Nationalrat", "Parlament", "1017 Wien"],
     "Sehr geehrter Herr Abgeordneter,"),
    ("at", {"full_name": "DI Ada Testson", "gender": "f", "office": "Präsidentin"},
     ["Frau Dipl.-Ing. Ada Testson", "Präsidentin des Nationalrates"],
     "Sehr geehrte Frau Präsidentin,"),
    ("at", {"full_name": "Ada Testson"}, ["Ada Testson", "Parlament", "1017 Wien"],
     "Sehr geehrte Damen und Herren,"),
    ("exampleton", {"full_name": "Cllr Mrs Ada Testson OBE"},
     ["Councillor Mrs Ada Testson OBE", "Exampleton Borough Council", "Town Hall",
      "1 Example Street", "EXAMPLETON", "EX1 1AA"], "Dear Councillor Testson,"),
    ("exampleton", {"full_name": "Ben Testman"},
     ["Councillor Ben Testman", "Exampleton Borough Council"], "Dear Councillor Testman,"),
    ("exampleton", {"title": "Councillor Dr", "full_name": "Ada Testson", "role": "Mayor",
                    "gender": "f"},
     ["Councillor Dr Ada Testson", "Mayor of Exampleton"], "Dear Madam Mayor,"),
    ("ny", {"chamber": "upper", "full_name": "Ada Testson"},
     ["The Honorable Ada Testson", "New York State Senate", "Legislative Office Building",
      "ALBANY, NY 12247"], "Dear Senator Testson:"),
    ("ny", {"chamber": "assembly", "title": "Assemblywoman", "full_name": "Ada Testson"},
     ["The Honorable Ada Testson", "New York State Assembly", "Legislative Office Building",
      "ALBANY, NY 12248"], "Dear Assemblymember Testson:"),
]  # fmt: skip


def _loaded(**added: str) -> Profiles:
    return load_profiles(None, None, {key: tomllib.loads(text) for key, text in added.items()})


@pytest.mark.parametrize(("key", "cells", "head", "salutation"), ROWS)
def test_the_examples_of_the_documentation_address_letters(
    key: str, cells: dict[str, str], head: list[str], salutation: str
) -> None:
    profiles = _loaded(**EXAMPLES)
    found, told = address(recipient(parliament=key, **cells), profiles, profiles[key].country)
    assert found is not None, told
    assert list(found.address_block[: len(head)]) == head
    assert found.salutation == salutation
    assert found.envelope_name == head[0]


def test_the_examples_are_short() -> None:
    assert {*EXAMPLES} == {"at", "exampleton", "ny"}
    assert max(len(text.splitlines()) for text in EXAMPLES.values()) <= 60


def test_a_family_of_profiles_shares_a_base() -> None:
    state = 'id = "zz"\nname = "Test State Legislature"\nbase = "ny"\n'
    state += '[chambers.senate.address]\ncity = "Testville"\nregion = "TX"\npostal_code = "75001"\n'
    profiles = _loaded(zz=state, **EXAMPLES)
    row = recipient(parliament="Test State Legislature", chamber="senate", full_name="Ada Testson")
    found, _ = address(row, profiles, "US")
    assert found is not None
    assert found.address_block[-1] == "TESTVILLE, TX 75001"
    assert found.salutation == "Dear Senator Testson:"
    assert profiles.find("New York Legislature") is profiles["ny"]
    for wrong in ("nowhere", "zz"):
        with pytest.raises(SettingsError) as refused:
            _loaded(**EXAMPLES, zz=state.replace('base = "ny"', f'base = "{wrong}"'))
        assert any(wrong in str(fault) for fault in refused.value.faults)


def test_a_profile_without_an_address_needs_one_in_each_row() -> None:
    text = EXAMPLES["exampleton"].replace('id = "exampleton"', 'id = "un"')
    text = re.sub(r"\n(lines|city|postal_code|organisation) = .*", "", text)
    text = text.replace("{style} {name}[ {post}]", "{name}\\nRepresentative of {constituency}")
    profiles = _loaded(un=text)
    cells = {"parliament": "un", "full_name": "Ada Testson", "constituency": "Ruritania"}
    found, told = address(recipient(**cells), profiles, "GB")
    assert found is None
    assert "address.missing" in [one.code for one in told]
    there = {"address": "1 Example Street", "city": "Wien", "postal_code": "1010", "country": "AT"}
    found, _ = address(recipient(**cells, **there), profiles, "GB")
    assert found is not None
    assert found.address_block == (
        "Ada Testson", "Representative of Ruritania", "1 Example Street", "1010 Wien", "AUSTRIA",
    )  # fmt: skip


def test_names_with_the_surname_first() -> None:
    profiles = load_profiles({"nz": {"style": {"surname_first": True}}})
    row = recipient(parliament="nz", given_name="Ada", family_name="Testson", gender="f")
    found, _ = address(row, profiles, "NZ")
    assert found is not None
    assert found.envelope_name == "Ms Testson Ada MP"


def test_a_project_s_files_and_their_faults(tmp_path: Path) -> None:
    folder = tmp_path / "parliaments"
    folder.mkdir()
    (folder / "at.toml").write_text(EXAMPLES["at"], encoding="utf-8")
    assert load_profiles(None, None, find_profiles(tmp_path))["at"].name == "Nationalrat"
    (folder / "is.toml").write_text('id = "at"', encoding="utf-8")
    (folder / "ie.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        find_profiles(tmp_path)
    assert {one.where.file for one in refused.value.faults} == {
        "parliaments/is.toml", "parliaments/ie.toml"
    }  # fmt: skip
    (folder / "xx.toml").write_text('name = "Test"', encoding="utf-8")
    assert read_profile(folder / "xx.toml", "xx.toml")["id"] == "xx"
    with pytest.raises(SettingsError) as refused:
        load_profiles(None, None, {"xx": read_profile(folder / "xx.toml", "xx.toml")})
    assert any("country" in str(one) for one in refused.value.faults)
    assert all(one.where.file == "parliaments/xx.toml" for one in refused.value.faults)


def test_packages_bring_profiles(monkeypatch: pytest.MonkeyPatch) -> None:
    def bring(value: Any) -> None:
        class Entry:
            name, module, dist, value = "at", "test_package", None, "test_package:text"

            @staticmethod
            def load() -> Any:
                return value

        profile_files._packages.cache_clear()
        monkeypatch.setattr(
            profile_files, "entry_points", lambda group: [Entry] if "lettermerge" in group else []
        )

    bring(lambda: EXAMPLES["at"])
    assert find_profiles(None)["at"]["name"] == "Nationalrat"
    bring(lambda: 3)
    with pytest.raises(SettingsError, match="does not return text"):
        find_profiles(None)
    bring(None)
    with pytest.raises(SettingsError, match="cannot be loaded"):
        find_profiles(None)
    profile_files._packages.cache_clear()
    assert importlib.metadata.entry_points is not None
