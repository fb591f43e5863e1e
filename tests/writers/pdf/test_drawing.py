"""Everything that WeasyPrint draws, asked for by a theme: both routes print it, and print the same.

The words of the letters differ in length, so a style whose drawing depends on words shows at once
where the variable-data route would print another letter's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from tests.writers.pdf.reading import faults, pixels, tagged_text
from tests.writers.specimens import A4_STYLE, MARK, SENTENCE, SPACE, letter, paragraph

from lettermerge.diagnostics import Failure
from lettermerge.letter import document as tree
from lettermerge.writers.pdf import drawing
from lettermerge.writers.pdf.writer import PdfWriter
from lettermerge.writers.writer_interface import Written

#: The last is as long as the first, so that its letter breaks into the same lines.
NAMES = ("Jo", "Bartholomew Constantine Specimen of the Samples, the Younger", "Jon")

#: Those that leave nothing to the variable-data route: what they draw depends on the words.
WORDS_DECIDE = {
    "right": "p { text-align: right; margin-left: auto; width: 100mm }",
    "opacity of all": "body { opacity: 0.5 }",
    "opacity": "p, h1 { opacity: 0.5 }",
    "opacity of words": "strong { opacity: 0.5 }",
    "opacity of one of a kind": ".salutation { opacity: 0.25; color: red }",
    "opacity within opacity": "body { opacity: 0.8 } p { opacity: 0.5 } strong { opacity: 0.3 }",
    "opacity of the running head": "@page { @top-left { opacity: 0.4 } }",
    "opacity and rotation": "p { opacity: 0.5; transform: rotate(3deg) }",
    "words on a ground": "strong { background: yellow }",
    "words on a gradient": "strong { background: linear-gradient(red, blue) }",
    "words on a round ground": "strong { background: #cde; border-radius: 4pt; padding: 0 3pt }",
    "words in a frame": "strong { border: 1pt dashed red }",
    "words in an outline": "strong { outline: 1pt solid red }",
    "words with a shadow": "strong { box-shadow: 2pt 2pt 3pt gray; background: white }",
    "words moved": "strong { position: relative; top: 2pt }",
    "words turned": "strong { display: inline-block; transform: rotate(5deg) }",
    "underline": "p { text-decoration: underline wavy red }",
    "overline": "strong { text-decoration: overline dotted 2pt blue }",
    "line through": ".salutation { text-decoration: line-through double }",
    "relative": "p { position: relative; left: 1mm; z-index: 2 }",
    "beside a float": ".salutation { float: right; width: 9cm }",
    "shrunk to fit": "p { display: inline-block; background: #eee }",
    "as a table": "p { display: table; border: 1pt solid }",
    "flex": "body { display: flex; flex-direction: column } p { border: 1pt solid }",
    "grid": "body { display: grid } p { outline: 1pt solid }",
    "gone": "p { transform: scale(0) }",
    "columns": "body { columns: 2; column-rule: 1pt solid red }",
    "cut off": ".salutation { overflow: hidden; text-overflow: ellipsis; width: 3cm }",
    "clamped": "p { line-clamp: 2; overflow: hidden }",
    "first letter": "p::first-letter { font-size: 200%; color: red }",
    "first line": "p::first-line { font-weight: bold; color: blue }",
    "before": "p::before { content: '> '; background: yellow }",
    "words with a mask": "strong { mask-border: linear-gradient(black, transparent) 2 }",
    "words beyond": "strong { background: yellow; margin: 0 -2pt; padding: 1pt }",
    "underline placed": "p { text-decoration: underline 2pt red; text-underline-offset: 3pt }",
    "absolute": ".close { position: absolute; top: 0; right: 0; clip: rect(0, 5cm, 9pt, 0) }",
    "block columns": "p { columns: 2; column-gap: 9pt; column-rule: 3pt double blue }",
    "in capitals": "p { text-transform: uppercase }",
    "preserved": "p { white-space: pre-wrap; tab-size: 8 } h1 { white-space: nowrap }",
    "ellipsis of a block": "p { line-clamp: 1 '...' }",
    "from right to left": "p { direction: rtl }",
    "raised": "strong { vertical-align: 4pt; font-size: 70% }",
}
#: Those that are drawn around words, whatever these are.
AROUND = {
    "nothing": "",
    **{
        f"border {kind}": f"p {{ border: 3pt {kind} #963; padding: 2pt }}"
        for kind in ("solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset")
    },
    "borders that differ": "p { border: solid; border-width: 1pt 2pt 3pt 4pt;"
    " border-color: red green blue rgb(0 0 0 / .4) }",
    "radius": "p { border: 2pt solid teal; border-radius: 6pt 1pt / 3pt 9pt; background: #eef }",
    "outline": "p { outline: 2pt dotted red; outline-offset: 1pt }",
    "shadow": "p { box-shadow: 2pt 2pt 0 gray, inset 1pt 1pt 4pt navy }",
    "blurred shadow": "h1, p { box-shadow: 0 0 6pt 1pt rgb(0 0 0 / .5); border-radius: 3pt }",
    "gradient": "p { background: linear-gradient(to right, #fee, #eef) }",
    "clear gradient": "p { background: linear-gradient(rgb(255 0 0 / .2), transparent) }",
    "radial gradient": "body { background: radial-gradient(circle, white, #dde 80%) }",
    "repeating gradient": "p { background: repeating-linear-gradient(45deg, #fff, #aaa 9pt) }",
    "tiles": "p { background: linear-gradient(red, blue) 0 0 / 4pt 4pt space round }",
    "page ground": "@page { background: linear-gradient(#fff, #eef); border: 1pt solid gray }",
    "clip to padding": "p { background: #eee padding-box content-box; border: 4pt double }",
    "border of a gradient": "p { border: 4pt solid; border-image: linear-gradient(red, blue) 4 }",
    "mask": "p { border: 4pt solid red; mask-border: linear-gradient(black, transparent) 4 }",
    "rotated": "p { transform: rotate(2deg) }",
    "scaled and skewed": "h1, p { transform: scale(.9, 1.1) skewX(4deg); transform-origin: 0 0 }",
    "hidden overflow": "p { overflow: hidden; height: 30pt; border-radius: 5pt }",
    "half-clear words": "p { color: rgb(200 0 0 / .5) } strong { color: rgb(0 0 200 / .3) }",
    "oklch": "p { color: oklch(50% 0.2 30); background: oklab(95% .02 .02);"
    " border: 1pt inset lab(50% 40 20) }",
    "lab gradient": "p { background: linear-gradient(lab(90% 20 20), lch(90% 20 200)) }",
    "hwb and hsl": "p { color: hwb(120 10% 50%); background: hsl(200 50% 95% / .5) }",
    "ink": "p { color: device-cmyk(0 1 1 .3); border: 1pt solid device-cmyk(1 0 0 0) }",
    "ink gradient": "p { background: linear-gradient(device-cmyk(0 .2 .2 0), red);"
    " box-shadow: 0 0 4pt device-cmyk(1 0 0 0) }",
    "spacing": "p { letter-spacing: 1pt; word-spacing: 3pt; text-indent: 2em; line-height: 2 }",
    "justified": "p { text-align: justify; hyphens: auto; width: 60mm }",
    "invisible": ".close { visibility: hidden }",
    "table": "td, th { border: 1pt groove red; background: #eee }"
    " table { border-collapse: separate }",
    "image": "img { opacity: 0.5; border: 1pt solid red; border-radius: 4pt; object-fit: cover }",
    "table partly clear": "table { opacity: .5 } li { opacity: .7 }",
    "unknown": "p { filter: blur(2px); mix-blend-mode: multiply; text-shadow: 1pt 1pt red }",
    "lines of blocks": "body { column-rule: 1pt solid; border-left: 3pt solid navy; padding: 2mm }",
    "crop marks": "@page { marks: crop cross; bleed: 5mm }",
    "page overflow": "@page { overflow: hidden; background: #eee content-box }",
    "ground fixed": "p { background: linear-gradient(90deg, #fcc, #ccf) fixed }",
    "ground by place": "p { background: linear-gradient(#fcc, #ccf) right 3pt bottom / 50% 9pt"
    " no-repeat }",
    "grounds": "p { background: linear-gradient(#fcc, #fcc) 0 0 / 9pt 9pt no-repeat,"
    " #eef border-box }",
    "border image": "p { border: 6pt solid;"
    " border-image: linear-gradient(red, blue) 3 / 4px / 1px round }",
    "collapsed": "table { border-collapse: collapse } td, th { border: 2pt dashed red }",
    "empty cells": "td { empty-cells: hide; border: 1pt solid } td:empty { background: red }"
    " table { border-collapse: separate; border-spacing: 4pt; outline: 1pt solid }",
    "markers": "li { list-style-type: square; color: red } li::marker { color: blue }",
    "markers inside": "ul { list-style: upper-roman inside }",
    "image turned": "img { image-orientation: 90deg; image-resolution: 200dpi }",
    "image pixels": "img { image-rendering: pixelated; object-fit: none; object-position: 0 0 }",
    "broken anywhere": "p { word-break: break-all; overflow-wrap: anywhere; width: 50mm }",
    "hyphens": "p { hyphens: auto; hyphenate-limit-chars: 5 2 2; hyphenate-character: '=';"
    " width: 60mm }",
    "weights": "p { font-weight: bold; font-style: italic } strong { font-weight: normal }",
    "features": "p { font-kerning: normal; font-variant-ligatures: common-ligatures;"
    " font-feature-settings: 'kern' }",
    "raised last line": "p { text-align-last: right; text-align: justify }",
    "in layers": "p { position: static } h1 { position: relative; z-index: -1; background: #ffd }",
    "hidden cells": "td { visibility: hidden; border: 1pt solid red }",
    "part of a border": "p { border-left: 4pt double red; border-bottom: 2pt ridge #336 }",
}


STYLES = WORDS_DECIDE | AROUND
#: What WeasyPrint cannot draw, or would draw of longer words or spaces only; crop marks, which lie
#: outside of the sheet.
SEEN_AS_PLAIN = {"nothing", "unknown", "cut off", "preserved", "crop marks", "features"}
#: What prints other letters than the document has.
OTHER_WORDS = {"gone", "first letter", "before", "in capitals", "ellipsis of a block", "hyphens"}


def member(name: str) -> tree.Document:
    strong = tree.Strong((tree.Text(name),))
    return letter(
        title=f"Letter to {name}",
        running_head=f"{name}, 20 July 2023",
        address_block=(name, "House of Samples"),
        salutation=f"Dear {name},",
        body=(
            paragraph(f"We write to you, {name}, once more. " + SENTENCE),
            tree.Paragraph((tree.Text("You, "), strong, tree.Text(", know of it."))),
            tree.Heading(1, (tree.Text("Samples"),)),
            tree.ItemList(((paragraph("first"),), (paragraph("second"),))),
            tree.Table(((tree.Text("Year"),),), (((tree.Text("2001"),),),), ("left",)),
            tree.Image(MARK, "a mark"),
            *(paragraph(SENTENCE * 4) for _ in range(3)),
        ),
    )


def printed(press: PdfWriter, document: tree.Document) -> Written:
    result = press.print(document, SPACE)
    assert isinstance(result, Written), result
    return result


@cache
def plain() -> list[bytes]:
    return pixels(printed(PdfWriter(A4_STYLE), member(NAMES[0])).content, 1)


def words_of(text: str) -> Counter[str]:
    return Counter("".join(text.replace("\u2010", "").split()))


@pytest.mark.slow
@pytest.mark.parametrize("name", STYLES)
def test_both_routes_print_a_style_alike(name: str) -> None:
    style = replace(A4_STYLE, css=STYLES[name])
    press = PdfWriter(style)
    first = printed(press, member(NAMES[0]))
    assert first.route == "full"
    for who in NAMES[1:]:
        fast, full = (printed(one, member(who)) for one in (press, PdfWriter(style)))
        assert full.route == "full"
        assert fast.content == full.content
    assert fast.route == ("variable" if name in AROUND else fast.route)
    assert faults(first.content) == []
    shown = pixels(first.content, 1)
    assert (shown == plain()) == (name in SEEN_AS_PLAIN)
    if "hidden" not in style.css and name not in OTHER_WORDS:
        assert words_of(tagged_text(full.content)) == words_of(tree.text(member(who)))


#: What an SVG draws in 60 x 40 units: lines and areas alone, and what asks for a resource.
REMEMBERED = {
    "areas": '<path fill="#1f3a5f" d="M0 0h60v40z"/><rect x="5" y="5" width="9" height="9"/>',
    "lines": '<path d="M0 0c9 9 30 2 60 40" fill="none" stroke="red" stroke-dasharray="3 1"/>',
    "moved": '<g transform="rotate(9) scale(0.5)"><circle cx="30" cy="20" r="9"/></g>',
    "nothing": "<defs/>",
    "see-through": '<circle cx="30" cy="20" r="9" fill-opacity="0.3" stroke-opacity="0.6" '
    'stroke="red"/><path d="M0 0h60" stroke="#00f8"/>',
}
DRAWN_AGAIN = {
    "colour space": '<path fill="lab(50 40 20)" d="M0 0h60v40z"/>',
    "group": '<g opacity="0.5"><path d="M0 0h60v40z"/></g>',
    "gradient": '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" '
    'stop-color="blue"/></linearGradient><path fill="url(#g)" d="M0 0h60v40z"/>',
    "mask": '<mask id="m"><rect width="30" height="40" fill="white"/></mask>'
    '<path mask="url(#m)" d="M0 0h60v40z"/>',
}


def _picture(drawn: str) -> tree.Asset:
    around = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{}</svg>'
    return tree.Asset("drawing.svg", "image/svg+xml", around.format(drawn).encode("utf-8"))


def _with_pictures(*assets: tree.Asset) -> tree.Document:
    return letter(body=tuple(tree.Image(one, "a drawing", 20) for one in assets))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*REMEMBERED, *DRAWN_AGAIN])
def test_a_picture_is_drawn_as_it_was_before(name: str) -> None:
    asset = _picture((REMEMBERED | DRAWN_AGAIN)[name])
    drawing._drawn_pictures.clear()
    document = _with_pictures(asset)
    first = printed(PdfWriter(A4_STYLE), document)
    assert bool(drawing._drawn_pictures) == (name in REMEMBERED)
    assert printed(PdfWriter(A4_STYLE), document).content == first.content
    others = [_picture(one) for one in REMEMBERED.values()]
    after_others = _with_pictures(*others, asset, asset)
    with_memory = printed(PdfWriter(A4_STYLE), after_others)
    drawing._drawn_pictures.clear()
    assert printed(PdfWriter(A4_STYLE), after_others).content == with_memory.content


@pytest.mark.slow
def test_a_picture_that_asks_for_another_file_is_refused_each_time() -> None:
    asset = _picture('<image href="https://example.org/x.png" width="9" height="9"/>')
    for _ in range(2):
        refused = PdfWriter(A4_STYLE).print(_with_pictures(asset), None)
        assert isinstance(refused, Failure)
        assert refused.diagnostics[0].code == "pdf.denied"
