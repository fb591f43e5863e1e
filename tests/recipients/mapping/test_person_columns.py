"""Columns of names, titles and offices as public lists have them; every person is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recipients.mapping.test_mapping_proposal import proposed


def test_positions_are_offices_where_they_are_no_seats(tmp_path: Path) -> None:
    head = "mp_id,name,riding,positions\n"
    rows = "17,Ann Example,North Test,Minister of Tests (Minister)\n29,Bo Sample,South Test,\n"
    assert proposed(tmp_path, head + rows).columns["office"] == "positions"
    text = "id,name,positionLabel\na,Ann Ex,Member of the 59th Parliament of the United Kingdom\n"
    found = proposed(tmp_path, text + text.splitlines()[1].replace("a,Ann", "b,Bo") + "\n")
    assert "office" not in found.columns
    assert found.constants["parliament"] == "uk"


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_honorifics_in_french_are_honorifics(tmp_path: Path, apostrophe: str) -> None:
    head = "Titre honorifique,Prénom,Nom de famille,Circonscription\n"
    rows = f"L{apostrophe}hon.,Anne,Testois,Nord\nLe très hon.,Jean,Exemple,Sud\n,Bo,Témoin,Est\n"
    found = proposed(tmp_path, head + rows, constants={"parliament": "ca"})
    assert found.columns["honorific"] == "Titre honorifique"
    assert found.constants["chamber"] == "commons"


def test_the_senate_of_canada_is_known_from_its_page_in_french(tmp_path: Path) -> None:
    text = "Nom,Affiliation,Province (Désignation)\n"
    text += "L’honorable Anne Testois,GSI,Québec\nL’honorable Bo Témoin,C,Ontario\n"
    assert proposed(tmp_path, text).constants == {"parliament": "ca", "chamber": "senate"}


def test_a_name_with_the_number_of_a_peer_is_a_name(tmp_path: Path) -> None:
    text = 'item,itemLabel\nhttp://www.wikidata.org/entity/Q17,"Ann Test, 3rd Countess Example"\n'
    text += 'http://www.wikidata.org/entity/Q4,"Bo Test, Baron Sample"\n'
    columns = proposed(tmp_path, text, constants={"parliament": "uk", "chamber": "lords"}).columns
    assert columns == {"id": "{{ item.split('/')[-1] }}", "full_name": "itemLabel"}


def test_whether_somebody_is_in_office_is_no_office(tmp_path: Path) -> None:
    head = "id,name,state,in_office,leadership_role\n"
    rows = "a,Ann Example,NV,true,\nb,Bo Sample,TX,true,Majority Leader\n"
    columns = proposed(tmp_path, head + rows).columns
    assert columns["role"] == "leadership_role"
    assert "in_office" not in columns.values()
