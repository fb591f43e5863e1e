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
