"""Make a template, a theme, settings and a report of a source letter.

What a letter says is carried over word for word; what the frame prints by itself is left to it.
Words that neither a recognised part nor the template took up are listed as left behind.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .addressees import AddresseeRows
from .field_names import FieldNames, FieldUse
from .frame_recognition import recognise
from .letter_ends import SenderLines, sender_of
from .letter_parts import LetterParts
from .merge_fields import FieldTranslator
from .report import ImportReport
from .source import Omission, Picture, SourceLetter, paragraphs
from .template_text import TemplateWriter
from .theme_draft import ThemeDraft, draft_theme, theme_toml
from .typed_placeholders import PlaceholderFinder

_WORD = re.compile(r"\w+")
_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SignatoryLines:
    """A signatory as the letter has it: name, role, organisation."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ImportedLetter:
    """What becomes of a letter. `images` and `theme_images` hold files by name.

    `constants` are values that the letter asks for, to be filled in; `theme` is "" where the
    letter has no letterhead, face or paper of its own.
    """

    name: str
    template: str
    theme: str
    images: Mapping[str, bytes]
    theme_images: Mapping[str, bytes]
    date: datetime.date | None
    sender: SenderLines
    about: str
    signatories: tuple[SignatoryLines, ...]
    signature_image: str
    constants: Mapping[str, str]
    addressees: AddresseeRows
    report: ImportReport


@dataclass(frozen=True, slots=True)
class _Taken:
    """What took a letter's words up: typed placeholders, the template's writer, the theme."""

    typed: Sequence[FieldUse]
    writer: TemplateWriter
    draft: ThemeDraft


def import_letter(letter: SourceLetter, name: str, names: FieldNames) -> ImportedLetter:
    """Return what a letter becomes; `name` is that of its template, without the ending."""
    finder = PlaceholderFinder(names)
    body = finder.blocks(letter.body)
    letter = replace(
        letter,
        body=body,
        stories=tuple(replace(s, blocks=finder.blocks(s.blocks)) for s in letter.stories),
        notes=tuple(finder.blocks(note) for note in letter.notes),
    )
    parts = recognise(letter.body)
    images = _image_names(letter, parts, name)
    translator = FieldTranslator(names)
    writer = TemplateWriter(translator, images, raw=letter.markdown)
    text = writer.write(parts.body)
    notes = "".join(
        f"\n[^{number}]: {' '.join(writer.write(note).split())}\n"
        for number, note in enumerate(letter.notes, 1)
    )
    about = writer.write(parts.note).strip() if parts.note else ""
    front = letter.front or _front_matter(parts, writer)
    for code, place in parts.fields:
        translator.leave_to_frame(code, place)
    draft = draft_theme(letter, parts.placed)
    for code, place in draft.fields:
        translator.text(code, place)
    theme_files = {
        item.image: _file_name(item.image, f"letterhead-{number}")
        for number, item in enumerate(draft.items, 1) if item.image
    }  # fmt: skip
    theme = "" if letter.plain else theme_toml(draft, theme_files)
    sender = sender_of(parts.sender)
    addressees = AddresseeRows.read(parts.addressee) if letter.plain else AddresseeRows()
    made = ImportedLetter(
        name=name,
        template=front + text + notes,
        theme=theme,
        images={file: letter.images[source] for source, file in images.items()},
        theme_images={file: letter.images[source] for source, file in theme_files.items()},
        date=parts.date,
        sender=sender,
        about=about,
        signatories=tuple(_signatories(parts)),
        signature_image=images.get(parts.signature_image.name, "") if parts.signature_image else "",
        constants=dict(translator.prompts),
        addressees=addressees,
        report=ImportReport(f"letters/{name}.md", f"letters/themes/{name}" if theme else ""),
    )
    report = _report(letter, made, parts, _Taken(finder.uses, writer, draft))
    return replace(made, report=report)


def _image_names(letter: SourceLetter, parts: LetterParts, name: str) -> dict[str, str]:
    """Name the body's pictures after the letter, in the order in which they come."""
    names: dict[str, str] = {}
    found = [
        piece for block in paragraphs(tuple(parts.body)) for piece in block.pieces
        if isinstance(piece, Picture)
    ]  # fmt: skip
    if parts.signature_image:
        found.append(parts.signature_image)
    for piece in found:
        if piece.name in letter.images and piece.name not in names:
            names[piece.name] = _file_name(piece.name, f"{name}-{len(names) + 1}")
    return names


def _file_name(source: str, stem: str) -> str:
    return f"{stem}.{source.rpartition('.')[2].lower()}"


def _front_matter(parts: LetterParts, writer: TemplateWriter) -> str:
    lines = []
    if subject := writer.plain(parts.subject, "subject").strip():
        lines.append(f"subject: {_yaml(subject)}")
    for key, items in (("enclosures", parts.enclosures), ("cc", parts.copies)):
        texts = [writer.plain(item, key).strip() for item in items]
        texts = [text for text in texts if text]
        if texts:
            lines += [f"{key}:", *(f"  - {_yaml(text)}" for text in texts)]
    return "---\n" + "\n".join(lines) + "\n---\n" if lines else ""


def _yaml(text: str) -> str:
    """Return a text as YAML's double-quoted scalar, which JSON's strings are (YAML 1.2, 7.3.1)."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _signatories(parts: LetterParts) -> list[SignatoryLines]:
    found = []
    for lines in parts.signatories:
        if all(not any(sign.isalpha() for sign in line) for line in lines):
            continue
        name, *others = lines
        role = others[0] if others else ""
        found.append(SignatoryLines(name.strip(" ,"), role, ", ".join(others[1:])))
    return found


def _report(
    letter: SourceLetter, made: ImportedLetter, parts: LetterParts, taken: _Taken
) -> ImportReport:
    """Say what became of each word; `taken` is what mapped the fields and made the theme."""
    writer, draft, translator = taken.writer, taken.draft, taken.writer.fields
    framed = (*parts.framed, *translator.framed, *draft.framed)
    dropped = [*letter.omissions, *writer.omissions, *translator.omissions, *draft.omissions]
    if draft.face and draft.family not in draft.face and made.theme:
        reason = f"the nearest face that comes with lettermerge is {draft.family}"
        dropped.append(Omission("styles", draft.face, reason))
    texts = [made.template, made.theme, made.about, *parts.sender, *parts.addressee]
    texts += [one.words for one in (*framed, *dropped)]
    texts += [line for lines in parts.signatories for line in lines]
    dropped += _left_behind(letter, Counter(_WORD.findall(" ".join(texts))))
    return replace(
        made.report,
        fields=(*taken.typed, *translator.uses),
        left_to_frame=framed,
        dropped=tuple(dropped),
    )


def _left_behind(letter: SourceLetter, carried: Counter[str]) -> list[Omission]:
    """Return the paragraphs whose words are nowhere: what no part of the import took up."""
    found = []
    stories = (letter.body, *(story.blocks for story in letter.stories), *letter.notes)
    for blocks in stories:
        for paragraph in paragraphs(blocks):
            words = Counter(_WORD.findall(paragraph.typed))
            missing = words - carried
            if missing:
                found.append(Omission(paragraph.place, paragraph.typed.strip(), "not recognised"))
    return found


def template_name(file: str) -> str:
    """Return a template's name from a file's: small letters, digits, hyphens."""
    stem = file.rpartition("/")[2].rpartition(".")[0] or file
    return _NO_NAME.sub("-", stem.lower()).strip("-")[:60] or "letter"
