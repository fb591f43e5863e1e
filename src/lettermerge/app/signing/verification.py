"""Verify files, folders and manifests: signatures, and hashes where they are recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from ...config.store_address import Place, parent_of
from ...diagnostics import number_of
from ...errors import UsageError
from ...output.file_names import COPIES, ORPHANS
from ...output.manifest import FILE_NAME, History
from ...output.store_opening import open_store
from ...signing.identity.trust import Believed, remembered
from ...signing.verdict import (
    UNSIGNED,
    UNSIGNED_AS_RECORDED,
    FileVerdict,
    SignatureVerdict,
    Trust,
)
from ...signing.verify import OTHER_FORMAT, SUFFIXES, find_files, verify_content
from ..approval.approval_status import Approvals
from ..approval.finished_file_approval import (
    ApprovedFiles,
    is_sealed,
    refuse_record,
    tell_approvers,
)

#: Folders of an output folder whose files nobody signs: previews and print files.
_NEVER_SIGNED = ("preview", "print")
_NO_LETTER = "it is a preview or a print file, not meant to be signed"
_Read = Callable[[], bytes]
_Judge = Callable[[Place, History | None, _Read], FileVerdict]


def verify_paths(
    paths: Iterable[Place], believed: Believed, approved: ApprovedFiles | None = None
) -> Iterator[FileVerdict]:
    """Judge what is named: files, folders, manifests; each file once.

    Where `approved` is given, a sealed letter that lacks approvals does not hold.

    A folder with a manifest (or the manifest itself) stands for all that it records and whatever
    letters lie beside that, but for proofs and print files; its `orphans/` has a manifest of its
    own. The files of another folder are judged by the manifest above each, where there is one.

    Raises:
        UsageError: a path that is not there.
    """
    judge = partial(_verify, believed, approved)
    seen: set[Place] = set()
    for path in paths:
        found: Iterable[tuple[Place, FileVerdict]]
        if not isinstance(path, Path):
            found = _verify_output(path, judge)
        elif not path.exists():
            raise UsageError(f"there is no {path}", hint="name files, folders, or a manifest")
        elif path.name == FILE_NAME or (path.is_dir() and (path / FILE_NAME).is_file()):
            found = _verify_output(path if path.is_dir() else path.parent, judge)
        elif path.is_dir():
            found = _verify_below(path, judge)
        else:
            found = iter([(path, judge(path, find_history(path), path.read_bytes))])
        for file, verdict in found:
            place = file.resolve() if isinstance(file, Path) else file
            if place not in seen:
                seen.add(place)
                yield verdict


def verify_approvals(approvals: Approvals) -> Iterator[FileVerdict]:
    """Judge each approval of a project: its signature, its certificate, its place.

    One that was replaced still counts for what it says; it does not hold all the same, because the
    record of who approved what is not complete.
    """
    for one in approvals.all:
        signature = SignatureVerdict(
            signer=one.signer,
            fingerprint=one.fingerprint,
            trust=Trust.UNTRUSTED if one.reasons else Trust.TRUSTED,
            time=one.signed_at,
            level="CMS",
            coverage="withdrawal" if one.withdrawal else number_of(len(one.letters), "letter"),
            reasons=one.reasons,
            notes=tuple(filter(None, (*one.notes, one.withdrawn))),
        )
        replaced = (one.replaced,) if one.replaced else ()
        if one.fingerprint:
            yield FileVerdict(one.path, (signature,), replaced)
        else:
            yield FileVerdict(one.path, (), (*one.reasons, *replaced))


def find_history(path: Path) -> History | None:
    """Return what the manifest of the folder around a file records of it."""
    home = _home_of(path)
    return _recorded(_open_home(home)).get(_place_in(home, path)) if home else None


def _verify_below(folder: Path, judge: _Judge) -> Iterator[tuple[Place, FileVerdict]]:
    """Judge the files of a folder, each by the manifest that is nearest above it."""
    known: dict[Path, dict[str, History]] = {}
    named = _is_never_signed(folder)
    for file in find_files(folder):
        if not named and _is_never_signed(file):
            continue
        history, home = None, _home_of(file)
        if home:
            if home not in known:
                known[home] = _recorded(_open_home(home))
            history = known[home].get(_place_in(home, file))
        yield file, judge(file, history, file.read_bytes)


def count_never_signed(paths: Iterable[Place]) -> int:
    """Return how many previews and print files in named folders are left out.

    Where a folder of them is named itself, they are judged: none of them holds.
    """
    folders = [one for one in paths if isinstance(one, Path) and one.is_dir()]
    folders = [one for one in folders if not _is_never_signed(one)]
    found = {file.resolve() for one in folders for file in find_files(one)}
    return sum(map(_is_never_signed, found))


def _is_never_signed(file: Path) -> bool:
    home = _home_of(file)
    return home is not None and _place_in(home, file).partition("/")[0] in _NEVER_SIGNED


def _home_of(path: Path) -> Path | None:
    above = path.resolve().parents
    return next((one for one in above if (one / FILE_NAME).is_file()), None)


def _place_in(home: Path, path: Path) -> str:
    return path.resolve().relative_to(home).as_posix()


@dataclass(frozen=True, slots=True)
class _Home:
    """A folder or an address with a manifest; paths are below it."""

    place: Place
    read: Callable[[str], bytes]
    exists: Callable[[str], bool]
    letters: Callable[[], list[str]]
    is_aside: bool = False


def _open_home(place: Place) -> _Home:
    if isinstance(place, Path):
        return _Home(
            place,
            lambda relative: (place / relative).read_bytes(),
            lambda relative: (place / relative).exists(),
            lambda: [one.relative_to(place).as_posix() for one in find_files(place)],
            place.name == ORPHANS,
        )
    store = open_store(place)
    return _Home(
        place,
        store.read,
        lambda relative: store.stat(relative) is not None,
        lambda: [one for one in store.paths() if one.lower().endswith(SUFFIXES)],
        place.name == ORPHANS,
    )


def _recorded(home: _Home) -> dict[str, History]:
    """Return what a manifest records, by path: where each letter was last, or every orphan."""
    found: dict[str, History] = {}
    with open_store(home.place).open_manifest() as manifest:
        for id_, kind in manifest:
            history = manifest.find(id_, kind)
            for record in history.records if history else ():
                path = record.path if home.is_aside or not history else history.latest.path
                known = found.get(path)  # two letters may have had one name, one after the other
                found[path] = History((*(known.records if known else ()), record), None)
    return found


def _verify_output(place: Place, judge: _Judge) -> Iterator[tuple[Place, FileVerdict]]:
    asked = _open_home(place)
    top = _open_home(parent_of(place)) if asked.is_aside and _has_parent(place) else asked
    aside = asked if top is not asked else _open_home(top.place / ORPHANS)
    letters, orphans = _recorded(top), _recorded(aside)
    recorded = set()
    for home, own, there, others in (
        (top, letters, aside, orphans),
        (aside, orphans, top, letters),
    ):
        for relative, history in own.items() if home is not top or asked is top else ():
            recorded.add((home.place, relative))
            if home.exists(relative) or not _stands_in(there, others, history):
                yield _verify_in(home, relative, judge, history)
    for relative in asked.letters():
        known = (asked.place, relative) in recorded or (
            relative.startswith(f"{ORPHANS}/")
            and (aside.place, relative.removeprefix(f"{ORPHANS}/")) in recorded
        )
        if not known and relative.partition("/")[0] not in COPIES:
            yield _verify_in(asked, relative, judge, None)


def _has_parent(place: Place) -> bool:
    """Return whether what a place is in has a manifest."""
    return open_store(parent_of(place)).has_manifest()


def _stands_in(home: _Home, recorded: Mapping[str, History], history: History) -> bool:
    """Return whether another manifest has this very file: a move that a killed run did not end."""
    shas = {(r.id, r.format, r.sha256) for r in history.records}
    return any(
        (r.id, r.format, r.sha256) in shas and home.exists(relative)
        for relative, other in recorded.items()
        for r in other.records
    )


def _verify_in(
    home: _Home, relative: str, judge: _Judge, history: History | None
) -> tuple[Place, FileVerdict]:
    path = home.place / relative
    return path, judge(path, history, partial(home.read, relative))


def _verify(
    believed: Believed,
    approved: ApprovedFiles | None,
    path: Place,
    history: History | None,
    read: _Read,
) -> FileVerdict:
    try:
        content = read()
    except FileNotFoundError:
        return FileVerdict(str(path), reasons=("it is recorded and missing",))
    except OSError as error:
        return FileVerdict(str(path), reasons=(f"it cannot be read: {error.strerror}",))
    verdict = verify_content(content, str(path), believed)
    if history is None:
        unsigned = isinstance(path, Path) and not verdict.signatures and _is_never_signed(path)
        return replace(verdict, notes=(*verdict.notes, *[_NO_LETTER] * unsigned))
    record = history.match(sha256(content).hexdigest())
    if record is None:
        return replace(verdict, reasons=(*verdict.reasons, "it was altered since it was written"))
    approvals = approved.approvals_for(path) if approved else None
    if approvals and is_sealed(record):
        reason = refuse_record(approvals, record)
        who = tell_approvers(approvals, record)
        verdict = replace(
            verdict,
            reasons=(*verdict.reasons, *filter(None, [reason])),
            notes=(*verdict.notes, *filter(None, [who])),
        )
    plain = verdict.reasons in ((UNSIGNED,), (OTHER_FORMAT,))  # a package's format has no room
    unsigned = not record.signer and not record.cosigners and plain
    if unsigned and not believed.strict:  # a manifest is no signature: --trust asks for one
        return replace(verdict, reasons=(), notes=(*verdict.notes, UNSIGNED_AS_RECORDED))
    return replace(verdict, notes=(*verdict.notes, "as recorded"))


def verify(*paths: str | Path, trust: str | Path | None = None) -> tuple[FileVerdict, ...]:
    """Judge files, folders or manifests for a program, with what this computer believes.

    `trust` is a PEM file of roots that are believed in place of the system's.

    >>> all(one.holds for one in lettermerge.verify("campaign/output"))     # doctest: +SKIP
    True

    Raises:
        UsageError: a path that is not there, or a file of roots that cannot be read.
    """
    roots = Path(trust) if trust is not None else None
    believed = Believed.of(roots, remembered(), now=datetime.now(UTC))
    return tuple(verify_paths(map(Path, paths), believed))
