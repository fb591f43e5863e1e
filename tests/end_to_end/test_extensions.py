"""The example packages are built, installed and used; broken ones are named and stop nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.tiny import ROSTER, SETTINGS, write_tiny

import lettermerge

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(lettermerge.__file__).parents[1]
EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/pyproject.toml"))
BUILD = """
import os, sys
import hatchling.build
for folder in sys.argv[2:]:
    os.chdir(folder)
    hatchling.build.build_wheel(sys.argv[1])
"""
CARDS = """BEGIN:VCARD
UID:v1
FN:Ann Testwright
N:Testwright;Ann;;;
X-PARLIAMENT:uk
X-CHAMBER:commons
END:VCARD
"""


def install(target: Path, wheels: Path) -> None:
    """Put wheels where Python finds them, as an installer does with --target."""
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build all example packages without a network, and install them into a folder."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("packages")
    command = [sys.executable, "-c", BUILD, str(wheels), *map(str, EXAMPLES)]
    built = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert built.returncode == 0, built.stderr
    install(target, wheels)
    return target


def add_package(target: Path, name: str, version: str, entries: str, code: str) -> None:
    """Write an installed package of one module."""
    info = target / f"{name}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(entries, encoding="utf-8")
    (target / f"{name}.py").write_text(code, encoding="utf-8")


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


#: Runs commands in one process, each in a folder, and prints how they ended.
RUN = """
import contextlib, io, json, os, sys
from lettermerge.cli.application import run
done = []
for folder, *arguments in json.load(sys.stdin):
    os.chdir(folder)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    done.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(done))
"""


def run(target: Path, *commands: tuple[Path, str]) -> list[Done]:
    """Run commands, each a folder and a line of words, with the packages of `target`."""
    asked = json.dumps([[str(folder), *line.split()] for folder, line in commands])
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(target), str(SOURCE)))},
        input=asked,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Done(*one) for one in json.loads(done.stdout)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    template = "Dear {{ recipient.name | initials }}, we demand it.\n"
    write_tiny(folder, template, ROSTER)
    settings = SETTINGS.replace('source = "r.csv"', 'source = "r.vcf"')
    settings += '[output]\nformats = ["txt", "pdf"]\n[signing]\nidentity = "none"\n'
    (folder / "lettermerge.toml").write_text(settings, encoding="utf-8")
    (folder / "r.vcf").write_text(CARDS, encoding="utf-8")
    return folder


def counts(plan: Done) -> dict[str, int]:
    actions = [one["action"] for one in plan.json["files"]]
    return {action: actions.count(action) for action in sorted(set(actions))}


def test_all_kinds_of_extensions_work_together(project: Path, packages: Path) -> None:
    lines = (
        "check --json",
        "render -j 0",
        "render --dry-run --json",
        "verify",
        "parliaments --json",
        "handoff printhouse",
    )
    done = run(packages, *((project, line) for line in lines))
    assert [one.code for one in done] == [0] * 6, done
    checked, _, plan, _, parliaments, _ = done

    assert checked.json["letters"] == 1  # of the reader's one card
    assert checked.json["files"] == {"txt": 1, "pdf": 1}
    (tone,) = (one for one in checked.json["diagnostics"] if one["code"] == "check.tone")
    assert (tone["severity"], tone["message"]) == ("warning", "the letter says `demand`")
    assert tone["hint"] == "ask, and say why it matters"

    text = (project / "output/uk/v1-ann-testwright.txt").read_text(encoding="utf-8")
    assert "Dear A. T., we demand it.\n" in text
    assert counts(plan) == {"keep": 2}
    assert "Nationalrat" in {one["name"] for one in parliaments.json}
    (listed,) = (project / "output/handoff").rglob("orders.csv")
    assert "Ann Testwright" in listed.read_text(encoding="utf-8")


def test_a_filter_of_another_version_redoes_what_it_prints_otherwise(
    project: Path, tmp_path: Path
) -> None:
    settings = (project / "lettermerge.toml").read_text(encoding="utf-8")
    settings = settings.replace('source = "r.vcf"', 'source = "r.csv"')
    settings = settings.replace('formats = ["txt", "pdf"]', 'formats = ["docx"]')
    (project / "lettermerge.toml").write_text(settings, encoding="utf-8")
    code = "def initials(value): return str(value)[0] + '.'\n"
    entries = "[lettermerge.filters]\ninitials = shorten:initials\n"
    for version, changed, expected in (
        ("1.0", code, {"write": 3}),
        ("1.1", code, {"keep": 3}),  # the same letters, whichever version prints them
        # Edited where it is installed; longer, for Python tells files of one second by their size.
        ("1.1", code.replace("'.'", "'!!'"), {"write": 3}),
    ):
        target = tmp_path / version
        add_package(target, "shorten", version, entries, changed)
        plan = (project, "render --dry-run --json")
        done = run(target, plan, *([(project, "render -j 0")] if "write" in expected else []))
        assert counts(done[0]) == expected, version
        assert done[-1].code == 0
    lines = (project / "output/manifest.jsonl").read_text(encoding="utf-8").splitlines()
    made = [json.loads(one)["fingerprint"] for one in lines if "fingerprint" in one]
    assert len({one["template"] for one in made}) == 2  # 1.0 and 1.1: why it was made again


BROKEN = """
[lettermerge.readers]
vcf = broken:nothing
[lettermerge.filters]
bad = broken:raises
worse = broken:nothing
[lettermerge.checks]
bad = broken:raises
worse = broken:nothing
[lettermerge.parliaments]
xx = broken:raises
[lettermerge.services]
bad = broken:raises
[lettermerge.writers]
txt = broken:raises
"""
RAISES = "def raises(*_):\n    raise ValueError('it is broken')\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    target = tmp_path / "target"
    add_package(target, "broken", "0.9", BROKEN, RAISES)
    return target


#: Template and command, exit code, and words of what is said.
NEEDED = (
    ("{{ recipient.name | bad }}", "check", 5, "the filter `bad` failed: ValueError"),
    ("{{ recipient.name | worse }}", "check", 4, "package broken 0.9: `broken:nothing`"),
    ("Body.", "handoff bad", 3, "package broken 0.9: it describes no service"),
    ("Body.", "render -f txt -j 0", 5, "no txt could be written: ValueError"),
    ("Body.", "render -f odt", 2, "`odt` is not a format"),
)


def test_what_is_broken_is_named_where_it_is_needed(
    project: Path, tmp_path: Path, broken: Path
) -> None:
    (project / "letters/a.md").write_text("Body.", encoding="utf-8")
    commands = [(project, "check")]
    for number, (template, line, _, _) in enumerate(NEEDED):
        folder = tmp_path / str(number)
        write_tiny(folder, template)
        commands.append((folder, line))
    reader, *done = run(broken, *commands)
    assert reader.code == 3
    assert "error: r.vcf: package broken 0.9: `broken:nothing` cannot be loaded" in reader.err
    for one, (_, line, code, said) in zip(done, NEEDED, strict=True):
        assert one.code == code, (line, one.err)
        assert said in one.err
        assert "Traceback" not in one.err


def test_broken_checks_and_parliaments_are_named_and_letters_are_made(
    tmp_path: Path, broken: Path
) -> None:
    write_tiny(tmp_path / "p")
    checked, made = run(
        broken,
        (tmp_path / "p", "check --json"),
        (tmp_path / "p", "render -j 0 --no-sign -f docx"),
    )
    assert (checked.code, made.code) == (0, 0)
    found = checked.json["diagnostics"]
    told = [one for one in found if one["code"] == "extension.broken"]
    assert {one["severity"] for one in told} == {"warning"}
    lost = "`broken:nothing` cannot be loaded: AttributeError: "
    lost += "module 'broken' has no attribute 'nothing'"
    assert {one["message"].removeprefix("package broken 0.9: ") for one in told} == {
        "the check `bad` failed: ValueError: it is broken",
        lost,
        "`broken:raises` failed: ValueError: it is broken",
    }
    assert all("uninstall broken" in one["hint"] for one in told)


def test_nothing_is_loaded_that_is_not_needed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    checks = "[lettermerge.checks]\nbad = broken:raises\nworse = broken:nothing"
    entries = BROKEN.replace(checks, "").replace(
        "[lettermerge.parliaments]\nxx = broken:raises", ""
    )
    add_package(target, "broken", "0.9", entries, "raise SystemExit('loaded')\n")
    write_tiny(tmp_path / "p")
    done = run(target, (tmp_path / "p", "check"), (tmp_path / "p", "render -j 0 -f docx"))
    assert [one.code for one in done] == [0, 0]
