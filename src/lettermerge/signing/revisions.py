"""Which later revisions of a signed PDF may stand: those that add a signature, and no others.

pyHanko compares revisions object by object; this is its rule book, without form filling, metadata
and orphans, and with one rule more: the tag that a new signature's widget needs in PDF/UA.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    WhitelistRule,
    XrefStreamRule,
)

_ELEMENT_KEYS = {"/Type", "/S", "/P", "/K", "/Pg", "/Alt"}


class SignatureTagRule(WhitelistRule):
    """Lets Form elements for signature widgets be added at the end of the document's tags."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        if "/StructTreeRoot" not in old.root or "/StructTreeRoot" not in new.root:
            return
        before, after = old.root["/StructTreeRoot"], new.root["/StructTreeRoot"]
        if _same(before, after, ()) and _same(_top(before), _top(after), ()):
            return
        _require(_same(before, after, ("/ParentTree", "/ParentTreeNextKey")))
        _require(_same(_top(before), _top(after), ("/K",)))
        _require(_same(before["/ParentTree"], after["/ParentTree"], ("/Nums",)))
        kids = _added(_kids(_top(before)), _kids(_top(after)))
        numbers = _added(before["/ParentTree"]["/Nums"], after["/ParentTree"]["/Nums"])
        _require({_id(one) for one in numbers[1::2]} == {_id(one) for one in kids})
        for kid in kids:
            _require(_is_signature_tag(kid, old))
        changed = [
            new.root.raw_get("/StructTreeRoot"),
            after.raw_get("/ParentTree"),
            after["/ParentTree"].raw_get("/Nums"),
            _top_reference(after),
            _top(after).raw_get("/K"),
            *kids,
        ]
        for one in changed:
            if isinstance(one, generic.IndirectObject):
                yield ReferenceUpdate(one.reference)


def _top_reference(tree: Any) -> Any:
    top = tree.raw_get("/K")
    value = top.get_object()
    return value.raw_get(0) if isinstance(value, generic.ArrayObject) else top


def _top(tree: Any) -> Any:
    return _top_reference(tree).get_object()


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if isinstance(kids, generic.ArrayObject):
        return list(kids)
    return [] if kids is None else [element.raw_get("/K")]


def _added(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    """Return what stands in `after` behind `before`, which must be its beginning."""
    old, new = list(before), list(after)
    _require([_id(one) for one in new[: len(old)]] == [_id(one) for one in old])
    return new[len(old) :]


def _is_signature_tag(reference: Any, old: HistoricalResolver) -> bool:
    """Tell whether a new element is a Form tag of a new signature's widget and nothing else."""
    if not isinstance(reference, generic.IndirectObject):
        return False
    element = reference.get_object()
    if not old.is_ref_unassignable(reference.reference) or set(element) - _ELEMENT_KEYS:
        return False
    pointer = element["/K"]
    if element["/S"] != "/Form" or set(pointer) != {"/Type", "/Obj"} or pointer["/Type"] != "/OBJR":
        return False
    widget = pointer.raw_get("/Obj")
    return (
        isinstance(widget, generic.IndirectObject)
        and old.is_ref_unassignable(widget.reference)
        and widget.get_object().get("/FT") == "/Sig"
    )


def _same(old: Any, new: Any, but: tuple[str, ...]) -> bool:
    """Tell whether two dictionaries have the same entries, references compared by number."""
    keys = {key for key in (*old, *new) if key not in but}
    return all(
        key in old and key in new and _id(old.raw_get(key)) == _id(new.raw_get(key)) for key in keys
    )


def _id(value: Any) -> object:
    """Return what tells one object from another without following references."""
    if isinstance(value, generic.IndirectObject):
        return ("ref", value.idnum, value.generation)
    if isinstance(value, generic.ArrayObject):
        return tuple(_id(one) for one in value)
    if isinstance(value, generic.DictionaryObject):
        return tuple(sorted((key, _id(value.raw_get(key))) for key in value))
    return (type(value).__name__, value)


def _require(holds: bool) -> None:
    if not holds:
        raise SuspiciousModification("the tags of the document were changed")


def _rules() -> Iterator[Any]:
    for rule in (XrefStreamRule(), ObjectStreamRule(), DSSCompareRule(), SignatureTagRule()):
        yield rule.as_qualified(ModificationLevel.LTA_UPDATES)


POLICY = StandardDiffPolicy(
    global_rules=[CatalogModificationRule(frozenset({"/AcroForm", "/DSS"})), *_rules()],
    form_rule=FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()]),
    ignore_orphaned_objects=False,
)
