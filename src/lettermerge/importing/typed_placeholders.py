"""Find placeholders typed as text, split over runs or not; make fields of sure ones.

`{{ x }}` and `{% %}` of Jinja, docxtpl and docassemble, `«x»`, `<<x>>`, `<x>`, `[x]`, `${x}`,
`#x#`. One is sure when its name is known, and in a sentence says whose it is; others and gaps such
as dotted lines stay as typed, with a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..letter.letter_phrases import is_salutation
from ..letter.unfilled_gaps import unfilled_gaps
from .field_names import FieldNames, FieldUse, normalise
from .source_letter import (
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
    rf"|\$\{{\s*(?P<dollar>{_NAME})\s*\}}|\[\s*(?P<bracket>{_NAME})\s*\]|\#(?P<hash>{_NAME})(?<=\w)\#(?!\w)"
    r"|(?P<other>\(\([\w .?-]+\)\)|\*\|\w+\|\*|(?<!\$)\{[A-Za-z][\w .-]*\}|%[A-Z_]{3,}%)",
    re.DOTALL,
)
_VARIABLE = re.compile(
    r"^\{\{[pr]?\s*([\w.]+)\s*(?:\|\s*(upper|lower|title|capitalize|trim)\s*)?\}\}$"
)
_TAG = re.compile(r"^\{%-?(?:p|tr|tc|r)?\s*(.*?)\s*-?%\}$", re.DOTALL)
_TEST = re.compile(r"""^(if|elif)\s+(not\s+)?([\w.]+)(?:\s*(==|!=)\s*(["'“][^"'“”]*["'”]))?$""")
_CASES = {"upper": r" \* Upper", "lower": r" \* Lower", "title": r" \* Caps",
          "capitalize": r" \* FirstCap"}  # fmt: skip
#: A paragraph that is a gap for some lines to one recipient.
_PERSONAL = re.compile(
    r"^\s*[\[<«{]{1,2}\s*((?:insert |your |add )*personal (?:note|message|paragraph|lines?|text))"
    r"(?: here)?\s*[\]>»}]{1,2}\s*$",
    re.IGNORECASE,
)
#: Names that may be anybody's in the middle of a sentence, and others that say as little.
BARE_NAMES = ("name", "full name", "fullname", "nom", "nom complet", "nombre", "nombre completo",
              "nome", "contact name")  # fmt: skip
_BARE = ("date", "datum", "title", "email", "e mail", "email address", "address", "adresse",
         "position", "job title", "function", "fonction", "organisation", "organization", "website",
         "company", "city", "ville", "ort", "land", "country", "pays")  # fmt: skip
_SENTENCE = 4  # words beside the placeholders
_WORD = re.compile(r"[^\W\d_]+")
_RECIPIENT = ("recipient", "addressee", "member", "legislator", "contact", "person", "row")
_OTHER = "\0"  # what is no text in a paragraph's text


@dataclass(slots=True)
class PlaceholderFinder:
    """Makes fields of the placeholders of a letter; `uses` holds those that stay as typed.

    `typed` is how each field that was made of one was typed, by its name: `[Bill]`.
    """

    names: FieldNames
    uses: list[FieldUse] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
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
            return replace(block, rows=rows)
        return block.with_pieces(tuple(self._pieces(block)))

    def _pieces(self, paragraph: SourceParagraph) -> Iterable[Piece]:
        text = _flat(paragraph.pieces)
        gap = _PERSONAL.match(text)
        if gap and not self.names.knows(gap[1]):
            self.uses.append(FieldUse(text.strip(), paragraph.place, "personal", sure=True))
            yield TemplateCode("{{ personal }}")
            return
        found = list(self._found(text, paragraph.place))
        position = 0
        for piece in paragraph.pieces:
            if isinstance(piece, TextBox):
                yield replace(piece, blocks=tuple(self._block(one) for one in piece.blocks))
                position += 1
                continue
            if not isinstance(piece, Run):
                yield piece
                position += 1
                continue
            yield from _cut(piece, position, found)
            position += len(piece.text)

    def _found(self, text: str, place: str) -> Iterable[tuple[tuple[int, int], str | TemplateCode]]:
        """Yield the fields of a paragraph's text, and note what stays as typed, in its order."""
        gaps = list(unfilled_gaps(text))
        for match in _PLACEHOLDER.finditer(text):
            for gap in (one for one in gaps if one[1] <= match.start()):
                self._ask(text, gap, place)
            gaps = [one for one in gaps if one[1] > match.start()]
            noted = len(self.uses)
            made = self._made(match, place)
            if made is not None or len(self.uses) > noted:
                gaps = [one for one in gaps if one[0] >= match.end()]
            if made is not None:
                yield match.span(), made
        for gap in gaps:
            self._ask(text, gap, place)

    def _ask(self, text: str, gap: tuple[int, int], place: str) -> None:
        self.uses.append(FieldUse(text[slice(*gap)].strip(), place, "", sure=False))

    def _made(self, match: re.Match[str], place: str) -> str | TemplateCode | None:
        """Return the field's code, None for what stays as typed."""
        text = match[0]
        if match["jinja"]:
            return self._variable(text, place)
        if match["tag"]:
            return self._tag(text, place)
        name = next((match[key] for key in ("guillemets", "angles", "angle", "dollar", "bracket",
                                            "hash") if match[key]), "")  # fmt: skip
        bare = match["angle"] or match["bracket"]
        if bare and self._may_be_another(name, match):
            self.uses.append(FieldUse(text.strip(), place, "", sure=False))
            return None
        if name and self.names.knows(name):
            self.typed.setdefault(name.strip(), " ".join(text.split()))
            return f'MERGEFIELD "{name.strip()}"'
        if bare or (match["guillemets"] and text != f"«{name}»"):
            return None  # quotations have guillemets with spaces, too
        self.uses.append(FieldUse(text.strip(), place, "", sure=False))
        return None

    def _may_be_another(self, name: str, match: re.Match[str]) -> bool:
        """Say whether a name in a sentence may be another's than the reader's, or a date so."""
        words = normalise(name)
        headed = words in map(normalise, self.names.headings)
        if words not in BARE_NAMES and (headed or words not in _BARE):
            return False
        first = match.string.rfind("\n", 0, match.start()) + 1
        line = match.string[first:].partition("\n")[0]
        before, after = match.string[first : match.start()], line[match.end() - first :]
        if is_salutation(line) or (not before.strip() and after.startswith(",")):
            return False
        return len(_WORD.findall(_PLACEHOLDER.sub(" ", line))) >= _SENTENCE

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
            yield replace(run, text=run.text[at - position : first - position])
        if first >= position:
            yield made if isinstance(made, TemplateCode) else FieldCode((made,), run.look, run.link)
        at = min(last, end)
    if at < end:
        yield replace(run, text=run.text[at - position :])
