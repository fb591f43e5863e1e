"""Profiles in files: a project's own, those of packages, and the examples of the documentation."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.protocol.people import recipient

from lettermerge.errors import SettingsError
from lettermerge.extensions import _describe_all, find_extensions
from lettermerge.protocol import added_profiles
from lettermerge.protocol.added_profiles import find_profiles, read_profile
from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.profile_loading import Profiles, load_profiles

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


@pytest.fixture
def looked_for_anew() -> Iterator[None]:
    """Forget which packages are installed, before a test and after it."""

    def forget() -> None:
        find_extensions.cache_clear()
        _describe_all.cache_clear()
        added_profiles._packages.cache_clear()

    forget()
    yield
    forget()


def test_packages_bring_profiles_and_broken_ones_are_named(
    tmp_path: Path, looked_for_anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "nationalrat-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: nationalrat\nVersion: 2.0\n", encoding="utf-8")
    entries = ("at = nationalrat:at", "x1 = nationalrat:number", "x2 = nationalrat:gone",
               "x3 = nationalrat:unfit")  # fmt: skip
    text = "\n".join(("[lettermerge.parliaments]", *entries))
    (info / "entry_points.txt").write_text(text, encoding="utf-8")
    code = f"AT = {EXAMPLES['at']!r}\ndef at(): return AT\ndef number(): return 3\n"
    code += "def unfit(): return 'name = \"Test\"'\n"
    (tmp_path / "nationalrat.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = find_profiles(None)
    assert {*found} == {"at"}
    assert found["at"]["name"] == "Nationalrat"
    told = [str(one) for one in added_profiles.find_broken_packages()]
    assert len(told) == 3
    assert all("package nationalrat 2.0: " in one for one in told)
    for part in ("does not return text", "cannot be loaded", "country"):
        assert any(part in one for one in told), part
