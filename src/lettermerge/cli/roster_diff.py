"""Define `lettermerge roster diff`: who came, left or changed since an older list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import CommonOptions
from .table_output import FileOption, print_or_write, require_kind

if TYPE_CHECKING:
    from ..app.rosters.roster_comparison import RosterComparison
    from ..recipients import Recipient
    from ..recipients.roster_difference import RecipientChange, RosterDifference

_HEADINGS = ("change", "id", "name", "topic", "column", "old", "new")


def diff(
    *,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="An older file of the roster.")],
    output: FileOption = None,
    common: CommonOptions,
) -> int:
    """Run `lettermerge roster diff`; return its exit code."""
    from ..app.rosters.roster_comparison import compare_with_file
    from ..config.settings import load_settings
    from ..diagnostics import number_of
    from ..errors import ExitCode

    console = common.console()
    require_kind(output)
    folder = common.folder()
    with console.doing("reading both rosters"):
        compared = compare_with_file(folder, load_settings(folder), old)
    code = ExitCode.LETTERS if compared.failed else ExitCode.DONE
    found = compared.difference
    if not common.json:
        console.diagnostics(compared.diagnostics)
    print_or_write(_HEADINGS, _rows(found), output, console)
    if common.json:
        console.document(_document(compared, code))
        return int(code)
    console.say(
        f"from {compared.old} to {compared.new}: {len(found.came):,} came, {len(found.left):,} "
        f"left, {len(found.changed):,} changed, {found.same:,} as before"
    )
    if compared.failed:
        rows = number_of(compared.failed, "row")
        console.say(f"{rows} with errors {'is' if compared.failed == 1 else 'are'} not compared")
    return int(code)


def _rows(found: RosterDifference) -> Iterator[tuple[str, ...]]:
    """Yield a line for each who came or left, and for each column that changed."""
    from ..recipients.roster_difference import name_of

    for change, recipients in (("came", found.came), ("left", found.left)):
        for one in recipients:
            yield change, one.id, name_of(one), "", "", "", ""
    for each in found.changed:
        for column in each.columns:
            shown = ("changed", each.new.id, name_of(each.new))
            yield *shown, column.topic, column.column, column.old, column.new


def _document(compared: RosterComparison, code: int) -> dict[str, object]:
    from .console import as_json

    found = compared.difference
    return {
        "old": compared.old,
        "new": compared.new,
        "came": [_person(one) for one in found.came],
        "left": [_person(one) for one in found.left],
        "changed": [_change(one) for one in found.changed],
        "same": found.same,
        "not_compared": compared.failed,
        "diagnostics": [as_json(one) for one in compared.diagnostics],
        "exit_code": int(code),
    }


def _person(one: Recipient) -> dict[str, object]:
    from ..recipients.roster_difference import name_of

    return {"id": one.id, "name": name_of(one), "row": one.row.number}


def _change(one: RecipientChange) -> dict[str, object]:
    from ..recipients.roster_difference import TOPICS

    topics: dict[str, list[dict[str, str]]] = {topic: [] for topic in TOPICS}
    for column in one.columns:
        topics[column.topic].append({"column": column.column, "old": column.old, "new": column.new})
    return {**_person(one.new), "old_row": one.old.row.number, **topics}
