"""The mappings of docs/rosters.md, run as they stand there on tables of the same headings.

Headings and shapes are those of the public sources; every person in the tables is invented.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.protocol.people import WINDOW, built_in

from lettermerge.config.settings import RosterSettings
from lettermerge.protocol.addressee_builder import address
from lettermerge.protocol.known_parliaments import known_parliaments
from lettermerge.recipients import read_recipients
from lettermerge.recipients.mapping.mapping_proposal import propose
from lettermerge.recipients.mapping.roster_sample import read_sample
from lettermerge.templating import Sandbox

PUBLIC = Path(__file__).parents[1] / "data" / "public-rosters"
PAGE = Path(__file__).parents[2] / "docs" / "rosters.md"

#: Envelope name and salutation of each row; a line more where an office stands under the name.
LETTERS: dict[str, list[tuple[str, ...]]] = {
    "full-list.xml": [
        ("Ottoline Muster und Beispiel MEP", "Dear Member of the European Parliament,"),
        ("Jef Van Voorbeeld MEP", "Dear Member of the European Parliament,"),
        ("Nuala McExample MEP", "Dear Member of the European Parliament,"),
    ],
    "show-current.json": [
        ("Elio Di Esempio MEP", "Dear Member of the European Parliament,"),
        ("Petar Primerov MEP", "Dear Member of the European Parliament,"),
    ],
    "meps.csv": [
        ("Ms Zdenka Vzorová MEP", "Dear Ms Vzorová,"),
        ("Mr José Ejemplo y Muestra MEP", "Dear Mr Ejemplo y Muestra,"),
    ],
    "legislators-current.csv": [
        ("The Honorable Ann Mary Example", "Dear Senator Example:"),
        ("The Honorable John Sample, Jr.", "Dear Representative Sample:"),
        ("The Honorable Luz Muestra", "Dear Resident Commissioner Muestra:"),
    ],
    "legislators-current.json": [
        ("The Honorable Ann M. Example", "Dear Senator Example:"),
        ("The Honorable J. Luis Sample III", "Dear Delegate Sample:"),
        ("The Honorable Ann Specimen", "Dear Madam Speaker:",
         "Speaker of the House of Representatives"),
    ],
    "senators_cfm.xml": [
        ("The Honorable Ann M. Example", "Dear Senator Example:"),
        ("The Honorable Robert P. Sample, Jr.", "Dear Senator Sample:"),
    ],
    "MemberData.xml": [
        ("The Honorable Ann M. Example", "Dear Representative Example:"),
        ("The Honorable John Sample, Jr.", "Dear Delegate Sample:"),
    ],
    "members-of-parliament.csv": [
        ("Éloïse Tremblay-Exemple, M.P.", "Dear Éloïse Tremblay-Exemple:"),
        ("The Honourable Ann Marie Sample, P.C., M.P.", "Dear Ann Marie Sample:"),
        ("The Right Honourable John Example, P.C., M.P.", "Dear John Example:"),
    ],
    "members-of-parliament.xml": [
        ("The Honourable Ann Sample, P.C., M.P.", "Dear Ann Sample:"),
        ("René Exemple, M.P.", "Dear René Exemple:"),
    ],
    "senators-ca.csv": [
        ("The Honourable Éloïse Tremblay-Exemple, Senator", "Dear Senator Tremblay-Exemple:"),
        ("The Honourable John P. Al Sample, Senator", "Dear Senator Al Sample:"),
    ],
    "represent.json": [
        ("Madame Éloïse Tremblay-Exemple, députée", "Madame la Députée,"),
        ("Ann Sample, M.P.", "Dear Ann Sample:"),
    ],
    "allsenel.csv": [
        ("Senator Kate Example CSC", "Dear Senator Example", "Senator for the Northern Territory"),
        ("Senator the Hon Don O'Sample", "Dear Minister", "Minister for Examples"),
        ("Senator the Hon Sue Specimen", "Dear President", "President of the Senate"),
    ],
    "FamilynameRepsCSV.csv": [
        ("The Hon Dr Anne Example MP", "Dear Minister", "Minister for Examples"),
        ("Mr Bert van Sample OAM MP", "Dear Mr van Sample", "Member for Exampleton"),
        ("The Hon Milly Specimen MP", "Dear Madam Speaker",
         "Speaker of the House of Representatives"),
    ],
    "members.json": [
        ("The Rt Hon Sir Iain Sample Smith KC MP", "Dear Sir Iain,"),
        ("The Rt Hon Ann Example MP", "Dear Ms Example,"),
        ("The Rt Hon Sir John Specimen MP", "Dear Mr Speaker,", "Speaker of the House of Commons"),
        ("The Rt Hon the Baroness Doe of Place DBE", "Dear Lady Doe,"),
        ("The Earl of Exampleton", "Dear Lord Exampleton,"),
        ("The Rt Revd the Lord Bishop of Sampleton", "Dear Bishop,"),
        ("The Rt Hon the Lord Roe of Sample", "Dear Lord Speaker,", "Lord Speaker"),
    ],
    "mnis.xml": [
        ("The Rt Hon Dame Jane Example Roe DBE MP", "Dear Dame Jane,"),
        ("The Viscount Sample", "Dear Lord Sample,"),
        ("The Rt Hon Sir John Specimen MP", "Dear Mr Speaker,", "Speaker of the House of Commons"),
    ],
    "mps.csv": [
        ("Ann Example-Doe MP", "Dear Ann Example-Doe,"),
        ("Iain Sample Smith MP", "Dear Iain Sample Smith,"),
        ("The Rt Hon John Specimen MP", "Dear Speaker,", "Speaker of the House of Commons"),
    ],
    "members-of-parliament-nz.csv": [
        ("Hēmi Tauira MP", "Dear Hēmi Tauira"),
        ("Hon Dr Ann van der Sample MP", "Dear Dr van der Sample"),
        ("Rt Hon John Example MP", "Dear John Example"),
    ],
    "term-52.csv": [
        ("Ms Tama Ann Tauira-Sample MP", "Dear Ms Tauira-Sample"),
        ("John Example MP", "Dear John Example"),
    ],
}  # fmt: skip


def _documented() -> dict[str, dict[str, Any]]:
    """Return the settings of each roster of the page's section, by its source."""
    section = PAGE.read_text(encoding="utf-8").partition("## Rosters of the six parliaments")[2]
    section = section.partition("\n## ")[0]
    blocks = re.findall(r"^```toml\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    rosters = [one for block in blocks for one in tomllib.loads(block)["recipients"]]
    return {one.pop("source"): one for one in rosters}


def test_every_documented_roster_has_its_table_here() -> None:
    assert set(_documented()) == set(LETTERS) == {one.name for one in PUBLIC.iterdir()}


@pytest.mark.parametrize("source", LETTERS)
def test_a_public_roster_is_addressed_by_the_documented_mapping(source: str) -> None:
    settings = RosterSettings(source, **_documented()[source])
    roster = read_recipients([settings], PUBLIC, Sandbox())
    assert [str(one) for one in roster.report] == []
    letters = []
    for recipient in roster.recipients:
        found, diagnostics = address(recipient, built_in(), "MY", WINDOW)
        assert found is not None, [str(one) for one in diagnostics]
        office = (found.address_block[1],) if found.office else ()
        letters.append((found.envelope_name, found.salutation, *office))
        told = {one.code for one in diagnostics}
        assert told <= {"protocol.gender-unknown", "protocol.name-split", "address.one-office"}
    assert letters == LETTERS[source]
    assert len({one.id for one in roster.recipients}) == len(letters)


@pytest.mark.parametrize("source", LETTERS)
def test_a_public_roster_is_mapped_right_in_one_round(source: str) -> None:
    """What is proposed for its headings and cells addresses as the documented mapping does."""
    proposal = propose(read_sample(RosterSettings(source), PUBLIC), known_parliaments(built_in()))
    assert proposal.missing == ()
    roster = read_recipients([proposal.settings()], PUBLIC, Sandbox())
    letters = []
    for recipient in roster.recipients:
        recipient = replace(recipient, address=())  # noqa: PLW2901 - some have another office's
        found, diagnostics = address(recipient, built_in(), "MY", WINDOW)
        assert found is not None, [str(one) for one in diagnostics]
        office = (found.address_block[1],) if found.office else ()
        letters.append((found.envelope_name, found.salutation, *office))
    assert letters == LETTERS[source]


@pytest.mark.parametrize("source", ["members.json", "mnis.xml"])
def test_a_kind_of_peer_is_no_constituency(source: str) -> None:
    settings = RosterSettings(source, **_documented()[source])
    recipients = read_recipients([settings], PUBLIC, Sandbox()).recipients
    assert {one.chamber.casefold() for one in recipients} == {"commons", "lords"}
    for one in recipients:
        assert bool(one.constituency) == (one.chamber.casefold() == "commons")


def test_a_room_of_the_house_is_written_out() -> None:
    settings = RosterSettings("MemberData.xml", **_documented()["MemberData.xml"])
    first = read_recipients([settings], PUBLIC, Sandbox()).recipients[0]
    found, _ = address(first, built_in(), "MY", WINDOW)
    assert found is not None
    assert found.address_block[1:] == (
        "2349 Rayburn House Office Building", "U.S. House of Representatives",
        "WASHINGTON, DC 20515-0305", "UNITED STATES",
    )  # fmt: skip
