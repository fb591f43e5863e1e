"""Rows at the edges of protocol: unusual titles, names and offices, and what is said of them."""

from __future__ import annotations

#: parliament, cells, the first lines of the address, the salutation, a code that must be told.
EDGES: list[tuple[str, dict[str, str], list[str], str, str]] = [
    # Baronets: Bt is first among the letters (DEBRETTS).
    *(
        ("uk commons", {"full_name": name}, ["Sir Nicholas Testworth Bt MP"],
         "Dear Sir Nicholas,", "")
        for name in (
            "Sir Nicholas Testworth, 4th Bt, MP", "Sir Nicholas Testworth, 4th Baronet",
            "Sir Nicholas Testworth, Baronet, MP", "Sir Nicholas Testworth, 12th Bart.",
        )
    ),
    ("uk commons", {"full_name": "Sir John Testworth, 2nd Bt, CBE, MP"},
     ["Sir John Testworth Bt CBE MP"], "Dear Sir John,", ""),
    # The Rt Hon belongs to the rank; PC is printed where the roster has it.
    ("uk lords", {"full_name": "The Rt Hon the Lord Testworth of Ruritania"},
     ["The Rt Hon the Lord Testworth of Ruritania"], "Dear Lord Testworth,", ""),
    ("uk lords", {"full_name": "The Rt Hon the Viscount Testworth"},
     ["The Rt Hon the Viscount Testworth"], "Dear Lord Testworth,", ""),
    ("uk lords", {"full_name": "The Rt Hon the Lord Testworth PC"},
     ["The Rt Hon the Lord Testworth PC"], "Dear Lord Testworth,", ""),
    ("us senate", {"full_name": "Jane Doe", "gender": "f",
                   "office": "Vice President of the United States"},
     ["The Honorable Jane Doe", "Vice President of the United States"],
     "Dear Madam Vice President:", ""),
    ("us senate", {"full_name": "Jane Doe", "gender": "f", "office": "President of the Senate"},
     ["The Honorable Jane Doe", "President of the Senate"], "Dear Madam President:", ""),
    # Earldoms without "of" (POLLY's list, and memory).
    *(
        ("uk lords", {"title": "Earl", "family_name": name}, [f"The Earl {name}"],
         f"Dear Lord {said},", "")
        for name, said in (
            ("Cathcart", "Cathcart"), ("Belmore", "Belmore"), ("St Aldwyn", "St Aldwyn"),
            ("Castle Stewart", "Castle Stewart"), ("Annesley", "Annesley"),
            ("Kitchener of Khartoum", "Kitchener"),
        )
    ),
    ("uk lords", {"title": "Earl", "family_name": "Place"}, ["The Earl of Place"],
     "Dear Lord Place,", ""),
    # Surnames of two words, which members have, and those that only the roster can tell.
    ("us senate", {"full_name": "Catherine Cortez Masto"}, ["The Honorable Catherine Cortez Masto"],
     "Dear Senator Cortez Masto:", ""),
    ("us house", {"full_name": "Ada Wasserman Schultz"}, ["The Honorable Ada Wasserman Schultz"],
     "Dear Representative Wasserman Schultz:", ""),
    # Courtesy titles (COURTESY).
    ("uk commons", {"full_name": "Lord James Testworth MP"}, ["Lord James Testworth MP"],
     "Dear Lord James,", "protocol.courtesy-title"),
    ("uk commons", {"title": "Lord", "given_name": "John", "family_name": "Testworth"},
     ["Lord John Testworth MP"], "Dear Lord John,", "protocol.courtesy-title"),
    ("uk commons", {"full_name": "Viscount Testworth MP"}, ["Viscount Testworth MP"],
     "Dear Lord Testworth,", "protocol.courtesy-title"),
    ("uk commons", {"full_name": "Earl of Testford MP"}, ["Earl of Testford MP"],
     "Dear Lord Testford,", "protocol.courtesy-title"),
    ("uk commons", {"full_name": "Rt Hon Lord Testworth MP"}, ["The Rt Hon Lord Testworth MP"],
     "Dear Lord Testworth,", "protocol.courtesy-title"),
    ("uk commons", {"full_name": "Lady Olga Testworth MP"}, ["Lady Olga Testworth MP"],
     "Dear Lady Testworth,", "protocol.courtesy-title"),
    # Offices that imply no seat.
    ("eu", {"full_name": "Jane Doe", "gender": "f", "office": "Commissioner for Trade"},
     ["Ms Jane Doe", "Commissioner for Trade"], "Dear Commissioner Doe,", ""),
    ("us house", {"full_name": "Jane Doe", "title": "Ms", "office": "Clerk of the House"},
     ["The Honorable Jane Doe", "Clerk of the House"], "Dear Ms. Doe:", ""),
    ("us house", {"full_name": "Jane Doe", "office": "Keeper of the Lanterns"},
     ["The Honorable Jane Doe", "Keeper of the Lanterns"], "Dear Representative Doe:",
     "protocol.unknown-office"),
    # Ranks, and a remark behind them.
    ("ca senate", {"full_name": "Lieutenant-General (Ret'd) Roland Testman"},
     ["Lieutenant General the Honourable Roland Testman", "Senator"], "Dear Senator Testman:", ""),
    ("eu", {"title": "Colonel Major", "given_name": "Ivo", "family_name": "Testufov"},
     ["Colonel Major Ivo Testufov MEP"], "Dear Colonel Major Testufov,", ""),
    # No Mr or Ms before another title.
    ("us house", {"full_name": "Chair Emeritus Jane Doe"},
     ["The Honorable Jane Doe", "Chair Emeritus"], "Dear Representative Doe:",
     "protocol.office-in-name"),
    ("uk commons", {"full_name": "Cllr Jane Doe MP", "gender": "f"}, ["Councillor Jane Doe MP"],
     "Dear Councillor Doe,", ""),
    ("uk commons", {"full_name": "Alderman John Doe MP", "gender": "m"}, ["Alderman John Doe MP"],
     "Dear Alderman Doe,", ""),
    ("uk commons", {"title": "Councillor Mrs", "full_name": "Ada Testson"},
     ["Councillor Mrs Ada Testson MP"], "Dear Councillor Testson,", ""),
    ("eu", {"full_name": "Baroness Sarah Testworth", "gender": "f"},
     ["The Baroness Sarah Testworth MEP"], "Dear Lady Sarah Testworth,", "protocol.peer-name"),
    # Ministers by the short names of their offices (WRITING).
    ("uk commons", {"full_name": "Jane Doe", "office": "Home Secretary"},
     ["The Rt Hon Jane Doe MP", "Home Secretary"], "Dear Home Secretary,", ""),
    ("uk commons", {"full_name": "Jane Doe", "office": "Lord President of the Council"},
     ["The Rt Hon Jane Doe MP", "Lord President of the Council"], "Dear Lord President,", ""),
    ("uk commons", {"full_name": "Jane Doe", "office": "Secretary of State for Examples"},
     ["The Rt Hon Jane Doe MP", "Secretary of State for Examples"], "Dear Secretary of State,",
     ""),
    # The see is a bishop's title.
    ("uk lords", {"title": "Lord Bishop", "given_name": "Alan", "family_name": "Testman",
                  "office": "Bishop of St Albans"},
     ["The Rt Revd the Lord Bishop of St Albans", "House of Lords"], "Dear Bishop,", ""),
    ("uk lords", {"title": "Lord Bishop", "given_name": "Alan", "family_name": "Testman"},
     ["The Rt Revd the Lord Bishop of Testman"], "Dear Bishop,", "protocol.peer-name"),
    # Delegates, whatever their title is in the roster.
    ("us house", {"full_name": "Eleanor Test", "title": "Rep.", "constituency": "DC"},
     ["The Honorable Eleanor Test"], "Dear Delegate Test:", ""),
    ("us house", {"full_name": "Eleanor Test", "role": "Representative", "constituency": "GU-AL"},
     ["The Honorable Eleanor Test"], "Dear Delegate Test:", ""),
    # A chair is closed as whoever is written to by the office.
    ("ca commons", {"full_name": "Jane Doe", "language": "fr"},
     ["Jane Doe, parlementaire"], "Madame, Monsieur,", ""),
    # Given names that are short for titles.
    *(
        (place, {"full_name": f"{name} Testman{letters}"}, [f"{name} Testman {last}"], said, "")
        for place, name, letters, last, said in (
            ("uk commons", "Gen", " MP", "MP", "Dear Gen Testman,"),
            ("uk commons", "Col", " KC MP", "KC MP", "Dear Col Testman,"),
            ("au house", "Col", " MP", "MP", "Dear Col Testman"),
            ("nz", "Mag", "", "MP", "Dear Mag Testman"),
            ("eu", "He", "", "MEP", "Dear Member of the European Parliament,"),
        )
    ),
    ("uk commons", {"full_name": "Rt Hon Gen Testman MP"}, ["The Rt Hon Gen Testman MP"],
     "Dear Gen Testman,", ""),
    ("uk commons", {"title": "Gen", "full_name": "John Testman MP"}, ["General John Testman MP"],
     "Dear General Testman,", ""),
    ("uk commons", {"full_name": "Col. Testman MP"}, ["Colonel Testman MP"],
     "Dear Colonel Testman,", ""),
    ("eu", {"title": "MS", "full_name": "Ada Testson"}, ["Ms Ada Testson MEP"],
     "Dear Ms Testson,", ""),
    ("eu", {"title": "MS.", "full_name": "Ada Testson"}, ["Ms Ada Testson MEP"],
     "Dear Ms Testson,", ""),
    # Surnames in capitals, in every order.
    ("eu", {"full_name": "KEMPO Dias Testa", "family_name": "Dias Testa", "gender": "m"},
     ["Mr Kempo Dias Testa MEP"], "Dear Mr Dias Testa,", ""),
    ("eu", {"full_name": "K. TESTER Heinz", "gender": "m"}, ["Mr Heinz K. Tester MEP"],
     "Dear Mr Tester,", ""),
    ("eu", {"full_name": "TESTAR Baroness Nova", "gender": "f"}, ["The Baroness Testar MEP"],
     "Dear Lady Testar,", ""),
    ("eu", {"full_name": "TESTMOUTH William (The Earl of)", "gender": "m"},
     ["The Earl of Testmouth MEP"], "Dear Lord Testmouth,", ""),
    ("eu", {"given_name": "Ivo", "family_name": "Testufov (vexler)", "gender": "m"},
     ["Mr Ivo Testufov MEP"], "Dear Mr Testufov,", "protocol.aside"),
    *(
        ("eu", {"full_name": f"Ada {name}", "constituency": land, "gender": "f"},
         [f"Ms Ada {said} MEP"], f"Dear Ms {said},", "")
        for name, land, said in (
            ("DE TESTI", "", "de Testi"), ("DE TESTI", "Germany", "de Testi"),
            ("DE TESTI", "Italy", "De Testi"), ("VAN TESTEM", "Belgium", "Van Testem"),
            ("VAN TESTEM", "Netherlands", "van Testem"),
        )
    ),
    ("eu", {"full_name": "Ivan TESTOV\nEPP\nBulgaria", "gender": "m"}, ["Mr Ivan Testov MEP"],
     "Dear Mr Testov,", "protocol.lines-in-name"),
    *(
        ("eu", {"family_name": f"{name} Testson", "gender": "f"}, [f"Ms Testson {said} MEP"],
         f"Dear Ms {said},", code)
        for name, said, code in (
            ("O'BRIEN", "O'Brien", "protocol.surname-first"),
            ("McDONALD", "McDonald", "protocol.surname-first"),
            ("D’ARCY", "D’Arcy", "protocol.surname-first"), ("DOE", "Doe", "protocol.name-split"),
            ("DE LANGUR", "de Langur", "protocol.surname-first"),
        )
    ),
    # Parliaments of states and nations.
    ("us house", {"full_name": "Jane Doe", "title": "State Representative"},
     ["The Honorable Jane Doe"], "Dear Representative Doe:", "protocol.other-parliament"),
    ("uk commons", {"full_name": "Jane Doe MSP", "gender": "f"}, ["Ms Jane Doe MSP MP"],
     "Dear Ms Doe,", "protocol.other-parliament"),
    # A remark behind the office that says its kind, as lists of the Commons of Canada have it.
    ("ca commons", {"full_name": "Ada Testson", "honorific": "Right Hon.",
                    "office": "Prime Minister (Prime Minister); Leader of a Party (Party Leader)"},
     ["The Right Honourable Ada Testson, P.C., M.P.", "Prime Minister of Canada"],
     "Dear Prime Minister:", "protocol.aside"),
    ("ca commons", {"full_name": "Ada Testson", "office": "Minister of Health (Minister)"},
     ["The Honourable Ada Testson, P.C., M.P.", "Minister of Health"], "Dear Minister:",
     "protocol.aside"),
    ("ca commons", {"full_name": "Ada Testson", "office": "Prime Minister (Acting)"},
     ["Ada Testson, M.P.", "Prime Minister (Acting)"], "Dear Ada Testson:",
     "protocol.unknown-office"),
    # An initial at the start of the surname's cell, a particle at the end of the given name's.
    ("eu", {"given_name": "Jan", "family_name": "G. TESTRA", "gender": "m"},
     ["Mr Jan G. Testra MEP"], "Dear Mr Testra,", ""),
    ("eu", {"given_name": "Joao dos", "family_name": "TESTOS", "gender": "m"},
     ["Mr Joao dos Testos MEP"], "Dear Mr dos Testos,", ""),
    # Most Hon belongs to the rank, and Rt Hon beside it says Privy Counsellor.
    ("uk lords", {"full_name": "The Most Hon. the Rt Hon. the Marquess of Test KC"},
     ["The Most Hon the Marquess of Test PC KC"], "Dear Lord Test,", ""),
    ("uk lords", {"full_name": "The Most Hon. the Marquess of Test"},
     ["The Most Hon the Marquess of Test"], "Dear Lord Test,", ""),
    # Offices that no profile knows are asked about in every parliament; those of a chamber are not.
    *(
        (place, {"full_name": name, "office": office, **cells}, [line, office], salutation, code)
        for place, name, cells, line, salutation, code, offices in (
            ("uk commons", "Ada Testson", {"gender": "f"}, "Ms Ada Testson MP", "Dear Ms Testson,",
             "protocol.unknown-office", ("Keeper of the Lanterns", "Chief of Staff")),
            ("uk commons", "Ada Testson", {"gender": "f"}, "Ms Ada Testson MP", "Dear Ms Testson,",
             "", ("Assistant Whip", "Comptroller of HM Household")),
            ("uk lords", "Baroness Testar", {}, "The Baroness Testar", "Dear Lady Testar,",
             "protocol.unknown-office", ("Keeper of the Lanterns",)),
            ("eu", "Ada Testson", {"gender": "f"}, "Ms Ada Testson MEP", "Dear Ms Testson,",
             "protocol.unknown-office", ("Secretary-General", "Judge")),
            ("ca commons", "Ada Testson", {"gender": "f"}, "Ms. Ada Testson, M.P.",
             "Dear Ms. Testson:", "protocol.unknown-office", ("Deputy Minister of Health",)),
            ("au house", "Ada Testson", {"gender": "f"}, "Ms Ada Testson MP", "Dear Ms Testson",
             "protocol.unknown-office", ("Chief Justice",)),
            ("nz", "Ada Testson", {"gender": "f"}, "Ms Ada Testson MP", "Dear Ms Testson",
             "protocol.unknown-office", ("Chief Ombudsman",)),
            ("us senate", "Ada Testson", {"gender": "f"}, "The Honorable Ada Testson",
             "Dear Senator Testson:", "protocol.unknown-office", ("Deputy Secretary of State",)),
        )
        for office in offices
    ),
]  # fmt: skip
