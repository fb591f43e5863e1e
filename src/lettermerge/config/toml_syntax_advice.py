"""Say what is wrong with a line that is not TOML, and how to write it (https://toml.io/en/v1.0.0).

The fix is tried: a line is proposed only where it is TOML.
"""

from __future__ import annotations

import re
import tomllib

from ..date_advice import FORM, advise_date

_CURLY = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')
_KEY = r"[\w\"'.-]+(?:\s+[\w\"'.-]+)*"
_PAIR = re.compile(rf"\s*({_KEY})\s*=\s*(.*?)\s*(#.*)?$")
_DATE = re.compile(
    r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|\d{1,2}\.? \w+ \d{4}|[A-Z]\w+ \d{1,2},? \d{4}"
)
_SWITCHES = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false",
             "false": "false"}  # fmt: skip
_QUOTES = "write texts in straight quotes, dates and true or false without: see https://toml.io"
_LONGEST_READ = 1000  # characters: a longer line is no slip, and is not looked into
_LONGEST = 90


def explain_toml(text: str, reason: str, line: int | None) -> tuple[int | None, str, str]:
    """Return the line, what is wrong there, and what to do; `line` is None at the end."""
    lines = text.split("\n")
    number = line if line is not None else len(lines)
    if reason.startswith("Unclosed array"):
        number = _opening(lines, number)
    if reason == "Unterminated string" and text.count('"""') % 2:
        return None, 'the text that begins with """ is not closed', 'write """ where it ends'
    typed = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if not typed or len(typed) > _LONGEST_READ:
        return line, f"not valid TOML: {reason}", _QUOTES
    shown = typed if len(typed) <= _LONGEST else typed[: _LONGEST - 3] + "..."
    if twice := _twice(reason, typed, lines[: number - 1]):
        return number, *twice
    for what, fixed, otherwise in _fixes(typed, reason):
        if _is_toml(fixed):
            return number, f"{what}: {shown}", f"write {fixed}"
        if otherwise:
            return number, f"{what}: {shown}", otherwise
    return number, f"this line is not TOML ({reason}): {shown}", _QUOTES


def _opening(lines: list[str], number: int) -> int:
    """Return the line, at or above one, in which a list begins."""
    for above in range(min(number, len(lines)), 0, -1):
        if "[" in lines[above - 1] and not lines[above - 1].lstrip().startswith("["):
            return above
    return number


def _twice(reason: str, typed: str, before: list[str]) -> tuple[str, str] | None:
    """Say what is written twice, and where the first is, None where nothing is."""
    if declared := re.match(r"Cannot declare \((.+?),?\) twice", reason):
        name = ".".join(re.findall(r"'([^']*)'", declared[1]))
        first = next((n for n, one in enumerate(before, 1)
                      if one.strip().startswith((f"[{name}]", f"[[{name}]]"))), 0)  # fmt: skip
        there = f" (line {first})" if first else ""
        return f"[{name}] is there twice", f"write its settings below the first one{there}"
    if reason.startswith("Cannot overwrite") and (pair := _PAIR.match(typed)):
        key = pair[1]
        found = [n for n, one in enumerate(before, 1) if re.match(rf"\s*{re.escape(key)}\s*=", one)]
        there = f" (line {found[-1]})" if found else ""
        return f"`{key}` is there twice: {typed[:_LONGEST]}", f"delete one of the two{there}"
    return None


def _fixes(typed: str, reason: str) -> list[tuple[str, str, str]]:
    """Return what may be wrong with a line: what, the line without it, advice where that fails."""
    found: list[tuple[str, str, str]] = []
    if typed.startswith("[") or (typed.endswith("]") and "=" not in typed):
        name = typed.strip("[] ")
        marks = "[]" if not typed.startswith("[[") else "[[]]"
        fixed = name.join((marks[: len(marks) // 2], marks[len(marks) // 2 :]))
        return [("a bracket is missing", fixed, f"write {fixed}")]
    straight = typed.translate(_CURLY)
    pair = _PAIR.match(typed)
    if straight != typed and not (pair and pair[2][:1] in ('"', "'")):
        found.append(("the quotes are curly", straight, "write straight quotes: \" or '"))
    if pair is None:
        return [*found, *_without_sign(straight)]
    key, value, remark = pair.groups()
    end = f"  {remark}" if remark else ""
    if " " in key and key[0] not in "\"'":
        return [*found, ("a key with spaces needs quotes", f'"{key}" = {value}{end}', "")]
    return [
        *found,
        *((what, f"{key} = {new}{end}", hint) for what, new, hint in _values(value, reason)),
    ]


def _without_sign(typed: str) -> list[tuple[str, str, str]]:
    """Return the fix of a line without `=`: one is missing, or it is a remark."""
    colon = re.fullmatch(r"([\w.-]+)\s*[: ]\s*(.+)", typed)
    fixes = []
    if colon and colon[2][0] in "\"'[{0123456789":
        fixes.append(("`=` is missing", f"{colon[1]} = {colon[2]}", ""))
    return [*fixes, ("a line is a setting, `key = value`, or begins with #", f"# {typed}", "")]


def _values(value: str, reason: str) -> list[tuple[str, str, str]]:
    """Return what may be wrong with a value, with another one that may be meant."""
    bare = value.strip("\"'")
    found: list[tuple[str, str, str]] = []
    if not value:
        return [("the value is missing", '""', "")]
    if "\\" in value:
        found.append(("`\\` begins a sign, such as \\n", value.replace("\\", "/"), ""))
    if _DATE.fullmatch(value):
        hint = advise_date(value)
        meant = re.search(r"\d{4}-\d\d-\d\d", hint) if hint != FORM and " or " not in hint else None
        found.append(("the date is not as TOML has it", meant[0] if meant else "", hint))
    if value.lower() in _SWITCHES:
        found.append(("true and false are in small letters", _SWITCHES[value.lower()], ""))
    if re.fullmatch(r"\d+,\d+", value):
        found.append(("a number has a point, not a comma", value.replace(",", "."), ""))
    if value[0] in "[{":
        return [*found, *_lists(value)]
    if value[0] in "\"'" and (value.count(value[0]) == 1 or "Unterminated" in reason):
        found.append(("a quote is missing", value + value[0], ""))
    if value[0] in "\"'" and value[-1:] == value[0] and len(value) > 1:
        other = "'" if value[0] == '"' else '"'
        found.append(
            (f"there are quotes inside of quotes {value[0]}", f"{other}{value[1:-1]}{other}", "")
        )
    if value[0] not in "\"'":
        plain = bare.translate(_CURLY).strip("\"'")
        found.append(("a text needs quotes", f'"{plain}"', ""))
    return found


def _lists(value: str) -> list[tuple[str, str, str]]:
    """Return what may be wrong with a list or a table in one line."""
    closed = {"[": "]", "{": "}"}[value[0]]
    commas = re.sub(r"""(["'\]}])\s+(?=["'\w])""", r"\1, ", value)
    quoted = re.sub(
        r"""(?<=[\[,] )([^\W\d][^"',\]]*)|(?<=\[)([^\W\d][^"',\]]*)""", r'"\1\2"', value
    )
    found = [("a comma is missing", commas, ""), ("texts need quotes", quoted, "")]
    if value[-1] not in "[{,":
        found.append(("the last bracket is missing", f"{value}{closed}", ""))
    if value[0] == "{":
        return [
            *found,
            ("a table in { } is one line", "", "write all of it in one line, and end it with }"),
        ]
    return [*found, ("the list is not closed", "", "put commas between, and end it with ]")]


def _is_toml(line: str) -> bool:
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return bool(line)
