"""Make the proof pack for `lettermerge preview --proof`, and list what its letters show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Severity, number_of
from .console import Console, as_json, printable
from .progress import counting

if TYPE_CHECKING:
    from ..app.letter_selection import Selection
    from ..diagnostics import Diagnostic
    from ..preview.proof.pack import ProofPack
    from ..preview.proof.requirements import Requirement, SelectedLetter
    from ..preview.proof.samples import RowWithoutLetter


def show_proof(
    folder: Path,
    output: Path | None,
    selection: Selection,
    console: Console,
    told: Iterable[Diagnostic] = (),
) -> tuple[int, Path]:
    """Make the proof pack of a project; return the exit code, and the path of the file.

    `selection` is of the letters that it is made of. What was `told` before is not said
    again. A branch that no recipient takes is a warning, a row of which no letter can be made an
    error.
    """
    from ..app.signing.sealing import unsealed
    from ..config.settings import load_settings
    from ..errors import ExitCode
    from ..preview.proof.pack import make_pack
    from ..preview.single_letter import Preview, save_preview

    settings = unsealed(load_settings(folder))
    with counting(console, "letters") as progress:
        pack = make_pack(folder, settings, progress, selection)
    directory = settings.output.preview_folder(folder)
    (path,) = save_preview(Preview("proof", ((".pdf", pack.content),), ()), output, directory)
    code = ExitCode.LETTERS if any(map(_fails, pack.summary.rows_without_letter)) else ExitCode.DONE
    if console.json:
        console.document(as_document(pack, path, code))
        return int(code), path
    known = set(told)
    console.diagnostics(one for one in pack.diagnostics if one not in known)
    console.table(
        ("page", "recipient", "proves"),
        (
            (page, _recipient(one), _summary(one.proves))
            for page, one in zip(pack.pages, pack.summary.selected.letters, strict=True)
        ),
    )
    console.say(_totals(pack))
    console.result(str(path))
    return int(code), path


def as_document(pack: ProofPack, path: Path, code: int) -> dict[str, object]:
    """Return what a pack shows as a JSON object."""
    summary = pack.summary
    return {
        "file": str(path),
        "letters": summary.letters,
        "pack": [
            {
                "page": page,
                "id": one.sample.letter.id,
                "name": one.sample.letter.name,
                "pages": one.sample.pages,
                "proves": [_requirement(requirement) for requirement in one.proves],
            }
            for page, one in zip(pack.pages, summary.selected.letters, strict=True)
        ],
        "untaken_branches": [
            {"file": f"letters/{one.file}", "line": one.line, "text": one.text}
            for one in summary.untaken
        ],
        "unused_templates": [f"letters/{name}" for name in summary.unused],
        "rows_without_a_letter": [
            {"file": one.row.file, "row": one.row.number, "name": one.name}
            for one in summary.rows_without_letter
            if _fails(one)
        ],
        "on_hold": [
            {"file": one.row.file, "row": one.row.number, "name": one.name}
            for one in summary.rows_without_letter
            if not _fails(one)
        ],
        "diagnostics": [as_json(one) for one in pack.diagnostics],
        "exit_code": int(code),
    }


def _fails(one: RowWithoutLetter) -> bool:
    """Say whether a row makes no letter for a fault, not because it is on hold."""
    return any(fault.severity is Severity.ERROR for fault in one.diagnostics)


def _requirement(requirement: Requirement) -> dict[str, object]:
    found: dict[str, object] = {"kind": requirement.kind, "text": requirement.text}
    if requirement.parliament:
        found["parliament"] = requirement.parliament
    if requirement.branch:
        found |= {"file": f"letters/{requirement.branch.file}", "line": requirement.branch.line}
        found["text"] = requirement.branch.text
    return found


def _recipient(one: SelectedLetter) -> str:
    return printable(f"{one.sample.letter.name} ({one.sample.letter.id})")


def _summary(requirements: tuple[Requirement, ...]) -> str:
    parts = [str(requirement) for requirement in requirements if requirement.branch is None]
    branches = sum(requirement.branch is not None for requirement in requirements)
    if branches:
        parts.append(number_of(branches, "branch"))
    return "; ".join(parts)


def _totals(pack: ProofPack) -> str:
    letters = number_of(len(pack.summary.selected.letters), "letter", "shows", "show")
    return f"{letters} what all {pack.summary.letters:,} do"
