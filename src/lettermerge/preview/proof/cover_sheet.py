"""What a proof pack proves into the Document that lies on top of it.

Two readers: one who passes the letters (which letter shows what, what is not shown), and one who
mends the template (the branches, by file and line, and where each can be seen).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...layout.page_style import Box, PageStyle
from ...letter.document import (
    Align,
    Block,
    Document,
    Heading,
    Inlines,
    ItemList,
    LineBreak,
    Paragraph,
    Strong,
    Table,
    Text,
)
from ...templating import Branch
from .requirements import Claim, Selected, Witness
from .samples import Unmade

_CODE = "td:nth-child(4), td:last-child:nth-child(3) { overflow-wrap: anywhere }"
_MOST_ROWS = 40  # rows without a letter that are listed one by one; `check` lists them all


@dataclass(frozen=True, slots=True)
class Proven:
    """A pack in words: of how many letters, who was chosen, and what no letter shows.

    `unused` are templates that no recipient's language asks for; of these no branch is listed.
    """

    letters: int
    selected: Selected
    untaken: tuple[Branch, ...]
    unused: tuple[str, ...]
    unmade: tuple[Unmade, ...]


def cover_sheet(proven: Proven, model: Document, pages: Sequence[int]) -> Document:
    """Return the cover sheet. `model` is a letter of the pack, whose letterhead and date it takes.

    Its own words are English. `pages` are the pages of the pack on which its letters begin, from 1.
    """
    title = f"Proof: {model.subject}" if model.subject else "Proof of the letters"
    return replace(
        model,
        language="en",
        title=title,
        running_head=title,
        page_label="Page {page} of {pages}",
        address_block=(),
        subject=title,
        salutation="",
        body=tuple(_body(proven, pages)),
        close="",
        signatures=(),
        after=(),
        note=(),
    )


def cover_style(style: PageStyle) -> PageStyle:
    """Return the style of a letter without the room for an address; quoted code may break."""
    top = style.margins.top
    window = Box(style.window.left, top, style.window.width, 0)
    return replace(style, window=window, body_top=top, css=style.css + _CODE)


def _body(proven: Proven, pages: Sequence[int]) -> Iterator[Block]:
    witnesses = proven.selected.witnesses
    yield Paragraph(_summary(proven))
    numbers = {
        claim: number
        for number, claim in enumerate((c for c in proven.selected.claims if c.branch), start=1)
    }
    yield Table(
        _cells("Page", "Letter to", "What it proves"),
        tuple(
            (_plain(str(page)), _recipient(one), _plain(_shown(one.proves, numbers)))
            for page, one in zip(pages, witnesses, strict=True)
        ),
        ("right", "left", "left"),
    )
    yield from _not_proven(proven)
    yield from _branches(numbers, _seen(witnesses, pages))


def _seen(witnesses: Sequence[Witness], pages: Sequence[int]) -> dict[Claim, int]:
    return {claim: page for page, one in zip(pages, witnesses, strict=True) for claim in one.proves}


def _branches(numbers: Mapping[Claim, int], seen: Mapping[Claim, int]) -> Iterator[Block]:
    """Yield the branches that are taken, each with the first page on which it can be seen."""
    if not numbers:
        return
    rows = tuple(
        _cells(str(number), *_branch(claim.branch), str(seen[claim]))
        for claim, number in numbers.items()
        if claim.branch
    )
    yield Heading(1, _plain("Branches of the template"))
    align: tuple[Align, ...] = ("right", "left", "right", "left", "right")
    yield Table(_cells("No.", "File in letters/", "Line", "Branch", "Page"), rows, align)


def _branch(branch: Branch) -> tuple[str, str, str]:
    return branch.file, str(branch.line), branch.text


def _summary(proven: Proven) -> Inlines:
    selected = proven.selected
    count = len(selected.witnesses)
    those = "This letter stands" if count == 1 else f"These {count} letters stand"
    text = (
        f"{those} for all {proven.letters}. Together they show every parliament, chamber, role, "
        "language and paper of the roster, the longest name, the longest address, the most and "
        "the fewest pages, and every branch of the template that any letter takes. "
    )
    if selected.smallest:
        text += "No smaller number does. "
    else:
        text += f"It may be that fewer do: at least {selected.least} are needed. "
    return _plain(text + "Each line says what no letter above it shows. None is signed.")


def _recipient(witness: Witness) -> Inlines:
    sample = witness.sample
    seat = " – ".join(dict.fromkeys(filter(None, (sample.parliament, sample.chamber))))
    name, id_ = _clean(sample.letter.name), _clean(sample.letter.id)
    lines = [seat] if seat != name else []
    shown: Inlines = (Strong((Text(name),)),)
    for line in (*lines, id_):
        shown += (LineBreak(), Text(line))
    return shown


def _shown(claims: Sequence[Claim], numbers: Mapping[Claim, int]) -> str:
    parts = [f"{claim.kind}: {claim.text}" for claim in claims if claim.branch is None]
    branches = [numbers[claim] for claim in claims if claim.branch]
    if branches:
        noun = "branch" if len(branches) == 1 else "branches"
        parts.append(f"{noun} {ranges(branches)}")
    return "; ".join(parts)


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as `1–4, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _not_proven(proven: Proven) -> Iterator[Block]:
    yield Heading(1, _plain("What is not proven"))
    if not (proven.untaken or proven.unused or proven.unmade):
        yield Paragraph(_plain("Nothing: every branch of the template is taken by some letter."))
        return
    if proven.untaken:
        yield Paragraph(_plain("No recipient of the roster takes these branches:"))
        yield Table(
            _cells("File in letters/", "Line", "Branch"),
            tuple(_cells(*_branch(one)) for one in proven.untaken),
            ("left", "right", "left"),
        )
    if proven.unused:
        names = ", ".join(f"letters/{name}" for name in proven.unused)
        yield Paragraph(_plain(f"No recipient’s language asks for {names}."))
    if proven.unmade:
        yield Paragraph(_plain("Of these rows no letter can be made:"))
        items = [_unmade(one) for one in proven.unmade[:_MOST_ROWS]]
        more = len(proven.unmade) - len(items)
        items += [f"and {more} more, which lettermerge check lists"] if more > 0 else []
        yield ItemList(tuple((Paragraph(_plain(item)),) for item in items))


def _unmade(one: Unmade) -> str:
    place = f"{one.row.file}, row {one.row.number}"
    name = f" ({one.name})" if one.name else ""
    return f"{place}{name}: " + "; ".join(fault.message for fault in one.diagnostics)


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple(map(_plain, texts))


def _plain(text: str) -> Inlines:
    return (Text(_clean(text)),)


def _clean(text: str) -> str:
    """Return a text that can be printed: what no face has (it may be why a row fails) as `?`."""
    from ...writers.pdf.missing_characters import characters

    known = characters()
    return "".join(one if ord(one) in known else "?" for one in " ".join(text.split()))
