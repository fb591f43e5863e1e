"""Frames are text boxes; what a revision or a drop capital joins is one paragraph."""

from __future__ import annotations

from tests.importing import word_letters as word

from lettermerge.importing.source_letter import SourceParagraph, TextBox, paragraphs
from lettermerge.importing.word_reader import read_docx

_FRAME = (
    '<w:pPr><w:framePr w:w="4000" w:hAnchor="page" w:vAnchor="page" w:x="{}" w:y="900"/></w:pPr>'
)


def _body(*paragraph: str) -> tuple[SourceParagraph, ...]:
    document = word.new()
    for one in paragraph:
        word.markup(document.add_paragraph(), one)
    found = read_docx(word.saved(document), "letter.docx").body
    return tuple(one for one in found if isinstance(one, SourceParagraph))


def test_neighbours_of_one_frame_are_a_text_box_at_its_place() -> None:
    first, second = _FRAME.format(6800), _FRAME.format(1000)
    one, other, rest = _body(
        first + word.run("Example Alliance"), first + word.run("12 High Street"),
        second + word.run("Apart"), word.run("Dear Members,"),
    )  # fmt: skip
    (box,) = one.pieces
    assert isinstance(box, TextBox)
    assert [line.text for line in paragraphs(box.blocks)] == ["Example Alliance", "12 High Street"]
    assert (round(box.box.left), round(box.box.top), box.box.across) == (120, 16, "page")
    assert isinstance(other.pieces[0], TextBox)
    assert rest.text == "Dear Members,"


def test_a_deleted_mark_joins_a_paragraph_to_the_next() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
    assert [one.text for one in _body(gone + word.run("We "), word.run("ask."), gone)] == [
        "We ask.",
        "",
    ]


def test_a_drop_capital_is_of_the_paragraph_after_it() -> None:
    drop = '<w:pPr><w:framePr w:dropCap="drop" w:lines="2"/></w:pPr>'
    assert [one.text for one in _body(drop + word.run("W"), word.run("e ask."))] == ["We ask."]
