"""Make one letter as PDF, DOCX, HTML or PNG, never signed and marked as a proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ..app.letter_selection import Selection, choose_letters, tell_empty
from ..app.personal_notes import share_of
from ..app.pipeline import compose, make_pages, style_of
from ..app.project import Project
from ..app.rosters.addressing import AddressedRosters, Letter, RowChoice
from ..app.rosters.roster_addressing import address_rosters
from ..diagnostics import Diagnostic
from ..errors import LetterError, UsageError
from ..layout.page_style import PageStyle
from ..letter.document import Document
from ..workers.letter_limits import Limits, limited, one_letter

FORMATS = ("pdf", "docx", "html", "png")
PROOF_MARK = "PROOF – not for mailing"
PNG_SCALE = 2.0  # 144 dots per inch


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as files: its name without an extension, and each file's extension and bytes.

    `diagnostics` are those of this letter's row and of the theme's style sheet; `note` says how
    much of the letter its personal note is, "" without one. `selected` counts the letters that were
    meant: the first of them is shown.
    """

    name: str
    files: tuple[tuple[str, bytes], ...]
    diagnostics: tuple[Diagnostic, ...]
    note: str = ""
    selected: int = 1


def find_letter(
    project: Project, name: str, audience: AddressedRosters | None = None
) -> tuple[Letter, AddressedRosters]:
    """Return the letter of an id or an unambiguous part of a name.

    `audience` is read from the rosters if it is not given.

    Raises:
        UsageError: unknown or ambiguous; near names are listed.
        LetterError: the row exists, but no letter can be made of it.
    """
    if audience is None:
        typed = name.strip()
        audience = address_rosters(project, choice=RowChoice(frozenset((typed,))))
        if not audience.knows(typed):  # it is no id, so all names are needed
            audience = address_rosters(project)
    try:
        return choose_letters(project, audience.addressed, Selection((name,)))[0], audience
    except UsageError:
        for one in audience.rejected:
            if name in one.row.cells.values():
                raise LetterError(
                    f"row {one.row.number} of {one.row.file} makes no letter",
                    hint="fix it first",
                    faults=one.diagnostics,
                ) from None
        for held in audience.held:
            if name in held.row.cells.values():
                raise LetterError(
                    f"row {held.row.number} of {held.row.file} is on hold, and makes no letter",
                    hint="fix it first; `check -v` says what is wrong",
                    faults=(held.diagnostic,),
                ) from None
        raise


def select_letters(
    project: Project, selection: Selection
) -> tuple[tuple[Letter, ...], AddressedRosters]:
    """Return the letters that a name or a `-w` expression selects: one for a name alone.

    Raises:
        UsageError: nobody is selected; or as `find_letter` does.
        OutputError: the expression asks for a ledger that is gone although letters went out.
    """
    if not selection.condition:
        letter, audience = find_letter(project, "".join(selection.names))
        return (letter,), audience
    audience = address_rosters(project)
    chosen = choose_letters(project, audience.addressed, selection)
    if not chosen:
        (empty,) = tell_empty(project, audience.addressed, selection, chosen)
        raise UsageError(f"-w: {empty.message}", hint=empty.hint)
    return chosen, audience


def make_preview(project: Project, selection: Selection, kind: str) -> Preview:
    """Make one letter, the first that is selected, as `kind`, one of FORMATS.

    Raises:
        UsageError: an unknown or ambiguous name, nobody selected, an unknown format.
        LetterError: the letter cannot be made.
    """
    if kind not in FORMATS:
        raise UsageError(f"`{kind}` is not a format", hint="one of " + ", ".join(FORMATS))
    theme = project.look_at_style()
    chosen, audience = select_letters(project, selection)
    letter = chosen[0]
    style = replace(style_of(project, letter), proof=PROOF_MARK)
    with limited(Limits()) as clocks, one_letter(clocks):
        composed = compose(project, letter)
        document = composed.document
        files = _files(document, style, kind)
    places = {(row.file, row.number) for row in letter.rows}
    of_row = tuple(one for one in audience.report if (one.where.file, one.where.row) in places)
    told = tuple(project.settings.warnings.applied((*theme, *of_row)))
    return Preview(letter.id, files, told, share_of(composed), len(chosen))


def _files(document: Document, style: PageStyle, kind: str) -> tuple[tuple[str, bytes], ...]:
    pages = make_pages(document, style, kind, PNG_SCALE)
    if len(pages) == 1:
        return ((f".{kind}", pages[0]),)
    return tuple((f"-{number}.{kind}", page) for number, page in enumerate(pages, 1))


def save_preview(preview: Preview, target: Path | None, directory: Path) -> tuple[Path, ...]:
    """Write a preview's files, to `target` or else below `directory`; return their paths.

    A `target` that is a folder takes the files under their own names.
    """
    from ..output.file_names import make_name

    base = directory / make_name(preview.name.replace("/", "_"))  # an id makes no folder
    if target is not None:
        base = target / base.name if target.is_dir() else target.with_suffix("")
    paths = []
    for ending, content in preview.files:
        path = base.parent / (base.name + ending)
        if target is not None and not target.is_dir() and len(preview.files) == 1:
            path = target
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}", hint="choose another path with -o"
            ) from None
        paths.append(path)
    return tuple(paths)
