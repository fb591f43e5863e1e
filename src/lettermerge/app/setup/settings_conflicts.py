"""Say what an imported letter has that the settings of its project have otherwise.

An import into a project changes no setting; what it recognised is said, ready to be written there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...config.language_texts import LanguageText
from ...config.settings import Settings, Signatory
from ...importing.letter_conversion import ImportedLetter
from ...importing.signatory_lines import SignatoryLines
from ...importing.theme_toml import toml_value
from ...protocol.languages import base_language


def advise(letter: ImportedLetter, settings: Settings) -> Iterator[str]:
    """Yield one sentence for each setting that the letter has otherwise, or that is missing."""
    stem, _, tag = letter.name.partition(".")
    own = settings.letter.template.removesuffix(".md")
    if tag and stem != own:
        yield (
            f"letters are made from {own}.md, and {letter.name}.md is the `{tag}` of {stem}.md: "
            f"import it with --name {own}.{tag}"
        )
    if letter.date and letter.date != settings.letter.date:
        yield f"the date is {letter.date}: in [letter], write date = {letter.date}"
    yield from _of_place(letter, settings)
    sender = settings.sender
    if letter.sender.address and not sender.address:  # another may be the same in its language
        lines = letter.sender.address
        yield f"the sender's address is {', '.join(lines)}: in [sender], " + _key("address", lines)
    signs = {_folded(one.name) for one in letter.signatories}
    name = "" if _folded(letter.sender.name) in signs else letter.sender.name
    pairs = (
        ("name", name, sender.name),
        ("email", letter.sender.email, sender.email),
        ("website", letter.sender.website, sender.website),
    )
    for key, found, own in pairs:
        if found and _folded(found) != _folded(own):
            yield f"the sender's {key} is {found}: in [sender], {_key(key, found)}"
    named = {_folded(one.name): one for one in settings.signatories}
    for one in letter.signatories:
        known = named.get(_folded(one.name))
        if known is None:
            keys = [("name", one.name), ("role", one.role), ("organisation", one.organisation)]
            written = ", ".join(f"{key} = {toml_value(text)}" for key, text in keys if text)
            yield f"{one.name} signs: below a new [[signatories]], write {written}"
        else:
            yield from _of_signatory(one, known, letter.name, settings.letter.language)


def _of_place(letter: ImportedLetter, settings: Settings) -> Iterator[str]:
    texts = letter.place, settings.letter.place
    if advice := _by_language("place", *texts, letter.name, settings.letter.language):
        yield f"the place before the date is {letter.place}: in [letter], {advice}"


def _of_signatory(
    one: SignatoryLines, known: Signatory, template: str, usual: str
) -> Iterator[str]:
    """Yield what the letter says otherwise of a signatory; by language where `template` has one."""
    for key, found, text in (
        ("role", one.role, known.role),
        ("organisation", one.organisation, known.organisation),
    ):
        if advice := _by_language(key, found, text, template, usual):
            yield f"the {key} of {one.name} is {found}: below that name, {advice}"


def _by_language(key: str, found: str, text: LanguageText, template: str, usual: str) -> str:
    """Return what to write where a text lacks what a letter has, "" where it has it."""
    language, own = template.rpartition(".")[2] if "." in template else "", base_language(usual)
    texts = dict(text) if isinstance(text, Mapping) else {own: text} if text else {}
    if not found or _folded(found) in map(_folded, texts.values()):
        return ""
    pairs = {**texts, language or "...": found}.items()
    both = "{ " + ", ".join(f"{tag} = {toml_value(words)}" for tag, words in pairs) + " }"
    if texts and language and base_language(language) != own:
        return f"write {key} = {both}"
    advice = _key(key, found)
    if texts and not language:
        advice += f"; for a letter in another language, {key} = {both}"
    return advice


def _key(key: str, value: object) -> str:
    return f"write {key} = {toml_value(value)}"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
