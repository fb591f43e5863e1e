"""Words as each parliament spells them."""

from __future__ import annotations

import pytest

from lettermerge.protocol.regional_spelling import SPELLINGS, SpellingError, spell


@pytest.mark.parametrize(
    ("word", "spelt"),
    [
        ("honour", ["honor", "honour", "honour", "honour"]),
        ("Organization", ["Organization", "Organisation", "Organization", "Organisation"]),
        ("PROGRAMME", ["PROGRAM", "PROGRAMME", "PROGRAM", "PROGRAM"]),
        ("centre", ["center", "centre", "centre", "centre"]),
    ],
)
def test_spelling(word: str, spelt: list[str]) -> None:
    assert [spell(word, one) for one in SPELLINGS] == spelt


def test_an_unknown_word_is_refused_with_the_near_ones() -> None:
    with pytest.raises(SpellingError, match="honour"):
        spell("honnour", "british")
    with pytest.raises(SpellingError, match="without the filter"):
        spell("zebra", "british")
    with pytest.raises(SpellingError, match="british"):
        spell("honour", "britsh")


def test_a_spelling_does_not_depend_on_the_one_typed() -> None:
    for word in ("honor", "analyse", "licence", "fulfil"):
        for spelling in SPELLINGS:
            assert len({spell(spell(word, one), spelling) for one in SPELLINGS}) == 1
