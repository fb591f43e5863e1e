"""Make the cover sheet of a proof pack.

It says which letter shows what and what no letter shows, for the person who approves the letters,
and on which page each branch of the template can be seen, for the person who edits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...layout.font_tables import characters_of
from ...layout.fonts import SOURCE_SERIF, TINOS
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
from .requirements import ProofSelection, Requirement, SelectedLetter
from .samples import RowWithoutLetter

_CODE = "td:nth-child(4), td:last-child:nth-child(3) { overflow-wrap: anywhere }"
_MAX_ROWS = 40  # rows without a letter that are listed; `check` lists them all


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """What a pack shows: the number of all letters, the selected ones, and what no letter shows.

    `unused` are templates for languages that no recipient has; their branches are not listed.
    """

    letters: int
    selected: ProofSelection
    untaken: tuple[Branch, ...]
    unused: tuple[str, ...]
    rows_without_letter: tuple[RowWithoutLetter, ...]


def cover_sheet(summary: ProofSummary, model: Document, pages: Sequence[int]) -> Document:
    """Return the cover sheet. `model` is a letter of the pack, whose letterhead and date it takes.

    Its text is English. Its later pages have at their top no more than the letter's: there the
    theme may have items of its own. `pages` are the pages of the pack on which its letters begin,
    from 1.
    """
    title = f"Proof: {model.bare_subject}" if model.bare_subject else "Proof of the letters"
    return replace(
        model,
        language="en",
        title=title,
        running_head=title if model.running_head else "",
        page_label="Page {page} of {pages}" if model.page_label else "",
        address_block=(),
        subject=title,
        salutation="",
        body=tuple(_body(summary, pages)),
        close="",
        signatures=(),
        after=(),
        note=(),
    )


def cover_style(style: PageStyle) -> PageStyle:
    """Return a letter's style without the space for an address; quoted code may break."""
    top = style.margins.top
    window = Box(style.window.left, top, style.window.width, 0)
    return replace(style, window=window, body_top=top, css=style.css + _CODE)


def _body(summary: ProofSummary, pages: Sequence[int]) -> Iterator[Block]:
    letters = summary.selected.letters
    yield Paragraph(_summary(summary))
    numbers = {
        requirement: number
        for number, requirement in enumerate(
            (c for c in summary.selected.requirements if c.branch), start=1
        )
    }
    yield Table(
        _cells("Page", "Letter to", "What it proves"),
        tuple(
            (_plain(str(page)), _recipient(one), _plain(_shown(one.proves, numbers)))
            for page, one in zip(pages, letters, strict=True)
        ),
        ("right", "left", "left"),
    )
    yield from _not_proven(summary)
    yield from _branch_table(numbers, _first_pages(letters, pages))


def _first_pages(letters: Sequence[SelectedLetter], pages: Sequence[int]) -> dict[Requirement, int]:
    return {
        requirement: page
        for page, one in zip(pages, letters, strict=True)
        for requirement in one.proves
    }


def _branch_table(
    numbers: Mapping[Requirement, int], seen: Mapping[Requirement, int]
) -> Iterator[Block]:
    """Yield the table of branches that are taken, with the first page that shows each."""
    if not numbers:
        return
    rows = tuple(
        _cells(str(number), *_branch(requirement.branch), str(seen[requirement]))
        for requirement, number in numbers.items()
        if requirement.branch
    )
    yield Heading(1, _plain("Branches of the template"))
    align: tuple[Align, ...] = ("right", "left", "right", "left", "right")
    yield Table(_cells("No.", "File in letters/", "Line", "Branch", "Page"), rows, align)


def _branch(branch: Branch) -> tuple[str, str, str]:
    return branch.file, str(branch.line), branch.text


def _summary(summary: ProofSummary) -> Inlines:
    count = len(summary.selected.letters)
    one = count == 1
    return _plain(
        f"{'This letter represents' if one else f'These {count:,} letters represent'} all "
        f"{summary.letters:,}. {'It shows' if one else 'Together they show'} every parliament, "
        "chamber, role, language and paper of the roster, the longest name, the longest address, "
        "the most and the fewest pages, and every branch of the template that any letter takes. "
        f"{'' if one else 'They are few, but not always the fewest that would do. '}"
        "Each line says what no letter above it shows. None is signed."
    )


def _recipient(letter: SelectedLetter) -> Inlines:
    sample = letter.sample
    seat = " – ".join(dict.fromkeys(filter(None, (sample.parliament, sample.chamber))))
    name, id_ = _clean(sample.letter.name), _clean(sample.letter.id)
    lines = [seat] if seat != name else []
    shown: Inlines = (Strong((Text(name),)),)
    for line in (*lines, id_):
        shown += (LineBreak(), Text(line))
    return shown


def _shown(requirements: Sequence[Requirement], numbers: Mapping[Requirement, int]) -> str:
    parts = [
        f"{requirement.kind}: {requirement.text.rstrip(',')}"
        for requirement in requirements
        if requirement.branch is None
    ]
    branches = [numbers[requirement] for requirement in requirements if requirement.branch]
    if branches:
        noun = "branch" if len(branches) == 1 else "branches"
        parts.append(f"{noun} {ranges(branches)}")
    return "; ".join(parts)


def ranges(numbers: Sequence[int]) -> str:
    """Format ascending numbers as `1–4, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _not_proven(summary: ProofSummary) -> Iterator[Block]:
    yield Heading(1, _plain("What is not proven"))
    if not (summary.untaken or summary.unused or summary.rows_without_letter):
        yield Paragraph(_plain("Nothing: every branch of the template is taken by some letter."))
        return
    if summary.untaken:
        yield Paragraph(_plain("No recipient of the roster takes these branches:"))
        yield Table(
            _cells("File in letters/", "Line", "Branch"),
            tuple(_cells(*_branch(one)) for one in summary.untaken),
            ("left", "right", "left"),
        )
    if summary.unused:
        names = ", ".join(f"letters/{name}" for name in summary.unused)
        yield Paragraph(_plain(f"No recipient has the language of {names}."))
    if summary.rows_without_letter:
        yield Paragraph(_plain("Of these rows no letter is made:"))
        items = [_row_without_letter(one) for one in summary.rows_without_letter[:_MAX_ROWS]]
        more = len(summary.rows_without_letter) - len(items)
        items += [f"and {more} more, which lettermerge check lists"] if more > 0 else []
        yield ItemList(tuple((Paragraph(_plain(item)),) for item in items))


def _row_without_letter(one: RowWithoutLetter) -> str:
    place = f"{one.row.file}, row {one.row.number}"
    name = f" ({one.name})" if one.name else ""
    return f"{place}{name}: " + "; ".join(fault.message for fault in one.diagnostics)


def _cells(*texts: str) -> tuple[Inlines, ...]:
    return tuple(map(_plain, texts))


def _plain(text: str) -> Inlines:
    return (Text(_clean(text)),)


def _clean(text: str) -> str:
    """Return a printable text, with `?` for characters that no face has (a row may fail of one)."""
    known = characters_of((SOURCE_SERIF, TINOS))
    return "".join(one if ord(one) in known else "?" for one in " ".join(text.split()))
