"""Verify files, folders and manifests: signatures, and hashes where they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ..errors import UsageError
from ..output.file_names import COPIES, ORPHANS
from ..output.manifest import FILE_NAME, History, Manifest
from ..signing.identity.trust import Believed
from ..signing.verdict import UNSIGNED, UNSIGNED_AS_RECORDED, FileVerdict
from ..signing.verify import find_files, verify_content


def verify_paths(paths: Iterable[Path], believed: Believed) -> Iterator[FileVerdict]:
    """Judge what is named: files, folders, manifests; each file once.

    A folder with a manifest (or the manifest itself) stands for all that it records and whatever
    letters lie beside that, but for proofs and print files; its `orphans/` has a manifest of its
    own.

    Raises:
        UsageError: a path that is not there.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}", hint="name files, folders, or a manifest")
        if path.name == FILE_NAME or (path.is_dir() and (path / FILE_NAME).is_file()):
            found = _verify_output(path if path.is_dir() else path.parent, believed)
        elif path.is_dir():
            found = ((one, _verify(one, believed, None)) for one in find_files(path))
        else:
            found = iter([(path, _verify(path, believed, find_history(path)))])
        for file, verdict in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield verdict


def find_history(path: Path) -> History | None:
    """Return what the manifest of the folder around a file records of it."""
    path = path.resolve()
    home = next((one for one in path.parents if (one / FILE_NAME).is_file()), None)
    if home is None:
        return None
    return _recorded(home).get(path.relative_to(home).as_posix())


def _recorded(folder: Path) -> dict[str, History]:
    """Return what a manifest records, by path: where each letter was last, or every orphan."""
    found: dict[str, History] = {}
    if not (folder / FILE_NAME).is_file():
        return found
    with Manifest(folder) as manifest:
        for id_, kind in manifest:
            history = manifest.find(id_, kind)
            for record in history.records if history else ():
                path = record.path if folder.name == ORPHANS or not history else history.latest.path
                known = found.get(path)  # two letters may have had one name, one after the other
                found[path] = History((*(known.records if known else ()), record), None)
    return found


def _verify_output(folder: Path, believed: Believed) -> Iterator[tuple[Path, FileVerdict]]:
    is_aside = folder.name == ORPHANS and (folder.parent / FILE_NAME).is_file()
    top = folder.parent if is_aside else folder
    aside = top / ORPHANS
    letters, orphans = _recorded(top), _recorded(aside)
    recorded = set()
    for home, own, there, others in (
        (top, letters, aside, orphans),
        (aside, orphans, top, letters),
    ):
        for relative, history in own.items() if home in (folder, aside) else ():
            path = home / relative
            recorded.add(path)
            if path.exists() or not _stands_in(there, others, history):
                yield path, _verify(path, believed, history)
    for path in find_files(folder):
        if path not in recorded and path.relative_to(folder).parts[0] not in COPIES:
            yield path, _verify(path, believed, None)


def _stands_in(folder: Path, recorded: Mapping[str, History], history: History) -> bool:
    """Return whether another manifest has this very file: a move that a killed run did not end."""
    shas = {(r.id, r.format, r.sha256) for r in history.records}
    return any(
        (r.id, r.format, r.sha256) in shas and (folder / relative).exists()
        for relative, other in recorded.items()
        for r in other.records
    )


def _verify(path: Path, believed: Believed, history: History | None) -> FileVerdict:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return FileVerdict(str(path), reasons=("it is recorded and missing",))
    except OSError as error:
        return FileVerdict(str(path), reasons=(f"it cannot be read: {error.strerror}",))
    verdict = verify_content(content, str(path), believed)
    if history is None:
        return verdict
    record = history.match(sha256(content).hexdigest())
    if record is None:
        return replace(verdict, reasons=(*verdict.reasons, "it was altered since it was written"))
    unsigned = not record.signer and not record.cosigners and verdict.reasons == (UNSIGNED,)
    if unsigned and not believed.strict:  # a manifest is no signature: --trust asks for one
        return replace(verdict, reasons=(), notes=(*verdict.notes, UNSIGNED_AS_RECORDED))
    return replace(verdict, notes=(*verdict.notes, "as recorded"))
