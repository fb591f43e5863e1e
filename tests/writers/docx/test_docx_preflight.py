"""What a DOCX cannot hold fails its own letter, by name, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.writers.docx.letters import A4, MARK, SVG, letter, paragraph
from tests.writers.docx.reader import parts

from lettermerge.diagnostics import Failure
from lettermerge.letter import document as tree
from lettermerge.writers.docx import write
from lettermerge.writers.writer_interface import Written

BROKEN = tree.Asset("broken.png", "image/png", MARK.content[:20])
REACHING = tree.Asset(
    "reaching.svg", "image/svg+xml", SVG.replace(b"</svg>", b'<image href="file:///x.png"/></svg>')
)


def _fault(**changes: object) -> tuple[str, str]:
    before, bad, after = write([letter(), letter(**changes), letter()], A4)
    assert isinstance(before, Written)
    assert before == after
    assert isinstance(bad, Failure)
    assert all(one.hint for one in bad.diagnostics)
    return bad.diagnostics[0].code, bad.diagnostics[0].message


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title", "file's properties"), ("running_head", "running head"),
        ("date_line", "date line"), ("subject", "subject"), ("salutation", "salutation"),
        ("close", "close"),
    ],
)  # fmt: skip
def test_a_character_that_xml_has_not_is_named_with_its_place(field: str, place: str) -> None:
    code, message = _fault(**{field: "ab\x0bc"})
    assert code == "docx.illegal-character"
    assert "U+000B" in message
    assert place in message


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\ufffe", "\uffff"], ids=ascii)
def test_no_character_raises(character: str) -> None:
    for changes in (
        {"body": (paragraph(character),)},
        {"note": (tree.Image(MARK, "x" + character),)},
        {"address_block": ("a", character)},
        {"after": (tree.Labelled("a", (character,)),)},
        {"signatures": (tree.Signature("a", "b", character),)},
        {"letterhead": replace(letter().letterhead, lines=(character,))},
    ):
        code, message = _fault(**changes)
        assert code == "docx.illegal-character"
        assert f"U+{ord(character):04X}" in message


@pytest.mark.slow
def test_an_image_that_cannot_be_carried_is_named() -> None:
    for asset in (BROKEN, REACHING, replace(MARK, media_type="image/webp")):
        code, message = _fault(body=(tree.Image(asset, "A picture"),))
        assert code == "docx.image"
        assert asset.name in message


def test_an_image_without_alternative_text_is_named() -> None:
    inside = tree.ItemList(((tree.Quote((tree.Image(MARK, " "),)),),))
    assert _fault(body=(inside,)) == (
        "docx.missing-alt", "the image mark.png has no alternative text"
    )  # fmt: skip


def test_an_address_is_a_uri_whatever_is_in_it() -> None:
    link = tree.Link((), "https://example.org/ä b\ud800\x00")
    (result,) = write([letter(body=(tree.Paragraph((link,)),))], A4)
    assert isinstance(result, Written)
    relationships = parts(result.content)["word/_rels/document.xml.rels"]
    assert b'Target="https://example.org/%C3%A4%20b?%00"' in relationships


def test_unfit_dates_and_page_labels_are_named() -> None:
    assert _fault(date="20 July 2023")[0] == "docx.date"
    for label in ("{page!r}", "{other}", "{", "{page:>3}"):
        assert _fault(page_label=label)[0] == "docx.page-label"
