"""Append revisions to a finished PDF, and leave every byte of the earlier ones alone.

Two kinds: one signature more with its hole (for co-signing), and whatever a caller writes into
`Revision`. pyHanko writes the objects; its way with metadata, which ends PDF/A, is switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string

from ...errors import SigningError
from ...writers.writer_interface import Hole, SignatureSpace
from .pyhanko_internals import Revision
from .reserved_fields import empty_fields, value_of

_PERMISSIONS = {"no-changes": 1, "fill-forms": 2}
_RANGE_WIDTH = 60
#: Flags of annotations (ISO 32000-2, 12.5.3) and of forms with signatures (12.7.3).
_PRINT, _LOCKED = 1 << 2, 1 << 7
_SIGNED = 3


class _Raw(generic.PdfObject):
    """Bytes that are written as they stand."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.content)


def add_hole(
    content: bytes,
    space: SignatureSpace,
    field: str = "",
    prepare: Callable[[Any], None] | None = None,
) -> tuple[bytes, Hole]:
    """Append a revision with one signature more; return the file and its hole.

    The signature goes into the empty field of the name `field`, or else into a new field, whose
    widget nobody sees. Existing objects change in these places only: the field gets /V; or
    /Fields and the /Annots of one page are longer by the new field. The structure tree stays as it
    is. `prepare` may write more into the revision (validation data).

    Raises:
        SigningError: not a PDF that can be extended, or certified against changes.
    """
    from pyhanko.sign.validation.pdf_embedded import read_certification_data

    try:
        writer: Any = Revision(BytesIO(content))
        certified = read_certification_data(writer.prev)
        if certified is not None and certified.permission.value == 1:
            raise SigningError(
                "the file is certified against any change, a further signature included",
                hint='certify with "fill-forms" where others are to sign too',
            )
        first = not writer.prev.embedded_signatures
        signature = _signature(space, certify=first)
        seal = writer.add_object(signature)
        if not _fill_field(writer, field, seal):
            _add_field(writer, seal, space.name)
        if first:
            _announce(writer, seal, certified="/Reference" in signature)
        if prepare:
            prepare(writer)
        return write_with_hole(writer, len(content), space.contents)
    except SigningError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a damaged file makes a parser raise
        raise SigningError(
            f"the PDF cannot be extended: {error}", hint="is it whole, and without a password?"
        ) from None


def write_with_hole(writer: Any, since: int, contents: int) -> tuple[bytes, Hole]:
    """Write a revision with a new signature dictionary after byte `since`."""
    output = BytesIO()
    writer.write(output)
    return _fix_range(output.getvalue(), since, contents)


def move_signature(writer: Any, hole: Hole, contents: int) -> None:
    """Override the signature dictionary around an empty hole by one with more room.

    Raises:
        SigningError: no signature field has that hole.
    """
    for field in writer.root["/AcroForm"]["/Fields"]:
        reference = field.get_object().raw_get("/V")
        signature = reference.get_object()
        if list(signature["/ByteRange"])[1:3] == [hole.start, hole.end]:
            for name, value in _room(contents):
                signature[pdf_name(name)] = value
            writer.mark_update(reference)
            return
    raise SigningError("the PDF has no field for its signature", hint="render it again")


def _room(contents: int) -> Iterator[tuple[str, generic.PdfObject]]:
    yield "/ByteRange", _Raw(b"[" + b" " * _RANGE_WIDTH + b"]")
    yield "/Contents", _Raw(b"<" + b"0" * (2 * contents) + b">")


def _signature(space: SignatureSpace, *, certify: bool) -> generic.DictionaryObject:
    entries: dict[str, Any] = {
        "/Type": pdf_name("/Sig"),
        "/Filter": pdf_name("/Adobe.PPKLite"),
        "/SubFilter": pdf_name("/ETSI.CAdES.detached"),
        "/M": pdf_string(pdf_date(space.signed_at)),
    }
    if space.name:
        entries["/Name"] = pdf_string(space.name)
    if space.reason:
        entries["/Reason"] = pdf_string(space.reason)
    if space.certify and certify:
        parameters = _dictionary({
            "/Type": pdf_name("/TransformParams"), "/V": pdf_name("/1.2"),
            "/P": generic.NumberObject(_PERMISSIONS[space.certify]),
        })  # fmt: skip
        reference = _dictionary({
            "/Type": pdf_name("/SigRef"), "/TransformMethod": pdf_name("/DocMDP"),
            "/TransformParams": parameters,
        })  # fmt: skip
        entries["/Reference"] = generic.ArrayObject([reference])
    entries.update(_room(space.contents))
    return _dictionary(entries)


def _fill_field(writer: Any, name: str, seal: Any) -> bool:
    """Put the signature into the empty field `name`; return False where there is none."""
    for found, reference in empty_fields(writer.root):
        if found == name:
            reference.get_object()[pdf_name("/V")] = seal
            writer.mark_update(reference)
            return True
    return False


def _add_field(writer: Any, seal: Any, name: str) -> None:
    """Add a field with a widget that PDF/A-3 and PDF/UA-1 allow without appearance and tag.

    That is one of zero size outside the page, which may be printed: a widget with the flag Hidden
    is against ISO 19005-3, 6.3.2, and one on the page needs a tag (ISO 14289-1, 7.18.1).
    """
    root = writer.root
    if "/AcroForm" not in root:
        root[pdf_name("/AcroForm")] = writer.add_object(generic.DictionaryObject())
        writer.update_root()
    form = root["/AcroForm"]
    if "/Fields" not in form:
        form[pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)
    fields = form["/Fields"]
    held = [field.get_object() for field in fields]
    taken = {str(value_of(field, "/T", "")) for field in held}
    number = next(n for n in range(1, len(taken) + 2) if f"Signature{n}" not in taken)
    reference, corner = _choose_page(root["/Pages"])
    page = reference.get_object()
    placed = writer.add_object(_dictionary({
        "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name("/Sig"),
        "/T": pdf_string(f"Signature{number}"), "/F": generic.NumberObject(_PRINT | _LOCKED),
        "/TU": pdf_string(f"Digital signature of {name or 'a further signatory'}"),
        "/Rect": generic.ArrayObject([generic.FloatObject(edge) for edge in 2 * corner]),
        "/P": generic.IndirectObject(reference.idnum, reference.generation, writer), "/V": seal,
    }))  # fmt: skip
    fields.append(placed)
    writer.update_container(fields)
    if "/Annots" in page:
        page["/Annots"].append(placed)
        writer.update_container(page["/Annots"])
    else:
        page[pdf_name("/Annots")] = generic.ArrayObject([placed])
        writer.update_container(page)


def _choose_page(tree: Any) -> tuple[Any, tuple[float, float]]:
    """Return the first page that has annotations, or else the first, and a corner outside of it."""
    pages = list(_pages(tree, {}, set()))
    reference, box = next((one for one in pages if "/Annots" in one[0].get_object()), pages[0])
    edges = [float(edge.get_object()) for edge in box]
    return reference, (min(edges[0::2]) - 1, min(edges[1::2]) - 1)


def _pages(node: Any, inherited: dict[str, Any], seen: set[int]) -> Iterator[tuple[Any, Any]]:
    """Yield the reference of each page, and the box that is shown of it (ISO 32000-2, 14.11.2)."""
    boxes = inherited | {key: node[key] for key in ("/MediaBox", "/CropBox") if key in node}
    for reference in node["/Kids"]:
        if reference.idnum in seen:
            raise ValueError("its page tree has a loop")
        seen.add(reference.idnum)
        kid = reference.get_object()
        if "/Kids" in kid:
            yield from _pages(kid, boxes, seen)
        else:
            own = boxes | {key: kid[key] for key in ("/MediaBox", "/CropBox") if key in kid}
            yield reference, own["/CropBox" if "/CropBox" in own else "/MediaBox"]


def _announce(writer: Any, seal: Any, *, certified: bool) -> None:
    """Say in a file without signatures that it has one from now on, and whether it certifies."""
    form = writer.root["/AcroForm"]
    if value_of(form, "/SigFlags", 0) != _SIGNED:
        form[pdf_name("/SigFlags")] = generic.NumberObject(_SIGNED)
        writer.update_container(form)
    if certified:
        writer.root[pdf_name("/Perms")] = _dictionary({"/DocMDP": seal})
        writer.update_root()


def _fix_range(content: bytes, since: int, contents: int) -> tuple[bytes, Hole]:
    """Find the new hole after byte `since`, and write the byte range before it."""
    start = content.index(b"<" + b"0" * (2 * contents) + b">", since)
    hole = Hole(start, start + 2 * contents + 2)
    blank = content.index(b"[" + b" " * _RANGE_WIDTH + b"]", since) + 1
    filled = b"0 %d %d %d" % (hole.start, hole.end, len(content) - hole.end)
    return content[:blank] + filled.ljust(_RANGE_WIDTH) + content[blank + _RANGE_WIDTH :], hole


def _dictionary(entries: dict[str, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(key): value for key, value in entries.items()})


def pdf_date(moment: datetime) -> str:
    """Return a date string with its zone (ISO 32000-2, 7.9.4)."""
    zone = moment.strftime("%z") or "+0000"
    mark = "Z" if zone == "+0000" else f"{zone[:3]}'{zone[3:5]}'"
    return f"D:{moment:%Y%m%d%H%M%S}{mark}"
