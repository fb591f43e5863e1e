"""Forge a DOCX that somebody signed, so that some reader shows other words: all are refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT, unsigned_docx, written_docx

from lettermerge.errors import SigningError
from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verify import verify_content

TYPES, ROOT, RELS = "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"
SIGNATURE, CORE, APP = "_xmlsignatures/sig1.xml", "docProps/core.xml", "docProps/app.xml"
THUMBNAIL = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
CUSTOM = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CUSTOM_MEDIA = b"application/vnd.openxmlformats-officedocument.custom-properties+xml"
END, TYPES_END = b"</Relationships>", b"</Types>"


def signed() -> bytes:
    return sign_docx(unsigned_docx(), authority.identity("ec"), SIGNED_AT)


def plain() -> bytes:
    """Return a signed letter without thumbnail."""
    return sign_docx(written_docx(), authority.identity("ec"), SIGNED_AT)


def reasons(content: bytes) -> str:
    return "; ".join(verify_content(content, "letter.docx", Believed(())).all_reasons)


def edit(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    part = verifiers.part_of(content, name)
    assert old in part
    return verifiers.repack(content, {name: part.replace(old, new, 1)})


def link(content: bytes, kind: bytes, target: bytes, more: bytes = b"") -> bytes:
    extra = b'<Relationship Id="rIdX" Type="%b" Target="%b"%b/>' % (kind, target, more)
    return edit(content, ROOT, END, extra + END)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("word\\document.xml", "has a backslash"),
        ("word/document%2Exml", "percent-encoded"),
        ("word/document.xml/[0].last.piece", "a piece of another part"),
        ("word/document.xml/[0].piece", "a piece of another part"),
        ("word/document.xml.", "ends in a dot"),
        ("word/_rels/settings.xml.RELS", "in another case"),
        ("word/_RELS/settings.xml.rels", "in another case"),
        ("_XMLSIGNATURES/x", "in another case"),
        ("word/vbaProject.bin", "has no content type"),
        ("/word/document.xml", "an empty segment"),
        ("word//document.xml", "an empty segment"),
        ("word/./document.xml", "ends in a dot"),
        ("word/document.xml/more.xml", "continues that of"),
        ("word/con.xml", "name of a device"),
        ("word/_rels/nothing.xml.rels", "belongs to no part"),
        ("word/doc\u00fcment.xml", "is not ASCII"),
        ("mimetype", "has no content type"),
    ],
)
def test_names_that_readers_take_for_others(name: str, reason: str) -> None:
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    assert reason in reasons(verifiers.repack(signed(), {name: empty}))


def test_reserved_names_as_targets_of_an_unsigned_relationship() -> None:
    twin = link(plain(), THUMBNAIL, b"_XMLSIGNATURES/x")
    twin = verifiers.repack(twin, {"_XMLSIGNATURES/x": b"\xff\xd8\xff"})
    assert "in another case" in reasons(twin)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: link(plain(), THUMBNAIL, b"\\\\host\\x.jpeg", b' TargetMode="External"'),
         "is fetched from"),
        (lambda c: link(c, THUMBNAIL, b"word/media/x.jpeg"), "two thumbnail parts"),
        (lambda _: link(plain(), THUMBNAIL, b"word/document.xml"), "has the media type"),
        (lambda _: link(plain(), THUMBNAIL, b"x.jpeg"), "not there under that name"),
        (lambda c: verifiers.repack(c, {"docProps/thumbnail.jpeg": b"<html>"}), "no image/jpeg"),
        (lambda c: edit(c, CORE, b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY e "x">]>'), "document type"),
        (lambda c: edit(c, CORE, b"</cp:core", b"<x/></cp:core"), "holds x"),
        (lambda c: edit(c, APP, b"<HyperlinkBase/>", b"<HyperlinkBase>http://x/</HyperlinkBase>"),
         "holds HyperlinkBase"),
        (lambda c: edit(c, APP, b"<HyperlinksChanged>false", b"<HyperlinksChanged>true"),
         "holds HyperlinksChanged"),
        (lambda c: edit(c, APP, b"Normal.dotm", b"\\\\host\\x.dotm"), "holds Template"),
        (lambda c: edit(c, TYPES, TYPES_END,
                        b'<Default Extension="bin" ContentType="a/b"/></Types>'),
         "serves no part"),
        (lambda c: edit(c, TYPES, TYPES_END,
                        b'<Override PartName="/WORD/document.xml" ContentType="a/b"/></Types>'),
         "two Overrides"),
        (lambda c: edit(c, TYPES, TYPES_END,
                        b'<Override PartName="/word/document%2Exml" ContentType="a/b"/></Types>'),
         "names no part"),
        (lambda c: edit(c, TYPES, b"<Types ", b'<Types xml:base="/x/" '), "attribute"),
        (lambda c: edit(c, TYPES, TYPES_END, b"<!-- x --></Types>"), "a comment"),
        (lambda c: edit(c, RELS, b"<Relationships ", b'<Relationships xml:base="/x/" '),
         "attribute or text"),
        (lambda c: edit(c, RELS, b"<Relationship ", b'<Relationship xmlns:x="x" x:Target="y" '),
         "it holds"),
        (lambda c: edit(c, RELS, b"<Relationship ", b'<Relationship xml:base="/x/" '),
         "must not have"),
        (lambda c: edit(c, RELS, END, b"text" + END), "text after it"),
        (lambda c: edit(c, RELS, END, b"<x/>" + END), "it holds"),
        (lambda c: edit(c, RELS, b'"/>', b'"><x/></Relationship>'), "has content"),
        (lambda c: edit(edit(c, RELS, b"<Relationships ", b"<Relations "), RELS, END,
                        b"</Relations>"), "its root is not"),
        (lambda c: edit(c, RELS, b"<Relationship ", b'<Relationship TargetMode="external" '),
         "TargetMode `external`"),
        (lambda c: edit(c, SIGNATURE, b"</Signature>", b"<Object>x</Object></Signature>"),
         "an object that is not signed"),
        (lambda c: edit(c, SIGNATURE, b"</KeyInfo>", b"<KeyName>x</KeyName></KeyInfo>"),
         "beside the certificates"),
        (lambda c: edit(c, SIGNATURE, b"<SignatureValue>", b'<SignatureValue x="y">'),
         "attributes or text"),
        (lambda c: edit(c, SIGNATURE, b"</SignatureValue>", b"</SignatureValue>text"),
         "attributes or text"),
        (lambda c: edit(c, SIGNATURE, b"2026-03-04", b"2026<!-- x -->-03-04"), "a comment"),
    ],
)  # fmt: skip
def test_unsigned_parts_and_signature_parts(change: Callable[[bytes], bytes], reason: str) -> None:
    assert reason in reasons(change(signed()))


def test_a_certificate_that_the_signer_does_not_need() -> None:
    from base64 import b64encode

    from tests.signing.pdf.test_verify import stranger

    other = b64encode(stranger().public_bytes(authority.DER))
    more = b"<X509Certificate>" + other + b"</X509Certificate></X509Data>"
    assert "does not need" in reasons(edit(signed(), SIGNATURE, b"</X509Data>", more))


@pytest.mark.parametrize(
    ("name", "value"),
    [("_AssemblyLocation", "x"), ("Solution URL", "x"), ("Site", "https://example.org/x")],
)
def test_custom_properties_that_programs_act_on(name: str, value: str) -> None:
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        'docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
        f'name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property></Properties>'
    ).encode()
    kind = b'<Override PartName="/docProps/custom.xml" ContentType="' + CUSTOM_MEDIA + b'"/>'
    twin = edit(link(signed(), CUSTOM, b"docProps/custom.xml"), TYPES, TYPES_END, kind + TYPES_END)
    twin = verifiers.repack(twin, {"docProps/custom.xml": properties})
    assert f"the property `{name}`" in reasons(twin)
    harmless = properties.replace(name.encode(), b"Site").replace(value.encode(), b"x")
    verdict = verify_content(
        verifiers.repack(twin, {"docProps/custom.xml": harmless}), "letter.docx", Believed(())
    )
    assert verdict.holds
    assert "/docProps/custom.xml" in verdict.signatures[0].uncovered


@pytest.mark.parametrize(
    "shown",
    [
        b'<w:p><w:fldSimple w:instr=" TITLE "/></w:p>',
        (
            b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            b"<w:r><w:instrText>DOCPRO</w:instrText></w:r>"
            b"<w:r><w:instrText>PERTY x</w:instrText></w:r></w:p>"
        ),
        (
            b'<w:sdt><w:sdtPr><w:dataBinding w:xpath="x" w:storeItemID='
            b'"{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/></w:sdtPr></w:sdt>'
        ),
    ],
)
def test_a_document_that_prints_its_unsigned_properties_is_not_signed(shown: bytes) -> None:
    content = edit(unsigned_docx(), "word/document.xml", b"<w:body>", b"<w:body>" + shown)
    with pytest.raises(SigningError, match="shows a document property"):
        sign_docx(content, authority.identity("ec"), SIGNED_AT)


def split(content: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return the entries, the records of the directory, and the end of a ZIP file."""
    size, start = struct.unpack_from("<2I", content, len(content) - 10)
    records, at = [], start
    while at < start + size:
        length = 46 + sum(struct.unpack_from("<3H", content, at + 28))
        records.append(content[at : at + length])
        at += length
    return content[:start], records, content[at:]


def join(body: bytes, records: list[bytes], end: bytes) -> bytes:
    directory = b"".join(records)
    return body + directory + end[:12] + struct.pack("<2IH", len(directory), len(body), 0)


def put(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


def test_a_payload_in_the_directory_is_refused() -> None:
    body, records, end = split(signed())
    path = b"up" + struct.pack("<H", 22) + b"\1\0\0\0\0" + b"word/document.xml"
    last = records[-1]
    extra = put(last, 30, struct.pack("<H", len(path))) + path
    comment = put(last, 32, b"\4\0") + b"text"
    for forged in (extra, comment):
        assert "comment or an extra field" in reasons(join(body, [*records[:-1], forged], end))
    link_ = put(last, 38, struct.pack("<I", 0o120777 << 16))
    assert "a folder or link" in reasons(join(body, [*records[:-1], link_], end))


def test_another_name_in_a_local_header_is_refused() -> None:
    """Readers of streams would take the name of the Unicode path (APPNOTE 4.6.9)."""
    body, records, end = split(signed())
    for number, record in enumerate(records):
        at = struct.unpack_from("<I", record, 42)[0]
        name = record[46:]
        path = struct.pack("<BI", 1, zlib.crc32(name)) + b"word/other.xml"
        extra = struct.pack("<2H", 0x7075, len(path)) + path
        first = at + 30 + len(name)
        forged = put(body[:first], at + 28, struct.pack("<H", len(extra))) + extra + body[first:]
        moved = records[: number + 1] + [
            put(one, 42, struct.pack("<I", struct.unpack_from("<I", one, 42)[0] + len(extra)))
            for one in records[number + 1 :]
        ]
        twin = join(forged, moved, end)
        assert zipfile.ZipFile(io.BytesIO(twin)).testzip() is None
        assert "extra field" in reasons(twin)


@pytest.mark.parametrize("ending", ["bin", "BIN"])
def test_macros_with_a_media_type_of_their_own_are_refused(ending: str) -> None:
    media = b"application/vnd.ms-office.vbaProject"
    default = f'<Default Extension="{ending}" ContentType="'.encode() + media + b'"/></Types>'
    typed = edit(signed(), TYPES, TYPES_END, default)
    twin = verifiers.repack(typed, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    assert "the part /word/vbaProject.bin is not signed" in reasons(twin)
    kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    linked = edit(
        twin, RELS, END, b'<Relationship Id="rIdX" Type="%b" Target="vbaProject.bin"/>' % kind + END
    )
    assert "to vbaProject.bin is not signed" in reasons(linked)


def test_flags_times_and_versions_that_differ_between_the_two_headers_are_refused() -> None:
    body, records, end = split(signed())
    for at in (4, 6, 10, 12):  # version, flags, time, date of the first local header
        twin = join(put(body, at, bytes([body[at] ^ 2])), records, end)
        assert "contradicts the directory" in reasons(twin)
    described = put(records[0], 8, b"\x08\0")
    twin = join(put(body, 6, b"\x08\0"), [described, *records[1:]], end)
    assert "of a kind that documents do not have" in reasons(twin)


def test_a_gap_that_an_overlap_balances_is_refused() -> None:
    """Java's ZipInputStream would meet the forged copy in the gap first."""
    _, records, _ = split(verifiers.repack(signed(), {}))
    number = next(n for n, one in enumerate(records) if one[46:].startswith(APP.encode()))
    start, stop = (struct.unpack_from("<I", records[n], 42)[0] for n in (number, number + 1))
    entry = verifiers.repack(signed(), {})[start:stop]
    picture = {"docProps/thumbnail.jpeg": b"\xff\xd8\xff" + entry}
    body, records, end = split(verifiers.repack(signed(), picture))
    app = put(put(records[number], 12, entry[10:14]), 42, struct.pack("<I", body.rindex(entry)))
    records[number] = app
    assert "in two" in reasons(join(put(body, start, b"X" * len(entry)), records, end))


def test_folders_among_the_entries_are_refused() -> None:
    assert "a folder or link" in reasons(verifiers.repack(signed(), {"word/": b""}))


def test_office_s_padding_of_zeros_holds_and_another_does_not() -> None:
    """Office pads entries that may grow (APPNOTE 4.6.10)."""
    body, records, end = split(signed())
    first = 30 + struct.unpack_from("<H", body, 26)[0]
    for fill, said in ((b"\0" * 8, ""), (b"\0" * 7 + b"x", "extra field")):
        hint = struct.pack("<4H", 0xA220, 4 + len(fill), 0xA028, len(fill)) + fill
        padded = put(body[:first], 28, struct.pack("<H", len(hint))) + hint + body[first:]
        moved = [records[0]] + [
            put(one, 42, struct.pack("<I", struct.unpack_from("<I", one, 42)[0] + len(hint)))
            for one in records[1:]
        ]
        found = reasons(join(padded, moved, end))
        assert said in found
        assert bool(found) == bool(said)


def test_a_second_signer_cannot_change_what_the_first_signed(unjudged: None) -> None:
    """Whoever signs a changed letter leaves the first signature broken."""
    text = verifiers.part_of(signed(), "word/document.xml").replace(b"signed", b"burned")
    changed = verifiers.repack(signed(), {"word/document.xml": text})
    both = sign_docx(changed, authority.identity("rsa"), SIGNED_AT)
    verdict = verify_content(both, "letter.docx", Believed(()))
    assert [one.holds for one in verdict.signatures] == [False, True]
    added = verifiers.repack(signed(), {"word/more.xml": b"<x/>"})
    both = sign_docx(added, authority.identity("rsa"), SIGNED_AT)
    assert "signature 1: the part /word/more.xml is not signed" in reasons(both)
