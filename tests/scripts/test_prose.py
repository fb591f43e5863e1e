"""Tutorial and how-to guides are plain: short sentences, and no term before it is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from console_blocks import pages
from prose import GLOSSARY, anchor_of, glossary_terms, linked, median_sentence, unexplained

TERMS = glossary_terms()
LONGEST_MEDIAN = 20
by_name = pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)


@by_name
def test_no_term_is_used_before_it_is_explained(path: Path) -> None:
    assert [term for term, _ in unexplained(path.read_text(encoding="utf-8"), TERMS)] == []


@by_name
def test_sentences_are_short(path: Path) -> None:
    assert median_sentence(path.read_text(encoding="utf-8")) <= LONGEST_MEDIAN


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("The roster has rows.", ["roster"]),
        ("Rosters have rows. A *roster* is a list.", ["roster"]),
        ("A *roster* is a list. The roster has rows.", []),
        ("The [roster](../glossary.md#roster) has rows, and a roster is a list.", []),
        ("`roster` is code.\n\n```sh\nroster\n```\n\n# A roster\n\n| roster |\n", []),
        ("A demo identity signs.", ["demo identity"]),
        ("See [here](roster.md).", []),
        ("Enrosters.", []),
    ],
)
def test_terms_are_found_where_they_are_used(page: str, found: list[str]) -> None:
    assert [term for term, _ in unexplained(page, TERMS)] == found


def test_links_are_put_where_a_term_is_used_first() -> None:
    assert linked("A roster. A roster.", TERMS, "g.md") == "A [roster](g.md#roster). A roster."
    assert anchor_of("PKCS #12") == "pkcs-12"


def test_long_sentences_are_counted() -> None:
    assert median_sentence("One two three. " + "word " * 30 + "end. " + "word " * 30 + "end.") == 31


def test_the_glossary_is_in_order() -> None:
    page = GLOSSARY.read_text(encoding="utf-8")
    terms = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert terms == sorted(terms, key=str.casefold)
    assert len(set(terms)) == len(TERMS)
