"""The words of a document are those of the letter, whatever they are."""

from __future__ import annotations

from dataclasses import replace

from tests.writers.docx.letters import EVERYTHING, LETTER, letter, written
from tests.writers.docx.reader import words

from lettermerge.letter.document import text


def test_the_words_are_those_of_the_letter() -> None:
    assert words(written(letter())) == text(letter())


def test_the_words_of_every_kind_of_block_are_there_in_their_order() -> None:
    everything = letter(body=EVERYTHING, note=EVERYTHING)
    assert words(written(everything, LETTER)) == text(everything)


def test_a_letter_of_nothing_has_no_words() -> None:
    bare = letter(
        address_block=(), date_line="", subject="", salutation="", body=(), close="",
        signatures=(), after=(), note=(),
        letterhead=replace(letter().letterhead, name="", lines=(), tagline=""),
    )  # fmt: skip
    assert words(written(bare)) == text(bare) == ""
