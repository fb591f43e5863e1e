"""Record the answers in a mailbox, and say what was found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from ..diagnostics import number_of
from .console import Console


def note_answers(project: Path, mailbox: Path, console: Console) -> int:
    """Do what `mail --replies` was asked for; return the exit code."""
    from ..app.dispatch.ledger_entries import LedgerReader
    from ..app.mail.mail_replies import note_replies
    from ..config.settings import load_settings

    reader = LedgerReader(project, load_settings(project))
    found = note_replies(reader, mailbox, datetime.now(UTC))
    if console.json:
        entries = [one.to_json() for one in found.noted]
        unnamed = [asdict(one) for one in found.unnamed]
        facts = {
            "known": found.known, "others": found.others, "delayed": found.delayed,
            "own": found.own, "unnamed": unnamed,
        }  # fmt: skip
        console.document({"entries": entries, **facts, "exit_code": 0})
        return 0
    console.table(
        ("id", "event", "day", "note"),
        ((one.id, one.event.value, one.day, one.note) for one in found.noted),
    )
    counts = [f"{count} {kind}" for kind, count in sorted(found.counts.items())]
    console.say(f"noted: {', '.join(counts) or 'nothing new'}")
    if found.known:
        console.say(f"noted before: {number_of(found.known, 'message')}")
    if found.delayed:
        console.say(f"still under way, say their servers: {number_of(found.delayed, 'letter')}")
    if found.own:
        console.say(f"written by yourselves: {number_of(found.own, 'message')}")
    if found.unnamed:
        told = number_of(len(found.unnamed), "message")
        console.say(f"from a recipient's address, but about no letter by its headers: {told}")
        for one in found.unnamed:
            console.say(f"    {one.id}, {one.day}, {one.sender}: {one.subject}")
        console.say("where it is an answer: `lettermerge ledger add ID answered --on DATE`")
    if found.others:
        console.say(f"about no letter of this project: {number_of(found.others, 'message')}")
    return 0
