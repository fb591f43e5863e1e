"""The file around the words: its parts, its size, its properties, its bytes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from subprocess import run
from sys import executable
from zipfile import ZipFile

import docx
import pytest
from tests.writers.docx.letters import (
    A4,
    DRAWING,
    EVERYTHING,
    LETTER,
    MARK,
    items,
    letter,
    paragraph,
    png,
    written,
)
from tests.writers.docx.reader import W, parts, words, xml

from lettermerge.diagnostics import Failure
from lettermerge.letter import document as tree
from lettermerge.signing.docx.zip_package import read_package
from lettermerge.writers.docx import packages, write

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PLAIN = letter(
    letterhead=replace(letter().letterhead, image=None),
    signatures=(tree.Signature("Testa Signer"),),
)


@pytest.mark.slow
def test_nothing_but_what_a_letter_uses_is_in_the_file() -> None:
    assert sorted(parts(written(PLAIN))) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/_rels/fontTable.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        *(f"word/fonts/font{number}.odttf" for number in (1, 2, 3, 4)),
        "word/footer1.xml",
        "word/footer2.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    ]
    assert len(written(PLAIN, replace(A4, embed="none"))) < 10_000


@pytest.mark.slow
def test_every_part_has_a_content_type_and_every_relationship_a_part() -> None:
    content = written(letter(body=EVERYTHING))
    found = parts(content)
    types = xml(content, "[Content_Types].xml")
    overrides = {one.get("PartName", "")[1:] for one in types if "PartName" in one.attrib}
    endings = {one.get("Extension") for one in types if "Extension" in one.attrib}
    assert overrides <= set(found)
    assert {name.rpartition(".")[2] for name in found if name not in overrides} <= endings
    targets = xml(content, "word/_rels/document.xml.rels")
    inside = {"word/" + one.get("Target", "") for one in targets if "TargetMode" not in one.attrib}
    assert inside <= set(found)
    used = {
        value
        for one in xml(content).iter()
        for key, value in one.attrib.items()
        if str(key).startswith(R)
    }
    assert used <= {one.get("Id") for one in targets}


@pytest.mark.slow
def test_equal_letters_are_equal_bytes_in_any_order_and_process() -> None:
    some = [letter(salutation=f"Dear {n},", body=EVERYTHING) for n in range(3)]
    first = [written(one) for one in some]
    again = [one.content for one in write(reversed(some), A4) if not isinstance(one, Failure)]
    assert first == again[::-1]
    program = (
        "from tests.writers.docx.letters import *; from hashlib import sha256;"
        "print(sha256(written(letter(salutation='Dear 1,', body=EVERYTHING))).hexdigest())"
    )
    sums = {
        run([executable, "-c", program], env={"PYTHONPATH": "src:.", "PYTHONHASHSEED": seed},
            capture_output=True, check=True, encoding="utf-8").stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(sums) == 1


def test_the_file_carries_no_clock() -> None:
    with ZipFile(BytesIO(written(letter()))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_properties_are_those_of_the_letter() -> None:
    properties = docx.Document(BytesIO(written(letter(title='"A" & <B>')))).core_properties
    assert properties.title == '"A" & <B>'
    assert (properties.author, properties.subject) == (letter().author, letter().subject)
    assert properties.language == "en-GB"
    assert properties.created is not None
    assert properties.created.isoformat()[:10] == "2023-07-20"
    assert properties.modified == properties.created


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en-US", "fr", "de"])
def test_the_language_is_said_where_readers_look_for_it(language: str) -> None:
    content = written(letter(language=language))
    found = xml(content, "word/styles.xml").find(f".//{W}rPrDefault//{W}lang")
    assert found is not None
    assert found.get(W + "val") == language
    theme = xml(content, "word/settings.xml").find(W + "themeFontLang")
    assert theme is not None
    assert theme.get(W + "val") == language


def test_the_first_page_has_no_running_head_and_the_others_have_fields() -> None:
    section = docx.Document(BytesIO(written(letter()))).sections[0]
    assert section.different_first_page_header_footer
    assert [one.text for one in section.first_page_header.paragraphs] == [""]  # ends the header
    assert section.header.paragraphs[0].text == "Testina Example, 20 July 2023\tPage 2 of 2"
    codes = [one.text for one in xml(written(letter()), "word/header1.xml").iter(W + "instrText")]
    assert codes == [" PAGE ", " NUMPAGES "]


def test_a_proof_says_so_on_every_page_and_a_letter_does_not() -> None:
    section = docx.Document(
        BytesIO(written(letter(), replace(A4, proof="PROOF, not for mailing")))
    ).sections[0]
    heads = (section.first_page_header, section.header)
    assert [one.paragraphs[0].text for one in heads] == ["PROOF, not for mailing"] * 2
    assert section.header.paragraphs[1].text.startswith("Testina Example")
    for name, part in parts(written(letter())).items():
        assert b"roof" not in part, name


def test_a_wide_emblem_leaves_room_for_the_name() -> None:
    wide = replace(letter().letterhead, image=tree.Asset("w.png", "image/png", png(4000, 40)))
    content = written(letter(letterhead=wide))
    header = xml(content, "word/header2.xml")
    (extent,) = header.iter("{*}extent")
    assert int(extent.get("cx", "0")) / 36000 == pytest.approx(A4.measure / 2, abs=0.1)
    columns = [int(one.get(W + "w", "0")) for one in header.iter(W + "gridCol")]
    assert min(columns) > 500


def test_pictures_have_alternative_texts_sizes_and_one_part_for_equal_ones() -> None:
    wide = tree.Asset("wide.png", "image/png", png(4000, 40))
    body = (
        tree.Image(MARK, 'A "mark"', 30),
        tree.Image(DRAWING, "Drawn"),
        tree.Image(wide, "Wide"),
    )
    content = written(letter(body=body))
    shapes = docx.Document(BytesIO(content)).inline_shapes
    # the last is the signature's; the letterhead's is in the header
    sizes = [round(one.width.mm, 1) for one in shapes]
    assert sizes[:3] == [30.0, round(60 * 25.4 / 96, 1), A4.measure]
    drawn = [
        one
        for name in ("word/header2.xml", "word/document.xml")
        for one in xml(content, name).iter("{*}docPr")
    ]
    numbers = [one.get("id") for one in drawn]
    assert len(set(numbers)) == len(numbers) == 5
    alts = [one.get("descr") for one in drawn]
    assert alts == ["Mark", 'A "mark"', "Drawn", "Wide", "Signature"]
    assert sum(name.startswith("word/media/") for name in parts(content)) == 3


def test_each_list_counts_for_itself() -> None:
    body = (items("a", start=3), items("b", start=1), items("c"), items("d", start=1))
    numbering = xml(written(letter(body=body)), "word/numbering.xml")
    starts = [
        [start.get(W + "val") for start in one.iter(W + "startOverride")]
        for one in numbering.iter(W + "num")
    ]
    assert starts == [["3"], ["1"], [], ["1"]]


@pytest.mark.slow
def test_a_page_break_starts_the_next_block_on_a_new_page_and_leaves_no_empty_one() -> None:
    broken = tree.PageBreak()
    body = (broken, broken, paragraph("a"), broken, items("b", "c"), broken)
    opened = docx.Document(BytesIO(written(letter(body=body))))
    starting = [one.text for one in opened.paragraphs if one.paragraph_format.page_break_before]
    assert starting == ["a", "b", "Yours sincerely,"]


@pytest.mark.slow
def test_annexes_are_after_all_that_follows_the_signatures_on_a_page_of_their_own() -> None:
    body = (paragraph("a"), tree.PageBreak(annex=True), paragraph("b"), items("c", "d"))
    document = letter(body=body, note=(paragraph("n"),))
    content = written(document)
    assert words(content) == tree.text(document)
    opened = docx.Document(BytesIO(content))
    starting = [one.text for one in opened.paragraphs if one.paragraph_format.page_break_before]
    assert starting == ["b"]


@pytest.mark.slow
def test_a_table_repeats_its_header_and_breaks_no_row() -> None:
    content = xml(written(letter(body=EVERYTHING)))
    rows = [row for table in content.iter(W + "tbl") for row in table.iter(W + "tr")]
    rows = rows[1:4]  # the first is the address
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_a_signer_finds_the_parts_that_letters_share() -> None:
    one, other = packages([letter(), letter(close="Yours,")], LETTER)
    assert not isinstance(one, Failure)
    assert not isinstance(other, Failure)
    changed = {a.name for a, b in zip(one.parts, other.parts, strict=True) if a is not b}
    assert {"word/document.xml"} <= changed <= {
        "word/document.xml", "word/header1.xml", "docProps/core.xml"
    }  # fmt: skip
    entries = read_package(one.to_bytes())
    assert [(e.name, e.packed, e.crc) for e in entries] == [
        (p.name, p.deflated, p.crc) for p in one.parts
    ]
    assert all(entry.read() == part.content for entry, part in zip(entries, one.parts, strict=True))


NOTED = letter(
    body=(
        tree.Paragraph((tree.Text("Said."), tree.Footnote((tree.Text("Where."),)))),
        tree.Quote((tree.Paragraph((
            tree.Text("Told"),
            tree.Footnote((
                tree.Strong((tree.Text("Here"),)),
                tree.Link((tree.Text(" there"),), "https://example.org/n"),
            )),
        )),)),
        tree.Image(MARK, "A mark", 20, "Figure 1. A mark"),
    ),
    note=(tree.Paragraph((tree.Text("Us"), tree.Footnote((tree.Text("And them."),)))),),
)  # fmt: skip


def test_footnotes_are_words_own_and_counted_through_the_letter() -> None:
    content = written(NOTED)
    notes = xml(content, "word/footnotes.xml")
    said = {one.get(W + "id"): "".join(one.itertext()) for one in notes.iter(W + "footnote")}
    assert said == {"-1": "", "0": "", "1": "Where.", "2": "Here there", "3": "And them."}
    references = [one.get(W + "id") for one in xml(content).iter(W + "footnoteReference")]
    assert references == ["1", "2", "3"]
    links = [one.get(R + "id") for one in notes.iter(W + "hyperlink")]
    related = xml(content, "word/_rels/footnotes.xml.rels")
    assert set(links) <= {one.get("Id") for one in related}
    assert "word/footnotes.xml" not in parts(written(letter()))


def test_a_caption_is_kept_below_its_image() -> None:
    opened = docx.Document(BytesIO(written(NOTED)))
    named = [(one.style.name, one.text) for one in opened.paragraphs if one.style]
    place = named.index(("Caption", "Figure 1. A mark"))
    assert named[place - 1][0] == "Figure"
    assert opened.paragraphs[place - 1].paragraph_format.keep_with_next


@pytest.mark.slow
def test_the_words_are_those_of_the_letter() -> None:
    assert words(written(NOTED)) == tree.text(NOTED)


def test_the_subject_is_where_the_letter_has_it() -> None:
    for below in (False, True):
        document = letter(subject="Case 12", salutation="Dear Ms Doe,", subject_below=below)
        said = words(written(document))
        assert said == tree.text(document)
        assert (said.index("Case 12") > said.index("Dear Ms Doe")) == below
