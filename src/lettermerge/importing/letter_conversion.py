"""Make a template, a theme, settings and a report of a source letter.

What a letter says is carried over word for word; what the frame prints by itself is left to it.
Words that neither a recognised part nor the template took up are listed as left behind.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..protocol.languages import find_locale
from ..templating import split_front_matter
from .addressee_lines import AddresseeRows
from .field_names import FieldNames, FieldUse
from .field_syntax import shown_text
from .field_translation import FRAME, FieldTranslator
from .frame_recognition import recognise
from .layout_tables import without_layout_table
from .letter_language import language_of_letter
from .letter_parts import SUBJECT, LetterParts
from .letterhead_flow import USUAL_SIZE
from .quotations import with_quotations
from .report import ImportReport
from .sender_lines import SenderLines, letterhead_sender, prominent_name, sender_of
from .signatory_lines import SignatoryLines, read_signatory
from .source_letter import Omission, Picture, SourceLetter, SourceParagraph, paragraphs
from .template_text import ANNEX, TemplateWriter
from .theme_draft import ThemeDraft, draft_theme
from .theme_toml import theme_toml, unprinted_numbers
from .typed_placeholders import PlaceholderFinder
from .unprintable_characters import fallback_for, without_missing_signs

_WORD = re.compile(r"\w+")
_NO_NAME = re.compile(r"[^a-z0-9]+")
_TAG = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")  # BCP 47: a language, its region
_HEAD = 100.0  # millimetres: what is lower is a letter's foot
#: What is said of a letter whose lines all were taken for others than its text.
EMPTY = "the letter has no text between salutation and close"
_SUBJECT_KEY = re.compile(r"^subject\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ImportedLetter:
    """What becomes of a letter. `images` and `theme_images` hold files by name.

    `constants` are values that the letter asks for, to be filled in, and its reference; `theme` is
    "" where the letter has no letterhead, face or paper of its own. `language` is the BCP 47 tag of
    its body, "" where it is not sure.
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
    constants: Mapping[str, str]
    addressees: AddresseeRows
    report: ImportReport
    place: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What took a letter's words up: typed placeholders, the template's writer, the theme."""

    finder: PlaceholderFinder
    writer: TemplateWriter
    draft: ThemeDraft


def import_letter(letter: SourceLetter, name: str, names: FieldNames) -> ImportedLetter:
    """Return what a letter becomes; `name` is that of its template, without the ending."""
    finder = PlaceholderFinder(names)
    letter, signs = without_missing_signs(without_layout_table(letter))
    letter = replace(letter, omissions=(*letter.omissions, *signs))
    body = finder.blocks(letter.body)
    letter = replace(
        letter,
        body=body,
        stories=tuple(replace(s, blocks=finder.blocks(s.blocks)) for s in letter.stories),
        notes=tuple(finder.blocks(note) for note in letter.notes),
    )
    parts = recognise(letter.body, titled=bool(_SUBJECT_KEY.search(letter.front)))
    images = _image_names(letter, parts, name)
    translator = FieldTranslator(names)
    writer = TemplateWriter(translator, images, raw=letter.markdown)
    text = writer.write(with_quotations(parts.body))
    if (annexes := writer.write(with_quotations(parts.annexes))).strip():
        text += f"\n{ANNEX}\n\n{annexes}"
    notes = "".join(
        f"\n[^{number}]: {writer.note(note)}\n" for number, note in enumerate(letter.notes, 1)
    )
    about = writer.write(parts.note).strip() if parts.note else ""
    front = _front_matter(parts, writer, letter.front)
    for code, place in parts.fields:
        translator.leave_to_frame(code, place)
    draft = draft_theme(letter, parts.placed, () if letter.plain else parts.sender_places)
    draft.beside, draft.date_align = parts.beside, parts.date_align
    for code, place in draft.fields:
        translator.note(code, place)
    theme_files = {
        item.image: _file_name(item.image, f"letterhead-{number}")
        for number, item in enumerate(draft.items, 1) if item.image
    }  # fmt: skip
    words = "".join((text, notes, *(line for item in draft.items for line in item.lines)))
    draft.fallback = fallback_for(words, draft.family)
    theme = theme_toml(draft, theme_files) if draft.beside or not letter.plain else ""
    signatories = tuple(_signatories(parts, images))
    addressees = AddresseeRows.read(parts.addressee) if letter.plain else AddresseeRows()
    made = ImportedLetter(
        name=name,
        template=front + text + notes,
        theme=theme,
        images={file: letter.images[source] for source, file in images.items()},
        theme_images={file: letter.images[source] for source, file in theme_files.items()},
        date=parts.date,
        place=parts.place,
        language=language_of_letter(letter),
        sender=_sender(letter, parts, draft, signatories),
        about=about,
        signatories=signatories,
        constants={**translator.prompts, **({"our_ref": parts.our_ref} if parts.our_ref else {})},
        addressees=addressees,
        report=ImportReport(f"letters/{name}.md", f"letters/themes/{name}" if theme else ""),
    )
    report = _report(letter, made, parts, _Taken(finder, writer, draft))
    return replace(made, report=report)


def _image_names(letter: SourceLetter, parts: LetterParts, name: str) -> dict[str, str]:
    """Name the body's pictures after the letter, in the order in which they come."""
    names: dict[str, str] = {}
    found = [
        piece
        for block in paragraphs((*parts.body, *parts.annexes))
        for piece in block.pieces
        if isinstance(piece, Picture)
    ]  # fmt: skip
    found += parts.signature_images.values()
    for piece in found:
        if piece.name in letter.images and piece.name not in names:
            names[piece.name] = _file_name(piece.name, f"{name}-{len(names) + 1}")
    return names


def _file_name(source: str, stem: str) -> str:
    return f"{stem}.{source.rpartition('.')[2].lower()}"


def _front_matter(parts: LetterParts, writer: TemplateWriter, own: str = "") -> str:
    """Return a template's front matter; `own` is what the letter has, which says no subject."""
    lines = []
    if subject := writer.plain(parts.subject, "subject").strip():
        lines.append(f"subject: {_yaml(subject)}")
    if own:
        if not lines or _SUBJECT_KEY.search(own):
            return own
        first, _, rest = own.partition("\n")
        return f"{first}\n{lines[0]}\n{rest}"
    for key, items in (("enclosures", parts.enclosures), ("cc", parts.copies)):
        texts = [writer.plain(item, key).strip() for item in items]
        texts = [text for text in texts if text]
        if texts:
            lines += [f"{key}:", *(f"  - {_yaml(text)}" for text in texts)]
    return "---\n" + "\n".join(lines) + "\n---\n" if lines else ""


def _yaml(text: str) -> str:
    """Return a text as YAML's double-quoted scalar, which JSON's strings are (YAML 1.2, 7.3.1)."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _sender(
    letter: SourceLetter,
    parts: LetterParts,
    draft: ThemeDraft,
    signatories: Sequence[SignatoryLines],
) -> SenderLines:
    """Return the sender by the lines at the letter's head, its letterhead, or who signs it."""
    shown = [one for one in draft.items if one.lines and one.page != "later"]
    shown.sort(key=lambda one: one.y > _HEAD)
    usual = letter.page.size or USUAL_SIZE
    lines = [(line, one.bold or one.size > usual + 1, one.y) for one in shown for line in one.lines]
    down = sorted(lines, key=lambda one: one[2])
    head = [(line, stands_out) for line, stands_out, y in down if y <= _HEAD]
    found = sender_of(parts.sender).completed(letterhead_sender([line for line, _, _ in lines]))
    first = next(iter(signatories), SignatoryLines(""))
    found = found.completed(letterhead_sender(parts.contacts))
    name = found.name or prominent_name(head) or first.organisation
    name = name or ("" if head else first.name)
    return replace(found, name=name)


def _signatories(parts: LetterParts, images: Mapping[str, str]) -> list[SignatoryLines]:
    found = []
    for number, lines in enumerate(parts.signatories):
        picture = parts.signature_images.get(number)
        one = read_signatory(lines, images.get(picture.name, "") if picture else "")
        if one is not None:
            found.append(one)
    return found


def _report(
    letter: SourceLetter, made: ImportedLetter, parts: LetterParts, taken: _Taken
) -> ImportReport:
    """Say what became of each word; `taken` is what mapped the fields and made the theme."""
    writer, draft, translator = taken.writer, taken.draft, taken.writer.fields
    unprinted = unprinted_numbers(draft) if made.theme else ()
    framed = (*parts.framed, *translator.framed, *(() if unprinted else draft.framed))
    dropped = [*letter.omissions, *writer.omissions, *translator.omissions, *draft.omissions]
    dropped += [*parts.omitted, *_blind_copies(parts), *_rules(letter)]
    dropped += unprinted
    if draft.face and draft.family not in draft.face and made.theme:
        reason = f"the nearest face that comes with lettermerge is {draft.family}"
        dropped.append(Omission("styles", draft.face, reason))
    texts = [
        made.template.replace("\\", "").replace("*", ""),
        made.theme,
        made.about,
        *parts.sender,
        *parts.contacts,
        *parts.addressee,
    ]
    texts += [one.words for one in (*framed, *dropped)]
    texts += [line for lines in parts.signatories for line in lines]
    texts += [
        str(n) for items in (parts.enclosures, parts.copies) for n in range(1, len(items) + 1)
    ]
    dropped += _left_behind(letter, Counter(_WORD.findall(" ".join(texts))))
    if has_no_text(made.template):
        dropped.append(Omission("body", "", f"{EMPTY}: write it into {made.report.template}"))
    return replace(
        made.report,
        fields=_fields(taken.finder, translator.uses, parts.framed),
        left_to_frame=framed,
        dropped=tuple(dropped),
    )


def has_no_text(template: str) -> bool:
    """Say whether a template prints nothing: no words, no picture."""
    return not split_front_matter(template)[1].strip()


def _rules(letter: SourceLetter) -> Iterator[Omission]:
    """Yield the lines that are drawn above or below words; one below an empty line is printed."""
    stories = [(one.blocks, True) for one in letter.stories]
    for blocks, apart in (*stories, (letter.body, False)):
        for one in paragraphs(blocks):
            if one.ruled and (apart or not one.blank):
                reason = "a line beside words is not drawn: put the letterhead into the theme as a "
                reason += "picture, or the whole paper as its stationery"
                yield Omission(one.place, one.typed.strip(), reason)


def _blind_copies(parts: LetterParts) -> Iterator[Omission]:
    """Yield who was to get a copy that others are not to see: letters do not print it."""
    for pieces in parts.blind:
        words = shown_text(SourceParagraph(pieces, "")).strip()
        yield Omission("letter's end", words, "blind copies are not printed")


def _fields(
    finder: PlaceholderFinder, uses: Sequence[FieldUse], framed: Sequence[Omission]
) -> tuple[FieldUse, ...]:
    """Return all fields, those that were typed as they were typed; what the frame prints is so."""
    left = {(one.place, one.words) for one in framed if one.reason != SUBJECT}
    found = [
        replace(one, mapped_to=FRAME, sure=True)
        if not one.mapped_to
        and any(place == one.place and one.name in words for place, words in left)
        else one
        for one in finder.uses
    ]
    return (*found, *(replace(one, name=finder.typed.get(one.name, one.name)) for one in uses))


def _left_behind(letter: SourceLetter, carried: Counter[str]) -> list[Omission]:
    """Return the paragraphs whose words are nowhere: what no part of the import took up."""
    found = []
    stories = (letter.body, *(story.blocks for story in letter.stories), *letter.notes)
    for blocks in stories:
        for paragraph in paragraphs(blocks):
            words = Counter(_WORD.findall(paragraph.typed))
            if any(count > carried[word] for word, count in words.items()):
                found.append(Omission(paragraph.place, paragraph.typed.strip(), "not recognised"))
    return found


def template_name(stem: str) -> str:
    """Return a template's name from words: small letters, digits, hyphens, and its language.

    "Open letter.fr" is open-letter.fr: letters/open-letter.fr.md is for readers of French.
    """
    words, _, tag = stem.rpartition(".")
    language = tag if words and _TAG.fullmatch(tag) and find_locale(tag) else ""
    name = _NO_NAME.sub("-", (words if language else stem).lower()).strip("-")[:60] or "letter"
    return f"{name}.{language}" if language else name
