"""Write a new project's files: settings, a letter, a list; overwrite nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from ..errors import UsageError
from .starter_placeholders import DATE

#: Where each file of the package's `starter` folder goes.
_FILES = {
    "lettermerge.toml": "lettermerge.toml",
    "letter.md": "letters/letter.md",
    "recipients.csv": "recipients.csv",
    "project.gitignore": ".gitignore",
}


def starter_roster(project: Path, sources: Iterable[str]) -> str:
    """Return the roster of a project that is still the one that `init` wrote, "" for none."""
    text = files(__package__).joinpath("starter", "recipients.csv").read_bytes()
    for source in sources:
        path = project / source
        if path.is_file() and path.stat().st_size == len(text) and path.read_bytes() == text:
            return source
    return ""


def make_project(
    directory: Path, today: datetime.date, given: Mapping[str, bytes] | None = None
) -> tuple[str, ...]:
    """Write a project into `directory`, dated `today`; return the paths made, relative to it.

    `given` are files in the place of the starter's or beside them, by their paths.

    Raises:
        UsageError: one of the files is there already; nothing is written then.
    """
    source = files(__package__).joinpath("starter")
    wanted = {
        path: source.joinpath(name)
        .read_text(encoding="utf-8")
        .replace(DATE, today.isoformat())
        .encode()
        for name, path in _FILES.items()
    }
    if given is not None:
        own = {path.split("/")[0] for path in given}
        kept = [path for path in wanted if path == ".gitignore" or path.split("/")[0] not in own]
        wanted = {path: wanted[path] for path in kept}
        if "lettermerge.toml" in given:  # which names its own roster
            wanted.pop("recipients.csv", None)
        wanted |= given
    if (directory / ".gitignore").exists():
        del wanted[".gitignore"]
    write_new_files(directory, wanted, hint="choose an empty folder")
    return tuple(wanted)


def write_new_files(
    directory: Path, wanted: Mapping[str, bytes], *, force: bool = False, hint: str = ""
) -> None:
    """Write files below a folder, by their paths; all of them, or none.

    Raises:
        UsageError: one is there already and `force` is not given, or cannot be written.
    """
    taken = [path for path in wanted if (directory / path).exists()]
    if taken and not force:
        raise UsageError(
            f"{directory / taken[0]} is there already",
            hint=hint or "choose another name with --name, or overwrite it with --force",
        )
    made: list[Path] = []
    try:
        for path, data in wanted.items():
            target = directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(target.name + ".part")
            made.append(part)
            part.write_bytes(data)
        for part in made:
            part.replace(part.with_name(part.name.removesuffix(".part")))
    except OSError as error:
        for part in made:
            part.unlink(missing_ok=True)
        raise UsageError(
            f"{target} cannot be written: {error.strerror}", hint="choose another folder"
        ) from None
