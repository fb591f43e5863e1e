"""Say why a `-w` expression selects no row: what it compares, and which values there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..diagnostics import Diagnostic, Severity, Where, number_of, suggest_near
from ..errors import UsageError
from ..templating import Comparison, Sandbox

_MOST = 6  # values that are named
#: The part that is a text, of what -w sees as a whole.
_WHOLE = {"parliament": "parliament.id", "recipient": "recipient.name"}


def refuse_whole_values(sandbox: Sandbox, condition: str, option: str) -> None:
    """Refuse a comparison of a whole parliament, recipient or ledger with a text.

    `option` is what the expression is of.

    Raises:
        UsageError: there is one; it never holds, whatever the rows say.
    """
    for one in sandbox.find_comparisons(condition):
        if len(one.parts) > 1 or one.name not in (*_WHOLE, "ledger"):
            continue
        part = _WHOLE.get(one.name, f"ledger.{one.texts[0]}" if one.texts[0].isidentifier() else "")
        written = part if one.name == "ledger" else _written(part or one.name, one)
        raise UsageError(
            f"{option}: `{one.name}` is no text, so it never equals `{one.texts[0]}`",
            hint=f"write {written or 'ledger.sent'}",
        )


def explain_empty(
    sandbox: Sandbox,
    condition: str,
    rows: int,
    seen: Sequence[Mapping[str, object]],
    option: str = "-w",
) -> Diagnostic:
    """Return the warning of a condition that holds for no row; `seen` is what it sees of each.

    `option` is what the condition is of.
    """
    reasons = list(_values(sandbox, condition, seen)) if rows else ["the lists have no rows"]
    return Diagnostic(
        "selection.no-row",
        f"no row is selected: `{condition}` holds for none of {number_of(rows, 'letter')}",
        Where(column=option),
        "; ".join(reasons) or "`lettermerge roster show` lists all letters",
        Severity.WARNING,
    )


def _values(
    sandbox: Sandbox, condition: str, seen: Sequence[Mapping[str, object]]
) -> Iterator[str]:
    """Yield, for each text that nothing equals, which texts there are."""
    for one in sandbox.find_comparisons(condition):
        found = {value for each in seen if (value := _value(each, one.parts))}
        for text in one.texts:
            if not one.equal or text in found:
                continue
            near = suggest_near(text, found)
            known = ", ".join(f"`{value}`" for value in sorted(found)[:_MOST])
            more = " ..." if len(found) > _MOST else ""
            yield f"no `{one.name}` is `{text}`: {near or f'there are {known}{more}'}"


def _written(name: str, one: Comparison) -> str:
    sign = "==" if one.equal else "!="
    if len(one.texts) > 1:
        sign = "in" if one.equal else "not in"
        return f"{name} {sign} {list(one.texts)}"
    return f"{name} {sign} '{one.texts[0]}'"


def _value(seen: Mapping[str, object], parts: Sequence[str]) -> str:
    """Return a text that an expression sees by its parts, "" where there is none."""
    value: object = seen
    for part in parts:
        inside = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
        value = inside
    return value if isinstance(value, str) else ""
