"""Make print files and drafts of the shown letters for the page, or say why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...diagnostics import Diagnostic, faults_of
from ...errors import LettermergeError
from .diagnostics_json import json_response, serialise_diagnostics
from .dispatch_actions import (
    MOST_LETTERS,
    DraftSelection,
    PrintSelection,
    describe,
    select_for,
)
from .messages import DispatchRequest, RenderResponse
from .project_session import OpenProject

COMMANDS = {"print": "lettermerge print", "drafts": "lettermerge mail"}


def respond_to_dispatch(
    opened: OpenProject, request: DispatchRequest, folder: Path
) -> RenderResponse:
    """Return what is asked for of the finished letters of the shown rows.

    The state of the JSON is `ready`, or `refused` with a title and diagnostics.
    """
    if opened.dispatch is None:
        faults = (opened.ledger_fault,) if opened.ledger_fault else ()
        return _refused("It is not known what was sent", faults, folder)
    ids = opened.index.select(request.rows, opened.project, opened.dispatch)
    if reason := _refusal(request, len(ids)):
        return _refused(reason, (), folder)
    try:
        return _made(select_for(request.kind, folder, ids), request, folder)
    except LettermergeError as error:
        return _refused(error.message, faults_of(error, "dispatch.refused"), folder)


def _refusal(request: DispatchRequest, count: int) -> str:
    """Return why nothing is made of so many letters; "" where something is."""
    if count != request.rows.count:
        return "The list has changed meanwhile: choose again"
    if count > MOST_LETTERS:
        return f"More than {MOST_LETTERS:,} letters: use `{COMMANDS[request.kind]}`"
    return ""


def _made(
    selection: PrintSelection | DraftSelection, request: DispatchRequest, folder: Path
) -> RenderResponse:
    if selection.faults:
        return _refused("No e-mail can be written", selection.faults, folder)
    if not request.file:
        return json_response({"state": "ready", **describe(selection)}, None)
    if not selection.letters:
        return _refused("No letter is left", (), folder)
    bundle = selection.bundle()
    return RenderResponse(bundle.content, bundle.media_type, name=bundle.name)


def _refused(title: str, faults: Sequence[Diagnostic], folder: Path) -> RenderResponse:
    diagnostics = serialise_diagnostics(faults, folder)
    return json_response({"state": "refused", "title": title, "diagnostics": diagnostics}, None)
