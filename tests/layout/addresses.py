"""Address lines for the tests of layout, and how many lines WeasyPrint lays each of them out in."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tests.writers.specimens import letter

from lettermerge.config.theme import Theme, ThemePage, ThemeText
from lettermerge.layout.page_style import PageStyle, page_style
from lettermerge.letter import document as tree
from lettermerge.writers.pdf.page_layout import lay_out

SIZES = (9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 12.3, 13.0, 14.0, 16.0)
WINDOWS = (None, (25.0, 61.0, 80.0, 26.0), (20.0, 50.0, 60.3, 30.0), (25.0, 45.0, 40.0, 30.0))
WORDS = (
    "Minister", "for", "the", "of", "Agriculture,", "Fisheries", "&", "Samples", "Committee", "on",
    "Foreign-Affairs", "and/or", "Trade", "Lieutenant-General", "é", "Übermaß", "Straße", "12–14",
    "Rue", "Wiertz", "/", "Wiertzstraat", "60", "(SAMPLE)", "P.C.,", "M.P.", "“Quoted”", "3rd",
    "l’honorable", "K1A  0A6", "Выборы", "Ψήφος", "Ngô", "—", "x", "WASHINGTON,", "20510-1234",
    "https://example.org/a/b/c", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "50%",
    "$5", "No.7", "a-1", "D'Arcy\u00a0Q", "MMMM", "[sic]", "2/3", "-5",
    "P.C.,\u00a0M.P.,\u00a0K.C.",
    "e\u0301te\u0301", "...", "Sample!", "a—b", "Room 7-101,", "x" * 90,
)  # fmt: skip


def themed(paper: str, size: float, window: tuple[float, float, float, float] | None) -> PageStyle:
    """Return the style of a theme that says no more than this."""
    page: Any = {paper: ThemePage(window=window)} if window else {}
    return page_style(Theme(text=ThemeText(size=size), page=page), paper)


def random_lines(chance: random.Random, count: int) -> list[str]:
    """Return lines of one to 25 words."""
    return [" ".join(chance.choices(WORDS, k=chance.randint(1, 25))) for _ in range(count)]


def laid_out_lines(lines: Sequence[str], style: PageStyle, sender: str = "") -> list[int]:
    """Return how many lines the sender, if any, and each line of an address have on the pages."""
    empty = letter(
        letterhead=tree.Letterhead(""), date_line="", subject="", salutation="", body=(), close="",
        signatures=(), after=(), note=(),
    )  # fmt: skip
    laid = lay_out(replace(empty, address_block=tuple(lines), return_line=sender), style)
    (address,) = (one for one in laid.root.iter("div") if one.get("class") == "address")
    counts = dict.fromkeys(address, 0)
    for page in laid.pages:
        for box in _boxes(page._page_box):
            if type(box).__name__ == "BlockBox" and box.element in counts:
                counts[box.element] += sum(type(one).__name__ == "LineBox" for one in box.children)
    return [*counts.values()]


def _boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)
