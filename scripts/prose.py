"""Read the prose of the manual's pages: sentences and the glossary's terms in them.

A tutorial or a how-to guide explains a term where it uses it first: in `*emphasis*`, or with a
link. Run with names of pages, it puts in links to the glossary.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

DOCS = Path(__file__).resolve().parent.parent / "docs"
GLOSSARY = DOCS / "glossary.md"
#: What is no prose, or no term: a name, fenced blocks, headings, tables, comments, code, pictures.
_NO_PROSE = re.compile(
    r"\bWindows\b|^ *```.*?^ *```$|^#[^\n]*$|^\|[^\n]*$|<!--.*?-->|`[^`\n]+`|!\[[^\]]*\]\([^)]*\)",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TARGET = re.compile(r"(?<=\])\([^)]*\)")
#: A term is explained in emphasis, or where a link leads to.
_EXPLAINED = re.compile(rf"\*[^*\n]+\*|{_LINK.pattern}")


def glossary_terms() -> tuple[str, ...]:
    """Return the terms of the glossary, long ones first."""
    terms = re.findall(r"(?m)^## (.+)$", GLOSSARY.read_text(encoding="utf-8"))
    return tuple(sorted(terms, key=lambda term: (-len(term), term)))


def anchor_of(term: str) -> str:
    """Return the anchor of a term's heading, as the site makes it."""
    return re.sub(r"[^\w-]+", "", term.lower().replace(" ", "-"))


def blanked(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text in which what matches is blanks, so that places stay."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def unexplained(page: str, terms: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Yield the terms that a page uses before it explains them, with the place of the first use."""
    prose = blanked(page, _NO_PROSE)
    taken = blanked(prose, _TARGET)
    for term in terms:
        pattern = re.compile(rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])", re.IGNORECASE)
        first = pattern.search(taken)
        taken = blanked(taken, pattern)  # a short term is not looked for in a long one
        if first and not any(
            one.start() <= first.start() < one.end() for one in _EXPLAINED.finditer(prose)
        ):
            yield term, first.start()


def median_sentence(page: str) -> float:
    """Return how many words the sentences of a page have, by their median."""
    prose = _LINK.sub(r"\1", re.sub(r"`[^`\n]+`", "code", page))
    prose = blanked(prose, _NO_PROSE)
    paragraphs = re.split(r"\n\s*\n|\n *(?:[-*]|\d+\.) ", prose)
    sentences = [
        sentence
        for paragraph in paragraphs
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(paragraph.split()))
        if sentence
    ]
    return median(len(sentence.split()) for sentence in sentences)


def linked(page: str, terms: tuple[str, ...], glossary: str) -> str:
    """Return a page in which each term links to the glossary where it is used first."""
    for term, place in sorted(unexplained(page, terms), key=lambda one: -one[1]):
        word = re.compile(rf"{re.escape(term)}(?:s|es)?", re.IGNORECASE).match(page, place)
        assert word
        page = f"{page[:place]}[{word[0]}]({glossary}#{anchor_of(term)}){page[word.end() :]}"
    return page


def main(names: list[str]) -> None:
    """Put links to the glossary into the pages of the names."""
    terms = glossary_terms()
    for name in names:
        path = Path(name)
        page = linked(path.read_text(encoding="utf-8"), terms, "../glossary.md")
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
