"""Words of every part are read once; what is deleted, hidden or shown by a field is not."""

from __future__ import annotations

from tests.importing import word_letters as word

from lettermerge.importing.source import (
    FieldCode,
    SourceParagraph,
    SourceTable,
    TextBox,
    paragraphs,
)
from lettermerge.importing.word_reader import read_docx

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
