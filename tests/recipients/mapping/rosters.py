"""Rosters in the shapes in which parliaments, observers and offices keep them; every name invented.

Each is a file's name and text, and the columns and constants that are right for it.
"""

# ruff: noqa: E501 - a row of a table stays on one line
from __future__ import annotations

import json
from typing import NamedTuple


class Shape(NamedTuple):
    """A roster and its right mapping."""

    file: str
    text: str
    columns: dict[str, str]
    constants: dict[str, str]


def _popolo() -> str:
    persons = [
        {
            "id": f"00000000-0000-4000-8000-00000000000{n}",
            "name": name,
            "gender": gender,
            "email": f"m{n}@example.parl.gc.ca",
        }
        for n, name, gender in (
            (1, "Ann Sample", "female"), (2, "René Exemple", "male"), (3, "Bo Muster", ""),
        )
    ]  # fmt: skip
    memberships = [
        {"person_id": one["id"], "organization_id": "commons", "area_id": f"a{place}"}
        for place, one in enumerate(persons)
    ]
    return json.dumps(
        {
            "persons": persons,
            "memberships": memberships,
            "organizations": [{"id": "commons", "name": "House of Commons of Canada",
                               "classification": "chamber"}],
            "areas": [{"id": f"a{n}", "name": f"Example {n}"} for n in range(3)],
        }
    )  # fmt: skip


_EU_OPEN_DATA = json.dumps(
    {
        "data": [
            {
                "id": f"person/90000{n}",
                "type": "Person",
                "identifier": str(code),
                "label": label,
                "familyName": family,
                "givenName": given,
                "sortLabel": family.upper(),
                "hasGender": f"http://publications.europa.eu/resource/authority/human-sex/{sex}",
                "hasEmail": f"mailto:{given.lower()}@europarl.europa.eu",
                "api:country-of-representation": country,
                "api:political-group": group,
            }
            for n, code, label, family, given, sex, country, group in (
                (1, 900411, "Elio DI ESEMPIO", "Di Esempio", "Elio", "MALE", "IT", "LNT"),
                (2, 900112, "Petra PRIMEROVA", "Primerova", "Petra", "FEMALE", "BG", "KIT"),
                (3, 900733, "Ann MUSTER", "Muster", "Ann", "FEMALE", "DE", "LNT"),
            )
        ]
    }
)

EMAIL = (
    "{{{{ ({} | replace('mailto:', '') | replace(',', ' ') | replace(';', ' '))"
    ".split()[:1] | join }}}}"
)

SHAPES = {
    "everypolitician popolo": Shape(
        "popolo.json", _popolo(),
        {"id": "id", "chamber": "organization", "full_name": "name", "gender": "gender",
         "constituency": "area", "email": "email"},
        {"parliament": "ca"},
    ),
    "theyworkforyou": Shape(
        "mps.csv",
        "Person ID,First name,Last name,Party,Constituency,URI\n"
        "90417,Ann,Example-Doe,Lantern,North Sample,https://www.theyworkforyou.com/mp/90417/a\n"
        "90022,Iain,Sample Smith,Kite,Sample East,https://www.theyworkforyou.com/mp/90022/i\n"
        "90358,John,Specimen,Kite,Sample West,https://www.theyworkforyou.com/mp/90358/j\n",
        {"id": "Person ID", "given_name": "First name", "family_name": "Last name",
         "constituency": "Constituency", "party": "Party"},
        {"parliament": "uk", "chamber": "commons"},
    ),
    "european open data": Shape(
        "show-current.json", _EU_OPEN_DATA,
        {"id": "identifier", "given_name": "givenName", "family_name": "familyName",
         "full_name": "label",
         "gender": "{{ {'http://publications.europa.eu/resource/authority/human-sex/MALE': 'm', "
         "'http://publications.europa.eu/resource/authority/human-sex/FEMALE': 'f'}"
         ".get(hasGender, '') }}",
         "constituency": "api:country-of-representation", "party": "api:political-group",
         "email": EMAIL.format("hasEmail")},
        {"parliament": "eu"},
    ),
    "canadian members, pandas": Shape(
        "Export-en.csv",
        ",ce-mip-mp-honourable,ce-mip-mp-name,ce-mip-mp-party,ce-mip-mp-constituency,"
        "ce-mip-mp-province\n"
        "0,The Honourable,Ann Sample,Lantern,Sample North,Ontario\n"
        "1,,René Exemple,Kite,Les Exemples,Quebec\n"
        "2,The Right Honourable,Bo Muster,Kite,Example—Sample,Manitoba\n",
        {"id": "{{ row['ce-mip-mp-name'] | slug }}", "honorific": "ce-mip-mp-honourable",
         "full_name": "ce-mip-mp-name", "constituency": "ce-mip-mp-constituency",
         "party": "ce-mip-mp-party"},
        {"parliament": "ca", "chamber": "commons"},
    ),
    "australian senators": Shape(
        "allsenel.csv",
        "Title,Salutation,Surname,First Name,Preferred Name,Post Nominals,State,Political Party,"
        "Gender,Label Address,Label Suburb,Label State,Label postcode,Parliamentary Titles\n"
        "Senator,Senator,Example,Catherine,Kate,CSC,NT,LANT,Female,PO Box 1,Sampleville,NT,0801,\n"
        "Senator the Hon,Senator,O'Sample,Donald,,,SA,KITE,Male,PO Box 2,Exampleton,SA,5000,"
        "Minister for Examples\n"
        "Senator,Senator,Muster,Ottoline,,AM,VIC,KITE,Female,PO Box 3,Musterton,VIC,3000,\n",
        {"id": "{{ (row['Preferred Name'] ~ '-' ~ Surname) | slug }}", "title": "Salutation",
         "honorific": "Title",
         "given_name": "{{ row['Preferred Name'] or row['First Name'] }}",
         "family_name": "Surname", "post_nominals": "Post Nominals", "gender": "Gender",
         "constituency": "State", "party": "Political Party", "salutation": "",
         "office": "Parliamentary Titles"},
        {"parliament": "au", "chamber": "senate"},
    ),
    "new zealand list": Shape(
        "mps.csv",
        "Contact,Salutation/Title,Job Title,Electorate,Party,Parliament Email\n"
        '"Tauira, Hēmi",,Member for Ōtauira,Ōtauira,Lantern Party,h.tauira@parliament.govt.nz\n'
        '"van der Sample, Ann",Hon. Dr.,List Member,,Kite Party,a.sample@parliament.govt.nz\n'
        '"Example, John",Rt. Hon.,List Member,,Kite Party,j.example@parliament.govt.nz\n',
        {"id": "{{ Contact | slug }}", "honorific": "Salutation/Title", "full_name": "Contact",
         "constituency": "Electorate", "party": "Party", "email": "Parliament Email"},
        {"parliament": "nz"},
    ),
    "american campaign, blackbaud": Shape(
        "congress targets.csv",
        "BB_Title,BB_FirstName,BB_LastName,BB_State,BB_Address1,BB_City,BB_ZIP,BB_Country\n"
        "Senator,Ann,Example,Ohio,511 Hart Senate Office Building,Washington,20510,United States\n"
        "Representative,Bo,Sample,Texas,2187 Rayburn House Office Building,Washington,20515,"
        "United States\n"
        "Senator,Cy,Specimen,Utah,332 Dirksen Senate Office Building,Washington,20510,"
        "United States\n",
        {"id": "{{ (BB_FirstName ~ '-' ~ BB_LastName) | slug }}", "parliament": "BB_Country",
         "chamber": "{{ {'Senator': 'senate', 'Representative': 'house'}[BB_Title] }}",
         "title": "BB_Title", "given_name": "BB_FirstName",
         "family_name": "BB_LastName", "constituency": "BB_State", "address_1": "BB_Address1",
         "city": "BB_City", "postal_code": "BB_ZIP", "country": "BB_Country"},
        {},
    ),
    "french campaign": Shape(
        "liste deputes.csv",
        "Civilité;Nom;Prénom;Groupe politique;Pays;Courriel;Genre\n"
        "Madame;EXEMPLE;Ann;Lanterne;France;ann.exemple@europarl.europa.eu;femme\n"
        "Monsieur;MODÈLE;Bo;Cerf-volant;Belgique;bo.modele@europarl.europa.eu;homme\n"
        "Madame;TÉMOIN;Cléa;Lanterne;Luxembourg;clea.temoin@europarl.europa.eu;femme\n",
        {"id": "{{ (row['Prénom'] ~ '-' ~ Nom) | slug }}", "title": "Civilité",
         "given_name": "Prénom", "family_name": "Nom",
         "gender": "{{ {'femme': 'f', 'homme': 'm'}.get(Genre, '') }}",
         "constituency": "Pays", "party": "Groupe politique", "email": "Courriel"},
        {"parliament": "eu"},
    ),
    "italian campaign": Shape(
        "eurodeputati.csv",
        "nome,cognome,genere,gruppo politico,mail\n"
        "Elio,DI ESEMPIO,uomo,Lanterna,elio@europarl.europa.eu\n"
        "Ada,CAMPIONE,donna,Aquilone,ada@europarl.europa.eu\n"
        "Ugo,PROVA,uomo,Aquilone,ugo@europarl.europa.eu\n",
        {"id": "{{ (nome ~ '-' ~ cognome) | slug }}", "given_name": "nome",
         "family_name": "cognome",
         "gender": "{{ {'uomo': 'm', 'donna': 'f'}.get(genere, '') }}",
         "party": "gruppo politico", "email": "mail"},
        {"parliament": "eu"},
    ),
    "german campaign": Shape(
        "abgeordnete.csv",
        "Anrede;Titel;Vorname;Name;Fraktion;Land;E-Mail\n"
        "Frau;Dr.;Ottoline;Muster;Laterne;Deutschland;ottoline@europarl.europa.eu\n"
        "Herr;;Bo;Beispiel;Drachen;Österreich;bo@europarl.europa.eu\n"
        "Herr;Prof.;Cy;Vorlage;Drachen;Deutschland;cy@europarl.europa.eu\n",
        {"id": "{{ (Vorname ~ '-' ~ Name) | slug }}", "title": "{{ Titel or Anrede }}",
         "gender": "{{ {'Frau': 'f', 'Herr': 'm'}[Anrede] }}",
         "given_name": "Vorname", "family_name": "Name", "constituency": "Land",
         "party": "Fraktion", "email": "E-Mail"},
        {"parliament": "eu"},
    ),
    "peers and members, one-line addresses": Shape(
        "westminster.csv",
        "Full name,Address,Ref\n"
        '"Baroness Testworth of Sample","House of Lords, London SW1A 0PW",L1\n'
        '"Bo Example MP","House of Commons, London SW1A 0AA",C1\n'
        '"Lord Testley of Example","House of Lords, London SW1A 0PW",L2\n',
        {"id": "Ref",
         "chamber": "{{ 'commons' if 'sw1a 0aa' in Address | lower else 'lords' }}",
         "full_name": "Full name", "address": "Address"},
        {"parliament": "uk"},
    ),
    "names in capitals, several lines": Shape(
        "meps.csv",
        "mep_name,country,mep_id,contact\n"
        '"ANN EXAMPLE\nCommittee on Examples",Ireland,900417,ann@europarl.europa.eu\n'
        '"BO VAN VOORBEELD\nCommittee on Samples",Belgium,900022,bo@europarl.europa.eu\n'
        '"CY MUSTER\nCommittee on Samples",Germany,900358,cy@europarl.europa.eu\n',
        {"id": "mep_id", "full_name": "{{ mep_name.split('\\n')[0] }}",
         "constituency": "country", "email": "contact", "country": ""},
        {"parliament": "eu"},
    ),
    "several parliaments in one list": Shape(
        "all targets.csv",
        "_id,jurisdiction,Type,Name,E-mail address\n"
        "1,UK,Lord,Lord Testley of Example,a@example.org\n"
        "2,Canada,MP,Ann Sample,b@example.org\n"
        "1,Canada,Senator,Bo Muster,c@example.org\n"
        "4,New Zealand,MP,Cy Tauira,d@example.org\n",
        {"id": "{{ (_id ~ '-' ~ jurisdiction) | slug }}", "parliament": "jurisdiction",
         "chamber": "{{ {'UK|Lord': 'lords', 'Canada|MP': 'commons', 'Canada|Senator': 'senate'}"
         ".get(jurisdiction ~ '|' ~ Type, '') }}",
         "full_name": "Name", "email": "E-mail address"},
        {},
    ),
}  # fmt: skip

#: Lists that were tried once the rules were there, as campaign offices keep them.
OTHERS = {
    "canadian office, one-line addresses": Shape(
        "targets canada.csv",
        "Full Name,Position,Constituency/Region,Party,Email Address 1,Office Address\n"
        '"Rt Hon. JANE DOE",Member of Parliament,North Example,LANT,jane.doe@parl.gc.ca,"House of Commons, Ottawa, Ontario, Canada, K1A 0A6"\n'
        '"JOHN ROE",Member of Parliament,South Example,KITE,john.roe@parl.gc.ca,"House of Commons, Ottawa, Ontario, Canada, K1A 0A6"\n'
        '"Hon. RENÉE EXEMPLE",Minister of Examples,East Example,KITE,renee.exemple@parl.gc.ca,"House of Commons, Ottawa, Ontario, Canada, K1A 0A6"\n',
        {
            "id": "{{ row['Full Name'] | slug }}",
            "full_name": "Full Name",
            "constituency": "Constituency/Region",
            "party": "Party",
            "email": "Email Address 1",
            "office": "Position",
            "address": "Office Address",
        },
        {"parliament": "ca", "chamber": "commons"},
    ),
    "american office, all capitals": Shape(
        "hill list.csv",
        "LAST NAME;FIRST NAME;CHAMBER;STATE;DIST;PARTY;MAILING ADDRESS;CITY;ST;ZIP\n"
        "DOE;JANE;SEN;OH;;D;511 Hart Senate Office Bldg;Washington;DC;20510\n"
        "ROE;JOHN;REP;TX;07;R;2187 Rayburn HOB;Washington;DC;20515\n"
        "O'SAMPLE;ANN;REP;CA;12;D;2188 Rayburn HOB;Washington;DC;20515\n",
        {
            "id": "{{ (row['FIRST NAME'] ~ '-' ~ row['LAST NAME']) | slug }}",
            "chamber": "CHAMBER",
            "given_name": "FIRST NAME",
            "family_name": "LAST NAME",
            "constituency": "STATE",
            "party": "PARTY",
            "address": "MAILING ADDRESS",
            "city": "CITY",
            "region": "ST",
            "postal_code": "ZIP",
        },
        {"parliament": "us"},
    ),
    "peers by title": Shape(
        "lords.csv",
        "Lord/Lady,Title,Party/Group,Type\n"
        "Doe of Place,Baroness,Lantern,Life peer\n"
        "Roe,Lord,Crossbench,Life peer\n"
        "Sample,Viscount,Kite,Hereditary\n",
        {
            "id": "{{ row['Lord/Lady'] | slug }}",
            "title": "Title",
            "family_name": "Lord/Lady",
            "party": "Party/Group",
        },
        {"parliament": "uk", "chamber": "lords"},
    ),
    "australian senators by name": Shape(
        "senate contacts.csv",
        "Senator,State/Territory,Party,Office phone,Email\n"
        '"Example, Kate",Northern Territory,Lantern,(02) 6277 0100,senator.example@aph.gov.au\n'
        '"O\'Sample, Don",South Australia,Kite,(02) 6277 0101,senator.osample@aph.gov.au\n'
        '"Specimen, Sue",Victoria,Kite,(02) 6277 0102,senator.specimen@aph.gov.au\n',
        {
            "id": "{{ Senator | slug }}",
            "full_name": "Senator",
            "constituency": "State/Territory",
            "party": "Party",
            "email": "Email",
        },
        {"parliament": "au", "chamber": "senate"},
    ),
    "public whip": Shape(
        "people.csv",
        "id,name,party,constituency,gender,twitter,facebook_id,wikidata,email,house,left_house\n"
        "uk.org.publicwhip/person/90001,Ann Example,Labour,Sample North,female,@annex,1,Q0,ann.example.mp@parliament.uk,House of Commons,9999-12-31\n"
        "uk.org.publicwhip/person/90002,Bo Sample,Conservative,Sample South,male,,2,Q0,bo.sample.mp@parliament.uk,House of Commons,9999-12-31\n"
        "uk.org.publicwhip/person/90003,Lord Testley,Crossbench,,male,,3,Q0,,House of Lords,9999-12-31\n",
        {
            "id": "id",
            "chamber": "house",
            "full_name": "name",
            "gender": "gender",
            "constituency": "constituency",
            "party": "party",
            "email": "email",
        },
        {"parliament": "uk"},
    ),
    "german office, two parliaments": Shape(
        "ziele.csv",
        "Land;Kammer;Anrede;Name, Vorname;Adresse\n"
        "Vereinigtes Königreich;House of Lords;Lord;Testley of Sample, Bo;House of Lords, London SW1A 0PW\n"
        "Kanada;Senate;Frau;Example, Ann;The Senate of Canada, Ottawa ON K1A 0A4\n",
        {
            "id": "{{ row['Name, Vorname'] | slug }}",
            "parliament": "{{ {'Vereinigtes Königreich': 'uk', 'Kanada': 'ca'}.get(Land, Land) }}",
            "chamber": "Kammer",
            "title": "Anrede",
            "full_name": "Name, Vorname",
            "address": "Adresse",
        },
        {},
    ),
    "mail merge with greetings": Shape(
        "merge.csv",
        "Country,House,Prefix,First,Last,Suffix,Greeting,Street 1,Street 2,Town,Postcode\n"
        'United Kingdom,Commons,Ms,Ann,Example,,"Dear Ms Example,",House of Commons,,London,SW1A 0AA\n'
        'Canada,Senate,Hon.,Bo,Sample,,"Dear Senator Sample:",The Senate of Canada,,Ottawa,K1A 0A4\n'
        'Australia,Senate,Senator,Cy,Specimen,,"Dear Senator Specimen",Parliament House,,Canberra,2600\n',
        {
            "id": "{{ (First ~ '-' ~ Last) | slug }}",
            "parliament": "Country",
            "chamber": "House",
            "honorific": "Prefix",
            "given_name": "First",
            "family_name": "Last",
            "salutation": "Greeting",
            "address_1": "Street 1",
            "city": "Town",
            "postal_code": "Postcode",
            "country": "Country",
        },
        {},
    ),
    "french office, canada": Shape(
        "parlementaires.csv",
        "Nom complet,Fonction,Circonscription,Province,Parti,Courriel\n"
        '"L\'hon. Ann Exemple",Députée,Exemple-Nord,Québec,Bloc Québécois,ann.exemple@parl.gc.ca\n'
        '"Bo Témoin",Député,Exemple-Sud,Ontario,NPD,bo.temoin@parl.gc.ca\n'
        '"Cléa Modèle",Sénatrice,,Ontario,Indépendant,clea.modele@sen.parl.gc.ca\n',
        {
            "id": "{{ row['Nom complet'] | slug }}",
            "chamber": "{{ {'Députée': 'commons', 'Député': 'commons', 'Sénatrice': 'senate'}[Fonction] }}",
            "full_name": "Nom complet",
            "constituency": "Circonscription",
            "party": "Parti",
            "email": "Courriel",
        },
        {"parliament": "ca"},
    ),
}
SHAPES |= OTHERS
