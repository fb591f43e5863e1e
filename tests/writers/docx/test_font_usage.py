"""What a text is said to be printed in is what the styles of the DOCX print it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import etree
from tests.writers.docx.letters import A4, MARK, inline, letter, paragraph, written
from tests.writers.docx.reader import W, parts

from lettermerge.layout.copyfitting import USUAL
from lettermerge.letter import document as tree
from lettermerge.writers.copyfit_decision import remember
from lettermerge.writers.docx.font_usage import BOLD, ITALIC, block_texts, frame_texts

WORD = "Жанна"  # in no face, unless it is printed in it
_TEXT, _EMPHASIS = inline(WORD), tree.Emphasis(inline(WORD))
_STRONG = tree.Strong(inline(WORD))
HEAD = letter().letterhead
_ITEM = tree.PlacedItem("first", 20, 250, 60, lines=(WORD,))
PLAIN = replace(A4, embed="none")
SMALL = replace(PLAIN, design=replace(A4.design, small_lists=True))


def saying(*inlines: tree.Inline) -> tree.Document:
    return letter(body=(tree.Paragraph(inlines),))


def table(column: tree.Inlines, cell: tree.Inlines) -> tree.Document:
    return letter(body=(tree.Table((column,), ((cell,),), ("left",)), paragraph("A")))


PLACES = {
    "sender": letter(letterhead=replace(HEAD, name=WORD)),
    "tagline": letter(letterhead=replace(HEAD, tagline=WORD)),
    "details": letter(letterhead=replace(HEAD, lines=(WORD,))),
    "item": letter(letterhead=replace(HEAD, items=(_ITEM,))),
    "bold item": letter(letterhead=replace(HEAD, items=(replace(_ITEM, bold=True),))),
    "slanted item": letter(letterhead=replace(HEAD, items=(replace(_ITEM, italic=True),))),
    "date": letter(date_line=WORD),
    "sender's line": letter(return_line=WORD),
    "address": letter(address_block=(WORD,)),
    "references": letter(references=WORD),
    "subject": letter(subject=WORD),
    "salutation": letter(salutation=WORD),
    "emphasis": saying(_EMPHASIS),
    "strong": saying(_STRONG),
    "both": saying(tree.Emphasis((_STRONG,))),
    "link": saying(tree.Link((_STRONG,), "https://example.org")),
    "footnote": saying(tree.Strong((tree.Footnote(inline(WORD)),))),
    "heading": letter(body=(tree.Heading(2, (_STRONG, _EMPHASIS)), paragraph("A"))),
    "list": letter(body=(tree.ItemList(((tree.Paragraph((_EMPHASIS,)),),)), paragraph("A"))),
    "quotation": letter(body=(tree.Quote((paragraph(WORD),)), paragraph("A"))),
    "column": table(_TEXT, inline("a")),
    "strong column": table((_STRONG,), inline("a")),
    "cell": table(inline("a"), _TEXT),
    "caption": letter(body=(tree.Image(MARK, "A mark", 20.0, WORD), paragraph("A"))),
    "close": letter(close=WORD),
    "signature": letter(signatures=(tree.Signature(WORD, "A", "B"),)),
    "role": letter(signatures=(tree.Signature("A", WORD, "B"),)),
    "label": letter(after=(tree.Labelled(WORD, ("a",)),)),
    "small label": letter(after=(tree.Labelled(WORD, ("a",)),)),
    "copy": letter(after=(tree.Labelled("a", (WORD,)),)),
    "note": letter(note=(paragraph(WORD),)),
    "running head": letter(running_head=WORD),
}  # fmt: skip


@pytest.mark.slow
def test_a_text_is_printed_in_the_faces_that_were_named() -> None:
    for place, document in PLACES.items():
        bare = SMALL if place == "small label" else PLAIN
        remember(document, bare, USUAL)  # no page need be laid out for it
        printed = {face for face, text in runs(parts(written(document, bare))) if WORD in text}
        blocks = block_texts((*document.body, *document.note))
        texts = (*frame_texts(document, bare), *blocks)
        named = {face for face, text in texts if WORD in text}
        assert printed, place
        assert printed == named, place


def runs(found: dict[str, bytes]) -> Iterator[tuple[int, str]]:
    """Yield (face, text) of each run: as Word has it, and as LibreOffice."""
    sheet = etree.fromstring(found["word/styles.xml"])
    styles = {one.get(W + "styleId"): one for one in sheet.iter(W + "style")}
    for name, content in found.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for run in etree.fromstring(content).iter(W + "r"):
            text = "".join(one.text or "" for one in run.iter(W + "t"))
            kinds = [[_counted(run, tag, styles), _direct(run, tag)] for tag in ("b", "i")]
            for toggled in (True, False):
                bold, italic = (
                    bool(direct or (count % 2 if toggled else count)) for count, direct in kinds
                )
                yield BOLD * bold + ITALIC * italic, text


def _direct(run: etree._Element, tag: str) -> bool:
    return run.find(f"{W}rPr/{W}{tag}") is not None


def _counted(run: etree._Element, tag: str, styles: dict[str | None, etree._Element]) -> int:
    """Return how many kinds of style say that a run is bold or italic (17.7.3)."""
    named = [run.find(f"{W}rPr/{W}rStyle")]
    paragraph_ = next(run.iterancestors(W + "p"))
    named.append(paragraph_.find(f"{W}pPr/{W}pStyle"))
    count = 0
    for one in named:
        style = None if one is None else styles[one.get(W + "val")]
        while style is not None:
            if style.find(f"{W}rPr/{W}{tag}") is not None:
                count += 1
                break
            based = style.find(W + "basedOn")
            style = None if based is None else styles[based.get(W + "val")]
    row = next(run.iterancestors(W + "tr"), None)
    heads = row is not None and row.find(f"{W}trPr/{W}tblHeader") is not None
    return count + (tag == "b" and heads)
