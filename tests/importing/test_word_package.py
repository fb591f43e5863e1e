"""What is no letter is refused at once, in little memory, each with what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.importing import raw_letters as raw
from tests.importing import word_letters as word
from tests.memory import ENVIRONMENT

from lettermerge.errors import UsageError
from lettermerge.importing.source_letter import paragraphs
from lettermerge.importing.word_package import open_package
from lettermerge.importing.word_reader import read_docx

SECONDS, BYTES = 2.0, 300 << 20
_CHILD = """
import sys, time
from tests import memory
from lettermerge.errors import LettermergeError
from pathlib import Path
from lettermerge.importing.letter_format_dispatch import read_letter
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import import_letter
began = time.process_time()
try:
    import_letter(read_letter(Path(sys.argv[1]), lambda path: None), "x", FieldNames())
    said = "read"
except LettermergeError as error:
    said = error.message
print(time.process_time() - began, memory.peak(), said)
"""
_HEAD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)
_FOOT = b"</w:body></w:document>"


def archive(main: bytes, *, before: bytes = b"", more: dict[str, bytes] | None = None) -> bytes:
    """Return a Word file whose document is `main`; b"" for none yet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r" Type="http://x/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        if main:
            package.writestr("word/document.xml", before + main)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return stream.getvalue()


def large(megabytes: int) -> bytes:
    """Return a Word file whose document is so large, made a megabyte at a time."""
    stream = io.BytesIO(archive(b""))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        part.write(_HEAD)
        for _ in range(megabytes):
            part.write(b" " * (1 << 20))
        part.write(_FOOT)
    return stream.getvalue()


def deep_fields(number: int) -> bytes:
    begin = b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = b'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return _HEAD + b"<w:p>" + begin * number + end * number + b"</w:p>" + _FOOT


_DTD = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
#: Each is made where it is asked for: a run of other tests need not wait for it.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "unpacked": (lambda: large(200), "larger than a letter"),
    "declares": (
        lambda: archive(_HEAD + b"<w:p/>" + _FOOT, before=_DTD), "declares a document type",
    ),
    "fields": (lambda: archive(deep_fields(10_000)), "fields more than 20 deep"),
    "nested": (
        lambda: archive(_HEAD + b"<w:p>" * 5_000 + b"</w:p>" * 5_000 + _FOOT), "is not XML",
    ),
    "parts": (
        lambda: archive(_HEAD + _FOOT, more={f"x{n}": b"" for n in range(5_000)}), "4,000 parts",
    ),
    "text": (lambda: b"Dear all", "not a Word file"),
    "old": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "which is missing"),
    "broken": (lambda: archive(b"<w:document"), "is not XML"),
}  # fmt: skip


def run_child(folder: Path, data: bytes) -> list[str]:
    """Import a letter in a process of its own; return its seconds, its memory, what it said."""
    path = folder / "letter.docx"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.split(" ", 2)


#: What is read, and must not cost more for it than a letter does.
_P, _X = raw.paragraph, raw.text
_ENDS = _P(_X("Dear all,")) + _P(_X("Regards,"))


def pages() -> bytes:
    """Return a Word file of 85 pages with 200 fields."""
    written = "".join(
        _P(_X("We write about prisoners who wait for a trial. " * 10)
           + (word.field(f"MERGEFIELD F{n}", "x") if n % 3 == 0 else ""))
        for n in range(600)
    )  # fmt: skip
    return raw.word_file(_P(_X("Dear all,")) + written, {})


LARGE: dict[str, Callable[[], bytes]] = {
    "85 pages and 200 fields": pages,
    "a header of 5,000 lines": lambda: raw.word_file(_ENDS, {"header": _P(_X("line")) * 5_000}),
    "a line of 5,000 tabs": lambda: raw.word_file(
        _ENDS, {"header": _P("<w:r>" + "<w:tab/><w:t>x</w:t>" * 5_000 + "</w:r>")}
    ),
    "brackets": lambda: raw.word_file(_ENDS + _P(_X("[" * 50_000)), {}),
    "a long list": lambda: raw.word_file(_ENDS + _P(_X("Enclosures: " + "a, and " * 20_000)), {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_a_large_letter_is_read_in_little_memory(tmp_path: Path, kind: str) -> None:
    seconds, peak, said = run_child(tmp_path, LARGE[kind]())
    print(f"{kind}: {float(seconds):.2f} s, {int(peak) >> 20} MB")
    assert said.strip() == "read"
    assert int(peak) < BYTES


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_are_refused_within_their_bounds(tmp_path: Path, kind: str) -> None:
    make, reason = BOMBS[kind]
    data = make()
    seconds, peak, said = run_child(tmp_path, data)
    assert reason in said
    assert float(seconds) < SECONDS
    assert int(peak) < BYTES


def test_relationships_in_a_circle_end() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://x/styles" Target="document.xml"/>'
        '<Relationship Id="b" Type="http://x/numbering" Target="document.xml"/>'
        '<Relationship Id="c" Type="http://x/footnotes" Target="document.xml"/></Relationships>'
    )
    main = _HEAD + b"<w:p><w:r><w:t>Words</w:t></w:r></w:p>" + _FOOT
    data = archive(main, more={"word/_rels/document.xml.rels": rels.encode()})
    assert read_docx(data, "letter.docx").body[0].place == "body paragraph 1"


def test_styles_based_on_one_another_end() -> None:
    document = word.new()
    document.add_paragraph("Words", style="Heading 1")
    heading = document.styles["Heading 1"]
    heading.base_style = document.styles["Normal"]
    document.styles["Normal"].base_style = heading
    assert read_docx(word.saved(document), "letter.docx").body


def test_a_package_without_a_document_says_so() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("readme.txt", "no letter")
    with pytest.raises(UsageError, match="no Word document"):
        open_package(stream.getvalue(), "x.docx").main_part  # noqa: B018


_LETTER = raw.word_file(
    raw.paragraph('<w:pPr><w:ind w:left="1440"/></w:pPr>' + raw.text("Dear Member,"))
    + raw.paragraph('<w:pPr><w:pStyle w:val="x"/></w:pPr>' + raw.text("It is 1 million."))
    + raw.paragraph(raw.note_mark("footnote", 1) + raw.drawing_box(raw.paragraph(raw.text("Box")))),
    {
        "header": raw.paragraph(raw.text("Head")),
        "footnotes": raw.note("footnote", 1, raw.paragraph(raw.text("Note"))),
    },
)


def test_the_strict_form_reads_as_the_transitional_one() -> None:
    """What Word saves as "Strict Open XML Document" has other namespaces, and lengths in points."""
    strict = raw.rewritten(
        _LETTER,
        {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/": "http://purl.oclc.org/ooxml"
            "/wordprocessingml/",
            "http://schemas.openxmlformats.org/drawingml/2006/": "http://purl.oclc.org/ooxml"
            "/drawingml/",
            "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml"
            "/officeDocument/",
            'w:left="1440"': 'w:left="72pt"',
            'w:w="11906"': 'w:w="595.30pt"',
        },
    )
    usual, found = read_docx(_LETTER, "l.docx"), read_docx(strict, "l.docx")
    assert found.page.width == pytest.approx(usual.page.width, abs=0.01)
    assert found.page.width == pytest.approx(210, abs=0.1)
    assert (found.body, found.stories, found.notes) == (usual.body, usual.stories, usual.notes)
    assert found.body


@pytest.mark.parametrize("target", ["_rels/.rels", "word/header1.xml", "[Content_Types].xml"])
def test_a_package_whose_document_is_another_part_is_refused(target: str) -> None:
    data = raw.rewritten(_LETTER, {"word/document.xml": target}, "_rels/.rels")
    with pytest.raises(UsageError, match="holds no Word document"):
        read_docx(data, "letter.docx")


def test_a_header_that_is_the_document_itself_doubles_nothing() -> None:
    data = raw.rewritten(_LETTER, {"header1.xml": "document.xml"}, "word/_rels/document.xml.rels")
    found = read_docx(data, "letter.docx")
    assert [one.text for story in found.stories for one in paragraphs(story.blocks)] == []
