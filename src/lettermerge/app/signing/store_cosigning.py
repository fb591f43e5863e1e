"""Add a signature to finished letters that are objects in a store, as a run of its own.

Each object is replaced only in the version that was read and signed (If-Match), after a segment of
the manifest says what it is about to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ...config.store_address import StoreAddress, parent_of
from ...errors import LettermergeError, OutputError, SigningError, UsageError
from ...output.file_names import COPIES, ORPHANS
from ...output.file_system_calls import fault_of
from ...output.manifest import History, Manifest, Record
from ...output.output_folder import FileChanged, Placement, mark
from ...output.store import RunJournal, Store
from ...output.store_opening import open_store
from ...signing.verify import SUFFIXES
from .cosigning import Cosigned, Cosigning, half_signed, require_sound, sign_command, sign_finished

if TYPE_CHECKING:
    from ...config.store_address import Place

_AT_ONCE = 32  # letters whose lines share a segment


@dataclass(frozen=True, slots=True)
class _ObjectDraft:
    """An object with its signature, not written yet; `signed` is None where it bears it already.

    `seen` marks the version that was read (see `files.mark`).
    """

    path: str
    known: Record
    signed: bytes | None
    seen: int


@dataclass(frozen=True, slots=True)
class _Object:
    """What became of an object: its draft, or why there is none."""

    path: str
    draft: _ObjectDraft | None = None
    error: LettermergeError | None = None


def cosign_objects(
    places: Iterable[StoreAddress], signing: Cosigning, options: Sequence[str] = ()
) -> Iterator[Cosigned]:
    """Add a signature to each letter at or below the places, in its place.

    The rules are those of `cosign_files`; an object that no manifest records is refused, too.

    Raises:
        UsageError: no letter is there.
        OutputError: a run holds the store, or it does not answer.
    """
    homes: dict[StoreAddress, list[str]] = {}
    for place in places:
        home = _find_home(place)
        homes.setdefault(home, []).append(place.prefix[len(home.prefix) :].strip("/"))
    for home, below in homes.items():
        with open_store(home) as store, store.hold() as journal, store.open_manifest() as manifest:
            letters = _find_letters(store, below)
            if not letters:
                hint = "name letters, or the address that they were rendered to"
                raise UsageError(f"there is no letter to sign in {home}", hint=hint)
            run = _Cosigning(store, journal, _recorded(manifest), signing, options)
            for start in range(0, len(letters), _AT_ONCE):
                yield from _cosign_some(run, letters[start : start + _AT_ONCE])


def _find_home(place: StoreAddress) -> StoreAddress:
    """Return the address with a manifest that a place is at or below."""
    one: Place = place
    while isinstance(one, StoreAddress):
        if open_store(one).has_manifest():
            return one
        if not one.prefix:
            break
        one = parent_of(one)
    raise UsageError(
        f"no run has written letters to {place}",
        hint="name letters, or the address that they were rendered to",
    )


def _find_letters(store: Store, below: Sequence[str]) -> list[list[str]]:
    """Return the paths of letters, those of one letter's formats together."""
    letters: dict[str, list[str]] = {}
    for path in store.paths():
        named = any(path == one or not one or path.startswith(f"{one}/") for one in below)
        if named and path.endswith(SUFFIXES) and path.partition("/")[0] not in (*COPIES, ORPHANS):
            letters.setdefault(path.rpartition(".")[0], []).append(path)
    return list(letters.values())


def _recorded(manifest: Manifest) -> Mapping[str, History]:
    histories = (manifest.find(*key) for key in manifest)
    return {one.latest.path: one for one in histories if one is not None}


@dataclass(frozen=True, slots=True)
class _Cosigning:
    """A store that is held, what its manifest records by path, and who signs."""

    store: Store
    journal: RunJournal
    recorded: Mapping[str, History]
    signing: Cosigning
    options: Sequence[str]


def _cosign_some(run: _Cosigning, letters: Sequence[Sequence[str]]) -> Iterator[Cosigned]:
    """Sign letters, each in all of its formats or in none, and write them together."""
    store = run.store
    drafts: list[_ObjectDraft] = []
    told: list[Cosigned] = []
    for paths in letters:
        objects = [_draft(store, path, run.recorded.get(path), run.signing) for path in paths]
        failed = [one for one in objects if one.error]
        command = sign_command([str(_address(store, one)) for one in paths], run.options)
        for one in objects:
            if one.error:
                told.append(Cosigned(_address(store, one.path), one.error))
            elif one.draft and one.draft.signed is None:
                told.append(Cosigned(_address(store, one.path), already=True))
            elif failed and failed[0].error:
                names = ", ".join(_name(other.path) for other in failed)
                error = half_signed(failed[0].error, _name(one.path), names, command)
                told.append(Cosigned(_address(store, one.path), error))
            elif one.draft:
                drafts.append(one.draft)
    yield from told
    for draft, fault in zip(drafts, _write(run, drafts), strict=True):
        yield Cosigned(_address(store, draft.path), fault)


def _draft(store: Store, path: str, history: History | None, signing: Cosigning) -> _Object:
    try:
        seen = mark(store.stat(path))
        content = store.read(path)
        known = history.match(sha256(content).hexdigest()) if history else None
        if known is None:
            what = "was altered since it was written" if history else "is in no manifest"
            raise SigningError(
                f"{_name(path)} {what}",
                hint="render it again with --force, or see `lettermerge status`",
            )
        verdict = require_sound(content, _name(path))
        if signing.signer.identity.fingerprint in {one.fingerprint for one in verdict.signatures}:
            return _Object(path, _ObjectDraft(path, known, None, seen))
        signing.require_approved(_address(store, path), known)
        signed = sign_finished(content, signing.signer, signing.sealing)
    except LettermergeError as error:
        return _Object(path, error=error)
    except OSError as error:
        fault = fault_of(error, _address(store, path))
        return _Object(path, error=OutputError.from_fault(fault))
    return _Object(path, _ObjectDraft(path, known, signed, seen))


def _write(run: _Cosigning, drafts: Sequence[_ObjectDraft]) -> list[LettermergeError | None]:
    """Replace objects by their signed versions; return what kept each from it.

    Raises:
        OutputError: the store does not answer, or another run has taken the lease.
    """
    store, journal = run.store, run.journal
    placements: list[Placement] = []
    try:
        for draft in drafts:
            content = draft.signed or b""
            part = store.staging.write_part(draft.path, content)
            record = draft.known.cosign(content, run.signing.signer.label)
            placements.append(Placement(part, record, draft.seen))
        if placements:
            journal.intend([one.record for one in placements], [one.part for one in placements])
        found = store.place_group(placements)
        journal.done(
            one.record for one, fault in zip(placements, found, strict=True) if fault is None
        )
    except OSError as error:
        raise OutputError.from_fault(fault_of(error, store.place)) from None
    finally:
        for one in placements:
            store.discard(one.part)
    return [_fault(store, draft, fault) for draft, fault in zip(drafts, found, strict=True)]


def _fault(store: Store, draft: _ObjectDraft, fault: OSError | None) -> LettermergeError | None:
    if fault is None:
        return None
    if isinstance(fault, FileChanged):
        told = f"{_name(draft.path)} was just written again"
        return SigningError(told, hint="sign it again")
    return OutputError.from_fault(fault_of(fault, _address(store, draft.path)))


def _address(store: Store, path: str) -> Place:
    return store.place / path


def _name(path: str) -> str:
    return path.rpartition("/")[2]
