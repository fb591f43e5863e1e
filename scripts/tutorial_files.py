"""Make the two files with which the tutorial begins: a Word letter, and a list of members.

All names in them are invented. Run it to change the files: they are in docs/tutorial/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Pt

from lettermerge.recipients.table_writer import xlsx_bytes

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "tutorial"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

HEADINGS = (
    "Ref",
    "Parliament",
    "House",
    "Title",
    "First name",
    "Surname",
    "Constituency",
    "E-mail",
)
MEMBERS = (
    ("gb-01", "UK", "Commons", "Ms", "Ann", "Testwright", "Sampleford North", "ann@mp.example"),
    ("gb-02", "UK", "Commons", "Mr", "Ben", "Specimen", "Mockton", "ben@mp.example"),
    ("gb-03", "UK", "Lords", "Baroness", "Ada", "Testworth", "", "ada@mp.example"),
    ("us-01", "USA", "Senate", "Ms", "Cora", "Testman", "Vermont", "cora@mp.example"),
    ("ca-01", "Canada", "House of Commons", "Mr", "Dan", "Example", "Mock Bay", "dan@mp.example"),
    ("nz-01", "New Zealand", "House of Representatives", "Ms", "Eve", "Specimen", "Trialton", ""),
)  # fmt: skip


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_letter(FOLDER / "letter.docx")
    (FOLDER / "members.xlsx").write_bytes(xlsx_bytes(HEADINGS, MEMBERS))


def write_letter(path: Path) -> None:
    """Write a letter as offices have them: letterhead, merge fields, a date typed by hand."""
    document: Any = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11)
    header = document.sections[0].header
    header.paragraphs[0].add_run("Sample Society for Clean Water").bold = True
    header.add_paragraph("12 Water Lane, Sampleford SA1 9ZZ")
    document.add_paragraph("14 May 2024")
    _paragraph(document, "<Title> <First_name> <Surname>")
    _paragraph(document, "Dear <Title> <Surname>,")
    document.add_paragraph().add_run("Re: Clean water in schools").bold = True
    _paragraph(
        document,
        "One school in nine has no safe water. We have measured it in 1,240 schools, and the"
        " report is enclosed.",
    )
    _paragraph(
        document, "We write to you because of what you can do for the schools of <Constituency>."
    )
    document.add_paragraph("We ask you to:")
    document.add_paragraph("read the two pages of our summary;", style="List Number")
    document.add_paragraph(
        "put a question about school water before the summer;", style="List Number"
    )
    document.add_paragraph("tell us who in your office we may speak to.", style="List Number")
    document.add_paragraph("Yours sincerely,")
    document.add_paragraph("Thea Testley")
    document.add_paragraph("Director")
    document.add_paragraph("Enclosure: Water in schools, 2024")
    document.save(str(path))


def _paragraph(document: Any, text: str) -> None:
    """Add a paragraph; what is between < and > becomes a merge field."""
    paragraph = document.add_paragraph()
    for number, part in enumerate(text.replace(">", "<").split("<")):
        if number % 2 == 0:
            paragraph.add_run(part)
        else:
            shown = f"<w:r><w:t>«{part}»</w:t></w:r>"
            field = f'<w:fldSimple {W} w:instr=" MERGEFIELD {part} ">{shown}</w:fldSimple>'
            paragraph._p.append(parse_xml(field))


if __name__ == "__main__":
    main()
