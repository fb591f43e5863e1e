"""Load template files and their front matter, and choose the one for a language.

letters/NAME.md is the default; letters/NAME.<language>.md is used where a recipient's language
has one. Front matter is YAML between `---` lines, parsed before its values are rendered.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from types import NoneType
from typing import Any, cast

from ..diagnostics import Diagnostic, Where, did_you_mean
from ..templating import Sandbox, SandboxError, split_front_matter
from .typography import AS_TYPED, Signs, typeset_cell, typeset_template

FOLDER = "letters"
LONGEST_FRONT = 16_384  # characters
DEEPEST_FRONT = 3  # lists and keys inside one another
MOST_FRONT = 500  # keys, values and items together
_PLAIN = (str, int, float, datetime.date, NoneType)  # what YAML makes of a text, in part unasked
_LARGEST = 10**100  # Python prints no integer of thousands of digits
_KEYS = ("subject", "enclosures", "cc")
#: A part of a name in a template; what another file brings in may hold one, too.
_PARTS_OF_NAME = re.compile(r"\b(?:given|family)_name\b|{%-?\s*(?:include|import|from|extends)\b")
#: What of one person a template prints, where a letter may go to several.
_FIRST_OF_SEVERAL = re.compile(
    r"\brecipient\.(?:given_name|family_name|title|honorific|constituency|party|office)\b"
)

Render = Callable[[Mapping[str, object]], str]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The compiled front matter: a subject, and items that print after the signatures."""

    subject: Render | None = None
    enclosures: tuple[Render, ...] = ()
    cc: tuple[Render, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One template of one language; `language` is "" for the default.

    `prints_parts` says that it may print a given or family name by itself, `prints_first` that it
    prints the first one's alone, in a letter to several.
    """

    name: str
    language: str
    front: FrontMatter = field(compare=False)
    prints_parts: bool = False
    prints_first: bool = False


def load_templates(
    project: Path,
    name: str,
    sandbox: Sandbox,
    typeset: Signs = AS_TYPED,
) -> tuple[dict[str, Template], tuple[Diagnostic, ...]]:
    """Compile the template `name` and its language variants, by language ("" is the default).

    `typeset` has no language for front matter as typed, else that of the template without one in
    its name: then it is typeset, each template's as its language has it, its cells as a body's.
    Returns what could be compiled and every fault: a missing file, YAML, unknown keys, syntax.
    """
    folder = project / FOLDER
    if not (folder / name).is_file():
        known = [p.relative_to(folder).as_posix() for p in folder.rglob("*.md")]
        fault = Diagnostic(
            "template.missing",
            f"there is no template `{name}` in letters/",
            Where("lettermerge.toml", column="letter.template", value=name),
            did_you_mean(name, known) or "write letters/" + name,
        )
        return {}, (fault,)
    templates: dict[str, Template] = {}
    faults: list[Diagnostic] = []
    for language, variant in {"": name, **_variants(folder, name)}.items():
        try:
            sandbox.check_body(variant)
            signs = typeset.spoken(language or typeset.language)
            front = _front_matter(folder, variant, sandbox, signs)
            text = (folder / variant).read_text(encoding="utf-8-sig")
            parts, first = _PARTS_OF_NAME.search(text), _FIRST_OF_SEVERAL.search(text)
            alone = first is not None and "recipients" not in text
            templates[language] = Template(variant, language, front, parts is not None, alone)
        except SandboxError as error:
            faults.append(error.fault)
    return templates, tuple(faults)


def choose(templates: Mapping[str, Template], language: str) -> Template:
    """Return the template of a BCP 47 tag: the tag's own, its base language's, or the default."""
    for tag in (language, language.partition("-")[0]):
        if tag in templates:
            return templates[tag]
    return templates[""]


def is_variant(name: str, own: str) -> bool:
    """Say whether a template is `own`, or the same in another language (a.fr.md of a.md)."""
    return name == own or bool(_language_of(PurePosixPath(name), PurePosixPath(own)))


def _language_of(path: PurePath, own: PurePath) -> str:
    """Return the language that the name of a variant of `own` tells, "" where it is none."""
    start, suffix = f"{own.stem}.", own.suffix
    language = path.name.removeprefix(start).removesuffix(suffix)
    is_one = path.parent == own.parent and path.name == f"{start}{language}{suffix}"
    return language if is_one and all(part.isalnum() for part in language.split("-")) else ""


def _variants(folder: Path, name: str) -> dict[str, str]:
    own = folder / name
    found = {}
    for path in sorted(own.parent.glob(f"{own.stem}.*{own.suffix}")):
        if language := _language_of(path, own):
            found[language] = path.relative_to(folder).as_posix()
    return found


def _front_matter(folder: Path, name: str, sandbox: Sandbox, signs: Signs) -> FrontMatter:
    yaml_text, _ = split_front_matter((folder / name).read_text(encoding="utf-8-sig"))
    data = _parse_yaml(yaml_text, name)
    where = Where(f"{FOLDER}/{name}")
    for key in data:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS)
            raise _fault("template.unknown-key", f"front matter has no key `{key}`", where, hint)

    def compile_items(key: str) -> tuple[Render, ...]:
        items = data.get(key) or []
        items = items if isinstance(items, list) else [items]
        for item in items:
            if not isinstance(item, _PLAIN) or (isinstance(item, int) and abs(item) >= _LARGEST):
                raise _fault(
                    "template.front-matter",
                    f"`{key}` holds more than text",
                    where,
                    "put a value with {{ }} or : in it between quotes",
                )
        place = Where(where.file, column=key)
        texts = [str(item) for item in items]
        if signs.language:
            texts = [typeset_template(text, signs) for text in texts]
        renders = (sandbox.compile_text(text, place) for text in texts)
        return tuple(_with_cells(one, signs) if signs.cells else one for one in renders)

    subject = compile_items("subject")
    return FrontMatter(
        subject[0] if subject else None, compile_items("enclosures"), compile_items("cc")
    )


def _with_cells(render: Render, signs: Signs) -> Render:
    """Return a text whose cells are typeset, too: what is typed around them is already."""
    return lambda variables: typeset_cell(render(variables), signs.language)


def _parse_yaml(text: str, name: str) -> dict[str, Any]:
    """Return the keys and values of a front matter, which is never deep, and has no aliases."""
    import yaml

    place, hint = f"{FOLDER}/{name}", "put a value with {{ }} or : in it between quotes"
    if len(text) > LONGEST_FRONT:
        message = f"front matter has more than {LONGEST_FRONT:,} characters"
        move = "move what is letter below its second ---"
        raise _fault("template.front-matter", message, Where(place, line=1), move)
    try:
        depth = values = 0
        for event in cast(Iterator[Any], yaml.parse(text, Loader=yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise yaml.MarkedYAMLError(
                    problem="it has an anchor (&) or an alias (*)", problem_mark=event.start_mark
                )
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            values += isinstance(event, yaml.ScalarEvent)
            if values > MOST_FRONT:
                raise yaml.MarkedYAMLError(
                    problem=f"it has more than {MOST_FRONT} values", problem_mark=event.start_mark
                )
            if depth > DEEPEST_FRONT:
                raise yaml.MarkedYAMLError(
                    problem="it has lists in lists in lists", problem_mark=event.start_mark
                )
        data = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day such as 2023-02-30, too
        mark = getattr(error, "problem_mark", None)
        where = Where(place, line=mark.line + 2 if mark else 1)
        problem = getattr(error, "problem", None) or str(error)
        raise _fault(
            "template.front-matter", f"front matter is not YAML: {problem}", where, hint
        ) from None
    if not isinstance(data, dict):
        raise _fault(
            "template.front-matter",
            "front matter is not made of keys and values",
            Where(place, line=2),
            "write subject: ...",
        )
    return data


def _fault(code: str, message: str, where: Where, hint: str) -> SandboxError:
    return SandboxError(Diagnostic(code, message, where, hint))
