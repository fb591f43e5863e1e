"""Readers of finished PDFs for the tests: their tagged words, their pixels, their conformance."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import page
import pikepdf
import pypdfium2


def tagged_text(content: bytes) -> str:
    """Return the words of the structure tree in its order, blanks folded, without artifacts."""
    with pikepdf.open(BytesIO(content)) as pdf:
        marked = {
            (number, mcid): text
            for number, sheet in enumerate(pdf.pages)
            for mcid, text in _marked(sheet)
        }
        numbers = {sheet.objgen: number for number, sheet in enumerate(pdf.pages)}
        root = pdf.Root.StructTreeRoot.K[0]
        return " ".join("".join(_element_text(root, numbers, marked, None)).split())


def _element_text(
    element: Any, numbers: dict[Any, int], marked: dict[Any, str], sheet: Any
) -> Iterator[str]:
    kind = str(element.get("/S"))
    if kind in ("/Lbl", "/Figure", "/Form"):
        return
    sheet = element.get("/Pg", sheet)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield marked.pop((numbers[sheet.objgen], int(kid)))
        elif kid.get("/Type") == "/MCR" and "/Stm" in kid:
            yield dict(_marked(kid.Stm))[int(kid.MCID)]  # in a group that is drawn as a whole
        elif kid.get("/Type") == "/MCR":
            yield marked.pop((numbers[kid.Pg.objgen], int(kid.MCID)))
        elif kid.get("/Type") != "/OBJR":
            yield from _element_text(kid, numbers, marked, sheet)
    if kind != "/Link":
        yield " "


def bookmarks(content: bytes) -> list[tuple[str, int, list[str]]]:
    """Return the title, the page (from 0) and the folded titles below of each bookmark."""
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        pages = [page.objgen for page in pdf.pages]
        entries: list[Any] = list(outline.root)
        assert all(entry.is_closed for entry in entries if entry.children)
        return [
            (
                entry.title,
                pages.index(entry.destination[0].objgen),
                [child.title for child in entry.children],
            )
            for entry in entries
        ]


def operations(sheet: Any) -> list[tuple[Any, str]]:
    """Return (operands, operator) of each operation of a page's, or a group's, content."""
    return [(step.operands, str(step.operator)) for step in pikepdf.parse_content_stream(sheet)]


def _marked(sheet: Any) -> Iterator[tuple[int, str]]:
    """Yield (MCID, text) of each marked-content sequence of a page; all text must be in one."""
    maps = {name: _unicode_map(font) for name, font in sheet.Resources.Font.items()}
    stack: list[int | None] = []
    text, current = "", dict[bytes, str]()
    for operands, name in operations(sheet):
        if name in ("BDC", "BMC"):
            inside = operands[1] if len(operands) > 1 else {}
            stack.append(int(inside["/MCID"]) if "/MCID" in inside else None)
            text = ""
        elif name == "EMC":
            mcid = stack.pop()
            if mcid is not None:
                yield mcid, text
        elif name == "Tf":
            current = maps[str(operands[0])]
        elif name in ("TJ", "Tj"):
            assert stack, "text outside marked content"
            shown = operands[0] if name == "TJ" else operands
            for item in shown:
                if isinstance(item, pikepdf.String):
                    codes = bytes(item)
                    text += "".join(current[codes[i : i + 2]] for i in range(0, len(codes), 2))


def _unicode_map(font: Any) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    inside = False
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        if line.endswith("beginbfchar"):
            inside = True
        elif line == "endbfchar":
            inside = False
        elif inside:
            code, text = line.strip("<>").split("> <")
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    return found


def pixels(content: bytes, scale: float = 1.5) -> list[bytes]:
    """Return the pages as bitmaps."""
    document = pypdfium2.PdfDocument(content)
    return [bytes(sheet.render(scale=scale).buffer) for sheet in document]


def look_alike(first: bytes, second: bytes, scale: float = 1.5) -> bool:
    """Tell whether two files have the same pages; the same bytes need not be drawn for that."""
    return first == second or pixels(first, scale) == pixels(second, scale)


def faults(content: bytes) -> list[str]:
    """Return what keeps a file from being PDF/A-3a and PDF/UA-1 at once."""
    return [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in ("3a", "ua1")
        for failure in page.validate_pdf_bytes(content, profile=profile).failures
    ]
