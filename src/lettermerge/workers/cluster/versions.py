"""Compare what machines work with: two that differ would make different letters."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import lettermerge

Versions = Mapping[str, str]


def read_versions(describe: Callable[[], Versions] | None = None) -> dict[str, str]:
    """Return the versions of this machine; `describe` adds those of engines."""
    engines = describe() if describe else {}
    own = {"lettermerge": f"{lettermerge.__version__} ({_hash_code()})"}
    return {**own, "Python": platform.python_version(), "Dask": version("distributed"), **engines}


def find_differences(ours: Versions, theirs: Versions) -> Iterator[str]:
    """Yield what another machine has in another version, or lacks."""
    for name, own in ours.items():
        other = theirs.get(name, "")
        if other != own:
            yield f"{name} {other or 'is not there'}, here {own}"


@cache
def _hash_code() -> str:
    """Return the beginning of a hash of this package's modules: a version may be in the making."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[2]
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
