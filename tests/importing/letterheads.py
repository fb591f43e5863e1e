"""Make Word letters with letterheads of many kinds, to compare them with what is made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Mm, Pt, RGBColor
from PIL import Image, ImageDraw
from tests.importing import word_letters as word

BODY = "We write about prisoners in Examplia, who have waited for a fair trial for years. " * 4
NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def logo(width: int = 300, height: int = 150) -> io.BytesIO:
    """Return a logo as a PNG."""
    image = Image.new("RGB", (width, height), "#204080")
    ImageDraw.Draw(image).ellipse((20, 20, height - 20, height - 20), fill="#ffcc00")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream


def _new(paragraphs: int = 4) -> Any:
    document = word.new()
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(11)
    for text in ("20 July 2023", "", "Dear Members,", *[BODY] * paragraphs, "Yours sincerely,", "",
                 "John Roe", "Director"):  # fmt: skip
        document.add_paragraph(text)
    return document


def _line(paragraph: Any, text: str, size: float = 10, **looks: Any) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = looks.get("bold"), looks.get("italic")
    if "colour" in looks:
        run.font.color.rgb = RGBColor.from_string(looks["colour"])
    return run


def _last(story: Any) -> None:
    """Move the first paragraph behind the table, where Word has one."""
    first = story.paragraphs[0]._p
    first.getparent().append(first)


def _picture(paragraph: Any, height: float) -> None:
    """Add a logo as Word does, without distances around it."""
    inline = paragraph.add_run().add_picture(logo(), height=Mm(height))._inline
    for side in "TBLR":
        inline.set(f"dist{side}", "0")


def inline_logo_and_name() -> Any:
    """A logo with the name beside it on one line, the tagline below; one foot."""
    document = _new()
    header = document.sections[0].header
    _picture(header.paragraphs[0], 20)
    _line(header.paragraphs[0], "  Example Alliance", 18, bold=True, colour="204080")
    _line(header.add_paragraph(), "for fair trials everywhere", 10, italic=True)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(foot, "12 High Street, London SW1A 1AA · www.example.org", 8)
    return document


def table_letterhead() -> Any:
    """A table with the logo at the left and four lines at the right; a foot of three columns."""
    document = _new()
    section = document.sections[0]
    section.left_margin, section.right_margin = Mm(20), Mm(20)
    table = section.header.add_table(1, 2, Mm(170))
    table.columns[0].width, table.columns[1].width = Mm(110), Mm(60)
    for cell, width in zip(table.rows[0].cells, (Mm(110), Mm(60)), strict=True):
        cell.width = width
    _picture(table.rows[0].cells[0].paragraphs[0], 22)
    cell = table.rows[0].cells[1]
    for number, text in enumerate(
        ("Example Alliance", "1 Example Street", "1000 Brussels, Belgium", "Tel. +32 2 123 45 67")
    ):
        paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        _line(paragraph, text, 9, bold=number == 0)
    _last(section.header)
    feet = section.footer.add_table(1, 3, Mm(170))
    for cell, text in zip(
        feet.rows[0].cells, ("Registered in Examplia", "No 12345", "IBAN BE00 0000"), strict=True
    ):
        _line(cell.paragraphs[0], text, 8)
        _line(cell.add_paragraph(), "second line", 8)
    _last(section.footer)
    return document


def first_and_later() -> Any:
    """A centred head on the first page, another on later ones, page numbers in the foot."""
    document = _new(14)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head = section.first_page_header
    head.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(head.paragraphs[0], "EXAMPLE ALLIANCE", 20, bold=True)
    second = head.add_paragraph()
    second.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(second, "1 Example Street, 1000 Brussels, Belgium", 9)
    _line(section.header.paragraphs[0], "Example Alliance to its members", 9, italic=True)
    foot = section.footer.paragraphs[0]
    _line(foot, "Example Alliance\t\tPage ", 8)
    word.markup(foot, word.field("PAGE", "2") + word.run(" of ") + word.field("NUMPAGES", "3"))
    _line(section.first_page_footer.paragraphs[0], "Registered charity 12345", 8)
    return document


def typed_head() -> Any:
    """The sender's lines typed above the date, at the right."""
    document = _new()
    first = document.paragraphs[0]
    for text, size in (("Jane Testdoe", 16), ("1 Example Street", 10), ("London SW1A 1AA", 10)):
        paragraph = first.insert_paragraph_before()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
        _line(paragraph, text, size, bold=size > 12)
    first.insert_paragraph_before()
    return document


def tabs_and_margins() -> Any:
    """A head in one line with tabs on US Letter with wide margins, and a low foot at the right."""
    document = _new()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    section.left_margin, section.right_margin = Mm(31.7), Mm(31.7)
    section.top_margin, section.bottom_margin = Mm(40), Mm(30)
    section.footer_distance = Mm(8)
    stops = section.header.paragraphs[0].paragraph_format.tab_stops
    stops.clear_all()
    paragraph = section.header.paragraphs[0]
    _line(paragraph, "Example Alliance\tBrussels\toffice@example.org", 10)
    second = section.header.add_paragraph()
    second.paragraph_format.space_before = Pt(12)
    second.paragraph_format.left_indent = Mm(30)
    _line(second, "set in and lower", 10, colour="AA0000")
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _line(foot, "Low at the right", 9)
    return document


def text_box() -> Any:
    """A text box at the right of the first page, placed from the paper, and a low floating one."""
    document = _new()
    paragraph = document.paragraphs[0]
    for left, top, text in ((140, 15, "Boxed words"), (20, 275, "At the foot")):
        box = (
            f'<w:r {NAMES} xmlns:v="urn:schemas-microsoft-com:vml"'
            ' xmlns:w10="urn:schemas-microsoft-com:office:word"><w:pict>'
            '<v:shape type="#_x0000_t202" style="position:absolute;'
            f"margin-left:{left / 25.4 * 72:.1f}pt;margin-top:{top / 25.4 * 72:.1f}pt;"
            "width:140pt;height:40pt;mso-position-horizontal-relative:page;"
            'mso-position-vertical-relative:page" stroked="f"><v:textbox><w:txbxContent>'
            f'<w:p><w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
            "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        paragraph._p.append(parse_xml(box))
    return document


KINDS: dict[str, Callable[[], Any]] = {
    one.__name__: one
    for one in (inline_logo_and_name, table_letterhead, first_and_later, typed_head,
                tabs_and_margins, text_box)
}  # fmt: skip
