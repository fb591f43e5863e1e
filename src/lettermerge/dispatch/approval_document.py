"""Write and read what an approver signs: a JSON document that lists letters by their hashes.

It is strict in both directions: what has another key, another type or a letter twice is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

VERSION = 1
#: The causes that say why a letter is another one than was approved (see `output.job.CAUSES`).
SHARED_CAUSES = ("profile", "template", "theme", "settings")

_KEYS = (
    "lettermerge_approval", "approved_at", "note", "settings", "approvers", "count", "earlier",
    "causes", "letters",
)  # fmt: skip
_LETTER = {"id", "name", "files", "recipient", "causes"}
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{4,9}")


@dataclass(frozen=True, slots=True)
class ApprovedLetter:
    """One letter: `files` has the hash of what each format prints (SHA-256, 64 hex digits).

    `recipient` and `causes` (those of SHARED_CAUSES) are the short hashes of a fingerprint. They
    decide nothing: they tell what changed when the letter is another one later.
    """

    id: str
    name: str
    files: Mapping[str, str] = field(hash=False)
    recipient: str = ""
    causes: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ApprovalDocument:
    """What is approved, when (UTC, whole seconds), and under which rule.

    `settings` is the SHA-256 of lettermerge.toml. The rule is that of the settings: `approvers` are
    the fingerprints of their certificates, and `count` of them are needed. `earlier` has the
    SHA-256 of each approval that was in the project, by number.
    """

    approved_at: datetime
    letters: tuple[ApprovedLetter, ...]
    settings: str
    approvers: frozenset[str]
    count: int
    note: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict, hash=False)


def encode_approval(document: ApprovalDocument) -> bytes:
    """Return a document as JSON (UTF-8), one letter a line."""
    causes: dict[tuple[str, ...], int] = {}
    letters = []
    for one in document.letters:
        shared = tuple(one.causes.get(cause, "") for cause in SHARED_CAUSES)
        place = causes.setdefault(shared, len(causes))
        letters.append(
            {
                "id": one.id, "name": one.name, "files": dict(sorted(one.files.items())),
                "recipient": one.recipient, "causes": place,
            }
        )  # fmt: skip
    head = {
        "lettermerge_approval": VERSION,
        "approved_at": write_time(document.approved_at),
        "note": document.note,
        "settings": document.settings,
        "approvers": sorted(document.approvers),
        "count": document.count,
        "earlier": dict(sorted(document.earlier.items())),
        "causes": [dict(zip(SHARED_CAUSES, one, strict=True)) for one in causes],
    }
    lines = [f"{_dump(key)}: {_dump(value)}" for key, value in head.items()]
    rows = ",\n".join(map(_dump, letters))
    text = "{\n" + ",\n".join([*lines, f'"letters": [\n{rows}\n]']) + "\n}\n"
    return text.encode("utf-8", "surrogatepass")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def parse_approval(content: bytes) -> ApprovalDocument:
    """Return the document that `encode_approval` wrote.

    Raises:
        ValueError: it is another one; the message says why.
    """
    data = load_strictly(content)
    if not isinstance(data, dict) or data.get("lettermerge_approval") != VERSION:
        raise ValueError("it is no list of approved letters that this version reads")
    try:
        return _to_document(data)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"its list of letters is damaged ({type(error).__name__})") from None


def load_strictly(content: bytes) -> Any:
    """Return what JSON says; raises ValueError where two readers may read it differently."""
    try:
        return json.loads(content.decode("utf-8", "surrogatepass"), object_pairs_hook=_object)
    except RecursionError:
        raise ValueError("it is no list of approved letters") from None
    except ValueError as error:
        raise ValueError(f"it is no list of approved letters: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse what two readers may read differently: a key that is there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _to_document(data: dict[str, Any]) -> ApprovalDocument:
    if set(data) != set(_KEYS):
        raise ValueError("its keys are not those of an approval")
    moment = read_time(data["approved_at"])
    count = data["count"]
    if type(count) is not int or count < 1:
        raise ValueError("its number of approvers is none")
    letters = tuple(_letters(data))
    return ApprovalDocument(
        approved_at=moment,
        letters=letters,
        settings=_require(_SHA256, data["settings"]),
        approvers=frozenset(_require(_SHA256, one) for one in data["approvers"]),
        count=count,
        note=read_text(data["note"]),
        earlier=read_hashes(data["earlier"]),
    )


def _letters(data: dict[str, Any]) -> Iterator[ApprovedLetter]:
    if not isinstance(data["letters"], list):
        raise ValueError("its letters are no list")
    shared = [{cause: read_text(one[cause]) for cause in SHARED_CAUSES} for one in data["causes"]]
    seen = set()
    for one in data["letters"]:
        if set(one) != _LETTER or type(one["causes"]) is not int or one["causes"] < 0:
            raise ValueError("a letter of its list is damaged")
        files = {
            read_text(kind): _require(_SHA256, digest) for kind, digest in one["files"].items()
        }
        if (id_ := read_text(one["id"])) in seen:
            raise ValueError(f"the letter {id_} is there twice")
        seen.add(id_)
        causes = shared[one["causes"]]
        yield ApprovedLetter(
            id_, read_text(one["name"]), files, read_text(one["recipient"]), causes
        )


def write_time(moment: datetime) -> str:
    """Return a time (with a zone) as approvals have it: in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime(_TIME)


def read_time(value: Any) -> datetime:
    """Return the time that `write_time` wrote; raises ValueError."""
    try:
        return datetime.strptime(value, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("its time is none") from None


def read_hashes(values: Any) -> Mapping[str, str]:
    """Return hashes of approvals by number; raises ValueError or AttributeError."""
    return {_require(_NUMBER, number): _require(_SHA256, one) for number, one in values.items()}


def read_text(value: Any) -> str:
    """Return a value that is text; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("text was expected")
    return value


def _require(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(read_text(value)):
        raise ValueError(f"`{str(value)[:80]}` was not expected")
    return str(value)
