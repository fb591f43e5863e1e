"""Find placeholders typed as text, split over runs or not; make fields of sure ones.

`{{ x }}` and `{% %}` of Jinja, docxtpl and docassemble, `«x»`, `<<x>>`, `<x>`, `[x]`, `${x}`,
`#x#`, dotted lines. One is sure when its name is known; others stay as typed, with a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .field_names import FieldNames, FieldUse
from .source import (
    FieldCode,
    Piece,
    Run,
    SourceBlock,
    SourceParagraph,
    SourceTable,
    TemplateCode,
    TextBox,
    paragraphs,
)

_NAME = r"[^\W\d][\w .'’/-]{0,60}?"
_PLACEHOLDER = re.compile(
    rf"(?P<jinja>\{{\{{[pr]?\s.*?\}}\}}|\{{\{{[^{{}}]*\}}\}})"
    r"|(?P<tag>\{%(?:p|tr|tc|r)?\s.*?%\})"
    rf"|«\s*(?P<guillemets>{_NAME})\s*»|<<\s*(?P<angles>{_NAME})\s*>>|<\s*(?P<angle>{_NAME})\s*>"
    rf"|\$\{{\s*(?P<dollar>{_NAME})\s*\}}|\[\s*(?P<bracket>{_NAME})\s*\]|\#(?P<hash>{_NAME})\#"
    r"|(?P<dots>\.{5,}|…{2,}|_{4,})",
    re.DOTALL,
)
_VARIABLE = re.compile(
    r"^\{\{[pr]?\s*([\w.]+)\s*(?:\|\s*(upper|lower|title|capitalize|trim)\s*)?\}\}$"
)
_TAG = re.compile(r"^\{%-?(?:p|tr|tc|r)?\s*(.*?)\s*-?%\}$", re.DOTALL)
_TEST = re.compile(r"""^(if|elif)\s+(not\s+)?([\w.]+)(?:\s*(==|!=)\s*(["'“][^"'“”]*["'”]))?$""")
_CASES = {"upper": r" \* Upper", "lower": r" \* Lower", "title": r" \* Caps",
          "capitalize": r" \* FirstCap"}  # fmt: skip
_RECIPIENT = ("recipient", "addressee", "member", "legislator", "contact", "person", "row")
_OTHER = "\0"  # what is no text in a paragraph's text


@dataclass(slots=True)
class PlaceholderFinder:
    """Makes fields of the placeholders of a letter; `uses` holds those that stay as typed."""

    names: FieldNames
    uses: list[FieldUse] = field(default_factory=list)
    _tags_sure: bool = True

    def blocks(self, blocks: tuple[SourceBlock, ...]) -> tuple[SourceBlock, ...]:
        """Return blocks with a field in the place of each placeholder that is sure."""
        self._tags_sure = self._all_tags_sure(paragraphs(blocks))
        return tuple(self._block(one) for one in blocks)

    def _block(self, block: SourceBlock) -> SourceBlock:
        if isinstance(block, SourceTable):
            rows = tuple(
                tuple(tuple(self._block(one) for one in cell) for cell in row) for row in block.rows
            )
            return SourceTable(rows, block.place, block.bordered)
        return block.with_pieces(tuple(self._pieces(block)))

    def _pieces(self, paragraph: SourceParagraph) -> Iterable[Piece]:
        text = _flat(paragraph.pieces)
        found = [
            (match.span(), made)
            for match in _PLACEHOLDER.finditer(text)
            if (made := self._made(match, paragraph.place)) is not None
        ]
        position = 0
        for piece in paragraph.pieces:
            if isinstance(piece, TextBox):
                yield TextBox(tuple(self._block(one) for one in piece.blocks), piece.box,
                              piece.number)  # fmt: skip
                position += 1
                continue
            if not isinstance(piece, Run):
                yield piece
                position += 1
                continue
            yield from _cut(piece, position, found)
            position += len(piece.text)

    def _made(self, match: re.Match[str], place: str) -> str | TemplateCode | None:
        """Return the field's code, None for what stays as typed."""
        text = match[0]
        if match["jinja"]:
            return self._variable(text, place)
        if match["tag"]:
            return self._tag(text, place)
        name = next((match[key] for key in ("guillemets", "angles", "angle", "dollar", "bracket",
                                            "hash") if match[key]), "")  # fmt: skip
        if name and self.names.knows(name):
            return f'MERGEFIELD "{name.strip()}"'
        if name and (match["angle"] or match["bracket"]) and not _looks_like_a_name(name):
            return None
        self.uses.append(FieldUse(text.strip(), place, "", sure=False))
        return None

    def _variable(self, text: str, place: str) -> str | None:
        found = _VARIABLE.match(text)
        if found and (known := self._known(found[1])):
            return f'MERGEFIELD "{known}"{_CASES.get(found[2] or "", "")}'
        self.uses.append(FieldUse(" ".join(text.split()), place, "", sure=False))
        return None

    def _known(self, name: str) -> str:
        """Return a variable's name where it surely is the recipient's, "" for others."""
        owner, _, attribute = name.rpartition(".")
        if owner and owner.lower() not in _RECIPIENT:
            return ""
        return attribute if self.names.knows(attribute) else ""

    def _tag(self, text: str, place: str) -> TemplateCode | None:
        code = self._tag_code(text) if self._tags_sure else ""
        self.uses.append(FieldUse(" ".join(text.split()), place, code, sure=bool(code)))
        return TemplateCode(code) if code else None

    def _tag_code(self, text: str) -> str:
        """Return a tag as a template has it, "" where that is not sure."""
        inside = " ".join((_TAG.match(text) or re.match(r"(.*)", text, re.DOTALL))[1].split())  # type: ignore[index]
        if inside in ("else", "endif"):
            return "{% " + inside + " %}"
        found = _TEST.match(inside)
        known = self._known(found[3]) if found else ""
        if not found or not known:
            return ""
        target = self.names.target(known).compared
        value = f' {found[4]} "{found[5][1:-1]}"' if found[4] else ""
        return "{% " + f"{found[1]} {found[2] or ''}{target}{value}" + " %}"

    def _all_tags_sure(self, letter: Iterable[SourceParagraph]) -> bool:
        depth = 0
        for one in letter:
            for match in _PLACEHOLDER.finditer(_flat(one.pieces)):
                if match["tag"]:
                    code = self._tag_code(match[0])
                    depth += code.startswith("{% if") - (code == "{% endif %}")
                    if not code or depth < 0:
                        return False
        return depth == 0


def _looks_like_a_name(name: str) -> bool:
    """Say whether a word in <> or [] may be a placeholder: capitals, or words joined by signs."""
    return bool(re.search(r"[A-Z]", name)) or "_" in name


def _flat(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text if isinstance(piece, Run) else _OTHER for piece in pieces)


def _cut(
    run: Run, position: int, found: list[tuple[tuple[int, int], str | TemplateCode]]
) -> Iterable[Piece]:
    """Yield a run without the placeholders in it; a field comes where its first sign was."""
    end = position + len(run.text)
    at = position
    for (first, last), made in found:
        if last <= position or first >= end:
            continue
        if first > at:
            yield Run(run.text[at - position : first - position], run.look, run.link)
        if first >= position:
            yield made if isinstance(made, TemplateCode) else FieldCode((made,), run.look, run.link)
        at = min(last, end)
    if at < end:
        yield Run(run.text[at - position :], run.look, run.link)
