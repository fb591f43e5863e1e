"""Check that the Python packages are there, fit, and can be imported.

They are imported in a process of their own: one that ends it (a library of another processor) is
told, and none stays loaded.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata

from ...errors import extra_hint
from .finding import Finding, Thing

#: What letters are made with, by import name: distribution and purpose.
ENGINES = {
    "weasyprint": ("weasyprint", "lays out PDFs"),
    "uharfbuzz": ("uharfbuzz", "measures addresses"),
    "fontTools": ("fonttools", "reads the bundled faces"),
    "docx": ("python-docx", "writes DOCX files"),
    "lxml.etree": ("lxml", "writes the XML of DOCX files"),
    "jinja2": ("jinja2", "fills templates"),
    "markdown_it": ("markdown-it-py", "reads Markdown"),
    "pandas": ("pandas", "reads rosters"),
    "python_calamine": ("python-calamine", "reads workbooks"),
    "pydantic": ("pydantic", "reads settings"),
    "pyhanko.sign": ("pyhanko", "signs PDFs"),
    "cryptography.x509": ("cryptography", "keys and certificates"),
    "pypdfium2": ("pypdfium2", "draws and checks pages"),
    "PIL.Image": ("pillow", "reads images"),
}
#: What `lettermerge[extra]` brings, by extra: import name and purpose.
EXTRAS = {
    "parquet": ("pyarrow", "reads rosters in Parquet"),
    "sql": ("sqlalchemy", "reads rosters from databases"),
    "cloud": ("obstore", "keeps letters in an object store (s3://)"),
    "cluster": ("distributed", "renders on a cluster (render --cluster)"),
    "pkcs11": ("pkcs11", "signs with a token"),
}
_SECONDS = 60.0

#: Imports each module named by argv[1] in turn, and prints after each why it cannot be, or "".
_IMPORTER = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
told = sys.stdout
sys.stdout = sys.stderr
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
        why = ""
    except BaseException as error:
        why = " ".join(f"{type(error).__name__}: {error}".split()) or "it cannot be imported"
    print(json.dumps([name, why]), file=told, flush=True)
"""


def check_engines(blocked: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield a finding for each engine, and for each other package that lacks or does not fit.

    `blocked` names the distributions for which a shared library is missing, which is told already.
    """
    required = dict(read_requirements())
    unfit = {name: fault for name in required if (fault := _fault(name, required[name]))}
    there = {module for module, one in ENGINES.items() if one[0] not in {*unfit, *blocked}}
    reasons = try_imports(there)
    for module, (name, purpose) in ENGINES.items():
        fault = unfit.pop(name, "") or reasons.get(module, "")
        if name in blocked and not fault:
            fault = "cannot be loaded without the libraries that are missing"
        fix = "install the libraries" if name in blocked else _reinstall(name, required)
        yield Thing(f"package.{name}", name, purpose).judge(fault, fix, _version(name))
    for name, fault in unfit.items():
        thing = Thing(f"package.{name}", name, "see docs/dependencies.md")
        yield thing.judge(fault, _reinstall(name, required))


def check_extras() -> Iterator[Finding]:
    """Yield a finding for each extra; none of them is needed."""
    for extra, (module, purpose) in EXTRAS.items():
        there = _has(module)
        fault = "" if there else "not installed"
        fix = f"{extra_hint(extra).removeprefix('run ')}, where you want it"
        found = _version({"pkcs11": "python-pkcs11"}.get(module, module)) if there else ""
        yield Thing(f"extra.{extra}", f"[{extra}]", purpose, needed=False).judge(fault, fix, found)


def read_requirements() -> Iterator[tuple[str, str]]:
    """Yield the packages that lettermerge requires, each with its bounds (">=70,<71")."""
    try:
        lines = metadata.requires("lettermerge") or []
    except metadata.PackageNotFoundError:  # run from its sources
        return
    for line in lines:
        text, _, marker = line.partition(";")
        name = re.match(r"[\w.-]+", text)
        if name and "extra ==" not in marker:
            yield name[0], ",".join(re.findall(r"[<>=!~]+\s*[\w.]+", text[name.end() :]))


def _fault(name: str, bounds: str) -> str:
    version = _version(name)
    if not version:
        return "not installed"
    wrong = [one for one in bounds.split(",") if one and not _fits(version, one)]
    return f"{version} is installed, and {' and '.join(wrong)} is needed" if wrong else ""


def try_imports(modules: Iterable[str]) -> Mapping[str, str]:
    """Return why modules cannot be imported here, by name; "" for one that can."""
    names = list(modules)
    told: dict[str, str] = {}
    while left := [name for name in names if name not in told]:
        command = [sys.executable, "-c", _IMPORTER, json.dumps(left)]
        try:
            done = subprocess.run(
                command, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False
            )
            lines, end = done.stdout, f"ended the process ({done.returncode})"
        except subprocess.TimeoutExpired as late:
            lines, end = _decoded(late.stdout), f"took more than {_SECONDS:.0f} seconds"
        except OSError as error:
            return dict.fromkeys(left, f"no process can be started: {error}")
        told |= dict(json.loads(line) for line in lines.splitlines())
        if fatal := next((name for name in left if name not in told), ""):
            told[fatal] = end
    return told


def _reinstall(name: str, required: Mapping[str, str]) -> str:
    return f"`{_install(again=True)} '{name}{required.get(name, '')}'`"


def installs_again() -> str:
    """Return how lettermerge itself is installed again."""
    return f"`{_install(again=True)} lettermerge`"


def _install(*, again: bool = False) -> str:
    """Return how packages are installed into this environment, which may have no pip of its own."""
    if _has("pip"):
        return f"{sys.executable} -m pip install{' --force-reinstall' * again}"
    return f"uv pip install --python {sys.executable}{' --reinstall' * again}"


def _decoded(said: object) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said or "")


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _fits(version: str, bound: str) -> bool:
    """Say whether a version keeps a bound of the kinds that pyproject.toml has: >= and <."""
    found = _numbers(version)
    wanted = _numbers(bound.lstrip("<>=! "))
    return found >= wanted if bound.startswith(">=") else found < wanted


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"[\d.]*", version)
    return tuple(int(part) for part in (release[0] if release else "").split(".") if part)
