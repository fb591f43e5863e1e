"""Use python-docx, its undocumented parts included: only this module imports it.

It is imported when a first package is made or an image measured, not before.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_W = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="{_W14}"'


def new_document() -> Any:
    """Return a document made from python-docx's default template."""
    import docx

    return docx.Document()


def drop_relationships(part: Any, endings: tuple[str, ...]) -> None:
    """Remove the relationships of a part or package whose types end in one of `endings`."""
    relationships = part.rels
    for key in [key for key, one in relationships.items() if one.reltype.endswith(endings)]:
        del relationships[key]


def fill(element: Any, markup: str) -> None:
    """Replace the children of an element; its attributes are removed."""
    from docx.oxml import parse_xml
    from lxml.etree import cleanup_namespaces

    for child in list(element):
        element.remove(child)
    element.attrib.clear()  # mc:Ignorable names prefixes that go with the children
    for child in list(parse_xml(f"<w:holder {_W}>{markup}</w:holder>")):
        element.append(child)
    extended = "<w14:" in markup and element.nsmap.get("w14") == _W14
    cleanup_namespaces(element, keep_ns_prefixes=["w14", "mc"] if extended else None)
    if extended:  # what older programs pass over
        element.set(f"{{{_MC}}}Ignorable", "w14")


def header_references(section: Any) -> dict[str, str]:
    """Return the relationship ids of a section's headers and footers.

    The keys are as in "headerReference first", with the type as ECMA-376 names it.
    """
    return {
        f"{element.tag.rpartition('}')[2]} {element.type_.name.lower()}".replace(
            "first_page", "first"
        ).replace("primary", "default"): element.rId
        for element in section._sectPr.xpath("w:headerReference|w:footerReference")
    }


def saved_parts(document: Any) -> dict[str, bytes]:
    """Return the parts of a document by name, in the order in which python-docx saves them."""
    stream = BytesIO()
    document.save(stream)
    with ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
