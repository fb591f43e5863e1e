"""Put a page of another PDF below the words of a letter, as a form XObject (ISO 32000-2, 8.10).

What would break the archival profile of letters (ISO 19005-3) is refused: fonts that are not
embedded or have no map to Unicode, transparency, encryption, colours that are not RGB or grey.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

import pydyf
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
)
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from .object_serialiser import Blob, stream

#: What a page may have from those above it (7.7.3.4).
_INHERITED = ("/Resources", "/MediaBox")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_COLOURS = ("/DeviceCMYK", "/Separation", "/DeviceN")
#: What letters take no part of: other programs' pictures of it, scripts, tags.
_LEFT_OUT = ("/StructParents", "/StructParent", "/Metadata", "/PieceInfo", "/OC", "/AF")


#: How content with properties begins, given here or named in the resources (14.6).
_MARKED = re.compile(rb"/[^\s/<>()\[\]]+\s*(?:<<[^<>]*>>|/[^\s/<>()\[\]]+)\s*BDC\b")


class UnfitPageError(ValueError):
    """A PDF that a letter cannot have below its words; the message says why."""


@lru_cache(maxsize=8)
def refuse_page(content: bytes) -> str:
    """Return why a PDF cannot lie below a letter, "" if it can."""
    try:
        page = _page(content)
        return next(_reasons(page), "")
    except UnfitPageError as error:
        return str(error)
    except (PdfError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        return f"it cannot be read: {error}"


def _page(content: bytes) -> Any:
    reader = PdfFileReader(BytesIO(content), strict=False)
    if reader.encrypted:
        raise UnfitPageError("it is encrypted")
    pages = reader.root["/Pages"]
    inherited: dict[str, Any] = {}
    while "/Kids" in pages:
        inherited |= {key: pages[key] for key in _INHERITED if key in pages}
        pages = pages["/Kids"][0].get_object()
    if _at(pages, "/Rotate"):
        raise UnfitPageError("its page is turned (/Rotate)")
    return DictionaryObject({**inherited, **dict(pages.items())})


def _reasons(page: Any) -> Iterator[str]:
    """Yield what of a page breaks the archival profile."""
    for one in _dictionaries(_at(page, "/Resources", DictionaryObject()), set()):
        yield from _transparency(one)
        yield from _fonts(one)
        if any(str(value) in _COLOURS for value in _names(one)):
            yield _CMYK
        if _at(one, "/Subtype") == "/Form" and _sets_cmyk(one.data):
            yield _CMYK
    if _sets_cmyk(_content(page)):
        yield _CMYK


_CMYK = "it has colours that are not RGB or grey (CMYK)"


def _sets_cmyk(content: bytes) -> bool:
    """Say whether some of these operators set CMYK colours (8.6.8)."""
    return re.search(rb"(?:[\d.]+\s+){4}[kK]\s", content) is not None


def _at(one: Any, key: str, default: Any = None) -> Any:
    """Return the value of a key, what it refers to if it is a reference."""
    return one[key] if key in one else default  # noqa: SIM401  `get` follows no reference


def _dictionaries(item: Any, seen: set[int]) -> Iterator[Any]:
    """Yield every dictionary below `item`, each once."""
    if isinstance(item, IndirectObject):
        if item.idnum in seen:
            return
        seen.add(item.idnum)
        item = item.get_object()
    if isinstance(item, DictionaryObject):
        yield item
        for key, value in item.items():
            if key not in ("/Parent", "/P"):
                yield from _dictionaries(value, seen)
    elif isinstance(item, ArrayObject):
        for value in item:
            yield from _dictionaries(value, seen)


def _names(one: Any) -> Iterator[Any]:
    """Yield the colour space of an image, or those that a page's resources name."""
    if "/ColorSpace" not in one:
        return
    space = one["/ColorSpace"]
    for value in space.values() if isinstance(space, DictionaryObject) else [space]:
        found = value.get_object() if isinstance(value, IndirectObject) else value
        yield from found if isinstance(found, ArrayObject) else [found]


def _transparency(one: Any) -> Iterator[str]:
    see_through = any(float(one[key]) < 1 for key in ("/ca", "/CA") if key in one)
    blended = _at(one, "/BM", "/Normal") not in ("/Normal", "/Compatible")
    masked = _at(one, "/SMask", "/None") != "/None"
    if see_through or masked or (blended and "/BM" in one):
        yield "it has transparency"


def _fonts(one: Any) -> Iterator[str]:
    if _at(one, "/Type") != "/Font" or _at(one, "/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
        return
    name = str(_at(one, "/BaseFont", "/a font"))[1:]
    inner = one["/DescendantFonts"][0].get_object() if "/DescendantFonts" in one else one
    if _at(one, "/Subtype") != "/Type3":
        descriptor = _at(inner, "/FontDescriptor", {})
        if not any(key in descriptor for key in _FILES):
            yield f"its font {name} is not embedded"
    if "/ToUnicode" not in one:
        yield f"its font {name} has no map to Unicode"


def _content(page: Any) -> bytes:
    """Return the operators of a page."""
    found = _at(page, "/Contents", ArrayObject())
    parts = found if isinstance(found, ArrayObject) else [found]
    streams = (part.get_object() if isinstance(part, IndirectObject) else part for part in parts)
    return b"\n".join(one.data for one in streams)


def _untagged(content: bytes) -> bytes:
    """Return operators without their places in a structure tree: all of it is an artifact."""
    return _MARKED.sub(b"/Span BMC", content)


def add_page(pdf: pydyf.PDF, content: bytes) -> tuple[pydyf.Object, tuple[float, ...]]:
    """Copy the first page of a PDF into a letter; return the form XObject and its box in points.

    Raises:
        UnfitPageError: see `refuse_page`.
    """
    if reason := refuse_page(content):
        raise UnfitPageError(reason)
    page, copier = _page(content), _Copier(pdf)
    resources = Blob(copier.encode(_at(page, "/Resources", DictionaryObject())))
    pdf.add_object(resources)
    box = tuple(float(edge) for edge in page["/MediaBox"])
    head = {
        "Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array(list(box)),
        "Resources": b"%d 0 R" % resources.number,
    }  # fmt: skip
    form = Blob(stream(_untagged(_content(page)), head))
    pdf.add_object(form)
    return form, box


class _Copier:
    """Copies objects of another PDF, each once, with numbers of this one."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self._copies: dict[int, Blob] = {}

    def encode(self, item: Any) -> bytes:
        """Return an object as it is in this file; what it refers to is copied."""
        if isinstance(item, IndirectObject):
            return b"%d 0 R" % self._number(item)
        if isinstance(item, ArrayObject):
            return b"[" + b" ".join(map(self.encode, item)) + b"]"
        if not isinstance(item, DictionaryObject):
            return _written(item)
        kept = {key: value for key, value in item.items() if key not in _LEFT_OUT}
        if isinstance(item, StreamObject):
            data = item.encoded_data
            left = {"/Length"}
            if _at(item, "/Subtype") == "/Form":
                data, left = _untagged(item.data), {"/Length", "/Filter", "/DecodeParms"}
            kept = {key: value for key, value in kept.items() if key not in left}
            return self._table(kept, b"/Length %d" % len(data)) + b"\nstream\n%b\nendstream" % data
        return self._table(kept, b"")

    def _table(self, kept: dict[Any, Any], more: bytes) -> bytes:
        rows = b" ".join(_written(key) + b" " + self.encode(value) for key, value in kept.items())
        return b"<<" + rows + more + b">>"

    def _number(self, reference: IndirectObject) -> int:
        if reference.idnum not in self._copies:
            copy = self._copies[reference.idnum] = Blob()
            self._pdf.add_object(copy)
            copy.encoded = self.encode(reference.get_object())
        return int(self._copies[reference.idnum].number)


def _written(item: PdfObject) -> bytes:
    out = BytesIO()
    item.write_to_stream(out)
    return out.getvalue()
