"""`lettermerge verify`: signatures of PDF and DOCX, and the manifest's hashes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import JsonOption, ProjectOption, QuietOption, VerboseOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..signing.verdict import FileVerdict
    from .console import Console

MOST_SHOWN = 10  # files that a terminal shows one by one, though they hold
_HEADINGS = ("file", "verdict", "signer", "trust", "time", "level", "covers", "remarks")


def verify(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders (default: the output folder)."),
    ] = None,
    trust: Annotated[
        Path | None,
        typer.Option(
            "--trust",
            metavar="PEM",
            help="Believe these roots and no others; a chain that ends elsewhere is a no.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    project: ProjectOption = None,
) -> int:
    """Say who signed what, when, and whether it still holds."""
    from ..errors import ExitCode, UsageError
    from ..signing.trust import Believed
    from ..verifying import verify_paths
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    places, own = _places(paths or [], project)
    verdicts = list(verify_paths(places, Believed.of(trust, own)))
    if not verdicts:
        raise UsageError("there is no letter to verify", hint="name PDFs, DOCX or their folder")
    holds = all(one.holds for one in verdicts)
    code = ExitCode.DONE if holds else ExitCode.SIGNATURE
    if json:
        files = [one.to_json() for one in verdicts]
        console.document({"holds": holds, "files": files, "exit_code": int(code)})
    elif sys.stdout.isatty():
        _show(verdicts, console)
        _sum_up(verdicts, console)
    else:
        console.table(_HEADINGS, (row for one in verdicts for row in _rows(one)))
        _sum_up(verdicts, console)
    return int(code)


def _places(paths: Sequence[Path], project: Path | None) -> tuple[list[Path], frozenset[str]]:
    """Return what to verify, and the fingerprints of the project's own identities."""
    from ..errors import SettingsError
    from ..settings import load_settings
    from ..verifying import signers_of
    from .options import project_folder

    try:
        folder = project_folder(project)
    except SettingsError:
        if not paths or project is not None:
            raise
        return list(paths), frozenset()
    output = folder / load_settings(folder).output.directory
    own = signers_of(output) if output.is_dir() else frozenset()
    return list(paths) or [output], own


def _rows(verdict: FileVerdict) -> Iterator[tuple[str, ...]]:
    """Return a row for each signature, or one for a file without any."""
    remarks = [*verdict.reasons, *verdict.notes]
    if not verdict.signatures:
        said = "yes" if verdict.holds else "NO"
        yield verdict.path, said, "", "", "", "", "", "; ".join(remarks)
    for number, one in enumerate(verdict.signatures):
        time = f"{one.time:%Y-%m-%d %H:%M:%S %Z}" if one.time else ""
        more = remarks if number == len(verdict.signatures) - 1 else []
        left_out = [f"not signed: {', '.join(one.uncovered)}"] if one.uncovered else []
        yield (
            verdict.path,
            "yes" if one.holds and not verdict.reasons else "NO",
            one.signer,
            one.trust.value,
            f"{time} ({'stamped' if one.time_proven else 'claimed'})" if time else "",
            one.level,
            one.coverage,
            "; ".join((*one.reasons, *one.notes, *more, *left_out)),
        )


def _show(verdicts: Sequence[FileVerdict], console: Console) -> None:
    """Print each file with what is to be said of it; of many that hold, only how many there are."""
    from .console import printable
    from .summary import near

    everything = console.verbose or len(verdicts) <= MOST_SHOWN
    for one in verdicts if everything else (one for one in verdicts if not one.holds):
        rows = list(_rows(one))
        console.result(f"{near(Path(one.path))}: {'holds' if one.holds else 'does NOT hold'}")
        for row in rows:
            *who, remarks = (printable(cell) for cell in row[2:])
            for line in ("; ".join(filter(None, who)), remarks):
                if line:
                    console.result(f"    {line}")
    if not everything:
        console.say("files that hold are not listed: -v lists them, too")


def _sum_up(verdicts: Sequence[FileVerdict], console: Console) -> None:
    from ..signing.verdict import Trust

    bad = sum(not one.holds for one in verdicts)
    console.say(f"{len(verdicts) - bad} hold, {bad} do not")
    trusts = [signature.trust for one in verdicts for signature in one.signatures]
    for trust in (Trust.UNTRUSTED, Trust.OWN, Trust.DEMO):
        if number := trusts.count(trust):
            kind = trust.value.removeprefix("untrusted").strip(" ()")
            why = f" ({kind})" if kind else ""
            console.say(f"UNTRUSTED: {number} signatures{why}: nobody vouches for who made them")
