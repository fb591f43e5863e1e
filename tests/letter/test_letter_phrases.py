"""Lines of a letter's frame are told by their words, in several languages; others are not."""

from __future__ import annotations

import datetime

import pytest

from lettermerge.letter import letter_phrases as phrases


@pytest.mark.parametrize(
    "line",
    [
        "Dear Senator Doe:",
        "Dear Members,",
        "To whom it may concern",
        "Madame, Monsieur,",
        "Monsieur le Président,",
        "Sehr geehrte Frau Doe,",
        "Estimada señora Doe:",
        "Sir or Madam,",
        "Your Excellency,",
        "The Honorable Jane Doe:",
        "Egregio Presidente,",
    ],
)
def test_salutations(line: str) -> None:
    assert phrases.is_salutation(line)


@pytest.mark.parametrize(
    "line",
    [
        "We hold dear what is right.",
        "A dear friend",
        "Madagascar is far",
        "The report is out",
        "Dear " + "x" * 200,
    ],
)
def test_other_lines_are_no_salutations(line: str) -> None:
    assert not phrases.is_salutation(line)


@pytest.mark.parametrize(
    "line",
    [
        "Yours faithfully,",
        "Yours sincerely",
        "Sincerely,",
        "Respectfully yours,",
        "Kind regards,",
        "With best wishes,",
        "In solidarity,",
        "Mit freundlichen Grüßen",
        "Cordialement,",
        "Veuillez agréer, Madame, Monsieur, l’expression de nos sentiments distingués.",
        "Je vous prie d’agréer, Monsieur le Président, l’expression de ma haute considération.",
        "Herzliche Grüße",
        "Mit freundlichem Gruß",
        "Reciba un cordial saludo,",
        "Con i migliori saluti",
        "Com os nossos cumprimentos,",
        "Met vriendelijke groeten,",
        "Respectueusement,",
    ],
)
def test_closes(line: str) -> None:
    assert phrases.is_close(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sincerely held beliefs are at stake in every country of the world.",
        "We regard this as wrong",
        "Yours is a great country",
    ],
)
def test_other_lines_are_no_closes(line: str) -> None:
    assert not phrases.is_close(line)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("20 July 2023", (2023, 7, 20)),
        ("July 20, 2023", (2023, 7, 20)),
        ("2023-07-20", (2023, 7, 20)),
        ("Bruxelles, le 1er août 2023", (2023, 8, 1)),
        ("Berlin, den 3. März 2024", (2024, 3, 3)),
        ("Date: 5th of May 2022", (2022, 5, 5)),
        ("31/12/2023", (2023, 12, 31)),
        ("12/31/2023", (2023, 12, 31)),
    ],
)
def test_dates(line: str, date: tuple[int, int, int]) -> None:
    assert phrases.date_of(line) == datetime.date(*date)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Geneva, 2 December 2026", "Geneva"),
        ("Genève, le 2 décembre 2026", "Genève"),
        ("Ottawa, le mercredi 2 décembre 2026", "Ottawa"),
        ("Frankfurt am Main, den 2. Dezember 2026", "Frankfurt am Main"),
        ("København, den 2. december 2026", "København"),
        ("Rio de Janeiro, sexta-feira, 2 de dezembro de 2026", "Rio de Janeiro"),
        ("L’Aquila, il 2 dicembre 2026", "L’Aquila"),
        ("Washington, D.C., December 2, 2026", "Washington, D.C."),
        ("Our ref: 12\tThe Hague, 2 December 2026", "The Hague"),
        ("2 December 2026", ""),
        ("Le 2 décembre 2026", ""),
        ("Friday, the 4th of December 2026", ""),
        ("Date: 2 December 2026", ""),
        ("By Courier, 2 December 2026", ""),
        ("We met on Tuesday, 2 December 2026", ""),
        ("Room 12, 2 December 2026", ""),
        ("{{ place }}, 2 December 2026", ""),
        *(
            (f"{who}, 2 December 2026", "")
            for who in (
                "Ms Jane Doe",
                "Dr. Jane Doe",
                "J. Doe",
                "J. R. Doe",
                "Hon. Jane Doe",
                "Prime Minister",
                "Director",
                "Mme Jane Doe",
                "Frau Jane Doe",
                "Signed: Jane Doe",
            )
        ),
        *(
            (f"{where}, 2 December 2026", where)
            for where in (
                "St. Gallen",
                "Drammen",
                "Honiara",
                "Lordsburg",
                "Mristan",
                "Jakarta, Indonesia",
                "Praha",
                "Sirmione",
                "Washington D.C.",
                "Msida",
                "Port Louis",
            )
        ),
    ],
)
def test_a_place_before_the_date_is_no_weekday_no_person_and_no_other_words(
    line: str, place: str
) -> None:
    assert phrases.place_of(line) == place


@pytest.mark.parametrize(
    "line",
    [
        "31 June 2023",
        "on 20 July 2023 the court ruled that the party is dissolved",
        "Room 2023",
        "1 Example Street",
    ],
)
def test_other_lines_are_no_dates(line: str) -> None:
    assert phrases.date_of(line) is None


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Re: Prisoners", "Prisoners"),
        ("RE:\tVote", "Vote"),
        ("Objet : Élections", "Élections"),
        ("Subject: One: two", "One: two"),
        ("Regarding this", None),
        ("Re-election", None),
    ],
)
def test_subjects(line: str, subject: str | None) -> None:
    assert phrases.subject_of(line) == subject


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Encl.: List", "List"),
        ("Enclosures", ""),
        ("Enclosures (2): A, B", "A, B"),
        ("Pièces jointes : Rapport", "Rapport"),
        ("Enclosed is a list", None),
        ("P.j. Résumé des cas (2 pages) ; Avis médical", "Résumé des cas (2 pages) ; Avis médical"),
        ("P.J. Résumé des cas", "Résumé des cas"),
        ("PJ 2 documents", "2 documents"),
        ("P. J. : Avis", "Avis"),
        ("P.J. Harvey", None),
        ("PJ Testwright, Director", None),
        ("Annexes : Résumé ; Avis", "Résumé ; Avis"),
        ("Annexe Rapport annuel", "Rapport annuel"),
        ("Annexe 1 - Rapport", None),
        ("Ci-joint : Rapport", "Rapport"),
        ("Pièces annexes Rapport", "Rapport"),
        ("Anlagen 2 Gutachten", "2 Gutachten"),
        ("Beilage: Gutachten", "Gutachten"),
        ("Allegati Relazione", "Relazione"),
        ("Bilagor: Rapport", "Rapport"),
        ("Bilag Rapport", "Rapport"),
        ("Adjuntos: Informe", "Informe"),
        ("Załączniki: Raport", "Raport"),
        ("Přílohy: Zpráva", "Zpráva"),
        ("Liitteet", ""),
        ("Attachments Report of May", "Report of May"),
        ("Attachments are welcome", None),
        ("Annexes are below", None),
    ],
)
def test_enclosures(line: str, rest: str | None) -> None:
    assert phrases.enclosures_of(line) == rest


@pytest.mark.parametrize(
    ("line", "rest"),
    [("cc: The Press", "The Press"), ("c.c. A", "A"), ("Copie à : B", "B"), ("ccTLD", None)],
)
def test_copies(line: str, rest: str | None) -> None:
    assert phrases.copies_of(line) == rest


def test_labels_of_a_memo_and_of_copies() -> None:
    assert phrases.named_sender("From: the Network") == "the Network"
    assert phrases.named_sender("From all of us") is None
    assert phrases.is_blind_copy("bcc: Ms Doe")
    assert not phrases.is_blind_copy("cc: Ms Doe")
    assert phrases.is_initials("JR/ab")
    assert not phrases.is_initials("AND/or so")


@pytest.mark.parametrize("line", ["Warszawa, 20 lipca 2023 r.", "20 augustus 2023", "4 maj 2023"])
def test_dates_of_more_languages(line: str) -> None:
    assert phrases.is_date_line(line)


@pytest.mark.parametrize("line", ["nachrichtlich: Presse", "p.c. Presse", "Verteiler: Presse"])
def test_copies_of_more_languages(line: str) -> None:
    assert phrases.copies_of(line) == "Presse"


@pytest.mark.parametrize(
    ("salutation", "close", "subject"),
    [
        ("Αξιότιμε κύριε βουλευτά,", "Με εκτίμηση,", "Θέμα: Νερό"),
        ("Għażiż Membru,", "Dejjem tiegħek,", "Suġġett: Ilma"),
        ("Tēnā koe, Minister", "Nāku noa, nā", "Kaupapa: Wai"),
        ("A Theachta, a chara,", "Is mise le meas,", "Ábhar: Uisce"),
        ("Vážená paní poslankyně,", "S úctou", "Věc: Voda"),
        ("Tisztelt Képviselő Úr!", "Tisztelettel:", "Tárgy: Víz"),
        ("Stimată doamnă deputat,", "Cu stimă,", "Obiect: Apa"),
        ("Poštovani,", "S poštovanjem,", "Predmet: Voda"),
        ("Arvoisa edustaja,", "Kunnioittavasti", "Asia: Vesi"),
    ],
)
def test_the_frame_of_a_letter_in_other_languages(
    salutation: str, close: str, subject: str
) -> None:
    assert phrases.is_salutation(salutation)
    assert phrases.is_close(close)
    assert phrases.subject_of(subject) == subject.partition(": ")[2]
    for line in (salutation, close):
        assert phrases.subject_of(line) is None
        assert phrases.date_of(line) is None


@pytest.mark.parametrize(
    "line",
    ["3 Μαΐου 2026", "3 ta’ Mejju 2026", "3. května 2026", "3 mai 2026", "3. toukokuuta 2026",
     "3. svibnja 2026", "3. maja 2026", "3 Bealtaine 2026", "3 май 2026"],
)  # fmt: skip
def test_dates_in_other_languages(line: str) -> None:
    assert phrases.date_of(line) == datetime.date(2026, 5, 3)


def test_every_language_has_all_its_kinds_and_twelve_months_or_none() -> None:
    for tag, own in phrases._OTHERS.items():
        assert {"salutations", "closes", "subjects"} <= set(own), tag
        assert len(own.get("months", "").split()) in (0, 12), tag
