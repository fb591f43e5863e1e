"""List the commands in the order of the help: name, help text, and the function that runs it.

A command's module is imported when the command is called. The help texts are here, so that
`lettermerge --help` and a shell that completes import none of them.
"""

from __future__ import annotations

from .deferred_command import DeferredCommand, DeferredGroup


def _group(name: str, summary: str, *commands: DeferredCommand) -> DeferredGroup:
    return DeferredGroup(
        name=name, help=summary, commands=commands, no_args_is_help=True, rich_markup_mode=None
    )


COMMANDS = (
    DeferredCommand(
        "init",
        "init:init",
        "Make a new project that renders at once; from a letter and a roster that you have.",
    ),
    DeferredCommand(
        "doctor",
        "doctor:doctor",
        "Check what the machine has and lacks, and say how to install what is missing.",
    ),
    DeferredCommand(
        "import",
        "import_:import_",
        "Import a Word, ODT or text letter into this project, and say what was not carried over.",
    ),
    DeferredCommand(
        "check",
        "check:check",
        "Find every fault in settings, rosters, template and assets; write nothing.",
    ),
    DeferredCommand(
        "preview",
        "preview:preview",
        "Show letters before they are mailed, unsigned and marked as proofs.",
        "Files are written to output/preview/ by default; --serve writes none.",
    ),
    DeferredCommand(
        "render",
        "render:render",
        "Make the letters: everything that is new, changed or missing, and nothing else.",
    ),
    DeferredCommand(
        "status",
        "status:status",
        "Say what a run would do: new, changed, missing, altered, up to date, orphaned.",
    ),
    DeferredCommand(
        "approve",
        "approve:approve",
        "Approve letters as they are now, so that they can be sealed and dispatched.",
    ),
    DeferredCommand(
        "print",
        "print_:print_",
        "Print finished letters into one PDF for each paper, with a job ticket.",
        "Pages are those of the letters that are up to date; what is not is left out and named. "
        "The files are in a new numbered folder of OUTPUT/print.",
    ),
    DeferredCommand(
        "envelopes",
        "envelopes:envelopes",
        "Print an envelope for each finished letter, as PDF and DOCX.",
        "Each has the recipient's address and the sender's. The files are in a new numbered "
        "folder of OUTPUT/print.",
    ),
    DeferredCommand(
        "labels",
        "labels:labels",
        "Print a label for each finished letter, as PDF and DOCX.",
        "The files are in a new numbered folder of OUTPUT/print.",
    ),
    DeferredCommand(
        "handoff",
        "handoff:handoff",
        "Put finished letters into a folder and a ZIP for a print-and-post service.",
        "With the PDFs are the service's own list of addresses, options, and counts by price "
        "class. Nothing is sent. The files are in a new numbered folder of "
        "OUTPUT/handoff/SERVICE.",
    ),
    DeferredCommand(
        "sign",
        "sign:sign",
        "Add a signature to finished letters; those that are there stay valid.",
    ),
    DeferredCommand(
        "verify",
        "verify:verify",
        "Say who signed what, when, and whether it still holds.",
    ),
    DeferredCommand(
        "mail",
        "mail:mail",
        "Write finished letters as e-mails: drafts, sent only with --send; or note the answers.",
    ),
    DeferredCommand(
        "parliaments",
        "parliaments:parliaments",
        "Show the parliaments that letters can go to, and where each fact comes from; add one.",
    ),
    _group(
        "ledger",
        "Show, add, take back and export what became of each letter.",
        DeferredCommand(
            "show",
            "ledger:show",
            "Show the state of each letter: printed, handed over, sent, returned, answered.",
        ),
        DeferredCommand(
            "add",
            "ledger:add",
            "Add to the ledger what became of a letter: that it was answered, or came back.",
        ),
        DeferredCommand(
            "undo",
            "ledger:undo",
            "Take back what was added to the ledger by mistake: an answer of somebody else.",
        ),
        DeferredCommand(
            "export",
            "ledger:export",
            "Write the events of the ledger into a table, each cell as text.",
        ),
    ),
    _group(
        "identity",
        "Make, inspect or hand on a signing identity.",
        DeferredCommand(
            "create",
            "identity:create",
            "Make a key and a certificate that it signs itself, as a PKCS#12 file with a "
            "passphrase.",
        ),
        DeferredCommand(
            "show",
            "identity:show",
            "Print subject, fingerprint, validity and kind of key.",
        ),
        DeferredCommand(
            "export",
            "identity:export",
            "Write the certificate (PEM and CER) and a text on how to trust it, for recipients.",
        ),
    ),
    _group(
        "roster",
        "Map a roster's columns, show it, compare it.",
        DeferredCommand(
            "map",
            "roster_map:map_columns",
            "Propose how a list's columns are mapped, show five recipients, and write it when "
            "agreed.",
        ),
        DeferredCommand(
            "show",
            "roster_show:show",
            "Show how each recipient is addressed: envelope, salutation, close, language, paper.",
        ),
        DeferredCommand(
            "diff",
            "roster_diff:diff",
            "Show who came, left or changed since an older file of the roster.",
        ),
    ),
)
