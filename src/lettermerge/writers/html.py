"""Write a Document as HTML: the page that WeasyPrint lays out, and that a browser previews.

Small pure functions, one for each node of the tree. Everything that came from a template or a
cell is escaped here, once; nothing but this module writes a tag.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape

from ..layout.line_breaks import keep_blanks
from ..layout.page_style import PageStyle
from ..layout.spacing import item_leading
from ..letter import document as tree
from ..letter.no_break_spaces import LONGEST_HELD, MAY_BREAK, URL, hold_together
from .keep_with_close import FREE, ListHold
from .page_css import sheet
from .page_plan import UNPLANNED, PagePlan, plan_page

#: Turns an image's bytes into the address that is in `src`.
Address = Callable[[tree.Asset], str]
_OPENING: dict[tree.Opening, str] = {"subject": "h1", "salutation": "p"}


#: The longest piece of a web address that a line holds.
_HELD = LONGEST_HELD + len("https://")


_JOINED = '<li class="joined">'

#: A browser fetches nothing for a letter either, whatever a theme's style sheet or an SVG asks for.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
)


def to_html(document: tree.Document, style: PageStyle) -> str:
    """Return `document` as a standalone page for a browser, its images inside it.

    It looks like the PDF as far as a page without pages can. The fonts are those of the machine:
    `style.family` and what is like it.
    """
    family = f"'{style.family.name}', Tinos, 'Liberation Serif', serif"
    css = (sheet(style, family) + style.css).replace("</", "<\\/")
    head = f"{_POLICY}<style>{css}</style>"
    return page(document, data_address, head, plan_page(document, style))


def data_address(asset: tree.Asset) -> str:
    """Return the image itself as a data: address (RFC 2397)."""
    return f"data:{asset.media_type};base64,{b64encode(asset.content).decode('ascii')}"


def page(
    document: tree.Document,
    address: Address,
    head: str = "",
    plan: PagePlan = UNPLANNED,
    note_style: str = "",
) -> str:
    """Return the whole letter as an HTML page; `head` is markup for its head element.

    `note_style` places the sender's note at the foot of the first page, "" at the end.
    """
    meta = "".join(
        f'<meta name="{name}" content="{escape(value)}">'
        for name, value in (("author", document.author), ("dcterms.created", document.date))
        if value
    )
    body = _letter(document, address, plan, note_style)
    return (
        f'<!DOCTYPE html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title>{meta}{head}</head>"
        f'<body data-head="{escape(document.running_head)}">{body}</body></html>'
    )


def note_page(note: Iterable[tree.Block], language: str) -> str:
    """Return an HTML page of nothing but the sender's note, as it is at a page's foot."""
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><body>'
        f'<aside class="note foot">{_blocks(note, data_address, 1)}</aside></body></html>'
    )


def text_page(blocks: Iterable[tree.Block], language: str) -> str:
    """Return blocks without pictures as an HTML page that brings no style of its own (e-mail)."""
    body = _blocks(blocks, data_address, 0)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8"></head>'
        f"<body>{body}</body></html>"
    )


def _letter(document: tree.Document, address: Address, plan: PagePlan, note_style: str) -> str:
    shift = 1 if document.subject else 0
    ending = _line("p", "close", document.close)
    first, *others = _signatures(document.signatures, address, plan.columns) or [""]
    head = document.letterhead
    room = f' style="padding-top:{plan.room:g}mm"' if plan.room else ""
    pitch = f' style="line-height:{plan.address_leading:g}pt"' if plan.address_leading else ""
    return "".join((
        f'<div class="top"{room}>',
        _letterhead(head, address),
        _items(head.items_on("first", "all"), address),
        _foot_note(document, address, shift, note_style),
        _line("p", "date", document.date_line),
        "</div>",
        f'<div class="address"{pitch}>',
        _line("p", "return", document.return_line),
        *(_line("p", "", keep_blanks(line)) for line in document.address_block),
        "</div>",
        _line("p", "references", document.references),
        *(_line(_OPENING[kind], kind, hold_together(line)) for kind, line in document.opening),
        f'<div class="body">{_body(document.main, address, shift, plan)}</div>',
        f'<div class="ending" id="ending">{ending}{first}</div>' if ending or first else "",
        *others,
        *(_labelled(labelled) for labelled in document.after),
        "" if note_style else _note(document, address, shift),
        _annexes(document, address, shift),
    ))  # fmt: skip


def _line(tag: str, kind: str, text: str) -> str:
    """Return an element around plain text, nothing where there is no text."""
    if not text:
        return ""
    named = f' class="{kind}"' if kind else ""
    return f"<{tag}{named}>{escape(text)}</{tag}>"


def _letterhead(head: tree.Letterhead, address: Address) -> str:
    if not head.printed:
        return ""
    image = _img(head.image, head.image_alt, address) if head.image else ""
    mark = f'<div class="mark">{image}</div>' if image else ""
    names = _line("p", "sender", head.name) + _line("p", "tagline", head.tagline)
    lines = "".join(_line("p", "", line) for line in head.lines)
    words = f'<div class="names">{names}</div><div class="lines">{lines}</div>'
    if head.align == "right":
        return f'<div class="letterhead beside"><div class="words">{words}</div>{mark}</div>'
    kind = " centred" if head.align == "center" else ""
    return f'<div class="letterhead{kind}">{mark}{words}</div>'


def _items(items: tuple[tree.PlacedItem, ...], address: Address) -> str:
    """Return what is at places of its own on the paper; `.sheet` is the whole paper.

    Items are moved down after their layout, so that none is broken at the foot of the page.
    """
    if not items:
        return ""
    placed = "".join(
        f'<div class="item {one.align}" style="{_across(one)};'
        f"width:{one.width:g}mm;font-size:{one.size:g}pt;line-height:{item_leading(one.size):g}pt;"
        f'color:{one.colour};font-weight:{"bold" if one.bold else "normal"}{_slant(one)}">'
        f"{_down(one)}"
        + (_img(one.image, one.image_alt, address, one.width) if one.image else "")
        + "".join(_line("p", "", line) for line in one.lines)
        + ("</div></div></div>" if one.edge == "bottom" else "</div></div>")
        for one in items
    )
    return f'<div class="sheet">{placed}</div>'


def _across(one: tree.PlacedItem) -> str:
    return f"left:{one.x:g}mm" if one.side == "left" else f"right:{one.x - one.width:g}mm"


def _slant(one: tree.PlacedItem) -> str:
    return ";font-style:italic" if one.italic else ""


def _down(one: tree.PlacedItem) -> str:
    """Return what moves an item down: from the top, or from the foot of whatever paper it is."""
    if one.edge == "bottom":
        return f'<div class="foot"><div style="position:relative;top:-{one.y:g}mm">'
    return f'<div style="top:{one.y:g}mm">'


def stationery(
    document: tree.Document,
    address: Address,
    marks: tuple[float, ...],
    *,
    later: bool,
    proof: str = "",
) -> str:
    """Return what lies behind the words of the first or of a later page, as a page of its own.

    On later pages these are the picture of the whole page and the items; on the first page, whose
    items are part of the letter, the picture, and the `marks` at the paper's edge. On both there is
    the mark of a `proof` as markup, where it is not in its usual place.
    """
    head = document.letterhead
    picture = head.later if later else head.first
    image = ""
    if picture and picture.media_type != "application/pdf":  # whose page is put below as it is
        image = f'<img class="whole" src="{escape(address(picture))}" alt="">'
    items = _items(head.items_on("later", "all"), address) if later else ""
    edges = "" if later else "".join(f'<div class="edge" style="top:{y:g}mm"></div>' for y in marks)
    if not image and not items and not edges and not proof:
        return ""
    body = f'<div class="sheet">{image}{edges}{proof}</div>{items}'
    return f'<!DOCTYPE html><html lang="{escape(document.language)}"><body>{body}</body></html>'


def proof_markup(text: str, left: float, top: float) -> str:
    """Return the mark of a proof at a place of the paper, in millimetres."""
    return f'<p class="proof" style="left:{left:g}mm;top:{top:g}mm">{escape(text)}</p>'


def _signatures(
    signatures: tuple[tree.Signature, ...], address: Address, columns: int
) -> list[str]:
    """Return the signatures, each by itself, or in rows of so many."""
    each = [_signature(one, number, address) for number, one in enumerate(signatures, start=1)]
    if columns == 1:
        return each
    blank = '<div class="signature"></div>'
    rows = [each[start : start + columns] for start in range(0, len(each), columns)]
    return [
        f'<div class="row{" next" * bool(number)}">'
        f"{''.join(row)}{blank * (columns - len(row))}</div>"
        for number, row in enumerate(rows)
    ]


def _signature(signature: tree.Signature, number: int, address: Address) -> str:
    image = _img(signature.image, signature.image_alt, address) if signature.image else ""
    hand = f'<div class="hand">{image}</div>' if image else ""
    kind = "signature room" if signature.room else "signature"
    return (
        f'<div class="{kind}" id="signature-{number}">{hand}'
        f"{_line('p', 'name', signature.name)}{_line('p', 'role', signature.role)}"
        f"{_line('p', 'organisation', signature.organisation)}</div>"
    )


def _labelled(labelled: tree.Labelled) -> str:
    items = "".join(_line("li", "", item) for item in labelled.items)
    label = _line("p", "label", labelled.label)
    return f'<div class="after">{label}<ul class="plain">{items}</ul></div>'


def _note(document: tree.Document, address: Address, shift: int) -> str:
    if not document.note:
        return ""
    return f'<div class="note">{_blocks(document.note, address, shift)}</div>'


def _annexes(document: tree.Document, address: Address, shift: int) -> str:
    blocks = document.annexes
    return f'<div class="body annexes">{_blocks(blocks, address, shift)}</div>' if blocks else ""


def _foot_note(document: tree.Document, address: Address, shift: int, style: str) -> str:
    """Return the note as a part of the first page that is moved down after its layout."""
    if not style:
        return ""
    blocks = _blocks(document.note, address, shift)
    placed = f'<div style="{style}"><aside class="note foot">{blocks}</aside></div>'
    return f'<div class="sheet"><div class="item note-item">{placed}</div></div>'


def _img(asset: tree.Asset, alt: str, address: Address, width: float | None = None) -> str:
    size = f' style="width:{width:g}mm"' if width is not None else ""
    return f'<img src="{escape(address(asset))}" alt="{escape(alt)}"{size}>'


def _body(blocks: tuple[tree.Block, ...], address: Address, shift: int, plan: PagePlan) -> str:
    """Return the body; what is kept of it has a class that says so, and so have its items."""
    whole = len(blocks) - plan.kept.whole
    bound = whole - plan.kept.bound
    holds, pieces = iter(plan.holds), []
    for position, block in enumerate(blocks):
        kind = "kept" if position >= whole else "bound" if position >= bound else ""
        if isinstance(block, tree.ItemList):
            pieces.append(_list(block, address, shift, kind, next(holds, FREE)))
        else:
            pieces.append(_block(block, address, shift, kind))
    return "".join(pieces)


def _blocks(blocks: Iterable[tree.Block], address: Address, shift: int) -> str:
    return "".join(_block(block, address, shift) for block in blocks)


def _block(block: tree.Block, address: Address, shift: int, kind: str = "") -> str:
    match block:
        case tree.Paragraph(children):
            opening = f'<p class="{kind}">' if kind else "<p>"
            return f"{opening}{_inlines(children)}</p>"
        case tree.Heading(level, children):
            tag = f"h{min(level + shift, 6)}"
            return f'<{tag} class="heading level-{level}">{_inlines(children)}</{tag}>'
        case tree.ItemList():
            return _list(block, address, shift, kind)
        case tree.Quote(children):
            return f"<blockquote>{_blocks(children, address, shift)}</blockquote>"
        case tree.Table():
            return _table(block)
        case tree.Image(asset, alt, width, caption):
            below = _line("p", "caption", caption)
            return f'<div class="figure">{_img(asset, alt, address, width)}{below}</div>'
        case tree.PageBreak():
            return '<div class="break"></div>'
        case tree.Rule():
            return '<hr class="rule">'


def _url(address: str) -> str:
    """Return a web address that is broken where it says, and is not kerned over these places."""
    return MAY_BREAK.join(
        f'<span class="url">{escape(one)}</span>' if len(one) <= _HELD else escape(one)
        for one in address.split(MAY_BREAK)
    )


def _list(
    block: tree.ItemList, address: Address, shift: int, more: str = "", hold: ListHold = FREE
) -> str:
    kind = ("tight" if block.tight else "loose") + f" {more}" * bool(more)
    items = "".join(
        f"{_JOINED if hold.joins(number, len(block.items)) else '<li>'}"
        f"{_blocks(item, address, shift)}</li>"
        for number, item in enumerate(block.items)
    )
    if block.start is None:
        return f'<ul class="{kind}">{items}</ul>'
    # `start` for browsers' readers; the style for WeasyPrint, to which the attribute is a mere hint
    counter = f"counter-reset: list-item {block.start - 1}"
    return f'<ol class="{kind}" start="{block.start}" style="{counter}">{items}</ol>'


def _table(block: tree.Table) -> str:
    def row(tag: str, cells: tuple[tree.Inlines, ...], more: str = "") -> str:
        printed = (
            f'<{tag}{more} class="{align}">{_inlines(cell)}</{tag}>'
            for cell, align in zip(cells, block.align, strict=True)
        )
        return f"<tr>{''.join(printed)}</tr>"

    rows = "".join(row("td", cells) for cells in block.rows)
    body = f"<tbody>{rows}</tbody>" if rows else ""
    header = row("th", block.header, ' scope="col"')
    return f"<table><thead>{header}</thead>{body}</table>"


def _inlines(children: tree.Inlines) -> str:
    return "".join(map(_inline, children))


def _inline(child: tree.Inline) -> str:
    match child:
        case tree.Text(text):
            parts = URL.split(hold_together(text))
            parts[1::2] = map(_url, parts[1::2])
            parts[::2] = map(escape, parts[::2])
            return "".join(parts)
        case tree.LineBreak():
            return "<br>"
        case tree.Emphasis(children):
            return f"<em>{_inlines(children)}</em>"
        case tree.Strong(children):
            return f"<strong>{_inlines(children)}</strong>"
        case tree.Footnote(children):
            return f'<cite class="footnote">{_inlines(children)}</cite>'
        case tree.Link(children, href):
            return f'<a href="{escape(href)}">{_inlines(children)}</a>'
