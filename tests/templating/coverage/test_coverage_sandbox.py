"""Which branches a render takes, each kind by its name; and that it says the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import series

from lettermerge.diagnostics import Diagnostic, Where
from lettermerge.templating import Merged, Sandbox, SandboxError
from lettermerge.templating.coverage.coverage_sandbox import WatchingSandbox


def written(folder: Path, text: str, files: dict[str, str] | None = None) -> Path:
    for name, content in {"a.md": text, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def taken(
    folder: Path, text: str, files: dict[str, str] | None = None, **variables: object
) -> tuple[list[str], list[str]]:
    """Return the branches that a render takes, and those that it does not, as they are named."""
    sandbox = WatchingSandbox(written(folder, text, files))
    plain = Sandbox(folder)
    merged = sandbox.merge_body("a.md", variables)
    assert merged == plain.merge_body("a.md", variables)
    found = sandbox.watch.collect()
    named = (sorted(found), sorted(sandbox.branches() - found))
    return tuple([str(one).removeprefix("letters/") for one in part] for part in named)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "variables", "yes", "no"),
    [
        (
            "{% if a %}x{% else %}y{% endif %}",
            {"a": 1},
            ["a.md:1 {% if a %}"],
            ["a.md:1 {% else %} of {% if a %} in line 1"],
        ),
        (
            "\n{% if a %}x{% endif %}",
            {"a": 0},
            ["a.md:2 {% if a %} not met"],
            ["a.md:2 {% if a %}"],
        ),
        (
            "{%- if a -%}\nx\n{%- elif  b == 'x' -%}\ny{% endif %}",
            {"a": 0, "b": "x"},
            ["a.md:3 {% elif b == 'x' %}"],
            ["a.md:1 {% if a %}", "a.md:1 none of {% if a %} and its elif"],
        ),
        (
            "{% if a %}{% if b %}x{% endif %}{% endif %}",
            {"a": 1, "b": 0},
            ["a.md:1 {% if a %}", "a.md:1 {% if b %} not met"],
            ["a.md:1 {% if b %}", "a.md:1 {% if a %} not met"],
        ),
        (
            "{{ 'x' if a else 'y' }} {{ f(('p' if b), [1 if c else 2]) }}",
            {"a": 1, "b": 1, "c": 0, "f": lambda *_: ""},
            [
                "a.md:1 'x' if a else 'y': met",
                "a.md:1 'p' if b: met",
                "a.md:1 1 if c else 2: not met",
            ],
            [
                "a.md:1 'x' if a else 'y': not met",
                "a.md:1 'p' if b: not met",
                "a.md:1 1 if c else 2: met",
            ],
        ),
        (
            "{{ 'x' if a else 'y' if b else 'z' }}",
            {"a": 0, "b": 0},
            [
                "a.md:1 'x' if a else 'y' if b else 'z': not met",
                "a.md:1 'y' if b else 'z': not met",
            ],
            ["a.md:1 'x' if a else 'y' if b else 'z': met", "a.md:1 'y' if b else 'z': met"],
        ),
        (
            "{% for x in a if x %}{{ x }}{% else %}none{% endfor %}",
            {"a": [0]},
            ["a.md:1 {% else %} of {% for x in a if x %} in line 1"],
            ["a.md:1 {% for x in a if x %} with items"],
        ),
        (
            "{% for x in a %}{{ loop.index }}{% endfor %}",
            {"a": "xy"},
            ["a.md:1 {% for x in a %} with items"],
            ["a.md:1 {% for x in a %} without items"],
        ),
        (
            "{% macro m(x) %}{{ 1 if x }}{% endmacro %}\n{% macro n() %}{% endmacro %}{{ m(1) }}",
            {},
            ["a.md:1 {% macro m(x) %} called", "a.md:1 1 if x: met"],
            ["a.md:1 1 if x: not met", "a.md:2 {% macro n() %} called"],
        ),
        (
            "{% macro m(x) %}{{ caller() if x }}{% endmacro %}{% call m(0) %}x{% endcall %}",
            {},
            ["a.md:1 {% macro m(x) %} called", "a.md:1 caller() if x: not met"],
            ["a.md:1 caller() if x: met", "a.md:1 {% call m(0) %} printed"],
        ),
        ("{{ 'x' if true else a }}{{ 'y' if false else 'z' }}", {"a": 1}, [], []),
        ("{% raw %}{% if a %}{% endraw %}{# {% if b %} #}{{ '{% if c %}' }}", {}, [], []),
    ],
)
def test_each_kind_of_branch_is_named(
    tmp_path: Path, text: str, variables: dict[str, object], yes: list[str], no: list[str]
) -> None:
    found, missed = taken(tmp_path, text, None, **variables)
    assert found == yes
    assert missed == no


def test_a_letter_can_take_both_ways(tmp_path: Path) -> None:
    text = "{% for x in [0, 1] %}{{ '1' if x else '0' }}{% endfor %}"
    assert taken(tmp_path, text)[1] == ["a.md:1 {% for x in [0, 1] %} without items"]


ASKS = {"asks/eu.md": "E", "asks/us.md": "U", "asks/eu.fr.md": "F", "other.md": "O"}


def test_each_file_that_an_include_may_ask_for_is_a_branch(tmp_path: Path) -> None:
    text = '\n{% include "asks/" ~ p ~ ".md" %}{% include "other.md" %}'
    tag = 'a.md:2 {% include "asks/" ~ p ~ ".md" %} with'
    found, missed = taken(tmp_path, text, ASKS, p="eu")
    assert found == [f"{tag} asks/eu.md"]
    assert missed == [f"{tag} asks/us.md"]


@pytest.mark.parametrize(
    ("p", "yes", "no"), [("eu", "asks/eu.md", "no file"), ("nz", "no file", "asks/eu.md")]
)
def test_a_file_that_may_be_missing_makes_two(tmp_path: Path, p: str, yes: str, no: str) -> None:
    text = '{% include "asks/" ~ p ~ ".md" ignore missing %}{% include "other.md" %}'
    tag = 'a.md:1 {% include "asks/" ~ p ~ ".md" ignore missing %} with'
    found, missed = taken(tmp_path, text, ASKS, p=p)
    assert found == [f"{tag} {yes}"]
    assert f"{tag} {no}" in missed


def test_a_choice_of_files_names_the_one_that_is_there(tmp_path: Path) -> None:
    text = "{% include ['asks/' ~ p ~ '.md', 'other.md'] %}"
    found, _ = taken(tmp_path, text, ASKS, p="nz")
    assert found == ["a.md:1 {% include ['asks/' ~ p ~ '.md', 'other.md'] %} with other.md"]


def test_a_file_of_which_nothing_is_known_is_named_when_it_is_taken(tmp_path: Path) -> None:
    assert taken(tmp_path, "{% include p %}", ASKS, p="other.md") == (
        ["a.md:1 {% include p %} with other.md"],
        [],
    )


def test_branches_of_partials_parents_and_libraries_are_named_there(tmp_path: Path) -> None:
    files = {
        "base.md": "{% block b %}{{ 'x' if a else 'y' }}{% endblock %}{% block c %}{% endblock %}",
        "lib.md": "{% macro m(x) %}{% if x %}1{% endif %}{% endmacro %}",
    }
    text = (
        '{% extends "base.md" %}{% import "lib.md" as l %}{% block b %}{{ l.m(1) }}{% endblock %}'
    )
    found, missed = taken(tmp_path, text, files, a=1)
    assert found == [
        "a.md:1 {% block b %} printed",
        "base.md:1 {% block c %} printed",
        "lib.md:1 {% macro m(x) %} called",
        "lib.md:1 {% if x %}",
    ]
    assert missed == [
        "base.md:1 {% block b %} printed",
        "base.md:1 'x' if a else 'y': met",
        "base.md:1 'x' if a else 'y': not met",
        "lib.md:1 {% if x %} not met",
    ]


def test_front_matter_has_branches_too(tmp_path: Path) -> None:
    front = (
        "---\nsubject: A\ncc:\n  - One\n  - \"{{ 'x' if a else 'y' }}\"\n---\n{% if a %}{% endif %}"
    )
    sandbox = WatchingSandbox(written(tmp_path, front))
    render = sandbox.compile_text("{{ 'x' if a else 'y' }}", Where("letters/a.md", column="cc"))
    assert render({"a": 1}) == "x"
    assert [str(one) for one in sandbox.watch.collect()] == [
        "letters/a.md:5 'x' if a else 'y': met"
    ]


def test_mappings_and_names_have_none(tmp_path: Path) -> None:
    sandbox = WatchingSandbox(written(tmp_path, ""))
    render = sandbox.compile_text("{{ 'x' if a }}", Where("lettermerge.toml", column="name"))
    assert render({"a": 1}) == "x"
    assert sandbox.branches() == frozenset()


def test_a_fault_is_the_same_as_ever(tmp_path: Path) -> None:
    text = "\n{% if nothing.there %}x{% endif %}"
    faults = []
    for kind in (Sandbox, WatchingSandbox):
        with pytest.raises(SandboxError) as caught:
            kind(written(tmp_path, text)).merge_body("a.md", {"other": 1})
        faults.append(caught.value.fault)
    assert faults[0] == faults[1]


def test_no_template_can_name_the_marks(tmp_path: Path) -> None:
    with pytest.raises(SandboxError):
        WatchingSandbox(written(tmp_path, "{{ 1 | is reached }}")).check_body("a.md")


values = st.sampled_from(
    ["a", "b", "a and b", "not a", "xs", "none", "true", "0", "loop is defined"]
)
leaves = st.sampled_from(["text", "\n", " ", "\n\n", "{{ a }}", "{{ '*' }}", "- x\n", "{# c #}"])


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return templates around templates."""
    parts = st.lists(inner, max_size=3).map("".join)
    dash = st.sampled_from(["", "-"])
    condition = st.tuples(dash, values, parts, dash, values, parts, parts, dash)
    return st.one_of(
        st.builds(lambda p, q: p + q, inner, inner),
        condition.map(lambda c: f"{{%{c[0]} if {c[1]} %}}{c[2]}{{% endif {c[3]}%}}"),
        condition.map(lambda c: f"{{% if {c[1]} %}}{c[2]}{{% else {c[3]}%}}{c[5]}{{% endif %}}"),
        condition.map(
            lambda c: f"{{% if {c[1]} {c[0]}%}}{c[2]}{{%{c[3]} elif {c[4]} %}}{c[5]}{{% else %}}"
            f"{c[6]}{{% endif {c[7]}%}}"
        ),
        st.builds("{{{{ ({0}) if ({1}) else ({2}) }}}}".format, values, values, values),
        st.builds("{{{{ 'x' if {0} else '*y*' if {1} else z }}}}".format, values, values),
        parts.map("{{% for x in xs if x %}}{0}{{{{ 1 if x }}}}{{% else %}}0{{% endfor %}}".format),
        parts.map("{{% macro m(v='1' if a else z) %}}{0}{{{{ v }}}}{{% endmacro %}}".format),
        parts.map("{{% macro m() %}}{0}{{% endmacro %}}{{{{ m() }}}}".format),
        parts.map(lambda p: f"{{% filter upper %}}{p}{{% endfilter %}}"),
        parts.map(lambda p: f"{{% set s %}}{p}{{% endset %}}{{{{ s }}}}"),
        parts.map(lambda p: f"{{% with a = 'w' if b else 0 %}}{p}{{% endwith %}}"),
    )  # fmt: skip


templates = st.recursive(leaves, nested, max_leaves=12)


def said(sandbox: Sandbox, variables: dict[str, object]) -> Merged | Diagnostic:
    """Return what a letter says, or what is wrong with it."""
    try:
        return sandbox.merge_body("a.md", variables)
    except SandboxError as error:
        return error.fault


@pytest.mark.slow
@settings(max_examples=series.cases(600), deadline=None)
@given(text=templates, a=st.booleans(), b=st.booleans(), xs=st.lists(st.integers(0, 2), max_size=2))
def test_a_letter_says_the_same_with_marks_and_without(
    tmp_path_factory: pytest.TempPathFactory, text: str, a: bool, b: bool, xs: list[int]
) -> None:
    folder = written(tmp_path_factory.mktemp("t"), text)
    variables = {"a": a, "b": b, "xs": xs, "z": "*z*"}
    plain, watching = Sandbox(folder), WatchingSandbox(folder)
    assert said(watching, variables) == said(plain, variables)
    taken = watching.watch.collect()
    assert taken <= watching.branches()
    assert not any(one.text.startswith("condition") for one in watching.branches())
