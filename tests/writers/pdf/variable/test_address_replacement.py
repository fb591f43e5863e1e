"""Letters that differ in their addresses share one layout, and are what the full layout writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.series import cases
from tests.writers.specimens import A4_STYLE, LETTER_STYLE, SENTENCE, letter, paragraph

from lettermerge.layout.copyfitting import USUAL
from lettermerge.layout.fonts import SOURCE_SANS
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.pdf.writer import PdfWriter
from lettermerge.writers.writer_interface import Written

#: Of two to six lines, one of which takes two; the window holds them all.
ADDRESSES = (
    ("The Hon Testina Example", "House of Samples", "London", "SW1A 0AA"),
    ("Testina Example", "London"),
    ("The Hon T. Example", "House of Samples", "Room 9", "1 Sample Street", "London", "SW1A 0AA"),
    ("The Right Honourable the Baroness Testina Example of Sampletown-on-Sea", "London", "SW1A"),
    ("Tëstina Exåmple", "House of Samples", "1 Sample Street", "Sampletown", "FRANCE"),
)
LONG = tuple(f"Line {number}" for number in range(12))  # more than the window holds


def group_of(addresses: Iterable[Sequence[str]], **changes: object) -> list[tree.Document]:
    body = (paragraph(SENTENCE * 2),)
    return [
        letter(
            address_block=tuple(lines),
            title=f"Letter to {lines[0]}",
            **{"salutation": f"Dear {lines[0]},", "body": body, **changes},
        )
        for lines in addresses
    ]


def routes_of(group: Sequence[tree.Document], style: PageStyle) -> Counter[str]:
    """Write a group, compare each file with that of a writer that knows no other letter."""
    writer = PdfWriter(style)
    routes: Counter[str] = Counter()
    for document in group:
        fast, full = writer.print(document, None), PdfWriter(style).print(document, None)
        assert isinstance(fast, Written), fast
        assert isinstance(full, Written), full
        assert full.route == "full"
        assert (fast.content, fast.pages) == (full.content, full.pages), document.address_block
        routes[fast.route] += 1
    return routes


@pytest.mark.slow
@pytest.mark.parametrize("sender", ["", "Sample Society, 1 Sample Street"], ids=["bare", "return"])
@pytest.mark.parametrize("style", [A4_STYLE, LETTER_STYLE], ids=["a4", "letter"])
def test_letters_with_other_addresses_are_laid_out_once(style: PageStyle, sender: str) -> None:
    group = group_of(ADDRESSES, return_line=sender)
    assert routes_of(group, style) == {"full": 1, "variable": len(ADDRESSES) - 1}


@pytest.mark.slow
def test_each_body_is_laid_out_once_whatever_the_addresses() -> None:
    bodies = [tuple(paragraph(SENTENCE * 2) for _ in range(count)) for count in (1, 12)]
    group = [one for body in bodies for one in group_of(ADDRESSES[:3], body=body)]
    assert routes_of([*group, *group[::-1]], A4_STYLE)["full"] == len(bodies)


@pytest.mark.slow
def test_an_address_that_moves_the_body_makes_a_layout_of_its_own() -> None:
    group = group_of([ADDRESSES[0], LONG, LONG[:-1], ADDRESSES[1]])
    assert routes_of(group, A4_STYLE) == {"full": 3, "variable": 1}


@pytest.mark.slow
def test_letters_that_are_set_tighter_share_the_layout_of_their_body() -> None:
    body = (*(paragraph("Line.") for _ in range(12)), paragraph(SENTENCE * 2))
    group = group_of(ADDRESSES[:3], body=body, note=())
    assert PdfWriter(A4_STYLE).fit(group[0]) != USUAL
    assert routes_of(group, A4_STYLE) == {"full": 1, "variable": 2}


#: What a theme does within the lines of an address alone, and what reaches further.
APART = (
    ".address { border: 1pt solid; background: #eeeeee; padding: 1mm }",
    ".address p { color: red; border-left: 1pt solid; padding-left: 2mm }",
    ".address p:nth-child(5) { font-weight: bold; letter-spacing: 1pt }",
    ".address p:last-child { font-size: 7pt; background: #eeeeee }",
    ".address p + p + p + p { text-transform: uppercase; text-align: right }",
)
TOGETHER = (
    ".address { position: relative; top: 2mm }",
    ".address p { margin: 1mm 0 }",
    ".address p:nth-child(5) { margin-bottom: 30mm }",
    ".address p:nth-child(5) { float: right; height: 90mm }",
    ".address p:nth-child(5) { break-after: page }",
    ".address { min-height: 0 }",
    ".address { min-height: 0; padding: 0 !important } p:nth-child(4) { margin-bottom: 30mm }",
    ".address { float: left }",
    ".address:has(p:nth-child(5)) ~ p { color: red }",
    ".address p { counter-increment: line } .body::before { content: counter(line) }",
    ".letterhead { float: left; height: 90mm; width: 40mm }",
    ".letterhead { min-height: 60mm }",
    ".top:empty + .address p { color: red }",
    "body::first-line { color: red }",
)


@pytest.mark.slow
@pytest.mark.parametrize("css", [*APART, *TOGETHER])
def test_whatever_a_theme_does_to_addresses_letters_are_exact(css: str) -> None:
    group = group_of(
        (ADDRESSES[3], ADDRESSES[0], ADDRESSES[4]),  # three lines as high as four; four; five
        salutation="Dear Member,",
        date_line="" if "empty" in css else "20 July 2023",
    )
    routes = routes_of(group, replace(A4_STYLE, css=css))
    assert routes["full"] == 1 or css in TOGETHER


_LINES = st.lists(
    st.text(st.sampled_from("abcdefgh ABCéßüøñŁő\u00a0\u00ad-',."), min_size=1, max_size=60),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@pytest.mark.soak
def test_any_addresses_are_exact() -> None:
    routes: Counter[str] = Counter()

    @settings(max_examples=cases(20), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(_LINES, min_size=2, max_size=4),
        st.sampled_from((A4_STYLE, LETTER_STYLE, replace(A4_STYLE, family=SOURCE_SANS))),
        st.integers(1, 30),
    )
    def check(addresses: list[list[str]], style: PageStyle, paragraphs: int) -> None:
        body = tuple(paragraph(SENTENCE) for _ in range(paragraphs))
        routes.update(routes_of(group_of(addresses, body=body), style))

    check()
    assert routes["variable"] >= cases(20) // 3, "the addresses are too unlike to prove anything"
