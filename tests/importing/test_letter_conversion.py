"""Of every letter each word is in the project or in the report, and no shown result anywhere."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from tests.importing import word_letters as word

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter, template_name
from lettermerge.importing.text_reader import read_text
from lettermerge.importing.word_reader import read_docx

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.docx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def imported(data: bytes, name: str = "letter.docx") -> ImportedLetter:
    return import_letter(read_docx(data, name), template_name(name), FieldNames())


def everything(made: ImportedLetter) -> str:
    """Return all that an import says, in the project and in its report."""
    return "\n".join(
        (
            made.template,
            made.theme,
            made.about,
            repr(made.sender),
            repr(made.signatories),
            json.dumps(made.report.as_json(), ensure_ascii=False),
        )
    )


def typed_and_shown(path: Path) -> tuple[list[str], list[str]]:
    """Return the words typed in a Word file, and those that its fields showed last.

    A walk of its own through the XML: the reader under test is not asked.
    """
    typed: dict[object, str] = {}
    shown: dict[object, str] = {}
    with zipfile.ZipFile(path) as package:
        for name in filter(_PARTS.fullmatch, package.namelist()):
            depth, results = 0, []
            for element in etree.fromstring(package.read(name)).iter():
                if element.tag == W + "fldChar":
                    kind = element.get(W + "fldCharType")
                    depth += (kind == "begin") - (kind == "end")
                    if kind == "separate":
                        results.append(depth)
                    elif kind == "end" and results and results[-1] > depth:
                        results.pop()
                if element.tag != W + "t" or not element.text:
                    continue
                above = [str(one.tag) for one in element.iterancestors()]
                if any(tag.endswith(("}Fallback", "}del", "}moveFrom")) for tag in above):
                    continue
                in_field = bool(results) or W + "fldSimple" in above
                paragraph = next(one for one in element.iterancestors() if one.tag == W + "p")
                found = shown if in_field else typed
                found[paragraph] = found.get(paragraph, "") + element.text
    return [*typed.values()], [*shown.values()]


@pytest.mark.parametrize("path", LETTERS, ids=[path.stem for path in LETTERS])
def test_each_typed_word_is_in_the_project_or_in_the_report(path: Path) -> None:
    typed, _ = typed_and_shown(path)
    said = Counter(_WORD.findall(everything(imported(path.read_bytes(), path.name))))
    wanted = Counter(_WORD.findall(" ".join(typed)))
    assert set(wanted) - set(said) == set()


@pytest.mark.parametrize("path", LETTERS, ids=[path.stem for path in LETTERS])
def test_no_shown_result_is_anywhere(path: Path) -> None:
    typed, shown = typed_and_shown(path)
    said = everything(imported(path.read_bytes(), path.name))
    names = {use.name for use in imported(path.read_bytes(), path.name).report.fields}
    for result in shown:
        words = result.strip()
        plain = words.strip("«»")
        if (
            len(words) > 3
            and plain.casefold() not in {one.casefold() for one in names}
            and not any(words in one for one in typed)
            and not words.isdigit()
        ):
            assert words not in said, words


@pytest.mark.parametrize("path", LETTERS, ids=[path.stem for path in LETTERS])
def test_each_field_is_in_the_report(path: Path) -> None:
    found = imported(path.read_bytes(), path.name).report.fields
    with zipfile.ZipFile(path) as package:
        for name in filter(_PARTS.fullmatch, package.namelist()):
            root = etree.fromstring(package.read(name))
            for paragraph in root.iter(W + "p"):
                code = "".join(one.text or "" for one in paragraph.iter(W + "instrText"))
                code += " ".join(
                    one.get(W + "instr", "") for one in paragraph.iter(W + "fldSimple")
                )
                for merged in re.findall(r"MERGEFIELD\s+\"?([\w:]+)", code):
                    assert any(merged in use.name for use in found), merged


def test_a_letter_saved_with_preview_results_keeps_nothing_of_the_person() -> None:
    document = word.new()
    for code, result in (
        (" MERGEFIELD First ", "Zebulon"),
        (' IF {MERGEFIELD Sex} = "M" "Sir" "Madam" ', "Quagmire"),
        (" ADDRESSBLOCK ", "12 Secret Street"),
        (" GREETINGLINE ", "Dear Zebulon"),
        (" AUTHOR ", "Somebody"),
        (" DOCPROPERTY x ", "Somebody"),
    ):
        word.markup(document.add_paragraph("Text "), word.field(code, result))
    said = everything(imported(word.saved(document)))
    for leaked in ("Zebulon", "Quagmire", "Secret", "Somebody"):
        assert leaked not in said


def test_a_text_letter_is_carried_over_word_for_word() -> None:
    body = 'It\'s a "sad" day & more: 5 * 3 _so_ <b>. #1 [x](y) {{ z }} {% if %}'
    head = "20 July 2023\n\nTo: the European Parliament\n\nDear Members,\n\n"
    tail = "\n\nYours faithfully,\n\nJane Doe\nDirector\n\nAbout us\nWe are an invented body.\n"
    text = head + body + tail
    made = import_letter(read_text(text.encode(), "l.txt"), "l", FieldNames())
    from lettermerge.letter.markdown import to_blocks
    from lettermerge.templating import Sandbox

    merged = Sandbox(None)._plain.from_string(made.template).render()
    (paragraph,) = to_blocks(merged, (), pytest.fail, "l.md")
    assert "".join(getattr(one, "text", "") for one in paragraph.children) == body  # type: ignore[union-attr]
    assert made.about == "We are an invented body."
    assert [(one.name, one.role) for one in made.signatories] == [("Jane Doe", "Director")]
    assert [row[:2] for row in made.addressees.rows] == [("eu-body", "eu")]


def test_a_letter_whose_lines_are_all_the_frames_says_that_it_has_no_text() -> None:
    lines = ["Dear Member,", "", "{}", "", "Yours sincerely,", "", "Ann Example"]
    for text, said in (("", True), ("We write.", False)):
        letter = read_text("\n".join(lines).format(text).encode(), "l.txt")
        made = import_letter(letter, "l", FieldNames())
        assert any("has no text" in one.reason for one in made.report.dropped) is said


def test_an_annex_keeps_its_place_after_the_signatures() -> None:
    document = word.new()
    for text in ("Dear Ms Doe,", "We write.", "Yours sincerely,", "John Roe"):
        document.add_paragraph(text)
    annex = document.add_paragraph("Annex", style="Heading 1")
    annex.paragraph_format.page_break_before = True
    document.add_paragraph("Its words.")
    made = imported(word.saved(document))
    assert made.template == "We write.\n\n\\annex\n\n# Annex\n\nIts words.\n"
    assert [one.name for one in made.signatories] == ["John Roe"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Letter to MPs (final)", "letter-to-mps-final"),
        ("é", "letter"),
        ("a", "a"),
        ("Open letter.fr", "open-letter.fr"),
        ("Open letter.fr-CA", "open-letter.fr-CA"),
        ("Open letter.v2", "open-letter-v2"),
        ("Open letter.zz", "open-letter-zz"),
        (".fr", "fr"),
    ],
)
def test_a_template_is_named_after_its_file(file: str, name: str) -> None:
    assert template_name(file) == name


@pytest.mark.parametrize(("side", "kind", "told"), [
    ("bottom", "single", True), ("top", "double", True), ("bottom", "nil", False),
])  # fmt: skip
@pytest.mark.parametrize("place", ["header", "footer", "body"])
def test_a_line_beside_words_is_told_where_it_is_not_drawn(
    place: str, side: str, kind: str, told: bool
) -> None:
    document = word.new()
    for text in ("Dear Ms Doe,", "We write.", "Yours sincerely,", "John Roe"):
        document.add_paragraph(text)
    lined = document.paragraphs[1]
    if place != "body":
        lined = getattr(document.sections[0], place).paragraphs[0]
        lined.add_run("Example Relief")
    border = f'<w:{side} w:val="{kind}" w:sz="12" w:space="1" w:color="C00000"/>'
    lined._p.get_or_add_pPr().append(word.element(f"<w:pBdr >{border}</w:pBdr>"))
    dropped = imported(word.saved(document)).report.dropped
    lines = [one.words for one in dropped if one.reason.startswith("a line beside words")]
    assert lines == ([lined.text] if told else [])
