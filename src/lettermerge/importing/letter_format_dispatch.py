"""Choose the reader of a letter by its content and its name; other kinds go through LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .html_reader import read_html
from .source_letter import SourceLetter, paragraphs
from .text_reader import read_markdown, read_text
from .word_package import MOST_BYTES, refuse
from .word_reader import read_docx

#: Turns a file into a DOCX, by its bytes; None where no program is there that can.
Convert = Callable[[Path], bytes | None]

_WORD = (".docx", ".dotx", ".docm", ".dotm")
_CONVERTED = (".odt", ".ott", ".rtf", ".doc", ".dot", ".wpd", ".pages", ".fodt")
_TEXT = {".txt": read_text, ".text": read_text, "": read_text, ".md": read_markdown,
         ".markdown": read_markdown, ".html": read_html, ".htm": read_html}  # fmt: skip


def read_letter(path: Path, convert: Convert) -> SourceLetter:
    """Read a letter from a file.

    Raises:
        UsageError: it cannot be read, is no letter, holds no words, or needs LibreOffice, which is
            not there.
    """
    letter = _read(path, convert)
    stories = (letter.body, *(one.blocks for one in letter.stories))
    if all(one.blank for blocks in stories for one in paragraphs(blocks)):
        raise refuse(path.name, "it holds no words", "open it, and save the letter anew")
    return letter


def _read(path: Path, convert: Convert) -> SourceLetter:
    name, ending = path.name, path.suffix.lower()
    try:
        if not path.is_file():
            reason = "it is a folder" if path.is_dir() else "there is no such file"
            raise refuse(str(path), reason, "name the letter's file")
        if path.stat().st_size > MOST_BYTES:
            raise refuse(name, "it is larger than a letter can be", "import the letter alone")
        data = path.read_bytes()
    except OSError as error:
        raise refuse(name, error.strerror or "it cannot be read", "check the file") from None
    if ending in _WORD and data[:2] == b"PK":
        return read_docx(data, name)
    if ending in _CONVERTED or data[:5] == b"{\\rtf" or data[:4] == b"\xd0\xcf\x11\xe0":
        made = convert(path)
        if made is None:
            raise refuse(
                name,
                f"a {ending or 'file of this kind'} is read through LibreOffice, which is missing",
                "install LibreOffice (Debian: apt install libreoffice-writer), or save it as .docx",
            )
        return read_docx(made, name)
    if ending in _WORD:
        raise refuse(name, "it is not a Word file", "save the letter as .docx")
    if ending in _TEXT:
        return _TEXT[ending](data, name)
    raise refuse(
        name,
        f"letters are not read from {ending} files",
        "save it as .docx, .odt, .rtf, .txt, .md or .html",
    )
