"""Single lines set glyph by glyph are what WeasyPrint draws, or are not set that way at all."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.writers.specimens import A4_STYLE, letter

from lettermerge.layout.fonts import FAMILIES
from lettermerge.writers import pdf
from lettermerge.writers.pdf.variable import text_slots as slots
from lettermerge.writers.writer_interface import Written

NAMES = [
    "Ann Testwright", "Bertha O’Samplé", "Çelik-Testsson", "Σωκράτης Δοκιμίδης", "Иван Тестов",
    "Ann  Twoblanks", "Nguyễn Thử", "A\u0301nn Combining", "Soft\u00adhyphen", "N\u00a0B",
    "W" * 60, "Ann Testwright", "Ærø SStest", "Ann Testwrightsson", "(Ann) “Test” 1/2",
]  # fmt: skip


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Set each quick line by the engine as well; note whether they are the same."""
    same: list[bool] = []
    quick = slots.Slot._set_known_line

    def both(self: slots.Slot, value: tuple[str, ...]) -> slots.Setting | None:
        drawn = quick(self, value)
        if drawn is not None:
            same.append(drawn == self._set(value))
        return drawn

    monkeypatch.setattr(slots.Slot, "_set_known_line", both)
    return same


@pytest.mark.slow
def test_a_set_known_line_line_is_the_engine_s(compared: list[bool]) -> None:
    for turn in range(3):
        documents = [
            letter(salutation=f"Dear {name} {turn},", address_block=(name, f"Street {turn}"))
            for name in NAMES
        ]
        assert all(isinstance(one, Written) for one in pdf.write(documents, A4_STYLE))
    assert len(compared) > len(NAMES)
    assert all(compared)


@pytest.mark.slow
@pytest.mark.parametrize(
    "css",
    [
        ".salutation, .address { text-decoration: underline }",
        ".salutation, .address { letter-spacing: 1pt }",
        ".salutation, .address { font-kerning: normal }",
        ".salutation, .address { font-kerning: none; font-variant-ligatures: none }",
        ".salutation, .address { font-feature-settings: 'dlig' }",
        ".salutation, .address { text-align: center }",
        ".salutation, .address { font-variant-caps: small-caps }",
    ],
)
def test_a_theme_s_own_ways_are_the_engine_s(compared: list[bool], css: str) -> None:
    style = replace(A4_STYLE, css=css)
    documents = [
        letter(salutation=f"Dear {name},", address_block=(name,), running_head="x")
        for name in NAMES
    ]
    assert all(isinstance(one, Written) for one in pdf.write(documents, style))
    assert all(compared)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["Source Serif 4", "Source Sans 3", "Tinos"])
@pytest.mark.parametrize("size", [9.5, 10.5, 11, 12.3])
def test_pairs_and_ligatures_are_the_engine_s(
    compared: list[bool], family: str, size: float
) -> None:
    """Kerning is cut to whole thousandths: a size that is off by a little would show."""
    draw = random.Random(f"{family} {size}")
    letters = "AVTWYLPFJoeaiftlrvyw.,’“”-1741 ÉéŁŻ/"
    style = replace(A4_STYLE, family=FAMILIES[family], font_size=size)
    for number in range(60):
        word = " ".join("".join(draw.choices(letters, k=draw.randint(1, 14))).split())
        document = letter(salutation=f"Dear T{word} fi{number}", address_block=(f"A{word}.",))
        assert all(isinstance(one, Written) for one in pdf.write([document], style))
    assert len(compared) > 60
    assert all(compared)
