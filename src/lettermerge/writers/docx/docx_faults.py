"""Find what keeps a letter from being a DOCX, before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from ...diagnostics import Diagnostic
from ...layout.page_style import PageStyle
from ...letter import document as tree
from ..missing_characters import missing_characters, missing_glyphs
from .header import running_head

#: What XML 1.0 (2.2) has no way to write.
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find_faults(document: tree.Document, style: PageStyle) -> list[Diagnostic]:
    """Return all faults of a letter; images are judged when they are measured."""
    faults = [*_illegal(document), *_without_alt(document)]
    if style.embeds and not faults:
        missing = dict(missing_characters(document, style.families))
        faults += [missing_glyphs(missing)] if missing else []
    try:
        date.fromisoformat(document.date)
    except ValueError:
        faults.append(
            Diagnostic("docx.date", f"{document.date!r} is not a date", hint="write 2023-07-20")
        )
    try:
        running_head("", document.page_label)
    except ValueError as error:
        hint = "write it like `Page {page} of {pages}`"
        faults.append(Diagnostic("docx.page-label", str(error), hint=hint))
    return faults


def _illegal(document: tree.Document) -> Iterator[Diagnostic]:
    for place, text in _texts(document):
        if found := _ILLEGAL.search(text):
            yield Diagnostic(
                "docx.illegal-character",
                f"a DOCX cannot hold {_name(found[0])}, in the {place}",
                hint="take the character out",
            )


def _name(character: str) -> str:
    """Return a character as people look it up: U+000B, and its name where it has one."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name})' if name else ''}"


def _without_alt(document: tree.Document) -> Iterator[Diagnostic]:
    for asset, alt in _images(document):
        if not alt.strip():
            yield Diagnostic(
                "docx.missing-alt",
                f"the image {asset.name} has no alternative text",
                hint="say in words what it shows",
            )


def _images(document: tree.Document) -> Iterator[tuple[tree.Asset, str]]:
    yield from document.letterhead.pictures
    yield from _block_images(document.body)
    for one in document.signatures:
        if one.image:
            yield one.image, one.image_alt
    yield from _block_images(document.note)


def _block_images(blocks: Iterable[tree.Block]) -> Iterator[tuple[tree.Asset, str]]:
    for one in blocks:
        match one:
            case tree.Image(asset, alt):
                yield asset, alt
            case tree.Quote(children):
                yield from _block_images(children)
            case tree.ItemList(items):
                for item in items:
                    yield from _block_images(item)
            case _:
                pass


def _texts(document: tree.Document) -> Iterator[tuple[str, str]]:
    """Yield every text that goes into the file, with what it is called."""
    head = document.letterhead
    alts = (alt for _, alt in head.pictures)
    yield "file's properties", document.title + document.author + document.language
    yield "running head", document.running_head + document.page_label
    yield "letterhead", "".join((*head.words, *alts))
    yield "date line", document.date_line
    yield "sender's line", document.return_line
    yield "references", document.references
    yield "address block", "".join(document.address_block)
    yield "subject", document.subject
    yield "salutation", document.salutation
    yield "body", "".join(_block_texts(document.body))
    yield "close", document.close
    for one in document.signatures:
        yield "signature", one.name + one.role + one.organisation + one.image_alt
    for part in document.after:
        yield "enclosures", "".join((part.label, *part.items))
    yield "note", "".join(_block_texts(document.note))


def _block_texts(blocks: Iterable[tree.Block]) -> Iterator[str]:
    yield from tree.block_texts(blocks)
    for _, alt in _block_images(blocks):
        yield alt
