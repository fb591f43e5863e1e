"""Write the block of one roster into the text of the settings; keep comments and order.

tomlkit lives only here: it reads TOML with its comments, which `tomllib` leaves out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import SettingsError
from .database_url import without_password
from .settings import FILE_NAME

_PLAIN_TABLE = re.compile(r"(?m)^([ \t]*)\[[ \t]*recipients[ \t]*\]")


@dataclass(frozen=True, slots=True)
class RosterBlock:
    """What `[[recipients]]` says of one roster. `comments` are behind columns and constants.

    A roster of a database has `sql` and `database` in place of `source`; its password, which may
    be in the settings, is not in the text that is to be pasted.
    """

    source: str
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    sql: str = ""
    database: str = field(default="", repr=False)
    sections: str = ""

    def describes(self, roster: Mapping[str, Any]) -> bool:
        """Say whether a roster of the settings has this block's rows."""
        keys = ("sheet", "sql", "database") if self.sql else ("sheet", "source")
        return all(roster.get(key, "") == getattr(self, key) for key in keys)

    def to_toml(self) -> str:
        """Return the block, ready to be pasted."""
        import tomlkit

        head = tomlkit.document()
        if self.sql:
            head.add("sql", tomlkit.string(self.sql))
            head.add("database", tomlkit.string(without_password(self.database)))
        else:
            head.add("source", tomlkit.string(self.source))
        for key in ("sheet", "sections"):
            if text := getattr(self, key):
                head.add(key, tomlkit.string(text))
        text = f"[[recipients]]\n{tomlkit.dumps(head)}"
        for name, values in (("columns", self.columns), ("constants", self.constants)):
            if values:
                table = tomlkit.document()
                self._fill(table, values)
                text += f"[recipients.{name}]\n{tomlkit.dumps(table)}"
        return text

    def _fill(self, table: Any, values: Mapping[str, str]) -> None:
        import tomlkit

        for key, value in values.items():
            if key in table and table[key] == value:
                continue
            item = tomlkit.string(value)
            if comment := self.comments.get(key):
                plain = "".join(char if char.isprintable() else " " for char in comment)
                item.comment(" ".join(plain.split()))
            table[key] = item


def put_block(text: str, block: RosterBlock, instead_of: str = "") -> str:
    """Return the text of a lettermerge.toml with the block in it.

    The roster of the same source and sheet is mapped anew, else that of the source `instead_of` is
    replaced; where there is none, the block comes after the other rosters.

    Raises:
        SettingsError: the settings are written in a form to which no block can be added.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import AoT

    try:
        document = tomlkit.parse(text)
        rosters: Any = document.get("recipients")
        listed = [rosters] if isinstance(rosters, dict) else list(rosters or ())
        for one in listed:
            if block.describes(one):
                _update(one, block)
                return _checked(tomlkit.dumps(document), block)
        for one in listed:
            if instead_of and one.get("source") == instead_of:
                one["source"] = block.source
                _update(one, block)
                return _checked(tomlkit.dumps(document), block)
        if rosters is None:
            return _checked(f"{text.rstrip()}\n\n{block.to_toml()}", block)
        if isinstance(rosters, dict):
            document = tomlkit.parse(_PLAIN_TABLE.sub(r"\1[[recipients]]", text, count=1))
            rosters = document["recipients"]
        if not isinstance(rosters, AoT):
            raise _unusual(block)
        return _checked(_append(tomlkit.dumps(document), block), block)
    except TOMLKitError:
        raise _unusual(block) from None


def _update(roster: Any, block: RosterBlock) -> None:
    """Map a roster of the settings anew, key by key; keys that are the same stay as they are."""
    import tomlkit

    if block.sections:
        roster["sections"] = tomlkit.string(block.sections)
    elif "sections" in roster:
        del roster["sections"]
    for name, values in (("columns", block.columns), ("constants", block.constants)):
        table: Any = roster.get(name)
        if table is None:
            if not values:
                continue
            table = tomlkit.table()
            block._fill(table, values)
            roster.append(name, table)
            continue
        for key in [key for key in table if key not in values]:
            del table[key]
        block._fill(table, values)


def _append(text: str, block: RosterBlock) -> str:
    """Put the block behind the last roster: in front of the table that follows it."""
    lines = text.splitlines(keepends=True)
    heads = [place for place, line in enumerate(lines) if re.match(r"\s*\[\[?\s*\w", line)]
    ours = [p for p in heads if re.match(r"\s*\[\[?\s*recipients\s*[.\]]", lines[p])]
    following = [place for place in heads if place > ours[-1]]
    end = following[0] if following else len(lines)
    while following and end > ours[-1] + 1 and re.match(r"\s*(#.*)?$", lines[end - 1]):
        end -= 1
    above, below = "".join(lines[:end]), "".join(lines[end:])
    gap = "\n" if below and not below.startswith("\n") else ""
    return f"{above.rstrip()}\n\n{block.to_toml()}{gap}{below}"


def _checked(text: str, block: RosterBlock) -> str:
    """Return the text where it says what the block says.

    Raises:
        SettingsError: it does not, or is not TOML any more.
    """
    try:
        rosters = tomllib.loads(text)["recipients"]
    except (ValueError, KeyError):
        raise _unusual(block) from None
    for one in [rosters] if isinstance(rosters, dict) else rosters:
        if block.describes(one):
            same = one.get("columns", {}) == dict(block.columns)
            same = same and one.get("sections", "") == block.sections
            if same and one.get("constants", {}) == dict(block.constants):
                return text
    raise _unusual(block)


def _unusual(block: RosterBlock) -> SettingsError:
    name = block.source or block.sql
    return SettingsError(
        f"the block for {name} cannot be added to {FILE_NAME} as its rosters are written",
        hint="paste the block by hand, or write the rosters there as [[recipients]] tables",
    )
