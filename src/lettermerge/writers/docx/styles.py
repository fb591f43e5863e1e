"""Write a page style as the styles of a DOCX, as `writers/page_css.py` writes it as CSS.

Built-in names where Word has one, so that its own commands (and people) find them; each style
knows its size, colour, spaces and what it keeps together.
"""

from __future__ import annotations

from ...layout.spacing import (
    CELL_PADDING,
    CONTINUATION,
    DATE_GAP,
    INDENT,
    LETTERHEAD_PADDING,
    PROOF_COLOUR,
    RULE,
)
from .metrics import Metrics, points, twips
from .wordprocessingml import escape

#: Common ligatures, as Word has them from 2010 on ([MS-DOCX] 2.6.1); others pass it over.
LIGATURES = '<w14:ligatures w14:val="standard"/>'
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
        f'{_colour(look.style.colours.ink)}<w:kern w:val="2"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        f"{LIGATURES}"
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
    stored = name.lower() if name.startswith("Heading ") or name in ("Header", "Footer") else name
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


def _alignment(look: Metrics) -> str:
    """Return w:jc of the paragraphs of the body, "" for ragged right."""
    return '<w:jc w:val="both"/>' if look.style.justified else ""


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
        _style("Body Text", _spacing(after=style.paragraph_space) + _alignment(look)),
        _style("Body Text Last", "<w:keepNext/>", based="BodyText", own=True, following="Closing"),
    )


def _frame(look: Metrics) -> tuple[str, ...]:
    style = look.style
    small = _size(style.small_size)
    space, tight = _spacing(after=style.paragraph_space), _spacing(style.small_leading)
    address = _spacing(style.address_leading)
    step = twips(CONTINUATION)
    further = f'<w:ind w:left="{step}" w:hanging="{step}"/>'
    # The frame lies in the space below the date: the body starts where it must, whatever the
    # number of address lines, and no program has to make way for the frame.
    date = (
        f'<w:spacing w:before="{twips(DATE_GAP)}" w:after="{look.body_space}"'
        f' w:line="{points(style.leading)}" w:lineRule="exact"/>'
    )
    return (
        _style(
            "Letterhead", "<w:keepLines/>",
            f"<w:b/><w:bCs/>{_colour(style.colours.accent)}{_size(style.large_size)}", own=True,
        ),
        _style("Letterhead Tagline", tight, f"<w:i/><w:iCs/>{small}", own=True),
        _style("Letterhead Details", tight + '<w:jc w:val="right"/>', small, own=True),
        _style("Letterhead Mark", _spacing(flow=True), _size(1), own=True),
        _style("Date", f'{date}<w:jc w:val="right"/>', following="AddressBlock"),
        _style("Address Block", f"<w:keepLines/>{look.frame}{address}{further}", own=True),
        _style(
            "Subject Line",
            f'<w:keepNext/><w:keepLines/>{space}<w:outlineLvl w:val="0"/>',
            "<w:b/><w:bCs/>", own=True, following="Salutation",
        ),
        _style("Salutation", _spacing(after=style.paragraph_space), following="BodyText"),
    )  # fmt: skip


def _body(look: Metrics) -> tuple[str, ...]:
    style, space = look.style, look.style.paragraph_space
    step = twips(INDENT)
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
        _style(
            "Quote",
            f'{_spacing(after=space)}<w:ind w:left="{step}" w:right="{step}"/>{_alignment(look)}',
        ),
        _style("Figure", _spacing(after=space, flow=True), _size(1), own=True),
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
        *(_style(name, f"{space}<w:contextualSpacing/>{_alignment(look)}") for name in names),
        *(
            _style(
                f"List Continue{f' {depth}' if depth > 1 else ''}",
                f'{space}<w:ind w:left="{twips(INDENT * depth)}"/><w:contextualSpacing/>'
                + _alignment(look),
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
    return (
        _style(
            "Closing", together + _spacing(before=leading, after=space), following="Signature"
        ),
        _style("Signature Image", together + _spacing(flow=True), _size(1), own=True),
        _style("Signature", "<w:keepLines/>" + _spacing()),
        _style("Signature Followed", _spacing(after=leading), based="Signature", own=True),
        _style("Enclosures", "<w:keepLines/>" + _spacing(before=space), own=True),
        _style(
            "Sender Note Rule",
            f"<w:keepNext/><w:pBdr>{_border('top', look)}</w:pBdr>"
            + _spacing(1, before=leading, after=max(style.half_space - 1, 0)),
            _size(1), own=True, following="SenderNote",
        ),
        _style("Sender Note", note + _alignment(look), small, own=True),
    )  # fmt: skip


def _characters() -> tuple[str, ...]:
    base, kind = "DefaultParagraphFont", "character"
    return (
        _style("Emphasis", "", "<w:i/><w:iCs/>", based=base, kind=kind),
        _style("Strong", "", "<w:b/><w:bCs/>", based=base, kind=kind),
        _style(
            "Strong Emphasis", "", "<w:b/><w:bCs/><w:i/><w:iCs/>", based=base, kind=kind, own=True
        ),
        _style("Hyperlink", "", '<w:u w:val="single"/>', based=base, kind=kind),
    )


def _tables(look: Metrics) -> tuple[str, ...]:
    space = look.style.paragraph_space
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(_border(side, look) for side in sides)
    return (
        _style("Table Text", _spacing(), own=True),
        _style("Table Text Centred", '<w:jc w:val="center"/>', based="TableText", own=True),
        _style("Table Text Right", '<w:jc w:val="right"/>', based="TableText", own=True),
        _style("Table End", _spacing(max(space, 1)), _size(1), own=True),
        _style(
            "Letter Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
            f"{_padding(*CELL_PADDING, *CELL_PADDING)}</w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>',
        ),
        _style(
            "Letterhead Table", based="TableNormal", own=True, kind="table",
            more=f"<w:tblPr><w:tblBorders>{_border('bottom', look)}</w:tblBorders>"
            f"{_padding(0, 0, LETTERHEAD_PADDING, 0)}</w:tblPr>",
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
