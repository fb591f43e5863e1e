"""Import a letter from elsewhere into a project: template, theme, images, and what to set.

Nothing is overwritten unless that is asked for; every file is written whole, or none.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...config.settings import Settings, load_settings
from ...config.starter_files import write_new_files
from ...errors import MissingEngineError, SettingsError
from ...importing.field_names import FieldNames
from ...importing.letter_conversion import ImportedLetter, import_letter, template_name
from ...importing.letter_format_dispatch import read_letter
from ...importing.letter_language import language_of_letter
from ...importing.report import ImportReport
from ...importing.sender_lines import SenderLines
from ...importing.source_letter import Omission, SourceLetter
from ...importing.theme_toml import toml_value
from ...inspection.libreoffice_page_count import OfficeError, convert_to_docx, find_office
from ...letter.unfilled_gaps import unfilled_gaps
from ...protocol.languages import base_language
from .heading_meanings import names_of_project
from .settings_conflicts import advise

LETTERS = "letters"
_IN_LANGUAGE = re.compile(r"(?P<words>.*\w)[ _-]+\(?(?P<tag>[A-Za-z]{2})\)?")
_USUAL_LANGUAGE = "en"  # of settings that say none
_DEMO = "# not for mailing; `lettermerge identity create` makes a real one"


#: What follows a setting that only its writer knows, and one that was taken from the letter.
GAP, READ = "   # write ", "   # read it: it goes on envelopes"
_GAPS = {
    "date": f"{GAP}the day of mailing: this is the date that the letter has",
    "name": f"{GAP}the name of your organisation",
    "address": f"{GAP}your own, without the # before it: the letter does not surely say it",
    "country": f"{GAP}its ISO code, without the #: without it each address ends with its country",
    "signatories": f"{GAP}who signs, without the # here and below: the letter names nobody",
}


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """Files to write, by their paths below the project, and the report on what they are made of."""

    files: Mapping[str, bytes]
    report: ImportReport
    letter: ImportedLetter | None = None


def read_and_import(
    path: Path, names: FieldNames, name: str = "", settings: Settings | None = None
) -> ProjectFiles:
    """Read a letter of any kind; `name` is the template's, by default the file's.

    In a project with `settings`, a letter in another language than theirs is by default that
    language of their template: letter.fr beside letter.

    Raises:
        UsageError: it cannot be read as a letter, or needs a program that is not there.
    """
    letter = read_letter(path, _convert)
    stem = name.removesuffix(".md") or _translation(letter, settings) or _stem(path, letter)
    made = import_letter(letter, template_name(stem), names)
    files = {made.report.template: made.template.encode()}
    files |= {f"{LETTERS}/{file}": data for file, data in made.images.items()}
    if made.theme:
        folder = made.report.theme
        files[f"{folder}/theme.toml"] = made.theme.encode()
        files |= {f"{folder}/{file}": data for file, data in made.theme_images.items()}
    return ProjectFiles(files, made.report, made)


def _stem(path: Path, letter: SourceLetter) -> str:
    """Return a file's name without the language that the letter is in: "Letter EN" is "Letter".

    A translation, letter.fr, stands beside it.
    """
    found = _IN_LANGUAGE.fullmatch(path.stem)
    if found and found["tag"].casefold() == language_of_letter(letter):
        return found["words"]
    return path.stem


def _translation(letter: SourceLetter, settings: Settings | None) -> str:
    """Return the name of a project's template in another language that is a letter's, else ""."""
    if settings is None or not settings.letter.template:
        return ""
    language = language_of_letter(letter)
    if not language or language == base_language(settings.letter.language):
        return ""
    return f"{settings.letter.template.removesuffix('.md')}.{language}"


def _convert(path: Path) -> bytes | None:
    program = find_office()
    if program is None:
        return None
    try:
        return convert_to_docx(program, path)
    except OfficeError as error:
        raise MissingEngineError(
            f"{path.name} cannot be converted: {error}", hint="save it as .docx, and import that"
        ) from None


def import_into(project: Path, path: Path, name: str = "", *, force: bool = False) -> ImportReport:
    """Import a letter into the project folder; return the report.

    A letter in a second language, as NAME.fr, shares the theme of NAME where that is there;
    without a name, it is that language of the settings' template. Its fields are looked up among
    the headings of the project's lists; the settings stay as they are.

    Raises:
        UsageError: it cannot be read, or a file is there already and `force` is not given.
    """
    settings = _settings(project)
    names = names_of_project(project, settings) if settings else FieldNames()
    found = read_and_import(path, names, name, settings)
    if settings and found.letter:
        said = tuple(advise(found.letter, settings))
        found = replace(found, report=replace(found.report, settings=said))
    own = found.report.theme
    base, _, tag = own.partition(".")
    if tag and (project / base / "theme.toml").is_file():
        found = _sharing_theme(found, project / base / "theme.toml", f"{base}/theme.toml", tag)
    write_new_files(project, found.files, force=force)
    return found.report


def _settings(project: Path) -> Settings | None:
    """Return a project's settings; None where they are at fault, which `check` says."""
    try:
        return load_settings(project)
    except SettingsError:
        return None


def _sharing_theme(found: ProjectFiles, path: Path, name: str, tag: str) -> ProjectFiles:
    """Return an import without theme and signatures, with what only its theme prints reported."""
    reason = f"the letterhead is in {name}: write it there, as lines = {{ {tag} = [...] }}"
    there = path.read_text(encoding="utf-8")
    theme = found.letter.theme if found.letter else ""
    items = tomllib.loads(theme).get("letterhead", {}).get("items", [])
    lines = dict.fromkeys(line for one in items for line in one.get("lines", ()))
    new = [Omission("letterhead", one, reason) for one in lines if toml_value(one) not in there]
    template = found.files[found.report.template]
    files = {
        one: data
        for one, data in found.files.items()
        if one == found.report.template or one.rpartition("/")[2].encode() in template
    }
    kept = {one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
    unused = [one for one, data in found.files.items() if one not in files and data not in kept]
    new += _unused_images(unused, found.report.theme, name)
    report = replace(found.report, theme="", dropped=(*found.report.dropped, *new))
    return replace(found, files=files, report=report)


def _unused_images(paths: Collection[str], own: str, theme: str) -> Iterator[Omission]:
    """Yield the images that a letter in a second language has beside its words."""
    for path in sorted(paths):
        image = f"image {path.rpartition('/')[2]}"
        if path.startswith(f"{own}/") and not path.endswith("/theme.toml"):
            yield Omission("letterhead", image, f"the letterhead is in {theme}: put it there")
        elif not path.startswith(f"{own}/"):
            reason = "save it in letters/, and name it as `image` of [[signatories]] if it is new"
            yield Omission("signature block", image, reason)


def settings_text(letter: ImportedLetter | None, recipients: str, today: datetime.date) -> str:
    """Return lettermerge.toml for a new project; `recipients` is its block about rosters."""
    template = letter.report.template.removeprefix(f"{LETTERS}/") if letter else "letter.md"
    own = letter.date if letter and letter.date else None
    date = own or today
    late = _GAPS["date"] if own and own != today else ""
    lines = [
        "# What to write, to whom, from whom. Keys: docs/reference/settings.md.",
        "", "[letter]", f"template = {toml_value(template)}", f"date = {date.isoformat()}{late}",
    ]  # fmt: skip
    if letter and letter.language not in ("", _USUAL_LANGUAGE):
        lines.append(f"language = {toml_value(letter.language)}")
    if letter and letter.place:
        lines.append(f"place = {toml_value(letter.place)}")
    if letter and letter.theme:
        lines.append(f"theme = {toml_value(letter.name)}")
    lines += ["smart_punctuation = true", "", recipients.strip(), ""]
    lines += [*_sender(letter), ""]
    lines += _signatories(letter)
    lines += ["[signing]", f'identity = "demo"             {_DEMO}', "", "[output]",
              'directory = "output"', 'formats = ["pdf", "docx"]']  # fmt: skip
    return "\n".join(lines) + "\n"


def _sender(letter: ImportedLetter | None) -> list[str]:
    sender = letter.sender if letter else SenderLines()
    name = toml_value(sender.name or "Your organisation")
    lines = ["[sender]", f"name = {name}" + ("" if sender.name else _GAPS["name"])]
    if sender.address:
        lines.append(
            "address = [" + ", ".join(toml_value(line) for line in sender.address) + f"]{READ}"
        )
    else:
        lines.append('# address = ["1 Example Street", "1000 Exampletown"]' + _GAPS["address"])
    if sender.country:
        lines.append(f"country = {toml_value(sender.country)}")
    else:
        lines.append('# country = "GB"' + _GAPS["country"])
    for key, value in (("email", sender.email), ("website", sender.website)):
        if value:
            lines.append(f"{key} = {toml_value(value)}")
    if letter and letter.about:
        lines.append(f"about = {toml_value(letter.about)}")
    return lines


def _signatories(letter: ImportedLetter | None) -> list[str]:
    lines: list[str] = []
    for one in letter.signatories if letter else ():
        lines += ["[[signatories]]", f"name = {toml_value(one.name)}{_asked(one.name)}"]
        for key, value in (("role", one.role), ("organisation", one.organisation)):
            lines += [f"{key} = {toml_value(value)}{_asked(value)}"] if value else []
        lines += [f"image = {toml_value(f'{LETTERS}/{one.image}')}"] if one.image else []
        lines.append("")
    return lines or ["# [[signatories]]" + _GAPS["signatories"], '# name = "Your name"', ""]


def _asked(value: str) -> str:
    """Return a remark where a setting holds a gap or a field, which settings do not fill."""
    return f"{GAP}what belongs here" if any(unfilled_gaps(value)) or "«" in value else ""
