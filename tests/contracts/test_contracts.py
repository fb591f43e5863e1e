"""Every name of an engine that the program relies on exists, and takes the same parameters."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from tests.contracts.names import CAPPED, CONTRACTS, DISTRIBUTIONS, PRIVATE_HOMES

import lettermerge
from lettermerge.app.doctor.shared_libraries import LIBRARIES

PACKAGE = Path(lettermerge.__file__).parent
PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8"))
_ENTRY = re.compile(r"(?P<module>[\w.]+):(?P<path>[\w.]+)(?:\((?P<call>.*)\)|\[(?P<key>.+)\])?")
_PRIVATE = re.compile(r"_[a-z]\w*")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def moved(entry: str) -> str | None:
    """Return what of an entry of a contract is no longer so; None if all of it is."""
    found = _ENTRY.fullmatch(entry)
    assert found is not None, entry
    try:
        value: Any = importlib.import_module(found["module"])
    except ImportError as error:
        return f"{entry}: {error}"
    for name in found["path"].split("."):
        if isinstance(value, type) and not hasattr(value, name) and name in instance_names(value):
            return None  # a value of an instance: no more is known without one
        if not hasattr(value, name):
            return f"{entry}: there is no {name}"
        value = getattr(value, name)
    if found["key"] and found["key"] not in value:
        return f"{entry}: there is no {found['key']}"
    if found["call"] is not None:
        return signature_fault(entry, value, [p for p in found["call"].split(", ") if p])
    return None


def signature_fault(entry: str, function: object, wanted: list[str]) -> str | None:
    """Return how a function's parameters differ from those wanted; more are optional."""
    assert callable(function), entry
    parameters = inspect.signature(function).parameters
    names = list(parameters)
    positions = [names.index(name) if name in names else -1 for name in wanted]
    added = [
        name
        for name, one in parameters.items()
        if name not in wanted
        and one.default is one.empty
        and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    if -1 in positions or positions != sorted(positions) or added:
        return f"{entry}: its parameters are ({', '.join(names)})"
    return None


def instance_names(kind: type) -> frozenset[str]:
    """Return the attributes that a class and its base classes set on `self` or only declare."""
    return frozenset().union(*map(own_names, kind.__mro__))


@cache
def own_names(kind: type) -> frozenset[str]:
    """Return the attributes that a class itself sets on `self` or only declares."""
    found = {*getattr(kind, "__annotations__", ()), *getattr(kind, "__slots__", ())}
    found |= set(getattr(kind, "fields", ()))  # nodes of Jinja2 list theirs
    found |= set(getattr(kind, "attributes", ()))
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, TypeError):
        return frozenset(found)  # built in
    return frozenset(found).union(
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", CONTRACTS)
def test_every_name_is_where_it_was(engine: str) -> None:
    assert [fault for fault in map(moved, CONTRACTS[engine]) if fault] == []


@pytest.mark.parametrize(
    "entry",
    [
        "weasyprint.nothing:draw",
        "weasyprint.draw:draw_everything",
        "weasyprint.document:Page._nothing",
        "weasyprint.draw:draw_inline_level(stream, box, page)",
        "weasyprint.draw:draw_inline_level(stream, page)",
        "weasyprint.draw:draw_inline_level(stream, page, box, opacity)",
        "jinja2.filters:FILTERS[nothing]",
        "jinja2.nodes:If.nothing",
        "python_calamine:CalamineSheet.nothing",
    ],
)
def test_a_name_that_moved_is_found(entry: str) -> None:
    fault = moved(entry)
    assert fault is not None
    assert entry in fault


def engine_of(name: str) -> str | None:
    top = name.partition(".")[0]
    return top if top in CONTRACTS else None


@lru_cache(maxsize=1)
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return every node of a tree; several questions about it need one walk."""
    return tuple(ast.walk(tree))


def names_used(tree: ast.AST) -> Iterator[str]:
    """Yield `module:name` for all that a module of ours takes from engines."""
    modules: dict[str, str] = {}
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if engine_of(alias.name):
                    modules[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level and engine_of(node.module or ""):
            for alias in node.names:
                if inspect.ismodule(_attribute(f"{node.module}", alias.name)):
                    modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                else:
                    yield f"{node.module}:{alias.name}"
    for node in nodes_of(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules:
            yield f"{modules[ast.unparse(node.value)]}:{node.attr}"


def _attribute(module: str, name: str) -> object:
    found = importlib.import_module(module)
    return getattr(found, name, None) or importlib.import_module(f"{module}.{name}")


def private_names(tree: ast.AST) -> Iterator[str]:
    """Yield the private names that a module takes from others: it defines none of them itself."""
    nodes = nodes_of(tree)
    own = {node.name for node in nodes if isinstance(node, FUNCTIONS)}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            own.add(node.attr)
    for node in nodes:
        if isinstance(node, ast.Attribute) and _PRIVATE.fullmatch(node.attr):
            by_super = ast.unparse(node.value) == "super()"
            if node.attr not in own or by_super:
                yield node.attr
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (one.name for one in node.names if _PRIVATE.fullmatch(one.name))


@cache
def sources() -> dict[str, str]:
    """Return the text of each module of ours."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text("utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def names_taken() -> dict[str, tuple[set[str], set[str], set[str]]]:
    """Return of each module what it takes from engines, its foreign private names, its own."""
    return {name: names_in(ast.parse(text)) for name, text in sources().items()}


def names_in(tree: ast.AST) -> tuple[set[str], set[str], set[str]]:
    return set(names_used(tree)), set(private_names(tree)), set(defined(tree))


LISTED = {
    f"{found['module']}:{found['path'].split('.')[0]}"
    for entries in CONTRACTS.values()
    for entry in entries
    if (found := _ENTRY.fullmatch(entry))
}
PRIVATE = {
    name
    for entries in CONTRACTS.values()
    for entry in entries
    for name in re.findall(r"(?<=[.:])_[a-z]\w*", entry)
}
#: Private names of Python's standard library.
STANDARD = {"_exit", "_replace"}


@pytest.mark.slow
def test_every_name_that_is_taken_from_an_engine_is_listed() -> None:
    used = {one for names, _, _ in names_taken().values() for one in names}
    assert len(used) > 100
    assert sorted(used - LISTED) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from weasyprint.draw.text import draw_text", "weasyprint.draw.text:draw_text"),
        ("import pydyf\npydyf.Nothing()", "pydyf:Nothing"),
        ("def f():\n    from jinja2 import nodes\n    nodes.Slice", "jinja2.nodes:Slice"),
        ("from pyhanko.pdf_utils import generic as g\ng.Dereferenceable", "pyhanko.pdf_utils"),
    ],
)
def test_a_name_that_is_not_listed_is_found(source: str, name: str) -> None:
    assert any(one.startswith(name) for one in set(names_used(ast.parse(source))) - LISTED)


def unlisted(private: set[str], ours: set[str]) -> list[str]:
    return sorted(private - PRIVATE - ours - STANDARD)


@pytest.mark.slow
def test_every_private_name_of_an_engine_is_listed_and_has_one_home() -> None:
    ours = {name for _, _, names in names_taken().values() for name in names}
    private = {module: names for module, (_, names, _) in names_taken().items()}
    assert {name: lost for name, used in private.items() if (lost := unlisted(used, ours))} == {}
    homes = {home for several in PRIVATE_HOMES.values() for home in several}
    of_engines = PRIVATE - ours
    elsewhere = {
        name: shared
        for name, used in private.items()
        if name not in homes and (shared := of_engines & used)
    }
    assert elsewhere == {}


def defined(tree: ast.AST) -> Iterator[str]:
    """Yield the private names that a module of ours defines, to be used by its neighbours."""
    for node in nodes_of(tree):
        if isinstance(node, FUNCTIONS):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


@pytest.mark.parametrize(
    "source",
    [
        "def f(page): return page._page_type",
        "from weasyprint.pdf import _reference_resources",
        "class A(B):\n    def _parse_block(self): return super()._parse_block()",
    ],
)
def test_a_private_name_that_is_not_listed_is_found(source: str) -> None:
    assert unlisted(set(private_names(ast.parse(source))), set())


@pytest.mark.parametrize("engine", CAPPED)
def test_an_engine_whose_insides_are_used_has_an_upper_bound(engine: str) -> None:
    assert not unbounded(engine, PROJECT["project"]["dependencies"])
    assert unbounded(engine, [f"{DISTRIBUTIONS[engine]}>=1"])


def unbounded(engine: str, dependencies: list[str]) -> bool:
    requirements = map(Requirement, dependencies)
    found = next(one for one in requirements if one.name == DISTRIBUTIONS[engine])
    return not any(one.operator in ("<", "<=", "==", "~=") for one in found.specifier)


def test_doctor_opens_the_libraries_that_weasyprint_opens() -> None:
    spec = find_spec("weasyprint.text.ffi")
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    opened = {
        tuple(str(one.value) for one in call.args[1:] if isinstance(one, ast.Constant))
        for call in nodes_of(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "_dlopen"
    }
    known = {one.names for one in LIBRARIES}
    tried = {tuple(n for n in names if not n.endswith(".dll")) for names in opened}
    vector = {names for names in tried if "harfbuzz-vector" in names}  # never called
    assert known == tried - vector
