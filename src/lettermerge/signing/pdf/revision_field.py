"""Check a signature field that a later revision adds: it shows nothing, does nothing, signs."""

from __future__ import annotations

from typing import Any

from .object_values import PdfName, Ref, Refused, references, text_of

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
