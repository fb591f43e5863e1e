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
    """Return the words of the first page's header and of the body, white space folded."""
    lines = (
        "".join(
            element.text or "" if element.tag == W + "t" else "\n"
            for element in paragraph.iter(W + "t", W + "br", W + "tab")
        )
        for name in ("word/header2.xml", "word/document.xml")
        for paragraph in xml(content, name).iter(W + "p")
    )
    return " ".join("\n".join(lines).split())
