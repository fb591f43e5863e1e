"""What the variable-data route writes is what the full layout writes, to the byte.

The same bytes have the same pixels, words, tags and conformance; those are compared as well (the
pixels of files that differ), so that these tests go on telling the truth if the bytes may differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.series import cases
from tests.writers.pdf.reading import faults, look_alike, pixels, tagged_text
from tests.writers.specimens import (
    A4_STYLE,
    DRAWING,
    EVERYTHING,
    LETTER_STYLE,
    MARK,
    SENTENCE,
    SPACE,
    letter,
    paragraph,
    png,
    words,
)

from lettermerge.layout.fonts import SOURCE_SANS, TINOS
from lettermerge.layout.page_style import PageStyle
from lettermerge.letter import document as tree
from lettermerge.writers.lru_cache import Bounded
from lettermerge.writers.pdf import write
from lettermerge.writers.pdf.page_layout import lay_out
from lettermerge.writers.pdf.variable.text_slots import Slot, find_slots
from lettermerge.writers.pdf.writer import PdfWriter
from lettermerge.writers.writer_interface import Written


def in_full(document: tree.Document, style: PageStyle) -> Written:
    result = PdfWriter(style).print(document, SPACE)
    assert isinstance(result, Written)
    assert result.route == "full"
    return result


def check_group(
    group: Sequence[tree.Document], style: PageStyle = A4_STYLE, *, deeply: bool = True
) -> Counter[str]:
    """Write a group, compare what went the fast way with the full layout, and count the routes."""
    press = PdfWriter(style)
    routes: Counter[str] = Counter()
    for document in group:
        fast = press.print(document, SPACE)
        assert isinstance(fast, Written), fast
        routes[fast.route] += 1
        if fast.route == "full":
            continue
        full = in_full(document, style)
        if deeply:
            assert look_alike(fast.content, full.content)
            # A soft hyphen prints as a hyphen where a line ends at it, and else not at all.
            # A base and its accent may share a glyph, which has one character.
            printed = normalize("NFC", tagged_text(fast.content).replace("\u2010", ""))
            expected = normalize("NFC", tree.text(document).replace("\u00ad", ""))
            assert printed == " ".join(expected.split())
            assert faults(fast.content) == []
        assert (fast.content, fast.pages, fast.hole) == (full.content, full.pages, full.hole)
    return routes


def member(number: int, **changes: object) -> tree.Document:
    name = f"Testina {'Q' * (number % 3)} Example{number}"
    fields: dict[str, object] = {
        "title": f"Letter to {name}",
        "running_head": f"{name}, 20 July 2023",
        "address_block": (f"The Hon {name}", "House of Samples", "London", "SW1A 0AA"),
        "salutation": f"Dear {name},",
        "body": (
            paragraph(f"We write to you, {name}, as a member. " + SENTENCE),
            *(paragraph(SENTENCE * 4) for _ in range(8)),
            paragraph(f"We remain, {name}, in hope."),
        ),
    }
    return letter(**fields | changes)


@pytest.mark.slow
@pytest.mark.parametrize(
    "style",
    [A4_STYLE, pytest.param(LETTER_STYLE, marks=pytest.mark.slow)],
    ids=["a4", "letter"],
)
def test_a_group_of_like_letters_is_laid_out_once(style: PageStyle) -> None:
    assert check_group([member(n) for n in range(12)], style)["full"] == 1


@pytest.mark.slow
def test_a_subject_below_the_salutation_has_masters_of_its_own() -> None:
    above = [member(n, subject=f"Case {n % 2}") for n in range(4)]
    below = [replace(one, subject_below=True) for one in above]
    assert check_group([*above, *below])["full"] == 2
    one, other = tree.text(above[0]), tree.text(below[0])
    assert one != other
    assert sorted(one.split()) == sorted(other.split())


@pytest.mark.slow
def test_the_second_page_bears_the_recipients_own_name() -> None:
    group = [member(n) for n in range(3)]
    results = [result for result in write(group, A4_STYLE) if isinstance(result, Written)]
    assert {result.pages for result in results} == {3}
    assert len({pixels(result.content)[1] for result in results}) == 3


@pytest.mark.slow
def test_a_paragraph_that_takes_one_more_line_makes_a_master_of_its_own() -> None:
    long = [
        member(n, body=(paragraph(f"{n} " + SENTENCE * 2), paragraph("End."))) for n in range(4)
    ]
    short = [member(n, body=(paragraph(f"{n} " + SENTENCE), paragraph("End."))) for n in range(4)]
    assert check_group([*short, *long]) == {"full": 2, "variable": 6}


def _pages_of(content: bytes, kind: str, index: int) -> set[int]:
    """Return the numbers of the pages over which the element of a kind and an index runs."""
    with pikepdf.open(BytesIO(content)) as pdf:
        sheets: dict[Any, int] = {sheet.objgen: number for number, sheet in enumerate(pdf.pages)}
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind
        ]
        element = elements[index]
        kids = [kid for kid in list(element.K) if isinstance(kid, pikepdf.Dictionary)]
        return {sheets[element.Pg.objgen], *(sheets[kid.Pg.objgen] for kid in kids)}


@pytest.mark.slow
def test_a_variable_paragraph_over_a_page_break_is_exact() -> None:
    split = 0
    for before in range(10, 26):
        lines = [paragraph("Line.") for _ in range(before)]
        group = [
            member(n, body=(*lines, paragraph(f"Paragraph {n}: " + SENTENCE * 4))) for n in range(2)
        ]
        assert check_group(group, deeply=before == 20)["variable"] == 1
        # ahead of it: 4 lines of the letterhead, the date, 4 of the address, the salutation
        pages = _pages_of(in_full(group[1], A4_STYLE).content, "/P", before + 10)
        split += len(pages) == 2
    assert split >= 5


@pytest.mark.slow
def test_everything_in_the_body_may_stand_around_what_varies() -> None:
    group = [
        letter(
            salutation=f"Dear Example{n},",
            body=(paragraph(f"To Example{n}. " + SENTENCE), *EVERYTHING, paragraph(f"End {n}.")),
        )
        for n in range(4)
    ]
    assert check_group(group) == {"full": 1, "variable": 3}


@pytest.mark.slow
def test_marks_items_and_quotes_may_vary_in_their_words() -> None:
    def body(n: int) -> tuple[tree.Block, ...]:
        marked = tree.Paragraph((
            tree.Text(f"Of {n} "),
            tree.Strong(words(f"strong {n} " + SENTENCE)),
            tree.Text(" and "),
            tree.Emphasis((tree.Text(f"soft {n}"), tree.Strong(words(" both")))),
            tree.LineBreak(),
            tree.Text(f"after the break {n}."),
        ))  # fmt: skip
        item = tree.ItemList(((paragraph(f"item {n}"),), (paragraph("same"),)), start=1)
        return (
            marked,
            item,
            tree.Quote((paragraph(f"quoted {n} " + SENTENCE),)),
            tree.Heading(1, words(f"Head {n}")),
            paragraph("x"),
        )

    assert check_group([letter(body=body(n)) for n in range(4)]) == {"full": 1, "variable": 3}


@pytest.mark.slow
def test_words_longer_than_a_line_are_broken_alike_the_fast_way() -> None:
    def long(n: int) -> str:
        return "Examplia" + "testwrightshire" * (10 + 8 * (n % 2))

    group = [
        member(
            n,
            address_block=(f"The Hon {long(n)}", "London"),
            salutation=f"Dear {long(n)}{n},",
            body=(paragraph(f"To {n}{long(n)}, " + SENTENCE), tree.PageBreak(), paragraph("End.")),
        )
        for n in range(6)
    ]
    assert check_group(group) == {"full": 2, "variable": 4}
    heads = [member(n, running_head=f"{long(n)}{n}, 20 July 2023") for n in range(3)]
    assert check_group(heads) == {"full": 3}  # of several lines, which are the full layout's


@pytest.mark.slow
def test_annexes_are_set_the_fast_way_after_what_follows_the_signatures() -> None:
    def body(n: int) -> tuple[tree.Block, ...]:
        return (paragraph(f"To {n}."), tree.PageBreak(annex=True), paragraph(f"Annex {n}."))

    assert check_group([member(n, body=body(n)) for n in range(6)]) == {"full": 1, "variable": 5}


_WORDS = st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"])
    | st.sampled_from("ĀćĐęłŁőŒſ–‘’“”—…€"),
    min_size=1,
    max_size=90,
)


@pytest.fixture(scope="module")
def salutation_slot() -> Slot:
    laid = lay_out(letter(salutation="Dear Éxample Łast,"), A4_STYLE)
    slots = [slot for slot in find_slots(laid) if slot]
    quick = next(slot for slot in slots if slot.own == ("Dear Éxample Łast,",))
    assert quick.set(quick.own)
    assert quick.pattern
    return quick


@pytest.mark.slow
@settings(max_examples=cases(300), deadline=None)
@given(lines=st.lists(_WORDS, min_size=1, max_size=30))
def test_any_line_is_set_as_the_engine_sets_it(salutation_slot: Slot, lines: list[str]) -> None:
    quick = salutation_slot
    for line in lines:
        if line.strip():
            slow = replace(quick, pattern=None, settings=Bounded(9))
            assert quick.set((line,)) == slow.set((line,))


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda n: {"body": (tree.Table((words(f"{n}"),), (), ("left",)),)},
        lambda n: {"body": (tree.Paragraph((tree.Link(words("x"), f"https://example.org/{n}"),)),)},
        lambda n: {"language": f"en-A{n}"},
        lambda n: {"letterhead": tree.Letterhead(f"Society {n}")},
    ],
    ids=["table", "link", "language", "letterhead"],
)
def test_what_cannot_be_spliced_goes_the_full_way(
    change: Callable[[int], dict[str, object]],
) -> None:
    assert check_group([letter(**change(n)) for n in range(3)], deeply=False)["full"] == 3


QUICK = (
    ".salutation::first-letter { font-size: 20pt }",
    ".salutation { text-decoration: underline }",
    ".salutation::before { content: attr(class) ' ' }",
    ".salutation { float: right }",
    ".salutation { string-set: x content() } @page { @bottom-left { content: string(x) } }",
    "body[data-head*='1'] { color: red }",
    "@page { @top-left { content: string(head) ' / ' counter(page) } }",
)
#: More of the same kinds.
FURTHER = (
    ".salutation { text-transform: uppercase; letter-spacing: 1pt }",
    "p { font-variant: small-caps }",
    ".salutation { display: inline-block }",
    ".salutation { background: #eeeeee; border-left: 1pt solid red; padding-left: 3mm }",
    ".salutation { text-decoration: line-through }",
    "p { font-kerning: normal }",
    "p { letter-spacing: 0.2pt }",
    "p { word-spacing: 3pt }",
    "p { text-align-last: right }",
    "p { text-indent: 9mm }",
    ".salutation { width: fit-content; margin: 0 auto; border: 1pt solid }",
    ".address { position: absolute; right: 0; width: auto }",
    ".body { display: flex }",
    "body::after { content: attr(data-head) }",
    ".salutation { white-space: pre; text-align: right }",
    ".salutation { float: right; width: 40mm } .address p { text-align: center }",
    "p { hyphens: auto; text-align: justify }",
    "body { columns: 2 }",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "css", [*QUICK, *(pytest.param(css, marks=pytest.mark.slow) for css in FURTHER)]
)
def test_whatever_a_theme_does_the_fast_way_is_exact(css: str) -> None:
    style = replace(A4_STYLE, css=css)
    press = PdfWriter(style)
    names = ("Xi", "AVA To.", "Testina Example", "T. " + "Wide" * 30, "Łą–ż")
    for number, name in enumerate(names):
        body = member(number).body[4:]  # enough for two pages; flex takes long over more
        document = member(number, note=(), date_line=name, body=body)
        fast = press.print(document, None)
        full = PdfWriter(style).print(document, None)
        assert isinstance(fast, Written)
        assert isinstance(full, Written)
        assert look_alike(fast.content, full.content)
        assert fast.content == full.content


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"justified": True},
        {"justified": True, "hyphenated": True},
        {"family": SOURCE_SANS, "hyphenated": True},
        {"family": TINOS, "justified": True},
    ],
    ids=str,
)
def test_justified_and_divided_paragraphs_are_exact(changes: dict[str, Any]) -> None:
    style = replace(A4_STYLE, **changes)
    names = ("Ann", "AVA Toffee", "Office Fjord", "T. Wolff", "Łucja", "Bartholomew Example-Tester")
    group = [
        member(n, salutation=f"Dear {name},", body=(
            paragraph(f"We write to you, {name}, on parliamentary responsibility. " + SENTENCE),
            *(paragraph(SENTENCE * 4) for _ in range(3)),
        ))
        for n, name in enumerate(names)
    ]  # fmt: skip
    assert check_group(group, style)["variable"] >= 1


@pytest.mark.slow
def test_letters_of_one_layout_embed_the_glyphs_of_their_own_classes() -> None:
    names = ("Ann", "Ánn", "Łucja", "Ελένη", "Петра", "Ánn Łucja", "Ńan Ελένη", "Ann", "A\u0334nn")
    group = [letter(salutation=f"Dear {name},", running_head=f"To {name}") for name in names]
    assert check_group(group) == {"full": 2, "variable": 7}  # the last takes a sign from Tinos


@pytest.mark.slow
def test_the_order_of_a_group_changes_no_byte() -> None:
    group = [member(n) for n in range(5)]
    forward = [r.content for r in write(group, A4_STYLE) if isinstance(r, Written)]
    backward = [r.content for r in write(group[::-1], LETTER_STYLE) if isinstance(r, Written)]
    again = [r.content for r in write(group[::-1], A4_STYLE) if isinstance(r, Written)]
    assert forward == again[::-1]
    assert forward != backward[::-1]


#: The letters that a group's names are made of: members of one group embed different subsets.
_ALPHABETS = st.sampled_from(
    ("abcdefgh ABCDEFGH'-.,", "abcdefgh ABCéßüøñ-\u00a0\u00ad", "abcde ABCŁőŵệ\u0301", "aб ЖΩ-")
)
_FEW = st.integers(0, 2)
#: Blocks that may stand in any order: no heading among them skips a level.
_BLOCKS = [b for b in EVERYTHING if not (isinstance(b, tree.Heading) and b.level > 1)]


@st.composite
def _letters(draw: st.DrawFn) -> list[tree.Document]:
    """Draw a group: what is common, then two to six letters that fill it differently."""
    language = draw(st.sampled_from(("en-GB", "fr-CA", "de")))
    alphabet = draw(_ALPHABETS)
    names = st.text(st.sampled_from(alphabet), min_size=1, max_size=30)
    common = draw(st.lists(st.sampled_from(_BLOCKS), max_size=6))
    filler = tuple(paragraph(SENTENCE * 3) for _ in range(draw(st.integers(0, 12))))
    length = draw(st.integers(0, 5))
    group = []
    for _ in range(draw(st.integers(2, 6))):
        name = draw(names)
        text = SENTENCE * (length + max(draw(_FEW) - 1, 0))  # now and then a line or two more
        body = (
            paragraph(f"To {name}: {draw(names)} {text}"),
            *filler,
            *common,
            tree.Paragraph((tree.Strong(words(name)), tree.Text(f" {draw(names)} {text}"))),
            paragraph(draw(names)),
        )
        group.append(
            letter(
                language=language,
                title=f"Letter to {name}",
                running_head=f"{name}, 20 July 2023",
                address_block=(name, *draw(st.lists(names, min_size=1, max_size=5))),
                salutation=f"Dear {name},",
                body=body,
            )
        )
    return [*group, group[0]]  # whose lines break as those of the first, whatever was drawn


@pytest.mark.slow
@pytest.mark.soak
def test_random_groups_are_exact() -> None:
    routes: Counter[str] = Counter()

    @settings(max_examples=cases(100), deadline=None, suppress_health_check=list(HealthCheck))
    @given(_letters(), st.sampled_from((A4_STYLE, LETTER_STYLE)))
    def check(group: list[tree.Document], style: PageStyle) -> None:
        routes.update(check_group(group, style))

    check()
    assert routes["variable"] >= cases(100) // 3, "the groups are too unlike to prove anything"


SHEET = tree.Asset("paper.png", "image/png", png(60, 80, (200, 220, 255)))
PLACED = (
    tree.PlacedItem("first", 150, 280, 40, lines=("Direct line – ž", "0123"), align="right"),
    tree.PlacedItem("all", 20, 288, 170, lines=("Registered in Sampletown",), align="center"),
    tree.PlacedItem("later", 170, 8, 20, image=DRAWING, image_alt="Little mark"),
    tree.PlacedItem("first", 20, 8, 20, image=MARK, image_alt="Great mark"),
)


@pytest.mark.slow
@pytest.mark.parametrize("later", [None, SHEET, DRAWING], ids=["plain", "image", "drawing"])
def test_stationery_and_placed_items_are_in_letters_that_share_a_layout(
    later: tree.Asset | None,
) -> None:
    head = replace(letter().letterhead, items=PLACED, first=DRAWING, later=later)
    group = [member(number, letterhead=head) for number in range(4)]
    assert check_group(group)["variable"] >= 2


@pytest.mark.slow
def test_letters_with_footnotes_and_captions_are_exact() -> None:
    note = tree.Footnote(words("A note on the matter."))
    image = tree.Image(MARK, "A mark", 20)
    for body in ((tree.Paragraph((*words("Said."), note)),), (replace(image, caption="Figure 1"),)):
        check_group([member(number, body=body) for number in range(3)], deeply=False)
    varied = [
        member(number, body=(replace(image, caption=f"Figure of {number}"),)) for number in range(4)
    ]
    assert check_group(varied)["variable"] >= 2
