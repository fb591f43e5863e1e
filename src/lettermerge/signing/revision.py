"""A further revision of a finished PDF, which leaves every byte of the earlier ones alone.

Two kinds: a signature field with its hole (for co-signing), and whatever a caller writes into
`Revision`. pyHanko writes the objects; its way with metadata, which ends PDF/A, is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ..errors import SigningError
from ..writers.written import Hole, SignatureSpace

_PERMISSIONS = {"no-changes": 1, "fill-forms": 2}
_RANGE_WIDTH = 60


class Revision(IncrementalPdfFileWriter):
    """An incremental update that neither touches metadata nor draws random file identifiers."""

    def _update_meta(self) -> None:
        """Leave XMP and document information as they are: they are the archival profile's."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        """Keep the identifier, so that the same inputs give the same bytes."""
        if "/ID" in prev.trailer:
            return prev.trailer["/ID"]
        fresh: Any = IncrementalPdfFileWriter._handle_id
        return fresh(prev)


class _Raw(generic.PdfObject):
    """Bytes that are written as they stand."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        stream.write(self.content)


def add_hole(content: bytes, space: SignatureSpace) -> tuple[bytes, Hole]:
    """Append a revision with a new signature field; return the file and its hole.

    The field has an invisible widget on the first page, tagged as a form element, so that PDF/A-3a
    and PDF/UA-1 still hold.

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
        _add_field(writer, _signature(space, certify=first))
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


def _add_field(writer: Any, signature: generic.DictionaryObject) -> None:
    root = writer.root
    form = root.get("/AcroForm")
    if form is None:
        form = generic.DictionaryObject()
        root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()
    fields = form.setdefault(pdf_name("/Fields"), generic.ArrayObject()).get_object()
    taken = {field.get_object().get("/T") for field in fields}
    number = next(n for n in range(1, len(taken) + 2) if f"Signature{n}" not in taken)
    pages = root["/Pages"]
    while "/Kids" in pages:
        reference = pages["/Kids"].raw_get(0)
        pages = reference.get_object()
    seal = writer.add_object(signature)
    widget = _dictionary({
        "/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/FT": pdf_name("/Sig"),
        "/T": pdf_string(f"Signature{number}"), "/F": generic.NumberObject(132),
        "/TU": pdf_string(f"Digital signature of {signature.get('/Name', 'a further signatory')}"),
        "/Rect": generic.ArrayObject([generic.NumberObject(0)] * 4),
        "/P": generic.IndirectObject(reference.idnum, reference.generation, writer), "/V": seal,
    })  # fmt: skip
    placed = writer.add_object(widget)
    fields.append(placed)
    form[pdf_name("/SigFlags")] = generic.NumberObject(3)
    writer.update_container(fields)
    writer.update_container(form)
    annotations = pages.setdefault(pdf_name("/Annots"), generic.ArrayObject()).get_object()
    annotations.append(placed)
    writer.update_container(annotations)
    writer.update_container(pages)
    if "/Reference" in signature:
        root[pdf_name("/Perms")] = _dictionary({"/DocMDP": seal})
        writer.update_root()
    if "/StructTreeRoot" in root:
        _tag(writer, root["/StructTreeRoot"], widget, placed)


def _tag(writer: Any, tree: Any, widget: Any, placed: Any) -> None:
    """Give the widget a Form element at the end of the document, and its parent-tree entry."""
    parents = tree["/ParentTree"]
    if "/Nums" not in parents:
        raise ValueError("its parent tree has branches")
    key = int(tree.get("/ParentTreeNextKey", max([-1, *list(parents["/Nums"])[::2]]) + 1))
    top = tree.raw_get("/K")
    if isinstance(top.get_object(), generic.ArrayObject):
        top = top.get_object().raw_get(0)
    document = top.get_object()
    kids = document.get("/K")
    if not isinstance(kids, generic.ArrayObject):
        kids = generic.ArrayObject([] if kids is None else [document.raw_get("/K")])
        document[pdf_name("/K")] = kids
    reference = _dictionary({"/Type": pdf_name("/OBJR"), "/Obj": placed})
    element = writer.add_object(_dictionary({
        "/Type": pdf_name("/StructElem"), "/S": pdf_name("/Form"), "/P": top, "/K": reference,
        "/Pg": widget.raw_get("/P"), "/Alt": widget["/TU"],
    }))  # fmt: skip
    kids.append(element)
    widget[pdf_name("/StructParent")] = generic.NumberObject(key)
    parents["/Nums"].extend([generic.NumberObject(key), element])
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(key + 1)
    for changed in (kids, document, parents["/Nums"], parents, tree):
        writer.update_container(changed)


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
