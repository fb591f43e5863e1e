"""Make Word files from raw XML: every part that holds words, and every shape of a field."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The part, its relationship and its root, by what a story is called.
_PARTS = {
    "header": ("header1.xml", "header", "hdr"),
    "first-page header": ("header2.xml", "header", "hdr"),
    "footer": ("footer1.xml", "footer", "ftr"),
    "footnotes": ("footnotes.xml", "footnotes", "footnotes"),
    "endnotes": ("endnotes.xml", "endnotes", "endnotes"),
    "comments": ("comments.xml", "comments", "comments"),
}


def word_file(body: str, stories: Mapping[str, str]) -> bytes:
    """Return a Word file; `stories` are the XML of headers, footers, notes and comments."""
    stream = io.BytesIO()
    related, references = [], ""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, xml) in enumerate(stories.items(), 1):
            part, kind, root = _PARTS[name]
            package.writestr(f"word/{part}", f"<w:{root} {_NAMES}>{xml}</w:{root}>")
            related.append(f'<Relationship Id="r{number}" Type="{_KIND}/{kind}" Target="{part}"/>')
            if kind in ("header", "footer"):
                shown = "first" if name.startswith("first") else "default"
                references += f'<w:{kind}Reference w:type="{shown}" r:id="r{number}"/>'
        section = (
            f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440"'
            ' w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708"/>'
            "<w:titlePg/></w:sectPr>"
        )
        package.writestr(
            "word/document.xml",
            f"<w:document {_NAMES}><w:body>{body}{section}</w:body></w:document>",
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_RELATIONS}">{"".join(related)}</Relationships>',
        )
        package.writestr("[Content_Types].xml", _types(stories))
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Target="word/document.xml"'
            f' Type="{_KIND}/officeDocument"/></Relationships>',
        )
    return stream.getvalue()


def _types(stories: Mapping[str, str]) -> str:
    """Return what kind of part each is (ECMA-376 part 2, 10.1.2.2)."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    named = [("document.xml", "document.main"), *(_PARTS[name][:2] for name in stories)]
    parts = "".join(
        f'<Override PartName="/word/{part}" ContentType="{kind}.{one}+xml"/>' for part, one in named
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{rels}"/>{parts}</Types>'
    )


def rewritten(data: bytes, changes: Mapping[str, str], part: str = "") -> bytes:
    """Return a Word file with texts replaced in its parts, or in one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            for text, other in changes.items() if part in ("", name) else ():
                xml = xml.replace(text, other)
            new.writestr(name, xml)
    return stream.getvalue()


def paragraph(content: str) -> str:
    """Return a paragraph of runs and the like."""
    return f"<w:p>{content}</w:p>"


def text(words: str) -> str:
    """Return a run with words."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def drawing_box(content: str) -> str:
    """Return a text box in both forms, as Word writes it: one is read."""
    drawn = (
        '<w:drawing><wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>3600000'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>360000'
        '</wp:posOffset></wp:positionV><wp:extent cx="2160000" cy="720000"/><a:graphic>'
        f"<a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>'
        f"<w:pict>{_vml(content)}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def vml_box(content: str) -> str:
    """Return a text box in the old form alone."""
    return f"<w:r><w:pict>{_vml(content)}</w:pict></w:r>"


def _vml(content: str) -> str:
    style = "position:absolute;margin-left:100pt;margin-top:20pt;width:200pt;height:60pt"
    return (
        f'<v:shape style="{style}"><v:textbox><w:txbxContent>{content}</w:txbxContent>'
        "</v:textbox></v:shape>"
    )


def note(kind: str, number: int, content: str) -> str:
    """Return a footnote or an endnote."""
    return f'<w:{kind} w:id="{number}">{content}</w:{kind}>'


def note_mark(kind: str, number: int) -> str:
    """Return the mark of a note in the text."""
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'
