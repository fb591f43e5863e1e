"""Detect the encoding of a text file, and say how sure that is.

A byte-order mark decides; then UTF-8, which other encodings hardly ever look like; only then is
guessed, with Windows-1252 first, for that is what spreadsheets of western Europe write.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "cp1255", "cp1256", "iso8859_2",
    "iso8859_5", "iso8859_7", "koi8_r", "mac_roman", "shift_jis", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_ODD = re.compile(r"(?<=[^\W\d_])[¡-©¬-¶¸¹¼-¿†‡ˆ‰](?=[^\W\d_])|[¡-©¬-¶¸¹¼-¿†‡ˆ‰](?=[a-zß-ÿ])|ƒ")
_SAMPLE = 1 << 18
_BLOCK = 1 << 20


def is_text_encoding(name: str) -> bool:
    """Say whether Python knows `name` as an encoding of text (base64 is not one)."""
    try:
        "".encode(name)
    except LookupError:
        return False
    return True


def find_encoding(path: Path, wanted: str = "") -> tuple[str, bool]:
    """Return the encoding of the file and whether it was guessed.

    `wanted` is what the settings say; a byte-order mark wins over it, so that a file saved anew
    from a spreadsheet is read rightly.

    Raises:
        OSError: the file cannot be read.
        UnicodeError: no encoding that is known fits.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, False
    if wanted:
        return wanted, False
    if name := _utf16_without_mark(sample):
        return name, False
    if is_decodable(path, "utf-8"):
        return "utf-8", False
    if _is_mostly_utf8(sample):
        raise UnicodeError("UTF-8 with other bytes in it")
    if looks_western(sample) and is_decodable(path, "cp1252"):
        return "cp1252", True
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None or not is_decodable(path, best.encoding):
        raise UnicodeError("no encoding fits")
    return best.encoding, True


def _utf16_without_mark(sample: bytes) -> str:
    """Name UTF-16 by its zero bytes: text of any European language has one in every pair."""
    pairs = len(sample) // 2
    if not pairs:
        return ""
    if sample[1::2].count(0) > pairs * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[::2].count(0) > pairs * 0.4 else ""


def _is_mostly_utf8(sample: bytes) -> bool:
    """Say whether most of the bytes that are not ASCII are UTF-8: text pasted from two files."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(1 for char in text if not char.isascii()) > 2 * bad


def looks_western(sample: bytes) -> bool:
    """Say whether the sample reads as Windows-1252: letters where letters belong.

    Cyrillic, Greek, Hebrew and Arabic read so have more accented letters than plain ones; Polish
    and Czech have signs such as `³` inside their words.
    """
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    accented = sum(1 for char in text if ord(char) > 0x7F and char.isalpha())
    plain = sum(1 for char in text if char.isascii() and char.isalpha())
    return accented * 3 <= plain and len(_ODD.findall(text)) * 8 <= accented


def is_decodable(path: Path, encoding: str) -> bool:
    """Say whether the whole file can be decoded; reads it in blocks."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeError:
        return False
    return True


def first_undecodable_line(path: Path, encoding: str) -> int | None:
    """Return the line (from 1) at which the file stops being `encoding`, None if nowhere."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            before = decoder.getstate()
            try:
                decoder.decode(block)
            except UnicodeError:
                decoder.setstate(before)
                return line + _line_in(block, decoder)
            line += block.count(b"\n")
    try:
        decoder.decode(b"", True)
    except UnicodeError:
        return line
    return None


def _line_in(block: bytes, decoder: codecs.IncrementalDecoder) -> int:
    """Return in which line (from 0) of a block its decoder fails."""
    for number, raw in enumerate(block.split(b"\n")):
        try:
            decoder.decode(raw + b"\n")
        except UnicodeError:
            return number
    return 0
