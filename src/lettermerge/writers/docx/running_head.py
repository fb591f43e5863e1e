"""Write the running head of all pages but the first, and a file's own properties."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from string import Formatter

from ...letter.document import Document
from .wordprocessingml import escape, run

_FIELDS = {"page": ("PAGE", "2"), "pages": ("NUMPAGES", "2")}
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>"
    "<cp:lastModifiedBy>{author}</cp:lastModifiedBy><dc:language>{language}</dc:language>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
)


def core_properties(document: Document) -> str:
    """Return docProps/core.xml (ECMA-376 part 2, 11).

    Raises:
        ValueError: `document.date` is not an ISO 8601 date.
    """
    return _CORE.format(
        title=escape(document.title),
        subject=escape(document.subject),
        author=escape(document.author),
        language=escape(document.language),
        moment=f"{date.fromisoformat(document.date).isoformat()}T00:00:00Z",
    )


def running_head(head: str, label: str) -> str:
    """Return the runs of the header: the head at the left, the page label at the right.

    Raises:
        ValueError: `label` is not a format string over `page` and `pages`.
    """
    return f"{run(head)}<w:r><w:tab/></w:r>{_label(label)}"


@lru_cache(maxsize=64)
def _label(label: str) -> str:
    pieces = []
    for text, name, spec, conversion in Formatter().parse(label):
        pieces.append(run(text))
        if name is None:
            continue
        if name not in _FIELDS or spec or conversion:
            raise ValueError(f"a page label holds {{page}} and {{pages}}, not {{{name}}}")
        pieces.append(_field(*_FIELDS[name]))
    return "".join(pieces)


def _field(code: str, shown: str) -> str:
    """Return a complex field (ECMA-376 part 1, 17.16.18), `shown` until a program counts pages."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{mark('begin')}{instruction}{mark('separate')}{run(shown)}{mark('end')}"
