"""The words of a document are those of the letter, whatever they are."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from tests import series
from tests.writers.docx.letters import A4, EVERYTHING, LETTER, letter, paragraph, written
from tests.writers.docx.reader import W, words, xml
from tests.writers.docx.trees import documents, line

from lettermerge.letter.document import Document, text

#: Without faces, which lack characters that a DOCX may hold.
BARE = replace(A4, embed="none")


@pytest.mark.slow
def test_the_words_are_those_of_the_letter() -> None:
    assert words(written(letter())) == text(letter())


@pytest.mark.slow
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


@pytest.mark.slow
@given(line)
def test_any_characters_are_printed_as_they_are(any_line: str) -> None:
    content = written(letter(body=(paragraph(any_line),), salutation=any_line), BARE)
    runs = [element.text or "" for element in xml(content).iter(W + "t")]
    assert not any_line or runs.count(any_line) >= 2


@pytest.mark.slow
@settings(
    max_examples=series.cases(200), suppress_health_check=[HealthCheck.too_slow], deadline=None
)
@given(documents)
def test_any_tree_is_a_document_that_opens_again_with_its_words(document: Document) -> None:
    content = written(document, BARE)
    assert words(content) == text(document)
    opened = docx.Document(BytesIO(content))
    assert opened.core_properties.title == document.title
    numbers = [int(found.get(W + "val", "0")) for found in xml(content).iter(W + "numId")]
    known = {
        int(found.get(W + "numId", "0"))
        for found in xml(content, "word/numbering.xml").iter(W + "num")
    }
    assert set(numbers) == known
