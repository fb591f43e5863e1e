"""What a DOCX says, read by zipfile and lxml: nothing of ours, nothing of Word's."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(content: bytes) -> dict[str, bytes]:
    """Return the files of a package; each is inflated and its CRC checked."""
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xml(content: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts(content)[name])


def words(content: bytes) -> str:
    """Return the words of the first page's header, the body and its footer, white space folded.

    Zero-width spaces, where long web addresses may be broken, are left out.
    """
    notes = {}
    if "word/footnotes.xml" in parts(content):
        found = xml(content, "word/footnotes.xml").iter(W + "footnote")
        notes = {one.get(W + "id"): _said(one, {}) for one in found}
    lines = (
        _said(paragraph, notes)
        for name in ("word/header2.xml", "word/document.xml", "word/footer2.xml")
        for paragraph in xml(content, name).iter(W + "p")
    )
    return " ".join("\n".join(lines).replace("\u200b", "").split())


def _said(paragraph: etree._Element, notes: dict[str | None, str]) -> str:
    """Return the words of a paragraph, a footnote's where it is referred to."""
    return "".join(
        element.text or ""
        if element.tag == W + "t"
        else f"\n{notes.get(element.get(W + 'id'), '')}\n"
        for element in paragraph.iter(W + "t", W + "br", W + "tab", W + "footnoteReference")
    )
