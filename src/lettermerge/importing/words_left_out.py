"""List the words of a Word file that are drawn or embedded: a template cannot hold them.

Charts and SmartArt (ECMA-376 part 1, 21.2 and 21.4), WordArt of VML (part 4, 14.1.2.23), pieces of
other documents (part 1, 17.17.2.1), readings above ruby text (17.3.3.25).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .source_letter import Omission
from .word_package import WordPackage
from .word_styles import MC, A, W

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_V = "{urn:schemas-microsoft-com:vml}"
_STORIES = ("header", "footer", "footnotes", "endnotes")
_PICTURE = "it is drawn: save it as a picture, and put that into the letter"
_PIECE = (
    "a piece of another document is not read: open the letter in Word, save it, and import it again"
)


def drawn_words(package: WordPackage, main: str) -> Iterator[Omission]:
    """Yield what a file draws or embeds, with its words, part after part.

    Raises:
        UsageError: a part that is referred to is broken or too large.
    """
    related = package.relationships(main).values()
    parts = {one.target: one.kind for one in related if one.kind in _STORIES and not one.external}
    for part, place in {main: "body", **parts}.items():
        root = package.xml(part)
        seen: Counter[str] = Counter()
        for element in () if root is None else root.iter():
            kind, words, reason = _drawn(package, part, element)
            if kind and not _is_repeated(element):
                seen[kind] += 1
                yield Omission(f"{place}, {kind} {seen[kind]}", words, reason)


def _drawn(package: WordPackage, part: str, element: Any) -> tuple[str, str, str]:
    """Return what an element draws, its words, and why they are left out; "" for other elements."""
    if element.tag == _C + "chart" and element.get(_R + "id"):
        root = _related(package, part, element.get(_R + "id"))
        texts = [] if root is None else [*_texts(root, A + "t"), *_cached(root)]
        return "chart", " ".join(texts), _PICTURE
    if element.tag == _DGM + "relIds":
        root = _related(package, part, element.get(_R + "dm", ""))
        return "SmartArt", " ".join(() if root is None else _texts(root, A + "t")), _PICTURE
    if element.tag == _V + "textpath" and element.get("string"):
        return "WordArt", str(element.get("string")), _PICTURE
    if element.tag == W + "altChunk":
        return "embedded text", _embedded(package, part, element.get(_R + "id", "")), _PIECE
    if element.tag == W + "rt":
        return "ruby", "".join(_texts(element, W + "t")), "a letter prints no signs above others"
    return "", "", ""


def _is_repeated(element: Any) -> bool:
    """Say whether an element is the second form of the same drawing."""
    return any(one.tag == MC + "Fallback" for one in element.iterancestors())


def _related(package: WordPackage, part: str, key: str) -> Any:
    one = package.relationships(part).get(key)
    return None if one is None or one.external else package.xml(one.target)


def _texts(root: Any, tag: str) -> Iterator[str]:
    return (one.text for one in root.iter(tag) if one.text)


def _cached(chart: Any) -> Iterator[str]:
    """Yield the names of a chart's series and categories (21.2.2.201, strCache)."""
    return (word for cache in chart.iter(_C + "strCache") for word in _texts(cache, _C + "v"))


def _embedded(package: WordPackage, part: str, key: str) -> str:
    """Return the words of an embedded web page or plain text; "" for other kinds."""
    from lxml import html

    one = package.relationships(part).get(key)
    if one is None or one.external or one.target not in package.names:
        return ""
    kind = one.target.rpartition(".")[2].lower()
    if kind not in ("htm", "html", "xhtml", "mht", "txt"):
        return ""
    text = package.data(one.target).decode("utf-8", "replace")
    if kind == "txt" or not text.strip():
        return " ".join(text.split())
    return " ".join(html.document_fromstring(text.encode()).text_content().split())
