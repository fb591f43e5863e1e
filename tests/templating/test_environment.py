"""Templates see plain values, cells never become markup, and faults name their line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest
from jinja2 import Template

from lettermerge.diagnostics import Where
from lettermerge.templating import FIRST_SLOT, Sandbox, SandboxError, split_front_matter

HERE = Where("x.toml", column="columns.name")


@dataclass(frozen=True)
class Person:
    name: str = "Ann *B*"
    constituency: str = "Mole & Dale"
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"committee": "X"}))


def body(tmp_path: Path, text: str, **files: str) -> Sandbox:
    for name, content in {"a.md": text, **{f"{k}.md": v for k, v in files.items()}}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return Sandbox(tmp_path, by_parliament={"spelling": lambda word, p: f"{word}/{p.spelling}"})


def constants(template: Template) -> Iterator[object]:
    """Yield what stands as a constant in a compiled template."""
    code = template.root_render_func.__code__
    yield from code.co_consts


def fault(tmp_path: Path, text: str, **variables: object) -> tuple[str, str, int | None, str]:
    with pytest.raises(SandboxError) as caught:
        body(tmp_path, text).merge_body("a.md", variables or {"recipient": Person()})
    one = caught.value.fault
    return one.code, one.where.file, one.where.line, one.hint


def test_what_is_printed_stands_in_slots(tmp_path: Path) -> None:
    merged = body(
        tmp_path, "Dear **{{ recipient.name }}** of {{ recipient.constituency }}"
    ).merge_body("a.md", {"recipient": Person()})
    assert merged.text == f"Dear **{chr(FIRST_SLOT)}** of {chr(FIRST_SLOT + 1)}"
    assert merged.values == ("Ann *B*", "Mole & Dale")


def test_macros_keep_their_markup_and_their_slots(tmp_path: Path) -> None:
    text = "{% macro loud(x) %}**{{ x }}**{% endmacro %}{{ loud(recipient.name) }}"
    merged = body(tmp_path, text).merge_body("a.md", {"recipient": Person()})
    assert merged.text == f"**{chr(FIRST_SLOT)}**"


@pytest.mark.parametrize(
    "expression",
    [
        "recipient.name ~ loud('x')",
        "loud('x') ~ recipient.name",
        "loud('x') + recipient.name",
        "[loud('x'), recipient.name] | join(' ')",
        "[recipient] | join(loud('x'), attribute='name')",
        "loud('x') | replace('**', recipient.name)",
        "recipient.name | replace('A', loud('x'))",
        "('%s' | format(recipient.name)) ~ loud('x')",
        "said ~ recipient.name",
        "said | indent(2) ~ recipient.name",
    ],
)
def test_a_cell_beside_what_a_macro_made_is_no_markup(tmp_path: Path, expression: str) -> None:
    """Jinja itself escapes a cell for HTML there, which leaves Markdown as it is."""
    text = (
        "{% macro loud(x) %}**{{ x }}**{% endmacro %}{% set said %}*so*{% endset %}"
        f"{{{{ {expression} }}}}"
    )
    merged = body(tmp_path, text).merge_body("a.md", {"recipient": Person()})
    assert "*B*" not in merged.text
    assert any("*B*" in value for value in merged.values)


def test_blocks_and_loops_keep_their_markup(tmp_path: Path) -> None:
    """What `super()` and a recursive loop give is the template's own text."""
    base = "{% block ask %}*base*{% endblock %}"
    text = (
        '{% extends "base.md" %}{% block ask %}{{ super() }} '
        "{% for x in [[1]] recursive %}*{{ loop(x) if x is iterable else x }}*{% endfor %}"
        "{% endblock %}"
    )
    merged = body(tmp_path, text, base=base).merge_body("a.md", {})
    assert merged.text == f"*base* **{chr(FIRST_SLOT)}**"


@pytest.mark.parametrize("name", ["x" * 300, "self.md", "a\\0.md", "../b.md"])
def test_a_name_of_no_template_is_one_that_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "self.md").symlink_to("self.md")
    assert fault(tmp_path, f'{{% include "{name}" %}}')[0] == "template.missing"


def test_a_constant_is_text_too(tmp_path: Path) -> None:
    assert body(tmp_path, "{{ '*x*' }}").merge_body("a.md", {}).values == ("*x*",)


@pytest.mark.parametrize(
    "expression",
    ["recipient.name.upper", "[recipient.name]", "[recipient.name] | map('upper')", "recipient"],
)
def test_what_has_no_text_of_its_own_is_not_printed(tmp_path: Path, expression: str) -> None:
    """Python would print the address of a function, another at each run."""
    code, file, line, hint = fault(tmp_path, f"A\n{{{{ {expression} }}}}")
    assert (code, file, line) == ("template.not-text", "letters/a.md", 2)
    assert "join" in hint
    with pytest.raises(SandboxError, match="is no text"):
        Sandbox().compile_text(f"{{{{ {expression} }}}}", HERE)({"recipient": Person()})


@pytest.mark.parametrize("text", ["{{ [1, 2] | random }}", "{{ lipsum() }}"])
def test_nothing_is_drawn_by_lot(tmp_path: Path, text: str) -> None:
    with pytest.raises(SandboxError):
        body(tmp_path, text).merge_body("a.md", {})


def test_a_large_constant_is_not_worked_out_when_a_template_is_compiled(tmp_path: Path) -> None:
    """There it would be under no letter's limits."""
    sandbox = body(tmp_path, "{{ 1 / 0 }}{% set x = 1 / 0 %}{{ 'x' | center(99) }}")
    sandbox.check_body("a.md")
    template = sandbox._body.get_template("a.md")  # what was compiled is the point
    assert not any(" " * 40 in str(one) for one in constants(template))


def test_the_files_that_were_used_are_told(tmp_path: Path) -> None:
    sandbox = body(tmp_path, '{% include "b.md" %}', b="b", c="c")
    assert sandbox.merge_body("a.md", {}).files == ("a.md", "b.md")
    assert len(sandbox.source_hash("b.md")) == 64


def test_a_file_that_may_be_missing_is_not_told_as_used(tmp_path: Path) -> None:
    sandbox = body(tmp_path, '{% include "no.md" ignore missing %}{% include "b.md" %}', b="b")
    assert sandbox.merge_body("a.md", {}).files == ("a.md", "b.md")


def test_paragraphs_stay_apart_and_loops_leave_no_lines(tmp_path: Path) -> None:
    text = (
        "A{% if true %} b{% endif %}\n\n"
        "{% for x in [1, 2] %}\n- {{ x }}\n{% endfor %}\n"
        "C\n{%- if true %} d\n{%- endif %}\n\n"
        '{% include "e.md" %}\n\nF'
    )
    merged = body(tmp_path, text, e="E").merge_body("a.md", {})
    first, second = chr(FIRST_SLOT), chr(FIRST_SLOT + 1)
    assert merged.text == f"A b\n\n- {first}\n- {second}\nC d\n\nE\n\nF"


def test_a_filter_gets_the_parliament(tmp_path: Path) -> None:
    sandbox = body(tmp_path, '{{ "honour" | spelling }}')
    merged = sandbox.merge_body("a.md", {"parliament": SimpleNamespace(spelling="american")})
    assert merged.values == ("honour/american",)


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("a\n{% if %}", "template.syntax", 2, "write what is missing"),
        ("a\n\n{{ recipeint }}", "template.undefined", 3, "did you mean `recipient`?"),
        ("{{ constituency }}", "template.undefined", 1, "did you mean `recipient.constituency`?"),
        ("{{ committee }}", "template.undefined", 1, "did you mean `recipient.extra.committee`?"),
        ("{{ recipient.committee }}", "template.undefined", 1, "did you mean `extra.committee`?"),
        ("{% if x = 'y' %}a{% endif %}", "template.syntax", 1, "compare with =="),
        ("{{ Vorname }}", "template.undefined", 1, "a roster's column is `recipient.NAME`"),
        ("{{ recipient.constituancy }}", "template.undefined", 1, "did you mean `constituency`?"),
        ("{{ recipient.extra.comittee }}", "template.undefined", 1, "did you mean `committee`?"),
        ("{{ recipient.extra.x }}", "template.undefined", 1, "default"),
        ('{% include "none.md" %}', "template.missing", 1, "ignore missing"),
        ("{{ ''.__class__ }}", "template.unsafe", 1, "plain values"),
        ("{{ 'a' * 10 ** 9 }}", "template.unsafe", 1, "plain values"),
        ("{{ 9 ** 999 }}", "template.unsafe", 1, "plain values"),
        ("{{ '%01001d' % 1 }}", "template.unsafe", 1, "at most 1,000"),
        ("{{ recipient.name | safe }}", "template.syntax", 1, ""),
        ("{{ recipient.name | uper }}", "template.syntax", 1, "did you mean `upper`?"),
        ("{{ 1 / 0 }}", "template.failed", 1, "fix"),
    ],
)
def test_a_fault_names_file_line_and_hint(
    tmp_path: Path, text: str, code: str, line: int, hint: str
) -> None:
    found = fault(tmp_path, text)
    assert found[:3] == (code, "letters/a.md", line)
    assert hint in found[3]


@pytest.mark.parametrize(
    "text",
    [
        "{{ '%{w}d' % 1 }}",
        "{{ '%(x)0{w}d' % {'x': 1} }}",
        "{{ '%.{w}f' % 1.5 }}",
        "{{ '%s %-{w}s' % ('a', 'b') }}",
        "{{ '%*d' % ({w}, 1) }}",
        "{{ '%.*f' | format({w}, 1.5) }}",
        "{{ '%{w}s' | format('a') }}",
        "{{ '%(x){w}s' | format(x='a') }}",
        "{{ '{:{w}}'.format(1) }}",
        "{{ '{:.{w}f}'.format(1) }}",
        "{{ '{:{}}'.format(1, {w}) }}",
        "{{ '{x:>{w}}'.format_map({'x': 'a'}) }}",
        "{{ 'a'.center({w}) }}",
        "{{ 'a'.zfill({w}) }}",
        "{{ 'a' | center({w}) }}",
        "{{ 'a\nb' | indent(width={w}) }}",
        "{{ ['a'] | map('center', {w}) | join }}",
        "{% set a = 'a'.ljust %}{{ a({w}) }}",
        "{% macro m() %}{:{w}}{% endmacro %}{{ m().format('a') }}",
    ],
)
def test_a_width_beyond_any_letter_s_is_refused_at_once(tmp_path: Path, text: str) -> None:
    for width in (10**9, 1001):
        found = fault(tmp_path, text.replace("{w}", str(width)))
        assert found[0] == "template.unsafe"
        assert found[3] == "a width or a precision is at most 1,000"
    body(tmp_path, text.replace("{w}", "1000")).merge_body("a.md", {"recipient": Person()})


def test_what_is_no_width_is_none(tmp_path: Path) -> None:
    text = "{{ '100%% 5000d, %s 2000' % 9999 }}{{ 7 % 5 }}{{ '{} {0}2000'[:2].format(5000) }}"
    merged = body(tmp_path, text).merge_body("a.md", {})
    assert merged.values == ("100% 5000d, 9999 2000", "2", "5000")


def test_templates_cannot_leave_their_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "link.md").symlink_to(tmp_path / "secret.md")
    for name in ("../secret.md", str(tmp_path / "secret.md"), "link.md"):
        with pytest.raises(SandboxError) as caught:
            body(letters, f'{{% include "{name}" %}}').merge_body("a.md", {})
        assert caught.value.fault.code == "template.missing"


def test_a_private_character_in_a_template_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, f"a\n{chr(FIRST_SLOT)}")[2] == 2


def test_mappings_are_plain_text() -> None:
    render = Sandbox().compile_text(
        "{{ {'sen': 'senate'}[kind] }} <b>{{ row['First Name'] }}", HERE
    )
    assert render({"kind": "sen", "row": {"First Name": "*A*"}}) == "senate <b>*A*"
    with pytest.raises(SandboxError) as caught:
        render({"kind": "rep", "row": {}})
    assert caught.value.fault.where == HERE


def test_conditions_say_whether_they_hold() -> None:
    holds = Sandbox().compile_condition("recipient.name.startswith('Ann')", HERE)
    assert holds({"recipient": Person()})
    assert not holds({"recipient": Person("Ben")})
    with pytest.raises(SandboxError):
        Sandbox().compile_condition("recipient.", HERE)


@pytest.mark.parametrize(
    ("source", "front", "kept"),
    [
        ("---\nsubject: x\n---\nBody", "subject: x", "\n\n\nBody"),
        ("Body\n---\n", "", "Body\n---\n"),
        ("---\nnever ends", "", "---\nnever ends"),
    ],
)
def test_front_matter_is_split_off_and_lines_keep_their_numbers(
    source: str, front: str, kept: str
) -> None:
    assert split_front_matter(source) == (front, kept)


def test_text_without_marks_is_said_as_it_stands() -> None:
    render = Sandbox().compile_text("A plain } line %} # of text\n", Where())
    assert render({}) == "A plain } line %} # of text\n"


def test_fields_of_our_values_are_read_and_all_else_is_examined() -> None:
    render = Sandbox().compile_text("{{ place.file }} {{ place['file'] }}", Where())
    assert render({"place": Where(file="r.csv")}) == "r.csv r.csv"
    for hidden in ("__class__", "__init__", "__dataclass_fields__"):
        with pytest.raises(SandboxError):
            Sandbox().compile_text(f"{{{{ place.{hidden} }}}}", Where())({"place": Where()})
