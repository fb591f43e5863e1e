"""Names are unique and standard, modules' docstrings begin with a verb; each rule can fail."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.test_architecture import PACKAGE, modules

#: Modules that may have one name in several folders, beside those of cli/, which are commands.
SHARED = {"__init__", "model", "writer", "sign", "verify"}

#: Words that name nothing of this field; no module or class has one of them as its name.
_FOREIGN = """
nursery making spread switch holder pairs eye slots marking tags branches watching compiling
claims covering witness asks answers saying door guard hub told reads kept closer book press
master look running dissect splice quick paint skeleton ends brackets misplaced measure ink
parts survey filling leftovers cells frames cleaner gate wish workshop courier ground voices
"""
FOREIGN = frozenset(_FOREIGN.split())

#: The verbs with which a module's docstring may begin.
_VERBS = """
Add Give Use Address Append Apply Ask Assemble Bind Build Carry Check Choose Clean Collect Compare
Compile Compose Compute Convert Count Cover Create Cut Decide Define Derive Describe Detect Draw
Encode Escape Estimate Fill Find Flatten Follow Format Group Guard Hand Handle Hash Hold Import
Index Inspect Join Judge Keep Lay Leave Let Limit List Load Lock Look Make Map Mark Match Measure
Move Name Normalise Notify Open Order Pack Parse Place Plan Prepare Preview Print Propose Protect
Put Read Recase Recognise Record Register Remember Render Resolve Route Run Say Scan Select Send
Serialise Serve Set Show Sign Spell Split Start Strip Suggest Supervise Take Tell Track Translate
Turn Typeset Verify Warn Watch Word Work Write
"""
VERBS = frozenset(_VERBS.split())


def name_faults(root: Path) -> Iterator[str]:
    """Yield what breaks a rule of names."""
    stems: dict[str, list[str]] = defaultdict(list)
    classes: dict[str, list[str]] = defaultdict(list)
    for module, path in modules(root):
        in_cli = path.parent.name == "cli"
        if path.stem not in SHARED and not in_cli:
            stems[path.stem].append(module)
        if path.stem.casefold() in FOREIGN:
            yield f"{module}: {path.stem} is no term of this field"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        first = (ast.get_docstring(tree) or " ").split(" ")[0].strip(",.:")
        if first not in VERBS:
            yield f"{module}: its docstring begins with {first!r}, not with a verb that is known"
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                if node.name.strip("_").casefold() in FOREIGN:
                    yield f"{module}: {node.name} is no term of this field"
                if not node.name.startswith("_"):
                    classes[node.name].append(module)
    for kind, names in (("modules", stems), ("classes", classes)):
        for name, homes in names.items():
            if len(homes) > 1:
                yield f"several {kind} are named {name}: {', '.join(homes)}"


@pytest.mark.slow
def test_names_are_unique_and_standard() -> None:
    assert list(name_faults(PACKAGE)) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("output/nursery.py", '"""Make."""\n', "nursery is no term"),
        ("output/bad.py", '"""Make."""\nclass Witness: ...\n', "Witness is no term"),
        ("output/bad.py", '"""Make."""\nclass _Eye: ...\n', "_Eye is no term"),
        ("output/bad.py", '"""What a file is."""\n', "begins with 'What'"),
        ("letter/files.py", '"""Make."""\n', "several modules are named files"),
        ("letter/bad.py", '"""Make."""\nclass Plan: ...\n', "several classes are named Plan"),
    ],
)
def test_a_bad_name_is_found(tmp_path: Path, file: str, text: str, fault: str) -> None:
    for name, content in (
        ("output/files.py", '"""Write files."""\n'),
        ("output/plan.py", '"""Plan."""\nclass Plan: ...\n'),
        (file, text),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert any(fault in one for one in name_faults(tmp_path))
