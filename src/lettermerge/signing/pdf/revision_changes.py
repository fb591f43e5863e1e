"""Find the changes that signing makes to a PDF, as a later revision says it made them.

What an object must be afterwards is what it was, with these changes. Each is applied to a copy of
the signed revision's object, so that one that does more does not compare equal.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from .object_values import PdfName, Ref, Refused, State, Stream, pages, references, text_of
from .revision_dss import check_dss

#: Keys of the catalog that other programs change when they sign.
_ALSO = ("/Metadata", "/Extensions", "/Version")
#: Keys of the document information that they change.
_ALSO_INFORMED = {"/ModDate", "/Producer", "/Creator"}
_MOST_FIELDS = 10_000


@dataclass(slots=True)
class _Place:
    """A value in a copy of an object: `holder[key]` is where it is stored."""

    number: int
    value: Any


@dataclass(slots=True)
class Changes:
    """What signing makes of the objects of `before`.

    `expected` has what each touched object must be, `new` the numbers of added objects that are
    needed. `also` names what only other programs change. `trailer` is the appended one; `signature`
    the dictionary of the signature that covers this step, None where none is `final` yet.
    """

    before: State
    after: State
    trailer: dict[str, Any]
    signature: Ref | None
    final: bool
    expected: dict[int, Any] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    also: list[str] = field(default_factory=list)
    filled: str = ""
    added: int = 0

    def collect(self) -> None:
        """Read the new revision for its changes; raises Refused for one that is not allowed."""
        catalog = self._open(self.before.root.number)
        now = self.after.get(self.after.root)
        if not isinstance(catalog.value, dict) or not isinstance(now, dict):
            raise Refused("the catalog is not a dictionary")
        self._collect_form(catalog)
        self._collect_filled()
        if self.added + bool(self.filled) > 1:
            raise Refused("it adds more than one signature")
        if self.final and not self.added and not self.filled:
            raise Refused("it adds no signature field, and fills none")
        check_dss(self, catalog, now)
        self._collect_also(catalog, now)

    def _open(self, number: int) -> _Place:
        if number not in self.expected:
            self.expected[number] = self.before.copy(number)
        return _Place(number, self.expected[number])

    def follow(self, place: _Place, key: str) -> _Place | None:
        """Return the value at `key`, in whichever object it is stored; None if there is none."""
        value = place.value.get(key)
        if isinstance(value, Ref):
            if self.before.get(value) is None:
                raise Refused(f"{key} names an object that is not there")
            return self._open(value.number)
        return None if value is None else _Place(place.number, value)

    def add(self, ref: Any, what: str) -> Any:
        """Return a new object's value; raises Refused unless it is one."""
        if not isinstance(ref, Ref):
            raise Refused(f"{what} is not an object of its own")
        if ref.number in self.before.numbers or ref.number < self.before.size:
            raise Refused(f"{what} is an object of the signed revision")
        value = self.after.get(ref)
        if value is None:
            raise Refused(f"{what} is not there")
        self.new.add(ref.number)
        return value

    def _collect_form(self, catalog: _Place) -> None:
        form = self.follow(catalog, "/AcroForm")
        fields = form and self.follow(form, "/Fields")
        if form is None or fields is None or not isinstance(fields.value, list):
            raise Refused("the signed revision has no form")
        later = self.after.resolve(self.after.get(self.after.root).get("/AcroForm"))
        now = self.after.resolve(later.get("/Fields")) if isinstance(later, dict) else None
        if not isinstance(now, list) or now[: len(fields.value)] != fields.value:
            raise Refused("it changes the list of form fields")
        added = now[len(fields.value) :]
        if len(added) > 1:
            raise Refused(f"it adds {len(added)} form fields; signing needs one")
        self._collect_flags(form, later)
        if not added:
            return
        self.added = 1
        widget = self.add(added[0], "the new form field")
        check_field(widget, {name for _, _, name in self.fields()})
        page = self._append_widget(added[0])
        if "/P" in widget and widget["/P"] != page:
            raise Refused("the new field's widget names another page than it is on (/P)")
        self._unshared(fields, "the list of form fields")
        fields.value.append(added[0])
        self._check_value(widget.get("/V"))

    def _collect_flags(self, form: _Place, later: dict[str, Any]) -> None:
        """Let other programs say that there are signatures, and that appending keeps them."""
        flags = later.get("/SigFlags")
        if flags != form.value.get("/SigFlags") and flags in (1, 3):
            form.value["/SigFlags"] = flags
            self.also.append("/SigFlags of the form")

    def _append_widget(self, field_: Ref) -> Ref:
        """Expect the widget at the end of one page's annotations; return the page."""
        found: list[tuple[int, Any, dict[str, Any]]] = []
        for number, former in pages(self.before):
            old = self.before.resolve(former.get("/Annots"))
            later = self.after.get(number)
            new = self.after.resolve(later.get("/Annots")) if isinstance(later, dict) else None
            if old != new and isinstance(later, dict):
                found.append((number, old, later))
        if not found:
            raise Refused("the new field's widget is not on a page")
        if len(found) > 1:
            raise Refused("it changes the annotations of more than one page")
        number, old, later = found[0]
        page = self._open(number)
        if old is None:
            page.value["/Annots"] = later["/Annots"]
            made = later["/Annots"]
            if (self.add(made, "the annotations") if isinstance(made, Ref) else made) != [field_]:
                raise Refused(f"it adds other annotations than the new field's ({made})")
        else:
            annotations = self.follow(page, "/Annots")
            if annotations is None or not isinstance(annotations.value, list):
                raise Refused("a page's annotations are not a list")
            self._unshared(annotations, "the list of annotations")
            annotations.value.append(field_)
        return Ref(number, self.before.numbers[number])

    def _unshared(self, place: _Place, what: str) -> None:
        whole = place.value is self.expected[place.number]
        if whole and self.before.referred.get(place.number, 0) > 1:
            raise Refused(f"{what} is used in another place, too")

    def _collect_filled(self) -> None:
        """Expect a value in each empty signature field that has one now."""
        for number, old, name in self.fields():
            later = self.after.get(number)
            if old.get("/FT") != PdfName("/Sig") or old.get("/V") is not None:
                continue
            if isinstance(later, dict) and later.get("/V") is not None:
                if self.filled:
                    raise Refused("it fills more than one signature field")
                self.filled = name or "without a name"
                self._open(number).value["/V"] = later["/V"]
                self._check_value(later["/V"])

    def fields(self) -> list[tuple[int, dict[str, Any], str]]:
        """Return the number, dictionary and full name of each field of the signed revision."""
        root = self.before.get(self.before.root)
        form = self.before.resolve(root.get("/AcroForm")) or {}
        waiting = deque((ref, "") for ref in self.before.resolve(form.get("/Fields")) or ())
        found: dict[int, tuple[dict[str, Any], str]] = {}
        while waiting and len(found) < _MOST_FIELDS:
            ref, above = waiting.popleft()
            one = self.before.resolve(ref)
            if isinstance(ref, Ref) and isinstance(one, dict) and ref.number not in found:
                name = ".".join(filter(None, (above, text_of(one.get("/T")))))
                found[ref.number] = one, name
                waiting.extend((kid, name) for kid in self.before.resolve(one.get("/Kids")) or ())
        return [(number, one, name) for number, (one, name) in found.items()]

    def _check_value(self, ref: Any) -> None:
        value = self.add(ref, "the signature of the field")
        if self.final and ref != self.signature:
            raise Refused("its form field is not signed by the signature that covers it")
        check_signature(value)

    def _collect_also(self, catalog: _Place, now: dict[str, Any]) -> None:
        """Accept what programs change besides; it is named, and keeps the file from holding."""
        for key in _ALSO:
            if key in now and now[key] != catalog.value.get(key):
                self._spread(now[key], key)
                catalog.value[key] = now[key]
                self.also.append("metadata" if key == "/Metadata" else key)
        old = catalog.value.get("/Metadata")
        if isinstance(old, Ref) and old.number in self.before.numbers:
            self._also_object(old.number, "metadata")
        information = self.trailer.get("/Info")
        if isinstance(information, Ref):
            if "/Info" not in self.before.trailer:
                self.add(information, "the document information")
                self.also.append("the document information")
            elif information == self.before.trailer["/Info"]:
                self._also_object(information.number, "the document information")

    def _also_object(self, number: int, what: str) -> None:
        """Expect the metadata or information that is there now, if it names no other object."""
        was, value = self.before.get(number), self.after.get(number)
        if number in self.expected or value == was or type(value) is not type(was):
            return
        if any(references(value)):
            return
        if isinstance(value, Stream) and (value.entries.get("/Type") != PdfName("/Metadata")):
            return
        if isinstance(value, dict) and (
            not all(isinstance(one, bytes | PdfName) for one in value.values())
            or {key for key in {*was, *value} if not _same_text(was, value, key)} - _ALSO_INFORMED
        ):
            return
        self.expected[number] = value
        self.also.append(what)

    def _spread(self, value: Any, what: str) -> None:
        """Count the new objects below a value in; one of before must not be among them."""
        for ref in references(value):
            if ref.number not in self.new:
                self._spread(self.add(ref, what), what)


def _same_text(was: dict[str, Any], value: dict[str, Any], key: str) -> bool:
    """Tell whether an entry is the same; programs write a text anew in another encoding."""
    old, new = was.get(key), value.get(key)
    both = isinstance(old, bytes) and isinstance(new, bytes)
    return old == new or (both and text_of(old) == text_of(new))


def first_difference(expected: Any, now: Any) -> str:
    """Return where two values differ, for a message: the key, if they are dictionaries."""
    if isinstance(expected, Stream) and isinstance(now, Stream):
        expected, now = expected.entries, now.entries
    if isinstance(expected, dict) and isinstance(now, dict):
        keys = sorted(
            key for key in {*expected, *now} if expected.get(key, now) != now.get(key, expected)
        )
        if keys:
            return f": {', '.join(keys[:5])}"
    return ""


#: Invisible, hidden, print, no view, read only, locked: what leaves an invisible widget so.
_FLAGS = 1 | 2 | 4 | 32 | 64 | 128
_FORBIDDEN = {
    "/AP": "an appearance",
    "/A": "an action",
    "/AA": "actions",
    "/Lock": "a lock",
    "/SV": "a seed value",
    "/Kids": "kids",
    "/MK": "appearance characteristics",
    "/Parent": "a parent",
    "/StructParent": "a place in the structure tree",
}
_SIGNATURE_KEYS = {
    "/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reason",
    "/Location", "/ContactInfo", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType", "/V",
}  # fmt: skip


def check_field(widget: Any, names: set[str]) -> None:
    """Ask for a field and its widget in one, signed, invisible, with a name of its own.

    Raises:
        Refused: it has more than that.
    """
    if not isinstance(widget, dict):
        raise Refused("the new form field is not a dictionary")
    for key, what in _FORBIDDEN.items():
        if key in widget:
            raise Refused(f"the new field's widget has {what} ({key})")
    if strange := sorted(set(widget) - _PLAIN.keys() - {"/P", "/V", "/Rect"}):
        raise Refused(f"the new field has {', '.join(strange)}")
    for key, (kind, needed) in _PLAIN.items():
        if (key in widget or needed) and not kind(widget.get(key)):
            raise Refused(f"the new field's {key} is not that of an invisible signature")
    rectangle = widget.get("/Rect")
    if not (
        isinstance(rectangle, list)
        and len(rectangle) == 4
        and all(isinstance(one, int | float) for one in rectangle)
        and rectangle[:2] == rectangle[2:]
    ):
        raise Refused("the new field's widget is visible (/Rect)")
    if "/P" in widget and not isinstance(widget["/P"], Ref):
        raise Refused("the new field's widget names no page (/P)")
    if "/V" not in widget or not isinstance(widget["/V"], Ref):
        raise Refused("the new form field is not signed (/V)")
    name = text_of(widget["/T"])
    if "." in name or name in names:
        raise Refused("the new field's name is taken (/T)")


def _text(value: Any) -> bool:
    return isinstance(value, bytes)


#: What each entry must be, and whether it must be there.
_PLAIN: dict[str, tuple[Any, bool]] = {
    "/Type": (lambda one: one == PdfName("/Annot"), False),
    "/Subtype": (lambda one: one == PdfName("/Widget"), True),
    "/FT": (lambda one: one == PdfName("/Sig"), True),
    "/T": (lambda one: _text(one) and bool(one), True),
    "/TU": (_text, False),
    "/F": (lambda one: isinstance(one, int) and not one & ~_FLAGS, False),
}


def check_signature(value: Any) -> None:
    """Ask for a signature dictionary that only signs.

    Raises:
        Refused: it names other objects, certifies, locks, or is none.
    """
    if not isinstance(value, dict) or value.get("/Type", PdfName("/Sig")) not in (
        PdfName("/Sig"), PdfName("/DocTimeStamp")
    ):  # fmt: skip
        raise Refused("the value of the field is no signature")
    if "/Reference" in value:
        raise Refused("the added signature certifies or locks (/Reference)")
    if strange := sorted(set(value) - _SIGNATURE_KEYS):
        raise Refused(f"the added signature has {', '.join(strange)}")
    if any(references(value)):
        raise Refused("the added signature names other objects")
    if not isinstance(value.get("/Contents"), bytes) or "/ByteRange" not in value:
        raise Refused("the value of the field is no signature")
