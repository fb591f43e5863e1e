"""Make paths from names, legal on every system and never outside the folder; find collisions.

Cells decide file names, so a name may hold anything. What it becomes is legal on Linux, macOS and
Windows; two names that one of these would take for the same file have the same `collision_key`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence

from ..diagnostics import Diagnostic
from ..errors import LetterError
from .job import Job, brief_of

#: Bytes of UTF-8 that one part of a path may have, the ending included.
MAX_PART = 100
_ENDING = len(".docx")
_MARK = 9  # "-" and eight hex digits

# Microsoft, "Naming Files, Paths, and Namespaces": reserved characters and device names, which
# stay reserved with any ending; superscript digits count as digits there.
_ILLEGAL = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f-\x9f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
#: The folder for files that no run will make again.
ORPHANS = "orphans"
#: Folders of an output folder that hold proofs, copies and letters for others to send.
COPIES = frozenset({"preview", "print", "mail", "handoff"})
#: What else is at the top of an output folder.
_OURS = re.compile(
    rf"({'|'.join(sorted(COPIES))}|{ORPHANS}|(manifest|ledger)\.jsonl|errors(-.*)?\.csv)",
    re.IGNORECASE,
)


def make_name(text: str) -> str:
    """Return `text` as a path below the output folder, without an ending.

    `/` separates folders. Characters that a system refuses become `_`; so do leading dots, so
    that `..` cannot leave the folder and no file is hidden. A part that is too long is cut
    between two characters and marked with a hash of the whole.

    Raises:
        LetterError: nothing is left, or the name is one of the program's own.
    """
    parts = [part for part in (make_part(part) for part in text.split("/")) if part]
    if not parts:
        raise LetterError(
            "the file name is empty",
            hint="let output.name print at least the recipient's id",
        )
    if _OURS.fullmatch(parts[0]):
        raise LetterError(
            f"the file name begins with {parts[0]}, which the output folder uses itself",
            hint="choose another output.name",
        )
    return "/".join(
        [
            *(_shorten(p, MAX_PART) for p in parts[:-1]),
            _shorten(parts[-1], MAX_PART - _ENDING),
        ]
    )


def collision_key(name: str) -> str:
    """Return what a file system that ignores case and normal forms sees of `name`.

    Unicode's canonical caseless matching (Unicode 15, 3.13, D145).
    """
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFC", folded)


def make_part(part: str) -> str:
    """Return a text as one part of a path, as `output.name` writes it; it may be too long."""
    part = unicodedata.normalize("NFC", part.encode("utf-8", "replace").decode("utf-8"))
    part = _ILLEGAL.sub("_", part)
    if not part.isascii():
        part = "".join("_" if _is_odd(character) else character for character in part)
    part = part.strip(" ").rstrip(". ")
    if part.startswith("."):
        part = "_" + part.lstrip(".")
    if is_device(part.split(".")[0].rstrip(" ")):
        part = "_" + part
    return part


def is_device(text: str) -> bool:
    """Return whether Windows takes a text for a device, so that it cannot be a name."""
    return _DEVICES.fullmatch(text) is not None


def _is_odd(character: str) -> bool:
    """Return whether a character cannot be seen: format, surrogate, unassigned, line separator."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def _shorten(part: str, limit: int) -> str:
    data = part.encode()
    if len(data) <= limit:
        return part
    head = data[: limit - _MARK].decode("utf-8", "ignore").rstrip(". ")
    return f"{head}-{hashlib.sha256(data).hexdigest()[: _MARK - 1]}"


_PARTS = 16


def find_collisions(jobs: Sequence[Job]) -> Iterator[Diagnostic]:
    """Yield a fault for each pair of recipients whose names some file system takes for one.

    `ann`, `Ann` and `a\u0301` in its two forms are one name on macOS or Windows; a letter would
    vanish. Also where one's name is a folder of the other's. Both are named, with their rows.
    """
    seen = array("q")  # hashes, since the names of a large roster outweigh its plan
    folders: set[str] = set()
    suspect = False
    id_ = format_ = name = ""
    for place in range(len(jobs)):
        job = brief_of(jobs, place)
        new = job.id != id_
        suspect = suspect or (not new and job.format == format_)  # wanted twice
        if new or job.name != name:
            key = collision_key(job.name)
            if new:
                seen.append(hash(key))
            head = key.rpartition("/")[0]
            while head and head not in folders:
                folders.add(head)
                head = head.rpartition("/")[0]
        id_, format_, name = job.id, job.format, job.name
    inner = {hash(head.rpartition(".")[0]) for head in folders}
    if suspect or _repeats(seen) or (inner and any(one in inner for one in seen)):
        yield from _name_collisions(jobs)


def _repeats(hashes: array[int]) -> bool:
    """Return whether one occurs twice. A set of all of them would outweigh them: so by parts."""
    for part in range(_PARTS):
        mine = [one for one in hashes if one % _PARTS == part]
        if len(set(mine)) < len(mine):
            return True
    return False


def _name_collisions(jobs: Sequence[Job]) -> Iterator[Diagnostic]:
    files: dict[str, Job] = {}
    folders: dict[str, Job] = {}
    for job in jobs:
        key = collision_key(job.path)
        other = files.setdefault(key, job)
        if other is not job:
            yield _collision(job, other)
        head = key.rpartition("/")[0]
        while head and head not in folders:
            folders[head] = job
            head = head.rpartition("/")[0]
    for head, job in folders.items():
        if (clash := files.get(head)) is not None:
            yield _collision(job, clash)


def _collision(job: Job, other: Job) -> Diagnostic:
    place = f" ({other.where})" if other.row else ""
    return Diagnostic(
        "output.collision",
        f"{job.label} and {other.label}{place} get the same file name: {other.path}"
        + (f" and {job.path}" if job.path != other.path else ""),
        job.where,
        "put {{ recipient.id }} into output.name, or change one of the two",
    )
