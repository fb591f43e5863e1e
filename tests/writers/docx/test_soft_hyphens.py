"""A DOCX divides words where the pages may, and says the same words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.writers.docx.letters import A4, EVERYTHING, letter, paragraph, written
from tests.writers.docx.reader import W, words, xml

from lettermerge.letter import document as tree
from lettermerge.writers.docx.soft_hyphens import hyphenated

STYLE = replace(A4, hyphenated=True, justified=True)
SOFT = "\u00ad"


@pytest.mark.slow
def test_the_words_are_the_same_without_soft_hyphens() -> None:
    document = letter(body=(*EVERYTHING, paragraph("The parliament of the government answers.")))
    found = words(written(document, STYLE))
    assert SOFT in found
    assert found.replace(SOFT, "") == tree.text(document)
    assert SOFT not in words(written(document, A4))


def test_headings_tables_and_links_are_left_alone() -> None:
    text = (tree.Text("parliament"),)
    for block in (
        tree.Heading(1, text),
        tree.Table((text,), ((text,),), ("left",)),
        tree.Paragraph((tree.Link(text, "https://example.org"),)),
    ):
        assert hyphenated(block, "en-GB") == block
    inside = tree.Quote((tree.ItemList(((tree.Paragraph((tree.Strong(text),)),),)),))
    assert f"par{SOFT}lia{SOFT}ment" in tree.text(letter(body=(hyphenated(inside, "en-GB"),)))


def test_the_paragraphs_of_the_body_are_justified_by_their_styles() -> None:
    styles = {
        one.get(W + "styleId", ""): "".join(jc.get(W + "val", "") for jc in one.iter(W + "jc"))
        for one in xml(written(letter(), STYLE), "word/styles.xml").iter(W + "style")
    }
    assert {styles[name] for name in ("BodyText", "Quote", "ListBullet", "SenderNote")} == {"both"}
    assert styles["AddressBlock"] == styles["Salutation"] == ""
