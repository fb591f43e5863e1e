"""Select the files that machines need, pack them, and unpack them in a private folder.

They are known by a hash of their names and bytes, so that a machine unpacks the same files once.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ...config.settings import FILE_NAME
from ...diagnostics import Diagnostic, Where
from ...errors import SettingsError

LARGEST = 64 << 20  # bytes of all files together
MOST = 50_000  # files
_MARK = "manifest.jsonl"  # a folder that holds it is an output folder


@dataclass(frozen=True, slots=True)
class FileSelection:
    """Files below `folder`: all those in `trees`, `files` one by one, and by ending anywhere.

    What has `suffixes` is left out below hidden folders and below folders of output. Hidden files
    are left out everywhere, and links that lead out of the folder.
    """

    folder: Path
    trees: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def collect(self) -> dict[str, Path]:
        """Return the path of each file by its name below the folder, in the order of names."""
        found = {path.relative_to(self.folder).as_posix(): path for path in self._paths()}
        return dict(sorted(found.items()))

    def _paths(self) -> Iterator[Path]:
        inside = self.folder.resolve()
        trees = tuple(self.folder / tree for tree in self.trees)
        for top, folders, names in os.walk(self.folder):
            here = Path(top)
            if _MARK in names:
                folders.clear()
                continue
            folders[:] = [name for name in folders if not name.startswith(".")]
            whole = any(here.is_relative_to(tree) for tree in trees)
            for name in names:
                path = here / name
                wanted = whole or path.suffix.lower() in self.suffixes
                if wanted and not name.startswith(".") and _is_inside(path, inside):
                    yield path
        yield from (path for name in self.files if _is_inside(path := self.folder / name, inside))


def _is_inside(path: Path, folder: Path) -> bool:
    return path.is_file() and path.resolve().is_relative_to(folder)


def require_sendable(files: Mapping[str, Path]) -> None:
    """Refuse files that are too many to send, or too large together.

    Raises:
        SettingsError: they are.
    """
    if len(files) <= MOST and sum(path.stat().st_size for path in files.values()) <= LARGEST:
        return
    fault = Diagnostic(
        "cluster.project-too-large",
        f"the project's files are more than {LARGEST >> 20} MB or {MOST:,} files, which is "
        "too much to send to each worker",
        Where(FILE_NAME, column="cluster.project"),
        'put the project into a folder that all workers share, and write project = "shared"',
    )
    raise SettingsError.from_fault(fault)


def hash_files(files: Mapping[str, Path]) -> str:
    """Return the SHA-256 of the names and bytes of files."""
    digest = hashlib.sha256()
    for name, path in files.items():
        content = path.read_bytes()
        digest.update(f"{len(name.encode())} {len(content)} {name}".encode())
        digest.update(content)
    return digest.hexdigest()


def pack(files: Mapping[str, Path]) -> bytes:
    """Return files as a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in files.items():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(archive: bytes, digest: str, folder: Path) -> Path:
    """Unpack files into a new folder below `folder` that only this user reads; return it.

    Raises:
        ValueError: they are not what the hash says, or no files that were packed here.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(prefix=f"{digest[:16]}-", dir=folder))
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            infos = packed.infolist()
            if len(infos) > MOST or sum(info.file_size for info in infos) > LARGEST:
                raise ValueError("the packed files are too large")
            found = {info.filename: target / info.filename for info in infos}
            for info in infos:
                parts = PurePosixPath(info.filename).parts
                if info.is_dir() or not parts or parts[0] == "/" or ".." in parts:
                    raise ValueError(f"a packed file has the name {info.filename!r}")
                path = found[info.filename]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(packed.read(info))
        if hash_files(found) != digest:
            raise ValueError("the packed files are not those that were announced")
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target
