"""Define `lettermerge verify`: signatures of PDF and DOCX, and the manifest's hashes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..diagnostics import number_of
from ..signing.escaping import escape_line
from .options import JsonOption, ProjectOption, QuietOption, VerboseOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..signing.verdict import FileVerdict, SignatureVerdict
    from .console import Console

MOST_SHOWN = 10  # files that a terminal shows one by one, though they hold
_HEADINGS = ("file", "verdict", "signer", "trust", "time", "level", "covers", "remarks")

_SAID = {
    "holds": "holds",
    "other-program": "does NOT hold: signed by another program",
    "fails": "does NOT hold",
}


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
    from datetime import UTC, datetime

    from ..app.verification import verify_paths
    from ..errors import ExitCode, UsageError
    from ..signing.identity.trust import Believed, remembered
    from .console import Console

    console = Console(quiet=quiet, verbose=verbose, json=json)
    believed = Believed.of(trust, remembered(), now=datetime.now(UTC))
    verdicts = list(verify_paths(_places(paths or [], project), believed))
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


def _places(paths: Sequence[Path], project: Path | None) -> list[Path]:
    """Return what to verify: the paths, else the project's output folder."""
    from ..config.settings import load_settings
    from .options import project_folder

    if paths:
        return list(paths)
    folder = project_folder(project)
    return [folder / load_settings(folder).output.directory]


def _rows(verdict: FileVerdict) -> Iterator[tuple[str, ...]]:
    """Return a row for each signature, or one for a file without any."""
    remarks = [*verdict.file_reasons, *filter(None, [verdict.hint]), *verdict.notes]
    if not verdict.signatures:
        said = "yes" if verdict.holds else "NO"
        yield verdict.path, said, "", "", "", "", "", "; ".join(remarks)
    for number, one in enumerate(verdict.signatures):
        more = remarks if number == len(verdict.signatures) - 1 else []
        left_out = [f"not signed: {', '.join(one.uncovered)}"] if one.uncovered else []
        yield (
            verdict.path,
            "yes" if one.holds and not verdict.file_reasons else "NO",
            one.signer,
            one.trust.value,
            _time(one),
            one.level,
            one.coverage,
            "; ".join((*one.reasons, *one.notes, *more, *left_out)),
        )


def _show(verdicts: Sequence[FileVerdict], console: Console) -> None:
    """Print each file and what is said of it; of many that hold, only how many there are.

    Each remark has a line of its own and names are quoted, so that no certificate's text can pass
    for a line, or for a part of one, that we print.
    """
    from .summary import near

    everything = console.verbose or len(verdicts) <= MOST_SHOWN
    for one in verdicts if everything else (one for one in verdicts if not one.holds):
        path = escape_line(str(near(Path(one.path))))
        console.result(f"{path}: {_SAID[one.verdict.value]}")
        for signature in one.signatures:
            for line in _described(signature):
                console.result(f"    {escape_line(line)}")
        for remark in (*one.file_reasons, *filter(None, [one.hint]), *one.notes):
            console.result(f"    {escape_line(remark)}")
    if not everything:
        console.say("files that hold are not listed: -v lists them, too")


def _described(one: SignatureVerdict) -> Iterator[str]:
    """Yield a line for who, when and how, and one for each remark."""
    name = one.signer.replace('"', "\\x22")  # the only quotation marks are ours
    yield "; ".join(
        filter(None, (f'"{name}"', one.trust.value, _time(one), one.level, one.coverage))
    )
    yield from (*one.reasons, *one.notes)
    if one.uncovered:
        yield f"not signed: {', '.join(one.uncovered)}"


def _time(one: SignatureVerdict) -> str:
    if one.time is None:
        return ""
    return f"{one.time:%Y-%m-%d %H:%M:%S %Z} ({'stamped' if one.time_proven else 'claimed'})"


def _sum_up(verdicts: Sequence[FileVerdict], console: Console) -> None:
    from ..signing.verdict import UNSIGNED_AS_RECORDED, Trust

    bad = sum(not one.holds for one in verdicts)
    console.say(f"{len(verdicts) - bad} hold, {bad} do not")
    trusts = [signature.trust for one in verdicts for signature in one.signatures]
    for trust in (Trust.UNTRUSTED, Trust.OWN, Trust.DEMO):
        if number := trusts.count(trust):
            kind = trust.value.removeprefix("untrusted").strip(" ()")
            why = f" ({kind})" if kind else ""
            signatures = number_of(number, "signature")
            console.say(f"UNTRUSTED: {signatures}{why}: nobody vouches for who made them")
    if number := sum(UNSIGNED_AS_RECORDED in one.notes for one in verdicts):
        files = number_of(number, "file")
        console.say(f"UNSIGNED: {files}: only the manifest, which nobody signs, says they are ours")
