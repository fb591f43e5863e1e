"""Write a page style as CSS: the paper, the address window, sizes and spaces.

The DOCX writer sets the same in its styles, so that pages break alike: text is kerned and ligated,
paragraphs of the body are justified and hyphenated where the style says so, spaces add up.
"""

from __future__ import annotations

from ..layout import hyphenation, spacing
from ..layout.letter_design import RETURN_LEADING
from ..layout.page_style import PageStyle
from .design_css_overrides import design_sheet

# Below footnotes there is a tenth of a point: WeasyPrint compares sums of floats, and moves a note
# to the next page where its area is smaller than it is by a bit.
_SHEET = """
@page {{ size: {width}mm {height}mm; margin: {later_top}mm {right}mm {bottom}mm {left}mm;
  @top-left {{ content: string(head); width: 78%; text-align: left; {head} }}
  @top-right {{ width: 22%; text-align: right; {head} }} }}
@page {{ @footnote {{ border-top: {line}pt solid {rule}; padding: {half}pt 0 0.1pt;
  margin-top: {space}pt }} }}
@page :first {{ margin-top: {top}mm;
  @top-left {{ content: none }} @top-right {{ content: none }} }}
html {{ font: {size}pt/{leading}pt {family}; color: {ink}; text-align: left; hyphens: manual;
  overflow-wrap: break-word; orphans: 2; widows: 2 }}
body {{ margin: 0; string-set: head attr(data-head) }}
p, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, hr, div {{ margin: 0; padding: 0 }}
p, table, .figure, ul.loose, ol.loose, ul.tight, ol.tight {{ margin-bottom: {space}pt }}
img {{ display: block; max-width: 100%; image-rendering: crisp-edges }}
a {{ color: inherit; text-decoration: underline }}
.top {{ min-height: {to_window}mm; box-sizing: border-box; padding-bottom: {date_gap}mm }}
.letterhead {{ display: flex; align-items: flex-end; border-bottom: {line}pt solid {rule};
  padding-bottom: {head_padding}mm; margin-bottom: {head_gap}mm;
  font-size: {small}pt; line-height: {tight}pt }}
.letterhead p {{ margin: 0 }}
.mark {{ flex: none; margin-right: {image_gap}mm }}
.mark img {{ height: {head_image}mm; width: auto }}
.lines {{ flex: none; text-align: right }}
.letterhead.beside {{ justify-content: space-between; align-items: flex-start }}
.beside .words {{ flex: auto }}
.beside .mark {{ margin: 0 0 0 {image_gap}mm }}
.beside .lines {{ text-align: left }}
.letterhead.centred {{ display: block; text-align: center }}
.centred .mark {{ margin: 0 0 {image_drop}mm }}
.centred .mark img {{ margin: 0 auto }}
.centred .lines {{ text-align: center }}
.centred .lines:not(:empty), .beside .lines:not(:empty) {{ padding-top: {details_gap}mm }}
.sheet {{ position: absolute; left: -{left}mm; top: -{top}mm; width: {width}mm; height: 0 }}
.whole {{ position: absolute; left: 0; top: 0; width: {width}mm; height: {height}mm;
  max-width: none }}
.item {{ position: absolute; top: 0 }}
.item > div {{ position: relative }}
.item > .foot {{ top: {height}mm }}
.item p {{ margin: 0 }}
.item img {{ width: 100% }}
.names {{ flex: auto }}
.sender {{ font-weight: bold; font-size: {large}pt; line-height: {leading}pt; color: {accent} }}
.tagline {{ font-style: italic }}
.date {{ text-align: right; margin: 0 }}
.address {{ margin-left: {window_left}mm; width: {window_width}mm; min-height: {window_room}mm;
  box-sizing: border-box }}
.address:not(:empty) {{ padding-bottom: {address_gap}pt }}
.address p {{ margin: 0; padding-left: {further}mm; text-indent: -{further}mm }}
.address .return {{ font-size: {return_size}pt; line-height: {return_leading}pt;
  text-decoration: {return_rule}; overflow-wrap: normal; padding: 0; text-indent: 0 }}
.references {{ font-size: {small}pt; line-height: {tight}pt }}
.subject {{ font-size: {subject}pt; line-height: {subject_leading}pt; font-weight: bold;
  color: {accent}; margin-bottom: {subject_space}pt }}
.heading {{ font-size: {size}pt; font-weight: bold; color: {accent}; margin-top: {twice}pt;
  margin-bottom: {half}pt; break-after: avoid }}
.break + .heading {{ margin-top: 0; padding-top: {space}pt }}
.level-1 {{ font-size: {large}pt }}
ul, ol {{ padding-left: {indent}mm }}
li > p:last-child, li > ul:last-child, li > ol:last-child {{ margin-bottom: 0 }}
.tight > li > p {{ margin-bottom: 0 }}
.loose > li {{ margin-bottom: {space}pt }}
.tight > li {{ margin-bottom: {half}pt }}
.loose > li:last-child, .tight > li:last-child {{ margin-bottom: 0 }}
li ul.tight, li ol.tight {{ margin-bottom: 0 }}
blockquote {{ padding: 0 {quote_right}mm 0 {indent}mm }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ padding: {cell_padding}; text-align: left; vertical-align: top;
  border: {line}pt solid {rule} }}
tr {{ break-inside: avoid }}
.caption {{ font-size: {small}pt; line-height: {tight}pt; font-style: italic; margin: 0;
  padding-top: {half}pt }}
.footnote {{ float: footnote; padding-left: {note}mm; text-indent: -{note}mm;
  font-size: {small}pt; line-height: {tight}pt; font-style: normal }}
.footnote::footnote-call {{ content: counter(footnote); font-size: 0.7em; line-height: 0;
  vertical-align: super }}
.footnote::footnote-marker {{ content: counter(footnote); display: inline-block; width: {note}mm;
  text-indent: 0 }}
.center {{ text-align: center }}
.right {{ text-align: right }}
.break {{ break-before: page }}
.rule {{ border: 0; border-top: {line}pt solid {rule}; margin-bottom: {space}pt }}
.url {{ white-space: nowrap }}
.proof {{ position: absolute; margin: 0; white-space: nowrap; font-weight: bold;
  color: {proof_colour} }}
.ending, .signature {{ break-inside: avoid }}
.ending {{ break-before: avoid; padding-top: {leading}pt }}
.hand img {{ height: {hand}mm; width: auto }}
.signature p {{ margin: 0 }}
.signature.room > .name {{ padding-top: {hand}mm }}
.signature + .signature {{ padding-top: {leading}pt }}
.ending + .signature {{ padding-top: {leading}pt }}
.name {{ font-weight: bold }}
.kept {{ break-inside: avoid; break-after: avoid }}
.bound {{ break-after: avoid; widows: 3 }}
.joined {{ break-after: avoid }}
.signature ~ .signature, .ending ~ .signature, .ending ~ .row, .after, .note, .rule
  {{ break-before: avoid }}
.note {{ break-inside: avoid }}
.after {{ padding-top: {space}pt; break-inside: avoid }}
.label {{ margin: 0 }}
.plain {{ list-style: none; padding: 0 }}
.note {{ margin-top: {leading}pt; padding-top: {half}pt; border-top: {line}pt solid {rule};
  font-size: {small}pt; line-height: {tight}pt }}
.note p {{ margin-bottom: {half}pt }}
.note.foot {{ margin-top: 0; padding-bottom: {half}pt }}
.note.foot > p:last-child {{ margin-bottom: 0 }}
.note-item {{ left: {left}mm; width: {measure}mm }}
@media screen {{ body {{ max-width: {measure}mm; margin: 10mm auto }} }}
"""

_HEAD = "font-size: {small}pt; line-height: {tight}pt; vertical-align: top; padding-top: {drop}mm"


def sheet(style: PageStyle, family: str) -> str:
    """Return the program's own style sheet for `style`; the theme's comes after it.

    `family` is the value of font-family. Lengths go out as millimetres and points.
    """
    margins, window = style.margins, style.window
    css = _SHEET.format(
        width=style.paper.width,
        height=style.paper.height,
        top=margins.top,
        later_top=style.later_top,
        right=margins.right,
        bottom=margins.bottom,
        left=margins.left,
        measure=style.measure,
        family=family,
        size=style.font_size,
        leading=style.leading,
        space=style.paragraph_space,
        half=style.half_space,
        small=style.small_size,
        tight=style.small_leading,
        large=style.large_size,
        subject=style.subject_size,
        subject_leading=style.subject_leading,
        subject_space=style.subject_space,
        twice=round(2 * style.paragraph_space, 1),
        ink=style.colours.ink,
        accent=style.colours.accent,
        rule=style.colours.rule,
        line=spacing.RULE,
        indent=spacing.INDENT,
        quote_right=spacing.INDENT * spacing.QUOTE_STEPS,
        details_gap=spacing.DETAILS_GAP,
        note=spacing.NOTE_INDENT,
        proof_colour=spacing.PROOF_COLOUR,
        cell_padding=" ".join(f"{side}mm" for side in spacing.CELL_PADDING),
        head=_HEAD.format(
            small=style.small_size, tight=style.small_leading, drop=spacing.RUNNING_TOP
        ),
        head_padding=spacing.LETTERHEAD_PADDING,
        head_gap=spacing.LETTERHEAD_GAP,
        head_image=style.letterhead_image,
        image_gap=spacing.IMAGE_GAP,
        image_drop=spacing.IMAGE_DROP,
        hand=style.signature_image,
        date_gap=spacing.DATE_GAP,
        to_window=style.window_drop,
        window_left=window.left - margins.left,
        window_width=window.width,
        window_room=style.address_room,
        further=spacing.CONTINUATION,
        address_gap=style.address_gap,
        return_size=f"{style.design.return_size:g}",
        return_leading=RETURN_LEADING,
        return_rule="underline" if style.design.return_lines <= 1 else "none",
    )
    return css + _paragraphs(style) + design_sheet(style) + proof_mark(style.proof)


def _paragraphs(style: PageStyle) -> str:
    """Return the rules for the paragraphs of the body and of the note, "" for the usual ones."""
    rules = []
    if style.justified:
        rules.append("text-align: justify")
    if style.hyphenated:
        limits = f"{hyphenation.SHORTEST} {hyphenation.BEFORE} {hyphenation.AFTER}"
        rules.append(f"hyphens: auto; hyphenate-limit-chars: {limits}")
    return f".body p, .note p {{ {'; '.join(rules)} }}\n" if rules else ""


def proof_mark(text: str) -> str:
    """Return the CSS rules that print `text` on every page, "" for none.

    It is at the top of the first page, and at the foot of the others, whose top the running
    head takes up.
    """
    if not text:
        return ""
    mark = f"content: {_string(text)}; font-weight: bold; color: {spacing.PROOF_COLOUR}"
    return (
        f"@page {{ @bottom-center {{ {mark} }} }}"
        f"@page :first {{ @top-center {{ {mark} }} @bottom-center {{ content: none }} }}"
    )


def page_label(label: str) -> str:
    """Return the CSS rule that prints `label`, a format string over `page` and `pages`.

    Raises:
        ValueError: `label` is not such a format string.
    """
    from string import Formatter

    content = []
    for text, name, spec, conversion in Formatter().parse(label):
        if text:
            content.append(_string(text))
        if name is None:
            continue
        if name not in ("page", "pages") or spec or conversion:
            raise ValueError(f"a page label holds {{page}} and {{pages}}, not {{{name}}}")
        content.append(f"counter({name})")
    if not content:
        return ""
    return (
        f"@page {{ @top-right {{ content: {' '.join(content)} }} }}"
        "@page :first { @top-right { content: none } }"
    )


def _string(text: str) -> str:
    escaped = "".join(f"\\{ord(c):x} " if c in '"\\\n\r\f<' else c for c in text)
    return f'"{escaped}"'
