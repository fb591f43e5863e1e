"""Projects that mean harm are refused in 1.5 seconds and 300 MB, measured in a child process.

On a slow machine, harm may cost as much more as a project without harm does. Each is the tiny
project with one file or cell changed; rosters of all kinds have tests of their own
(`end_to_end/test_bombs.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from tests.forked_runs import ForkedRuns, forked_runs
from tests.letter.test_svg_check import uses
from tests.preview.server.served import write_project
from tests.tiny import SETTINGS

MEGABYTES = 300

LOOPS = "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}x"
DOUBLE = (
    "{% set ns = namespace(x='a' * 1000) %}{% for i in range(40) %}"
    "{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}"
)
FILLED = "range(99999)|map('center', 900)|map('length')|sum"
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))


@dataclass(frozen=True)
class Harm:
    """What is changed, the command that meets it, its exit code, and words of what it says."""

    change: Callable[[Path], object]
    code: int
    said: str
    command: Sequence[str] = ("check",)


def settings(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "lettermerge.toml").write_text(text, encoding="utf-8")


def mapped(expression: str) -> Callable[[Path], object]:
    columns = f"[recipients.columns]\nparty = '''{expression}'''\n[sender]"
    return settings(SETTINGS.replace("[sender]", columns))


def front(text: str) -> Callable[[Path], object]:
    template = f"---\n{text}\n---\nBody.\n"
    return lambda folder: (folder / "letters/a.md").write_text(template, encoding="utf-8")


def cell(**values: str) -> Callable[[Path], object]:
    row = {"id": "a1", "parliament": "uk", "chamber": "commons", "full_name": "Ann Testwright"}
    row |= values

    def change(folder: Path) -> None:
        text = StringIO(newline="")
        csv.writer(text).writerows([row, row.values()])
        (folder / "r.csv").write_text(text.getvalue(), encoding="utf-8")

    return change


def theme(css: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        settings(SETTINGS.replace("[recipients]", 'theme = "t"\n[recipients]', 1))(folder)
        (folder / "letters/themes/t").mkdir(parents=True)
        (folder / "letters/themes/t/theme.toml").write_text("", encoding="utf-8")
        (folder / "letters/themes/t/theme.css").write_text(css, encoding="utf-8")

    return change


def image(svg: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        settings(SETTINGS + 'image = "i.svg"\n')(folder)
        (folder / "i.svg").write_text(svg, encoding="utf-8")

    return change


def nothing(_: Path) -> None:
    """Leave the project as it is."""


LONG = ("x," * 60000, "(a) " * 30000, "MP, " * 30000, "DE LA " * 20000)
LOOK = ("preview", "a1")
DRY = ("render", "--dry-run", "--no-sign", "-w")
TOML = "recipients.columns.party"
CASES = {
    "mapping-loops": Harm(mapped(LOOPS), 3, f"{TOML}: the expression for `party` cannot"),
    "mapping-doubles": Harm(mapped(DOUBLE), 5, "depth than a letter may"),
    "mapping-product": Harm(mapped("{{ 'x' * 10**9 }}"), 5, "a product of more than"),
    "where-loops": Harm(
        nothing,
        2,
        "-w: the expression was given up: it used more than 1 s",
        (*DRY, f"[{','.join([FILLED] * 100)}]"),
    ),
    "where-power": Harm(
        nothing, 2, "-w: the power is too large", (*DRY, "9**9**9")
    ),
    "name-loops": Harm(
        settings(SETTINGS + f"[output]\nname = '''{LOOPS}'''\n"),
        5,
        "the name of the file was given up",
    ),
    "front-deep": Harm(front("subject: " + "[" * 5000), 4, "a.md:2: front matter is not YAML"),
    "front-deep-blocks": Harm(front("cc:\n" + "- " * 5000 + "x"), 4, "lists in lists"),
    "front-laughs": Harm(front(LAUGHS), 4, "an anchor (&) or an alias (*)"),
    "front-merge": Harm(front("<<: &a {b: c}\nsubject: x"), 4, "an anchor (&)"),
    "front-digits": Harm(front("subject: 0x" + "f" * 15000), 4, "`subject` holds more than text"),
    "front-decimal": Harm(front("subject: " + "9" * 15000), 4, "front matter is not YAML"),
    "front-binary": Harm(front("subject: !!binary aGFybQ=="), 4, "holds more than text"),
    "front-set": Harm(front("cc: !!set {a, b}"), 4, "holds more than text"),
    "front-long": Harm(front("subject: " + "x " * 500_000), 4, "more than 16,384 characters"),
    "front-many": Harm(front("cc:\n" + "- x\n" * 4000), 4, "more than 500 values"),
    "toml-deep": Harm(settings("a = " + "[" * 20000), 3, "inside one another more than"),
    "toml-deep-tables": Harm(settings("a" + ".a" * 3000 + " = 1"), 3, "inside one another"),
    "toml-deep-inline": Harm(settings("a = " + "{a = " * 5000), 3, "inside one another"),
    "toml-digits": Harm(settings("a = " + "9" * 10000), 3, "not valid TOML"),
    "toml-hexadecimal": Harm(settings("a = 0x" + "f" * 100_000), 3, "more than 64 bits"),
    "toml-long": Harm(settings("# " + "x" * (2 << 20)), 3, "more than 1,048,576 characters"),
    "theme-font": Harm(
        theme("p { font-size: 1e9pt }"), 5, "WeasyPrint cannot lay the letter out", LOOK
    ),
    "theme-unit": Harm(
        theme("p { border: 6pt solid; border-image: linear-gradient(red, blue) 3 / 4pt }"),
        5,
        "WeasyPrint cannot lay the letter out: AssertionError",
        LOOK,
    ),
    "theme-broken-font": Harm(
        theme("@font-face { font-family: X; src: url('big.ttf') } p { font-family: X }"),
        5,
        "asks for 'big.ttf'",
        LOOK,
    ),
    "theme-data-font": Harm(
        theme(f"@font-face {{ font-family: X; src: url('data:font/ttf;base64,{'A' * 999_996}') }}"),
        5,
        "which is not part of the letter",
        LOOK,
    ),
    "svg-uses": Harm(image(uses(40)), 3, "i.svg: the image comes to more than 100,000"),
    "svg-deep": Harm(image("<svg>" + "<g>" * 99999), 3, "inside one another"),
    **{
        f"name-{number}": Harm(cell(full_name="Jane " + text), 5, "at most 1,000 are read")
        for number, text in enumerate(LONG)
    },
    "given": Harm(cell(given_name="x," * 60000), 5, "`given_name` has 120,000 characters"),
    "title": Harm(cell(title="Mr " * 40000), 5, "`title` has 119,999 characters"),
    "suffix": Harm(cell(suffix="MP, " * 30000), 5, "`suffix` has 119,999 characters"),
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedRuns]:
    with forked_runs(tmp_path_factory.mktemp("harmless")) as runs:
        yield runs


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_harm_costs_little_time_and_300_megabytes_at_most(
    tmp_path: Path, name: str, runs: ForkedRuns
) -> None:
    harm = CASES[name]
    folder = write_project(tmp_path / "p")
    harm.change(folder)
    done = runs.run_at_best(*harm.command, "-C", str(folder))
    print(f"{name}: {done.seconds:.2f} s of {runs.most_seconds:.2f}, {done.peak >> 20} MB")
    assert "Traceback" not in done.stderr
    assert done.code == harm.code, done.stderr[:2000]
    assert harm.said in done.stderr
    assert done.peak < MEGABYTES << 20
    assert done.seconds < runs.most_seconds
