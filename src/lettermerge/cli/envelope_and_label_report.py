"""Say which envelopes or labels were printed, or would be, for the commands of those names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import number_of
from .console import Console, as_json

if TYPE_CHECKING:
    from ..app.printing.envelopes_and_labels import PreparedAddresses, PrintedAddresses


def print_prepared(
    prepared: PreparedAddresses, noun: str, console: Console, *, dry_run: bool
) -> int:
    """Write what was prepared, unless it is a dry run, and say so; return the exit code.

    `noun` is what one address is printed on.
    """
    from ..app.printing.envelopes_and_labels import print_addresses

    if not console.json:
        console.diagnostics_in_short(prepared.diagnostics)
    printed = None
    if prepared.files and not dry_run:
        with console.doing(f"writing {noun}s"):
            printed = print_addresses(prepared)
    code = int(prepared.exit_code)
    if console.json:
        console.document(_document(prepared, printed))
        return code
    if printed is None:
        from ..dispatch.address_sheets import HEADINGS

        rows = (tuple(one.values()) for sheets in prepared.files for one in sheets.to_json())
        console.table(HEADINGS, rows)
    else:
        for name in printed.names:
            console.result(str(printed.folder / name))
    told = f"{number_of(prepared.addresses, noun)}, {number_of(prepared.pages, 'page')}"
    left = len(prepared.finished.left_out) + len(prepared.unfit)
    console.say(told + (f"; {left:,} left out" if left else ""))
    if not prepared.finished.letters:
        console.say("There is no finished letter to address: run `lettermerge status`.")
    return code


def _document(prepared: PreparedAddresses, printed: PrintedAddresses | None) -> dict[str, Any]:
    return {
        "folder": str(printed.folder) if printed else None,
        "files": [
            {
                "names": list(one.files),
                "width_mm": one.page.paper.width,
                "height_mm": one.page.paper.height,
                "addresses": len(one.addresses),
                "pages": one.pages,
            }
            for one in prepared.files
        ],
        "addresses": [one for sheets in prepared.files for one in sheets.to_json()],
        "left_out": [one.to_json() for one in prepared.finished.left_out],
        "diagnostics": [as_json(one) for one in prepared.diagnostics],
        "exit_code": int(prepared.exit_code),
    }
