"""Letters laid out in full: conformance, words, place of things, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from tests.writers.pdf.reading import faults, operations, tagged_text
from tests.writers.specimens import (
    A4_STYLE,
    EVERYTHING,
    LETTER_STYLE,
    MARK,
    SENTENCE,
    SPACE,
    letter,
    paragraph,
    png,
    words,
)

from lettermerge.config.theme import Theme, ThemeText
from lettermerge.diagnostics import Failure
from lettermerge.layout.letter_design import Design
from lettermerge.layout.page_style import PageStyle, page_style
from lettermerge.layout.spacing import POINT, RUNNING_TOP
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import write
from lettermerge.writers.writer_interface import ReservedField, SignatureSpace, Written


def written(
    document: tree.Document, style: PageStyle = A4_STYLE, space: SignatureSpace | None = None
) -> Written:
    result = next(write([document], style, space))
    assert isinstance(result, Written), result
    return result


def refused(document: tree.Document, style: PageStyle = A4_STYLE) -> tuple[str, str]:
    result = next(write([document], style))
    assert isinstance(result, Failure)
    return result.diagnostics[0].code, str(result.diagnostics[0])


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
@pytest.mark.parametrize(
    "space",
    [None, SPACE, replace(SPACE, certify="no-changes", reason="Sample", name="Tést Signer")],
    ids=["unsigned", "hole", "certified"],
)
def test_a_letter_with_everything_in_it_is_archival_and_accessible(
    style: PageStyle, space: SignatureSpace | None
) -> None:
    document = letter(body=EVERYTHING)
    content = written(document, style, space).content
    assert faults(content) == []
    assert tagged_text(content) == tree.text(document)


def test_the_conformance_check_can_fail() -> None:
    content = written(letter()).content
    assert faults(content.replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"')) != []
    assert faults(content.replace(b'pdfaid:part="3"', b'pdfaid:part="7"')) != []


@pytest.mark.slow
def test_tables_keep_their_empty_cells_and_headings_skip_no_level() -> None:
    with pikepdf.open(BytesIO(written(letter(body=EVERYTHING)).content)) as pdf:
        kinds = [str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary)
                 and item.get("/Type") == "/StructElem"]  # fmt: skip
    assert kinds.count("/TH") == 3
    assert kinds.count("/TD") == 6
    assert [kind for kind in kinds if kind in ("/H1", "/H2", "/H3")] == ["/H1", "/H2", "/H3"]
    assert kinds.count("/Figure") == 4


@pytest.mark.slow
def test_a_table_header_repeated_on_the_next_page_is_read_once() -> None:
    rows = tuple((words(f"{n}"), words("x")) for n in range(60))
    document = letter(body=(tree.Table((words("Head"), words("Other")), rows, ("left", "left")),))
    result = written(document)
    assert result.pages == 3
    assert tagged_text(result.content) == tree.text(document)
    assert faults(result.content) == []


def test_properties_say_what_the_document_says() -> None:
    with pikepdf.open(BytesIO(written(letter(title="Brief an <Tést> & Co")).content)) as pdf:
        assert str(pdf.docinfo.Title) == "Brief an <Tést> & Co"
        assert str(pdf.docinfo.Author) == "Sample Society"
        assert str(pdf.docinfo.CreationDate) == "D:20230720000000Z"
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as packet:
            assert packet["dc:title"] == "Brief an <Tést> & Co"


def test_the_hole_is_where_it_says_and_the_range_covers_all_else() -> None:
    result = written(letter(), space=SPACE)
    content, hole = result.content, result.hole
    assert hole is not None
    assert content[hole.start : hole.end] == b"<" + b"0" * (2 * SPACE.contents) + b">"
    with pikepdf.open(BytesIO(content)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        spans = [int(n) for n in field.V.ByteRange]
        assert spans == [0, hole.start, hole.end, len(content) - hole.end]
        assert str(field.V.M) == "D:20230720120000Z"
        assert str(field.TU) == "Digital signature of Testa Signer"


def test_certification_is_asked_for_with_its_permission() -> None:
    result = written(letter(), space=replace(SPACE, certify="fill-forms"))
    with pikepdf.open(BytesIO(result.content)) as pdf:
        assert pdf.Root.Perms.DocMDP.objgen == pdf.Root.AcroForm.Fields[0].V.objgen
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 2


def test_the_widget_lies_over_the_signature_block() -> None:
    with pikepdf.open(BytesIO(written(letter(), space=SPACE).content)) as pdf:
        left, bottom, right, top = (float(n) for n in pdf.Root.AcroForm.Fields[0].Rect)
    assert left == pytest.approx(25 / 25.4 * 72, abs=0.01)
    assert right - left > 100
    # an image of 14 mm, then three lines of 14 points
    assert top - bottom == pytest.approx(14 / 25.4 * 72 + 3 * 14, abs=0.1)


def _positions(content: bytes, number: int) -> list[tuple[float, float, str]]:
    """Return x and y (millimetres from the top left) and font of each line of text of a page."""
    found = []
    with pikepdf.open(BytesIO(content)) as pdf:
        place = (0.0, 0.0)
        for operands, operator in operations(pdf.pages[number]):
            if operator == "Tm":
                place = (float(operands[4]) / 96 * 25.4, float(operands[5]) / 96 * 25.4)
            elif operator == "Tf":
                found.append((*place, str(operands[0])))
    return found


@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
def test_the_address_stands_in_the_window_and_the_subject_at_the_top_of_the_body(
    style: PageStyle,
) -> None:
    content = written(letter(letterhead=tree.Letterhead("Sample Society")), style).content
    lines = _positions(content, 0)
    x, y, _ = lines[2]  # after the sender's name and the date
    baseline = (14 - (1.036 + 0.335) * 11) / 2 + 1.036 * 11  # of a line of 14 points, in points
    assert x == pytest.approx(style.window.left, abs=0.01)
    assert y == pytest.approx(style.window.top + baseline / 72 * 25.4, abs=0.05)
    baseline = (15.5 - (1.036 + 0.335) * 12.5) / 2 + 1.036 * 12.5
    assert lines[6][1] == pytest.approx(style.body_top + baseline / 72 * 25.4, abs=0.05)


def test_a_tall_letterhead_pushes_the_body_down() -> None:
    tall = tree.Letterhead("Sample Society", tuple(f"Line {n}" for n in range(30)))
    content = written(letter(letterhead=tall)).content
    assert _positions(content, 0)[-1][1] > A4_STYLE.body_top + 40


@pytest.mark.slow
def test_the_close_goes_with_the_signature_and_with_two_lines_of_the_body() -> None:
    for extra in range(4, 40):
        body = (*(paragraph("Line.") for _ in range(extra)), paragraph(SENTENCE * 2))
        result = written(letter(body=body, after=(), note=()))
        if result.pages == 1:
            continue
        with pikepdf.open(BytesIO(result.content)) as pdf:
            drawn = [operator for _, operator in operations(pdf.pages[-1])]
        lines = drawn.count("Tm")
        # running head, page number, close, name, role, organisation, at least two more
        assert lines >= 8, extra
        assert "Do" in drawn, extra


@pytest.mark.slow
def test_running_heads_stand_on_every_page_but_the_first_as_artifacts() -> None:
    document = letter(body=tuple(paragraph(SENTENCE * 3) for _ in range(14)))
    result = written(document)
    assert result.pages == 3
    assert "Page" not in tagged_text(result.content)
    with pikepdf.open(BytesIO(result.content)) as pdf:
        heads = [sheet.Contents.read_bytes().count(b"/Subtype/Header") for sheet in pdf.pages]
    assert heads == [0, 2, 2]
    head, text = (sorted({y for _, y, _ in _positions(result.content, 1)})[n] for n in (0, 1))
    assert RUNNING_TOP < head < RUNNING_TOP + A4_STYLE.small_leading * POINT
    assert A4_STYLE.later_top < text < A4_STYLE.later_top + A4_STYLE.leading * POINT


_SCRIPT = """
import sys
from tests.writers.specimens import A4_STYLE, EVERYTHING, SPACE, letter
from lettermerge.writers.pdf import write
from hashlib import sha256
for result in write([letter(), letter(body=EVERYTHING)], A4_STYLE, SPACE):
    print(sha256(result.content).hexdigest())
"""


@pytest.mark.slow
def test_bytes_are_the_same_in_every_process() -> None:
    def run(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", _SCRIPT]
        return subprocess.run(
            command, env=environment, capture_output=True, check=True, encoding="utf-8"
        ).stdout

    assert run("1") == run("2")


@pytest.mark.slow
def test_a_letter_does_not_depend_on_what_was_written_before_it() -> None:
    alone = written(letter(address_block=("Ms Ünique Example", "Łódź"), body=EVERYTHING)).content
    for other in ("Ωmega", "Ж", "plain"):
        written(letter(salutation=other))
    again = written(letter(address_block=("Ms Ünique Example", "Łódź"), body=EVERYTHING)).content
    assert alone == again


def test_a_character_without_a_glyph_is_named_with_its_place() -> None:
    code, message = refused(letter(salutation="Dear 中 Example,"))
    assert code == "letter.missing-glyph"
    assert "U+4E2D CJK UNIFIED IDEOGRAPH-4E2D" in message
    assert "salutation" in message


@pytest.mark.parametrize(
    "character", ["\u00a0", "\u00ad", "\u202f", "\u200b", "\u2011", "ŵ", "ệ", "Ω", "Ж"]
)
def test_characters_that_print_or_print_nothing_are_accepted(character: str) -> None:
    content = written(letter(salutation=f"Dear Ms Exam{character}ple,")).content
    assert faults(content) == []


def test_combined_accents_have_their_glyphs_embedded() -> None:
    document = letter(salutation="Dear Ms E\u0323\u0302x e\u0301 q\u0301ample,")
    content = written(document).content
    assert faults(content) == []


def test_an_image_needs_an_alternative_text() -> None:
    code, message = refused(letter(body=(tree.Image(MARK, " "),)))
    assert code == "pdf.missing-alt"
    assert "mark.png" in message


def test_an_image_that_cannot_be_read_is_refused() -> None:
    broken = tree.Asset("broken.png", "image/png", b"\x89PNG\r\n\x1a\nnothing")
    code, message = refused(letter(body=(tree.Image(broken, "A broken image"),)))
    assert code == "pdf.broken-image"
    assert "A broken image" in message


@pytest.mark.parametrize(
    "css",
    [
        "body { background: url(file:///etc/hostname) }",
        "@import 'https://example.org/x.css';",
        ".salutation::before { content: url(http://127.0.0.1:9/x.png) }",
    ],
)
def test_a_theme_fetches_nothing(css: str) -> None:
    code, _ = refused(letter(), replace(A4_STYLE, css=css))
    assert code == "pdf.denied"


def test_an_svg_image_fetches_nothing() -> None:
    source = (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" '
        b'width="9" height="9"><image x:href="file:///etc/hostname" width="9" height="9"/></svg>'
    )
    asset = tree.Asset("reaching.svg", "image/svg+xml", source)
    code, _ = refused(letter(body=(tree.Image(asset, "Reaches out"),)))
    assert code == "pdf.denied"


def test_a_theme_cannot_bring_a_system_font_in() -> None:
    code, _ = refused(letter(), replace(A4_STYLE, css=".salutation { font-family: monospace }"))
    assert code == "pdf.foreign-font"


def test_one_letters_failure_does_not_end_its_group() -> None:
    group = [letter(), letter(subject="中"), letter()]
    kinds = [type(result) for result in write(group, A4_STYLE)]
    assert kinds == [Written, Failure, Written]


@pytest.mark.parametrize("field", ["date", "title"])
def test_properties_that_cannot_be_written_are_refused(field: str) -> None:
    code, _ = refused(letter(**{field: "no\x07pe"}))
    assert code == "pdf.properties"


def test_cells_are_text_and_never_markup() -> None:
    name = '<b>Testina</b> & "Example" </p><img src=x>'
    document = letter(address_block=(name,), body=(tree.Paragraph(words(name)),))
    assert tagged_text(written(document).content) == tree.text(document)


def test_two_blanks_before_a_postal_code_are_kept() -> None:
    codes = [f"OTTAWA ON{' ' * gap}K1A 0A{number}" for gap in (1, 2) for number in range(6)]
    letters = [letter(address_block=("Testina Example", code)) for code in codes]
    left = []
    for written in write(letters, LETTER_STYLE):
        assert isinstance(written, Written)
        with closing(pypdfium2.PdfDocument(written.content)) as document:
            text = document[0].get_textpage()
            found = text.search("K1A").get_next()
            assert found is not None
            left.append(text.get_charbox(found[0])[0])
    assert len({round(one, 2) for one in left[:6]}) == len({round(one, 2) for one in left[6:]}) == 1
    assert left[6] - left[0] == pytest.approx(0.237 * LETTER_STYLE.font_size, abs=0.05)


LONG = "Examplia" + "testwrightshire" * 12


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"address_block": ("The Hon Testina Example", LONG)},
        {"salutation": f"Dear {LONG},"},
        {"subject": LONG},
        {"body": (paragraph(f"See {LONG}, and more."), tree.Heading(1, words(LONG)))},
        {"body": (tree.ItemList(((paragraph(f"first {LONG}"),),)), tree.Quote((paragraph(LONG),)))},
        {"body": (tree.Paragraph((tree.Link(words(LONG), "https://example.org/"),)),)},
        {"signatures": (tree.Signature(LONG, LONG, LONG),)},
        {"after": (tree.Labelled("Enclosures:", (LONG,)),), "note": (paragraph(LONG),)},
        {"body": (paragraph("x"), tree.PageBreak(annex=True), paragraph(LONG))},
        {"running_head": LONG, "body": (paragraph("x"), tree.PageBreak(), paragraph("y"))},
    ],
    ids=[
        "address",
        "salutation",
        "subject",
        "body",
        "list",
        "link",
        "signature",
        "after",
        "annex",
        "head",
    ],
)
def test_a_word_longer_than_its_line_is_broken(changes: dict[str, object]) -> None:
    document = letter(**changes)
    result = written(document)
    assert tagged_text(result.content) == tree.text(document)
    assert faults(result.content) == []
    with closing(pypdfium2.PdfDocument(result.content)) as pdf:
        for sheet in pdf:
            text = sheet.get_textpage()
            edge = sheet.get_width() - A4_STYLE.margins.right * 72 / 25.4
            boxes = [text.get_charbox(n) for n in range(text.count_chars())]
            assert max(box[2] for box in boxes) <= edge + 3  # a blank at the end of a line


@pytest.mark.slow
def test_what_breaks_long_words_leaves_all_else_as_it_was() -> None:
    table = tree.Table(
        (words("Year of the sitting"), words("Seats")),
        ((words("2001"), words(SENTENCE)), (words("Parliamentarians"), words("b"))),
        ("left", "right"),
    )
    document = letter(body=(*EVERYTHING, table))
    usual, unbroken = (
        written(document, replace(A4_STYLE, css=css)).content
        for css in ("", "html { overflow-wrap: normal }")
    )
    assert usual == unbroken


def test_a_marker_keeps_its_distance_from_the_words_of_its_item() -> None:
    numbers = tree.ItemList(((paragraph("Xfirst"),),), 1)
    bullets = tree.ItemList(((paragraph("Xsecond"),),))
    content = written(letter(body=(numbers, bullets))).content
    with closing(pypdfium2.PdfDocument(content)) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        for marker, words in (("1.", "Xfirst"), ("•", "Xsecond")):  # markers are painted last
            end = page.get_charbox(text.index(marker) + len(marker) - 1)[2]
            assert 4.5 < page.get_charbox(text.index(words))[0] - end < 9


PAPER = tree.Asset("paper.png", "image/png", png(60, 80, (200, 220, 255)))
CLEAR = tree.Asset(
    "clear.svg",
    "image/svg+xml",
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><g opacity="0.5">'
    b'<rect width="210" height="20" fill="#336699"/><circle cx="9" cy="9" r="9"/></g></svg>',
)
ITEMS = (
    tree.PlacedItem("first", 150, 281, 40, lines=("Direct line", "0123"), align="right"),
    tree.PlacedItem("all", 20, 285, 100, lines=("Registered in Sampletown", "VAT 9")),
    tree.PlacedItem("later", 170, 8, 20, image=MARK, image_alt="Little mark"),
)
THREE_PAGES = tuple(paragraph(SENTENCE * 6) for _ in range(9))


def _on_pages(content: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(content)) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
@pytest.mark.parametrize("sheet", [PAPER, CLEAR], ids=["image", "drawing"])
def test_stationery_and_placed_items_are_archival_and_accessible(
    sheet: tree.Asset, style: PageStyle
) -> None:
    head = replace(letter().letterhead, items=ITEMS, first=sheet, later=sheet)
    document = letter(letterhead=head, body=THREE_PAGES)
    content = written(document, style).content
    assert faults(content) == []
    assert tagged_text(content) == tree.text(document)


@pytest.mark.slow
def test_placed_items_are_on_their_pages_whole() -> None:
    head = replace(letter().letterhead, items=ITEMS)
    first, second, *_ = _on_pages(written(letter(letterhead=head, body=THREE_PAGES)).content)
    assert ("0123" in first, "0123" in second) == (True, False)
    assert ("VAT 9" in first, "VAT 9" in second) == (True, True)


LOW = tree.PlacedItem("all", 60, 17, 40, lines=("Foot",), side="right", edge="bottom", italic=True)


@pytest.mark.slow
@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
def test_an_item_at_the_foot_is_as_far_from_the_paper_s_edges_on_every_paper(
    style: PageStyle,
) -> None:
    head = replace(letter().letterhead, items=(LOW,))
    content = written(letter(letterhead=head, body=THREE_PAGES), style).content
    with closing(pypdfium2.PdfDocument(content)) as document:
        for page in list(document)[:2]:
            words = page.get_textpage()
            found = words.search("Foot").get_next()
            left, bottom, _, top = words.get_charbox(found[0])
            assert left * 25.4 / 72 == pytest.approx(style.paper.width - 60, abs=1)
            assert 12 < bottom * 25.4 / 72 < top * 25.4 / 72 < 17


@pytest.mark.slow
def test_stationery_lies_below_the_words_of_every_page_but_only_where_it_is_given() -> None:
    for head, inked in (
        (replace(letter().letterhead, first=PAPER), [True, False]),
        (replace(letter().letterhead, later=PAPER), [False, True]),
    ):
        content = written(letter(letterhead=head, body=THREE_PAGES)).content
        with closing(pypdfium2.PdfDocument(content)) as document:
            corners = [page.render().to_pil().getpixel((2, 2)) for page in document]
        assert [corner != (255, 255, 255) for corner in corners[:2]] == inked
        assert all(SENTENCE[:12] in page for page in _on_pages(content)[:2])


@pytest.mark.slow
def test_footnotes_are_at_the_foot_of_their_page_and_read_where_they_are_referred_to() -> None:
    def noted(number: int) -> tree.Paragraph:
        note = tree.Footnote((tree.Text(f"Note {number}. "), *words(SENTENCE * 2)))
        return tree.Paragraph((*words(SENTENCE * 5), note, *words(" And more.")))

    document = letter(body=tuple(noted(number) for number in range(9)))
    result = written(document)
    assert faults(result.content) == []
    read = tagged_text(result.content)
    assert "".join(read.split()) == "".join(tree.text(document).split())
    pages = _on_pages(result.content)
    assert result.pages is not None
    assert result.pages <= 4
    for number in range(9):
        (page,) = [text for text in pages if f"Note {number}." in text]
        assert page.rindex(f"Note {number}.") > page.rindex("And more.")


def test_a_caption_is_part_of_the_letter() -> None:
    document = letter(body=(tree.Image(MARK, "A mark", 20, "Figure 1. A mark"),))
    content = written(document).content
    assert faults(content) == []
    assert tagged_text(content) == tree.text(document)


@pytest.mark.slow
@pytest.mark.parametrize("size", [10, 10.5, 11, 11.5, 12])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_short_footnotes_are_on_the_page_of_their_numbers_at_every_size(
    size: float, paper: str
) -> None:
    def noted(number: int) -> tree.Paragraph:
        note = tree.Footnote(words(f"Note {number}, and where it is from."))
        return tree.Paragraph((*words(f"Words {number}."), note, *words(SENTENCE)))

    body = (*(noted(number) for number in range(3)), tree.PageBreak(), paragraph(SENTENCE * 9))
    style = page_style(Theme(text=ThemeText(size=size)), paper)
    first, *later = _on_pages(written(letter(body=body), style).content)
    assert [f"Note {number}," in first for number in range(3)] == [True] * 3
    assert not any("Note" in page for page in later)


@pytest.mark.slow
def test_each_signature_beside_others_has_the_field_of_its_own_signatory() -> None:
    style = replace(A4_STYLE, design=Design(beside=True))
    four = tuple(tree.Signature(f"Testa {one}", "Chair", room=True) for one in "ABCD")
    later = (ReservedField("F2", "Testa B", 2), ReservedField("F4", "Testa D", 4))
    result = next(write([letter(signatures=four)], style, SPACE, later))
    assert isinstance(result, Written)
    assert faults(result.content) == []
    with pikepdf.open(BytesIO(result.content)) as pdf:
        places = {
            str(one.T): [float(edge) for edge in one.Rect]
            for page in pdf.pages
            for one in page.get("/Annots", [])
            if "/T" in one
        }
    first, second, fourth = (places[name] for name in ("Signature1", "F2", "F4"))
    assert first[1] == second[1] > fourth[3]  # a row, and the row below it
    assert first[2] <= second[0] == fourth[0]
