"""Ask an object store for whole objects: conditional writes, reads, listings, within a time limit.

The one module that knows the client library (obstore) and its errors. Requests are tried again
here, not by the library: a conditional write whose answer was lost may have succeeded, and only a
look at what is there tells.
"""

from __future__ import annotations

import os
import random
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from ..config.store_address import StoreAddress
from ..errors import MissingEngineError, SettingsError, extra_hint
from ..signing.identity.passphrase import STORE_VARIABLES, look_up
from .store_faults import (
    NoConditionalWrites,
    ObjectChanged,
    ObjectExists,
    StoreFault,
    StoreRefused,
    StoreUnreachable,
)

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
#: Answers after which the same request may succeed: too slow, conflict, too many, faults of theirs.
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_CONNECT, _REQUEST = timedelta(seconds=5), timedelta(seconds=30)
_PART = 8 << 20  # bytes; what is larger is uploaded in parts
_PIECE = 1 << 20  # bytes that are downloaded at once
_LEAST_TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
#: What says where credentials are, in the order in which the library looks (AWS SDKs and Tools
#: Reference Guide, "Standardized credential providers").
_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_METADATA_ENDPOINT",
)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object of a listing: `key` is below the prefix, `modified` in seconds since 1970."""

    key: str
    etag: str
    size: int
    modified: float


class Bucket:
    """The objects below one address. Keys are relative to it. Threads may share it.

    Every method may raise StoreFault.
    """

    def __init__(self, address: StoreAddress) -> None:
        """Raises MissingEngineError without the extra, SettingsError without credentials."""
        self.address = address
        self._store = _open(address)
        self._patience = address.retry_seconds
        self._is_gone = False

    def create(self, key: str, content: bytes) -> str:
        """Write an object where there is none; return its ETag.

        An object of the same bytes counts as written: the answer to an earlier try may be lost.

        Raises:
            ObjectExists: another object is there.
        """
        return self._write(key, content, "create")

    def replace(self, key: str, content: bytes, etag: str) -> str:
        """Write an object over the version with this ETag, and over no other; return the new ETag.

        Raises:
            ObjectChanged: another version is there, or none.
        """
        return self._write(key, content, {"e_tag": etag})

    def overwrite(self, key: str, content: bytes) -> str:
        """Write an object, whatever is there; return its ETag."""
        return self._write(key, content, "overwrite")

    def upload(self, key: str, file: Path) -> None:
        """Write an object from a file of any size, in parts; it is there when all of it is."""

        def put() -> None:
            with file.open("rb") as stream:
                self._store.put(key, stream, use_multipart=file.stat().st_size > _PART or None)

        self._ask(key, put)

    def read(self, key: str) -> bytes:
        """Return an object's bytes; raises FileNotFoundError where there is none."""
        return self.read_version(key)[0]

    def read_version(self, key: str) -> tuple[bytes, str]:
        """Return an object's bytes and ETag; raises FileNotFoundError where there is none."""

        def read() -> tuple[bytes, str]:
            found = self._store.get(key)
            return bytes(found.bytes()), str(found.meta["e_tag"] or "")

        return self._ask(key, read)

    def download(self, key: str, file: Path) -> None:
        """Write an object of any size into a file; raises FileNotFoundError where there is none."""

        def fetch() -> None:
            with file.open("wb") as target:
                for piece in self._store.get(key).stream(min_chunk_size=_PIECE):
                    target.write(piece)

        self._ask(key, fetch)

    def find(self, key: str) -> StoredObject | None:
        """Return what is at a key, None for nothing."""
        try:
            return _to_object(self._ask(key, lambda: self._store.head(key)))
        except FileNotFoundError:
            return None

    def list(self, below: str = "") -> Iterator[StoredObject]:
        """Yield the objects below a key that ends with a slash ("" for all)."""

        def read() -> list[StoredObject]:
            pages = self._store.list(below or None, chunk_size=1000)
            return [_to_object(one) for page in pages for one in page]

        try:
            yield from self._ask(below, read)
        except FileNotFoundError:
            raise StoreRefused("the bucket does not exist, or may not be listed") from None

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects; one that is not there is none to remove."""
        for key in keys:
            self._ask(key, partial(self._store.delete, key))

    def require_conditions(self) -> None:
        """Ask the store to write over an object conditionally, which it must refuse.

        Raises:
            NoConditionalWrites: it does not refuse.
        """
        key = f"leases/probe-{secrets.token_hex(8)}"
        tag = self.create(key, b"first")
        try:
            another = f'"{tag.strip(chr(34))[::-1]}0"'
            if self._is_written(key, "create") or self._is_written(key, {"e_tag": another}):
                raise NoConditionalWrites(
                    f"{self.address} does not refuse conditional writes: two runs could not be "
                    "kept apart"
                )
        finally:
            self.delete([key])

    def _is_written(self, key: str, mode: Any) -> bool:
        """Return whether a write that must be refused is not."""
        try:
            self._write(key, secrets.token_bytes(8), mode)
        except ObjectExists:
            return False
        return True

    def _write(self, key: str, content: bytes, mode: Any) -> str:
        tries = _Tries(self._patience, self._is_gone)
        while True:
            try:
                done = self._store.put(key, content, mode=mode, use_multipart=False)
                self._is_gone = False
                return str(done["e_tag"] or "")
            except Exception as error:  # noqa: BLE001 - the library's own kinds are told apart below
                kind = type(error).__name__
                if kind in {"AlreadyExistsError", "PreconditionError"}:
                    if (tag := self._resolve(key, content, mode)) is not None:
                        return tag
                elif isinstance(error, FileNotFoundError) and mode not in ("create", "overwrite"):
                    raise ObjectChanged("the object is no longer there") from None
                elif not _is_passing(error):
                    raise _refusal(error) from None
                if not tries.wait():
                    self._is_gone = True
                    raise _unreachable(error) from None

    def _resolve(self, key: str, content: bytes, mode: Any) -> str | None:
        """Return the ETag of what is there where it is what was to be written; None to try again.

        Two conditional writes at once are both refused (409), and one of them may try again.
        """
        try:
            found, tag = self.read_version(key)
        except FileNotFoundError:
            if mode == "create":
                return None
            raise ObjectChanged("the object is no longer there") from None
        if found == content:
            return tag
        if mode == "create":
            raise ObjectExists("another object is there")
        if tag == mode["e_tag"]:
            return None
        raise ObjectChanged("the object was changed meanwhile")

    def _ask(self, key: str, question: Callable[[], _Answer]) -> _Answer:
        tries = _Tries(self._patience, self._is_gone)
        while True:
            try:
                answer = question()
            except FileNotFoundError:
                raise FileNotFoundError(2, "there is no such object", key) from None
            except Exception as error:  # noqa: BLE001 - see above
                if not _is_passing(error):
                    raise _refusal(error) from None
                if not tries.wait():
                    self._is_gone = True
                    raise _unreachable(error) from None
            else:
                self._is_gone = False
                return answer


class _Tries:
    """How long a request is tried again; once where the store has been given up already.

    A few times at least: this process, or the machine, may have been suspended meanwhile.
    """

    def __init__(self, patience: float, is_gone: bool) -> None:
        self._until = time.monotonic() + patience
        self._least = 1 if is_gone else _LEAST_TRIES
        self._is_gone = is_gone
        self._pause = _FIRST_PAUSE

    def wait(self) -> bool:
        """Wait before the next try; False where the time is over."""
        pause = self._pause * (0.5 + random.random())  # noqa: S311 - it spreads tries, no more
        self._least -= 1
        if self._least <= 0 and (self._is_gone or time.monotonic() + pause > self._until):
            return False
        time.sleep(pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        return True


@cache
def open_bucket(address: StoreAddress) -> Bucket:
    """Return the bucket at an address, one for all of this process: it keeps connections."""
    return Bucket(address)


def _open(address: StoreAddress) -> Any:
    try:
        from obstore.store import S3Store
    except ImportError:
        raise MissingEngineError(
            "object stores need obstore, which is not installed", hint=extra_hint("cloud")
        ) from None
    if not any(os.environ.get(name) for name in _CREDENTIALS):
        raise SettingsError(
            f"there are no credentials for {address}",
            hint="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
        )
    options: dict[str, Any] = {"endpoint": address.endpoint} if address.endpoint else {}
    for name in STORE_VARIABLES:  # withheld from the environment of other processes
        if (secret := look_up(name)) is not None:
            options[name.lower()] = secret.reveal().decode()
    plain = address.endpoint.startswith("http:")
    try:
        return S3Store(
            address.bucket,
            prefix=address.prefix or None,
            client_options={
                "allow_http": plain,
                "connect_timeout": _CONNECT,
                "timeout": _REQUEST,
                "user_agent": "lettermerge",
            },
            retry_config={"max_retries": 0, "retry_timeout": _REQUEST},
            **options,
        )
    except Exception:  # noqa: BLE001 - what it says may quote the environment
        raise SettingsError(
            f"{address} cannot be opened with the AWS_ variables of the environment",
            hint="check AWS_ENDPOINT_URL, AWS_REGION and the credentials",
        ) from None


def _to_object(found: Any) -> StoredObject:
    modified = found["last_modified"].timestamp()
    return StoredObject(found["path"], str(found["e_tag"] or ""), found["size"], modified)


def _status(error: Exception) -> int:
    found = _STATUS.search(str(error))
    return int(found[1]) if found else 0


def _is_passing(error: Exception) -> bool:
    """Return whether the same request may succeed later; True where no answer came at all.

    What is no error of the store or the network is a fault of ours, and is raised.
    """
    if type(error).__module__.partition(".")[0] != "obstore" and not isinstance(error, OSError):
        raise error
    if type(error).__name__ not in {"GenericError", "JoinError"} and not isinstance(error, OSError):
        return False
    status = _status(error)
    return status == 0 or status in _PASSING


def _told(error: Exception) -> str:
    """Return the status and the store's own code, which hold nothing private."""
    code = _CODE.search(str(error))
    status = _status(error)
    parts = ([str(status)] if status else []) + ([code[1]] if code else [])
    return " ".join(parts) or "no answer"


def _refusal(error: Exception) -> StoreFault:
    return StoreRefused(f"the store refuses the request ({_told(error)})")


def _unreachable(error: Exception) -> StoreUnreachable:
    return StoreUnreachable(
        f"the store does not answer as it should, however often it was asked ({_told(error)})"
    )
