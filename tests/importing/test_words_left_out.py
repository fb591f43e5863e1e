"""Words that are drawn or embedded, and those typed into form fields, are told, each once."""

from __future__ import annotations

import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from tests.importing import word_letters as word

from lettermerge.importing.word_reader import read_docx

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def related(document: object, name: str, kind: str, data: str) -> str:
    """Put a part beside a document, and return the id by which the document refers to it."""
    own = document.part  # type: ignore[attr-defined]
    part = Part(PackURI(name), "application/octet-stream", data.encode(), own.package)
    return str(own.relate_to(part, _KINDS + kind))


def told(document: object) -> list[tuple[str, str]]:
    return [
        (one.place, one.words) for one in read_docx(word.saved(document), "letter.docx").omissions
    ]


def test_the_words_of_a_chart_and_of_smart_art_are_told() -> None:
    document = word.new()
    chart = (
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_A}"><c:title><a:t>Arrests</a:t></c:title>'
        "<c:cat><c:strRef><c:strCache><c:pt><c:v>Spring</c:v></c:pt></c:strCache></c:strRef></c:cat>"
        "<c:val><c:numRef><c:numCache><c:pt><c:v>77</c:v></c:pt></c:numCache></c:numRef></c:val>"
        "</c:chartSpace>"
    )
    data = f'<x xmlns:a="{_A}"><a:t>First step</a:t><a:t>Second step</a:t></x>'
    first = related(document, "/word/charts/chart1.xml", "chart", chart)
    second = related(document, "/word/diagrams/data1.xml", "diagramData", data)
    names = f'xmlns:c="{_CHART}" xmlns:d="{_DIAGRAM}" xmlns:r="{_KINDS[:-1]}"'
    word.markup(
        document.add_paragraph("Shown"),
        f'<w:r><w:drawing><c:chart {names} r:id="{first}"/></w:drawing></w:r>'
        f'<w:r><w:drawing><d:relIds {names} r:dm="{second}"/></w:drawing></w:r>',
    )
    assert told(document) == [
        ("body, chart 1", "Arrests Spring"),
        ("body, SmartArt 1", "First step Second step"),
    ]


def test_word_art_is_told_once_and_readings_above_signs_are() -> None:
    document = word.new()
    art = (
        '<w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="SOLIDARITY"/>'
        "</v:shape></w:pict>"
    )
    word.markup(
        document.add_paragraph(),
        f"<w:r>{art}</w:r>"
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><mc:Choice Requires="x"><w:t>seen</w:t></mc:Choice>'
        f"<mc:Fallback>{art}</mc:Fallback></mc:AlternateContent></w:r>"
        f"<w:r><w:ruby><w:rt>{word.run('above')}</w:rt>"
        f"<w:rubyBase>{word.run('below')}</w:rubyBase></w:ruby></w:r>",
    )
    assert told(document) == [("body, WordArt 1", "SOLIDARITY"), ("body, ruby 1", "above")]


def test_a_piece_of_another_document_is_told_with_its_words_where_it_is_a_web_page() -> None:
    document = word.new()
    page = "<html><body><p>Pasted <b>words</b></p></body></html>"
    first = related(document, "/word/afchunk1.html", "aFChunk", page)
    second = related(document, "/word/afchunk2.docx", "aFChunk", "PK")
    for key in (first, second):
        chunk = word.element(f'<w:altChunk xmlns:r="{_KINDS[:-1]}" r:id="{key}"/>')
        document.element.body.insert(0, chunk)
    found = told(document)
    assert found == [("body, embedded text 1", ""), ("body, embedded text 2", "Pasted words")]


@pytest.mark.slow
def test_what_was_typed_into_a_form_field_is_told_and_a_gap_is_not() -> None:
    document = word.new()
    for shown in ("until Friday", "\u2002\u2002\u2002"):
        word.markup(document.add_paragraph("Answer "), word.field(" FORMTEXT ", shown))
    assert told(document) == [("body paragraph 1", "until Friday")]
