"""Pages of print files look as those of the letters, and what letters share is there once."""

from __future__ import annotations

import io
import re
import zlib

import pypdfium2
import pytest
from tests.tiny import ROSTER, SETTINGS, TEMPLATE, Tiny, make_tiny

from lettermerge.dispatch.pdf_objects import PdfObject, PdfObjects, PdfStructureError
from lettermerge.dispatch.print_file import PrintFile, content_parts, text_string

LONG = TEMPLATE + "\nText, " * 40 + "\n\n\\newpage\n\nA second page: {{ recipient.name }}, ž, Ω.\n"


def letters_of(tiny: Tiny, settings: str) -> list[bytes]:
    tiny.write("lettermerge.toml", settings)
    tiny.write("letters/a.md", LONG)
    more = "".join(f"u{n},uk,commons,,Ms,Ann,Test{n},f,Mole\n" for n in range(12))
    tiny.write("r.csv", ROSTER + more)
    assert tiny.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    return [one for name, one in tiny.files().items() if name.endswith(".pdf")]


@pytest.fixture(scope="module", params=["none", "demo"])
def letters(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[bytes]:
    """Letters with two pages each, unsigned and signed."""
    folder = tmp_path_factory.mktemp("letters")
    settings = f'{SETTINGS}[signing]\nidentity = "{request.param}"\n'
    tiny = make_tiny(folder, _NoCapture())  # type: ignore[arg-type]
    return letters_of(tiny, settings)


class _NoCapture:
    """Stands in for capsys, which a module's fixture cannot have."""

    def readouterr(self) -> _NoCapture:
        return self

    out = err = ""


def printed(letters: list[bytes], overlay: bytes = b"") -> bytes:
    stream = io.BytesIO()
    made = PrintFile(stream, "A title")
    for number, content in enumerate(letters):
        source, copied = PdfObjects(content), {}  # type: ignore[var-annotated]
        for place, page in enumerate(source.pages()):
            page_number = made.add_page(source, page, copied, overlay)
            if not place:
                made.bookmark(f"Letter {number} ü", page_number)
    made.finish()
    return stream.getvalue()


def pictures(content: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(content) as opened:
        return [bytes(page.render().to_pil().tobytes()) for page in opened]


@pytest.mark.slow
def test_pages_are_identical_to_those_of_the_letters(letters: list[bytes]) -> None:
    together = pictures(printed(letters))
    assert len(together) == 2 * len(letters)
    assert together == [one for content in letters for one in pictures(content)]


@pytest.mark.slow
def test_what_letters_share_is_stored_once(letters: list[bytes]) -> None:
    few, many = (len(printed(letters[:n])) for n in (3, len(letters)))
    each = (many - few) / (len(letters) - 3)
    assert each < sum(map(len, letters)) / len(letters) / 8
    content = printed(letters * 3)
    assert len(re.findall(rb"/FontFile2|/Length1", content)) <= 4
    assert len(content) < many + 3000


@pytest.mark.slow
def test_there_are_no_tags_forms_signatures_and_metadata(letters: list[bytes]) -> None:
    content = printed(letters)
    inside = content + b"".join(
        zlib.decompress(one)
        for one in re.findall(rb"/ObjStm.*?stream\n(.*?)\nendstream", content, re.DOTALL)
    )
    for word in (b"/StructParents", b"/StructTreeRoot", b"/AcroForm", b"/Annots", b"/Sig",
                 b"/Metadata", b"/ByteRange"):  # fmt: skip
        assert word not in inside
    assert text_string("A title") in inside


def test_bookmarks_lead_to_their_letters(letters: list[bytes]) -> None:
    with pypdfium2.PdfDocument(printed(letters)) as opened:
        found = [(one.get_title(), one.get_dest().get_index()) for one in opened.get_toc()]
    assert found == [(f"Letter {n} ü", 2 * n) for n in range(len(letters))]


@pytest.mark.slow
def test_an_overlay_is_drawn_over_the_page_and_nothing_moves(letters: list[bytes]) -> None:
    plain = pictures(printed(letters[:1]))
    marked = pictures(printed(letters[:1], b"1 0 0 rg 10 10 5 5 re f"))
    different = [a != b for a, b in zip(plain, marked, strict=True)]
    assert different == [True, True]
    changed = [n // 3 for n in range(len(plain[0])) if plain[0][n] != marked[0][n]]
    with pypdfium2.PdfDocument(letters[0]) as opened:
        width, height = (round(one) for one in opened[0].get_size())
    columns = {n % (len(plain[0]) // 3 // height) for n in changed}
    assert width > 100
    assert min(columns) >= 9
    assert max(columns) <= 15


def test_a_file_of_very_many_pages_has_a_tree(letters: list[bytes]) -> None:
    stream = io.BytesIO()
    made = PrintFile(stream, "")
    for _ in range(64 * 64 + 1):
        made.add_blank((100, 200))
    made.finish()
    with pypdfium2.PdfDocument(stream.getvalue()) as opened:
        assert len(opened) == 64 * 64 + 1
        assert opened[64 * 64].get_size() == (100, 200)
    assert letters


def packed(data: bytes, more: bytes = b"") -> PdfObject:
    return PdfObject(b"<</Filter/FlateDecode/Length 1%s>>" % more, zlib.compress(data))


def test_content_is_divided_where_no_string_and_no_image_can_be() -> None:
    drawn = b"q\n/P BDC\n1 0 m\nEMC\nQ\nEMC\n0 g"
    assert content_parts(packed(drawn)) == [b"q\n/P BDC\n1 0 m\nEMC\n", b"Q\nEMC\n", b"0 g"]
    assert b"".join(content_parts(packed(drawn + b"\nEMC\n"))) == drawn + b"\nEMC\n"
    assert content_parts(packed(b"(a\nEMC\n) Tj")) == []
    assert content_parts(packed(b"BI ID \nEMC\n EI")) == []
    assert content_parts(packed(b"Q\nBI ID \nEMC\n EI")) == []
    assert len(content_parts(packed(b"/XBI 1 Tf\nEMC\n/BI 1 Tf"))) == 2  # names of fonts
    assert content_parts(packed(drawn, b"/DecodeParms<</Predictor 12>>")) == []
    assert content_parts(PdfObject(b"<</Length 3>>", drawn)) == []
    with pytest.raises(PdfStructureError, match="cannot be read"):
        content_parts(PdfObject(b"<</Filter/FlateDecode>>", b"nothing"))


@pytest.mark.slow
def test_objects_that_refer_to_themselves_are_refused() -> None:
    body = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    body += b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    body += b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources 4 0 R>>\nendobj\n"
    body += b"4 0 obj\n<</Font 5 0 R>>\nendobj\n5 0 obj\n<</A 4 0 R>>\nendobj\n"
    places = [body.index(b"%d 0 obj" % n) for n in range(1, 6)]
    rows = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % one for one in places)
    content = body + b"xref\n0 6\n" + rows + b"trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n"
    content += b"%d\n%%%%EOF" % len(body)
    source = PdfObjects(content)
    (page,) = source.pages()
    with pytest.raises(PdfStructureError, match="refers to itself"):
        PrintFile(io.BytesIO(), "").add_page(source, page, {})
