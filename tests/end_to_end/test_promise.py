"""`check` promises exactly what `render` makes, and names each letter that fails."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from PIL import Image
from tests.series import cases, seed

from lettermerge.app.batch.batch import prepare, render
from lettermerge.app.batch.batch_model import Request, Result
from lettermerge.app.batch.plan_execution import RunOptions
from lettermerge.app.preflight.project_check import Checked, check_project
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import Settings, parse_settings
from lettermerge.diagnostics import Severity
from lettermerge.errors import LettermergeError

COLUMNS = (
    "id", "parliament", "chamber", "role", "full_name", "gender", "constituency", "language",
    "address", "fee", "photo",
)  # fmt: skip
PLAIN = {
    "parliament": "uk", "chamber": "commons", "full_name": "Ann Testwright", "gender": "f",
    "constituency": "Mole", "fee": "12", "photo": "photo.png",
}  # fmt: skip


def picture(kind: str, mode: str = "RGB") -> bytes:
    """Return a small image."""
    out = BytesIO()
    Image.new(mode, (8, 6)).save(out, kind)
    return out.getvalue()


def drawing(inside: str) -> bytes:
    """Return an SVG image."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" '
        f'width="20" height="20">{inside}</svg>'
    ).encode()


IMAGES = {
    "photo.png": picture("png"),
    "other.jpg": picture("jpeg"),
    "cmyk.jpg": picture("jpeg", "CMYK"),
    "torn.png": picture("png")[:40],
    "noise.png": b"\x89PNG\r\n\x1a\nnothing",
    "plain.svg": drawing('<rect width="9" height="9"/>'),
    "pale.svg": drawing('<g opacity="0.5"><rect width="9" height="9"/></g>'),
    "lettered.svg": drawing('<text y="10" font-family="serif">A</text>'),
    "reaching.svg": drawing('<image x:href="file:///etc/hostname" width="9" height="9"/>'),
    "paired.svg": drawing('<rect width="9" height="9"/>'),
    "paired.png": picture("png"),
}
#: Cells that make a row fail, in some format or in all, and some that do not.
CELLS: Mapping[str, Sequence[str]] = {
    "parliament": ("us", "ca", "nz", "atlantis", ""),
    "chamber": ("senate", "lords", "house", ""),
    "role": ("body",),
    "full_name": (
        "Bo Żółć", "Ann សុខ", "สมชาย Test", "李小龙", "Ann ☐ Test", "Ann \u200bTest", "TBC",
        "#NAME?", "Ann\x0bTest", "Ann \U0001f600", "Αννα Тест", "\u0301Ann",
    ),
    "constituency": ("", "Sample & Dale", "\u0e01", "#REF!"),
    "language": ("fr", "fr-CA", "de"),
    "address": ("1 Kelp Lane\nBrinehaven", "#N/A", "Err:502", "☐ Lane"),
    "fee": ("", "#DIV/0!", " #WERT! ", "Err:522", "#hash", "☃"),
    "photo": ("", "absent.png", *IMAGES),
}  # fmt: skip
BLOCKS = (
    "Plain words.",
    "## A heading",
    "* one\n* two",
    "1. one\n\n   > deep",
    "> a quotation",
    "| a | b |\n|---|---|\n| {{ recipient.id }} | 2 |",
    "*Stressed*, **strong** and a [link](https://example.org).",
    "---",
    "A box: ☐.",
    "The fee is {{ recipient.extra.fee }}.",
    "{% if recipient.constituency %}## Of {{ recipient.constituency }}{% endif %}",
    "{% if recipient.gender == 'f' %}\\newpage\n\nMore.{% endif %}",
    "{{ 12 // (recipient.constituency | length) }} shares.",
    "![A photo]({{ recipient.extra.photo }})",
    "{% if recipient.extra.photo %}![A photo]({{ recipient.extra.photo }}){% endif %}",
    "![Seen](photo.png)",
    "![Unseen](noise.png)",
    "{% for n in range(recipient.constituency | length) %}\nA paragraph.\n\n{% endfor %}",
)
FRONTS = (
    "subject: S",
    "subject: To {{ recipient.name }}",
    'enclosures: ["{{ recipient.extra.fee }}"]',
)
RULES = (
    "p { color: #222222 }",
    "@page:first { background: url(bg.png) }",
    "@page:left { background: url(bg.png) }",
    "@page { @top-left { font-family: serif } }",
    "h2 { font-family: monospace }",
    "h2, h3 { opacity: 0.5 }",
    "li::before { content: url(dot.png) }",
    ".body > p:nth-child(3) { opacity: 0.9 }",
    ".figure img { display: none }",
    ":lang(fr) .close { font-family: serif }",
    "table { background: url(x.png) }",
    "em { font-family: cursive }",
    "nothing { background: url(x.png) }",
    ".address { float: left }",
)
NAMES = ("Test Society", "Société d’essai", "测试 Society")
FILES = (
    "",
    "{{ recipient.id }}-{{ recipient.extra.fee }}",
    "{{ recipient.constituency }}",
    "{{ recipient.extra.fee }}",
)


@dataclass(frozen=True)
class Case:
    """A project, as its files."""

    rows: list[dict[str, str]]
    blocks: list[str]
    front: str = "subject: S"
    french: bool = False
    rules: list[str] = field(default_factory=list)
    sender: str = "Test Society"
    signature: str = ""
    formats: tuple[str, ...] = ("pdf", "docx")
    file: str = ""

    def write(self, folder: Path) -> Settings:
        """Write the files; return the settings."""
        letters = folder / "letters"
        (letters / "themes" / "t").mkdir(parents=True)
        (letters / "themes" / "t" / "theme.toml").write_text("", "utf-8")
        (letters / "themes" / "t" / "theme.css").write_text("\n".join(self.rules), "utf-8")
        body = f"---\n{self.front}\n---\n" + "\n\n".join(self.blocks) + "\n"
        (letters / "a.md").write_text(body, "utf-8")
        if self.french:
            (letters / "a.fr.md").write_text("---\nsubject: S\n---\nBonjour.\n", "utf-8")
        for name, content in IMAGES.items():
            (letters / name).write_bytes(content)
        text = StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(self.rows)
        (folder / "r.csv").write_text(text.getvalue(), "utf-8", newline="")
        image = f'image = "letters/{self.signature}"' if self.signature else ""
        name = f'name = "{self.file}"' if self.file else ""
        return unsealed(
            parse_settings(
                '[letter]\ntemplate = "a.md"\ndate = 2023-07-20\ntheme = "t"\n'
                '[recipients]\nsource = "r.csv"\n'
                f'[sender]\nname = "{self.sender}"\n[[signatories]]\nname = "A"\n{image}\n'
                f"[output]\nformats = {list(self.formats)}\n{name}\n"
            )
        )


def look(folder: Path, settings: Settings, *, rendered: bool = False) -> Checked | str:
    """Return what `check` says, or the name of the error that makes all unusable."""
    try:
        return check_project(folder, settings, rendered=rendered)
    except LettermergeError as error:
        return type(error).__name__ if error.faults else "says nothing of why"


def make(folder: Path, settings: Settings) -> Result | str:
    """Return what `render` makes, or the name of the error that makes all unusable."""
    try:
        prepared = prepare(Request(settings, folder, folder / "output"))
        return render(prepared, RunOptions(workers=0))
    except LettermergeError as error:
        return type(error).__name__


def judge(case: Case, *, rendered: bool = False) -> tuple[int, dict[str, int]]:
    """Hold what `check` promises against what `render` makes; return the letters and files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = case.write(folder)
        checked, made = look(folder, settings, rendered=rendered), make(folder, settings)
        if isinstance(checked, str):
            assert made == checked
            return 0, {}
        if isinstance(made, str):  # file names collide
            assert checked.letters == sum(checked.files.values()) == 0
            assert "output.collision" in {one.code for one in checked.report.errors}
            return 0, {}
    written = {kind: made.outcome.written[kind] for kind in case.formats}
    assert checked.files == written
    assert checked.letters == made.outcome.rows_written
    assert not made.outcome.bugs
    named = {one.where.row for one in checked.report if one.severity is Severity.ERROR}
    assert {one.row.number for one in made.rejected} == named
    return checked.letters, dict(checked.files)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw rows of which most are sound."""
    made = []
    for number in range(draw(st.integers(1, 6))):
        row = PLAIN | {"id": f"r{number}"}
        for column in draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=3)):
            row[column] = draw(st.sampled_from(CELLS[column]))
        made.append(row)
    return made


CASES = st.builds(
    Case,
    rows=rows(),
    blocks=st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5),
    front=st.sampled_from(FRONTS),
    french=st.booleans(),
    rules=st.lists(st.sampled_from(RULES), max_size=2),
    sender=st.sampled_from((*NAMES[:1] * 6, *NAMES)),
    signature=st.sampled_from(("", "", "", *IMAGES)),
    formats=st.sampled_from((("pdf", "docx"), ("docx", "pdf"), ("pdf",), ("docx",))),
    file=st.sampled_from((*FILES[:1] * 6, *FILES)),
)


QUICK = [phase for phase in Phase if phase is not Phase.explain]


@pytest.mark.slow
@pytest.mark.soak
@settings(max_examples=cases(400), suppress_health_check=list(HealthCheck), phases=QUICK)
@seeded(seed())
@given(CASES)
def test_a_check_promises_what_a_run_makes(case: Case) -> None:
    judge(case)


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("office", [False, pytest.param(True, marks=pytest.mark.tools)])
@settings(max_examples=cases(60), suppress_health_check=list(HealthCheck), phases=QUICK)
@seeded(seed())
@given(case=CASES)
def test_looking_at_the_pages_promises_no_more_and_no_less(case: Case, office: bool) -> None:
    """LibreOffice, which counts the pages of DOCX letters, changes no promise."""
    with pytest.MonkeyPatch.context() as patch:
        if not office:
            patch.setenv("PATH", os.devnull)
        judge(case, rendered=True)


EVERYTHING = "\n\n".join(
    block for block in BLOCKS if "noise" not in block and "☐" not in block and "//" not in block
)
#: Begins what some letters have and others have not.
IF_FULL = "{% if recipient.id in recipient.extra.fee %}"


@pytest.mark.slow
@pytest.mark.parametrize("full", ["a", "bc"])
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_where_some_letters_have_what_it_chooses(rule: str, full: str) -> None:
    letters = [PLAIN | {"id": one, "fee": full} for one in "abc"]
    more = f"{IF_FULL}\n\n{EVERYTHING}\n\n\\newpage\n\nMore.\n\n{{% endif %}}"
    made, files = judge(Case(letters, ["Plain words.", more], rules=[rule]))
    assert files["docx"] == 3
    assert made == files["pdf"]


@pytest.mark.slow
def test_a_rule_for_later_pages_fails_the_letters_that_have_them() -> None:
    rules = ["@page { @top-left { font-family: serif } }"]
    letters = [PLAIN | {"id": one, "fee": "b"} for one in "abc"]
    many = "range(900 if recipient.id in recipient.extra.fee else 1)"
    words = f"{{% for n in {many} %}}so many words {{% endfor %}}"
    assert judge(Case(letters, [words], rules=rules)) == (2, {"pdf": 2, "docx": 3})


def test_a_character_is_named_with_its_cell_line_or_setting() -> None:
    case = Case(
        [PLAIN | {"id": "a", "full_name": "李 ក", "address": "李 1"}, PLAIN | {"id": "b"}],
        ["Plain.", "A ក and a ខ."],
        sender="测 Society",
    )
    with tempfile.TemporaryDirectory() as name:
        checked = look(Path(name), case.write(Path(name)))
    assert isinstance(checked, Checked)
    assert (checked.letters, checked.files) == (0, {"pdf": 0, "docx": 0})
    told = {
        (one.where.row, one.where.column, one.message.partition(": ")[0])
        for one in checked.report.errors
    }
    cell = (
        "no face of the letter has U+674E CJK UNIFIED IDEOGRAPH-674E, U+1780 KHMER LETTER KA, in "
    )
    assert told == {
        (2, "full_name", cell + "the address block"),
        (2, "", "letters/a.md:6"), (2, "sender.name", "lettermerge.toml, sender.name"),
        (3, "", "letters/a.md:6"), (3, "sender.name", "lettermerge.toml, sender.name"),
    }  # fmt: skip


def test_a_project_that_cannot_be_signed_makes_nothing() -> None:
    case = Case([PLAIN | {"id": "a"}], ["Plain."])
    with tempfile.TemporaryDirectory() as name:
        settings = case.write(Path(name))
        signing = replace(settings.signing, identity="absent.p12")
        checked = look(Path(name), replace(settings, signing=signing))
    assert isinstance(checked, Checked)
    assert (checked.letters, checked.files) == (0, {"pdf": 0, "docx": 0})
    assert [one.code for one in checked.report.errors] == ["signing.missing-file"]


@pytest.mark.slow
@pytest.mark.parametrize("formats", [("pdf",), ("docx",), ("pdf", "docx")])
def test_each_image_is_judged_for_each_format(formats: tuple[str, ...]) -> None:
    letters = [PLAIN | {"id": f"r{n}", "photo": name} for n, name in enumerate(IMAGES)]
    _, files = judge(Case(letters, ["![A photo]({{ recipient.extra.photo }})"], formats=formats))
    right = {
        "pdf": 7,
        "docx": 7,
    }  # but torn, noise, lettered, reaching in both
    assert files == {kind: right[kind] for kind in formats}
