"""Test that the plain text of a letter has all of its words, in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.writers.specimens import letter, paragraph

from lettermerge.letter.document import Heading, ItemList, Labelled, Quote, Rule, Table, Text, text
from lettermerge.preview.server.project_session import Session
from lettermerge.preview.text_view import Passage, passages

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.slow
@pytest.mark.parametrize("key", ["uk-commons-speaker", "eu-body"])
def test_the_words_are_those_of_the_letter(key: str) -> None:
    session = Session(ROOT)
    opened = session.open()
    row = opened.index.rows[key]
    document = session.render(opened.project, row).document  # type: ignore[arg-type]
    assert document is not None
    marks = {f"{number}." for number in range(1, 10)}
    shown = " ".join(one.text for one in passages(document)).split()
    assert [word for word in shown if word not in marks] == [
        word for word in text(document).split() if word not in marks
    ]


def test_each_kind_of_block_is_told_apart() -> None:
    body = (
        Heading(1, (Text("Head"),)),
        ItemList(((paragraph("one"), paragraph("more")), (ItemList(((paragraph("in"),),)),)), 3),
        Quote((paragraph("said"),)),
        Table(((Text("a"),), (Text("b"),)), (((Text("c"),), (Text("d"),)),), ("left", "left")),
        Rule(),
    )
    document = letter(body=body, after=(Labelled("Enclosures", ("x", "y")),))
    shown = list(passages(document))
    start = next(place for place, one in enumerate(shown) if one.kind == "heading")
    assert shown[start : start + 8] == [
        Passage("heading", 0, "Head"),
        Passage("paragraph", 1, "3. one"),
        Passage("paragraph", 1, "more"),
        Passage("paragraph", 2, "4. • in"),
        Passage("paragraph", 1, "said"),
        Passage("row", 0, "a\tb"),
        Passage("row", 0, "c\td"),
        Passage("break", 0, ""),
    ]
    assert Passage("after", 0, "Enclosures\nx\ny") in shown
