"""Find texts of settings and theme that letters in another language lack."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ...config.language_texts import lacking, single_texts
from ...config.settings import FILE_NAME, Settings
from ...config.theme import Theme, ThemeItem, ThemeLetterhead
from ...diagnostics import Diagnostic, Severity, Where, number_of
from ...protocol.languages import base_language, join_names, language_name
from ..rosters.addressing import Letter

_WORD = re.compile(r"[^\W\d_]{2,}")
_PARTING = set("@·•|")  # of lines that say how to reach the sender
_SENTENCE = 5  # words: an address and a name have fewer in a line
#: Texts that may be the same in all languages: the name of an organisation, what an emblem shows.
_ALIKE = ("organisation", "name", "image_alt")


def find_missing_languages(
    settings: Settings, theme: Theme, letters: Sequence[Letter]
) -> Iterator[Diagnostic]:
    """Yield a warning for each text by language that a letter's language lacks."""
    tables: list[tuple[str, object]] = [("letter", settings.letter), ("sender", settings.sender)]
    tables += [(f"signatories.{i}", one) for i, one in enumerate(settings.signatories, 1)]
    tables += _letterhead_tables(theme)
    for language in sorted({one.language for one in letters}):
        for name, table in tables:
            for key in lacking(table, language):
                file = f"{theme.folder}/theme.toml" if "letterhead" in name else FILE_NAME
                base, key_of = language.partition("-")[0], _key_of(name, key)
                yield Diagnostic(
                    "settings.no-language",
                    f"{key_of} has no text in `{base}`; another language is printed there",
                    Where(file, column=key_of.replace("`", "")),
                    f"add {base} = ... to it",
                    Severity.WARNING,
                )


def find_single_texts(
    settings: Settings, theme: Theme, letters: Sequence[Letter]
) -> Iterator[Diagnostic]:
    """Yield a warning for each text that is printed as it is in letters of several languages.

    It is taken to be in `letter.language`. The name of an organisation may be the same in all.
    """
    own = base_language(settings.letter.language)
    languages = Counter(base_language(one.language) for one in letters)
    others = Counter({tag: many for tag, many in languages.items() if tag != own})
    if len(languages) < 2 or not others:
        return
    kinds = [number_of(many, f"{language_name(one)} letter") for one, many in others.most_common()]
    tags = ", ".join(f"{one} = ..." for one in (own, *others))
    tables: list[tuple[str, str, object]] = [(FILE_NAME, "letter", settings.letter)]
    tables.append((FILE_NAME, "sender", settings.sender))
    tables += [(FILE_NAME, "signatories", one) for one in settings.signatories]
    printed = f"{theme.folder}/theme.toml"
    tables.append((printed, "letterhead", theme.letterhead))
    found = [(file, name, key) for file, name, table in tables for key in single_texts(table)]
    found += [(printed, name, "lines") for name, one in _letterhead_tables(theme) if _worded(one)]
    for file, name, key in dict.fromkeys(found):
        if key not in _ALIKE:
            yield Diagnostic(
                "settings.one-language",
                f"{_key_of(name, key)} is printed as it is in {join_names(kinds, 'en')}",
                Where(file, column=_key_of(name, key).replace("`", "")),
                f"write {key} = {{ {tags} }}{_below(file, name)}",
                Severity.WARNING,
            )


def _below(file: str, table: str) -> str:
    """Return in which table of the settings a key is, "" for those of a theme, which are named."""
    if file != FILE_NAME:
        return ""
    return " below [[signatories]]" if table == "signatories" else f" below [{table}]"


def _letterhead_tables(theme: Theme) -> Iterator[tuple[str, ThemeLetterhead | ThemeItem]]:
    """Yield the tables of a theme that hold texts, by their names; items count from 1."""
    yield "letterhead", theme.letterhead
    for number, one in enumerate(theme.letterhead.items, 1):
        yield f"item {number} of letterhead.items", one


def _key_of(table: str, key: str) -> str:
    """Return how messages name a key: `sender.name`, `lines` in item 2 of letterhead.items."""
    return f"`{key}` in {table}" if " " in table else f"`{table}.{key}`"


def _worded(table: ThemeLetterhead | ThemeItem) -> bool:
    """Say whether lines that are one for all languages say something: more than a name does."""
    lines = table.lines
    sentences = (
        line
        for line in (lines if isinstance(lines, tuple) else ())
        if len(_WORD.findall(line)) >= _SENTENCE and not set(line) & _PARTING
    )
    return any(sentences)
