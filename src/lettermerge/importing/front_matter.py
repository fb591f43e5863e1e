"""Keep the keys of a Markdown letter's front matter that a template has; report the others.

Other programs write titles, authors and layouts there, which would end a run.
"""

from __future__ import annotations

import re

from .source_letter import Omission

_KNOWN = ("subject", "enclosures", "cc")
_KEY = re.compile(r"^([^\s#:-][^:]*?)\s*:(?:\s|$)")
PLACE = "front matter"


def part_front(front: str) -> tuple[str, str, tuple[Omission, ...]]:
    """Return the front matter without unknown keys, its date, and what was left out of it.

    `front` has its `---` lines; what has no key that is known becomes "".
    """
    blocks: list[tuple[str, list[str]]] = []
    for line in front.strip().split("\n")[1:-1]:
        found = _KEY.match(line)
        if found or not blocks:
            blocks.append((found[1].strip("\"'").lower() if found else "", []))
        blocks[-1][1].append(line)
    kept = [
        line
        for key, (first, *rest) in blocks
        if key in _KNOWN
        for line in (f"{key}:{first.partition(':')[2]}", *rest)
    ]
    date = next((_value(lines) for key, lines in blocks if key == "date"), "")
    reason = "a template has no such key between its --- lines"
    gone = [
        Omission(PLACE, words, reason)
        for key, lines in blocks
        if key not in (*_KNOWN, "date") and (words := " ".join(" ".join(lines).split()))
    ]
    text = "\n".join(("---", *kept, "---", "")) if kept else ""
    return text, date, tuple(gone)


def _value(lines: list[str]) -> str:
    return " ".join(lines).partition(":")[2].strip().strip("\"'")
