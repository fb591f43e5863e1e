"""Take database URLs apart without their driver: the file of SQLite, and what may be shown."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///([^?]*)")
#: `//user:password@`, and `?password=...` as PostgreSQL's own library has it.
_PASSWORD = re.compile(
    r"(?i)((?<=://)[^/?#\s:@]*:)([^/?#\s]*)(?=@)|([?&](?:ssl)?(?:password|passwd|pwd)=)([^&#\s]*)"
)


def without_password(text: str) -> str:
    """Return a text with every password of a URL in it replaced by three stars."""
    return _PASSWORD.sub(lambda match: (match[1] or match[3]) + HIDDEN, text)


def passwords_in(text: str) -> tuple[str, ...]:
    """Return the passwords in a URL, as written and as they are meant (`%40` is `@`)."""
    written = [match[2] or match[4] or "" for match in _PASSWORD.finditer(text)]
    return tuple(dict.fromkeys(one for each in written for one in (each, unquote(each)) if one))


def sqlite_file(url: str) -> str:
    """Return the path of the file that a URL of SQLite names, "" for another database."""
    found = _SQLITE.match(url)
    return unquote(found[1]) if found else ""


def database_name(url: str) -> str:
    """Return what messages call a database: its file, or its server and name, without the user."""
    if path := sqlite_file(url):
        return path
    try:
        parts = urlsplit(url)
        server = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "the database"
    return f"{parts.scheme.partition('+')[0]}://{server}{parts.path}" if parts.scheme else url
