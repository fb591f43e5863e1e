"""The HTML of a letter: all escaped, images inside, headings in order, no word missing."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.writers.specimens import A4_STYLE, EVERYTHING, MARK, letter, paragraph

from lettermerge.letter import document as tree
from lettermerge.writers.html import to_html
from lettermerge.writers.page_css import page_label


class Reader(HTMLParser):
    """Collects the text of a page's body, its tags, and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "body"
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("em", "strong", "a"):
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("em", "strong", "a"):
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)


def read(document: tree.Document) -> Reader:
    reader = Reader()
    reader.feed(to_html(document, A4_STYLE))
    return reader


def folded(reader: Reader) -> str:
    return " ".join("".join(reader.text).split())


def test_the_page_holds_the_words_of_the_letter_and_no_others() -> None:
    document = letter(body=EVERYTHING)
    assert folded(read(document)) == tree.text(document)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_text_everywhere(text: str) -> None:
    document = letter(
        title=text,
        author=text,
        running_head=text,
        address_block=(text,),
        salutation=text,
        body=(paragraph(text), tree.Image(MARK, text)),
    )
    plain = read(letter(body=(paragraph("x"), tree.Image(MARK, "x")), address_block=("x",)))
    reader = read(document)
    assert reader.tags == plain.tags
    assert folded(reader) == tree.text(document)
    assert ("alt", text) in reader.attributes
    assert ("data-head", text) in reader.attributes


def test_images_are_inside_and_nothing_is_outside() -> None:
    addresses = [value for name, value in read(letter(body=EVERYTHING)).attributes if name == "src"]
    assert len(addresses) == 4
    assert all(value and value.startswith("data:image/") for value in addresses)
    style = re.search("<style>(.*)</style>", to_html(letter(), A4_STYLE), re.DOTALL)
    assert style
    assert "url(" not in style[1]


def test_the_subject_is_the_first_heading_and_the_bodys_follow() -> None:
    headings = (tree.Heading(1, (tree.Text("a"),)), tree.Heading(6, (tree.Text("b"),)))
    levels = [tag for tag in read(letter(body=headings)).tags if re.fullmatch("h[1-6]", tag)]
    assert levels == ["h1", "h2", "h6"]
    without = [t for t in read(letter(subject="", body=headings[:1])).tags if t in ("h1", "h2")]
    assert without == ["h1"]


def test_a_subject_below_the_salutation_is_the_first_heading_too() -> None:
    heading = tree.Heading(1, (tree.Text("a"),))
    page = to_html(letter(subject="Case", subject_below=True, body=(heading,)), A4_STYLE)
    places = [page.index(one) for one in ('class="salutation"', '<h1 class="subject">', "<h2")]
    assert places == sorted(places)


def test_a_theme_cannot_close_the_style_element() -> None:
    from dataclasses import replace

    page = to_html(letter(), replace(A4_STYLE, css="p { } </style><script>"))
    assert page.count("</style>") == 1


def test_a_page_label_is_made_of_counters_and_strings() -> None:
    assert 'content: "Page " counter(page) " of " counter(pages)' in page_label(
        "Page {page} of {pages}"
    )
    assert '"\\22 \\5c "' in page_label('"\\')
    assert page_label("") == ""


@pytest.mark.parametrize("label", ["{name}", "{page!r}", "{page:03}", "{page.x}", "{"])
def test_any_other_field_in_a_page_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        page_label(label)


def test_an_ordered_list_begins_at_its_number() -> None:
    items = ((paragraph("a"),), (paragraph("b"),))
    page = to_html(letter(body=(tree.ItemList(items, start=3),)), A4_STYLE)
    assert 'start="3" style="counter-reset: list-item 2"' in page


def test_a_browser_fetches_nothing_for_it() -> None:
    """https://www.w3.org/TR/CSP3/: the policy stands before the style sheet that it rules."""
    style = replace(A4_STYLE, css="body { background: url(https://example.org/x.png) }")
    text = to_html(letter(), style)
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert 0 < text.index(f'content="{policy}"') < text.index("<style>")


def test_room_to_sign_is_asked_for_where_the_letter_has_it() -> None:
    for room, kind in ((True, "signature room"), (False, "signature")):
        found = read(letter(signatures=(tree.Signature("Testa", room=room),)))
        assert ("class", kind) in found.attributes


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("see https://example.org/a/b.", 'see <span class="url">https://example.org/a/b.</span>'),
        ("(www.example.org/a?b&c)", '(<span class="url">www.example.org/a?b&amp;c)</span>'),
        (
            "https://" + "x/" * 40,
            '<span class="url">https://</span>' + '\u200b<span class="url">x/</span>' * 40,
        ),
        ("and/or http", "and/or http"),
    ],
)
def test_a_line_does_not_break_a_web_address_but_a_long_one_after_its_signs(
    typed: str, printed: str
) -> None:
    assert printed in to_html(letter(body=(paragraph(typed),)), A4_STYLE)
