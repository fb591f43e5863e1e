"""The section with the salutation is the letter: its paper and headers, and no others."""

from __future__ import annotations

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm
from tests.importing import word_letters as word

from lettermerge.importing.source_letter import SourceLetter, paragraphs
from lettermerge.importing.word_reader import read_docx


def _read(*, annexed: bool, closed: bool) -> SourceLetter:
    """A letter whose second section, on wide paper, is an annex or has the close."""
    document = word.new()
    document.sections[0].header.paragraphs[0].text = "Example Alliance"
    document.add_paragraph("Dear Members,")
    document.add_paragraph("Yours sincerely," if closed else "We write.")
    if annexed:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation, section.page_width = WD_ORIENT.LANDSCAPE, Mm(297)
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = "Other head"
        document.add_paragraph("List of names" if closed else "Yours sincerely,")
    return read_docx(word.saved(document), "letter.docx")


def _stories(letter: SourceLetter) -> dict[str, str]:
    return {
        one.kind: "".join(p.text for p in paragraphs(one.blocks))
        for one in letter.stories
        if any(p.text for p in paragraphs(one.blocks))
    }


def test_an_annex_has_no_part_in_the_letterhead() -> None:
    letter = _read(annexed=True, closed=True)
    assert round(letter.page.width) == round(_read(annexed=False, closed=True).page.width)
    assert _stories(letter) == {"header": "Example Alliance"}
    assert [(one.words, "another section" in one.reason) for one in letter.omissions] == [
        ("Other head", True)
    ]


def test_a_letter_that_goes_on_in_a_section_has_its_head_on_later_pages() -> None:
    assert _stories(_read(annexed=True, closed=False)) == {
        "first-page header": "Example Alliance",
        "header": "Other head",
    }
