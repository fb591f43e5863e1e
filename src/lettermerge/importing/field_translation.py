"""Translate Word's fields into Jinja: MERGEFIELD with its switches, IF, DATE and the others.

ECMA-376 part 1, 17.16.5, says what each field is. What a template has no word for is left to the
frame, or told in the report; a field's shown result never counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from .field_conditions import ConditionParts, condition, condition_parts, joined_conditions
from .field_format_switches import as_date_pattern, split_number_picture
from .field_names import FieldNames, FieldUse, is_address_part
from .field_syntax import FORMULA, ParsedField, Word, split_code
from .markdown_text import emphasise, escape_words
from .source_letter import FieldCode, Omission

#: Fields that the frame prints, or that one letter for each recipient makes unnecessary.
_FRAME = {
    "PAGE": "page numbers", "NUMPAGES": "page numbers", "SECTIONPAGES": "page numbers",
    "SECTION": "page numbers",
}  # fmt: skip
#: What a field is mapped to that the frame prints.
FRAME = "frame"
_RECORDS = ("NEXT", "NEXTIF", "SKIPIF", "MERGEREC", "MERGESEQ", "DATABASE")
_DATES = ("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE")
#: Fields that a template prints the same.
_SAME = {
    "ADDRESSBLOCK": 'recipient.address_block | join(", ")', "GREETINGLINE": "recipient.salutation",
    **dict.fromkeys(_DATES, "letter.date"),
}  # fmt: skip
_PROMPTS = ("ASK", "FILLIN", "FORMTEXT", "FORMDROPDOWN", "MACROBUTTON", "GOTOBUTTON")
#: Prompts whose first word is not what is asked: a bookmark, a macro.
_NAMED_FIRST = ("ASK", "MACROBUTTON", "GOTOBUTTON")
_CASES = {
    "upper": "{0} | upper", "lower": "{0} | lower", "caps": "{0} | title",
    "firstcap": "({0})[:1] | upper ~ ({0})[1:]",
}  # fmt: skip


@dataclass(slots=True)
class FieldTranslator:
    """Writes fields as Jinja; collects what they were, and what becomes a setting to fill in."""

    names: FieldNames
    uses: list[FieldUse] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    framed: list[Omission] = field(default_factory=list)
    prompts: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    _unread: list[str] = field(default_factory=list)  # what conditions test that none can

    def text(self, code: FieldCode, place: str) -> str:
        """Return a field as template text."""
        parsed = split_code(code)
        look = code.look

        def mark(text: str) -> str:
            return emphasise(text, bold=look.bold, italic=look.italic)

        return self._text(parsed, code, place, mark)

    def leave_to_frame(self, code: FieldCode, place: str) -> None:
        """Note a field of the frame: a part of the address is printed with the whole of it."""
        parsed = split_code(code)
        name = " ".join(self.plain(word) for word in parsed.words).strip()
        if parsed.kind == "MERGEFIELD" and is_address_part(name):
            target = self.names.target(name)
            mapped = target.expression if target.sure else "recipient.address_block"
            self.uses.append(FieldUse(name, place, mapped, sure=True))
        elif parsed.kind in _PROMPTS:
            self.uses.append(FieldUse(parsed.kind, place, FRAME, sure=True))
        else:
            self.text(code, place)

    def note(self, code: FieldCode, place: str) -> None:
        """Note a field of a letterhead, which holds none: the theme says what became of it."""
        framed, omitted = len(self.framed), len(self.omissions)
        self.text(code, place)
        del self.framed[framed:], self.omissions[omitted:]

    def _text(
        self, parsed: ParsedField, code: FieldCode, place: str, mark: Callable[[str], str]
    ) -> str:
        kind, text = parsed.kind, ""
        if kind in _SAME:
            text = self._known(kind, place, _SAME[kind], mark)
        elif kind == "MERGEFIELD":
            text = self._merge_field(parsed, place, mark)
        elif kind == "IF":
            text = self._if(code, place, mark)
        elif kind == "QUOTE":
            text = mark(self.words(parsed.word(0), place))
        elif kind == "SYMBOL":
            number = str(parsed.word(0))
            text = chr(int(number)) if number.isdigit() and 31 < int(number) < 0xD800 else ""
        elif kind in ("SET", "REF"):
            text = self._variable(parsed, place)
        elif kind in _PROMPTS:
            text = self._prompt(parsed, place, mark)
        elif kind == "FORMCHECKBOX":
            text = self.plain(parsed.word(0))
            self.uses.append(FieldUse(kind, place, text, sure=True))
        elif kind in self.variables:
            text = "{{ " + self.variables[kind] + " }}"
        else:
            self._tell(parsed, code, place)
        return text

    def _tell(self, parsed: ParsedField, code: FieldCode, place: str) -> None:
        if parsed.kind in _FRAME:
            self.framed.append(Omission(place, parsed.kind, "the page prints its number itself"))
        elif parsed.kind in _RECORDS:
            reason = "each recipient gets a letter of their own, which needs no such field"
            self.omissions.append(Omission(place, code.text, reason))
        elif parsed.kind == "INCLUDEPICTURE":
            reason = "a picture elsewhere is never fetched: put it into letters/"
            self.omissions.append(Omission(place, parsed.kind, reason))
        elif parsed.kind:
            reason = "a template has no such field: write what it showed"
            words = code.text if parsed.kind == FORMULA else parsed.kind
            self.omissions.append(Omission(place, words, reason))
        if parsed.kind:
            framed = parsed.kind in _FRAME
            self.uses.append(FieldUse(parsed.kind, place, FRAME if framed else "", sure=framed))
        self._note_inner(code, place)

    def _note_inner(self, code: FieldCode, place: str) -> None:
        """Note the merge fields that a field reads which a template does not have."""
        for part in code.parts:
            if isinstance(part, FieldCode):
                if split_code(part).kind == "MERGEFIELD":
                    self.value(part, place)
                self._note_inner(part, place)

    def _known(self, name: str, place: str, expression: str, mark: Callable[[str], str]) -> str:
        self.uses.append(FieldUse(name, place, expression, sure=True))
        return mark("{{ " + expression + " }}")

    def _merge_field(self, parsed: ParsedField, place: str, mark: Callable[[str], str]) -> str:
        name = " ".join(self.plain(word) for word in parsed.words).strip()
        if name.lower().startswith(("tablestart:", "tableend:", "rangestart:", "rangeend:")):
            reason = "it repeats rows of a second table, which a letter does not have"
            self.omissions.append(Omission(place, name, reason))
            self.uses.append(FieldUse(name, place, "", sure=False))
            return ""
        target = self.names.target(name)
        self.uses.append(FieldUse(name, place, target.expression, target.sure))
        printed, formatted, formatted_number = target.printed, "", ""
        for form in parsed.formats:
            if form in _CASES:
                formatted = _CASES[form].format(target.printed)
        if "@" in parsed.switches:
            pattern = as_date_pattern(self.plain(parsed.switches["@"]))
            formatted = target.formatted(f"date({json.dumps(pattern, ensure_ascii=False)})")
        elif "#" in parsed.switches:
            left, decimals, right = split_number_picture(self.plain(parsed.switches["#"]))
            number = "{{ " + target.formatted(f"number({decimals})") + " }}"
            formatted_number = escape_words(left) + number + escape_words(right)
        before = self.words(parsed.switches.get("b", ""), place)
        after = self.words(parsed.switches.get("f", ""), place)
        value = formatted_number or "{{ " + (formatted or printed) + " }}"
        shown = mark(before + value + after)
        if before or after:
            return "{% if " + target.compared + " %}" + shown + "{% endif %}"
        return shown

    def _if(self, code: FieldCode, place: str, mark: Callable[[str], str]) -> str:
        parts = condition_parts(code)
        if not parts.left and not parts.then and not parts.otherwise:
            return ""
        unread = len(self._unread)
        test, sure = self._condition(parts, place)
        sure = sure and len(self._unread) == unread
        yes, no = (mark(self.words(one, place)) for one in (parts.then, parts.otherwise))
        self.uses.append(FieldUse("IF", place, test, sure))
        for kind in self._unread[unread:]:
            reason = "a condition that a template does not have: write what it tests"
            self.omissions.append(Omission(place, kind, reason))
        if not yes and not no:
            return ""
        if not yes:
            return "{% if not (" + test + ") %}" + no + "{% endif %}"
        middle = "{% else %}" + no if no else ""
        return "{% if " + test + " %}" + yes + middle + "{% endif %}"

    def _condition(self, parts: ConditionParts, place: str) -> tuple[str, bool]:
        return condition(
            parts,
            lambda code: self.value(code, place),
            lambda word: self._literal(word, place),
        )

    def value(self, code: FieldCode, place: str) -> str:
        """Return a field's value as an expression, for conditions."""
        parsed = split_code(code)
        if parsed.kind == "MERGEFIELD":
            name = " ".join(self.plain(word) for word in parsed.words).strip()
            target = self.names.target(name)
            self.uses.append(FieldUse(name, place, target.expression, target.sure))
            return target.compared
        if parsed.kind in _DATES:
            return "letter.iso_date"
        if parsed.kind in self.variables:
            return self.variables[parsed.kind]
        if parsed.kind in ("IF", "COMPARE"):
            parts = condition_parts(code)
            test, _ = self._condition(parts, place)
            texts = (parts.then, parts.otherwise) if parsed.kind == "IF" else ("1", "0")
            yes, no = (self._literal(one, place) for one in texts)
            return f"({yes} if {test} else {no})"
        if joined := joined_conditions(code):
            tests = (f'{self.value(one, place)} == "1"' for one in joined[1])
            return '("1" if ' + f" {joined[0]} ".join(tests) + ' else "0")'
        self._unread.append(code.text if parsed.kind == FORMULA else parsed.kind)
        self._note_inner(code, place)
        return '""'

    def _literal(self, word: Word, place: str) -> str:
        """Return a word as an expression: text and fields joined."""
        if isinstance(word, str):
            return json.dumps(word, ensure_ascii=False)
        parts = [
            json.dumps(part, ensure_ascii=False)
            if isinstance(part, str)
            else self.value(part, place)
            for part in word
        ]
        return parts[0] if len(parts) == 1 else "(" + " ~ ".join(parts) + ")"

    def words(self, word: Word, place: str) -> str:
        """Return a word of an instruction as template text, fields in it included."""
        if isinstance(word, str):
            return escape_words(word).replace("\n", "\n\n")
        return "".join(
            escape_words(part).replace("\n", "\n\n") if isinstance(part, str)
            else self.text(part, place)
            for part in word
        )  # fmt: skip

    def plain(self, word: Word) -> str:
        """Return a word as text; a field in it is its name."""
        if isinstance(word, str):
            return word
        return "".join(part if isinstance(part, str) else part.text for part in word)

    def _prompt(self, parsed: ParsedField, place: str, mark: Callable[[str], str]) -> str:
        asked = [self.plain(word) for word in parsed.words]
        named = parsed.kind == "ASK" or (parsed.kind in _NAMED_FIRST and len(asked) > 1)
        bookmark = asked.pop(0) if named and asked else ""
        asked = asked[:1] if parsed.kind not in ("MACROBUTTON", "GOTOBUTTON") else asked
        prompt = bare(" ".join(asked)) or bookmark or parsed.kind.lower()
        key = prompt[:60].rstrip()
        default = self.plain(parsed.switches.get("d", ""))
        self.prompts.setdefault(key, default)
        expression = f"recipient.extra[{json.dumps(key, ensure_ascii=False)}]"
        self.uses.append(FieldUse(parsed.kind, place, expression, sure=False))
        if bookmark and parsed.kind == "ASK":
            self.variables[bookmark.upper()] = expression
            return ""
        return mark("{{ " + expression + " }}")

    def _variable(self, parsed: ParsedField, place: str) -> str:
        name = self.plain(parsed.word(0))
        if parsed.kind == "SET":
            self.variables[name.upper()] = self._literal(parsed.word(1), place)
            self.uses.append(
                FieldUse(f"SET {name}", place, self.variables[name.upper()], sure=True)
            )
            return ""
        expression = self.variables.get(name.upper(), "")
        self.uses.append(FieldUse(f"REF {name}", place, expression, sure=bool(expression)))
        if expression:
            return "{{ " + expression + " }}"
        reason = "it repeats words of another place: write them"
        self.omissions.append(Omission(place, f"REF {name}", reason))
        return ""


def bare(prompt: str) -> str:
    """Return what is asked for without the brackets around it."""
    words = prompt.strip()
    return words[1:-1].strip() if words[:1] + words[-1:] in ("[]", "<>", "«»") else words
