"""Check that a signature part holds what a signature needs, and nothing beside it.

Its key info, the wrappers of its objects and its comments are outside of every digest: whatever is
there could be put there by anybody. Elements are those of XML-DSig, 4, and XAdES, 4.3.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .opc_xml import is_text
from .xml_signature_writer import DSIG, XADES

_D, _X = f"{{{DSIG}}}", f"{{{XADES}}}"


def refuse_shape(root: Any, signed: Collection[Any]) -> list[str]:
    """Return what a signature part should not hold; `signed` are the elements under a digest."""
    head, objects = [one.tag for one in root[:3]], root[3:]
    if head != [f"{_D}SignedInfo", f"{_D}SignatureValue", f"{_D}KeyInfo"]:
        return ["the signature part does not begin as a signature does"]
    ids = [one.get("Id") for one in root.iter() if one.get("Id")]
    reasons = []
    if len(ids) != len(set(ids)):
        reasons.append("the signature part has one Id twice")
    loose = [root, *root[1:3]]
    for one in objects:
        if one.tag != f"{_D}Object" or not _is_needed(one, signed):
            reasons.append("the signature part has an object that is not signed")
        elif one not in signed:
            loose += [one, one[0]]
    info = root[2]
    if [one.tag for one in info] != [f"{_D}X509Data"]:
        reasons.append("the signature part has key information beside the certificates")
    else:
        loose += [info[0], *info[0]]
        if any(one.tag != f"{_D}X509Certificate" or len(one) for one in info[0]):
            reasons.append("the signature part has key information beside the certificates")
    if any(_is_loose(one) or any(is_text(child.tail) for child in one) for one in loose):
        reasons.append("the signature part has attributes or text that are not signed")
    return reasons


def _is_needed(element: Any, signed: Collection[Any]) -> bool:
    """Tell whether an object is signed, or only wraps the signed properties."""
    if element in signed:
        return True
    if len(element) != 1 or element[0].tag != f"{_X}QualifyingProperties":
        return False
    inner = list(element[0])
    if not inner or inner[0].tag != f"{_X}SignedProperties" or inner[0] not in signed:
        return False
    return len(inner) == 1 or (len(inner) == 2 and _is_empty(inner[1]))


def _is_empty(element: Any) -> bool:
    """Tell whether an element is the empty UnsignedProperties that Office writes."""
    known = [f"{_X}UnsignedProperties", f"{_X}UnsignedSignatureProperties"]
    found = list(element.iter())
    return [one.tag for one in found] == known[: len(found)] and not any(
        one.attrib or is_text(one.text) or is_text(one.tail) for one in found
    )


def _is_loose(element: Any) -> bool:
    """Tell whether an unsigned element has attributes or text that it need not have."""
    attributes = set(element.attrib) - {"Id"}
    if element.tag == f"{_X}QualifyingProperties":
        attributes -= {"Target"}
    holds_text = element.tag in (f"{_D}SignatureValue", f"{_D}X509Certificate")
    return bool(attributes) or (is_text(element.text) and not holds_text)
