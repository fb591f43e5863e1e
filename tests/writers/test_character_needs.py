"""What a letter's characters ask for is read from all that is printed of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lettermerge.config.theme import Theme
from lettermerge.layout.page_style import page_style
from lettermerge.letter import document as tree
from lettermerge.writers.character_needs import character_reader
from lettermerge.writers.font_subset_classes import classes_of
from lettermerge.writers.missing_characters import missing_characters, printed_texts

STYLE = page_style(Theme(), "a4")
PLAIN = tree.Document(
    language="en",
    title="A letter",
    author="The Sample Society",
    date="2026-03-04",
    running_head="A member",
    page_label="Page {page} of {pages}",
    letterhead=tree.Letterhead("The Sample Society", ("1 Specimen Street",)),
    date_line="4 March 2026",
    address_block=("A member", "Testville"),
    subject="On samples",
    salutation="Dear member,",
    body=(tree.Paragraph((tree.Text("A sample."),)),),
    close="Yours faithfully,",
    signatures=(tree.Signature("Petra Placeholder", "Secretary", "The Society"),),
    after=(tree.Labelled("Enclosures", ("A sample",)),),
    note=(tree.Paragraph((tree.Text("A note."),)),),
    return_line="1 Specimen Street",
    references="Our reference: 1",
)


def marked(sign: str) -> list[tree.Document]:
    """Return letters that hold a sign once each, in each place where something is printed."""
    words = (tree.Paragraph((tree.Text(sign),)),)
    texts = ("running_head", "page_label", "date_line", "subject", "salutation", "close",
             "return_line", "references")  # fmt: skip
    person = PLAIN.signatures[0]
    return [
        *(replace(PLAIN, **{name: sign}) for name in texts),  # type: ignore[arg-type]
        replace(PLAIN, letterhead=replace(PLAIN.letterhead, name=sign)),
        replace(PLAIN, letterhead=replace(PLAIN.letterhead, lines=(sign,))),
        replace(PLAIN, address_block=("A member", sign)),
        replace(PLAIN, body=(*PLAIN.body, tree.Quote(words))),
        replace(PLAIN, note=words),
        replace(PLAIN, signatures=(replace(person, name=sign),)),
        replace(PLAIN, signatures=(replace(person, role=sign),)),
        replace(PLAIN, signatures=(replace(person, organisation=sign),)),
        replace(PLAIN, after=(tree.Labelled(sign, ("A sample",)),)),
        replace(PLAIN, after=(tree.Labelled("Enclosures", (sign,)),)),
    ]


@pytest.mark.parametrize(
    ("sign", "sound", "alone"), [("ж", True, True), ("א", True, False), ("中", False, False)]
)
def test_a_sign_is_found_wherever_it_is_printed(sign: str, sound: bool, alone: bool) -> None:
    reader = character_reader(STYLE.families)
    for letter in marked(sign):
        needs = reader.read(letter)
        texts = "".join(text for _, text in printed_texts(letter))
        assert needs.classes == classes_of(texts) != frozenset()
        assert (needs.sound, needs.alone) == (sound, alone)
        assert needs.sound == (not dict(missing_characters(letter, STYLE.families)))


def test_a_plain_letter_asks_for_nothing_more() -> None:
    needs = character_reader(STYLE.families).read(PLAIN)
    assert needs == (frozenset(), True, True)
