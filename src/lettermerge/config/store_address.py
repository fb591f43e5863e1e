"""Read where letters are kept: a folder, or a prefix in the bucket of an object store."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import SettingsError

SCHEME = "s3://"
# "General purpose bucket naming rules" of Amazon S3; other stores allow no more.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PART = re.compile(r"[\w!.*'()+,=@ -]+")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A prefix in a bucket; `prefix` has no slash at its ends, "" is the whole bucket.

    `endpoint` is the URL of the store's service, "" for Amazon's own. `retry_seconds` is how long a
    request is tried again, `lease_seconds` how long a run may be silent before another takes over.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    retry_seconds: float = 60.0
    lease_seconds: float = 30.0

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    @property
    def name(self) -> str:
        """The last part of the prefix, as of a path."""
        return self.prefix.rpartition("/")[2]

    def __truediv__(self, path: str) -> StoreAddress:
        """Return the address of what is at a path below this one."""
        return replace(self, prefix=f"{self.prefix}/{path}".strip("/"))


#: A folder on disk, or an address.
Place = Path | StoreAddress


def parent_of(place: Place) -> Place:
    """Return what a folder, a file or an object is in."""
    if isinstance(place, Path):
        return place.parent
    return replace(place, prefix=place.prefix.rpartition("/")[0])


def is_address(text: str) -> bool:
    """Return whether a text names something else than a folder."""
    return "://" in text


def refuse_address(text: str) -> str:
    """Return why an address cannot be used, "" where it can."""
    if not text.startswith(SCHEME):
        return "only folders and s3://bucket/prefix can be written to"
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    if not _BUCKET.fullmatch(bucket):
        return f"`{bucket}` is not the name of a bucket"
    for part in prefix.strip("/").split("/") if prefix.strip("/") else ():
        if part in {".", ".."} or not _PART.fullmatch(part):
            return f"`{part}` cannot be part of a prefix"
    return ""


def refuse_source(text: str) -> str:
    """Return why an address cannot be that of a list, "" where it can."""
    if not text.startswith(SCHEME):
        return "only files and objects of s3:// can be read"
    if not text.removeprefix(SCHEME).partition("/")[2].strip("/"):
        return "it names a bucket, and no object in it"
    return refuse_address(text)


def refuse_endpoint(url: str) -> str:
    """Return why the URL of a store's service cannot be used, "" where it can."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in {"http", "https"} or not host:
        return "it must begin with https://"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "it must hold nothing but the host, a port and a path"
    if parts.scheme == "http" and not _is_loopback(host):
        return "letters would go unencrypted to another machine: it must begin with https://"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_address(text: str, endpoint: str = "") -> StoreAddress:
    """Return the address that a text names.

    `endpoint` is that of the settings; without it AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL counts.

    Raises:
        SettingsError: the address or the endpoint cannot be used.
    """
    if why := refuse_address(text):
        hint = "name a folder, or s3://bucket/prefix"
        raise SettingsError(f"{text} cannot be written to: {why}", hint=hint)
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    found = next(((name, os.environ[name]) for name in names if os.environ.get(name)), ("", ""))
    name, url = ("output.endpoint", endpoint) if endpoint else found
    if url and (why := refuse_endpoint(url)):
        raise SettingsError(f"{name} cannot be used: {why}", hint=f"correct {name}")
    bucket, _, prefix = text.removeprefix(SCHEME).partition("/")
    return StoreAddress(bucket, prefix.strip("/"), url.rstrip("/"))
