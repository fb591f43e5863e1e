"""Define `lettermerge roster map`: propose a mapping, show what it comes to, write it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import CommonOptions

if TYPE_CHECKING:
    from ..app.rosters.mapping_trial import TriedMapping
    from ..config.settings import RosterSettings
    from ..errors import ExitCode
    from .console import Console
    from .settings_draft import SettingsDraft


_MISSING = {
    "id": "No column holds an id: add one, a text that never changes.",
    "full_name": "No column holds names or offices: map `full_name`, `office` or `role`.",
    "chamber": "Nothing says which chamber: add `chamber` to the constants, or map a column.",
}


def map_columns(
    *,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            help="A list that the settings do not name yet (default: each list of the settings).",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="The sheet or list inside the file.")
    ] = "",
    starter_profile: Annotated[
        str,
        typer.Option(
            "--starter-profile",
            metavar="ID",
            help="Add a profile to be filled in, for a parliament that is not built in.",
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")] = False,
    common: CommonOptions,
) -> int:
    """Run `lettermerge roster map`; return its exit code."""
    from ..config.settings import FILE_NAME, parse_settings
    from ..errors import ExitCode, prevailing
    from .settings_draft import SettingsDraft

    console = common.console()
    folder = common.folder()
    before = (folder / FILE_NAME).read_bytes().decode("utf-8-sig")
    draft = SettingsDraft(folder, before, parse_settings(before))
    codes: list[ExitCode] = []
    told: list[dict[str, Any]] = []
    for settings in draft.rosters(roster, sheet):
        code, document = _map_one(draft, settings, starter_profile, console, yes=yes)
        codes.append(code)
        told.append(document)
    draft.write()
    code = ExitCode.DATA if ExitCode.DATA in codes else prevailing(codes)
    if common.json:
        console.document({"rosters": told, "exit_code": int(code)})
    return int(code)


def _map_one(
    draft: SettingsDraft, settings: RosterSettings, parliament: str, console: Console, *, yes: bool
) -> tuple[ExitCode, dict[str, Any]]:
    """Map one roster; return the exit code and what is said of it as JSON."""
    from ..errors import ExitCode

    if parliament:
        draft.add_profile(parliament, settings)
    tried = draft.try_mapping(settings, parliament, console)
    if _asks_for_profile(tried, console, yes=yes, named=parliament):
        parliament = typer.prompt("Id of the new parliament, in small letters", err=True)
        draft.add_profile(parliament, settings)
        tried = draft.try_mapping(settings, parliament, console)
    code = _exit_code(tried)
    if not console.json:
        _show(tried, draft, console)
    written = code is not ExitCode.DATA and (yes or _agreed(console))
    if written:
        draft.put(tried)
    if not console.json:
        _say_end(tried, console, written=written, code=code)
    return code, _as_json(tried, draft, written=written)


def _asks_for_profile(tried: TriedMapping, console: Console, *, yes: bool, named: str) -> bool:
    """Ask whether a starter profile is wanted, where no parliament is known to be meant."""
    if "parliament" not in tried.proposal.missing or named or yes or not _can_ask(console):
        return False
    console.say(_no_parliament(tried))
    return typer.confirm("Add a starter profile for another parliament?", err=True)


def _can_ask(console: Console) -> bool:
    return not console.json and sys.stdin.isatty() and sys.stderr.isatty()


def _agreed(console: Console) -> bool:
    from ..config.settings import FILE_NAME

    if not _can_ask(console):
        return False
    return typer.confirm(f"Write this into {FILE_NAME}?", err=True)


def _exit_code(tried: TriedMapping) -> ExitCode:
    from ..errors import ExitCode

    unusable = {"id", "parliament", "full_name"} & {*tried.proposal.missing}
    if unusable or (tried.rows and not tried.letters and not tried.shown and tried.errors):
        return ExitCode.DATA
    return ExitCode.LETTERS if tried.letters < tried.rows else ExitCode.DONE


def _show(tried: TriedMapping, draft: SettingsDraft, console: Console) -> None:
    from ..app.rosters.unused_columns import read_texts, say_unused

    console.result(tried.block.to_toml().rstrip())
    if draft.profile:
        console.result(f"\n{draft.profile.rstrip()}")
    if tried.shown:
        rows = [(one.row, " / ".join(one.envelope), one.salutation, one.why) for one in tried.shown]
        console.result("")
        console.table(("row", "envelope", "salutation", "shown because"), rows)
    for line in _explain(tried):
        console.say(line)
    if unused := say_unused(tried.unused(read_texts(draft.folder))):
        console.say(unused[0].upper() + unused[1:] + ".")
    console.diagnostics(tried.report)


def _no_parliament(tried: TriedMapping) -> str:
    """Say that the list is for none of the parliaments that are known."""
    return (
        f"Nothing in {tried.proposal.source} says that it is for one of the parliaments that are "
        "known (`lettermerge parliaments` lists them)."
    )


def _explain(tried: TriedMapping) -> Iterator[str]:
    """Yield what is guessed, what is missing, and what else there is to look at."""
    proposal = tried.proposal
    for name in proposal.guesses:
        value = proposal.constants.get(name) or proposal.columns.get(name, "")
        yield f"{name} = {value} is {proposal.reasons[name]}. Change it if it is wrong."
    if "parliament" in proposal.missing:
        if not any('add a column "Parliament"' in note for note in proposal.notes):
            yield _no_parliament(tried)
        yield (
            'If it is for one of them, add parliament = "ID" to the constants; if for several, add '
            'a column "Parliament" to the list; for another, run again with --starter-profile ID.'
        )
    for name in proposal.missing:
        if name in _MISSING:
            yield _MISSING[name]
    for note in proposal.notes:
        yield f"Look at this: {note}."


def _say_end(tried: TriedMapping, console: Console, *, written: bool, code: int) -> None:
    from ..config.settings import FILE_NAME
    from ..diagnostics import number_of

    makes = "can be addressed"
    console.say(f"{tried.letters:,} of {number_of(tried.rows, 'row')} {makes}")
    if written:
        console.say(f"Written into {FILE_NAME}.")
    elif code == 3:
        console.say("Nothing was written: complete the block and paste it, or map again.")
    else:
        console.say(f"Nothing was written: paste the block into {FILE_NAME}, or say --yes.")


def _as_json(tried: TriedMapping, draft: SettingsDraft, *, written: bool) -> dict[str, object]:
    from ..app.rosters.unused_columns import read_texts
    from .console import as_json

    proposal = tried.proposal
    return {
        "source": proposal.source,
        "sheet": proposal.sheet,
        "columns": dict(proposal.columns),
        "constants": dict(proposal.constants),
        "reasons": dict(proposal.reasons),
        "guesses": list(proposal.guesses),
        "missing": list(proposal.missing),
        "notes": list(proposal.notes),
        "unused": list(tried.unused(read_texts(draft.folder))),
        "block": tried.block.to_toml(),
        "starter_profile": draft.profile,
        "recipients": [asdict(one) for one in tried.shown],
        "rows": tried.rows,
        "letters": tried.letters,
        "written": written,
        "diagnostics": [as_json(one) for one in tried.report],
    }
