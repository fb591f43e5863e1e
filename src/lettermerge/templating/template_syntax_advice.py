"""Say in plain English what Jinja's parser found wrong, and what to write instead."""

from __future__ import annotations

import re

from ..diagnostics import suggest_near

_MANUAL = "see https://jinja.palletsprojects.com/templates"
#: Tags that open a block, and those that open none.
_BLOCKS = ("if", "for", "macro", "call", "filter", "set", "block", "with", "raw")
_TAGS = (*_BLOCKS, "elif", "else", "include", "import", "from", "extends", "do")
_TAG = re.compile(r"Encountered unknown tag '(\w+)'")
_OPEN = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_CHARACTER = re.compile(r"unexpected char '?\"?(.)")
_EXPECTED = re.compile(r"expected token '(.+?)', got '(.+)'$")
_CURLY = "“”„‟«»‘’‚‛`´"
#: Jinja's names for what is typed.
_TYPED = (
    ("'end of print statement'", "`}}`"),
    ("'end of statement block'", "`%}`"),
    ("'end of template'", "the end"),
    ("token ", ""),
)
_SIGNS = {"&": "write `and`", "!": "write `not`, or != to compare", "$": "write {{ name }}"}
_ASSIGNED = re.compile(r"([\w.]+)\s*=\s*(?!=)['\"“”‘’]?([^'\"“”‘’]*)['\"“”‘’]?")


def explain_syntax(message: str, source: str, line: int) -> tuple[str, str]:
    """Return what is wrong and what to do; `source` is the template, "" where it is not known."""
    if ": compare " in message:
        told, _, part = message.partition(": compare ")
        return told, f"compare {part}"
    lines = source.splitlines()
    typed = lines[line - 1] if 0 < line <= len(lines) else ""
    if tag := _TAG.search(message):
        return _of_tag(tag[1], typed, ((opened := _OPEN.search(message)) and opened[1]) or "")
    if "Unexpected end of template" in message and (opened := _OPEN.search(message)):
        told = f"`{{% {opened[1]} ... %}}` is not closed"
        return told, f"write {{% end{opened[1]} %}} where it ends"
    if sign := _CHARACTER.match(message):
        return _of_character(sign[1])
    if message.startswith("unexpected end of template") or message == "unexpected '}'":
        opens = (
            "{%" if "statement block" in message or ("{%" in typed and "{{" not in typed) else "{{"
        )
        closes = {"{%": "%}", "{{": "}}"}[opens]
        return f"`{opens}` is not closed", f"end it with {closes}"
    if message == "chunk after expression":
        return _of_condition(source)
    return _of_token(message, typed)


def _of_tag(tag: str, typed: str, opened: str) -> tuple[str, str]:
    """Explain a tag that is unknown, or that is not where it can be."""
    split = re.search(r"\{%-?\s*end\s+(\w+)", typed) if tag == "end" else None
    if split or tag in ("end", "fi", "done", "next"):
        closes = (split[1] if split else "") or opened or "if"
        written = f"end {split[1]}" if split else tag
        return f"`{{% {written} %}}` closes nothing", f"write {{% end{closes} %}}, in one word"
    if tag in ("elseif", "elsif", "elsif", "otherwise"):
        return f"`{{% {tag} %}}` is no tag", "write {% elif ... %}, or {% else %}"
    if tag in ("else", "elif") or (tag.startswith("end") and tag[3:] in _BLOCKS):
        needed = tag[3:] if tag.startswith("end") else "if"
        if opened and tag.startswith("end"):
            return (
                f"`{{% {tag} %}}` does not close `{{% {opened} %}}`",
                f"write {{% end{opened} %}}",
            )
        told = f"`{{% {tag} %}}` has no `{{% {needed} ... %}}` before it"
        return told, "delete it, or add the one that it belongs to"
    near = suggest_near(tag, (*_TAGS, *(f"end{one}" for one in _BLOCKS)))
    return f"`{{% {tag} %}}` is no tag", near or "print a value with {{ }}, not with {% %}"


def _of_character(sign: str) -> tuple[str, str]:
    if sign in _CURLY:
        return f"the quote `{sign}` is not a straight one", "type straight quotes: 'a' or \"a\""
    if sign in "'\"":
        return f"the quote `{sign}` is not closed", "write the second quote, of the same kind"
    return f"`{sign}` cannot be there", _SIGNS.get(sign, _MANUAL)


def _of_condition(source: str) -> tuple[str, str]:
    """Explain an expression that goes on where it should end."""
    if assigned := _ASSIGNED.fullmatch(source.strip()):
        name, value = assigned.groups()
        name = {"parliament": "parliament.id", "recipient": "recipient.name"}.get(name, name)
        return (
            "`=` compares nothing",
            f"write {name} == '{value.strip()}', with two signs and quotes",
        )
    told = "there are words that nothing joins"
    return told, "compare with ==, put texts in quotes, and join conditions with `and` or `or`"


def _of_token(message: str, typed: str) -> tuple[str, str]:
    found = _EXPECTED.search(message)
    told = message
    for jinja, plain in _TYPED:
        told = told.replace(jinja, plain)
    if message.endswith(("got '|'", "unexpected '>'")):
        return "the sign is not one of Jinja's", "write `or`, `and`, == or !="
    if message.endswith("got '='"):
        return "`=` compares nothing", "compare with ==, and join conditions with `and` or `or`"
    if found and found[1] == "end of statement block" and re.search(r"\belse\s+if\b", typed):
        return "`{% else if %}` is no tag", "write {% elif ... %}"
    if found and found[1] in ("end of print statement", "end of statement block"):
        closes = {"end of print statement": "}}"}.get(found[1], "%}")
        hint = 'a name has no spaces; a column with some is recipient.extra["First name"]'
        if closes == "%}":
            hint = "compare with ==, put texts in quotes, join conditions with `and` or `or`"
        return f"`{found[2]}` is not expected there: nothing joins it to what is before it", hint
    if "end of print statement" in message or "end of statement block" in message:
        return f"the expression is not complete: {told}", "write what is missing before it"
    if "end of template" in message:
        return "the expression is not complete", "write what it is compared or joined with"
    return told, _MANUAL
