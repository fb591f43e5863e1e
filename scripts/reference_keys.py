"""Write the reference tables of settings, theme keys, roster columns and template variables.

Keys and defaults come from the program's dataclasses; what each means, from reference_texts.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from lettermerge.app.dispatch.ledger_facts import LedgerFacts
from lettermerge.config.settings import Settings
from lettermerge.config.theme import Theme
from lettermerge.protocol.addressee import Addressee
from lettermerge.protocol.value_filters import value_filters
from lettermerge.recipients import COLUMNS

TEXTS = Path(__file__).resolve().parent / "reference_texts.toml"
#: Tables of tables, and fields that are read from elsewhere.
_NO_KEYS = {"parliaments", "page", "folder", "css", "face_files"}
#: What `letter_variables` and the letter's own template give beside `recipient`.
VARIABLES = ("recipients", "parliament", "sender", "signatories", "letter", "personal")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return what reference_texts.toml says, by table and key."""
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


def keys(kind: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every key of a settings dataclass with its default (MISSING: required)."""
    hints = get_type_hints(kind)
    for field in fields(kind):
        if not before and field.name in _NO_KEYS:
            continue
        inner = next(
            (one for one in (hints[field.name], *get_args(hints[field.name])) if is_dataclass(one)),
            None,
        )
        if inner is not None:
            yield from keys(inner, f"{before}{field.name}.")
        else:
            default = field.default
            if field.default_factory is not MISSING:
                default = field.default_factory()
            yield before + field.name.rstrip("_"), default  # `from` is a word of Python


def settings() -> str:
    """Return a section for each table of lettermerge.toml, with its keys."""
    return _key_tables(Settings, "settings")


def theme() -> str:
    """Return a section for each table of theme.toml, with its keys."""
    return _key_tables(Theme, "theme")


def columns() -> str:
    """Return the table of the columns of a roster."""
    return _meanings("column", "columns", COLUMNS)


def recipient() -> str:
    """Return the table of what templates see as `recipient`."""
    names = [field.name for field in fields(Addressee)]
    return _meanings("variable", "recipient", names, before="recipient.")


def variables() -> str:
    """Return the table of what else templates see."""
    return _meanings("variable", "variables", VARIABLES)


def ledger() -> str:
    """Return the names of what `-w` sees of the ledger."""
    return ", ".join(f"`ledger.{field.name}`" for field in fields(LedgerFacts))


def filters() -> str:
    """Return the table of the filters beside those of Jinja."""
    names = ("spelling", "slug", *value_filters("en").printers, "join_and")
    return _meanings("filter", "filters", names)


def _key_tables(kind: Any, table: str) -> str:
    """Return a section with a table for each first part of the keys."""
    said, sections = texts()[table], []
    found = dict(keys(kind))
    _compare(table, found)
    for part in dict.fromkeys(key.split(".")[0] for key in found):
        rows = [
            f"| `{key}` | {shown_default(table, key, default)} | {said[key]} |"
            for key, default in found.items()
            if key.split(".")[0] == part
        ]
        sections.append("\n".join((f"## {part}", "", _table("key", "default", "meaning"), *rows)))
    return "\n\n".join(sections)


def shown_default(table: str, key: str, default: Any) -> str:
    """Return a default as one types it, or the words for what holds without one."""
    if default is None:
        return texts().get(f"{table}-defaults", {}).get(key, "")
    if default is MISSING:
        return ""
    return texts().get(f"{table}-defaults", {}).get(key) or _typed(default)


def _typed(default: Any) -> str:
    if isinstance(default, tuple):
        return "`[" + ", ".join(f'"{one}"' for one in default) + "]`"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    text = f'"{default}"' if isinstance(default, str) else str(default)
    return "`" + text.replace("|", "\\|") + "`"


def _meanings(head: str, table: str, names: Iterable[str], before: str = "") -> str:
    said = texts()[table]
    _compare(table, names)
    rows = (f"| `{before}{name}` | {_escaped(said[name])} |" for name in said)
    return "\n".join((_table(head, "what it holds"), *rows))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _table(*head: str) -> str:
    return f"| {' | '.join(head)} |\n|{'---|' * len(head)}"


def _compare(table: str, names: Iterable[str]) -> None:
    """Raise where reference_texts.toml lacks one of `names`, or has others."""
    wanted, said = set(names), set(texts()[table])
    if wanted != said:
        lacks, more = sorted(wanted - said), sorted(said - wanted)
        raise SystemExit(f"{TEXTS.name}, [{table}]: lacks {lacks}, and names unknown {more}")
