"""Filters see a cell's value, be it a placeholder or not, and leave no marks in the letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lettermerge.diagnostics import Row, Where
from lettermerge.protocol.value_filters import value_filters
from lettermerge.recipients.packed_row import Extra, Headings, TypedRow
from lettermerge.templating import FIRST_SLOT, Sandbox, SandboxError
from lettermerge.typed_cell import TypedCell

NAMES = Headings.of(["amount", "born", "share", "rank", "note", "again"])
CELLS = [
    TypedCell("£1,250.50", "1250.5"),
    TypedCell("4 March 2024", "2024-03-04"),
    TypedCell("26%", "0.255"),
    "3",
    "**x**",
    "**x**",
]


@dataclass(frozen=True)
class Person:
    name: str = "Ann *B*"
    office: str = "Minister"
    language: str = "en-GB"
    extra: Mapping[str, str] = field(
        default_factory=lambda: Extra(NAMES, Row("r.xlsx", 7, TypedRow(NAMES, CELLS)))
    )


def sandbox(folder: Path, text: str = "") -> Sandbox:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return Sandbox(folder, by_language=value_filters("en"))


def printed(folder: Path, text: str, **variables: object) -> str:
    """Return a body's text, its slots filled."""
    variables = {"recipient": Person(), **variables}
    merged = sandbox(folder, text).merge_body("a.md", variables)
    assert all(type(value) is str for value in merged.values)
    filled = merged.text
    for place, value in enumerate(merged.values):
        filled = filled.replace(chr(FIRST_SLOT + place), value)
    return filled


def fault(folder: Path, text: str) -> tuple[str, Where, str]:
    with pytest.raises(SandboxError) as caught:
        printed(folder, text)
    one = caught.value.fault
    return one.code, one.where, one.message


E = "recipient.extra."


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (E + "amount", "£1,250.50"),
        (E + "amount | number", "1,250.5"),
        (E + "amount | number(2)", "1,250.50"),
        (E + "amount | currency('EUR')", "€1,250.50"),
        (E + "born | date('yyyy')", "2024"),
        (E + "born | date", "4 March 2024"),
        (E + "share", "26%"),
        (E + "share | percent", "25.5%"),
        (E + "rank | ordinal", "3rd"),
        (E + "amount | float * 2", "2501.0"),
        (E + "amount | int", "1250"),
        (E + "amount | round(0)", "1250.0"),
        ("'-2.5' | abs", "2.5"),
        ("(" + E + "amount | float) > 1000", "True"),
        (E + "amount | upper", "£1,250.50"),
        (f"{E}amount ~ '!'", "£1,250.50!"),
        ("[recipient.name, '', recipient.office] | join_and", "Ann *B* and Minister"),
        ("['a', 'b', 'c'] | join_and('or')", "a, b or c"),
        ("[] | join_and", ""),
        ("'1234.5' | number", "1,234.5"),
        ("7 | ordinal", "7th"),
    ],
)
def test_a_filter_prints_the_value(tmp_path: Path, expression: str, shown: str) -> None:
    assert printed(tmp_path, "{{ " + expression + " }}") == shown
    text = sandbox(tmp_path).compile_text("{{ " + expression + " }}", Where())
    assert text({"recipient": Person()}) == shown


@pytest.mark.parametrize(
    "text",
    [
        "{% set x %}{{ recipient.extra.born }}{% endset %}{{ x | date('d MMM') }}",
        "{% macro m(x) %}{{ x | date('d MMM') }}{% endmacro %}{{ m(recipient.extra.born) }}",
        "{% macro m() %}{{ recipient.extra.born }}{% endmacro %}{{ m() | date('d MMM') }}",
        (
            "{% macro m() %}{{ caller() | date('d MMM') }}{% endmacro %}"
            "{% call m() %}{{ recipient.extra.born }}{% endcall %}"
        ),
        "{% filter date('d MMM') %}{{ recipient.extra.born }}{% endfilter %}",
        "{% set x = recipient.extra.born %}{{ x | date('d MMM') }}",
        "{% for x in [recipient.extra.born] %}{{ x | date('d MMM') }}{% endfor %}",
    ],
)
def test_a_placeholder_is_read_as_the_cell_that_it_stands_for(tmp_path: Path, text: str) -> None:
    assert printed(tmp_path, text) == "4 Mar"


def test_what_a_filter_prints_is_a_placeholder_again(tmp_path: Path) -> None:
    text = "**{{ recipient.extra.born | date }}** {{ [recipient.name, 'a'] | join_and }}"
    merged = sandbox(tmp_path, text).merge_body("a.md", {"recipient": Person()})
    assert merged.text == f"**{chr(FIRST_SLOT)}** {chr(FIRST_SLOT + 1)}"


def test_a_list_keeps_the_markup_of_macros_and_no_cell_s(tmp_path: Path) -> None:
    text = (
        "{% macro loud(x) %}**{{ x }}**{% endmacro %}"
        "{{ [loud(recipient.name), recipient.extra.note] | join_and }}"
    )
    merged = sandbox(tmp_path, text).merge_body("a.md", {"recipient": Person()})
    assert merged.text == "**{}**{}{}".format(*map(chr, range(FIRST_SLOT, FIRST_SLOT + 3)))
    assert merged.values == ("Ann *B*", " and ", "**x**")


def test_the_letter_s_language_decides(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Facts:
        language: str

    text = "{{ recipient.extra.born | date }}; {{ recipient.extra.amount | number(2) }}"
    french = printed(tmp_path, text, letter=Facts("fr-CA"))
    assert french == "4 mars 2024; 1\u00a0250,50"
    assert printed(tmp_path, text, letter=Facts("en-US")) == "March 4, 2024; 1,250.50"


def test_a_cell_that_a_filter_cannot_print_is_named(tmp_path: Path) -> None:
    code, where, message = fault(tmp_path, "\n\n{{ recipient.extra.amount | date }}")
    assert code == "template.unfit-cell"
    assert where == Where("r.xlsx", 7, "amount", "£1,250.50")
    assert message == (
        "`£1,250.50` is not a date (such as 2024-03-04), and letters/a.md:3 needs it"
    )
    _, where, _ = fault(tmp_path, "{{ recipient.extra.note | number }}")
    assert where == Where("r.xlsx", 7, "note or again", "**x**")
    _, where, _ = fault(tmp_path, "{{ recipient.office | number }}")
    assert where == Where("r.xlsx", 7, "office", "Minister")
    text = "{% set x %}{{ recipient.extra.note }}{% endset %}{{ x | ordinal }}"
    _, where, _ = fault(tmp_path, text)
    assert where.value == "**x**"


def test_a_mapping_expression_names_the_column(tmp_path: Path) -> None:
    render = sandbox(tmp_path).compile_text("{{ row['Sum'] | number }}", Where("x.toml"))
    assert render({"row": {"Sum": TypedCell("1,250", "1250")}}) == "1,250"
    with pytest.raises(SandboxError, match=r"`much` is not a number \(column `Sum`\)"):
        render({"row": {"Sum": "much"}})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ recipient.extra.amount | currency }}", "which one"),
        ("{{ recipient.extra.born | date('HH:mm') }}", "cannot print"),
        ("{{ recipient.name | join_and }}", "items of a list"),
        ("{{ ['a', 'b'] | join_and('nor') }}", "joins nothing"),
        ("{{ recipient.extra.amount | ordinal }}", "not a whole number"),
    ],
)
def test_a_filter_that_is_used_wrongly_is_said_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    code, where, message = fault(tmp_path, "\n" + text)
    assert (code, where.file, where.line) == ("template.filter", "letters/a.md", 2)
    assert said in message


def test_a_filter_s_name_that_is_nearly_right_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as caught:
        sandbox(tmp_path, "{{ recipient.name | currencies }}").check_body("a.md")
    assert "`currency`" in caught.value.fault.hint


def test_an_unknown_name_stays_the_fault(tmp_path: Path) -> None:
    code, _, message = fault(tmp_path, "{{ recipient.extra.amuont | number }}")
    assert code == "template.undefined"
    assert "amuont" in message
