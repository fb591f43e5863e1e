"""Define `lettermerge doctor`: what the machine has and lacks, with the fix for this system."""

from __future__ import annotations

from .options import CommonOptions


def doctor(
    *,
    common: CommonOptions,
) -> int:
    """Run `lettermerge doctor`; return its exit code."""
    from pathlib import Path

    from ..app.doctor.examination import examine
    from ..app.doctor.finding import Finding, Presence
    from ..diagnostics import number_of
    from ..errors import ExitCode

    console = common.console()
    with console.doing("looking at the machine"):
        findings = examine((common.project or Path()).resolve())
    missing = [one for one in findings if one.state is Presence.MISSING]
    code = ExitCode.MACHINE if missing else ExitCode.DONE
    if common.json:
        rows = [one.to_json() for one in findings]
        console.document({"findings": rows, "exit_code": int(code)})
        return int(code)

    def line(one: Finding) -> str:
        found = f"{one.found}  " if one.found else ""
        told = f"{one.state.value:<9} {one.name:<16} {found}({one.purpose})"
        return f"{told}\n{'':<10}{one.fix}" if one.fix else told

    for one in findings:
        if one.state is Presence.MISSING or not common.quiet:
            console.result(line(one))
    if missing:
        what = number_of(len(missing), "needed thing", "is", "are")
        console.say(f"{what} missing; do what is said below each, then run this again")
    else:
        console.say("nothing that letters need is missing")
    return int(code)
