"""Define `lettermerge verify`: signatures of PDF and DOCX, and the manifest's hashes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..diagnostics import number_of
from ..signing.certificate_escaping import escape_line
from .options import CommonOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..app.approval.finished_file_approval import ApprovedFiles
    from ..config.store_address import Place
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
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Files, folders, addresses (default: the output folder)."
        ),
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
    common: CommonOptions,
) -> int:
    """Run `lettermerge verify`; return its exit code."""
    from datetime import UTC, datetime

    from ..app.approval.finished_file_approval import ApprovedFiles
    from ..app.signing.verification import count_never_signed, verify_paths
    from ..errors import ExitCode, UsageError
    from ..signing.identity.trust import Believed, remembered

    console = common.console()
    now = datetime.now(UTC)
    believed = Believed.of(trust, remembered(), now=now)
    approved = ApprovedFiles(_project_of(paths or [], common.project), now, lenient=bool(paths))
    verdicts: list[FileVerdict] = []
    named, approvals = _split(_places(paths or [], common.project))
    if not paths or approvals:
        verdicts += _approvals_of(common.project, approvals, ApprovedFiles(None, now))
    verdicts += verify_paths(named, believed, approved)
    for folder, reason in approved.unread.items():
        console.say(f"approvals are not checked: the settings of {folder} are unusable ({reason})")
    copies = count_never_signed(named) if paths else 0
    told = f"previews and print files are not meant to be signed: {copies} left out"
    if not verdicts:
        hint = told if copies else "name PDFs, DOCX or their folder"
        raise UsageError("there is no letter to verify", hint=hint)
    if copies:
        console.say(told)
    holds = all(one.holds for one in verdicts)
    code = ExitCode.DONE if holds else ExitCode.SIGNATURE
    if common.json:
        files = [one.to_json() for one in verdicts]
        console.document({"holds": holds, "files": files, "exit_code": int(code)})
    elif sys.stdout.isatty():
        _show(verdicts, console)
        _sum_up(verdicts, console)
    else:
        console.table(_HEADINGS, (row for one in verdicts for row in _rows(one)))
        _sum_up(verdicts, console)
    return int(code)


def _project_of(paths: Sequence[str], project: Path | None) -> Path | None:
    """Return the project that letters in an object store belong to: above them there is none."""
    from ..config.settings import find_project, load_settings
    from ..config.store_address import is_address
    from ..errors import SettingsError

    try:
        folder = project or find_project(Path.cwd())
        own = () if paths else (load_settings(folder).output.directory,)
    except SettingsError:
        return None
    return folder if any(map(is_address, (*paths, *own))) else None


def _split(paths: Sequence[Place]) -> tuple[list[Place], list[Path]]:
    """Part the letters and folders that are named from the approvals."""
    from ..dispatch.approval_folder import FOLDER

    files = [one for one in paths if isinstance(one, Path)]
    approvals = [one for one in files if one.suffix == ".p7m" or one.name == FOLDER]
    return [one for one in paths if one not in approvals], approvals


def _approvals_of(
    project: Path | None, named: Sequence[Path], approved: ApprovedFiles
) -> Iterator[FileVerdict]:
    """Yield what is said of a project's approvals: of all, or of those that are named."""
    from ..app.signing.verification import verify_approvals
    from ..dispatch.approval_folder import FOLDER
    from ..errors import UsageError
    from .options import project_folder

    folder = project_folder(project)
    found = approved.approvals_for(folder / FOLDER / "0001.p7m")
    if found is None:
        if named:
            hint = "put [approval] into lettermerge.toml, or run this in the project"
            raise UsageError("the settings ask for no approval", hint=hint)
        return
    verdicts = {(folder / one.path).resolve(): one for one in verify_approvals(found)}
    wanted = {one.resolve() for one in named}
    for path, one in verdicts.items():
        if not wanted or path in wanted or path.parent in wanted:
            yield one
    if missing := [one for one in wanted if one not in verdicts and one.name != FOLDER]:
        told = f"{missing[0]} is no approval of this project"
        raise UsageError(told, hint="name files of its folder approvals/")


def _places(paths: Sequence[str], project: Path | None) -> list[Place]:
    """Return what to verify: the paths, else the project's output folder."""
    from ..config.settings import load_settings
    from .options import place_of, project_folder

    if paths:
        return [place_of(one, project) for one in paths]
    folder = project_folder(project)
    return [load_settings(folder).output.place(folder)]


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
    from .next_command import near

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
