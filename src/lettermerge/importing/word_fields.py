"""Follow Word's complex fields through a story: begin, instruction, result, end.

A field's parts are marked by `w:fldChar` in runs of their own, over several paragraphs where it
pleases Word (ECMA-376 part 1, 17.16.18). What a field showed last is kept only where it is a link's
words or a picture, or where the field never ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import UsageError
from .source_letter import CharacterStyle, FieldCode, Picture, Piece, Run
from .word_package import refuse
from .word_styles import W, switched_on, value

DEEPEST_FIELD = 20


@dataclass(slots=True)
class _OpenField:
    look: CharacterStyle
    code: list[str | FieldCode] = field(default_factory=list)
    result: list[Piece] = field(default_factory=list)
    in_result: bool = False

    @property
    def kind(self) -> str:
        words = "".join(part for part in self.code[:3] if isinstance(part, str)).split()
        return words[0].upper() if words else ""


class FieldStack:
    """The fields that are open at a place of a story; what they hold does not become text."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_OpenField] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def begin(self, look: CharacterStyle) -> None:
        """Open a field.

        Raises:
            UsageError: fields are inside one another deeper than a letter needs.
        """
        if len(self._open) == DEEPEST_FIELD:
            raise self._too_deep()
        self._open.append(_OpenField(look))

    def _too_deep(self) -> UsageError:
        return refuse(
            self._file,
            f"it has fields more than {DEEPEST_FIELD} deep inside one another",
            "simplify them in Word",
        )

    def separate(self) -> None:
        """Say that the instruction of the innermost field has ended."""
        if self._open:
            self._open[-1].in_result = True

    def instruct(self, text: str) -> None:
        """Add text to the instruction of the innermost field."""
        if self._open and not self._open[-1].in_result:
            self._open[-1].code.append(text)

    def form_text(self) -> str:
        """Return what was typed into the innermost field, where it is one of a form; else ""."""
        if not self._open or self._open[-1].kind not in ("FORMTEXT", "FORMDROPDOWN"):
            return ""
        runs = (piece.text for piece in self._open[-1].result if isinstance(piece, Run))
        return "".join(runs).strip()

    def end(self) -> tuple[Piece, ...]:
        """Close the innermost field; return what it is to the text around it."""
        if not self._open:
            return ()
        closed = self._open.pop()
        code = FieldCode(tuple(closed.code), closed.look)
        inner = tuple(part for part in closed.code if isinstance(part, FieldCode))
        if closed.kind == "HYPERLINK" and inner:
            return inner  # what it showed is one recipient's
        if closed.kind == "HYPERLINK":
            return tuple(_linked(piece, _target(code)) for piece in closed.result)
        return (code, *(piece for piece in closed.result if isinstance(piece, Picture)))

    @property
    def in_link(self) -> bool:
        """Whether what comes next is shown by a link."""
        return bool(self._open) and self._open[-1].kind == "HYPERLINK"

    def take(self, piece: Piece) -> bool:
        """Put a piece into the innermost field; False where none is open."""
        if not self._open:
            return False
        inner = self._open[-1]
        if inner.in_result:
            inner.result.append(piece)
        elif isinstance(piece, FieldCode):
            inner.code.append(piece)
        elif isinstance(piece, Run):
            inner.code.append(piece.text)
        else:
            inner.result.append(piece)
        return True

    def flush(self) -> tuple[Piece, ...]:
        """Return what fields that never end have swallowed, as text, and close them."""
        left: list[Piece] = []
        for one in self._open:
            left += [FieldCode(tuple(one.code), one.look), *one.result]
        self._open.clear()
        return tuple(left)


def _target(code: FieldCode) -> str:
    """Return where a HYPERLINK field leads; "" inside the document."""
    from .field_syntax import split_code

    parsed = split_code(code)
    words = [one for one in parsed.words if isinstance(one, str)]
    return "" if not words or "l" in parsed.switches else words[0]


def _linked(piece: Piece, target: str) -> Piece:
    return Run(piece.text, piece.look, target) if isinstance(piece, Run) and target else piece


_CHECKED, _OPEN = "☑", "☐"


def form_instruction(form: Any) -> str:
    """Return the instruction of a legacy form field: what it asks for, and between what.

    Such a field has `w:ffData` (17.16.17); what was typed or chosen in it is somebody's.
    """
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
    """Say whether a content control (17.5.2.38) shows what to type there, and nothing typed."""
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
