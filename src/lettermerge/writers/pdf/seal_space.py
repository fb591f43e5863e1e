"""The room for a signature: field, widget and the hole that the seal is put into.

The visible signature is ordinary page content; the widget lies over it with an empty appearance,
so that nothing of it can break the archival profile (ISO 32000-2, 12.7.5.5 and 12.8.1).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import pydyf

from ..written import Hole, SignatureSpace
from .objects import Blob, Reference, stream, text

#: DocMDP permissions by the name of the certification (12.8.2.2, table 257).
_PERMISSIONS = {"no-changes": 1, "fill-forms": 2}
_RANGE = b"/ByteRange [0 %d %d %d]"
_RANGE_WIDTH = 48


class SealShape(NamedTuple):
    """What of a `SignatureSpace` is in the frozen part of a file."""

    name: str
    certified: bool


def shape_of(space: SignatureSpace | None) -> SealShape | None:
    """Return what of `space` decides the frozen part of a file."""
    return SealShape(space.name, space.certify is not None) if space else None


def add_field(
    pdf: pydyf.PDF,
    page: pydyf.Dictionary,
    rectangle: tuple[float, float, float, float],
    shape: SealShape,
    dictionary: pydyf.Object,
) -> pydyf.Dictionary:
    """Add form, field and widget to the file, and return the widget.

    `rectangle` is in points from the bottom left of `page`; `dictionary` stands for the signature
    dictionary, whose number is given later.
    """
    left, bottom, right, top = rectangle
    size = pydyf.Array([0, 0, round(right - left, 3), round(top - bottom, 3)])
    empty = Blob(stream(b"", {"Type": "/XObject", "Subtype": "/Form", "BBox": size}, pack=False))
    title = f"Digital signature of {shape.name}" if shape.name else "Digital signature"
    widget = pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String("Signature1"),
        "TU": pydyf.String(title),
        "Rect": pydyf.Array([round(edge, 3) for edge in rectangle]), "P": Reference(page), "F": 132,
        "V": Reference(dictionary), "AP": pydyf.Dictionary({"N": Reference(empty)}),
    })  # fmt: skip
    pdf.add_object(empty)
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(Reference(widget))
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": pydyf.Array([Reference(widget)]), "SigFlags": 3}
    )
    if shape.certified:
        pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": Reference(dictionary)})
    return widget


@lru_cache(maxsize=8)
def signature_dictionary(space: SignatureSpace) -> bytes:
    """Return the signature dictionary with zeros for /Contents and blanks for the byte range."""
    name = b"/Name %b" % text(space.name) if space.name else b""
    reason = b"/Reason %b" % text(space.reason) if space.reason else b""
    certify = b""
    if space.certify:
        certify = (
            b"/Reference [<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
            b"<</Type/TransformParams/P %d/V/1.2>>>>]" % _PERMISSIONS[space.certify]
        )
    return (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M (%b)%b%b%b%b"
        b"/Contents <%b>>>"
        % (_pdf_date(space.signed_at), name, reason, certify, b" " * _RANGE_WIDTH,
           b"0" * (2 * space.contents))
    )  # fmt: skip


def fix_range(dictionary: bytes, offset: int, length: int) -> tuple[bytes, Hole]:
    """Write the byte range into a signature dictionary, and return it with its hole.

    `offset` is where the dictionary starts in the file, `length` the size of the whole file.
    """
    start = dictionary.rindex(b"/Contents <") + len(b"/Contents ")
    hole = Hole(offset + start, offset + len(dictionary) - len(b">>"))
    filled = (_RANGE % (hole.start, hole.end, length - hole.end)).ljust(_RANGE_WIDTH)
    blank = start - len(b"/Contents ") - _RANGE_WIDTH
    return dictionary[:blank] + filled + dictionary[blank + _RANGE_WIDTH :], hole


def _pdf_date(moment: datetime) -> bytes:
    """Return a date string with its zone (7.9.4)."""
    zone = moment.strftime("%z") or "+0000"
    mark = "Z" if zone == "+0000" else f"{zone[:3]}'{zone[3:5]}'"
    return f"D:{moment:%Y%m%d%H%M%S}{mark}".encode("ascii")
