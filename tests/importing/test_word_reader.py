"""Words of every part are read once; what is deleted, hidden or shown by a field is not."""

from __future__ import annotations

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from tests.importing import word_letters as word

from lettermerge.errors import UsageError
from lettermerge.importing import word_package, word_reader
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.source_letter import (
    FieldCode,
    Run,
    SourceParagraph,
    SourceTable,
    TextBox,
    paragraphs,
)
from lettermerge.importing.typed_placeholders import PlaceholderFinder
from lettermerge.importing.word_reader import read_docx

_RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_BOX = """<w:r><mc:AlternateContent
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml">
<mc:Choice Requires="wps"><w:drawing><wp:anchor>
<wp:positionH relativeFrom="page"><wp:posOffset>720000</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>360000</wp:posOffset></wp:positionV>
<wp:extent cx="1800000" cy="360000"/><a:graphic><a:graphicData><wps:wsp><wps:txbx>
<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>
</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>
</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def texts(document: object) -> list[str]:
    letter = read_docx(word.saved(document), "letter.docx")
    return [one.text for one in paragraphs(letter.body) if one.text]


def fields(document: object) -> list[str]:
    letter = read_docx(word.saved(document), "letter.docx")
    return [
        piece.text
        for one in paragraphs(letter.body)
        for piece in one.pieces
        if isinstance(piece, FieldCode)
    ]


def test_a_field_is_its_instruction_in_every_shape_and_never_what_it_showed() -> None:
    document = word.new()
    paragraph = document.add_paragraph()
    word.markup(paragraph, word.field(" MERGEFIELD First_Name ", "Zebulon"))
    word.markup(paragraph, word.simple(" MERGEFIELD Last_Name ", "Quagmire"))
    word.markup(paragraph, word.field('IF {MERGEFIELD Sex} = "M" "Sir" "Madam"', "Sir"))
    found = fields(document)
    assert found == [
        "MERGEFIELD First_Name",
        "MERGEFIELD Last_Name",
        'IF {MERGEFIELD Sex} = "M" "Sir" "Madam"',
    ]
    assert not any("Zebulon" in one or "Quagmire" in one for one in texts(document))


def test_an_instruction_over_several_runs_and_paragraphs_is_one() -> None:
    document = word.new()
    first = document.add_paragraph("Before ")
    word.markup(first, word.mark("begin") + word.run(" MERGE", "instrText"))
    word.markup(first, word.run("FIELD Na", "instrText") + word.run("me ", "instrText"))
    word.markup(first, word.mark("separate") + word.run("Zebulon"))
    second = document.add_paragraph("still shown")
    word.markup(second, word.mark("end") + word.run(" after"))
    assert texts(document) == ["Before «MERGEFIELD Name» after"]


def test_the_words_of_a_field_that_never_ends_are_kept() -> None:
    document = word.new()
    first = document.add_paragraph()
    word.markup(first, word.mark("begin") + word.run("PAGE", "instrText") + word.mark("separate"))
    word.markup(first, word.run("all the rest"))
    document.add_paragraph("and more")
    assert "all the rest" in " ".join(texts(document))
    assert "and more" in " ".join(texts(document))


def test_deleted_words_stay_out_and_inserted_ones_come_in() -> None:
    document = word.new()
    paragraph = document.add_paragraph("We ")
    word.markup(paragraph, f'<w:del w:id="1" w:author="x">{word.run("hate", "delText")}</w:del>')
    word.markup(paragraph, f'<w:ins w:id="2" w:author="x">{word.run("like")}</w:ins>')
    word.markup(paragraph, word.run(" it."))
    assert texts(document) == ["We like it."]


def test_comments_and_hidden_words_are_reported() -> None:
    document = word.new()
    paragraph = document.add_paragraph("Shown ")
    word.markup(paragraph, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>")
    document.add_comment(paragraph.runs, text="Check this", author="x", initials="x")
    letter = read_docx(word.saved(document), "letter.docx")
    assert [one.text for one in paragraphs(letter.body)] == ["Shown "]
    assert {(one.place, one.words) for one in letter.omissions} == {
        ("body paragraph 1", "secret"),
        ("comment 1", "Check this"),
    }


def test_the_line_below_a_link_is_no_emphasis() -> None:
    document = word.new()
    line = '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>{}</w:t></w:r>'
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText>HYPERLINK "https://example.org/b"</w:instrText></w:r>'
    shown = mark.format("begin") + code + mark.format("separate") + line.format("field")
    paragraph = document.add_paragraph()
    target = document.part.relate_to("https://example.org/a", RELATIONSHIP.HYPERLINK, True)
    linked = word.element(
        f"<w:hyperlink {_RELATIONS} r:id='{target}'>{line.format('link')}</w:hyperlink>"
    )
    paragraph._p.append(linked)
    word.markup(paragraph, shown + mark.format("end") + line.format("typed"))
    letter = read_docx(word.saved(document), "letter.docx")
    runs = [one for p in paragraphs(letter.body) for one in p.pieces if isinstance(one, Run)]
    assert [(one.text, one.link[-2:], one.look.italic) for one in runs] == [
        ("link", "/a", False),
        ("field", "/b", False),
        ("typed", "", True),
    ]


def test_words_that_are_struck_out_are_reported_and_raised_digits_are_signs() -> None:
    document = word.new()
    paragraph = document.add_paragraph("CO")
    word.markup(
        paragraph,
        '<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r>'
        '<w:r><w:t> in 5 km</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        "<w:t>2</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>maybe</w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>!</w:t></w:r>',
    )
    letter = read_docx(word.saved(document), "letter.docx")
    assert [one.text for one in paragraphs(letter.body)] == ["CO₂ in 5 km²!"]
    assert [(one.words, one.reason) for one in letter.omissions] == [("maybe", "it is struck out")]


def test_a_text_box_is_read_once_with_its_place_on_the_page() -> None:
    document = word.new()
    word.markup(document.add_paragraph("Beside"), _BOX)
    letter = read_docx(word.saved(document), "letter.docx")
    (first, *_) = letter.body
    assert isinstance(first, SourceParagraph)
    (box,) = [one for one in first.pieces if isinstance(one, TextBox)]
    assert [one.text for one in paragraphs(box.blocks)] == ["In a box"]
    assert (box.box.left, box.box.top, box.box.width) == (20.0, 10.0, 50.0)
    assert (box.box.across, box.box.down) == ("page", "page")


def test_headers_are_read_by_the_pages_that_show_them() -> None:
    document = word.new()
    section = document.sections[0]
    section.header.paragraphs[0].text = "On later pages"
    section.first_page_header.paragraphs[0].text = "On the first page"
    section.footer.paragraphs[0].text = "At the foot"
    shown = read_docx(word.saved(document), "letter.docx")
    kinds = {story.kind for story in shown.stories}
    assert "first-page header" not in kinds  # the section has no title page
    assert [one.words for one in shown.omissions] == ["On the first page"]
    section.different_first_page_header_footer = True
    both = read_docx(word.saved(document), "letter.docx")
    assert {"header", "first-page header", "footer"} <= {story.kind for story in both.stories}


@pytest.mark.slow
def test_lists_headings_and_tables_are_told_by_style_and_numbering() -> None:
    document = word.new()
    document.add_heading("Background", 2)
    document.add_paragraph("first", style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    heading, item, found, *_ = read_docx(word.saved(document), "letter.docx").body
    assert isinstance(heading, SourceParagraph)
    assert heading.heading == 2
    assert isinstance(item, SourceParagraph)
    assert item.item is not None
    assert item.item.ordered
    assert isinstance(found, SourceTable)
    assert [one.text for one in paragraphs((found,))] == ["left", "right"]


@pytest.mark.slow
def test_what_leads_out_of_the_file_is_told_and_left_behind() -> None:
    document = word.new()
    document.add_paragraph("Dear all")
    document.part.relate_to(
        "file:///D:/lists/somebody.xlsx",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/mailMergeSource",
        is_external=True,
    )
    letter = read_docx(word.saved(document), "letter.docx")
    (told,) = letter.omissions
    assert "mailMergeSource" in told.reason
    assert "somebody" not in repr(letter)


def test_a_note_without_a_mark_and_a_mark_of_its_own_are_told() -> None:
    document = word.new()
    word.markup(
        document.add_paragraph("Claim"),
        '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>',
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p>{word.run(text)}</w:p></w:footnote>'
        for number, text in ((2, "Said."), (3, "Unsaid."))
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f"<w:footnotes {word.W}>{notes}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP.FOOTNOTES)
    letter = read_docx(word.saved(document), "letter.docx")
    assert [one.text for note in letter.notes for one in paragraphs(note)] == ["Said."]
    assert [one.words for one in letter.omissions] == ["*", "Unsaid."]
    assert [one.text for one in paragraphs(letter.body)] == ["Claim"]


def test_an_equation_is_set_in_one_line_and_told() -> None:
    document = word.new()
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>n</m:t></m:r></m:den></m:f>"
    word.markup(document.add_paragraph("p = "), f"<m:oMath {m}>{half}</m:oMath>")
    letter = read_docx(word.saved(document), "letter.docx")
    assert [one.text for one in paragraphs(letter.body)] == ["p = 1/n"]
    assert [one.words for one in letter.omissions] == ["1/n"]


def test_a_link_to_a_field_prints_the_field_and_not_what_it_showed() -> None:
    document = word.new()
    paragraph = document.add_paragraph("Write to ")
    word.markup(paragraph, word.field('HYPERLINK "mailto:{MERGEFIELD Mail}"', "zebulon@x.org"))
    assert texts(document) == ["Write to «MERGEFIELD Mail»"]


def test_more_paragraphs_or_tags_than_a_letter_has_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = word.new()
    for _ in range(3):
        document.add_paragraph("x")
    data = word.saved(document)
    monkeypatch.setattr(word_reader, "MOST_PARAGRAPHS", 2)
    with pytest.raises(UsageError, match="more than 2 paragraphs"):
        read_docx(data, "letter.docx")
    monkeypatch.setattr(word_package, "MOST_TAGS", 10)
    with pytest.raises(UsageError, match="larger than a letter"):
        read_docx(data, "letter.docx")


def test_a_position_tab_says_where_it_leads_beside_placeholders_too() -> None:
    document = word.new()
    paragraph = document.add_paragraph("Left")
    tab = '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'
    word.markup(paragraph, tab + word.run("«Family_Name»"))
    letter = read_docx(word.saved(document), "l.docx")
    for blocks in (letter.body, PlaceholderFinder(FieldNames()).blocks(letter.body)):
        (found,) = paragraphs(blocks)
        assert [one.tab for one in found.pieces if isinstance(one, Run) and one.tab] == ["right"]
    assert any(isinstance(one, FieldCode) for one in found.pieces)
