"""Say which face each text of a letter is printed in, as the styles of its DOCX have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...layout.page_style import PageStyle
from ...letter import document as tree

#: The faces of a family, by their places in `FontFamily.faces`.
REGULAR, ITALIC, BOLD, BOLD_ITALIC = range(4)


def frame_texts(document: tree.Document, style: PageStyle) -> Iterator[tuple[int, str]]:
    """Yield (face, text) of all that is printed around the body and the note."""
    for signature in document.signatures:
        yield BOLD, signature.name
        yield REGULAR, f"{signature.role} {signature.organisation}"
    for labelled in document.after:
        yield BOLD if style.design.small_lists else REGULAR, labelled.label
        yield REGULAR, " ".join(labelled.items)
    head = document.letterhead
    yield BOLD, f"{head.name} {document.subject} {style.proof}"
    yield ITALIC, head.tagline
    for item in head.items:
        yield BOLD * item.bold + ITALIC * item.italic, " ".join(item.lines)
    for text in (
        *head.lines, document.date_line, document.return_line, document.references,
        *document.address_block, document.salutation, document.close, document.running_head,
        document.page_label,
    ):  # fmt: skip
        yield REGULAR, text


def block_texts(blocks: Iterable[tree.Block]) -> Iterator[tuple[int, str]]:
    """Yield (face, text) of blocks; a text may come for more than one face."""
    for block in blocks:
        match block:
            case tree.Paragraph(children):
                yield from _inlines(children)
            case tree.Heading(_, children):
                yield from _inlines(children, bold=True)
            case tree.ItemList(items):
                for item in items:
                    yield from block_texts(item)
            case tree.Quote(children):
                yield from block_texts(children)
            case tree.Table(header, rows):
                for cell in header:
                    yield from _inlines(cell, bold=True)
                for row in rows:
                    for cell in row:
                        yield from _inlines(cell)
            case tree.Image(caption=caption):
                yield ITALIC, caption
            case _:
                pass


def _inlines(
    children: tree.Inlines, *, bold: bool = False, italic: bool = False
) -> Iterator[tuple[int, str]]:
    for child in children:
        match child:
            case tree.Text(text):
                yield BOLD * bold + ITALIC * italic, text
            case tree.Emphasis(inner):
                yield from _inlines(inner, bold=bold, italic=True)
            case tree.Strong(inner):
                yield from _inlines(inner, bold=True, italic=italic)
                if bold:  # bold of two styles is none in Word (ECMA-376 part 1, 17.7.3)
                    yield from _inlines(inner, italic=italic)
            case tree.Link(inner):
                yield from _inlines(inner, bold=bold, italic=italic)
            case tree.Footnote(inner):
                yield from _inlines(inner)
            case _:
                pass
