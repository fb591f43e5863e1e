"""The hash of a letter covers every field of every node, and is the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from lettermerge.letter import document as tree
from lettermerge.letter import document_hash
from lettermerge.letter.document import Document
from lettermerge.letter.document_hash import TreeHasher

_ASSET = tree.Asset("a.svg", "image/svg+xml", b"<svg/>", tree.Asset("a.png", "image/png", b"p"))
_WORDS = (
    tree.Text("plain"),
    tree.LineBreak(),
    tree.Emphasis((tree.Text("soft"),)),
    tree.Strong((tree.Text("loud"),)),
    tree.Link((tree.Text("here"),), "https://example.org"),
    tree.Footnote((tree.Text("below"),)),
)
LETTER = Document(
    "en-GB", "title", "author", "2023-07-20", "head", "Page {page}",
    tree.Letterhead(
        "name", ("line",), "tag", _ASSET, "emblem",
        items=(tree.PlacedItem("first", 1.0, 2.0, 3.0, _ASSET, "mark", ("line",)),), first=_ASSET,
    ),
    "20 July", ("To",), "subject",
    "Dear",
    (
        tree.Paragraph(_WORDS),
        tree.Heading(1, _WORDS[:1]),
        tree.ItemList(((tree.Paragraph(_WORDS[:1]), tree.Rule()),), 3),
        tree.Quote((tree.Paragraph(_WORDS[:1]),)),
        tree.Table((_WORDS[:1],), ((_WORDS[2:3],),), ("left",)),
        tree.Image(_ASSET, "alt", 40.0, "caption"),
        tree.PageBreak(),
        tree.Rule(),
    ),
    "Yours", (tree.Signature("one", "role", "body", _ASSET, "hand", False),),
    (tree.Labelled("Enclosure", ("map",)),), (tree.Paragraph(_WORDS[:1]),), "sender", "Our ref: 1",
)  # fmt: skip
_NODES = {kind for kind in vars(tree).values() if isinstance(kind, type) and is_dataclass(kind)}


def edits(value: Any) -> Iterator[Any]:
    """Yield `value` with one thing in it changed, for each thing in it."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            for changed in edits(getattr(value, one.name)):
                yield replace(value, **{one.name: changed})
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield value[:place] + value[place + 1 :]
            yield (*value[:place], item, *value[place:])
            yield from ((*value[:place], one, *value[place + 1 :]) for one in edits(item))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield value + value[:1]
        yield value[1:]
    elif isinstance(value, bytes):
        yield value + b"x"
        yield value[1:]
    elif value is None:
        yield "something"
    else:
        yield value + 1
        yield None


def nodes(value: Any) -> Iterator[type]:
    """Yield the class of each node."""
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif is_dataclass(value):
        yield type(value)
        for one in fields(value):
            yield from nodes(getattr(value, one.name))


def test_each_field_of_each_node_changes_the_hash() -> None:
    assert {*nodes(LETTER)} == _NODES
    hasher = TreeHasher()
    changed = {*edits(LETTER)}
    assert len(changed) > 150
    found = {hasher.hash(one) for one in changed}
    assert len(found) == len(changed)
    assert hasher.hash(LETTER) not in found
    assert found == {TreeHasher().hash(one) for one in changed}  # nothing hangs on what is kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ("ab",)),
        (("a", ("b",)), (("a",), "b")),
        ("1:as1:b", ("1:a", "b")),
        (1, True),
        (1, 1.0),
        (0, None),
        ("N", None),
        (b"a", "a"),
        (tree.Emphasis(()), tree.Strong(())),
        ((tree.Rule(), tree.PageBreak()), (tree.PageBreak(), tree.Rule())),
        (tree.Text("\ud800"), tree.Text("?")),
    ],
)
def test_values_that_look_alike_are_told_apart(one: object, other: object) -> None:
    assert TreeHasher().encode(one) != TreeHasher().encode(other)


def test_nothing_but_values_of_a_tree_is_hashed() -> None:
    with pytest.raises(TypeError):
        TreeHasher().encode({"a": 1})


@pytest.mark.slow
def test_many_letters_do_not_fill_the_memory_and_shared_blocks_stay_right() -> None:
    hasher, shared = TreeHasher(), tree.Paragraph((tree.Text("shared"),))
    for number in range(3000):
        own = tree.Paragraph((tree.Text(str(number)),))
        letter = replace(LETTER, body=(shared, own))
        assert hasher.hash(letter) == TreeHasher().hash(letter)
    assert len(hasher._shared) <= document_hash._SHARED + 20  # one letter more


def test_empty_parts_are_not_taken_for_each_other() -> None:
    hasher, empty = TreeHasher(), ()
    bare = replace(LETTER, signatures=empty, body=empty, note=empty)
    some = [bare, replace(bare, note=LETTER.note), replace(bare, signatures=LETTER.signatures)]
    found = [hasher.hash(one) for one in (*some, *reversed(some))]
    assert found[:3] == [TreeHasher().hash(one) for one in some]
    assert found == [*found[:3], *reversed(found[:3])]
    assert len({*found}) == 3


@pytest.mark.slow
def test_other_processes_find_the_same_hash() -> None:
    program = (
        "from tests.letter.test_document_hash import LETTER\n"
        "from lettermerge.letter.document_hash import TreeHasher\nprint(TreeHasher().hash(LETTER))"
    )
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        told = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, check=True
        )
        assert int(told.stdout) == TreeHasher().hash(LETTER)
