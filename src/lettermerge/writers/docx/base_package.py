"""Make the package that all letters of one style share, with python-docx, and trim it.

Its default template carries 800 KB of styles, a theme, a thumbnail and more: what a letter does
not use is dropped, what it uses is kept once, as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from .metrics import Look
from .numbering import definitions
from .styles import defaults, style_sheet
from .wordprocessingml import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_UNUSED = ("/theme", "/stylesWithEffects", "/customXml", "/webSettings", "/fontTable")
_UNUSED_OF_PACKAGE = ("/thumbnail", "/extended-properties", "/customXml")


@dataclass(frozen=True, slots=True)
class BasePackage:
    """The parts of a look by name, and the relationship ids of its headers and footers.

    `parts` are in the order of the file; those of one letter take the place of the part of their
    name. `references` is what the section's properties refer to.
    """

    parts: Mapping[str, bytes]
    references: Mapping[str, str]


@lru_cache(maxsize=64)
def base_package_of(look: Look) -> BasePackage:
    """Return the master of a look."""
    import docx

    document = docx.Document()
    _drop(document.part.rels, _UNUSED)
    _drop(document.part.package.rels, _UNUSED_OF_PACKAGE)
    _fill_styles(document, look)
    _fill_settings(document, look)
    _fill(document.part.numbering_part.element, definitions())
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for part in (
        section.header, section.first_page_header, section.footer, section.first_page_footer
    ):  # fmt: skip
        part.is_linked_to_previous = False
        footer = "ooter" in type(part).__name__
        part.paragraphs[0].style = "Footer" if footer else "Header"
        if look.style.proof and not footer:
            part.paragraphs[0].insert_paragraph_before(look.style.proof, "Proof Mark")
    references = {
        f"{element.tag.rpartition('}')[2]} {element.type_.name.lower()}".replace(
            "first_page", "first"
        ).replace("primary", "default"): element.rId
        for element in section._sectPr.xpath("w:headerReference|w:footerReference")
    }
    stream = BytesIO()
    document.save(stream)
    with ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return BasePackage(parts, references)


def _drop(relationships: Any, endings: tuple[str, ...]) -> None:
    for key in [key for key, one in relationships.items() if one.reltype.endswith(endings)]:
        del relationships[key]


def _fill(element: Any, markup: str) -> None:
    """Give an element other children."""
    from docx.oxml import parse_xml

    for child in list(element):
        element.remove(child)
    element.attrib.clear()  # mc:Ignorable names prefixes that go with the children
    for child in list(parse_xml(f"<w:holder {_W}>{markup}</w:holder>")):
        element.append(child)
    _cleanup(element)


def _cleanup(element: Any) -> None:
    from lxml.etree import cleanup_namespaces

    cleanup_namespaces(element)


def _fill_styles(document: Any, look: Look) -> None:
    latent = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0"'
        ' w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
    )
    _fill(document.styles.element, defaults(look) + latent + style_sheet(look))


def _fill_settings(document: Any, look: Look) -> None:
    """Set what Word asks for: spaces add up (as in CSS), and the layout rules of Word 2013 on."""
    modes = (
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("enableOpenTypeFeatures", "1"),
        ("doNotFlipMirrorIndents", "1"),
        ("differentiateMultirowTableHeaders", "1"),
    )
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{value}"/>'
        for name, value in modes
    )
    language = escape(look.language)
    _fill(
        document.settings.element,
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:doNotUseHTMLParagraphAutoSpacing/>{compatibility}</w:compat>"
        f'<w:themeFontLang w:val="{language}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )
