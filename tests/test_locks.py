"""The locks name versions and hashes only, and are those of pyproject.toml."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("run", "docs", "dev", "uv", "s3")

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[0-9][\w.!+]*)( ; [^/@]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def read_lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def lock_faults(text: str) -> list[str]:
    """Return the entries that are not a name, a version, a marker at most, and hashes."""
    entries = [entry for entry in text.replace("\\\n", "").splitlines() if entry.strip()]
    faults = []
    for entry in entries:
        pin, *hashes = re.split(r"\s+(?=--)", entry.strip())
        if not PIN.fullmatch(pin) or not hashes or not all(map(HASH.fullmatch, hashes)):
            faults.append(pin)
    return faults


def pins(text: str) -> dict[str, set[Version]]:
    """Return the versions that a lock pins; more than one where they depend on the system."""
    found: dict[str, set[Version]] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            found.setdefault(match["name"], set()).add(Version(match["version"]))
    return found


def unmet(requirements: Iterable[str | dict[str, str]], lock: dict[str, set[Version]]) -> list[str]:
    """Return those of `requirements` for which `lock` has no version, or one that does not fit."""
    return [
        requirement
        for requirement in requirements
        if isinstance(requirement, str)
        and not all_fit(Requirement(requirement), lock.get(canonical(requirement), set()))
    ]


def canonical(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


def all_fit(requirement: Requirement, versions: set[Version]) -> bool:
    return bool(versions) and all(version in requirement.specifier for version in versions)


def npm_faults(lock: dict[str, Any]) -> list[str]:
    """Return the entries of a package-lock that hold an address, or lack a hash."""
    return [
        name
        for name, entry in lock["packages"].items()
        if name and ("resolved" in entry or not entry.get("integrity", "").startswith("sha512-"))
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_names_versions_and_hashes_only(lock: str) -> None:
    text = read_lock(lock)
    assert len(pins(text)) >= 1
    assert lock_faults(text) == []


GOOD = f"a-b==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:{'0' * 64}\n"


@pytest.mark.parametrize(
    "line",
    [
        "c==1.0\n",
        f"c>=1.0 --hash=sha256:{'0' * 64}\n",
        f"c @ https://example.org/c.whl --hash=sha256:{'0' * 64}\n",
        "--index-url https://example.org/simple\n",
        "-e .\n",
        "# by someone on some machine\n",
        f"c==1.0 --hash=md5:{'0' * 32}\n",
        f"c==1.0 \\\n    --hash=sha256:{'0' * 64} \\\n    --find-links=wheels\n",
    ],
)
def test_any_other_entry_is_found(line: str) -> None:
    assert lock_faults(GOOD) == []
    assert len(lock_faults(GOOD + line)) == 1


def test_locks_meet_what_the_project_asks_for() -> None:
    run, docs, dev = (pins(read_lock(name)) for name in ("run", "docs", "dev"))
    groups = PROJECT["dependency-groups"]
    wanted = PROJECT["project"]["dependencies"]
    for extra in PROJECT["project"]["optional-dependencies"].values():
        wanted = [*wanted, *extra]
    assert unmet([*wanted, *groups["build"]], run) == []
    assert unmet([*wanted, *groups["build"], *groups["docs"]], docs) == []
    assert unmet([*wanted, *groups["build"], *groups["docs"], *groups["dev"]], dev) == []


def test_what_a_lock_does_not_meet_is_found() -> None:
    lock = pins(GOOD)
    assert unmet(["A_b>=1", {"include-group": "build"}], lock) == []
    assert unmet(["a-b>=2", "other"], lock) == ["a-b>=2", "other"]


def test_who_works_on_it_runs_what_users_run() -> None:
    run, docs, dev = (pins(read_lock(name)) for name in ("run", "docs", "dev"))
    assert {name: docs.get(name) for name in run} == run
    assert {name: dev.get(name) for name in docs} == docs


def test_npm_lock_holds_hashes_and_no_address() -> None:
    folder = ROOT / "tests" / "tools"
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    assert npm_faults(lock) == []
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted


@pytest.mark.parametrize(
    "entry", [{"integrity": "sha512-x", "resolved": "https://example.org/x.tgz"}, {"version": "1"}]
)
def test_a_bad_npm_entry_is_found(entry: dict[str, str]) -> None:
    good = {"": {}, "node_modules/a": {"integrity": "sha512-x"}}
    assert npm_faults({"packages": good}) == []
    assert npm_faults({"packages": {**good, "node_modules/b": entry}}) == ["node_modules/b"]
