"""Where lines may break, against Pango, which sets the pages."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from weasyprint.text.line_break import get_log_attrs

from lettermerge.layout import line_breaks
from lettermerge.layout.line_breaks import classify, find_breaks, keep_blanks

#: Every character that has a class of its own, and some that have none.
SIGNS = "".join(line_breaks._MEMBERS.values())
USUAL = "aaé11 9b,-/(\u0301"


def breaks_in_pango(text: str) -> list[int]:
    attributes = get_log_attrs(text, "en")
    return [index for index in range(1, len(text)) if attributes[index].is_line_break]


@pytest.mark.slow
def test_every_pair_of_signs_breaks_as_in_pango() -> None:
    wrong = []
    for first in SIGNS + "aé":
        for second in SIGNS + "aé":
            for text in (f"a{first}{second}b", f"1{first} {second}1"):
                folded = re.sub(" +", " ", text)
                if [*find_breaks(classify(folded))] != breaks_in_pango(folded):
                    wrong.append(folded)
    assert wrong == [], list(map(ascii, wrong))[:20]


@pytest.mark.slow
def test_random_texts_break_as_in_pango() -> None:
    chance = random.Random(13)
    for _ in range(20_000):
        length = chance.randint(2, 12)
        text = "".join(chance.choice(chance.choice((SIGNS, USUAL))) for _ in range(length))
        text = re.sub(" +", " ", text).strip(" ")
        assert [*find_breaks(classify(text))] == breaks_in_pango(text), ascii(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Foreign-Affairs and/or Trade", ["Foreign-", "Affairs ", "and/", "or ", "Trade"]),
        ("12–14 Rue / Straat", ["12–", "14 ", "Rue / ", "Straat"]),
        ("20510-1234 (1/2) $5", ["20510-1234 ", "(1/2) ", "$5"]),
        ("P.C.,\u00a0M.P. x", ["P.C.,\u00a0M.P. ", "x"]),
    ],
)
def test_lines_break_at_blanks_hyphens_and_slashes(text: str, parts: list[str]) -> None:
    starts = [0, *find_breaks(classify(text)), len(text)]
    assert [text[a:b] for a, b in pairwise(starts)] == parts


def test_two_blanks_stay_two() -> None:
    assert keep_blanks("OTTAWA ON  K1A 0A6") == "OTTAWA ON\u00a0 K1A 0A6"
