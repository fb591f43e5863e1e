"""Make the package that all letters of one style share, with python-docx, and trim it.

Its default template carries 800 KB of styles, a theme, a thumbnail and more: what a letter does
not use is dropped, what it uses is kept once, as bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .embedded_fonts import FONT_TYPE, TABLE, TABLE_TYPE
from .numbering import definitions
from .python_docx_internals import (
    drop_relationships,
    fill,
    header_references,
    new_document,
    saved_parts,
)
from .styles import defaults, style_sheet
from .word_units import Metrics
from .wordprocessingml import escape

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
def base_package_of(look: Metrics) -> BasePackage:
    """Return the base package of a look."""
    document = new_document()
    drop_relationships(document.part, _UNUSED)
    drop_relationships(document.part.package, _UNUSED_OF_PACKAGE)
    _fill_styles(document, look)
    _fill_settings(document, look)
    fill(document.part.numbering_part.element, definitions())
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for part in (
        section.header, section.first_page_header, section.footer, section.first_page_footer
    ):  # fmt: skip
        part.is_linked_to_previous = False
        footer = "ooter" in type(part).__name__
        part.paragraphs[0].style = "Footer" if footer else "Header"
    parts = saved_parts(document)
    return BasePackage(
        _with_fonts(parts) if look.style.embeds else parts, header_references(section)
    )


def _with_fonts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts, the table of fonts announced; what it holds depends on the letter."""
    types, related = "[Content_Types].xml", "word/_rels/document.xml.rels"
    override = f'<Override PartName="/{TABLE}" ContentType="{TABLE_TYPE}"/></Types>'
    default = f'<Default Extension="odttf" ContentType="{FONT_TYPE}"/><Default'
    relation = (
        '<Relationship Id="fontTable" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/fontTable" Target="fontTable.xml"/></Relationships>'
    )
    content = parts[types].decode().replace("<Default", default, 1).replace("</Types>", override)
    links = parts[related].decode().replace("</Relationships>", relation)
    return parts | {types: content.encode(), related: links.encode()}


def _fill_styles(document: Any, look: Metrics) -> None:
    latent = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0"'
        ' w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
    )
    fill(document.styles.element, defaults(look) + latent + style_sheet(look))


def _embedding(look: Metrics) -> str:
    """Return the settings that keep embedded fonts when Word saves the letter again."""
    if not look.style.embeds:
        return ""
    subset = "<w:saveSubsetFonts/>" if look.style.embed == "subset" else ""
    return f"<w:embedTrueTypeFonts/>{subset}"


def _fill_settings(document: Any, look: Metrics) -> None:
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
    fill(
        document.settings.element,
        f'<w:zoom w:percent="100"/>{_embedding(look)}<w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:doNotUseHTMLParagraphAutoSpacing/>{compatibility}</w:compat>"
        f'<w:themeFontLang w:val="{language}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )
