"""Hash documents by what they print; what letters share is hashed once."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, cast

from .document import Block, Document, Text

_SHARED = 1024  # values whose encodings are kept; a template has far fewer blocks


class TreeHasher:
    """Hash documents; a block that letters share is hashed once, and so is an image.

    The hash covers every field of every node. It is the same in all processes and under all
    versions of Python, and changes when a class of the tree is renamed or gets a field.
    """

    def __init__(self) -> None:
        # the value is held beside its text, since the id of a dead one is used again
        self._shared: dict[int, tuple[object, str]] = {}
        self._frames: dict[tuple[str, int], tuple[object, str]] = {}  # () may be two fields

    def hash(self, document: Document) -> int:
        """Return the first 64 bits of a SHA-256 over the tree: enough to tell versions apart."""
        return int.from_bytes(self.digest(document)[:8], "big")

    def digest(self, document: Document) -> bytes:
        """Return the SHA-256 over the tree, which nobody can find a second document for."""
        if len(self._shared) > _SHARED:
            self._shared.clear()
        parts: list[str] = []
        for name, value in zip(_FIELDS, _values(document), strict=True):
            if type(value) is str:
                parts.append(f"s{len(value)}:{value}")
            elif name == "body":
                self._put_blocks(value, parts)
            elif name in _FRAME:  # one value in all letters of a run that are in one language
                parts.append(self._encode_frame(name, value))
            else:
                self._put(value, parts)
        return hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass")).digest()

    def encode(self, value: object) -> str:
        """Write a value of the tree as text that no other value has.

        Each part begins with its kind and says where it ends: by a length, a number of items, or
        the class, whose fields are known.

        Raises:
            TypeError: a tree holds no such value.
        """
        parts: list[str] = []
        self._put(value, parts)
        return "".join(parts)

    def _put_blocks(self, blocks: tuple[Block, ...], parts: list[str]) -> None:
        known = self._shared
        parts.append(f"({len(blocks)}:")
        for block in blocks:
            found = known.get(id(block))
            if found is None:
                found = known[id(block)] = (block, _digest(self.encode(block)))
            parts.append(found[1])

    def _encode_frame(self, name: str, value: Any) -> str:
        if (found := self._frames.get((name, id(value)))) is not None:
            return found[1]
        parts: list[str] = []
        if name == "note":
            self._put_blocks(value, parts)
        else:
            parts.append(_digest(self.encode(value)))
        if len(self._frames) >= _SHARED:
            self._frames.clear()
        self._frames[name, id(value)] = (value, "".join(parts))
        return "".join(parts)

    def _put(self, value: Any, parts: list[str]) -> None:
        kind = type(value)
        if kind is Text:  # most nodes are
            parts.append(f"{_TEXT}s{len(value.text)}:{value.text}")
        elif kind is str:
            parts.append(f"s{len(value)}:{value}")
        elif kind is tuple:
            parts.append(f"({len(value)}:")
            for item in value:
                self._put(item, parts)
        elif value is None or isinstance(value, bool):
            parts.append({None: "N", True: "T", False: "F"}[value])
        elif isinstance(value, int):
            parts.append(f"i{value};")
        elif isinstance(value, float):
            parts.append(f"f{value.hex()};")
        elif isinstance(value, bytes):
            parts.append(f"b{self._hash_bytes(value)}")
        else:
            head, names = _layout_of(cast("Hashable", kind))
            parts.append(head)
            for name in names:
                self._put(getattr(value, name), parts)

    def _hash_bytes(self, content: bytes) -> str:
        if (found := self._shared.get(id(content))) is None:
            digest = hashlib.sha256(content).hexdigest()
            found = self._shared[id(content)] = (content, digest)
        return found[1]


@cache
def _layout_of(kind: Any) -> tuple[str, tuple[str, ...]]:
    """Return how a node of this class begins, and the names of its fields."""
    names = tuple(one.name for one in fields(kind))
    return f"<{kind.__name__} {len(names)}:", names


_TEXT = _layout_of(Text)[0]
_FIELDS = _layout_of(Document)[1]
_FRAME = frozenset(("letterhead", "signatures", "note"))
_values = attrgetter(*_FIELDS)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
