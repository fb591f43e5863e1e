"""A letter is left with signs that a face has; words of other scripts stay as they are."""

from __future__ import annotations

from lettermerge.importing.source_letter import Run, SourceLetter, SourceParagraph, SourceTable
from lettermerge.importing.unprintable_characters import fallback_for, without_missing_signs


def _shown(text: str, *, plain: bool = False) -> tuple[str, list[str]]:
    paragraph = SourceParagraph((Run(text),), "here")
    table = SourceTable((((paragraph,),),), "table 1")
    letter, gone = without_missing_signs(SourceLetter("l.docx", (table,), plain=plain))
    (changed,) = letter.body
    assert isinstance(changed, SourceTable)
    (cell,) = changed.rows[0][0]
    assert isinstance(cell, SourceParagraph)
    return cell.text, [one.words for one in gone]


def test_signs_in_no_face_are_told_and_gone() -> None:
    assert _shown("\u260e 555 \u2709 a@b.org") == (" 555  a@b.org", ["\u260e\u2709"])


def test_a_sign_that_says_as_much_takes_the_place_of_another() -> None:
    assert _shown("\u2612 yes") == ("☑ yes", [])


def test_words_of_other_scripts_stay() -> None:
    assert _shown("東京 نكتب")[0] == "東京 نكتب"


def test_a_letter_without_a_theme_has_two_faces() -> None:
    assert _shown("✗ no", plain=True) == (" no", ["✗"])
    assert _shown("✗ no") == ("✗ no", [])


def test_a_face_is_named_for_signs_that_the_usual_ones_lack() -> None:
    assert fallback_for("☐ yes", "Times New Roman") == "Source Sans 3"
    assert fallback_for("yes", "Times New Roman") == ""
    assert fallback_for("☐ yes", "Source Serif 4") == ""
