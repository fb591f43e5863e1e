"""Objects are found in every form of file that ISO 32000-1 knows, and broken files are refused."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pypdfium2
import pytest
from tests.signing.verifiers import run
from tests.tiny import SETTINGS, Tiny, make_tiny

from lettermerge.dispatch.pdf_objects import (
    PdfObjects,
    PdfStructureError,
    dict_entries,
    references,
    renumbered,
    value_end,
)
from lettermerge.dispatch.print_file import PrintFile


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    made = make_tiny(tmp_path, capsys)
    made.write("lettermerge.toml", SETTINGS)
    assert made.run("render", "-j", "0", "-q", "-f", "pdf")[0] == 0
    return made


def printed(content: bytes) -> bytes:
    stream, source = io.BytesIO(), PdfObjects(content)
    made, copied = PrintFile(stream, ""), {}  # type: ignore[var-annotated]
    for page in source.pages():
        made.add_page(source, page, copied)
    made.finish()
    return stream.getvalue()


def pictures(content: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(content) as opened:
        return [bytes(page.render().to_pil().tobytes()) for page in opened]


@pytest.mark.tools
@pytest.mark.parametrize(
    "form",
    [
        ("--object-streams=disable",),
        ("--object-streams=generate",),
        ("--linearize",),
        ("--qdf", "--object-streams=disable"),
        ("--stream-data=uncompress",),
        ("--compress-streams=y", "--recompress-flate", "--object-streams=generate"),
    ],
)
def test_every_form_of_file_gives_the_same_pages(tiny: Tiny, form: tuple[str, ...]) -> None:
    for name, content in tiny.files().items():
        if not name.endswith(".pdf"):
            continue
        path = tiny.folder / "output" / name
        other = tiny.folder / "other.pdf"
        run("qpdf", *form, path, other)
        made = printed(other.read_bytes())
        assert pictures(made) == pictures(content)
        other.write_bytes(made)
        done = run("qpdf", "--check", other)
        assert done.returncode == 0
        assert "warning" not in done.stderr.lower()


@pytest.mark.slow
def test_a_letter_that_was_signed_again_is_printed_in_its_newest_version(tiny: Tiny) -> None:
    path = tiny.folder / "output/uk/a1-ann-testwright.pdf"
    before = path.read_bytes()
    made = tiny.run("identity", "create", "second.p12", "--no-passphrase", "--name", "A Second")
    assert made[0] == 0
    assert tiny.run("sign", str(path), "--identity", "second.p12")[0] == 0
    after = path.read_bytes()
    assert after.startswith(before[:1000])
    assert len(after) > len(before)
    assert pictures(printed(after)) == pictures(after)


@pytest.mark.slow
def test_a_damaged_file_is_refused_and_nothing_else(tiny: Tiny) -> None:
    content = (tiny.folder / "output/uk/a1-ann-testwright.pdf").read_bytes()
    dice = random.Random(20)
    refused = 0
    for _ in range(400):
        damaged = bytearray(content)
        for _ in range(dice.choice((1, 30))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        if dice.random() < 0.2:
            del damaged[dice.randrange(len(damaged)) :]
        try:
            assert all(page.size for page in PdfObjects(bytes(damaged)).pages())
            printed(bytes(damaged))
        except PdfStructureError:
            refused += 1
    assert refused > 20
    for cut in (0, 10, len(content) // 2):
        with pytest.raises(PdfStructureError):
            list(PdfObjects(content[:cut]).pages())


def test_values_end_where_they_end() -> None:
    for value in (b"<</A(b\\)c(d))/B[1 2<0>]>>", b"[1[2]]", b"(a(b)c)", b"/Name", b"12"):
        assert value_end(value + b" /More", 0) == len(value)
    with pytest.raises(PdfStructureError):
        value_end(b"<</A 1", 0)
    with pytest.raises(PdfStructureError):
        value_end(b"(never closed", 0)


def test_references_are_none_within_strings_and_names() -> None:
    value = b"<</A 1 0 R/B[2 0 R(3 0 R\\) 4 0 R)]/C5 0/D<360030>/E 6 0 Rx/F -7 0 R>>"
    assert references(value) == (1, 2)
    assert renumbered(value, {1: 100, 2: 200}) == value.replace(b"1 0 R", b"100 0 R", 1).replace(
        b"2 0 R", b"200 0 R", 1
    )
    assert dict_entries(b"<</A 1 0 R /B /C/D<</E 1>>>>") == {
        b"/A": b"1 0 R",
        b"/B": b"/C",
        b"/D": b"<</E 1>>",
    }


def section(body: bytes, objects: dict[int, bytes], previous: int | None) -> bytes:
    """Return a file with one more revision of some objects (7.5.6)."""
    rows = b""
    for number, value in objects.items():
        place = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, value)
        rows += b"%d 1\n%010d 00000 n \n" % (number, place)
    start = len(body)
    before = b"" if previous is None else b"/Prev %d" % previous
    trailer = b"trailer\n<</Root 1 0 R/Size 9%s>>\nstartxref\n%d\n%%%%EOF\n"
    return body + b"xref\n" + rows + trailer % (before, start)


def stream(text: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(text), text)


FIRST = {
    1: b"<</Type/Catalog/Pages 2 0 R>>",
    2: b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 90 90]>>",
    3: b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</A 5 0 R>>>>/Contents 4 0 R>>",
    4: stream(b"1 0 0 rg 0 0 90 90 re f"),
    5: stream(b"0 g 10 10 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 90 90]/StructParents 4"
                                     b"/Metadata 6 0 R"),
    6: stream(b"<secret/>", b"/Type/Metadata/Subtype/XML"),
}  # fmt: skip


def test_the_newest_version_of_an_object_is_printed() -> None:
    first = section(b"%PDF-1.4\n", FIRST, None)
    start = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    second = section(first, {4: stream(b"0 1 0 rg 0 0 90 90 re f")}, start)
    assert PdfObjects(first)[4].stream == b"1 0 0 rg 0 0 90 90 re f"
    assert PdfObjects(second)[4].stream == b"0 1 0 rg 0 0 90 90 re f"
    assert pictures(printed(second)) == pictures(second)
    assert pictures(printed(second)) != pictures(printed(first))


def test_what_a_drawn_object_has_for_tags_and_metadata_stays_behind() -> None:
    content = section(b"%PDF-1.4\n", FIRST, None)
    made = printed(content)
    assert b"/Subtype/Form" in made.replace(b" ", b"")
    assert b"/StructParents" not in made
    assert b"secret" not in made
