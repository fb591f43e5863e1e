"""Write a page style as the styles of a DOCX, as `writers/page_css.py` writes it as CSS.

Built-in names where Word has one, so that its own commands (and people) find them; each style
knows its size, colour, spaces and what it keeps together.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...layout.design import (
    LABEL_WIDTH,
    QUOTE_GAP,
    QUOTE_RULE,
    RETURN_LEADING,
    RETURN_SIZE,
    SIGNATURE_GAP,
)
from ...layout.spacing import (
    CELL_PADDING,
    IMAGE_DROP,
    INDENT,
    LETTERHEAD_PADDING,
    NOTE_INDENT,
    POINT,
    PROOF_COLOUR,
    RULE,
    item_leading,
)
from .metrics import HEADER_END, Metrics, points, twips
from .wordprocessingml import escape

#: What every style is based on in the end.
_BUILT_IN = """<w:style w:type="paragraph" w:default="1" w:styleId="Normal">\
<w:name w:val="Normal"/><w:qFormat/><w:pPr>{normal}</w:pPr></w:style>\
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">\
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>\
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>\
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>\
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>\
</w:style>\
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>\
<w:uiPriority w:val="99"/><w:semiHidden/></w:style>"""


#: How proofs are marked.
_PROOF = f'<w:b/><w:bCs/><w:color w:val="{PROOF_COLOUR.lstrip("#").upper()}"/>'


#: Built-in names that are stored in small letters.
_SMALL = ("Header", "Footer", "Caption", "Footnote Text", "Footnote Reference")


def style_sheet(look: Metrics) -> str:
    """Return the w:style elements (ECMA-376 part 1, 17.7), in the order of their dependence."""
    return "".join((
        *_bases(look), *_frame(look), *_body(look), *_lists(look), *_ending(look),
        *_characters(), *_tables(look),
    ))  # fmt: skip


def defaults(look: Metrics) -> str:
    """Return w:docDefaults: face, size, colour, language; no kerning, as on the pages."""
    family = escape(look.style.font_family)
    size = round(look.style.font_size * 2)
    language = escape(look.language)
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="{family}"/>'
        f'{_colour(look.style.colours.ink)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _style(  # noqa: PLR0913  the fields of w:style
    name: str,
    paragraph: str = "",
    words: str = "",
    *,
    based: str = "Normal",
    following: str = "",
    own: bool = False,
    kind: str = "paragraph",
    more: str = "",
) -> str:
    """Return one style; its id is the name without blanks, `own` that Word does not know it."""
    # What Word calls "heading 1" its users see as "Heading 1"; python-docx shows it so, too.
    stored = name.lower() if name.startswith("Heading ") or name in _SMALL else name
    custom = ' w:customStyle="1"' if own else ""
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    then = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="{kind}"{custom} w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{stored}"/>{base}{then}<w:qFormat/>'
        f"{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}"
        f"{f'<w:rPr>{words}</w:rPr>' if words else ''}{more}</w:style>"
    )


def _spacing(
    line: float | None = None, before: float = 0, after: float = 0, *, flow: bool = False
) -> str:
    """Return w:spacing in points; `line` is exact, `flow` lets a picture make the line high."""
    pitch = f' w:line="{points(line)}" w:lineRule="exact"' if line is not None else ""
    if flow:
        pitch = ' w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{points(before)}" w:after="{points(after)}"{pitch}/>'


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour.lstrip("#").upper()}"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def _border(side: str, look: Metrics, space: float = 0) -> str:
    colour = look.style.colours.rule.lstrip("#").upper()
    return (
        f'<w:{side} w:val="single" w:sz="{round(RULE * 8)}" w:space="{round(space)}"'
        f' w:color="{colour}"/>'
    )


def _bar(look: Metrics) -> str:
    """Return the rule at the left of a quotation, so far from its words."""
    colour = look.style.colours.rule.lstrip("#").upper()
    gap = round(QUOTE_GAP / POINT - QUOTE_RULE)
    size = round(QUOTE_RULE * 8)
    return f'<w:left w:val="single" w:sz="{size}" w:space="{gap}" w:color="{colour}"/>'


def _bases(look: Metrics) -> tuple[str, ...]:
    style = look.style
    tab = twips(style.measure)
    small = _spacing(style.small_leading)
    return (
        _BUILT_IN.format(normal=_spacing(style.leading)),
        _style(
            "Header",
            f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>{small}',
            _size(style.small_size),
        ),
        _style("Footer", small, _size(style.small_size)),
        *(
            [_style("Proof Mark", f'{small}<w:jc w:val="center"/>', _PROOF, own=True)]
            if style.proof
            else []
        ),
        _style("Body Text", _spacing(after=style.paragraph_space)),
        _style("Body Text Last", "<w:keepNext/>", based="BodyText", own=True, following="Closing"),
    )


def _frame(look: Metrics) -> tuple[str, ...]:
    style = look.style
    small = _size(style.small_size)
    space, tight = _spacing(after=style.paragraph_space), _spacing(style.small_leading)
    address = _spacing(style.address_leading)
    name = _spacing(style.name_leading) if style.design.name_size else ""
    beside = '<w:jc w:val="center"/>' if look.align == "center" else ""
    mark = f'<w:jc w:val="{look.align}"/>' if look.align != "left" else ""
    details = {"left": "right", "center": "center", "right": "left"}[look.align]
    drop = IMAGE_DROP / POINT if look.align == "center" else 0
    date = (
        f'<w:spacing w:before="{look.date_before}" w:after="{look.date_space}"'
        f' w:line="{points(style.leading)}" w:lineRule="exact"/>'
    )
    return (
        _style(
            "Letterhead", "<w:keepLines/>" + name + beside,
            f"<w:b/><w:bCs/>{_colour(style.colours.accent)}{_size(style.name_size)}", own=True,
        ),
        _style("Letterhead Tagline", tight + beside, f"<w:i/><w:iCs/>{small}", own=True),
        _style("Letterhead Details", f'{tight}<w:jc w:val="{details}"/>', small, own=True),
        _style(
            "Letterhead Mark", _spacing(after=drop, flow=True) + mark, _size(1), own=True
        ),
        *_items(look),
        _style(
            "Date", f'{date}<w:jc w:val="{style.design.date_align}"/>', following="AddressBlock"
        ),
        _style("Address Block", f"<w:keepLines/>{address}", own=True),
        _style(
            "Return Line", _spacing(RETURN_LEADING), f'{_size(RETURN_SIZE)}<w:u w:val="single"/>',
            own=True, following="AddressBlock",
        ),
        _style(
            "Reference Line", _spacing(style.small_leading, after=style.paragraph_space), small,
            own=True, following="SubjectLine",
        ),
        _style("Header End", _spacing(HEADER_END / 20), _size(1), own=True),
        _style(
            "Subject Line",
            f'<w:keepNext/><w:keepLines/>{space}<w:outlineLvl w:val="0"/>',
            "<w:b/><w:bCs/>", own=True, following="Salutation",
        ),
        _style("Salutation", _spacing(after=style.paragraph_space), following="BodyText"),
    )  # fmt: skip


def item_style(number: int) -> str:
    """Return the name of the style of the letterhead's item of this number, from 1."""
    return f"Letterhead Item {number}"


def _items(look: Metrics) -> Iterator[str]:
    for number, one in enumerate(look.items, start=1):
        bold = "<w:b/><w:bCs/>" if one.bold else ""
        yield _style(
            item_style(number),
            f'{_spacing(item_leading(one.size))}<w:jc w:val="{one.align}"/>',
            f"{bold}{_colour(one.colour)}{_size(one.size)}",
            own=True,
        )


def _body(look: Metrics) -> tuple[str, ...]:
    style, space = look.style, look.style.paragraph_space
    step = twips(INDENT)
    bar = f"<w:pBdr>{_bar(look)}</w:pBdr>" if style.design.quote_rule else ""
    headings = tuple(
        _style(
            f"Heading {level}",
            f"<w:keepNext/><w:keepLines/>{_spacing(before=space, after=style.half_space)}"
            f'<w:outlineLvl w:val="{level - 1}"/>',
            f"<w:b/><w:bCs/>{_colour(style.colours.accent)}"
            + (_size(style.large_size) if level == 1 + look.shifted else ""),
            following="BodyText",
        )
        for level in range(1, 7)
    )
    return (
        *headings,
        _style("Quote", f'{bar}{_spacing(after=space)}<w:ind w:left="{step}" w:right="{step}"/>'),
        _style("Figure", _spacing(after=space, flow=True), _size(1), own=True),
        _style(
            "Caption", f"<w:keepLines/>{_spacing(style.small_leading, style.half_space, space)}",
            f"<w:i/><w:iCs/>{_size(style.small_size)}",
        ),
        _style(
            "Footnote Text",
            f"{_spacing(style.small_leading)}"
            f'<w:ind w:left="{twips(NOTE_INDENT)}" w:hanging="{twips(NOTE_INDENT)}"/>',
            _size(style.small_size),
        ),
        _style(
            "Horizontal Rule",
            f"<w:pBdr>{_border('top', look)}</w:pBdr>{_spacing(1, after=max(space - 1, 0))}",
            _size(1), own=True,
        ),
    )  # fmt: skip


def _lists(look: Metrics) -> tuple[str, ...]:
    space = _spacing(after=look.style.paragraph_space)
    names = [
        f"List {kind}{f' {depth}' if depth > 1 else ''}"
        for kind in ("Bullet", "Number")
        for depth in range(1, 6)
    ]
    return (
        *(_style(name, f"{space}<w:contextualSpacing/>") for name in names),
        *(
            _style(
                f"List Continue{f' {depth}' if depth > 1 else ''}",
                f'{space}<w:ind w:left="{twips(INDENT * depth)}"/><w:contextualSpacing/>',
            )
            for depth in range(1, 6)
        ),
    )


def _ending(look: Metrics) -> tuple[str, ...]:
    style = look.style
    space, leading = style.paragraph_space, style.leading
    together = "<w:keepNext/><w:keepLines/>"
    small = _size(style.small_size)
    note = _spacing(style.small_leading, after=style.half_space)
    hand = style.signature_image / POINT
    return (
        _style(
            "Closing", together + _spacing(before=leading, after=space), following="Signature"
        ),
        _style("Signature Image", together + _spacing(flow=True), _size(1), own=True),
        _style("Signature", "<w:keepLines/>" + _spacing()),
        _style("Signature Followed", _spacing(after=leading), based="Signature", own=True),
        _style("Signature Room", _spacing(before=hand), based="Signature", own=True),
        _style(
            "Signature Room Followed", _spacing(before=hand, after=leading),
            based="Signature", own=True,
        ),
        *_enclosures(look),
        _style(
            "Sender Note Rule",
            f"<w:keepNext/><w:pBdr>{_border('top', look)}</w:pBdr>"
            + _spacing(1, before=leading, after=max(style.half_space - 1, 0)),
            _size(1), own=True, following="SenderNote",
        ),
        _style("Sender Note", note, small, own=True),
    )  # fmt: skip


def _enclosures(look: Metrics) -> tuple[str, ...]:
    style = look.style
    if not style.design.small_lists:
        return (
            _style(
                "Enclosures", "<w:keepLines/>" + _spacing(before=style.paragraph_space), own=True
            ),
        )
    small, inset = _size(style.small_size), twips(LABEL_WIDTH)
    spaces = (
        _spacing(style.small_leading, before=before) for before in (style.half_space, style.leading)
    )
    beside = f'<w:ind w:left="{inset}" w:hanging="{inset}"/>'
    usual, first = spaces
    return (
        _style("Enclosures", f"<w:keepLines/>{usual}{beside}", small, own=True),
        _style("Enclosures First", first, based="Enclosures", own=True),
        _style("Enclosures Note", f"<w:keepLines/>{usual}", small, own=True),
        _style("Enclosures Note First", first, based="EnclosuresNote", own=True),
    )


def _characters() -> tuple[str, ...]:
    base, kind = "DefaultParagraphFont", "character"
    return (
        _style("Emphasis", "", "<w:i/><w:iCs/>", based=base, kind=kind),
        _style("Strong", "", "<w:b/><w:bCs/>", based=base, kind=kind),
        _style(
            "Strong Emphasis", "", "<w:b/><w:bCs/><w:i/><w:iCs/>", based=base, kind=kind, own=True
        ),
        _style(
            "Footnote Reference", "", '<w:vertAlign w:val="superscript"/>', based=base, kind=kind
        ),
        _style("Hyperlink", "", '<w:u w:val="single"/>', based=base, kind=kind),
    )


def _tables(look: Metrics) -> tuple[str, ...]:
    space = look.style.paragraph_space
    head_rule = f"<w:tblBorders>{_border('bottom', look)}</w:tblBorders>"
    head_rule *= look.style.design.head_rule
    grid = look.style.design.table == "grid"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if grid else ("top", "bottom")
    borders = "".join(_border(side, look) for side in sides)
    below = f"<w:tcPr><w:tcBorders>{_border('bottom', look)}</w:tcBorders></w:tcPr>"
    return (
        _style("Table Text", _spacing(), own=True),
        _style("Table Text Centred", '<w:jc w:val="center"/>', based="TableText", own=True),
        _style("Table Text Right", '<w:jc w:val="right"/>', based="TableText", own=True),
        _style("Table End", _spacing(max(space, 1)), _size(1), own=True),
        _style(
            "Letter Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
            f"{_padding(*CELL_PADDING, *CELL_PADDING)}</w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>'
            f"{'' if grid else below}</w:tblStylePr>",
        ),
        _style(
            "Letterhead Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{head_rule}"
            f"{_padding(look.head_drop * POINT / 20, 0, LETTERHEAD_PADDING, 0)}</w:tblPr>",
        ),
        _style(
            "Signature Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{_padding(0, 0, 0, SIGNATURE_GAP)}</w:tblPr>",
        ),
        _style(
            "Placed Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{_padding(0, 0, 0, 0)}</w:tblPr>",
        ),
        _style(
            "Address Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{_padding(0, 0, look.style.address_gap * POINT, 0)}</w:tblPr>",
        ),
    )  # fmt: skip


def _padding(*sides: float) -> str:
    """Return cell margins in millimetres: top, left, bottom, right."""
    names = ("top", "left", "bottom", "right")
    values = (
        f'<w:{name} w:w="{twips(side)}" w:type="dxa"/>'
        for name, side in zip(names, sides, strict=True)
    )
    return f"<w:tblCellMar>{''.join(values)}</w:tblCellMar>"
