"""Read form fields and content controls as fields that ask for what was to be filled in.

Legacy fields have `w:ffData` (ECMA-376 part 1, 17.16.17), controls `w:sdtPr` (17.5.2.38). What was
typed or chosen in a legacy field is somebody's; a control with typed words keeps them.
"""

from __future__ import annotations

from typing import Any

from .word_styles import W, switched_on, value

_CHECKED, _OPEN = "☑", "☐"


def form_instruction(form: Any) -> str:
    """Return the instruction of a legacy form field: what it asks for, and between what."""
    hint = _quoted(value(form, "statusText") or value(form, "name"))
    box, choices = form.find(W + "checkBox"), form.find(W + "ddList")
    if box is not None:
        checked = switched_on(box, "checked")
        checked = switched_on(box, "default") if checked is None else checked
        return f'FORMCHECKBOX "{_CHECKED if checked else _OPEN}" '
    if choices is not None:
        entries = [str(one.get(W + "val", "")) for one in choices.findall(W + "listEntry")]
        return f'FORMDROPDOWN "{hint}" {_between(entries)}'
    return f'FORMTEXT "{hint}" '


def shows_prompt(control: Any) -> bool:
    """Say whether a content control shows what to type there, and nothing typed."""
    return bool(switched_on(control.find(W + "sdtPr"), "showingPlcHdr"))


def prompt_instruction(control: Any) -> str:
    """Return the instruction of a content control with nothing typed, by its title or prompt."""
    properties = control.find(W + "sdtPr")
    prompt = "".join(one.text or "" for one in control.iter(W + "t"))
    entries = [
        str(one.get(W + "displayText") or one.get(W + "value") or "")
        for kind in ("dropDownList", "comboBox")
        for one in properties.iterfind(f"{W}{kind}/{W}listItem")
    ]
    asked = value(properties, "alias") if entries else ""
    return f'FILLIN "{_quoted(asked or prompt)}" {_between(entries)}'.rstrip()


def _between(entries: list[str]) -> str:
    shown = " / ".join(_quoted(one) for one in entries if one.strip())
    return f'\\d "[{shown}]" ' if shown else ""


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "").replace('"', "'").split())
