"""Compare two letters, part by part and word by word.

A terminal and a web page both show a `Difference`. The blocks of a body are paired by their text,
not by their number, so that an added paragraph affects no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ...app.pipeline import compose, style_of, write_one
from ...app.project import Project
from ...app.rosters.addressing import AddressedRosters, Letter
from ...app.rosters.roster_addressing import address_rosters
from ...diagnostics import Diagnostic, Failure
from ...letter import document as tree
from ...workers.letter_limits import Limits, limited, one_letter
from ..single_letter import find_letter
from .word_diff import Span, Words, compare_words, inline_words, likeness, words

MIN_LIKENESS = 0.5  # less similar blocks are not shown as one that was changed
MAX_PAIRS = 4000  # of blocks that are compared; if there are more, they are paired in order


@dataclass(frozen=True, slots=True)
class ComparedLetter:
    """A letter to compare, with facts besides its text: `pages` is None if it is not known."""

    name: str
    document: tree.Document
    paper: str = ""
    templates: tuple[str, ...] = ()
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line or block of a part: in `both`, `first` or `second` letter, or in both but `changed`.

    `kind` is "line", "paragraph", "heading", "item", "quote", "row", "image",
    "page break" or "rule".
    """

    where: Literal["both", "first", "second", "changed"]
    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A part of the letter, from letterhead to note, or a fact about it (paper, pages)."""

    name: str
    lines: tuple[Line, ...]

    @property
    def differs(self) -> bool:
        return any(line.where != "both" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Difference:
    """The differences of two letters; parts that neither has are left out."""

    first: str
    second: str
    parts: tuple[LetterPart, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def differs(self) -> bool:
        return any(part.differs for part in self.parts)


def compare_recipients(project: Project, first: str, second: str) -> Difference:
    """Compare the letters of two recipients, each an id or an unambiguous part of a name.

    A letter that cannot be laid out is compared, too; `diagnostics` says why it cannot.

    Raises:
        UsageError: unknown or ambiguous; near names are listed.
        LetterError: no letter can be made of a row.
    """
    audience = address_rosters(project)
    one, diagnostics = load_letter(project, first, audience)
    other, more = load_letter(project, second, audience)
    difference = compare_letters(one, other)
    return Difference(difference.first, difference.second, difference.parts, (*diagnostics, *more))


def load_letter(
    project: Project, name: str, audience: AddressedRosters
) -> tuple[ComparedLetter, tuple[Diagnostic, ...]]:
    """Compose and lay out the letter of `name`; return it with the diagnostics of its pages."""
    letter, _ = find_letter(project, name, audience)
    with limited(Limits()) as clocks, one_letter(clocks):
        composed = compose(project, letter)
    style = style_of(project, letter)
    with limited(Limits()) as clocks:
        written = write_one(composed.document, style, "pdf", clocks)
    pages, faults = (
        (None, written.diagnostics) if isinstance(written, Failure) else (written.pages, ())
    )
    compared = ComparedLetter(
        _label(letter), composed.document, style.paper.name, composed.templates, pages
    )
    return compared, faults


def _label(letter: Letter) -> str:
    return f"{letter.name} ({letter.id})"


def compare_letters(first: ComparedLetter, second: ComparedLetter) -> Difference:
    """Return the differences between two letters."""
    sides = zip(_parts(first), _parts(second), strict=True)
    parts = (LetterPart(name, tuple(_align(one, other))) for (name, one), (_, other) in sides)
    return Difference(first.name, second.name, tuple(part for part in parts if part.lines))


# --- split a letter into parts of lines ------------------------------------------------------

LabelledWords = tuple[str, Words]  # the kind of a line, and its words


def _parts(letter: ComparedLetter) -> Iterator[tuple[str, list[LabelledWords]]]:
    """Yield each part's name and lines, in the order in which they are printed."""
    document = letter.document
    head = document.letterhead
    yield "letterhead", [*_lines(head.texts), *_picture(head)]
    yield "date", _lines((document.date_line,))
    yield "sender's line", _lines((document.return_line,))
    yield "address", _lines(document.address_block)
    yield "references", _lines((document.references,))
    for kind, line in document.opening:
        yield kind, _lines((line,))
    yield "body", list(_blocks(document.main))
    yield "close", _lines((document.close,))
    yield (
        "signatures",
        [
            line
            for one in document.signatures
            for line in (*_picture(one), *_lines((one.name, one.role, one.organisation)))
        ],
    )
    yield "after", _lines(line for one in document.after for line in (one.label, *one.items))
    yield "note", list(_blocks(document.note))
    yield "annexes", list(_blocks(document.annexes))
    yield "running head", _lines((document.running_head,))
    yield "language", _lines((document.language,))
    yield "paper", _lines((letter.paper,))
    yield "templates", _lines(letter.templates)
    yield "pages", _lines(() if letter.pages is None else (str(letter.pages),))


def _lines(texts: Iterable[str]) -> list[LabelledWords]:
    return [("line", words(text)) for text in texts if text]


def _picture(holder: tree.Letterhead | tree.Signature) -> list[LabelledWords]:
    return [("image", words(holder.image.name))] if holder.image else []


def _blocks(blocks: Iterable[tree.Block]) -> Iterator[LabelledWords]:
    for block in blocks:
        match block:
            case tree.Paragraph(children):
                yield "paragraph", inline_words(children)
            case tree.Heading(level, children):
                yield f"heading {level}", inline_words(children)
            case tree.ItemList():
                yield from _items(block)
            case tree.Quote(children):
                yield from (
                    ("quote" if kind == "paragraph" else kind, text)
                    for kind, text in _blocks(children)
                )
            case tree.Table(header, rows):
                for row in (header, *rows):
                    yield "row", _row(row)
            case tree.Image(asset, alt, width):
                size = "" if width is None else f" {width:g} mm"
                yield "image", words(f"{alt} ({asset.name}{size})")
            case tree.PageBreak():
                yield "page break", words("new page")
            case tree.Rule():
                yield "rule", words("line")


def _items(block: tree.ItemList) -> Iterator[LabelledWords]:
    """Yield an item's blocks, the first one with its number or bullet."""
    for number, item in enumerate(block.items):
        marker = words("•" if block.start is None else f"{block.start + number}.")
        for place, (kind, text) in enumerate(_blocks(item)):
            yield "item" if kind == "paragraph" else kind, text if place else (*marker, *text)


def _row(cells: Iterable[tree.Inlines]) -> Words:
    found: Words = ()
    for number, cell in enumerate(cells):
        found += (words("|") if number else ()) + inline_words(cell)
    return found


# --- pair the lines of two letters -----------------------------------------------------------


def _align(first: Sequence[LabelledWords], second: Sequence[LabelledWords]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (Line("both", kind, compare_words(text, text)) for kind, text in first[a:b])
        else:
            yield from _pair(first[a:b], second[c:d])


def _pair(first: Sequence[LabelledWords], second: Sequence[LabelledWords]) -> Iterator[Line]:
    """Yield lines that all differ: similar ones paired, others one after another."""
    one = other = 0
    for left, right in (*_pairs(first, second), (len(first), len(second))):
        yield from (Line("first", kind, compare_words(text, ())) for kind, text in first[one:left])
        yield from (
            Line("second", kind, compare_words((), text)) for kind, text in second[other:right]
        )
        if left < len(first):
            spans = compare_words(first[left][1], second[right][1])
            yield Line("changed", second[right][0], spans)
        one, other = left + 1, right + 1


def _pairs(
    first: Sequence[LabelledWords], second: Sequence[LabelledWords]
) -> list[tuple[int, int]]:
    """Return the pairs, in order and without crossing, with the highest total likeness."""
    if len(first) == len(second) == 1 and first[0][0] == second[0][0] == "line":
        return [(0, 0)]  # single lines (a date, a salutation) are always paired
    if len(first) * len(second) > MAX_PAIRS:
        return [
            (n, n)
            for n, (one, other) in enumerate(zip(first, second, strict=False))
            if _likeness(one, other)
        ]
    best: list[list[tuple[float, list[tuple[int, int]]]]] = [
        [(0.0, [])] * (len(second) + 1) for _ in range(len(first) + 1)
    ]
    for i, one in enumerate(first, 1):
        for j, other in enumerate(second, 1):
            score, pairs = max(best[i - 1][j], best[i][j - 1], key=lambda found: found[0])
            gain = _likeness(one, other)
            if gain and best[i - 1][j - 1][0] + gain > score:
                before, paired = best[i - 1][j - 1]
                score, pairs = before + gain, [*paired, (i - 1, j - 1)]
            best[i][j] = (score, pairs)
    return best[-1][-1][1]


def _likeness(one: LabelledWords, other: LabelledWords) -> float:
    """Return the likeness of two lines, 0 if it is below MIN_LIKENESS."""
    if one[0] != other[0]:
        return 0.0
    found = likeness(one[1], other[1])
    return found if found >= MIN_LIKENESS else 0.0
