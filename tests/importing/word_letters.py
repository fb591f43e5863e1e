"""Make Word letters for tests with python-docx: fields in every shape, revisions, text boxes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def new() -> Any:
    """Return an empty Word document."""
    return docx.Document()


def opened(data: bytes) -> Any:
    """Return the document that bytes are."""
    return docx.Document(BytesIO(data))


def saved(document: Any) -> bytes:
    """Return a document's bytes."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def markup(paragraph: Any, xml: str) -> None:
    """Append WordprocessingML to a paragraph."""
    for element in list(parse_xml(f"<w:p {W}>{xml}</w:p>")):
        paragraph._p.append(element)


def element(xml: str) -> Any:
    """Return an element of WordprocessingML, with `w` for its namespace."""
    first, rest = xml.split(" ", 1)
    return parse_xml(f"{first} {W} {rest}")


def run(text: str, tag: str = "t") -> str:
    """Return a run with words."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:r><w:{tag} xml:space="preserve">{escaped}</w:{tag}></w:r>'


def mark(kind: str) -> str:
    """Return one of a complex field's marks."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, result: str = "") -> str:
    """Return a complex field; the code may hold whole fields between braces."""
    parts, depth, text = [], 0, ""
    for sign in code:
        if sign == "{":
            parts += [run(text, "instrText") if text else "", mark("begin")]
            depth, text = depth + 1, ""
        elif sign == "}":
            parts += [run(text, "instrText") if text else "", mark("end")]
            depth, text = depth - 1, ""
        else:
            text += sign
    parts.append(run(text, "instrText") if text else "")
    shown = mark("separate") + run(result) if result else ""
    return mark("begin") + "".join(parts) + shown + mark("end")


def simple(code: str, result: str) -> str:
    """Return a simple field."""
    quoted = code.replace("&", "&amp;").replace('"', "&quot;")
    return f'<w:fldSimple w:instr="{quoted}">{run(result)}</w:fldSimple>'
