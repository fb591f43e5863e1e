"""Rows of the protocol tables: Australia, United Kingdom, New Zealand.

A row is cells, lines of name and office, salutation, close. In cells, _ stands for a blank
inside a value.
"""

from __future__ import annotations

Row = tuple[str, list[str], str, str]

AU: list[Row] = [
    (
        "chamber=house honorific=Hon full_name=Jane_Doe office=Prime_Minister",
        ["The Hon Jane Doe MP", "Prime Minister of Australia"],
        "Dear Prime Minister",
        "Yours faithfully",
    ),
    (
        "chamber=house honorific=Hon full_name=Jane_Doe office=Treasurer",
        ["The Hon Jane Doe MP", "Treasurer"],
        "Dear Treasurer",
        "Yours faithfully",
    ),
    (
        "chamber=house honorific=Hon full_name=Jane_Doe office=Attorney-General;_Cabinet_Secretary",
        ["The Hon Jane Doe MP", "Attorney-General", "Cabinet Secretary"],
        "Dear Attorney-General",
        "Yours faithfully",
    ),
    (
        "chamber=house honorific=Hon full_name=J_Doe office=Deputy_Prime_Minister;_Minister_for_X",
        ["The Hon J Doe MP", "Deputy Prime Minister", "Minister for X"],
        "Dear Deputy Prime Minister",
        "Yours faithfully",
    ),
    (
        "chamber=house honorific=Hon full_name=Jane_Doe office=Assistant_Treasurer",
        ["The Hon Jane Doe MP", "Assistant Treasurer"],
        "Dear Assistant Treasurer",
        "Yours faithfully",
    ),
    (
        "chamber=senate title=Senator full_name=Jane_Doe office=President_of_the_Senate",
        ["Senator the Hon Jane Doe", "President of the Senate"],
        "Dear President",
        "Yours faithfully",
    ),
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
        "chamber=commons full_name=Rt_Hon_Lady_Doe_MP",
        ["The Rt Hon Lady Doe MP"],
        "Dear Lady Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Jane_Doe,_O.B.E.,_K.C.,_M.P. gender=f",
        ["Jane Doe OBE KC MP"],
        "Dear Ms Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=Admiral_of_the_Fleet_the_Lord_Doe_KG",
        ["Admiral of the Fleet the Lord Doe KG"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=Major_the_Rt_Hon_the_Earl_of_Place",
        ["Major the Rt Hon the Earl of Place"],
        "Dear Lord Place,",
        "Yours sincerely,",
    ),
    (
        "chamber=lords full_name=The_Revd_Professor_the_Lord_Doe",
        ["The Revd Professor the Lord Doe"],
        "Dear Lord Doe,",
        "Yours sincerely,",
    ),
    (
        "chamber=commons full_name=Wing_Commander_Jane_Doe_MP gender=f",
        ["Wing Commander Jane Doe MP"],
        "Dear Wing Commander Doe,",
        "Yours sincerely,",
    ),
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
        ["The Rt Hon the Lord Doe of Place"],
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
        "honorific=Hon full_name=Jane_Doe office=Deputy_Prime_Minister",
        ["Hon Jane Doe", "Deputy Prime Minister"],
        "Dear Deputy Prime Minister",
        "Yours sincerely",
    ),
    (
        "honorific=Hon full_name=Jane_Doe office=Attorney-General",
        ["Hon Jane Doe", "Attorney-General"],
        "Dear Attorney-General",
        "Yours sincerely",
    ),
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
