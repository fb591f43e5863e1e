"""File names: only what the template says itself makes folders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.diagnostics import Where
from lettermerge.templating import IdBounds, Sandbox, SandboxError

SANDBOX = Sandbox()
WHERE = Where("lettermerge.toml", column="output.name")


def name(template: str, **cells: object) -> str:
    return SANDBOX.compile_name(template, WHERE)(cells)


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ a }}/{{ b }}", "Kingston _ Surbiton/x_y"),
        ("{{ a ~ '/' ~ b }}", "Kingston _ Surbiton/x_y"),
        ("{{ a + '/' + b }}", "Kingston _ Surbiton/x_y"),
        ("{{ 'mp/' + a if a else 'lord/' ~ b }}", "mp/Kingston _ Surbiton"),
        ("{{ 'mp/' ~ a if not a else 'lord/' ~ b }}", "lord/x_y"),
        ("{% if a %}mp/{% else %}lord/{% endif %}{{ b }}", "mp/x_y"),
        ("{% for part in [a, b] %}{{ part }}/{% endfor %}", "Kingston _ Surbiton/x_y/"),
        ("{{ [a, b] | join('/') }}", "Kingston _ Surbiton_x_y"),
        ("{{ a.split(' / ')[1] }}/{{ b | upper }}", "Surbiton/X_Y"),
        ("{{ 'in town' if a == 'Kingston / Surbiton' }}", "in town"),
        ("{% set both = a ~ '/' ~ b %}{{ both }}", "Kingston _ Surbiton_x_y"),
        ("{{ a | slug }}/fixed", "kingston-surbiton/fixed"),
        ("{{ 1 + n }}/{{ n }}", "3/2"),
        ("letters/one", "letters/one"),
    ],
)
def test_a_slash_in_a_cell_makes_no_folder(template: str, printed: str) -> None:
    assert name(template, a="Kingston / Surbiton", b="x\\y", n=2) == printed


@given(st.lists(st.text(), min_size=2, max_size=4))
def test_no_cell_changes_how_deep_a_name_is(cells: list[str]) -> None:
    template = "/".join(f"{{{{ cells[{place}] }}}}" for place in range(len(cells)))
    assert name(template, cells=cells).count("/") == len(cells) - 1
    assert name(template.replace("/", "{{ '/' }}"), cells=cells).count("/") == len(cells) - 1


@pytest.mark.parametrize("template", ["{{ a", "{{ missing }}", "{{ a.__class__ }}"])
def test_a_name_that_cannot_be_printed_is_a_fault_of_the_settings(template: str) -> None:
    with pytest.raises(SandboxError, match=r"lettermerge.toml"):
        name(template, a="x")


@pytest.mark.parametrize(
    ("template", "bounds"),
    [
        ("{{ parliament.id }}/{{ recipient.id }}-{{ recipient.name | slug }}", ("/", "-")),
        ("{{ parliament.id ~ '/' ~ recipient.id ~ '_x' }}", ("/", "_")),
        ("{{ recipient.id }}", ("/", ".")),
        ("2023/{{ recipient.id }}", ("/", ".")),
        ("{{ recipient.name | slug }}-{{ recipient.id }}", ("-", ".")),
        ("{{ recipient.name | slug }}{{ recipient.id }}", None),
        ("{{ recipient.id }}{{ recipient.name | slug }}", None),
        ("{{ recipient.id }}/{{ recipient.name }}", None),
        ("{{ recipient.party }}/{{ recipient.id }}", None),
        ("{{ recipient.id | upper }}", None),
        ("{{ recipient.id }} {{ recipient.name }}", None),
        ("{% if recipient.id %}{{ recipient.id }}{% endif %}", None),
        ("{{ recipient.id if parliament.id else 'x' }}", None),
        ("{{ recipient.name }}", None),
    ],
)
def test_where_the_id_is_in_a_name_is_known(template: str, bounds: tuple[str, str] | None) -> None:
    assert SANDBOX.id_bounds(template) == (IdBounds(*bounds) if bounds else None)
