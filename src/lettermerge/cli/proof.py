"""`lettermerge preview --proof`: the pack, and who proves what, as a table or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .console import Console, as_json, printable
from .progress import counting

if TYPE_CHECKING:
    from ..preview.proof.pack import Pack
    from ..preview.proof.requirements import Claim, Witness


def show_proof(folder: Path, output: Path | None, console: Console) -> tuple[int, Path]:
    """Make the proof pack of a project; return the exit code, and where it was written.

    A branch that no recipient takes is a warning; a row of which no letter can be made fails.
    """
    from ..app.pipeline import unsealed
    from ..config.settings import load_settings
    from ..errors import ExitCode
    from ..preview.proof.pack import make_pack
    from ..preview.single_letter import Preview, save

    settings = unsealed(load_settings(folder))
    with counting(console, "letters") as progress:
        pack = make_pack(folder, settings, progress)
    directory = folder / settings.output.directory / "preview"
    (path,) = save(Preview("proof", ((".pdf", pack.content),), ()), output, directory)
    code = ExitCode.LETTERS if pack.proven.unmade else ExitCode.DONE
    if console.json:
        console.document(as_document(pack, path, code))
        return int(code), path
    console.diagnostics(pack.diagnostics)
    console.table(
        ("page", "recipient", "proves"),
        (
            (page, _recipient(one), _summary(one.proves))
            for page, one in zip(pack.pages, pack.proven.selected.witnesses, strict=True)
        ),
    )
    console.say(_said(pack))
    console.result(str(path))
    return int(code), path


def as_document(pack: Pack, path: Path, code: int) -> dict[str, object]:
    """Return what a pack proves as a JSON object."""
    proven = pack.proven
    return {
        "file": str(path),
        "letters": proven.letters,
        "least": proven.selected.least,
        "smallest": proven.selected.smallest,
        "pack": [
            {
                "page": page,
                "id": one.sample.letter.id,
                "name": one.sample.letter.name,
                "pages": one.sample.pages,
                "proves": [_claim(claim) for claim in one.proves],
            }
            for page, one in zip(pack.pages, proven.selected.witnesses, strict=True)
        ],
        "untaken_branches": [
            {"file": f"letters/{one.file}", "line": one.line, "text": one.text}
            for one in proven.untaken
        ],
        "unused_templates": [f"letters/{name}" for name in proven.unused],
        "rows_without_a_letter": [
            {"file": one.row.file, "row": one.row.number, "name": one.name} for one in proven.unmade
        ],
        "diagnostics": [as_json(one) for one in pack.diagnostics],
        "exit_code": int(code),
    }


def _claim(claim: Claim) -> dict[str, object]:
    found: dict[str, object] = {"kind": claim.kind, "text": claim.text}
    if claim.parliament:
        found["parliament"] = claim.parliament
    if claim.branch:
        found |= {"file": f"letters/{claim.branch.file}", "line": claim.branch.line}
        found["text"] = claim.branch.text
    return found


def _recipient(one: Witness) -> str:
    return printable(f"{one.sample.letter.name} ({one.sample.letter.id})")


def _summary(claims: tuple[Claim, ...]) -> str:
    parts = [str(claim) for claim in claims if claim.branch is None]
    branches = sum(claim.branch is not None for claim in claims)
    if branches:
        parts.append(f"{branches} branch{'' if branches == 1 else 'es'}")
    return "; ".join(parts)


def _said(pack: Pack) -> str:
    selected = pack.proven.selected
    count = len(selected.witnesses)
    size = (
        "no smaller number does"
        if selected.smallest
        else f"at least {selected.least} are needed, fewer than these may do"
    )
    letters = "1 letter shows" if count == 1 else f"{count} letters show"
    return f"{letters} what all {pack.proven.letters} do ({size})"
