"""Every row of the tables of protocol facts: cells in; envelope, salutation and close out."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed

Row = tuple[str, list[str], str, str]

#: cells; the lines of name and office; salutation; close
EU: list[Row] = [
    (
        "role=President full_name=Jane_Doe gender=f",
        ["Ms Jane Doe", "President of the European Parliament"],
        "Dear President Doe,",
        "Yours sincerely,",
    ),
    ("full_name=Jane_Doe gender=female", ["Ms Jane Doe MEP"], "Dear Ms Doe,", "Yours sincerely,"),
    (
        "full_name=Jane_Doe",
        ["Jane Doe MEP"],
        "Dear Member of the European Parliament,",
        "Yours faithfully,",
    ),
    ("full_name=Jane_Doe title=Dr.", ["Dr Jane Doe MEP"], "Dear Dr Doe,", "Yours sincerely,"),
    (
        "title=Prof._Dr. full_name=John_DOE",
        ["Professor John Doe MEP"],
        "Dear Professor Doe,",
        "Yours sincerely,",
    ),
    (
        "role=chair full_name=John_Doe title=Mr office=Chair,_Subcommittee_on_Human_Rights",
        ["Mr John Doe MEP", "Chair, Subcommittee on Human Rights"],
        "Dear Chair,",
        "Yours faithfully,",
    ),
    (
        "role=Vice-President full_name=John_Doe title=Mr",
        ["Mr John Doe MEP", "Vice-President of the European Parliament"],
        "Dear Mr Doe,",
        "Yours sincerely,",
    ),
    (
        "role=quaestor full_name=John_Doe",
        ["John Doe MEP", "Quaestor of the European Parliament"],
        "Dear Quaestor,",
        "Yours faithfully,",
    ),
]

US: list[Row] = [
    (
        "chamber=house role=speaker full_name=Jane_Doe gender=f",
        ["The Honorable Jane Doe", "Speaker of the House of Representatives"],
        "Dear Madam Speaker:",
        "Sincerely,",
    ),
    (
        "chamber=house role=speaker full_name=John_Doe title=Mr.",
        ["The Honorable John Doe", "Speaker of the House of Representatives"],
        "Dear Mr. Speaker:",
        "Sincerely,",
    ),
    (
        "chamber=senate role=president full_name=Jane_Doe gender=F",
        ["The Honorable Jane Doe", "President of the Senate"],
        "Dear Madam President:",
        "Sincerely,",
    ),
    (
        "chamber=Senate full_name=Jane_Doe",
        ["The Honorable Jane Doe"],
        "Dear Senator Doe:",
        "Sincerely,",
    ),
    (
        "chamber=house full_name=John_Doe honorific=Hon. title=Dr.",
        ["The Honorable John Doe"],
        "Dear Representative Doe:",
        "Sincerely,",
    ),
    (
        "chamber=house title=Delegate full_name=Jane_Doe constituency=GU",
        ["The Honorable Jane Doe"],
        "Dear Delegate Doe:",
        "Sincerely,",
    ),
    (
        "chamber=house full_name=Jane_Doe constituency=PR",
        ["The Honorable Jane Doe"],
        "Dear Resident Commissioner Doe:",
        "Sincerely,",
    ),
    (
        (
            "chamber=senate role=Committee_chair full_name=John_Doe gender=m"
            " office=Chairman,_Committee_on_Foreign_Relations"
        ),
        ["The Honorable John Doe", "Chairman, Committee on Foreign Relations"],
        "Dear Mr. Chairman:",
        "Sincerely,",
    ),
    (
        "chamber=senate role=committee-chair full_name=Jane_Doe gender=f office=Chair,_Panel_on_X",
        ["The Honorable Jane Doe", "Chair, Panel on X"],
        "Dear Madam Chair:",
        "Sincerely,",
    ),
]

_AGREER = "Je vous prie d’agréer, {}, l’expression de ma {} considération."
CA: list[Row] = [
    (
        "chamber=commons role=Speaker full_name=Jane_Doe gender=f",
        ["The Honourable Jane Doe, M.P.", "Speaker of the House of Commons"],
        "Dear Madam Speaker:",
        "Yours sincerely,",
    ),
    (
        "chamber=senate role=Speaker full_name=John_Doe gender=m",
        ["The Honourable John Doe, Senator", "Speaker of the Senate"],
        "Dear Mr. Speaker:",
        "Yours sincerely,",
    ),
    (
        "chamber=senate full_name=Jane_Doe",
        ["The Honourable Jane Doe, Senator"],
        "Dear Senator Doe:",
        "Yours sincerely,",
    ),
    (
        "chamber=senate full_name=Jane_Doe gender=f language=fr",
        ["L’honorable Jane Doe, sénatrice"],
        "Madame la Sénatrice,",
        _AGREER.format("Madame la Sénatrice", "haute"),
    ),
    (
        "chamber=senate full_name=John_Doe gender=m language=French",
        ["L’honorable John Doe, sénateur"],
        "Monsieur le Sénateur,",
        _AGREER.format("Monsieur le Sénateur", "haute"),
    ),
    (
        "chamber=senate full_name=Jane_Doe post_nominals=PC",
        ["Senator the Honourable Jane Doe, P.C."],
        "Dear Senator Doe:",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f",
        ["Ms. Jane Doe, M.P."],
        "Dear Ms. Doe:",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f language=fr",
        ["Madame Jane Doe, députée"],
        "Madame la Députée,",
        _AGREER.format("Madame la Députée", "haute"),
    ),
    (
        "chamber=commons full_name=John_Doe gender=m language=fr-CA",
        ["Monsieur John Doe, député"],
        "Monsieur le Député,",
        _AGREER.format("Monsieur le Député", "haute"),
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f honorific=Hon.",
        ["The Honourable Jane Doe, P.C., M.P."],
        "Dear Ms. Doe:",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f post_nominals=P.C.,_C.M. language=fr",
        ["L’honorable Jane Doe, C.P., C.M., députée"],
        "Madame la Députée,",
        _AGREER.format("Madame la Députée", "haute"),
    ),
    (
        "chamber=commons role=minister full_name=Jane_Doe office=Minister_of_Foreign_Affairs",
        ["The Honourable Jane Doe, P.C., M.P.", "Minister of Foreign Affairs"],
        "Dear Minister:",
        "Yours sincerely,",
    ),
    (
        (
            "chamber=commons role=minister full_name=Jane_Doe gender=f language=fr"
            " office=Ministre_des_Affaires_étrangères"
        ),
        ["L’honorable Jane Doe, C.P., députée", "Ministre des Affaires étrangères"],
        "Madame la Ministre,",
        _AGREER.format("Madame la Ministre", "très haute"),
    ),
    (
        "chamber=commons role=Prime_Minister full_name=Jane_Doe",
        ["The Right Honourable Jane Doe, P.C., M.P.", "Prime Minister of Canada"],
        "Dear Prime Minister:",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=P._T._Smith",
        ["P. T. Smith, M.P."],
        "Dear P. T. Smith:",
        "Yours sincerely,",
    ),
]

AU: list[Row] = [
    (
        "chamber=senate role=president full_name=Jane_Doe",
        ["Senator the Hon Jane Doe", "President of the Senate"],
        "Dear President",
        "Yours faithfully",
    ),
    (
        "chamber=house role=speaker full_name=John_Doe gender=m",
        ["The Hon John Doe MP", "Speaker of the House of Representatives"],
        "Dear Mr Speaker",
        "Yours faithfully",
    ),
    (
        "chamber=house role=speaker full_name=Jane_Doe gender=f",
        ["The Hon Jane Doe MP", "Speaker of the House of Representatives"],
        "Dear Madam Speaker",
        "Yours faithfully",
    ),
    (
        "chamber=senate full_name=Jane_Doe constituency=SA",
        ["Senator Jane Doe", "Senator for South Australia"],
        "Dear Senator Doe",
        "Yours sincerely",
    ),
    (
        "chamber=senate title=Senator_the_Hon full_name=Jane_Doe",
        ["Senator the Hon Jane Doe"],
        "Dear Senator Doe",
        "Yours sincerely",
    ),
    (
        "chamber=house title=Ms full_name=Jane_Doe post_nominals=MP,_OAM constituency=Warringah",
        ["Ms Jane Doe OAM MP", "Member for Warringah"],
        "Dear Ms Doe",
        "Yours sincerely",
    ),
    (
        "chamber=house honorific=Hon title=Mr full_name=John_Doe constituency=Grey",
        ["The Hon John Doe MP", "Member for Grey"],
        "Dear Mr Doe",
        "Yours sincerely",
    ),
    (
        "chamber=house honorific=Hon_Dr full_name=Jane_Doe",
        ["The Hon Dr Jane Doe MP"],
        "Dear Dr Doe",
        "Yours sincerely",
    ),
    (
        "chamber=house role=minister full_name=John_Doe office=Minister_for_Health_and_Ageing",
        ["The Hon John Doe MP", "Minister for Health and Ageing"],
        "Dear Minister",
        "Yours faithfully",
    ),
    (
        "chamber=senate role=minister full_name=Jane_Doe office=Minister_for_Trade",
        ["Senator the Hon Jane Doe", "Minister for Trade"],
        "Dear Minister",
        "Yours faithfully",
    ),
    (
        "chamber=house title=Assistant_Minister_for_the_Public_Service full_name=John_Doe",
        ["The Hon John Doe MP", "Assistant Minister for the Public Service"],
        "Dear Assistant Minister",
        "Yours faithfully",
    ),
    (
        "chamber=house role=prime-minister full_name=John_Doe",
        ["The Hon John Doe MP", "Prime Minister of Australia"],
        "Dear Prime Minister",
        "Yours faithfully",
    ),
]

UK: list[Row] = [
    (
        "chamber=commons role=speaker title=Sir full_name=John_Doe",
        ["The Rt Hon Sir John Doe MP", "Speaker of the House of Commons"],
        "Dear Mr Speaker,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons role=speaker full_name=Jane_Doe gender=f",
        ["The Rt Hon Jane Doe MP", "Speaker of the House of Commons"],
        "Dear Madam Speaker,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords role=lord-speaker title=Lord family_name=Doe",
        ["The Rt Hon the Lord Doe", "Lord Speaker"],
        "Dear Lord Speaker,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons title=Ms full_name=Jane_Doe",
        ["Ms Jane Doe MP"],
        "Dear Ms Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons honorific=Rt_Hon full_name=Jane_Doe gender=f",
        ["The Rt Hon Jane Doe MP"],
        "Dear Ms Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f post_nominals=PC",
        ["The Rt Hon Jane Doe MP"],
        "Dear Ms Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons title=Sir full_name=John_Doe",
        ["Sir John Doe MP"],
        "Dear Sir John,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Dame_Jane_Doe_MP",
        ["Dame Jane Doe MP"],
        "Dear Dame Jane,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe gender=f post_nominals=MP_KC",
        ["Jane Doe KC MP"],
        "Dear Ms Doe,",
        "Yours sincerely,",
    ),
    (
        (
            "chamber=commons full_name=Jane_Doe"
            " role=Secretary_of_State_for_Foreign,_Commonwealth_and_Development_Affairs"
        ),
        [
            "The Rt Hon Jane Doe MP",
            "Secretary of State for Foreign, Commonwealth and Development Affairs",
        ],
        "Dear Secretary of State,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons role=minister full_name=Jane_Doe gender=f office=Minister_for_Trade",
        ["Ms Jane Doe MP", "Minister for Trade"],
        "Dear Minister,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons role=prime-minister full_name=Jane_Doe",
        ["The Rt Hon Jane Doe MP", "The Prime Minister"],
        "Dear Prime Minister,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Lord family_name=Doe_of_Place",
        ["The Lord Doe of Place"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Lord family_name=Doe_of_Place honorific=The_Rt_Hon.",
        ["The Rt Hon the Lord Doe of Place PC"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords given_name=John family_name=Roe title=Lord_Doe_of_Place",
        ["The Lord Doe of Place"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Baroness family_name=Doe_of_Place",
        ["The Baroness Doe of Place"],
        "Dear Lady Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=The_Viscount_Doe",
        ["The Viscount Doe"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Earl family_name=Place",
        ["The Earl of Place"],
        "Dear Lord Place,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Earl family_name=Attlee",
        ["The Earl Attlee"],
        "Dear Lord Attlee,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=Earl_Doe",
        ["The Earl Doe"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=The_Countess_of_Place",
        ["The Countess of Place"],
        "Dear Lady Place,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Marquess full_name=Place",
        ["The Most Hon the Marquess of Place"],
        "Dear Lord Place,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Duke_of_Place",
        ["His Grace the Duke of Place"],
        "Dear Duke,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=The_Lord_Bishop_of_Place",
        ["The Rt Revd the Lord Bishop of Place"],
        "Dear Bishop,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords title=Bishop_of_Place post_nominals=PC",
        ["The Rt Revd and Rt Hon the Lord Bishop of Place"],
        "Dear Bishop,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=The_Lord_Archbishop_of_Place",
        ["The Most Revd and Rt Hon the Lord Archbishop of Place"],
        "Dear Archbishop,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords role=minister title=Baroness family_name=Doe office=Minister_of_State",
        ["The Baroness Doe", "Minister of State"],
        "Dear Minister,",
        "Yours sincerely,",
    ),
]

NZ: list[Row] = [
    (
        "role=speaker full_name=John_Doe gender=m",
        ["Rt Hon John Doe MP", "Speaker of the House of Representatives"],
        "Dear Mr Speaker",
        "Yours sincerely",
    ),
    (
        "role=Prime_Minister full_name=Jane_Doe",
        ["Rt Hon Jane Doe", "Prime Minister"],
        "Dear Prime Minister",
        "Yours sincerely",
    ),
    (
        "role=minister full_name=Jane_Doe office=Minister_of_Foreign_Affairs",
        ["Hon Jane Doe", "Minister of Foreign Affairs"],
        "Dear Minister",
        "Yours sincerely",
    ),
    (
        "full_name=Ms_Jane_Doe",
        ["Ms Jane Doe MP"],
        "Dear Ms Doe",
        "Yours sincerely",
    ),
    (
        "honorific=Hon. full_name=Jane_Doe gender=f",
        ["Hon Jane Doe MP"],
        "Dear Ms Doe",
        "Yours sincerely",
    ),
    (
        "full_name=Hon._Dr._Jane_Doe",
        ["Hon Dr Jane Doe MP"],
        "Dear Dr Doe",
        "Yours sincerely",
    ),
    (
        "full_name=Rt._Hon._Dame_Jane_Doe",
        ["Rt Hon Dame Jane Doe MP"],
        "Dear Dame Jane",
        "Yours sincerely",
    ),
]

ALL = [
    pytest.param(parliament, *row, id=f"{parliament}: {row[0]}")
    for parliament, rows in (
        ("eu", EU), ("us", US), ("ca", CA), ("au", AU), ("uk", UK), ("nz", NZ),
    )
    for row in rows
]  # fmt: skip


def unblank(text: str) -> dict[str, str]:
    """Read cells whose keys hold an underscore themselves."""
    cells = {}
    for one in text.split():
        key, _, value = one.partition("=")
        cells[key] = value.replace("_", " ")
    return cells


@pytest.mark.parametrize(("parliament", "cells", "head", "salutation", "close"), ALL)
def test_row_of_the_tables(
    parliament: str, cells: str, head: list[str], salutation: str, close: str
) -> None:
    found = addressed(parliament=parliament, **unblank(cells))
    assert list(found.address_block[: len(head)]) == head
    assert found.envelope_name == head[0]
    assert found.salutation == salutation
    assert found.close == close


@pytest.mark.parametrize(
    ("parliament", "name", "salutation"),
    [
        ("eu", "European Parliament", "Dear Members of the European Parliament,"),
        ("us", "United States Congress", "Dear Members of Congress:"),
        ("ca", "Parliament of Canada", "Dear Members of Parliament:"),
        ("au", "Parliament of Australia", "Dear Senators and Members"),
        (
            "uk",
            "Parliament of the United Kingdom",
            "Dear Members of both Houses of Parliament,",
        ),
        ("nz", "New Zealand Parliament", "Dear Members of Parliament"),
    ],
)
def test_body(parliament: str, name: str, salutation: str) -> None:
    found = addressed(parliament=parliament, role="Body")
    assert (found.name, found.envelope_name, found.salutation) == (name, name, salutation)
    assert found.role == "body"
    assert found.chamber == ""


def test_body_in_french() -> None:
    found = addressed(parliament="Canada", role="body", language="fr")
    assert found.envelope_name == "Parlement du Canada"
    assert found.salutation == "Mesdames et Messieurs les Parlementaires,"
