"""Turn the options of a command line into the request that a batch is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..app.letter_selection import Selection
from .passphrase_prompt import find_prompt

if TYPE_CHECKING:
    from ..app.batch.batch_model import Request
    from .console import Console

_ALL = Selection()
#: What a terminal shows while a project is read, and while its finished letters are.
READING, LOOKING = "reading rosters and template", "looking at the letters that are there"


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """Which letters are asked for, as typed; `seals` says whether any are sealed."""

    project: Path
    selection: Selection = _ALL
    output: str = ""
    formats: tuple[str, ...] = ()
    roster: str = ""
    force: bool = False
    upgrade: bool = False
    sign: bool = True
    seals: bool = False


def to_request(options: RequestOptions, console: Console) -> Request:
    """Read the settings, apply the options, load the identity."""
    from ..app.batch.batch_model import Request
    from ..app.rosters.roster_download import find_roster_file
    from ..app.signing.sealing import make_signer, unsealed
    from ..config.output_formats import OWN_FORMATS
    from ..config.settings import load_settings
    from ..config.store_address import is_address
    from ..output.plan import PlanOptions
    from ..writers.writer_dispatch import writer_package

    settings = load_settings(options.project)
    made = settings.output.formats
    for one in options.formats:
        if one not in OWN_FORMATS:
            writer_package(one)  # which refuses a format that nobody writes
    if options.formats:
        formats: Any = tuple(dict.fromkeys(options.formats))
        settings = replace(settings, output=replace(settings.output, formats=formats))
    if not options.sign:
        settings = unsealed(settings)
    now = datetime.now(UTC)
    signer = make_signer(settings, options.project, find_prompt(console), now, seals=options.seals)
    if signer:
        console.diagnostics(signer.identity.warnings)
    directory = settings.output.place(options.project, options.output)
    return Request(
        settings=settings,
        project=options.project,
        directory=directory,
        selection=options.selection,
        roster=find_roster_file(settings, options.roster),
        fetched=options.roster if is_address(options.roster) else "",
        signer=signer,
        now=now,
        plan=PlanOptions(
            force=options.force, upgrade=options.upgrade, made=(*made, *settings.output.formats)
        ),
    )
