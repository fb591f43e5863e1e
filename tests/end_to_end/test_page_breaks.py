"""What a page neither ends nor starts with, in both formats."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from tests.writers.docx.letters import A4, SENTENCE, letter, paragraph

from lettermerge.letter import document as tree
from lettermerge.writers import docx
from lettermerge.writers.pdf.page_layout import lay_out
from lettermerge.writers.pdf.weasyprint_engine import page_box
from lettermerge.writers.writer_interface import Written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = tuple(paragraph(SENTENCE) for _ in range(8))


@pytest.mark.slow
def test_no_page_starts_with_a_rule() -> None:
    """A line more above the rule each time, and then some space, moves it over the page's foot."""
    pages = set()
    for lines in range(22, 27):
        above = tuple(paragraph(f"Line {n}.") for n in range(lines))
        document = letter(body=(*above, tree.Rule(), paragraph("Below the rule."), *TEXT))
        for more in range(0, 6, 2):
            laid = lay_out(document, replace(A4, body_top=A4.body_top + more))
            boxes = [page_box(page).descendants() for page in laid.pages]
            tags = [[one.element_tag for one in page] for page in boxes]
            tags = [[tag for tag in page if tag in ("p", "hr")] for page in tags]
            assert all(page[0] == "p" for page in tags)
            pages.add(next(number for number, page in enumerate(tags) if "hr" in page))
    assert pages == {0, 1}


@pytest.mark.slow
def test_a_docx_holds_what_is_above_a_rule_to_it() -> None:
    (made,) = docx.write([letter(body=(*TEXT, tree.Rule(), *TEXT))], A4)
    assert isinstance(made, Written)
    with ZipFile(BytesIO(made.content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
        styles = etree.fromstring(archive.read("word/styles.xml"))
    paragraphs = list(body.iter(_W + "p"))
    names = [one.find(f"{_W}pPr/{_W}pStyle").get(_W + "val") for one in paragraphs]  # type: ignore[union-attr]
    above = names[names.index("HorizontalRule") - 1]
    (style,) = (one for one in styles.iter(_W + "style") if one.get(_W + "styleId") == above)
    assert style.find(f"{_W}pPr/{_W}keepNext") is not None
