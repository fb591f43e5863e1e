"""Check that a package has one reading: names, media types, relationships, unsigned parts.

Asked by `verify` of every signed DOCX, and by `sign` of what it is about to sign.
"""

from __future__ import annotations

from collections.abc import Mapping

from .content_types import TYPES_PART, parse_content_types, refuse_types
from .document_properties import refuse_properties, refuse_shown_properties
from .opc_xml import parse_xml
from .part_names import ROOT_RELATIONSHIPS, is_relationships, refuse_names
from .relationships import DOCUMENT_TYPES, read_relationships
from .zip_package import Entry, PackageError


def refuse_structure(entries: Mapping[str, Entry]) -> list[str]:
    """Return what readers of a package could take differently, or what lets it change unsigned.

    Raises:
        PackageError: a part that says what the others are is damaged.
    """
    for name in (TYPES_PART, ROOT_RELATIONSHIPS):
        if name not in entries:
            raise PackageError(f"there is no /{name}")
    if reasons := refuse_names(entries):
        return reasons
    types = parse_content_types(entries[TYPES_PART].read())
    reasons = refuse_types(types, entries)
    root = read_relationships(ROOT_RELATIONSHIPS, entries[ROOT_RELATIONSHIPS].read())
    documents = [one for one in root if one.type in DOCUMENT_TYPES]
    if len(documents) != 1 or documents[0].external:
        reasons.append("the package does not have one document")
    for name, entry in entries.items():
        if is_relationships(name):
            read_relationships(name, entry.read())
    return [*reasons, *refuse_properties(entries, types), *refuse_shown_properties(entries)]


def refuse_document_types(entries: Mapping[str, Entry]) -> list[str]:
    """Return the XML parts that declare a document type, or that no parser can read."""
    types = parse_content_types(entries[TYPES_PART].read())
    reasons = []
    for name, entry in sorted(entries.items()):
        if name == TYPES_PART or not types.of(name).lower().endswith("xml"):
            continue
        try:
            parse_xml(entry.read())
        except PackageError as error:
            reasons.append(f"/{name}: {error}")
    return reasons
