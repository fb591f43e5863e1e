"""What the repository's own files must keep to, beyond what ruff and mypy see."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

#: Where packages come from is the business of the machine that installs them.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    ]
)
#: Folders that differ from one machine, or one person, to the next.
MACHINE_PATH = re.compile(r"(?<![\w.>~$/-])/(tmp|work|root|home|Users|mnt)/\w")

#: Packages that another one pins exactly and hands the types of to its callers.
PART_OF = {"pydantic-core": "pydantic"}


def tracked_files() -> list[Path]:
    """Return the files that git has, those about to be committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def addresses_in(text: str) -> Iterator[str]:
    """Yield what `text` tells of one machine or one package registry."""
    yield from (host for host in REGISTRIES if host in text)
    yield from (found[0] for found in MACHINE_PATH.finditer(text))


@functools.cache
def owners_of_modules() -> Mapping[str, list[str]]:
    """Return which distributions bring each top-level module: this reads all that is installed."""
    return packages_distributions()


def undeclared_imports(source: str, declared: Iterable[str]) -> set[str]:
    """Return the distributions that the Python `source` imports and nobody declares."""
    owners = owners_of_modules()
    known = set(declared)
    missing: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            modules = [node.module]
        else:
            continue
        for module in (name.partition(".")[0] for name in modules):
            if module in sys.stdlib_module_names or module == "lettermerge":
                continue
            found = (canonicalize_name(owner) for owner in owners.get(module, [module]))
            names: set[str] = {PART_OF.get(name, name) for name in found}
            if not names & known:
                missing |= names
    return missing


def declared_names(requirements: Iterable[str | dict[str, str]]) -> set[str]:
    """Return the canonical names of PEP 508 `requirements`; group inclusions are passed over."""
    return {
        canonicalize_name(Requirement(requirement).name)
        for requirement in requirements
        if isinstance(requirement, str)
    }


def documented_names(page: str, heading: str) -> set[str]:
    """Return the packages of the table under `heading`: the first code span of each row."""
    section = page.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    return {
        canonicalize_name(Requirement(name).name)
        for name in re.findall(r"^\| (?:`\w+` \| )?`([^`]+)` \|", section, re.MULTILINE)
    }


DECLARED = declared_names(PROJECT["project"]["dependencies"])
EXTRAS = declared_names(
    name for extra in PROJECT["project"]["optional-dependencies"].values() for name in extra
)


#: Bytes. A font has half as many; more is a picture that nobody meant to add.
LARGEST_FILE = 1 << 20


def too_large(paths: Iterable[Path]) -> list[str]:
    """Return the names of files that are larger than any that belongs here."""
    return [path.name for path in paths if path.stat().st_size > LARGEST_FILE]


def test_no_file_is_large() -> None:
    assert too_large(tracked_files()) == []


def test_a_large_file_is_found(tmp_path: Path) -> None:
    sizes = {"fits": LARGEST_FILE, "stray.png": LARGEST_FILE + 1}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    assert too_large(sorted(tmp_path.iterdir())) == ["stray.png"]


@pytest.mark.slow
def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    faults = []
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        faults += [f"{path.relative_to(ROOT)}: {found}" for found in addresses_in(text)]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://" + "pypi" + ".org/simple",
        'open("' + "/tmp" + '/letter.pdf")',
        "cd " + "/home" + "/someone/letters",
        "(" + "/work" + "/main)",
    ],
)
def test_an_address_is_found(text: str) -> None:
    assert list(addresses_in(text))


@pytest.mark.parametrize(
    "text", ["output/tmp/x", "https://example.org/home/page", "a/work/b", "#!/usr/bin/env bash"]
)
def test_a_path_of_no_machine_is_not_found(text: str) -> None:
    assert list(addresses_in(text)) == []


@pytest.mark.slow
def test_every_import_is_declared() -> None:
    faults = {
        str(path.relative_to(ROOT)): missing
        for path in (ROOT / "src").rglob("*.py")
        if (missing := undeclared_imports(path.read_text("utf-8"), DECLARED | EXTRAS))
    }
    assert faults == {}


@pytest.mark.slow
def test_an_undeclared_import_is_found() -> None:
    source = (
        "def f():\n    import numpy.linalg\n    from docx import Document\n    import os.path\n"
    )
    assert undeclared_imports(source, {"python-docx"}) == {"numpy"}


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("What the program needs", DECLARED),
        ("Extras", EXTRAS),
        (
            "For working on it",
            set().union(*map(declared_names, PROJECT["dependency-groups"].values())),
        ),
    ],
    ids=["program", "extras", "development"],
)
def test_every_dependency_has_its_reason(heading: str, names: set[str]) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert documented_names(page, heading) == names


def test_a_dependency_without_a_reason_is_found() -> None:
    page = "# D\n\n## Needs\n\n| package |\n|---|\n| `One` | 1 |\n\n## Other\n\n| `two` | 2 |\n"
    assert documented_names(page, "Needs") == {"one"}


def test_ci_runs_the_verb_that_people_use() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").splitlines()[-1] == "exec make --no-print-directory test"
