"""Load the six built-in profiles, with the overrides of lettermerge.toml.

Kept apart from profile.py so that templates and tests can know a Profile without reading any.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ..config.toml_loading import SchemaError, build, merge_tables
from ..diagnostics import Diagnostic, Where, did_you_mean, suggest_near
from ..errors import SettingsError
from ..recipients.model import PARLIAMENTS
from .names.name_vocabulary import fold
from .profile import Profile
from .profile_validation import check_profile

_FILE = "lettermerge.toml"


class Profiles:
    """Every parliament known to a run; a profile is built when it is first asked for."""

    __slots__ = ("_built", "_data", "_names", "added", "common", "overrides")

    def __init__(
        self,
        overrides: Mapping[str, Mapping[str, Any]],
        common: Mapping[str, str] | None = None,
        added: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.overrides, self.common, self.added = overrides, common or {}, added or {}
        self._data = {**_built_in(), **self.added}
        for key, override in overrides.items():
            self._data[key] = merge_tables(self._data.get(key, {}), {**override, "id": key})
        self._data = {key: _on_base(key, data, self._data, ()) for key, data in self._data.items()}
        if self.common:
            self._data = {key: merge_tables(data, self.common) for key, data in self._data.items()}
        self._built: dict[str, Profile] = {}
        self._names: dict[str, str] = {}
        for key, data in self._data.items():
            for name in (key, *_names_in(data)):
                self._names.setdefault(fold(name), key)
        self._names = {**self._chambers(), **self._names}

    def __reduce__(self) -> tuple[type[Profiles], tuple[object, object, object]]:
        return Profiles, (self.overrides, self.common, self.added)

    def __iter__(self) -> Iterator[Profile]:
        return (self[key] for key in self._data)

    def __len__(self) -> int:
        return len(self._data)

    def _chambers(self) -> dict[str, str]:
        """Return the names of chambers that one parliament alone has: they name it, too."""
        owners: dict[str, set[str]] = {}
        for key, data in self._data.items():
            chambers = data.get("chambers")
            for chamber in chambers.values() if isinstance(chambers, Mapping) else ():
                for name in _names_in(chamber):
                    owners.setdefault(fold(name), set()).add(key)
        return {name: min(keys) for name, keys in owners.items() if len(keys) == 1}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._data)

    def __getitem__(self, key: str) -> Profile:
        """Return the profile with the id `key`; raises KeyError for an unknown one."""
        if key not in self._built:
            self._built[key] = self._build(key)
        return self._built[key]

    def find(self, name: str) -> Profile | None:
        """Return the parliament with this id or name, ignoring case; None if there is none.

        The name of a chamber that no other parliament has (House of Lords) is one, too.
        """
        key = self._names.get(fold(name))
        return self[key] if key is not None else None

    def nearest(self, name: str) -> str:
        """Return a hint that names the parliaments most like `name`."""
        near = suggest_near(fold(name), self._names) if name else ""
        return near or did_you_mean("", self._data)

    def fingerprint(self, key: str) -> str:
        """Return the SHA-256 (hex) of a profile's data, overrides applied."""
        text = json.dumps(self._data[key], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _build(self, key: str) -> Profile:
        file = _FILE if key in self.overrides else f"{key}.toml"
        if key in self.added and key not in self.overrides:
            file = f"parliaments/{key}.toml"
        if base := self._data[key].get("base"):
            raise SchemaError((_no_base(base, Where(file, column=f"parliaments.{key}.base")),))
        profile = build(Profile, self._data[key], file, f"parliaments.{key}")
        if faults := check_profile(profile, file):
            raise SchemaError(faults)
        return profile


#: Profiles by what was said of them, the latest last: to read them anew takes as long as a letter.
_loaded: dict[str, Profiles] = {}
_MOST_LOADED = 8


def load_profiles(
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
    common: Mapping[str, str] | None = None,
    added: Mapping[str, Mapping[str, Any]] | None = None,
) -> Profiles:
    """Return the profiles, `overrides` (the table `parliaments` of the settings) merged in deeply.

    `common` are facts that the settings give for all of them: who writes; `added` are
    the tables of profiles in files of their own, by id. Lists are replaced, tables merged. A
    parliament that is not built in may be added whole.

    Raises:
        SettingsError: an override does not fit or leaves a profile incomplete; every missing and
            unfitting fact is named.
    """
    said = repr((overrides or {}, common or {}, added or {}))
    if said not in _loaded:
        found = _load(Profiles(overrides or {}, common, added))
        while len(_loaded) >= _MOST_LOADED:
            del _loaded[next(iter(_loaded))]
        _loaded[said] = found
    return _loaded[said]


def _load(profiles: Profiles) -> Profiles:
    """Return `profiles` if what was added and overridden fits; raise SettingsError otherwise."""
    faults: list[Diagnostic] = []
    for key in dict.fromkeys((*profiles.added, *profiles.overrides)):
        if not key.isidentifier() or key != key.lower():
            file = _FILE if key in profiles.overrides else f"parliaments/{key}.toml"
            where = Where(file, column=f"parliaments.{key}")
            hint = "write a short id in small letters, as in [parliaments.xx]"
            faults.append(
                Diagnostic(
                    "settings.bad-value", f"`{key}` is not an id of a parliament", where, hint
                )
            )
            continue
        try:
            profiles[key]
        except SchemaError as error:
            faults += error.faults
    if faults:
        raise SettingsError(
            "a parliament's profile is incomplete or wrong",
            hint="add or fix each of these; docs/parliaments.md says what they are",
            faults=tuple(faults),
        )
    return profiles


@cache
def _built_in() -> Mapping[str, Mapping[str, Any]]:
    folder = files(__package__).joinpath("parliaments")
    return {
        key: tomllib.loads(folder.joinpath(f"{key}.toml").read_text(encoding="utf-8"))
        for key in PARLIAMENTS
    }


def _on_base(
    key: str, data: Mapping[str, Any], others: Mapping[str, Any], seen: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return a profile laid over the one that its `base` names, and over that one's base."""
    name = data.get("base")
    if not isinstance(name, str) or not name:
        return data
    if name not in others or name in (key, *seen):
        return data  # `_build` refuses it
    base = _on_base(name, others[name], others, (*seen, key))
    return merge_tables({**base, "names": [], "by_language": {}}, {**data, "base": ""})


def _no_base(base: object, where: Where) -> Diagnostic:
    message = f"there is no profile `{base}` to lay this one over"
    hint = "write the id of another profile; no chain of them may be a circle"
    return Diagnostic("settings.bad-value", message, where, hint)


def _names_in(data: object) -> list[str]:
    """Return `name` and `names` of a table that may not fit its schema yet."""
    if not isinstance(data, Mapping):
        return []
    others = data.get("names")
    names = [data.get("name"), *(others if isinstance(others, list | tuple) else ())]
    return [name for name in names if isinstance(name, str) and name]
