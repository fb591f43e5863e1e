"""Parse the XML parts of a package, so that no reader can take them differently.

ECMA-376 part 2, 8.1.4: UTF-8 or UTF-16, no document type. What the signature does not cover byte
for byte is held to more: UTF-8 alone, one name space, no comment, no text between the elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .zip_package import PackageError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Attribute names of an element that it must have, and those that it may have.
Attributes = tuple[frozenset[str], frozenset[str]]


def parse_xml(content: bytes) -> Any:
    """Return the root of a part; no DTD, no entity and no network is ever used.

    Raises:
        PackageError: not well-formed, or with a DTD (ECMA-376 part 2, 8.1.4 forbids them).
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PackageError(f"a part is not well-formed: {error}") from None
    if root.getroottree().docinfo.doctype:
        raise PackageError("a part declares a document type")
    return root


def parse_plain(content: bytes) -> Any:
    """Return the root of a part that is UTF-8 and holds nothing but elements and text.

    Raises:
        PackageError: another encoding or version of XML, a comment, an instruction, a DTD.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise PackageError("it is not UTF-8") from None
    root = parse_xml(content)
    facts = root.getroottree().docinfo
    if (facts.encoding or "UTF-8").upper() != "UTF-8" or facts.xml_version != "1.0":
        raise PackageError("it is not XML 1.0 in UTF-8")
    beside = root.getprevious() is not None or root.getnext() is not None
    if beside or any(not isinstance(one.tag, str) for one in root.iter()):
        raise PackageError("it holds a comment or an instruction")
    return root


def read_list(
    content: bytes, root: str, space: str, schema: Mapping[str, Attributes]
) -> list[tuple[str, dict[str, str]]]:
    """Return the children of a part that is a flat list: their names and attributes.

    `root` and the keys of `schema` are local names in `space`, the default name space.

    Raises:
        PackageError: another root, name space, element or attribute; text; a child of a child.
    """
    found = parse_plain(content)
    if found.tag != f"{{{space}}}{root}":
        raise PackageError(f"its root is not <{root}>")
    if found.attrib or is_text(found.text):
        raise PackageError(f"<{root}> has an attribute or text")
    items = []
    for element in found:
        name = element.tag.removeprefix(f"{{{space}}}")
        if name not in schema or element.nsmap != {None: space}:
            raise PackageError(f"it holds <{element.tag}>")
        needed, more = schema[name]
        names = set(element.attrib)
        if not needed <= names <= needed | more:
            wrong = ", ".join(sorted(map(str, names ^ needed)))
            raise PackageError(f"<{name}> lacks or must not have {wrong}")
        if len(element) or element.text or is_text(element.tail):
            raise PackageError(f"<{name}> has content, or text after it")
        items.append((name, dict(element.attrib)))
    return items


def is_text(value: str | None) -> bool:
    """Tell whether there is more than white space."""
    return bool(value and value.strip(" \t\r\n"))
