"""Import a letter from elsewhere into a project: template, theme, images, and what to set.

Nothing is overwritten unless that is asked for; every file is written whole, or none.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..config.starter import write_new_files
from ..errors import MissingEngineError
from ..importing.field_names import FieldNames
from ..importing.imported_letter import ImportedLetter, import_letter, template_name
from ..importing.letter_formats import read_letter
from ..importing.report import ImportReport
from ..inspection.libreoffice import OfficeError, convert_to_docx, find_office

LETTERS, THEMES = "letters", "letters/themes"
_DEMO = "# not for mailing; `lettermerge identity create` makes a real one"


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """Files to write, by their paths below the project, and the report on what they are made of."""

    files: Mapping[str, bytes]
    report: ImportReport
    letter: ImportedLetter | None = None


def read_and_import(path: Path, names: FieldNames, name: str = "") -> ProjectFiles:
    """Read a letter of any kind; `name` is the template's, by default the file's.

    Raises:
        UsageError: it cannot be read as a letter, or needs a program that is not there.
    """
    letter = read_letter(path, _convert)
    made = import_letter(letter, template_name(name or path.name), names)
    files = {made.report.template: made.template.encode()}
    files |= {f"{LETTERS}/{file}": data for file, data in made.images.items()}
    if made.theme:
        folder = made.report.theme
        files[f"{folder}/theme.toml"] = made.theme.encode()
        files |= {f"{folder}/{file}": data for file, data in made.theme_images.items()}
    return ProjectFiles(files, made.report, made)


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

    Raises:
        UsageError: it cannot be read, or a file is there already and `force` is not given.
    """
    found = read_and_import(path, FieldNames(), name)
    write_new_files(project, found.files, force=force)
    return found.report


def settings_text(letter: ImportedLetter | None, recipients: str, today: datetime.date) -> str:
    """Return lettermerge.toml for a new project; `recipients` is its block about rosters."""
    template = letter.report.template.removeprefix(f"{LETTERS}/") if letter else "letter.md"
    date = letter.date if letter and letter.date else today
    lines = [
        "# What to write, to whom, from whom. Every key is explained in the settings reference.",
        "", "[letter]", f"template = {_quoted(template)}", f"date = {date.isoformat()}",
    ]  # fmt: skip
    if letter and letter.theme:
        lines.append(f"theme = {_quoted(letter.name)}")
    lines += ["smart_punctuation = true", "", recipients.strip(), ""]
    lines += [*_sender(letter), ""]
    lines += _signatories(letter)
    lines += ["[signing]", f'identity = "demo"             {_DEMO}', "", "[output]",
              'directory = "output"', 'formats = ["pdf", "docx"]']  # fmt: skip
    return "\n".join(lines) + "\n"


def _sender(letter: ImportedLetter | None) -> list[str]:
    if letter is None:
        return ["[sender]", 'name = "Your organisation"   # write yours']
    sender = letter.sender
    first = next(iter(letter.signatories), None)
    name = sender.name or (first.organisation or first.name if first else "")
    lines = ["[sender]"]
    lines.append(
        f"name = {_quoted(name)}" if name else 'name = "Your organisation"   # write yours'
    )
    if sender.address:
        lines.append("address = [" + ", ".join(_quoted(line) for line in sender.address) + "]")
    for key, value in (("email", sender.email), ("website", sender.website)):
        if value:
            lines.append(f"{key} = {_quoted(value)}")
    if letter.about:
        lines.append(f"about = {_quoted(letter.about)}")
    return lines


def _signatories(letter: ImportedLetter | None) -> list[str]:
    lines: list[str] = []
    for number, one in enumerate(letter.signatories if letter else ()):
        lines += ["[[signatories]]", f"name = {_quoted(one.name)}"]
        lines += [f"role = {_quoted(one.role)}"] if one.role else []
        lines += [f"organisation = {_quoted(one.organisation)}"] if one.organisation else []
        if number == 0 and letter and letter.signature_image:
            lines.append(f"image = {_quoted(f'{LETTERS}/{letter.signature_image}')}")
        lines.append("")
    return lines


def _quoted(text: str) -> str:
    """Return a text as TOML's basic string (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
