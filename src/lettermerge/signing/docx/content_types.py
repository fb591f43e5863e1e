"""Read and write [Content_Types].xml, the media types of a package (ECMA-376 part 2, 10.1.2.2).

No signature covers this part. Each covers the media type of every part it signs; so all that
decides on a media type must have one meaning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .opc_xml import read_list
from .zip_package import PackageError

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS_MEDIA = "application/vnd.openxmlformats-package.relationships+xml"
ORIGIN_MEDIA = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_MEDIA = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"

TYPES_PART = "[Content_Types].xml"
#: Endings whose media type is the format's own; any other default must be used by a part.
_FIXED = {"rels": RELATIONSHIPS_MEDIA, "sigs": ORIGIN_MEDIA, "xml": "application/xml"}
_SCHEMA = {
    "Default": (frozenset({"Extension", "ContentType"}), frozenset[str]()),
    "Override": (frozenset({"PartName", "ContentType"}), frozenset[str]()),
}
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+", re.ASCII)
_ENDING = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class ContentTypes:
    """Media types by lower-case ending and by lower-case part name; `written` are those names."""

    defaults: Mapping[str, str]
    overrides: Mapping[str, str]
    written: tuple[str, ...] = ()

    def of(self, part: str) -> str:
        """Return the media type of a part named as in the ZIP; raises PackageError."""
        folded = "/" + part.lower()
        media = self.overrides.get(folded) or self.defaults.get(ending_of(folded))
        if media is None:
            raise PackageError(f"/{part} has no content type")
        return media


def ending_of(part: str) -> str:
    """Return the lower-case ending of a part's name, "" if it has none."""
    return part.rpartition("/")[2].rpartition(".")[2].lower()


@lru_cache(maxsize=64)
def parse_content_types(content: bytes) -> ContentTypes:
    """Return the content types.

    Raises:
        PackageError: the part is damaged or holds what the standard does not allow, or an ending
            or a part has two media types.
    """
    try:
        return _parse(content)
    except PackageError as error:
        raise PackageError(f"/{TYPES_PART}: {error}") from None


def _parse(content: bytes) -> ContentTypes:
    defaults, overrides, written = {}, {}, []
    for kind, attributes in read_list(content, "Types", CONTENT_TYPES, _SCHEMA):
        media = attributes["ContentType"]
        if not _MEDIA.fullmatch(media):
            raise PackageError(f"`{media}` is not a plain media type")
        if kind == "Default":
            ending = attributes["Extension"].lower()
            if not _ENDING.fullmatch(ending) or ending in defaults:
                raise PackageError(f"the ending `{ending}` is there twice, or is none")
            defaults[ending] = media
        else:
            name = attributes["PartName"]
            if name.lower() in overrides:
                raise PackageError(f"two Overrides for {name}")
            overrides[name.lower()] = media
            written.append(name)
    return ContentTypes(defaults, overrides, tuple(written))


def refuse_types(types: ContentTypes, names: Collection[str]) -> list[str]:
    """Return what is wrong with the media types of a package with these parts."""
    reasons = [
        f"the Override {name} names no part of the package"
        for name in types.written
        if name.removeprefix("/") not in names or not name.startswith("/")
    ]
    used = _used(types, tuple(names))
    for ending, media in types.defaults.items():
        if _FIXED.get(ending, media) != media:
            reasons.append(f"the Default for `{ending}` is {media}")
        elif ending not in used and ending not in _FIXED:
            reasons.append(f"the Default for `{ending}` serves no part")
    return reasons


def write_content_types(types: ContentTypes, names: Collection[str]) -> bytes:
    """Return the part for a package of these parts, signatures included; raises PackageError.

    Defaults and Overrides that serve no part are left out.
    """
    used = _used(types, tuple(names))
    defaults = {end: media for end, media in types.defaults.items() if end in used or end in _FIXED}
    defaults |= {"rels": RELATIONSHIPS_MEDIA, "sigs": ORIGIN_MEDIA}
    overrides = {
        name: types.of(name.removeprefix("/"))
        for name in types.written
        if name.removeprefix("/") in names
    }
    signatures = {f"/{name}" for name in names if name.startswith("_xmlsignatures/sig")}
    overrides |= dict.fromkeys(sorted(signatures - overrides.keys()), SIGNATURE_MEDIA)
    body = "".join(
        f'<Default Extension="{ending}" ContentType="{media}"/>'
        for ending, media in defaults.items()
    ) + "".join(
        f'<Override PartName="{name}" ContentType="{media}"/>' for name, media in overrides.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Types xmlns="{CONTENT_TYPES}">{body}</Types>'
    ).encode()


@lru_cache(maxsize=32)
def _used(types: ContentTypes, names: tuple[str, ...]) -> frozenset[str]:
    """Return the endings of the parts that no Override names."""
    others = (name for name in names if f"/{name.lower()}" not in types.overrides)
    return frozenset(map(ending_of, others))
