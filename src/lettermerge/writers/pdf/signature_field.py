"""Leave room for signatures: fields, widgets, and the hole that the seal is put into.

The visible signature is ordinary page content; the widget lies over it with an empty appearance,
so that nothing of it can break the archival profile (ISO 32000-2, 12.7.5.5 and 12.8.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import pydyf

from ..writer_interface import Hole, ReservedField, SignatureSpace
from .object_serialiser import Blob, Reference, stream, text

#: DocMDP permissions by the name of the certification (12.8.2.2, table 257).
_PERMISSIONS = {"no-changes": 1, "fill-forms": 2}
_RANGE = b"/ByteRange [0 %d %d %d]"
_RANGE_WIDTH = 48


#: A page, and a rectangle on it in points from its bottom left.
Block = tuple[int, tuple[float, ...]]


class SignatureShape(NamedTuple):
    """What of the signatures of a file is in its frozen part.

    `name` is who signs now ("" for a signer without a name, None for nobody), `certified` whether
    that certifies the file; `reserved` are the empty fields for later.
    """

    name: str | None
    certified: bool
    reserved: tuple[ReservedField, ...]


def shape_of(
    space: SignatureSpace | None, reserved: tuple[ReservedField, ...] = ()
) -> SignatureShape | None:
    """Return what of the signatures decides the frozen part of a file; None for no field at all."""
    if space:
        return SignatureShape(space.name, space.certify is not None, reserved)
    return SignatureShape(None, False, reserved) if reserved else None


def add_fields(
    pdf: pydyf.PDF,
    pages: list[pydyf.Dictionary],
    blocks: Mapping[str, Block],
    shape: SignatureShape,
    dictionary: pydyf.Object,
) -> list[tuple[int, pydyf.Dictionary]]:
    """Add the form, the field that is signed now, and the empty ones; return page and widget each.

    `blocks` says where the signature of each signatory is printed; `dictionary` stands for the
    signature dictionary, whose number is given later.
    """
    placed = []
    if shape.name is not None:
        page, rectangle = _signature_block(blocks, shape, len(pages))
        title = f"Digital signature of {shape.name}" if shape.name else "Digital signature"
        widget = _add_widget(pdf, pages[page], rectangle, "Signature1", title)
        widget["V"] = Reference(dictionary)
        placed.append((page, widget))
    for one in shape.reserved:
        page, rectangle = blocks.get(f"signature-{one.place}", _nowhere(len(pages)))
        title = f"Digital signature of {one.name}"
        placed.append((page, _add_widget(pdf, pages[page], rectangle, one.field, title)))
    form = pydyf.Dictionary({
        "Fields": pydyf.Array([Reference(widget) for _, widget in placed]), "SigFlags": 3,
    })  # fmt: skip
    pdf.add_object(form)
    pdf.catalog["AcroForm"] = Reference(form)
    if shape.certified:
        pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": Reference(dictionary)})
    return placed


def _signature_block(blocks: Mapping[str, Block], shape: SignatureShape, pages: int) -> Block:
    """Return where the signature of now lies: over the first signatory who does not sign later.

    A letter without signatories is signed over its close, and without that in no visible place.
    """
    taken = {one.place for one in shape.reserved}
    own = next(place for place in range(1, len(taken) + 2) if place not in taken)
    found = blocks.get(f"signature-{own}")
    if found is None and not taken:
        found = blocks.get("ending")
    return found or _nowhere(pages)


def _nowhere(pages: int) -> Block:
    return pages - 1, (0, 0, 0, 0)


def _add_widget(
    pdf: pydyf.PDF, page: pydyf.Dictionary, rectangle: tuple[float, ...], name: str, title: str
) -> pydyf.Dictionary:
    """Add a signature field with its widget to a page; `title` is what a screen reader says."""
    left, bottom, right, top = rectangle
    size = pydyf.Array([0, 0, round(right - left, 3), round(top - bottom, 3)])
    empty = Blob(stream(b"", {"Type": "/XObject", "Subtype": "/Form", "BBox": size}, pack=False))
    widget = pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String(name),
        "TU": pydyf.String(title),
        "Rect": pydyf.Array([round(edge, 3) for edge in rectangle]), "P": Reference(page), "F": 132,
        "AP": pydyf.Dictionary({"N": Reference(empty)}),
    })  # fmt: skip
    pdf.add_object(empty)
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(Reference(widget))
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
