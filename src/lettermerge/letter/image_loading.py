"""Load the image files of a project: read once, judged by their bytes, never fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Protocol

from ..diagnostics import Diagnostic, Where, did_you_mean
from .document import Asset
from .picture_normalisation import upright
from .svg_check import drawing_fault

_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SUFFIXES = (".png", ".jpg", ".jpeg", ".svg")
LARGEST_IMAGE = 20_000_000  # bytes


class AssetError(Exception):
    """An image that is missing, outside the project, or not an image."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Sheets(Protocol):
    """What knows of PDFs that lie below letters."""

    def refuse(self, content: bytes) -> str:
        """Return why a PDF cannot, "" if it can."""

    def draw(self, content: bytes) -> bytes:
        """Return its first page as a PNG."""


class Assets:
    """Reads images below one folder, each once; PDFs, too, where there are `sheets`."""

    def __init__(self, project: Path, sheets: Sheets | None = None) -> None:
        self.project = project.resolve()
        self.load = cache(self._load)
        self._sheets = sheets

    def _load(self, name: str, folder: str = "") -> Asset:
        """Return the image `name`, relative to `folder` of the project.

        Raises:
            AssetError: missing, outside the project folder, unreadable, too large, or not PNG, JPEG
                or SVG.
        """
        where = Where(file=str(Path(folder) / name))
        try:
            return self._read(name, folder, where)
        except (OSError, ValueError, RuntimeError) as error:  # of a link to itself, the last
            reason = getattr(error, "strerror", None) or str(error)
            message = f"cannot be read: {reason}"
            raise _fault("asset.unreadable", message, where, "check its name and rights") from None

    def _read(self, name: str, folder: str, where: Where) -> Asset:
        path = (self.project / folder / name).resolve()
        if not path.is_relative_to(self.project):
            raise _fault(
                "asset.outside", "is not inside the project folder", where, "copy it there"
            )
        if not path.is_file():
            near = did_you_mean(path.name, _images_of(path.parent))
            raise _fault("asset.missing", "is not there", where, near or "put it there")
        if path.stat().st_size > LARGEST_IMAGE:
            raise _fault("asset.too-large", "is larger than 20 MB", where, "scale it down")
        content = path.read_bytes()
        kind = _media_type(content)
        if content.startswith(b"%PDF-") and self._sheets:
            return self._sheet(path, content, where, self._sheets)
        if not kind:
            raise _fault("asset.not-an-image", "is not PNG, JPEG or SVG", where, "save it as one")
        if kind == "image/svg+xml" and (reason := drawing_fault(content)):
            hint = "save it again as a plain SVG, or as PNG"
            raise _fault("asset.bad-drawing", reason, where, hint)
        return Asset(path.relative_to(self.project).as_posix(), kind, upright(content, kind))

    def _sheet(self, path: Path, content: bytes, where: Where, sheets: Sheets) -> Asset:
        name = path.relative_to(self.project).as_posix()
        if reason := sheets.refuse(content):
            hint = "save it again as PDF/A with RGB colours, or as an image of 300 dots an inch"
            message = f"cannot lie below a letter: {reason}"
            raise AssetError(Diagnostic("asset.unfit-sheet", f"the PDF {message}", where, hint))
        drawn = Asset(f"{name}.png", "image/png", sheets.draw(content))
        return Asset(name, "application/pdf", content, drawn)


def _images_of(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return [one.name for one in folder.iterdir() if one.suffix.lower() in _SUFFIXES]


def _media_type(content: bytes) -> str:
    for magic, kind in _MAGIC.items():
        if content.startswith(magic):
            return kind
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if head.startswith(b"<") and b"<svg" in head else ""


def _fault(code: str, message: str, where: Where, hint: str) -> AssetError:
    return AssetError(Diagnostic(code, f"the image {message}", where, hint))
