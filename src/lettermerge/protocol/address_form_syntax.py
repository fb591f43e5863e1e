"""Compile the small language in which profiles write forms of address.

"Dear {title} {family}," needs both parts; what is in [ ] vanishes when a part in it is empty;
{?part} asks for a part and prints nothing. Of a list of forms the first that can be filled wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

#: Every part that the program fills; a profile may add words of its own that go by gender.
PARTS: Mapping[str, str] = {
    "honorific": "what is before the name, with its article: The Rt Hon",
    "honorific_mid": "the same inside a line: the Hon",
    "style": "all that is before the name on the envelope: The Hon Dr",
    "title": "courtesy title for the salutation: Ms, Dr; empty where nothing says it",
    "degrees": "all degrees and academic titles, in the roster's order: Mag. Dr.",
    "learned": "an academic or clerical title alone: Dr",
    "knight": "Sir or Dame",
    "given": "given names",
    "call_name": "the first given name",
    "family": "family name",
    "name": "given and family name, and suffix",
    "full": "given and family name without suffix",
    "post": "post-nominals, joined as the parliament joins them",
    "privy": "the post-nominal of a Privy Counsellor",
    "peerage": "a peer's title after the rank: of Place, Doe of Place",
    "peer": "the same as the salutation has it: Place, Doe",
    "office": "the office held, where the roster or the role names one",
    "constituency": "what the member represents, written out",
    "chamber": "the chamber's name",
    "of_chamber": "the same as a genitive: of the Senate",
}

Fields = Mapping[str, str]
Form = Callable[[Fields], str | None]


class EmptyWord(str):
    """A word that is empty by right, so that a form which needs it is filled."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


class FormError(ValueError):
    """A form that cannot be read; the text says why."""


def compile_form(text: str, words: Iterable[str] = ()) -> Form:
    """Return the function that fills a form: the text, or None when a needed part is empty.

    `words` are parts beside `PARTS`.

    Raises:
        FormError: a bracket without its partner, or an unknown part.
    """
    template, needed, groups = _parse(text, {*PARTS, *words})

    def fill(fields: Fields) -> str | None:
        for part in needed:
            if not fields[part]:
                return None
        if not groups:
            return template.format_map(fields)
        return template.format_map(
            {**fields, **{name: group(fields) or "" for name, group in groups.items()}}
        )

    return fill


def fill_first(forms: Iterable[Form], fields: Fields) -> str:
    """Return the first form that can be filled, or "" when none can."""
    for form in forms:
        filled = form(fields)
        if filled is not None:
            return filled
    return ""


def _parse(text: str, known: set[str]) -> tuple[str, list[str], dict[str, Form]]:
    """Split a form into a format string, the parts it needs, and its optional groups."""
    out: list[str] = []
    needed: list[str] = []
    groups: dict[str, Form] = {}
    position = 0
    while position < len(text):
        char = text[position]
        if char == "{":
            end = text.find("}", position)
            part = text[position + 1 : end].lstrip("?")
            if end < 0 or part not in known:
                raise FormError(f"`{text}` asks for an unknown part `{text[position : end + 1]}`")
            needed.append(part)
            if text[position + 1] != "?":
                out.append("{" + part + "}")
            position = end
        elif char == "[":
            end = text.find("]", position)
            if end < 0 or "[" in text[position + 1 : end]:
                raise FormError(f"`{text}` has a [ without its ]")
            name = f"_{len(groups)}"
            groups[name] = compile_form(text[position + 1 : end], known)
            out.append(f"{{{name}}}")
            position = end
        elif char in "]}":
            raise FormError(f"`{text}` has a {char} without its partner")
        else:
            out.append(char)
        position += 1
    return "".join(out), needed, groups
