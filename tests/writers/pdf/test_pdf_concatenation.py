"""Test that bound letters keep their pages and tags, and that bookmarks lead to them."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from tests.signing.verifiers import run
from tests.writers.pdf.reading import bookmarks, faults, pixels, tagged_text
from tests.writers.specimens import A4_STYLE, EVERYTHING, LETTER_STYLE, letter, paragraph

from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import write
from lettermerge.writers.pdf.pdf_concatenation import Bookmark, bind
from lettermerge.writers.writer_interface import Written

LINK = tree.Paragraph((tree.Link((tree.Text("our page (1 0 R)"),), "https://example.org/1"),))
DOCUMENTS = (
    letter(body=EVERYTHING),
    letter(body=(paragraph("A short one."), LINK), language="fr"),
    letter(body=(paragraph("Another short one."), LINK)),
)
STYLES = (A4_STYLE, LETTER_STYLE, A4_STYLE)
TITLE = "The pack – 1"


def written(document: tree.Document, style: PageStyle) -> Written:
    result = next(write([document], style))
    assert isinstance(result, Written), result
    return result


@pytest.fixture(scope="module")
def files() -> list[Written]:
    return [written(*pair) for pair in zip(DOCUMENTS, STYLES, strict=True)]


@pytest.fixture(scope="module")
def marks(files: list[Written]) -> list[Bookmark]:
    starts = [sum(one.pages or 0 for one in files[:n]) for n in range(len(files))]
    inner = (Bookmark("role: Speaker (a)", 0), Bookmark("é \\ (", 0))
    return [Bookmark(f"No. {n} – {n})", start, inner) for n, start in enumerate(starts)]


@pytest.fixture(scope="module")
def bound(files: list[Written], marks: list[Bookmark]) -> bytes:
    return bind([one.content for one in files], properties(), marks)


def properties() -> tree.Document:
    return replace(DOCUMENTS[0], title=TITLE)


@pytest.mark.slow
def test_it_is_archival_and_accessible_as_the_letters_are(bound: bytes) -> None:
    assert faults(bound) == []


@pytest.mark.slow
def test_it_says_all_that_the_letters_say_in_their_order(bound: bytes) -> None:
    assert tagged_text(bound) == " ".join(tree.text(one) for one in DOCUMENTS)


def test_its_pages_look_as_the_letters_pages_do(bound: bytes, files: list[Written]) -> None:
    assert pixels(bound) == [page for one in files for page in pixels(one.content)]


def test_each_part_names_its_language_and_the_file_its_title(bound: bytes) -> None:
    with pikepdf.open(BytesIO(bound)) as pdf:
        parts = list(pdf.Root.StructTreeRoot.K[0].K)
        assert [str(part.S) for part in parts] == ["/Part"] * 3
        assert [str(part.Lang) for part in parts] == [one.language for one in DOCUMENTS]
        assert str(pdf.docinfo["/Title"]) == TITLE
        assert str(pdf.Root.PageMode) == "/UseOutlines"


def test_bookmarks_lead_to_their_pages(bound: bytes, marks: list[Bookmark]) -> None:
    expected = [(one.title, one.page, [c.title for c in one.children]) for one in marks]
    assert bookmarks(bound) == expected


def test_every_page_is_one_of_the_structure_tree(bound: bytes) -> None:
    with pikepdf.open(BytesIO(bound)) as pdf:
        numbers = [int(page.StructParents) for page in pdf.pages]
        notes = [int(note.StructParent) for page in pdf.pages for note in page.get("/Annots", [])]
        keys = [int(key) for key in list(pdf.Root.StructTreeRoot.ParentTree.Nums)[::2]]
        assert sorted(numbers + notes) == keys == list(range(len(keys)))
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == len(keys)


def test_what_letters_share_is_there_once(bound: bytes, files: list[Written]) -> None:
    assert len(bound) < 0.8 * sum(len(one.content) for one in files)


def test_the_same_letters_make_the_same_bytes(
    bound: bytes, files: list[Written], marks: list[Bookmark]
) -> None:
    assert bind([one.content for one in files], properties(), marks) == bound


@pytest.mark.slow
def test_a_long_letter_is_bound_faster_than_it_is_laid_out() -> None:
    """Its 2,500 objects took ten times as long when pyHanko read them from an object stream."""
    cells = tuple(((tree.Text(str(n)),),) * 3 for n in range(600))
    table = tree.Table(cells[0], cells, ("left",) * 3)
    document = letter(body=(table,))
    begun = time.process_time()
    result = written(document, A4_STYLE)
    laid_out = time.process_time()
    bind([result.content], properties(), [Bookmark("A long letter", 0)])
    assert time.process_time() - laid_out < laid_out - begun


@pytest.mark.tools
def test_other_readers_take_it(bound: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(bound)
    assert "warning" not in run("qpdf", "--check", path).stderr.lower()
    assert "A short one." in run("pdftotext", path, "-").stdout


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nhello", b"startxref\n0\n%%EOF\n"])
def test_what_this_program_did_not_write_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        bind([content], properties(), [])


def test_references_are_renumbered_and_text_that_looks_like_one_is_not(
    bound: bytes, files: list[Written]
) -> None:
    assert tagged_text(bound).count("our page (1 0 R)") == 2
    assert links(bound) == [link for one in files for link in links(one.content)]


def links(content: bytes) -> list[str]:
    """Return the targets of all links."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", [])]


@pytest.mark.slow
def test_equal_fonts_and_pictures_are_there_once(bound: bytes) -> None:
    with pikepdf.open(BytesIO(bound)) as pdf:
        streams = [
            (bytes(item.read_raw_bytes()), sorted(map(str, item.keys())))
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream)
            and ("/Length1" in item or item.get("/Subtype") == "/Image")
            and "/SMask" not in item
        ]
    assert streams
    assert all(streams.count(one) == 1 for one in streams)
