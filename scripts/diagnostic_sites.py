"""Find every diagnostic in the source: its code, severity, message and hint.

The syntax tree tells them: a call of `Diagnostic`, or of a function that hands its code on to one,
or a code that is put aside in a tuple or a name. What is worked out at run time is shown as `…`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "lettermerge"
CODE = re.compile(r"[a-z]+\.[a-z]+(?:-[a-z]+)*")
#: What a scope assigns: the values of each name, in the order of lines.
Names = Mapping[str, list[ast.expr]]
_GAP = "…"
_FIELDS = ("code", "message", "where", "hint", "severity")
#: Hand an exception on as a diagnostic: where the code is among the arguments.
_HANDED_ON = {"faults_of": 1, "failure_of": 1}
#: What a file has that tells of a diagnostic; the others need not be parsed.
_TELLS = re.compile(r"\b(?:Diagnostic|ServiceFault)\(|[\"'][a-z]+\.[a-z]+(?:-[a-z]+)*[\"']")
#: What looks like a code and is a file's name, or a variable of templates.
_FILE = re.compile(r".*\.(?:css|csv|docx|html|js|json|jsonl|md|pdf|png|svg|toml|tsv|txt|xml)")
_VARIABLES = {"letter.subject"}
#: Files that yield codes without their first part, which the caller puts before them.
_STAGED = {"inspection/clear_zones.py": "service."}


@dataclass(frozen=True, slots=True)
class Site:
    """One place of the source that makes a diagnostic; texts have `…` for what differs."""

    code: str
    severity: str
    message: str
    hint: str
    place: str


@dataclass(frozen=True, slots=True)
class Maker:
    """A function or class that makes diagnostics: its parameters, and what fills each field."""

    parameters: tuple[str, ...]
    fields: Mapping[str, ast.expr]
    stage: str = ""


@dataclass(slots=True)
class _Finder:
    """Walks one module; `loose` are codes outside of calls that make diagnostics."""

    makers: Mapping[str, Maker]
    place: str
    sites: list[Site] = field(default_factory=list)
    loose: list[Site] = field(default_factory=list)

    def walk(self, node: ast.AST, names: Names) -> None:
        if isinstance(node, ast.FunctionDef):
            names = _assigned(node)
        if isinstance(node, ast.Call):
            self.sites += self._made(node, names)
        match node:
            case ast.Yield(value=ast.Tuple(elts=[first, second])) if self.place in _STAGED:
                if code := _code(first, _STAGED[self.place]):
                    self.sites.append(Site(code, "error", _text(second, names), "", self.place))
        self.loose += (
            Site(code, "", message, "", self.place) for code, message in _put_aside(node, names)
        )
        for child in ast.iter_child_nodes(node):
            self.walk(child, names)

    def _made(self, call: ast.Call, names: Names) -> Iterator[Site]:
        name = _called(call)
        place = _HANDED_ON.get(name)
        if place is not None and len(call.args) > place:
            if code := _code(call.args[place]):
                yield Site(code, "", "", "", self.place)
            return
        maker = self.makers.get(name)
        if maker is None:
            return
        given = _arguments(call, maker.parameters)
        filled = {one: _inserted(value, given) for one, value in maker.fields.items()}
        code = _code(filled.get("code"), maker.stage)
        if code is not None:
            shown = _severity(filled.get("severity"), names)
            message, hint = (_text(filled.get(one), names) for one in ("message", "hint"))
            yield Site(code, shown, message, hint, self.place)


def find_sites(keys: frozenset[str], source: Path = SOURCE) -> tuple[Site, ...]:
    """Return every site, by code; `keys` are the settings and theme keys, which are no codes."""
    texts = {path: path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    staged = {source / name for name in _STAGED}
    trees = {
        path: ast.parse(text)
        for path, text in texts.items()
        if path in staged or _TELLS.search(text)
    }
    shared = {
        name: maker
        for tree in trees.values()
        for name, maker in _makers(tree)
        if not name.startswith("_")
    }
    whole = Maker(_FIELDS, {name: ast.Name(name) for name in _FIELDS})
    shared["Diagnostic"] = whole
    shared["ServiceFault"] = Maker(("code", "message", "hint"), whole.fields, "service.")
    sites: list[Site] = []
    loose: list[Site] = []
    for path, tree in sorted(trees.items()):
        finder = _Finder({**shared, **dict(_makers(tree))}, path.relative_to(source).as_posix())
        finder.walk(tree, _assigned(tree))
        sites += finder.sites
        loose += finder.loose
    stages = {one.code.split(".")[0] for one in sites}
    known = {one.code for one in sites}
    sites += (
        one
        for one in loose
        if one.code.split(".")[0] in stages
        and one.code not in known | keys | _VARIABLES
        and not _FILE.fullmatch(one.code)
    )
    return tuple(
        sorted(
            set(sites), key=lambda one: (one.code, one.place, one.message, one.hint, one.severity)
        )
    )


def _makers(tree: ast.Module) -> Iterator[tuple[str, Maker]]:
    """Yield the functions that hand a parameter on to `Diagnostic` as its code."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or not function.args.args:
            continue
        parameters = tuple(one.arg for one in (*function.args.args, *function.args.kwonlyargs))
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or _called(call) != "Diagnostic":
                continue
            given, stage = _arguments(call, _FIELDS), ""
            code: ast.expr | None = given.get("code")
            if isinstance(code, ast.JoinedStr):
                code, stage = _taken_apart(code)
            if isinstance(code, ast.Name) and code.id in parameters:
                yield function.name, Maker(parameters, {**given, "code": code}, stage)


def _taken_apart(code: ast.JoinedStr) -> tuple[ast.expr | None, str]:
    """Return the parameter of a code such as `f"dispatch.{kind}"`, and what is before it."""
    match code.values:
        case [ast.Constant(value=str(stage)), ast.FormattedValue(value=inner)]:
            return inner, stage
    return None, ""


def _put_aside(node: ast.AST, names: Names) -> Iterator[tuple[str, str]]:
    """Yield codes in tuples (with the text that follows), names, defaults and arguments."""
    match node:
        case ast.Tuple(elts=elements):
            for number, one in enumerate(elements):
                if code := _code(one):
                    yield code, _text(elements[number + 1], names) if elements[number + 1 :] else ""
        case ast.Assign(value=value) | ast.keyword(arg="code", value=value):
            if code := _code(value):
                yield code, ""
        case ast.IfExp(body=body, orelse=other):
            yield from ((code, "") for code in map(_code, (body, other)) if code)
        case ast.arguments(defaults=defaults):
            yield from ((code, "") for code in map(_code, defaults) if code)
        case ast.Call(func=ast.Name(), args=[first, *_]):
            if code := _code(first):
                yield code, ""


def _assigned(scope: ast.AST) -> Names:
    """Return the names that a scope assigns, each with its values in the order of lines."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(elts=left)], value=ast.Tuple(elts=right)):
                for target, part in zip(left, right, strict=False):
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(part)
    return {name: sorted(values, key=lambda one: one.lineno) for name, values in found.items()}


def _value_of(name: ast.Name, names: Names) -> ast.expr | None:
    """Return what was assigned to a name last before the line where it is read."""
    before = [one for one in names.get(name.id, ()) if one.lineno < name.lineno]
    return before[-1] if before else None


def _inserted(value: ast.expr, given: Mapping[str, ast.expr]) -> ast.expr | None:
    """Return what the caller gave, where the value of a field is a parameter."""
    return given.get(value.id) if isinstance(value, ast.Name) else value


def _arguments(call: ast.Call, names: tuple[str, ...]) -> dict[str, ast.expr]:
    given = dict(zip(names, call.args, strict=False))
    return given | {one.arg: one.value for one in call.keywords if one.arg}


def _severity(value: ast.expr | None, names: Names) -> str:
    """Return the severity in words: `error` where none is given, "" where the source tells none."""
    match value:
        case None:
            return "error"
        case ast.Attribute(value=ast.Name(id="Severity"), attr=attr):
            return attr.lower()
        case ast.IfExp(body=body, orelse=other):
            both = (_severity(body, names), _severity(other, names))
            return " or ".join(sorted(both)) if all(both) else ""
        case ast.Name() if found := _value_of(value, names):
            return _severity(found, names)
        case _:
            return ""


def _called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _code(value: ast.expr | None, stage: str = "") -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        code = stage + value.value
        return code if CODE.fullmatch(code) else None
    return None


def _text(value: ast.expr | None, names: Names, depth: int = 3) -> str:
    """Return a text with `…` for what is worked out at run time, "" for one that is all of that."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            parts = [_text(one, names, 0) or _GAP for one in values]
            return "".join(parts)
        case ast.IfExp(body=body, orelse=other):
            return _text(body, names, depth) or _text(other, names, depth)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            both = _text(left, names, depth), _text(right, names, depth)
            return "".join(one or _GAP for one in both) if any(both) else ""
        case ast.BoolOp(op=ast.Or(), values=values):
            return _text(values[-1], names, depth)
        case ast.Name() if depth:
            return _text(_value_of(value, names), names, depth - 1)
        case _:
            return ""
