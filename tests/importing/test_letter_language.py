"""The language of a letter is told by its short words, and set where it is not the usual one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from lettermerge.app.setup.letter_import import import_into
from lettermerge.app.setup.new_project import make_new_project
from lettermerge.config.settings import load_settings
from lettermerge.importing.letter_language import language_of_text

TEXTS = {
    "en": "We write to you about the rivers of the south, which are in danger, and ask for an "
    "answer.",
    "fr": "Nous vous écrivons au sujet des rivières du sud, qui sont en danger, et demandons une "
    "réponse.",
    "de": "Wir schreiben Ihnen über die Flüsse im Süden, die in Gefahr sind, und bitten um eine "
    "Antwort, auf die wir mit der Bevölkerung des Landes warten.",
    "nl": "Wij schrijven u over de rivieren in het zuiden, die in gevaar zijn, en vragen om een "
    "antwoord.",
    "pl": "Piszemy do Państwa o rzekach na południu, które są w niebezpieczeństwie, i prosimy o "
    "to, by nie czekać, bo czas jest z nami i na to się nie zgadzamy.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_says_its_language(language: str) -> None:
    assert language_of_text(TEXTS[language]) == language


def test_few_words_and_mixed_ones_say_none() -> None:
    assert language_of_text("Dear all, yours") == ""
    assert language_of_text(f"{TEXTS['en']} {TEXTS['fr']}") == ""
    assert language_of_text("") == ""


def test_a_project_is_in_the_language_of_its_letter_and_a_second_one_joins_it(
    tmp_path: Path,
) -> None:
    for tag in ("fr", "en"):
        text = f"Objet : essai\n\n{TEXTS[tag]}\n\nÀ vous\n"
        (tmp_path / f"L {tag}.txt").write_text(text, encoding="utf-8")
    project = tmp_path / "p"
    make_new_project(project, datetime.date(2026, 1, 15), letter=tmp_path / "L fr.txt")
    assert load_settings(project).letter.language == "fr"
    assert import_into(project, tmp_path / "L en.txt").template == "letters/l.en.md"
    report = import_into(project, tmp_path / "L en.txt", "other.en")
    assert any("import it with --name l.en" in one for one in report.settings)


def test_a_short_letter_says_its_language_where_no_other_has_half_as_many_words() -> None:
    short = "Der Bericht sagt: Die Presse ist frei und bleibt es auch. Wir bitten um eine Antwort."
    assert language_of_text(short) == "de"
    assert language_of_text("Der Bericht ist da.") == ""
