"""Write a page style as the styles of a DOCX, as `writers/page_css.py` writes it as CSS.

Built-in names where Word has one, so that its own commands (and people) find them; each style
knows its size, colour, spaces and what it keeps together.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...layout.letter_design import (
    LABEL_WIDTH,
    RETURN_LEADING,
    SIGNATURE_GAP,
)
from ...layout.spacing import (
    CELL_PADDING,
    CONTINUATION,
    DETAILS_GAP,
    IMAGE_DROP,
    INDENT,
    LETTERHEAD_PADDING,
    NOTE_INDENT,
    POINT,
    PROOF_COLOUR,
    QUOTE_STEPS,
    item_leading,
)
from .style_elements import (
    alignment,
    border_of,
    colour_of,
    line_spacing,
    quote_bar,
    size_of,
    word_style,
)
from .word_units import HEADER_END, Metrics, points, twips
from .wordprocessingml import escape

#: Common ligatures, as Word has them from 2010 on ([MS-DOCX] 2.6.1); others pass it over.
LIGATURES = '<w14:ligatures w14:val="standard"/>'
#: Of all that ends a letter: no page parts it.
_TOGETHER = "<w:keepNext/><w:keepLines/>"
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


def style_sheet(look: Metrics) -> str:
    """Return the w:style elements (ECMA-376 part 1, 17.7), in the order of their dependence."""
    return "".join((
        *_bases(look), *_frame(look), *_body(look), *_lists(look), *_ending(look),
        *_characters(), *_tables(look),
    ))  # fmt: skip


def defaults(look: Metrics) -> str:
    """Return w:docDefaults: face, size, colour, language, kerning and ligatures as on the pages."""
    family = escape(look.style.family.name)
    other = escape(look.style.families[-1].name)  # right-to-left scripts, which the face may lack
    size = round(look.style.font_size * 2)
    language = escape(look.language)
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="{other}"/>'
        f'{colour_of(look.style.colours.ink)}<w:kern w:val="2"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        f"{LIGATURES}"
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _bases(look: Metrics) -> tuple[str, ...]:
    style = look.style
    tab = twips(style.measure)
    small = line_spacing(style.small_leading)
    running = line_spacing(style.small_leading, before=look.running_drop / 20)
    return (
        _BUILT_IN.format(normal=line_spacing(style.leading)),
        word_style(
            "Header",
            f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>{running}',
            size_of(style.small_size),
        ),
        word_style("Footer", small, size_of(style.small_size)),
        *(
            [word_style("Proof Mark", f'{small}<w:jc w:val="center"/>', _PROOF, own=True)]
            if style.proof
            else []
        ),
        word_style("Body Text", line_spacing(after=style.paragraph_space) + alignment(look)),
        word_style(
            "Body Text Last", "<w:keepNext/>", based="BodyText", own=True, following="Closing"
        ),
        word_style(
            "Body Text Kept", "<w:keepLines/>", based="BodyTextLast", own=True, following="Closing"
        ),
    )


def _frame(look: Metrics) -> tuple[str, ...]:
    style = look.style
    small = size_of(style.small_size)
    tight = line_spacing(style.small_leading)
    subject = line_spacing(style.subject_leading, after=style.subject_space)
    address = line_spacing(look.address_leading)
    step = twips(CONTINUATION)
    further = f'<w:ind w:left="{step}" w:hanging="{step}"/>'
    name = line_spacing(style.name_leading) if style.design.name_size else ""
    beside = '<w:jc w:val="center"/>' if look.align == "center" else ""
    mark = f'<w:jc w:val="{look.align}"/>' if look.align != "left" else ""
    details = {"left": "right", "center": "center", "right": "left"}[look.align]
    apart = line_spacing(style.small_leading, before=DETAILS_GAP / POINT) + "<w:contextualSpacing/>"
    drop = IMAGE_DROP / POINT if look.align == "center" else 0
    date = (
        f'<w:spacing w:before="{look.date_before}" w:after="{look.date_space}"'
        f' w:line="{points(style.leading)}" w:lineRule="exact"/>'
    )
    return (
        word_style(
            "Letterhead", "<w:keepLines/>" + name + beside,
            f"<w:b/><w:bCs/>{colour_of(style.colours.accent)}{size_of(style.name_size)}", own=True,
        ),
        word_style("Letterhead Tagline", tight + beside, f"<w:i/><w:iCs/>{small}", own=True),
        word_style(
            "Letterhead Details",
            f'{tight if look.align == "left" else apart}<w:jc w:val="{details}"/>', small, own=True,
        ),
        word_style(
            "Letterhead Mark", line_spacing(after=drop, flow=True) + mark, size_of(1), own=True
        ),
        *_items(look),
        word_style(
            "Date", f'{date}<w:jc w:val="{style.design.date_align}"/>', following="AddressBlock"
        ),
        word_style("Address Block", f"<w:keepLines/>{address}{further}", own=True),
        word_style(
            "Return Line", line_spacing(RETURN_LEADING),
            size_of(style.design.return_size)
            + '<w:u w:val="single"/>' * (style.design.return_lines <= 1),
            own=True, following="AddressBlock",
        ),
        word_style(
            "Reference Line", line_spacing(style.small_leading, after=style.paragraph_space), small,
            own=True, following="SubjectLine",
        ),
        word_style("Header End", line_spacing(HEADER_END / 20), size_of(1), own=True),
        word_style(
            "Subject Line",
            f'<w:keepNext/><w:keepLines/>{subject}<w:outlineLvl w:val="0"/>',
            f"<w:b/><w:bCs/>{colour_of(style.colours.accent)}{size_of(style.subject_size)}",
            own=True, following="Salutation",
        ),
        word_style("Salutation", line_spacing(after=style.paragraph_space), following="BodyText"),
    )  # fmt: skip


def item_style(number: int) -> str:
    """Return the name of the style of the letterhead's item of this number, from 1."""
    return f"Letterhead Item {number}"


def _items(look: Metrics) -> Iterator[str]:
    for number, one in enumerate(look.items, start=1):
        bold = "<w:b/><w:bCs/>" if one.bold else ""
        bold += "<w:i/><w:iCs/>" if one.italic else ""
        yield word_style(
            item_style(number),
            f'{line_spacing(item_leading(one.size))}<w:jc w:val="{one.align}"/>',
            f"{bold}{colour_of(one.colour)}{size_of(one.size)}",
            own=True,
        )


def _body(look: Metrics) -> tuple[str, ...]:
    style, space = look.style, look.style.paragraph_space
    step = twips(INDENT)
    bar = f"<w:pBdr>{quote_bar(look)}</w:pBdr>" if style.design.quote_rule else ""
    headings = tuple(
        word_style(
            f"Heading {level}",
            f"<w:keepNext/><w:keepLines/>{line_spacing(before=space, after=style.half_space)}"
            f'<w:outlineLvl w:val="{level - 1}"/>',
            f"<w:b/><w:bCs/>{colour_of(style.colours.accent)}"
            + (size_of(style.large_size) if level == 1 + look.shifted else ""),
            following="BodyText",
        )
        for level in range(1, 7)
    )
    return (
        *headings,
        word_style(
            "Quote",
            f'{bar}{line_spacing(after=space)}<w:ind w:left="{step}"'
            f' w:right="{step * QUOTE_STEPS}"/>{alignment(look)}',
        ),
        word_style("Figure", line_spacing(after=space, flow=True), size_of(1), own=True),
        word_style(
            "Caption",
            f"<w:keepLines/>{line_spacing(style.small_leading, style.half_space, space)}",
            f"<w:i/><w:iCs/>{size_of(style.small_size)}",
        ),
        word_style(
            "Footnote Text",
            f"{line_spacing(style.small_leading)}"
            f'<w:ind w:left="{twips(NOTE_INDENT)}" w:hanging="{twips(NOTE_INDENT)}"/>',
            size_of(style.small_size),
        ),
        word_style(
            "Horizontal Rule",
            f"<w:pBdr>{border_of('top', look)}</w:pBdr>{line_spacing(1, after=max(space - 1, 0))}",
            size_of(1), own=True,
        ),
    )  # fmt: skip


def _lists(look: Metrics) -> tuple[str, ...]:
    between = line_spacing(after=look.style.half_space)
    below = line_spacing(after=look.style.paragraph_space)
    kinds, depths = ("Bullet", "Number"), [f" {n}" if n > 1 else "" for n in range(1, 6)]
    numbered = (f"List {kind}{depth}" for kind in kinds for depth in depths)
    of_ends = (
        word_style(f"List {kind}{name}", change, based=f"List{kind}{base}", own=True)
        for kind in kinds
        for name, change, base in (
            (" Kept", "<w:keepNext/>", ""),
            (" Last", below, ""),
            (" Last Kept", "<w:keepNext/>", "Last"),
        )
    )
    return (
        *(word_style(name, between + alignment(look)) for name in numbered),
        *of_ends,
        *(
            word_style(
                f"List Continue{depth}",
                f'{between}<w:ind w:left="{twips(INDENT * number)}"/>{alignment(look)}',
            )
            for number, depth in enumerate(depths, start=1)
        ),
    )


def _ending(look: Metrics) -> tuple[str, ...]:
    style = look.style
    space, leading = style.paragraph_space, style.leading
    small = size_of(style.small_size)
    note = line_spacing(style.small_leading, after=style.half_space)
    hand = style.signature_image / POINT
    return (
        word_style(
            "Closing", _TOGETHER + line_spacing(before=leading, after=space), following="Signature"
        ),
        word_style("Signature Image", _TOGETHER + line_spacing(flow=True), size_of(1), own=True),
        word_style("Signature", _TOGETHER + line_spacing()),
        word_style("Signature Followed", line_spacing(after=leading), based="Signature", own=True),
        word_style("Signature Room", line_spacing(before=hand), based="Signature", own=True),
        word_style(
            "Signature Room Followed", line_spacing(before=hand, after=leading),
            based="Signature", own=True,
        ),
        *_enclosures(look),
        word_style(
            "Sender Note Rule",
            f"<w:keepNext/><w:pBdr>{border_of('top', look)}</w:pBdr>"
            + line_spacing(1, before=leading, after=max(style.half_space - 1, 0)),
            size_of(1), own=True, following="SenderNote",
        ),
        word_style("Sender Note", _TOGETHER + note + alignment(look), small, own=True),
    )  # fmt: skip


def _enclosures(look: Metrics) -> tuple[str, ...]:
    style = look.style
    if not style.design.small_lists:
        return (
            word_style(
                "Enclosures",
                _TOGETHER + line_spacing(before=style.paragraph_space),
                own=True,
            ),
        )
    small, inset = size_of(style.small_size), twips(LABEL_WIDTH)
    spaces = (
        line_spacing(style.small_leading, before=before)
        for before in (style.half_space, style.leading)
    )
    beside = f'<w:ind w:left="{inset}" w:hanging="{inset}"/>'
    usual, first = spaces
    return (
        word_style("Enclosures", f"{_TOGETHER}{usual}{beside}", small, own=True),
        word_style("Enclosures First", first, based="Enclosures", own=True),
        word_style("Enclosures Note", f"{_TOGETHER}{usual}", small, own=True),
        word_style("Enclosures Note First", first, based="EnclosuresNote", own=True),
    )


def _characters() -> tuple[str, ...]:
    base, kind = "DefaultParagraphFont", "character"
    return (
        word_style("Emphasis", "", "<w:i/><w:iCs/>", based=base, kind=kind),
        word_style("Strong", "", "<w:b/><w:bCs/>", based=base, kind=kind),
        word_style(
            "Strong Emphasis", "", "<w:b/><w:bCs/><w:i/><w:iCs/>", based=base, kind=kind, own=True
        ),
        word_style(
            "Footnote Reference", "", '<w:vertAlign w:val="superscript"/>', based=base, kind=kind
        ),
        word_style("Hyperlink", "", '<w:u w:val="single"/>', based=base, kind=kind),
    )


def _tables(look: Metrics) -> tuple[str, ...]:
    space = look.style.paragraph_space
    head_rule = f"<w:tblBorders>{border_of('bottom', look)}</w:tblBorders>"
    head_rule *= look.style.design.head_rule
    grid = look.style.design.table == "grid"
    sides = ("top", "left", "bottom", "right", "insideH", "insideV") if grid else ("top", "bottom")
    borders = "".join(border_of(side, look) for side in sides)
    below = f"<w:tcPr><w:tcBorders>{border_of('bottom', look)}</w:tcBorders></w:tcPr>"
    return (
        word_style("Table Text", line_spacing(), own=True),
        word_style("Table Text Centred", '<w:jc w:val="center"/>', based="TableText", own=True),
        word_style("Table Text Right", '<w:jc w:val="right"/>', based="TableText", own=True),
        word_style("Table End", line_spacing(max(space, 1)), size_of(1), own=True),
        word_style(
            "Letter Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
            f"{_padding(*CELL_PADDING, *CELL_PADDING)}</w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>'
            f"{'' if grid else below}</w:tblStylePr>",
        ),
        word_style(
            "Letterhead Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{head_rule}"
            f"{_padding(look.head_drop * POINT / 20, 0, LETTERHEAD_PADDING, 0)}</w:tblPr>",
        ),
        word_style(
            "Signature Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{_padding(0, 0, 0, SIGNATURE_GAP)}</w:tblPr>",
        ),
        word_style(
            "Placed Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr>{_padding(0, 0, 0, 0)}</w:tblPr>",
        ),
        word_style(
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
