"""Check the parts that Office's signatures leave out: core, app and custom properties, thumbnail.

Anybody may change them after signing. So there is one of each at most, of its own media type, with
nothing in it that makes a program fetch something or move the links of the document, and the
signed parts show nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .content_types import ContentTypes
from .opc_xml import is_text, parse_plain
from .part_names import ROOT_RELATIONSHIPS, is_relationships
from .relationships import UNSIGNED_KINDS, read_relationships, target_of
from .zip_package import Entry, PackageError

_DOCUMENT = "application/vnd.openxmlformats-officedocument"
_MEDIA = {
    "core": ("application/vnd.openxmlformats-package.core-properties+xml",),
    "app": (f"{_DOCUMENT}.extended-properties+xml",),
    "custom": (f"{_DOCUMENT}.custom-properties+xml",),
    "thumbnail": ("image/jpeg", "image/png"),
}
_IMAGES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}

_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_CORE_NAMES = frozenset(
    [_CORE + name for name in (
        "category", "contentStatus", "contentType", "keywords", "lastModifiedBy", "lastPrinted",
        "revision", "version",
    )] + [_DC + name for name in (
        "creator", "description", "identifier", "language", "subject", "title",
    )] + [_TERMS + "created", _TERMS + "modified"]
)  # fmt: skip
_CORE_ATTRIBUTES = {"{http://www.w3.org/2001/XMLSchema-instance}type"}

_APP_SPACES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}",
    "{http://purl.oclc.org/ooxml/officeDocument/extendedProperties}",
)
_APP_NAMES = frozenset((
    "AppVersion", "Application", "Characters", "CharactersWithSpaces", "Company", "DocSecurity",
    "HeadingPairs", "Lines", "LinksUpToDate", "Manager", "Pages", "Paragraphs", "ScaleCrop",
    "SharedDoc", "TitlesOfParts", "TotalTime", "Words",
))  # fmt: skip
_CUSTOM_SPACES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}",
    "{http://purl.oclc.org/ooxml/officeDocument/customProperties}",
)
_ADDRESS = re.compile(r"://|^\s*(\\\\|//|[A-Za-z]:\\|file:)", re.MULTILINE)

#: Fields of Word that show a property; their result is set anew at the latest before printing.
_FIELDS = re.compile(
    r"^\s*(DOCPROPERTY|INFO|TITLE|SUBJECT|AUTHOR|KEYWORDS|COMMENTS|LASTSAVEDBY|REVNUM|TEMPLATE"
    r"|CREATEDATE|SAVEDATE|PRINTDATE|EDITTIME|NUMWORDS|NUMCHARS)\b",
    re.MULTILINE | re.IGNORECASE,
)
_INSTRUCTIONS = re.compile(
    rb"""<(?:\w+:)?instrText\b[^>]*>([^<]*)|\binstr\s*=\s*["']([^"']*)|fldCharType\s*=\s*["'](begin)"""
)
#: Content controls that are bound to core or app properties, by the id of their store or by name.
_BOUND = re.compile(
    rb"<(?:\w+:)?dataBinding\b[^>]*(6C3C8BC8-F283-45AE-878A-BAB7291924A1"
    rb"|6668398D-A668-4E3E-A5EB-62B293D839F1|core-properties|coreProperties"
    rb"|extended-properties|extendedProperties|custom-properties|customProperties)",
    re.IGNORECASE,
)


def find_spared(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the parts that signatures leave out, with their kind ("core" and the like).

    A part that a signed relationship points to as well is signed.

    Raises:
        PackageError: a relationship part is not as the standard has it.
        KeyError: no relationships of the package.
    """
    return dict(_find_spared(tuple(one for one in entries.items() if is_relationships(one[0]))))


@lru_cache(maxsize=32)
def _find_spared(relationships: tuple[tuple[str, Entry], ...]) -> tuple[tuple[str, str], ...]:
    signed, spared = set(), {}
    for name, entry in relationships:
        for one in read_relationships(name, entry.read()):
            if one.external:
                continue
            if one.signed or name != ROOT_RELATIONSHIPS:
                signed.add(target_of(name, one))
            elif (kind := UNSIGNED_KINDS[one.type]) != "origin":
                spared[target_of(name, one)] = kind
    return tuple((name, kind) for name, kind in spared.items() if name not in signed)


def refuse_properties(entries: Mapping[str, Entry], types: ContentTypes) -> list[str]:
    """Return what is wrong with the relationships and parts that signatures leave out."""
    reasons, seen = [], set()
    for one in read_relationships(ROOT_RELATIONSHIPS, entries[ROOT_RELATIONSHIPS].read()):
        if one.signed:
            continue
        kind, name = UNSIGNED_KINDS[one.type], one.target.removeprefix("/")
        if one.external:
            reasons.append(f"the {kind} part is fetched from {one.target}")
        elif kind in seen:
            reasons.append(f"there are two {kind} parts")
        elif name not in entries:
            reasons.append(f"the {kind} part is {one.target}, which is not there under that name")
        elif kind != "origin":
            media = types.of(name)
            if media not in _MEDIA[kind]:
                reasons.append(f"the {kind} part /{name} has the media type {media}")
            elif reason := _refuse_content(kind, entries[name].read(), media):
                reasons.append(f"the {kind} part /{name} {reason}")
        seen.add(kind)
    return reasons


def refuse_shown_properties(entries: Mapping[str, Entry]) -> list[str]:
    """Return the parts that print a property: who changes that, changes the words."""
    reasons = []
    for name, entry in sorted(entries.items()):
        if not name.lower().endswith(".xml") or name.startswith("_xmlsignatures/"):
            continue
        if reason := _shown_property(entry):
            reasons.append(f"/{name} shows a document property{reason}")
    return reasons


@lru_cache(maxsize=64)
def _shown_property(entry: Entry) -> str:
    """Return which property a part shows, "" for none; most parts are those of other letters."""
    content = entry.read()
    if _BOUND.search(content):
        return ", which no signature covers"
    field = _shown_field(content)
    return f" ({field}), which is not signed" if field else ""


def _shown_field(content: bytes) -> str:
    """Return the first field that shows a property; an instruction may be in several pieces."""
    if b"instr" not in content:
        return ""
    text = ""
    for piece, whole, begin in _INSTRUCTIONS.findall(content):
        text += "\n" if begin else f"\n{whole.decode('utf-8', 'replace')}\n" if whole else ""
        text += piece.decode("utf-8", "replace")
    found = _FIELDS.search(text)
    return found[1].upper() if found else ""


def _refuse_content(kind: str, content: bytes, media: str) -> str:
    if kind == "thumbnail":
        return "" if content.startswith(_IMAGES[media]) else f"is no {media}"
    try:
        root = parse_plain(content)
        check = {"core": _refuse_core, "app": _refuse_app, "custom": _refuse_custom}[kind]
        return check(root)
    except PackageError as error:
        return f"cannot be read in one way: {error}"


def _refuse_core(root: Any) -> str:
    """Ask for core properties (ECMA-376 part 2, 11): names with a text each."""
    if root.tag != f"{_CORE}coreProperties" or root.attrib or is_text(root.text):
        return "does not hold core properties"
    seen = set()
    for one in root:
        if one.tag not in _CORE_NAMES or one.tag in seen or len(one) or is_text(one.tail):
            return f"holds {one.tag}, or holds it twice"
        if not set(one.attrib) <= _CORE_ATTRIBUTES:
            return f"holds {one.tag} with attributes"
        seen.add(one.tag)
    return ""


def _refuse_app(root: Any) -> str:
    """Ask for extended properties without links (ECMA-376 part 1, 22.2).

    HyperlinkBase moves every relative link; HLinks replace those of the document.
    """
    space = next((one for one in _APP_SPACES if root.tag == f"{one}Properties"), "")
    if not space or root.attrib:
        return "does not hold extended properties"
    seen = set()
    for one in root:
        name, text = one.tag.removeprefix(space), "".join(one.itertext()).strip()
        harmless = name in _APP_NAMES or not (text or len(one))
        if name == "Template":
            harmless = not re.search(r"[/\\:]", text)
        elif name == "HyperlinksChanged":
            harmless = text in ("false", "0")
        if not harmless or name in seen or one.attrib or not one.tag.startswith(space):
            return f"holds {name}, or holds it twice"
        seen.add(name)
    return ""


def _refuse_custom(root: Any) -> str:
    """Ask for custom properties (ECMA-376 part 1, 22.3) that name no address.

    Word fetches and starts the add-in that `_AssemblyLocation` names.
    """
    space = next((one for one in _CUSTOM_SPACES if root.tag == f"{one}Properties"), "")
    if not space or root.attrib:
        return "does not hold custom properties"
    names = set()
    for one in root:
        name, text = one.get("name", ""), "".join(one.itertext())
        if one.tag != f"{space}property" or set(one.attrib) != {"fmtid", "pid", "name"}:
            return "holds something else than plain properties"
        if name.startswith("_") or "solution" in name.lower() or name.lower() in names:
            return f"holds the property `{name}`, which programs act on, or holds it twice"
        if len(one) != 1 or len(one[0]) or one[0].attrib or _ADDRESS.search(text):
            return f"holds the property `{name}`, which names an address or is not plain"
        names.add(name.lower())
    return ""
