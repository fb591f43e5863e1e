"""List what a second signer may try on a signed letter, each with the reason that refuses it."""

from __future__ import annotations

from typing import Any

from tests.signing.pdf.forging import Change, Later, Raw

from lettermerge.signing.pdf.object_values import PdfName as Name
from lettermerge.signing.pdf.object_values import Ref, Stream, text_of

WORDS = b"BT /F1 40 Tf 60 500 Td (I owe you everything) Tj ET 0 0 600 900 re f"
Forgery = tuple[str, Change, str]
#: The form is an object of its own, or a value in the catalog.
FORM = "changes (the form|the catalog)"


def widget(**entries: Any) -> Change:
    """Return a change of the new field's widget; `_new` values become objects of their own."""

    def change(later: Later) -> None:
        for key, value in entries.items():
            target = later.objects[later.widget]
            target[f"/{key}"] = later.add(value) if isinstance(value, Stream) else value

    return change


def content_of(later: Later) -> int:
    """Return the number of the page's content stream."""
    contents = later.state.get(later.page)["/Contents"]
    return int((contents[0] if isinstance(contents, list) else contents).number)


def tag(later: Later, alt: bytes = b"Digital signature", key: int | None = None) -> list[Any]:
    """Tag the new field as former co-signatures did; return the parent tree's array."""
    tree = later.open(later.open(later.root)["/StructTreeRoot"].number)
    parents = tree["/ParentTree"]
    parents = later.open(parents.number) if isinstance(parents, Ref) else parents
    top = tree["/K"][0] if isinstance(tree["/K"], list) else tree["/K"]
    document = later.open(top.number)
    element = later.add({
        "/Type": Name("/StructElem"), "/S": Name("/Form"), "/P": top, "/Pg": Ref(later.page, 0),
        "/K": {"/Type": Name("/OBJR"), "/Obj": Ref(later.widget, 0)}, "/Alt": alt,
    })  # fmt: skip
    document["/K"].append(element)
    number = tree["/ParentTreeNextKey"] if key is None else key
    nums: list[Any] = parents["/Nums"]
    nums.extend([number, element])
    tree["/ParentTreeNextKey"] += 1
    later.objects[later.widget]["/StructParent"] = number
    return nums


def tree_of(later: Later) -> Any:
    return later.open(later.open(later.root)["/StructTreeRoot"].number)


def overwrite_with_nums(number_of: Any) -> Change:
    """Make the parent tree's array the object of something else."""

    def change(later: Later) -> None:
        nums = tag(later)
        tree, number = tree_of(later), number_of(later)
        tree["/ParentTree"]["/Nums"] = Ref(number, 0)
        later.objects[number] = nums

    return change


def show_other_words(later: Later) -> None:
    """Place a content stream, hidden among the certificates, in an array that is page content."""
    nums = tag(later)
    number = content_of(later)
    stream = later.add(Stream({}, WORDS))
    later.open(later.root)["/DSS"] = {"/VRI": {f"/{'A' * 40}": {"/TS": stream}}}
    tree_of(later)["/ParentTree"]["/Nums"] = Ref(number, 0)
    later.objects[number] = [*nums, stream, nums[-1]]


def overwrite_with_tree(later: Later) -> None:
    tag(later)
    tree = tree_of(later)
    number = metadata_of(later)
    later.objects[number] = tree["/ParentTree"]
    tree["/ParentTree"] = Ref(number, 0)


def overwrite_with_kids(later: Later) -> None:
    tag(later)
    tree = tree_of(later)
    top = tree["/K"][0] if isinstance(tree["/K"], list) else tree["/K"]
    number = resources_of(later)
    later.objects[number] = later.open(top.number)["/K"]
    later.open(top.number)["/K"] = Ref(number, 0)


def metadata_of(later: Later) -> int:
    return int(later.state.get(later.root)["/Metadata"].number)


def resources_of(later: Later) -> int:
    return int(later.state.get(later.page)["/Resources"].number)


def move_root(later: Later) -> None:
    number = content_of(later)
    later.objects[number] = later.objects.pop(later.root)
    later.trailer["/Root"] = Ref(number, 0)


def more_fields(later: Later) -> None:
    fields = later.list_of(later.form(), "/Fields")
    for count in range(30):
        fields.append(later.add({"/FT": Name("/Sig"), "/T": b"Empty%d" % count}))


def new_information(later: Later) -> None:
    later.trailer["/Info"] = later.add({"/Title": b"Another letter"})


def information_of_page(later: Later) -> None:
    later.trailer["/Info"] = Ref(later.page, 0)


def split_widget(later: Later) -> None:
    """Give the new field a widget of its own below it."""
    field = later.objects[later.widget]
    moved = {key: field.pop(key) for key in ("/Type", "/Subtype", "/F", "/Rect", "/P")}
    kid = later.add(moved | {"/Parent": Ref(later.widget, 0)})
    field["/Kids"] = [kid]
    later.list_of(later.open(later.page), "/Annots")[-1] = kid


def new_identifier(later: Later) -> None:
    later.trailer["/ID"] = [b"0123456789abcdef", later.state.trailer["/ID"][1]]


def retag(later: Later) -> None:
    tag(later, b"Ignore this letter")


def tag_twice(later: Later) -> None:
    tag(later, key=0)


def add_unused(later: Later) -> None:
    later.add({"/X": 1})


#: What was accepted once.
SEEN: list[Forgery] = [
    ("nums-over-content", overwrite_with_nums(content_of), "changes the content of page 1"),
    ("nums-over-resources", overwrite_with_nums(resources_of), "structure tree|resource"),
    ("nums-over-metadata", overwrite_with_nums(metadata_of), "structure tree|metadata"),
    ("other-words", show_other_words, "changes the content of page 1"),
    ("tree-over-metadata", overwrite_with_tree, "structure tree|metadata"),
    ("kids-over-resources", overwrite_with_kids, "structure tree|resource"),
    ("root-moved", move_root, "another catalog"),
    ("visible", widget(Rect=[0, 0, 600, 900], AP={"/N": Ref(1, 0)}), "an appearance"),
    (
        "appearance",
        lambda later: widget(
            AP={"/N": later.add(Stream({"/Subtype": Name("/Form"), "/BBox": [0, 0, 9, 9]}, WORDS))}
        )(later),
        "has an appearance",
    ),
    ("no-size-but-visible", widget(Rect=[0, 0, 600, 900]), "is visible"),
    ("uri", widget(A={"/S": Name("/URI"), "/URI": b"http://example.invalid"}), "an action"),
    ("launch", widget(A={"/S": Name("/Launch"), "/F": b"calc.exe"}), "an action"),
    ("script", widget(AA={"/E": {"/S": Name("/JavaScript"), "/JS": b"1"}}), "has actions"),
    ("lock", widget(Lock={"/Type": Name("/SigFieldLock"), "/Action": Name("/All")}), "a lock"),
    ("seed-value", widget(SV={"/Type": Name("/SV")}), "a seed value"),
    ("kids", widget(Kids=[]), "has kids"),
    ("widget-apart", split_widget, "has kids"),
    ("many-fields", more_fields, "adds 31 form fields"),
    ("information-switched", new_information, "other document information"),
    ("information-of-page", information_of_page, "other document information"),
    ("information-dropped", lambda later: later.dropped.add("/Info"), "document information"),
    ("identifier", new_identifier, "another identifier"),
    (
        "need-appearances",
        lambda later: later.form().update({"/NeedAppearances": ("boolean", True)}),
        "changes (the form|the catalog .*/AcroForm)",
    ),
    (
        "alternative-text",
        retag,
        "structure tree",
    ),
    ("no-page", widget(P=None), "names no page"),
    ("parent-key-twice", tag_twice, "structure tree"),
]


def set_page(**entries: Any) -> Change:
    return lambda later: later.open(later.page).update({f"/{k}": v for k, v in entries.items()})


def set_catalog(**entries: Any) -> Change:
    return lambda later: later.open(later.root).update({f"/{k}": v for k, v in entries.items()})


def new_page_content(later: Later) -> None:
    later.open(later.page)["/Contents"] = later.add(Stream({}, WORDS))


def over_content(later: Later) -> None:
    later.objects[content_of(later)] = Stream({}, WORDS)


def packed_over_metadata(later: Later) -> None:
    """Override an object by one in an object stream."""
    number = resources_of(later)
    later.open(number)["/Font"] = {}
    later.packed.append(number)
    later.kind = "stream"


def page_tree(later: Later) -> None:
    """Change what pages inherit."""
    number = later.state.get(later.root)["/Pages"].number
    later.open(number)["/Rotate"] = 180


def renumber(later: Later) -> None:
    later.generations[later.page] = 1


def storage_over_content(later: Later) -> None:
    """Give the stream of cross-references the number of the page's content."""
    later.next, later.kind = content_of(later), "stream"


def wrong_place(later: Later) -> None:
    """List the widget where another object is: within the earlier revision."""
    later.listed[later.widget] = (later.base.index(b" 0 obj") - 1, 0)


def into_contents(later: Later) -> None:
    """List an object that is in the earlier signature's hole, where nothing signs it."""
    later.listed[later.page] = (later.base.index(b"<30") + 1, 0)


def unlisted_object(later: Later) -> None:
    """Hide a page's content from the cross-references, for readers that scan."""
    later.unlisted.add(later.add(Stream({}, WORDS)).number)


def twice(later: Later) -> None:
    later.extra = b"%d 0 obj\n<</Type/Page>>\nendobj\n" % later.page


def foreign_signature(later: Later) -> None:
    """Name the first signature as the new field's."""
    later.objects[later.widget]["/V"] = later.state.get(first_field(later))["/V"]


def first_field(later: Later) -> int:
    """Return the number of the field that was signed first."""
    form = later.state.resolve(later.state.get(later.root)["/AcroForm"])
    numbers = [one.number for one in later.state.resolve(form["/Fields"])]
    return int(next(one for one in numbers if later.state.get(one).get("/V")))


def take_name(later: Later) -> None:
    later.objects[later.widget]["/T"] = later.state.get(first_field(later))["/T"]


def take_name_otherwise(later: Later) -> None:
    """Write the name of the field that was signed first in another encoding."""
    name = text_of(later.state.get(first_field(later))["/T"])
    later.objects[later.widget]["/T"] = b"\xfe\xff" + name.encode("utf-16-be")


def two_signed_fields(later: Later) -> None:
    first = later.state.get(first_field(later))["/V"]
    other = later.add(later.state.copy(first.number))
    field = dict(later.objects[later.widget]) | {"/T": b"Other", "/V": other}
    later.list_of(later.form(), "/Fields").append(later.add(field))


def note(later: Later) -> None:
    annotation = {"/Type": Name("/Annot"), "/Subtype": Name("/FreeText"), "/Rect": [0, 0, 99, 99]}
    later.list_of(later.open(later.page), "/Annots").append(later.add(annotation))


def remove_first_widget(later: Later) -> None:
    del later.list_of(later.open(later.page), "/Annots")[0]


def reorder(later: Later) -> None:
    later.list_of(later.form(), "/Fields").reverse()


def dss(**entries: Any) -> Change:
    return lambda later: later.open(later.root).update(
        {"/DSS": {f"/{key}": value for key, value in entries.items()}}
    )


def false_certificate(later: Later) -> None:
    dss(Certs=[later.add(Stream({}, b"0\x03\x02\x01\x01"))])(later)


def comment(later: Later) -> None:
    later.extra = b"% 5 0 obj <</Type/Page>> endobj\n"


def string_object(later: Later) -> None:
    later.objects[later.signature]["/Reason"] = Raw(b"(\n5 0 obj <</Type /Page>> endobj\n)")


def key_twice(later: Later) -> None:
    later.objects[later.widget]["/F"] = Raw(b"132 /F 132")


def certify(later: Later) -> None:
    later.objects[later.signature]["/Reference"] = [
        {
            "/Type": Name("/SigRef"),
            "/TransformMethod": Name("/DocMDP"),
            "/TransformParams": {"/Type": Name("/TransformParams"), "/V": Name("/1.2"), "/P": 3},
        }
    ]


def separate(later: Later) -> None:
    """Move the form into another object than it was in."""
    form = later.form()
    later.open(later.root)["/AcroForm"] = later.add(dict(form))


def first_signature(later: Later) -> None:
    later.open(first_field(later))["/F"] = 2


#: What was thought of besides.
THOUGHT_OF: list[Forgery] = [
    ("page-content", new_page_content, "changes page 1 .*/Contents"),
    ("content-stream", over_content, "changes the content of page 1"),
    ("resources", packed_over_metadata, "changes a resource of page 1"),
    ("crop", set_page(CropBox=[0, 0, 9, 9]), "changes page 1 .*/CropBox"),
    ("page-action", set_page(AA={"/O": {"/S": Name("/Named")}}), "changes page 1 .*/AA"),
    ("user-unit", set_page(UserUnit=2), "changes page 1 .*/UserUnit"),
    ("page-tree", page_tree, "changes the page tree"),
    ("open-action", set_catalog(OpenAction={"/S": Name("/URI")}), "catalog .*/OpenAction"),
    ("layers", set_catalog(OCProperties={}), "catalog .*/OCProperties"),
    ("language", set_catalog(Lang=b"fr"), "catalog .*/Lang"),
    ("permissions", set_catalog(Perms={}), "catalog .*/Perms"),
    ("freed", lambda later: later.freed.append(content_of(later)), "frees object"),
    ("renumbered", renumber, "renumbers page 1|orphaned generation"),
    ("references-over-content", storage_over_content, "content of page 1"),
    ("wrong-place", wrong_place, "Expected object ID|not where"),
    ("in-the-hole", into_contents, "not where its cross-references say"),
    ("unlisted", unlisted_object, "not where its cross-references say"),
    ("twice", twice, "is in it twice"),
    ("comment", comment, "does not end with cross-references|is not where"),
    ("object-in-string", string_object, "looks like another object"),
    ("key-twice", key_twice, "Multiple definitions"),
    ("free-number", add_unused, "signing does not need"),
    ("signature-of-another", foreign_signature, "covers no more than the signature before"),
    ("two-fields", two_signed_fields, "adds 2 form fields|covers no more"),
    ("note", note, "changes page 1"),
    ("widget-removed", remove_first_widget, "changes page 1"),
    ("reordered", reorder, "changes the list of form fields"),
    ("certificate", false_certificate, "no valid certificate"),
    ("data-of-page", lambda later: dss(Certs=[Ref(content_of(later), 0)])(later), "of the signed"),
    ("data-key", dss(Names={}), "has /Names"),
    ("certifies", certify, "certifies or locks"),
    ("form-moved", separate, "changes the catalog"),
    ("flags", first_signature, "changes a form field"),
    ("form-flags", lambda later: later.form().update({"/SigFlags": 0}), FORM),
    ("form-script", lambda later: later.form().update({"/CO": []}), FORM),
    ("xfa", lambda later: later.form().update({"/XFA": []}), FORM),
    ("previous", lambda later: later.trailer.update({"/Prev": 9}), "cannot be read|not continue"),
    ("size", lambda later: later.trailer.update({"/Size": 999}), "another /Size"),
    ("hybrid", lambda later: later.trailer.update({"/XRefStm": 9}), "XRefStm|cannot be read"),
    ("encrypted", lambda later: later.trailer.update({"/Encrypt": Ref(1, 0)}), "cannot be read"),
    ("name-taken", take_name, "name is taken"),
    ("name-otherwise", take_name_otherwise, "name is taken"),
    ("name-of-parts", widget(T=b"a.b"), "name is taken"),
    ("characteristics", widget(MK={"/BG": [1, 0, 0]}), "appearance characteristics"),
    ("border", widget(BS={"/W": 9}), "has /BS"),
    ("hidden-rest", widget(Sneaky=1), "has /Sneaky"),
    ("text-field", widget(FT=Name("/Tx")), "appended after"),
    ("link", widget(Subtype=Name("/Link")), "/Subtype"),
]
