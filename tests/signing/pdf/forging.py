"""Write later revisions of signed PDFs byte by byte: co-signatures, and forgeries of them.

No library that refuses nonsense is between the test and the bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.signing import authority
from tests.signing.material import written_pdf
from tests.signing.pdf.test_sign import seal

from lettermerge.signing.identity.model import Identity
from lettermerge.signing.pdf.object_values import PdfName as Name
from lettermerge.signing.pdf.object_values import Ref, State, Stream, pages
from lettermerge.signing.pdf.reserved_fields import field_for
from lettermerge.signing.pdf.sign import Sealing, seal_pdf
from lettermerge.writers.writer_interface import Hole, ReservedField

ROOM = 3000  # bytes of a CMS with two certificates, P-256
_HOLE = b"<" + b"0" * (2 * ROOM) + b">"
_RANGE = b"[" + b" " * 40 + b"]"

Change = Callable[["Later"], None]


@cache
def sealed(certify: str = "") -> bytes:
    """Return a signed letter of one page."""
    return seal(authority.identity("ec"), Sealing(certify=certify or None))  # type: ignore[arg-type]


@dataclass
class Later:
    """A revision to be appended to `base`: objects by number, as values or as raw bytes.

    `packed` go into an object stream. `listed` overrides lines of the cross-references. `kind` is
    "stream" or "table". `extra` is put between the objects, `after` behind the trailer.
    """

    base: bytes
    objects: dict[int, Any] = field(default_factory=dict)
    generations: dict[int, int] = field(default_factory=dict)
    packed: list[int] = field(default_factory=list)
    freed: list[int] = field(default_factory=list)
    listed: dict[int, tuple[int, int]] = field(default_factory=dict)
    unlisted: set[int] = field(default_factory=set)
    trailer: dict[str, Any] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    kind: str = "stream"
    extra: bytes = b""
    sign: bool = True
    widget: int = 0
    signature: int = 0
    page: int = 0
    state: State = field(init=False)
    next: int = field(init=False)

    def __post_init__(self) -> None:
        self.state = State(self.base, len(self.base))
        self.next = self.state.size

    @property
    def root(self) -> int:
        return self.state.root.number

    def open(self, number: int) -> Any:
        """Return an object of before, to be changed in this revision."""
        if number not in self.objects:
            self.objects[number] = self.state.copy(number)
        return self.objects[number]

    def add(self, value: Any) -> Ref:
        """Add an object with the next number."""
        self.objects[self.next] = value
        self.next += 1
        return Ref(self.next - 1, 0)

    def form(self) -> Any:
        """Return the form's dictionary, to be changed."""
        catalog = self.open(self.root)
        form = catalog["/AcroForm"]
        return self.open(form.number) if isinstance(form, Ref) else form

    def list_of(self, holder: Any, key: str) -> list[Any]:
        """Return an array, to be changed, in whichever object it is stored."""
        value = holder.setdefault(key, [])
        found: list[Any] = self.open(value.number) if isinstance(value, Ref) else value
        return found


def write(value: Any) -> bytes:
    """Return the bytes of a value."""
    if isinstance(value, Stream):
        head = write({**value.entries, "/Length": len(value.stored)})
        return head + b"\nstream\n" + value.stored + b"\nendstream"
    if isinstance(value, dict):
        return (
            b"<<" + b"".join(k.encode() + b" " + write(v) + b"\n" for k, v in value.items()) + b">>"
        )
    if isinstance(value, list):
        return b"[" + b" ".join(map(write, value)) + b"]"
    if isinstance(value, Ref):
        return b"%d %d R" % (value.number, value.generation)
    if isinstance(value, Name):
        return value.text.encode()
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, tuple):
        return b"true" if value[1] else b"false"
    return b"null" if value is None else str(value).encode()


class Raw(bytes):
    """Bytes of an object that are written as they are."""


def cosigned(base: bytes, *changes: Change, kind: str = "stream") -> Later:
    """Return a revision with one more signature field, as a program may add it, then changed."""
    later = Later(base, kind=kind)
    number, _ = next(pages(later.state))
    later.page = number
    later.signature = later.add(signature()).number
    widget = {
        "/Type": Name("/Annot"), "/Subtype": Name("/Widget"), "/FT": Name("/Sig"), "/F": 132,
        "/T": b"Further%d" % later.next, "/Rect": [0, 0, 0, 0], "/P": Ref(number, 0),
        "/V": Ref(later.signature, 0),
    }  # fmt: skip
    later.widget = later.add(widget).number
    later.list_of(later.form(), "/Fields").append(Ref(later.widget, 0))
    later.list_of(later.open(number), "/Annots").append(Ref(later.widget, 0))
    for change in changes:
        change(later)
    return later


def signature() -> dict[str, Any]:
    """Return a signature dictionary whose range and contents are not filled yet."""
    return {
        "/Type": Name("/Sig"), "/Filter": Name("/Adobe.PPKLite"),
        "/SubFilter": Name("/ETSI.CAdES.detached"), "/M": b"D:20260304102030Z",
        "/ByteRange": Raw(_RANGE), "/Contents": Raw(_HOLE),
    }  # fmt: skip


def finish(later: Later, identity: Identity | None = None) -> bytes:
    """Write the revision, and sign it where it has a hole."""
    output = bytearray(later.base)
    places: dict[int, Any] = {}
    for number, value in later.objects.items():
        if number in later.packed:
            continue
        generation = later.generations.get(number, 0)
        places[number] = (len(output), generation)
        output += b"%d %d obj\n" % (number, generation) + _write(value) + b"\nendobj\n"
    if later.packed:
        holder = later.add(_pack(later))
        places[holder.number] = (len(output), 0)
        output += b"%d 0 obj\n" % holder.number + _write(later.objects[holder.number])
        output += b"\nendobj\n"
        places |= {number: Ref(holder.number, one) for one, number in enumerate(later.packed)}
    output += later.extra
    places |= later.listed
    for number in later.unlisted:
        del places[number]
    content = bytes(output) + _references(later, places, len(output))
    if not later.sign or _HOLE not in content[len(later.base) :]:
        return content
    start = content.rindex(_HOLE)
    filled = b"[0 %d %d %d" % (start, start + len(_HOLE), len(content) - start - len(_HOLE))
    place = content.rindex(_RANGE)
    content = content[:place] + filled.ljust(41) + b"]" + content[place + len(_RANGE) :]
    return seal_pdf(content, Hole(start, start + len(_HOLE)), identity or authority.cosigner())


def _write(value: Any) -> bytes:
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, dict) and any(isinstance(one, Raw) for one in value.values()):
        pairs = (key.encode() + b" " + _write(one) + b"\n" for key, one in value.items())
        return b"<<" + b"".join(pairs) + b">>"
    return write(value)


def _pack(later: Later) -> Stream:
    bodies = [_write(later.objects[number]) for number in later.packed]
    offsets = [sum(len(one) + 1 for one in bodies[:index]) for index in range(len(bodies))]
    pairs = zip(later.packed, offsets, strict=True)
    head = b" ".join(b"%d %d" % pair for pair in pairs) + b" "
    entries: dict[str, Any] = {"/Type": Name("/ObjStm"), "/N": len(bodies), "/First": len(head)}
    data = zlib.compress(head + b" ".join(bodies))
    return Stream({**entries, "/Filter": Name("/FlateDecode")}, data)


def _references(later: Later, places: dict[int, Any], xref: int) -> bytes:
    own = later.next
    if later.kind == "stream":
        places[own] = (xref, 0)
    old = later.state.trailer
    trailer: dict[str, Any] = {key: old[key] for key in ("/Root", "/Info", "/ID") if key in old}
    numbers = sorted({0, *places, *later.freed})
    trailer |= {"/Size": max(later.state.size, numbers[-1] + 1), "/Prev": later.state.xref}
    trailer |= later.trailer
    trailer = {key: value for key, value in trailer.items() if key not in later.dropped}
    end = b"\nstartxref\n%d\n%%%%EOF\n" % xref
    if later.kind == "table":
        lines = [_line(number, places.get(number)) for number in numbers]
        return b"xref\n" + b"".join(lines) + b"trailer\n" + write(trailer) + end
    index = [part for number in numbers for part in (number, 1)]
    rows = b"".join(_row(places.get(number)) for number in numbers)
    entries: dict[str, Any] = {"/Type": Name("/XRef"), "/W": [1, 4, 2], "/Index": index, **trailer}
    return b"%d 0 obj\n" % own + write(Stream(entries, rows)) + b"\nendobj" + end


def _line(number: int, place: Any) -> bytes:
    if place is None:
        return b"%d 1\n0000000000 %05d f \n" % (number, 65535 if number == 0 else 1)
    at, generation = place
    return b"%d 1\n%010d %05d n \n" % (number, at, generation)


def _row(place: Any) -> bytes:
    if place is None:
        return bytes(5) + b"\xff\xff"
    if isinstance(place, Ref):
        return b"\2" + place.number.to_bytes(4, "big") + place.generation.to_bytes(2, "big")
    at, generation = place
    return b"\1" + int(at).to_bytes(4, "big") + int(generation).to_bytes(2, "big")


@cache
def announced() -> bytes:
    """Return a signed letter with the field that waits for the co-signer, and one for another."""
    waiting = (authority.cosigner(), authority.identity("rsa"))
    fields = tuple(
        ReservedField(field_for(one.fingerprint), one.name, place)
        for place, one in enumerate(waiting, 2)
    )
    return seal(authority.identity("ec"), reserved=fields)


@cache
def older() -> bytes:
    """Return a signed letter whose form is a value in the catalog, as letters once had it."""
    later = Later(written_pdf(None).content)
    own = later.add(signature())
    number, page = next(pages(later.state))
    widget = {
        "/Type": Name("/Annot"), "/Subtype": Name("/Widget"), "/FT": Name("/Sig"), "/F": 132,
        "/Rect": [0, 0, 0, 0], "/P": Ref(number, 0), "/T": b"Signature1", "/V": own,
    }  # fmt: skip
    field = later.add(widget)
    later.open(later.root)["/AcroForm"] = {"/Fields": [field], "/SigFlags": 3}
    later.open(number)["/Annots"] = [*page.get("/Annots", []), field]
    return finish(later, authority.identity("ec"))


@cache
def reserved() -> bytes:
    """Return a letter with two empty signature fields, under a first signature."""
    return waiting(b"First", b"Second")


def waiting(*names: bytes, **entries: Any) -> bytes:
    """Return a letter with these empty fields, under a first signature with more `entries`.

    A name of two parts makes a field below another.
    """
    later = Later(written_pdf(None).content)
    number, page = next(pages(later.state))
    own = later.add(signature() | {f"/{key}": value for key, value in entries.items()})
    field = {
        "/Type": Name("/Annot"), "/Subtype": Name("/Widget"), "/FT": Name("/Sig"), "/F": 132,
        "/Rect": [0, 0, 0, 0], "/P": Ref(number, 0),
    }  # fmt: skip
    tops, widgets = [], []
    for name in names:
        above, _, title = name.rpartition(b".")
        widgets.append(later.add(field | {"/T": title}))
        tops.append(widgets[-1])
        if above:
            tops[-1] = later.add({"/T": above, "/Kids": [widgets[-1]]})
            later.objects[widgets[-1].number]["/Parent"] = tops[-1]
    widgets.append(later.add(field | {"/T": b"Own", "/V": own}))
    form = {"/Fields": later.add([*tops, widgets[-1]]), "/SigFlags": 3}
    later.open(later.root)["/AcroForm"] = form
    later.open(number)["/Annots"] = later.add([*page.get("/Annots", []), *widgets])
    return finish(later, authority.identity("ec"))


def filled(base: bytes, name: bytes = b"First", *changes: Change) -> Later:
    """Return a revision that fills an empty field."""
    later = Later(base)
    (number,) = (one for one in later.state.numbers if _title(later.state.get(one)) == name)
    later.widget, later.page = number, next(pages(later.state))[0]
    later.signature = later.add(signature()).number
    later.open(number)["/V"] = Ref(later.signature, 0)
    for change in changes:
        change(later)
    return later


def _title(value: Any) -> Any:
    return value.get("/T") if isinstance(value, dict) else None
