"""Rows of the protocol tables: European Union, United States, Canada.

A row is cells, lines of name and office, salutation, close. In cells, _ stands for a blank
inside a value.
"""

from __future__ import annotations

Row = tuple[str, list[str], str, str]

EU: list[Row] = [
    (
        "full_name=Ing._Jan_DOE,_CSc. gender=m",
        ["Mr Jan Doe CSc MEP"],
        "Dear Mr Doe,",
        "Yours sincerely,",
    ),
    (
        "full_name=Dr._iur._Jana_DOE",
        ["Dr Jana Doe MEP"],
        "Dear Dr Doe,",
        "Yours sincerely,",
    ),
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
        "Yours sincerely,",
    ),
    (
        "role=Vice-President full_name=John_Doe title=Mr",
        ["Mr John Doe MEP", "Vice-President of the European Parliament"],
        "Dear Mr Vice-President,",
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
        "chamber=house full_name=DOE,_JOHN_S.,_JR.",
        ["The Honorable John S. Doe, Jr."],
        "Dear Representative Doe:",
        "Sincerely,",
    ),
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
        (
            "chamber=commons full_name=Jane_Doe gender=f language=fr"
            " office=Présidente_du_Conseil_du_Trésor"
        ),
        ["L’honorable Jane Doe, C.P., députée", "Présidente du Conseil du Trésor"],
        "Madame la Ministre,",
        _AGREER.format("Madame la Ministre", "très haute"),
    ),
    (
        "chamber=senate full_name=John_Doe gender=m office=Chair,_Committee_on_X",
        ["The Honourable John Doe, Senator", "Chair, Committee on X"],
        "Dear Senator Doe:",
        "Yours sincerely,",
    ),
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
