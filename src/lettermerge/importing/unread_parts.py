"""List what stays in a Word file: comments, macros, embedded files, references to other places."""

from __future__ import annotations

from collections.abc import Iterator

from .source_letter import Omission
from .word_package import WordPackage
from .word_styles import W


def comments(package: WordPackage, main: str) -> Iterator[Omission]:
    """Yield the words of each comment."""
    for one in package.relationships(main).values():
        root = package.xml(one.target) if one.kind == "comments" and not one.external else None
        for number, comment in enumerate(() if root is None else root.iter(W + "comment"), 1):
            words = " ".join("".join(t.text or "" for t in p.iter(W + "t"))
                             for p in comment.iter(W + "p"))  # fmt: skip
            yield Omission(f"comment {number}", words.strip(), "comments are no part of a letter")


def hidden_parts(package: WordPackage) -> Iterator[Omission]:
    """Yield what is never opened: macros, embedded files, references to other places."""
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        yield Omission("file", "", "its macros are left behind and were not run")
    if any("/embeddings/" in name for name in package.names):
        yield Omission("file", "", "its embedded files are left behind and were not opened")
    kinds = {one.kind for name in package.names if name.endswith(".rels")
             for one in package.relationships(_owner(name)).values()
             if one.external and one.kind != "hyperlink"}  # fmt: skip
    for kind in sorted(kinds):
        yield Omission("file", "", f"a reference to a file elsewhere ({kind}) is left behind")


def _owner(rels: str) -> str:
    folder, _, file = rels.rpartition("_rels/")
    return folder + file.removesuffix(".rels")
