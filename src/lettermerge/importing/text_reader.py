"""Read plain text and Markdown into a source letter: no looks, no letterhead.

Lines of a paragraph that a text editor wrapped are joined; short lines, such as those of an
address, stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..letter.letter_phrases import is_date_line
from .missing_blank_lines import split_unspaced
from .sender_lines import is_contact
from .source_letter import (
    ListMark,
    Omission,
    Run,
    SourceBlock,
    SourceLetter,
    SourceParagraph,
)
from .word_package import refuse

MOST_BYTES = 4 << 20
_WRAPPED = 55  # characters: a line of this length goes on in the next one
_SHORT, _HALF = 30, 0.6  # a shorter line is one of an address
_FULL, _LEAST_FULL, _WIDEST = 0.8, 3, 100  # a text broken at a width has lines as long as that
_LABEL = re.compile(r"\s*[^\W\d_][\w. ]{0,15}:(?:\s|$)")  # cc: a line of its own
_FEW = 4  # words of a line that holds an address of the web
#: Headers of a message (RFC 5322, 2.2), those that a letter has too, and those that tell it is one.
_HEADERS = re.compile(r"\A(?:[A-Z][\w-]*:.*\n(?:[ \t]+\S.*\n)*){2,}\n")
_READ = re.compile(r"(?:from|to|cc|bcc|subject|date):", re.IGNORECASE)
_SENT = re.compile(
    r"^(?:from: .*@|to: .*@|date: .*\d:\d\d|subject:|message-id:|mime-version:|content-type:)",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_HEADERS = 2
_FOLD = re.compile(r"\n[ \t]+")
_ITEM = re.compile(r"^\s{0,8}(?:(?P<bullet>[-*•–])|(?P<number>\d{1,3})[.)])\s+(?=\S)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^)\n]{0,500})\)")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def decode(data: bytes, file: str) -> str:
    """Return a text file's text: UTF-8 or UTF-16 with a mark, UTF-8, else Windows-1252.

    Raises:
        UsageError: it is no text.
    """
    if len(data) > MOST_BYTES:
        raise refuse(file, "it is longer than a letter can be", "import the letter alone")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return _plain(data.decode(encoding, "replace"))
    if b"\0" in data:
        raise refuse(file, "it is no text", "save the letter as .docx or .txt")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _plain(text)


def _plain(text: str) -> str:
    """Return a text with one kind of line end, and without controls, which print nothing."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_text(data: bytes, file: str) -> SourceLetter:
    """Read a plain text letter, or a message of a mail program."""
    blocks: list[SourceBlock] = []
    text = decode(data, file)
    headers, gone = _mail_headers(text)
    typed = list(_chunks(headers + text[gone:] if gone else text))
    width = _wrapped_width([line for lines in typed for line in lines])
    chunks = (part for lines in typed for one in _signed(lines) for part in split_unspaced(one))
    for number, lines in enumerate(chunks, 1):
        blocks += _paragraphs(lines, f"paragraph {number}", width)
        blocks.append(SourceParagraph((), f"after paragraph {number}"))
    omitted = _unread_headers(text[:gone])
    return SourceLetter(file, tuple(blocks), omissions=omitted, plain=True)


def _mail_headers(text: str) -> tuple[str, int]:
    """Return the headers of a message that are lines of a letter, and how long all of them are."""
    found = _HEADERS.match(text)
    if not found or len(_SENT.findall(found[0])) < _LEAST_HEADERS:
        return "", 0
    lines = [line for line in _unfolded(found[0]) if _READ.match(line)]
    return "\n".join((*lines, "", "")), found.end()


def _unread_headers(headers: str) -> tuple[Omission, ...]:
    reason = "a header of a message says nothing in a letter"
    return tuple(
        Omission("headers", line, reason) for line in _unfolded(headers) if not _READ.match(line)
    )


def _unfolded(headers: str) -> list[str]:
    return [line for line in _FOLD.sub(" ", headers).split("\n") if line.strip()]


def _signed(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines of a chunk; the line before the signature of a message is one of its own."""
    if lines[0] == "--" and len(lines) > 1:
        yield lines[:1]
        yield lines[1:]
    else:
        yield lines


def _wrapped_width(lines: list[str]) -> int:
    """Return the width at which a text's lines were broken, 0 where they were not."""
    longest = max(map(len, lines), default=0)
    full = [line for line in lines if len(line) > _FULL * longest]
    return longest if longest <= _WIDEST and len(full) >= _LEAST_FULL else 0


def _chunks(text: str) -> Iterator[list[str]]:
    """Yield the lines between blank ones."""
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            lines.append(line.rstrip())
        elif lines:
            yield lines
            lines = []


def _paragraphs(lines: list[str], place: str, width: int) -> Iterator[SourceParagraph]:
    """Yield the paragraphs of a chunk: items of a list, or one of joined or short lines."""
    text = ""
    item: ListMark | None = None
    for typed, following in zip(lines, [*lines[1:], ""], strict=True):
        line, mark = typed, _mark(typed)
        if mark:
            if text.strip():
                yield SourceParagraph((Run(text.rstrip("\n")),), place, item=item)
            ordered = mark["number"] is not None
            first = int(mark["number"]) if ordered else 1
            item = ListMark(place, 0, ordered, first)
            text, line = "", line[mark.end() :]
        goes_on = _goes_on(line, following, width, listed=item is not None)
        text += line.strip() + (" " if goes_on else "\n" if following.strip() else "")
        if item and not goes_on and not _mark(following):
            yield SourceParagraph((Run(text.rstrip("\n")),), place, item=item)
            text, item = "", None
    if text.strip():
        yield SourceParagraph((Run(text.rstrip("\n")),), place, item=item)


def _mark(line: str) -> re.Match[str] | None:
    """Return the mark of an item; a number at the start of a date is none."""
    mark = _ITEM.match(line)
    if mark and is_date_line(line) and not is_date_line(line[mark.end() :]):
        return None
    return mark


def _goes_on(line: str, following: str, width: int, *, listed: bool) -> bool:
    """Say whether an editor broke a line, which goes on in the following one."""
    words = following.split()
    if not words or _mark(following):
        return False
    full = width and len(line) > _HALF * width and len(line) + 1 + len(words[0]) > width
    label = _LABEL.match(following) or (len(words) < _FEW and is_contact(following.strip()))
    small = len(line) >= _SHORT and words[0][:1].islower() and not label
    indented = listed and following[:1].isspace()
    return bool(len(line) >= _WRAPPED or full or small or indented)


def read_markdown(data: bytes, file: str) -> SourceLetter:
    """Read a letter in Markdown, whose markup and front matter stay as they are."""
    text = decode(data, file)
    front = _FRONT.match(text)
    kept, date, gone = part_front(front[0]) if front else ("", "", ())
    blocks: list[SourceBlock] = [SourceParagraph((Run(date),), PLACE)] if date else []
    blocks += [SourceParagraph((), PLACE)] if date else []
    body = text[front.end() :] if front else text
    for number, lines in enumerate(_chunks(body), 1):
        words, pictures = _without_pictures("\n".join(lines), f"paragraph {number}")
        gone = (*gone, *pictures)
        blocks.append(SourceParagraph((Run(words),), f"paragraph {number}"))
        blocks.append(SourceParagraph((), f"after paragraph {number}"))
    return SourceLetter(file, tuple(blocks), omissions=gone, plain=True, markdown=True, front=kept)


def _without_pictures(text: str, place: str) -> tuple[str, list[Omission]]:
    """Return Markdown without its pictures, whose files are elsewhere, and what they show."""
    reason = "a picture in another file: save it in letters/, and name it in the template"
    gone = [
        Omission(place, " ".join(filter(None, (shown, target.strip(" <>")))), reason)
        for shown, target in _PICTURE.findall(text)
    ]
    return _PICTURE.sub("", text), gone


_KNOWN = ("subject", "enclosures", "cc")
_KEY = re.compile(r"^([^\s#:-][^:]*?)\s*:(?:\s|$)")
PLACE = "front matter"


def part_front(front: str) -> tuple[str, str, tuple[Omission, ...]]:
    """Return the front matter without unknown keys, its date, and what was left out of it.

    `front` has its `---` lines; what has no key that is known becomes "". Other programs write
    titles, authors and layouts there, which would end a run.
    """
    blocks: list[tuple[str, list[str]]] = []
    for line in front.strip().split("\n")[1:-1]:
        found = _KEY.match(line)
        if found or not blocks:
            blocks.append((found[1].strip("\"'").lower() if found else "", []))
        blocks[-1][1].append(line)
    kept = [
        line
        for key, (first, *rest) in blocks
        if key in _KNOWN
        for line in (f"{key}:{first.partition(':')[2]}", *rest)
    ]
    date = next((_value(lines) for key, lines in blocks if key == "date"), "")
    reason = "a template has no such key between its --- lines"
    gone = [
        Omission(PLACE, words, reason)
        for key, lines in blocks
        if key not in (*_KNOWN, "date") and (words := " ".join(" ".join(lines).split()))
    ]
    text = "\n".join(("---", *kept, "---", "")) if kept else ""
    return text, date, tuple(gone)


def _value(lines: list[str]) -> str:
    return " ".join(lines).partition(":")[2].strip().strip("\"'")
