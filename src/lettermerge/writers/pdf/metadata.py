"""Write a letter's metadata twice: the information dictionary and the XMP packet.

PDF/A-3a and PDF/UA-1 are both claimed here (ISO 19005-3, 6.6.4; ISO 14289-1, 5); WeasyPrint can
claim only one. The packet is never compressed, so that archives can read it as it stands.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from html import escape

from ...letter.document import Document
from .object_serialiser import text

PRODUCER = "lettermerge"
#: What XML 1.0 (2.2) may not hold.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
pdfaid:part="3" pdfaid:conformance="A"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmp:CreateDate="{moment}" xmp:ModifyDate="{moment}"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{creator}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_CREATOR = "<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"


def is_printable(document: Document) -> bool:
    """Return whether the properties of `document` can be written: its date, title and author."""
    try:
        moment(document.date)
    except ValueError:
        return False
    return not _UNPRINTABLE.search(document.title + document.author + document.language)


@lru_cache(maxsize=64)
def moment(day: str) -> str:
    """Return an ISO 8601 date as an XMP date: midnight UTC.

    Raises:
        ValueError: `day` is not such a date.
    """
    return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"


def packet(document: Document) -> bytes:
    """Return the XMP packet (ISO 16684-1) in UTF-8."""
    creator = _CREATOR.format(author=escape(document.author)) if document.author else ""
    filled = _XMP.format(
        producer=PRODUCER,
        moment=moment(document.date),
        title=escape(document.title),
        creator=creator,
        language=escape(document.language),
    )
    return filled.encode("utf-8")


def metadata_stream(document: Document) -> bytes:
    """Return the packet as a stream object's data, not compressed."""
    content = packet(document)
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (
        len(content),
        content,
    )


def information(document: Document) -> bytes:
    """Return the information dictionary (14.3.3); it says what the packet says."""
    when = moment(document.date)[:10].replace("-", "")
    author = b"/Author %b" % text(document.author) if document.author else b""
    return b"<</Title %b%b/Producer %b/CreationDate (D:%b000000Z)/ModDate (D:%b000000Z)>>" % (
        text(document.title),
        author,
        text(PRODUCER),
        *2 * (when.encode("ascii"),),
    )
