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
