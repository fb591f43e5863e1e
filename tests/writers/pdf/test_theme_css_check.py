"""A theme's own style sheet: what is passed over in it is said, with its line and what to do."""

from __future__ import annotations

import pytest

from lettermerge.diagnostics import Severity
from lettermerge.writers.pdf.theme_css_check import find_breaks, find_ignored


def breaks(css: str) -> list[tuple[int | None, str]]:
    return [(one.where.line, one.message) for one in find_breaks(css, "theme.css")]


def ignored(css: str) -> list[tuple[int | None, str, str]]:
    found = find_ignored(css, "theme.css")
    assert {one.where.file for one in found} <= {"theme.css"}
    return [(one.where.line, one.message, one.hint) for one in found]


SOUND = """@charset "utf-8";
/* All of this is used. */
@page { margin: 20mm; @bottom-center { content: "x" } }
@media print { p { color: #123; margin: calc(1mm + 2mm) } }
p { .close & { color: red } &.label { color: blue } }
@layer base { h1 { overflow-wrap: anywhere } }
h1::before { content: "{ ( /*" url("a b") }
"""


def test_a_sound_style_sheet_is_left_alone() -> None:
    assert breaks(SOUND) == []
    assert ignored(SOUND) == []
    assert breaks("") == []
    assert ignored("") == []


@pytest.mark.parametrize(
    ("css", "line", "what"),
    [
        ("p {}\n.a { color: red\n.b { color: red }\n", 2, "`{` is not closed"),
        ("@media print {\n.a { color: red }\np { margin: 0\n", 3, "`{` is not closed"),
        ("p {}\n.a { color: red } }\n.b { color: red }", 2, "`}` closes nothing"),
        ("p {}\np[class { color: red }\n", 2, "`[` is not closed"),
        ('p {}\np { content: "x\n; color: red }', 2, "a quotation mark is not closed in its line"),
        ('p {}\np { content: "x', 2, "a quotation mark is not closed in its line"),
        ("p {}\n/* color: red\n", 2, "a comment is not closed with `*/`"),
        ("p {}\np { color: red; /* color: red }\n", 2, "a comment is not closed with `*/`"),
        ("p {}\np { background: url(a b) }\n", 2, "the address in `url()` is broken"),
        ("p {}\np { background: url(a b", 2, "the address in `url()` is broken"),
    ],
)
def test_what_is_not_closed_is_a_fault(css: str, line: int, what: str) -> None:
    assert breaks(css) == [(line, what)]


@pytest.mark.parametrize(
    ("css", "line", "what", "hint"),
    [
        (
            "p {}\np {\n colour: red; margin: 0 }", 3,
            "`colour: red` does nothing: unknown property",
            "did you mean `color`",
        ),
        (
            "p { color: 12\n px; zzz: 1 }", 2,
            "`zzz: 1` does nothing: unknown property", "remove it",
        ),
        ("p { width: 3 }", 1, "`width: 3` does nothing: invalid value", "a value that it takes"),
        ("p { margin: }", 1, "`margin: ` does nothing: no value", "a value that it takes"),
        ("\np:: { color: red }", 2, "invalid or unsupported selector, 'p:: '", "fix it"),
        ("\n@media print {\n\np >> a { color: red } }", 4, "selector, 'p >> a '", "fix"),
        ("p { color: red;\n\nb:: { color: red } }", 3, "selector, ':is(p ) b:: '", "fix"),
        ("\n@meda print { p { color: red } }", 2, "unknown rule @meda", "remove it"),
        ("\np {\n@media print { color: red } }", 3, "`@media` within a rule", "around the rule"),
        ("@page {\n@top-lft { content: 'x' } }", 2, "unknown @page rule @top-lft", "fix it"),
        ("\np {\ncolor red; margin: 0 }", 3, "neither a declaration", "fix it"),
        ("p {}\ncolor: red;", 2, "neither a declaration", "fix it"),
    ],
)  # fmt: skip
def test_what_does_nothing_is_a_warning(css: str, line: int, what: str, hint: str) -> None:
    assert breaks(css) == []
    found = ignored(css)
    assert {one.severity for one in find_ignored(css, "theme.css")} == {Severity.WARNING}
    assert [one[0] for one in found if what in one[1] and hint in one[2]] == [line]


@pytest.mark.parametrize(
    ("css", "what"),
    [
        ("p {}\np { width: calc(1mm +) }", "WeasyPrint fails at this rule: AssertionError"),
        ("p {}\n@import url(x.css);", "x.css is not part of the letter"),
    ],
)
def test_what_weasyprint_gives_up_at_is_a_fault_with_its_line(css: str, what: str) -> None:
    found = find_ignored(css, "theme.css")
    assert [(one.severity, one.where.line) for one in found] == [(Severity.ERROR, 2)]
    assert what in found[0].message
    assert found[0].where.value == css.splitlines()[1]
