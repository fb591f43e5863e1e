"""Say how far letters have come: not sent, printed, sent, answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ExitCode, OutputError
from .console import Console

if TYPE_CHECKING:
    from ..app.batch.batch_model import Prepared
    from ..app.dispatch.dispatch_states import DispatchOverview, LetterDispatch
    from ..app.dispatch.dispatchable_letters import FinishedLetters
    from ..app.rosters.addressing import Letter
    from ..output.manifest import Manifest


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """The dispatch of the letters of a plan; `error` says why nothing is known of it."""

    letters: tuple[tuple[str, LetterDispatch, bool], ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    error: OutputError | None = None

    @property
    def exit_code(self) -> ExitCode:
        return self.error.exit_code if self.error else ExitCode.DONE

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; `changed` says that another version went out."""
        return {
            "dispatch": [
                {"id": id_, **found.to_json(), "changed": changed}
                for id_, found, changed in self.letters
            ],
            "dispatch_counts": dict(self.counts),
            "dispatch_error": self.error.message if self.error else None,
        }

    def say(self, console: Console) -> None:
        """Print the counts, where anything is known."""
        if self.error:
            console.error(self.error)
        if [name for name, _ in self.counts] in ([], ["not sent"]):
            return
        changed = sum(1 for _, _, is_changed in self.letters if is_changed)
        more = f"; {changed:,} changed since they went out" if changed else ""
        told = ", ".join(f"{count:,} {name}" for name, count in self.counts)
        console.say(f"dispatch: {told}{more}")


def told_before(finished: FinishedLetters, done: str, verb: str) -> str:
    """Return that no letter is left since all went out before, "" where none did.

    `done` is what became of them, such as `printed`; `verb` is what `--again` does, as `prints`.
    """
    from ..app.dispatch.dispatch_rules import DISPATCHED

    before = {one.id for one in finished.left_out if one.diagnostic.code == DISPATCHED}
    others = {one.id for one in finished.left_out} - before
    if finished.letters or not before:
        return ""
    return again_sentence(len(before), len(others), done, verb)


def again_sentence(before: int, others: int, done: str, verb: str) -> str:
    """Return that letters went out before, and how to let them go out again."""
    kind = "finished letter" if others else "letter"
    letters = f"all {before:,} {kind}s were" if before > 1 else f"1 {kind} was"
    them = "them" if before > 1 else "it"
    return f"{letters} {done} before; --again {verb} {them} once more"


def report_dispatch(prepared: Prepared) -> DispatchReport:
    """Read how far the letters of a plan have come, and which changed since they went out."""
    from ..app.dispatch.dispatch_states import DispatchState, read_dispatch
    from ..output.store_opening import open_store

    request, letters = prepared.request, prepared.jobs.letters
    try:
        found = read_dispatch(request.project, request.settings, request.directory)
    except OutputError as error:
        return DispatchReport(error=error)
    with open_store(request.directory) as store, store.open_manifest() as manifest:
        rows = tuple(_rows(found, letters, manifest))
    counted = found.count(letters)
    counts = tuple((one.value, counted[one]) for one in DispatchState if counted[one])
    return DispatchReport(rows, counts)


def _rows(
    found: DispatchOverview, letters: Iterable[Letter], manifest: Manifest
) -> Iterator[tuple[str, LetterDispatch, bool]]:
    for one in letters:
        told = found.of(one)
        history = manifest.find(one.id, "pdf") if told.versions else None
        sha256 = history.done.sha256 if history and history.done else ""
        yield one.id, told, told.is_changed(sha256)
