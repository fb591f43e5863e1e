"""Build the structure tree of a tagged PDF (ISO 32000-2, 14.7; ISO 14289-1).

The tree follows the elements of the page's HTML, in their order there, whatever the order in
which they were painted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pydyf

from .content_recorder import SCALE, DrawnPage, Form, TextRun
from .object_serialiser import Reference

#: The structure type of each HTML element that has one; all others are seen through.
ROLES = {
    "p": "P", "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "ul": "L", "ol": "L", "li": "LI", "blockquote": "BlockQuote", "table": "Table",
    "thead": "THead", "tbody": "TBody", "tr": "TR", "th": "TH", "td": "TD",
    "a": "Link", "img": "Figure", "cite": "Note", "aside": "Sect",
}  # fmt: skip
#: What numbers an item of a list, and a footnote in the text and at the foot of the page.
_LABELS = {"li::marker", "cite::footnote-call", "cite::footnote-marker"}
_PARTS = {"Lbl": 0, "LBody": 1}


class ElementKey(NamedTuple):
    """A place in the structure tree: an element, or the label or body of a list item."""

    element: Any
    part: str = ""


@dataclass(slots=True)
class Outline:
    """Which elements are structure, and what is inside which: read off the HTML once a letter."""

    root: Any
    parents: dict[Any, Any]
    order: dict[Any, int]
    body: ElementKey = field(init=False)

    @classmethod
    def of(cls, root: Any) -> Outline:
        parents = {child: parent for parent in root.iter() for child in parent}
        return cls(root, parents, {element: i for i, element in enumerate(root.iter())})

    def __post_init__(self) -> None:
        self.body = ElementKey(self.root)

    def owner(self, box: Any) -> ElementKey:
        """Return the place of what `box` draws."""
        element = box.element
        if box.element_tag in _LABELS:
            return ElementKey(element, "Lbl")
        return self._nearest(element)

    def _nearest(self, element: Any) -> ElementKey:
        while element is not None:
            role = ROLES.get(element.tag)
            if role == "LI":
                return ElementKey(element, "LBody")
            if role:
                return ElementKey(element)
            element = self.parents.get(element)
        return self.body

    def parent(self, key: ElementKey) -> ElementKey:
        if key.part:
            return ElementKey(key.element)
        return self._nearest(self.parents.get(key.element))

    def rank(self, key: ElementKey) -> tuple[int, int]:
        return self.order[key.element], _PARTS.get(key.part, 0)


@dataclass(slots=True)
class LinkElement:
    """A link annotation: the page it is on, its place in the tree, its dictionary."""

    page: int
    owner: ElementKey
    annotation: pydyf.Dictionary


class Structure:
    """The structure tree of one letter, under construction."""

    def __init__(self, pdf: pydyf.PDF, outline: Outline, pages: list[pydyf.Dictionary]) -> None:
        self.pdf, self.outline, self.pages = pdf, outline, pages
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.document = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/Document", "P": Reference(self.root)}
        )
        self.elements: dict[ElementKey, pydyf.Dictionary] = {}
        self.kids: dict[ElementKey, list[Any]] = {outline.body: []}
        self.numbers = pydyf.Array()
        self.next_number = len(pages)

    def build(self, drawn_pages: list[DrawnPage], links: Iterable[LinkElement]) -> None:
        """Make the elements of everything painted, and of every link."""
        for number, drawn_page in enumerate(drawn_pages):
            owners = pydyf.Array()
            for run in drawn_page.content:
                if isinstance(run, TextRun) and isinstance(run.owner, ElementKey):
                    owners.append(Reference(self._element(run.owner)))
                    self.kids[run.owner].append((number, run.mcid))
            self.numbers += [number, owners]
        for number, drawn_page in enumerate(drawn_pages):
            for form in drawn_page.forms:
                self._add_form_marks(form, self.pages[number])
        for link in links:
            element = self._element(link.owner)
            self.add_annotation(link.annotation, link.page, element)
            self.kids[link.owner].append(object_reference(link.annotation, self.pages[link.page]))
        for element in self.outline.order:
            if element.tag in ("tr", "th", "td"):
                self._element(ElementKey(element))
        self._finish()

    def _add_form_marks(self, form: Form, page: pydyf.Dictionary) -> None:
        """Enter the runs of a group: marked-content references to its stream (14.7.5.2)."""
        owners = pydyf.Array()
        for run in form.content:
            if isinstance(run, TextRun) and isinstance(run.owner, ElementKey):
                owners.append(Reference(self._element(run.owner)))
                self.kids[run.owner].append(
                    pydyf.Dictionary({
                        "Type": "/MCR", "Pg": Reference(page), "Stm": Reference(form.stream),
                        "MCID": run.mcid,
                    })
                )  # fmt: skip
        form.stream.extra["StructParents"] = self.next_number
        self.numbers += [self.next_number, owners]
        self.next_number += 1

    def add_annotation(
        self, annotation: pydyf.Dictionary, page: int, element: pydyf.Dictionary
    ) -> None:
        """Enter an annotation of `page` in the parent tree, as part of `element`."""
        annotation["StructParent"] = self.next_number
        self.numbers += [self.next_number, Reference(element)]
        self.next_number += 1

    def add_form(self, widget: pydyf.Dictionary, page: int) -> None:
        """Add a form field at the end of the document.

        Its element has one kid, without an array around it: pyHanko, when it compares revisions,
        finds the tag of a field that was filled in no other way.
        """
        form = pydyf.Dictionary({
            "Type": "/StructElem", "S": "/Form", "P": Reference(self.document),
            "Pg": Reference(self.pages[page]),
            "K": object_reference(widget, self.pages[page]),
        })  # fmt: skip
        self.pdf.add_object(form)
        self.add_annotation(widget, page, form)
        self.document["K"].append(Reference(form))

    def _element(self, key: ElementKey) -> pydyf.Dictionary:
        if key == self.outline.body:
            return self.document
        if key in self.elements:
            return self.elements[key]
        parent = self.outline.parent(key)
        element = pydyf.Dictionary({
            "Type": "/StructElem",
            "S": f"/{key.part or ROLES[key.element.tag]}",
            "P": Reference(self._element(parent)),
        })  # fmt: skip
        _describe(element, key, self.outline.order[key.element])
        self.elements[key] = element
        self.kids[key] = []
        self.kids[parent].append(key)
        return element

    def _finish(self) -> None:
        for item in (self.root, self.document):
            self.pdf.add_object(item)
        for key in sorted(self.elements, key=self.outline.rank):
            self.pdf.add_object(self.elements[key])
        for key, kids in self.kids.items():
            element = self._element(key)
            if all(isinstance(kid, ElementKey) for kid in kids):
                kids.sort(key=self.outline.rank)
            own = next((kid[0] for kid in kids if type(kid) is tuple), None)
            if own is not None:
                element["Pg"] = Reference(self.pages[own])
            element["K"] = pydyf.Array([self._kid(kid, own) for kid in kids])
        self.root["K"] = pydyf.Array([Reference(self.document)])
        named = [one for one in self.elements.values() if "ID" in one]
        if named:
            pairs = sorted((one["ID"].string, one) for one in named)
            names = [item for name, one in pairs for item in (pydyf.String(name), Reference(one))]
            self.root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(names)})
        self.root["ParentTree"] = pydyf.Dictionary({"Nums": self.numbers})
        self.root["ParentTreeNextKey"] = _Later(lambda: self.next_number)

    def _kid(self, kid: Any, own: int | None) -> Any:
        if isinstance(kid, ElementKey):
            return Reference(self.elements[kid])
        if type(kid) is not tuple:
            return kid
        page, mcid = kid
        if page == own:
            return mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": Reference(self.pages[page]), "MCID": mcid})


class _Later(pydyf.Object):  # type: ignore[misc]
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value

    @property
    def data(self) -> bytes:
        return b"%d" % self.value()


def object_reference(annotation: pydyf.Dictionary, page: pydyf.Dictionary) -> pydyf.Dictionary:
    """Return what stands for an annotation among the kids of an element (14.7.5.3)."""
    return pydyf.Dictionary({"Type": "/OBJR", "Obj": Reference(annotation), "Pg": Reference(page)})


def _describe(element: pydyf.Dictionary, key: ElementKey, rank: int) -> None:
    """Add what a type needs beside its content: alternative text, scope, numbering."""
    tag, source = key.element.tag, key.element
    if tag == "img":
        element["Alt"] = pydyf.String(source.get("alt"))
    elif tag == "cite" and not key.part:  # a Note has an ID of its own (ISO 14289-1, 7.9)
        element["ID"] = pydyf.String(f"note-{rank}")
    elif tag == "th":
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"})
    elif tag in ("ul", "ol"):
        numbering = "/Decimal" if tag == "ol" else "/Disc"
        if "plain" in source.get("class", "").split():
            numbering = "/None"
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def place_figure(structure: Structure, box: Any, height: float) -> None:
    """Say where on its page an image stands (14.8.5.4.2, BBox), in points from the bottom left."""
    element = structure.elements[ElementKey(box.element)]
    left, top = box.content_box_x(), box.content_box_y()
    corners = (left, height - top - box.height, left + box.width, height - top)
    element["A"] = pydyf.Dictionary(
        {"O": "/Layout", "BBox": pydyf.Array([round(c * SCALE, 3) for c in corners])}
    )
