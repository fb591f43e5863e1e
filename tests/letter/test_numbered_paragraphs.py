"""Numbers of paragraphs go on across what is between them."""

from __future__ import annotations

from lettermerge.letter.document import Heading, ItemList, Paragraph, Quote, Rule, Text
from lettermerge.letter.numbered_paragraphs import numbered

A, B, C, D = (Paragraph((Text(name),)) for name in "ABCD")


def test_paragraphs_are_items_whose_numbers_go_on_across_other_blocks() -> None:
    heading, quote = Heading(1, (Text("Head"),)), Quote((D,))
    assert numbered((heading, A, B, quote, C, Rule(), D)) == (
        heading, ItemList(((A,), (B,)), 1, tight=False), quote,
        ItemList(((C,),), 3, tight=False), Rule(), ItemList(((D,),), 4, tight=False),
    )  # fmt: skip


def test_a_body_without_paragraphs_stays_as_it_is() -> None:
    assert numbered((Rule(), Quote((A,)))) == (Rule(), Quote((A,)))
    assert numbered(()) == ()
