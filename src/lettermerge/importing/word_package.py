"""Open a Word file within bounds: its parts, their relationships, nothing that it refers to.

A DOCX or DOTX is a ZIP archive of XML parts (ECMA-376 part 2). Macros, embedded objects and
external references are listed and never opened; a document type declaration is refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from ..diagnostics import Diagnostic, Where
from ..errors import UsageError

MOST_BYTES = 64 << 20  #: of the file itself
MOST_XML = 24 << 20  #: of all XML parts that are read, unpacked
MOST_TAGS = 1_200_000  #: of all XML parts that are read: each takes many times its bytes
MOST_IMAGE = 32 << 20  #: of one image, unpacked
MOST_PARTS = 4_000

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: Names of the Strict form, of which all are below one address (part 4, annex A).
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([A-Za-z]+)")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"


@dataclass(frozen=True, slots=True)
class PartReference:
    """One reference of a part: its kind (the end of its type), its target, and whether outside."""

    kind: str
    target: str
    external: bool


@dataclass(slots=True)
class WordPackage:
    """A Word file's parts by name; `file` is what messages call it."""

    file: str
    _archive: zipfile.ZipFile
    _left: int = MOST_XML
    _tags: int = 0
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._archive.namelist())

    @property
    def main_part(self) -> str:
        """The name of the document's own part.

        Raises:
            UsageError: there is none: it is not a Word file.
        """
        for one in self.relationships("").values():
            if one.kind == "officeDocument" and not one.external and one.target in self.names:
                return one.target
        raise refuse(self.file, "it holds no Word document", "save it in Word as .docx")

    def xml(self, name: str) -> Any:
        """Return the root element of a part, None where it is missing; each is parsed once.

        Raises:
            UsageError: it is not XML, declares a document type, or is too large.
        """
        if name not in self._read:
            self._read[name] = self._parse(name) if name in self.names else None
        return self._read[name]

    def relationships(self, part: str) -> dict[str, PartReference]:
        """Return the references of a part by id; "" is the package itself."""
        folder, file = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", file + ".rels"))
        found = {}
        for one in () if root is None else root.iter(_RELATIONSHIP):
            target = one.get("Target", "")
            external = one.get("TargetMode", "") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = one.get("Type", "").rpartition("/")[2]
            found[one.get("Id", "")] = PartReference(kind, target, external)
        return found

    def data(self, name: str) -> bytes:
        """Return the bytes of an image, or of another part that is no XML.

        Raises:
            UsageError: it is missing, broken or too large.
        """
        return self._bytes(name, MOST_IMAGE)

    def _parse(self, name: str) -> Any:
        from lxml import etree

        data = self._bytes(name, self._left)
        self._left -= len(data)
        self._tags += data.count(b"<")
        if self._tags > MOST_TAGS:
            raise self._too_large(name)
        data = _STRICT.sub(_TRANSITIONAL, data)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise refuse(
                self.file, f"its part {name} is not XML: {error.msg}", "save it anew in Word"
            ) from None
        if root.getroottree().docinfo.doctype:
            raise refuse(
                self.file, f"its part {name} declares a document type", "save it anew in Word"
            )
        return root

    def _bytes(self, name: str, most: int) -> bytes:
        try:
            with self._archive.open(name) as stream:
                data = stream.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
                NotImplementedError) as error:  # fmt: skip
            reason = "is missing" if isinstance(error, KeyError) else f"cannot be read: {error}"
            raise refuse(self.file, f"its part {name} {reason}", "save it anew in Word") from None
        if len(data) > most:
            raise self._too_large(name)
        return data

    def _too_large(self, name: str) -> UsageError:
        return refuse(
            self.file,
            f"its part {name} is larger than a letter's can be",
            "make a letter of the pages that you need, and import that",
        )


def open_package(data: bytes, file: str) -> WordPackage:
    """Open a Word file from its bytes.

    Raises:
        UsageError: it is no ZIP archive, or has more in it than a letter has.
    """
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise refuse(
            file, "it is a .doc of Word 97 to 2003, or has a password",
            "open it in Word or LibreOffice, take the password off, and save it as .docx",
        )  # fmt: skip
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refuse(file, "it is not a Word file", "save the letter as .docx") from None
    if len(archive.namelist()) > MOST_PARTS:
        raise refuse(
            file, f"it has more than {MOST_PARTS:,} parts", "copy the letter into a new document"
        )
    return WordPackage(file, archive)


def refuse(file: str, reason: str, hint: str) -> UsageError:
    """Return the error for a letter that cannot be imported."""
    return UsageError.from_fault(
        Diagnostic("import.unreadable", f"{file} cannot be imported: {reason}", Where(file), hint)
    )
