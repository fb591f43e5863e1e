"""Signed DOCX: the package, the XML, and what other programs say of it."""

from __future__ import annotations

from datetime import timedelta, timezone
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT, unsigned_docx, written_docx

from lettermerge.errors import SigningError
from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.docx.xml_signature_writer import C14N, DSIG, XADES
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verify import verify_content


def signed(kind: str) -> bytes:
    return sign_docx(unsigned_docx(), authority.identity(kind), SIGNED_AT)


def test_signing_adds_parts_and_leaves_every_other_byte_alone() -> None:
    before, after = unsigned_docx(), signed("ec")
    with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(after)) as new:
        assert new.testzip() is None
        for name in old.namelist():
            if name not in ("[Content_Types].xml", "_rels/.rels"):
                assert new.read(name) == old.read(name)
        assert set(new.namelist()) - set(old.namelist()) == {
            "_xmlsignatures/origin.sigs",
            "_xmlsignatures/_rels/origin.sigs.rels",
            "_xmlsignatures/sig1.xml",
        }
        assert new.read("_xmlsignatures/origin.sigs") == b""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_signing_is_repeatable_and_the_time_is_taken_as_utc(kind: str) -> None:
    elsewhere = SIGNED_AT.astimezone(timezone(timedelta(hours=7)))
    assert signed(kind) == signed(kind)
    assert sign_docx(unsigned_docx(), authority.identity(kind), elsewhere) == signed(kind)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_signature_is_written_in_its_canonical_form(kind: str) -> None:
    xml = verifiers.part_of(signed(kind), "_xmlsignatures/sig1.xml")
    root = etree.fromstring(xml)
    canonical = BytesIO()
    root.getroottree().write_c14n(canonical)
    assert canonical.getvalue() == xml.split(b"?>\n", 1)[1]
    methods = {one.get("Algorithm") for one in root.iter(f"{{{DSIG}}}CanonicalizationMethod")}
    assert methods == {C14N}


def test_the_parts_of_a_signature_that_office_asks_for_are_there() -> None:
    content = sign_docx(unsigned_docx(), authority.identity("ec"), SIGNED_AT, "I <agree> & sign")
    root = etree.fromstring(verifiers.part_of(content, "_xmlsignatures/sig1.xml"))
    assert root.get("Id") == "idPackageSignature"
    assert root.findtext(f".//{{{XADES}}}SigningTime") == "2026-03-04T10:20:30Z"
    assert root.find(f".//{{{XADES}}}SignaturePolicyImplied") is not None
    assert root.findtext(".//{*}SignatureComments") == "I <agree> & sign"
    uris = [
        one.get("URI", "") for one in root.iterfind(f".//{{{DSIG}}}Manifest/{{{DSIG}}}Reference")
    ]
    names = {uri.partition("?")[0] for uri in uris}
    assert {"/word/document.xml", "/word/styles.xml", "/_rels/.rels"} <= names
    assert {"/docProps/core.xml", "/docProps/app.xml", "/docProps/thumbnail.jpeg"} & names == set()
    assert not any(name.startswith("/_xmlsignatures") for name in names)


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_libreoffice_and_xmlsec_accept_the_letter_and_refuse_its_tampered_twin(
    kind: str, tmp_path: Path, root_pem: Path, office: verifiers.Office
) -> None:
    content = signed(kind)
    text = verifiers.part_of(content, "word/document.xml")
    twins = {
        "text": {"word/document.xml": text.replace(b"samples", b"simples")},
        "style": {"word/styles.xml": verifiers.part_of(content, "word/styles.xml") + b" "},
        "time": {
            "_xmlsignatures/sig1.xml": verifiers.part_of(content, "_xmlsignatures/sig1.xml")
            .replace(b"2026-03-04", b"2026-03-05")
        },
    }  # fmt: skip
    good = tmp_path / "good.docx"
    good.write_bytes(content)
    assert office.accepts(good)
    for name, changes in twins.items():
        bad = tmp_path / f"{name}.docx"
        bad.write_bytes(verifiers.repack(content, changes))
        assert not office.accepts(bad), name
    assert verifiers.xmlsec(content, root_pem, tmp_path)
    assert not verifiers.xmlsec(verifiers.repack(content, twins["time"]), root_pem, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [("ec", "rsa"), ("rsa", "ec", "p384")])
def test_further_signatures_leave_every_part_and_the_earlier_signatures_alone(
    kinds: tuple[str, ...],
) -> None:
    content = sign_docx(written_docx(), authority.identity(kinds[0]), SIGNED_AT)
    for number, kind in enumerate(kinds[1:], 2):
        before = content
        content = sign_docx(before, authority.identity(kind), SIGNED_AT)
        with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(content)) as new:
            added = set(new.namelist()) - set(old.namelist())
            changed = {name for name in old.namelist() if new.read(name) != old.read(name)}
        assert added == {f"_xmlsignatures/sig{number}.xml"}
        assert changed == {"[Content_Types].xml", "_xmlsignatures/_rels/origin.sigs.rels"}
    verdict = verify_content(content, "letter.docx", Believed(()))
    assert verdict.holds, verdict.all_reasons
    assert len(verdict.signatures) == len(kinds)
    text = verifiers.part_of(content, "word/document.xml")
    twin = verifiers.repack(content, {"word/document.xml": text.replace(b"signed", b"burned")})
    refused = verify_content(twin, "letter.docx", Believed(())).signatures
    assert all("/word/document.xml was changed" in one.reasons[0] for one in refused)


@pytest.mark.tools
@pytest.mark.parametrize(
    "kinds",
    [("ec",), ("rsa",), ("ec", "rsa"), ("rsa", "ec", "rsa"), ("ec",) * 3, ("rsa", "ec") * 3],
)
def test_other_programs_accept_each_of_several_signatures_and_refuse_tampered_twins(
    kinds: tuple[str, ...], tmp_path: Path, root_pem: Path, office: verifiers.Office
) -> None:
    content = written_docx()
    path = tmp_path / "letter.docx"
    for minutes, kind in enumerate(kinds):
        moment = SIGNED_AT + timedelta(minutes=minutes)
        content = sign_docx(content, authority.identity(kind), moment)
        path.write_bytes(content)
        assert [one["valid"] for one in office.judge(path)] == [True] * (minutes + 1)
        assert office.accepts(path)
    assert verifiers.ooxml_validator(path)["errors"] == []
    text = verifiers.part_of(content, "word/document.xml").replace(b"signed", b"burned")
    path.write_bytes(verifiers.repack(content, {"word/document.xml": text}))
    assert [one["valid"] for one in office.judge(path)] == [False] * len(kinds)
    for number in range(1, len(kinds) + 1):
        name = f"_xmlsignatures/sig{number}.xml"
        assert verifiers.xmlsec(content, root_pem, tmp_path, number)
        xml = verifiers.part_of(content, name).replace(b"2026-03-04", b"2026-03-05")
        twin = verifiers.repack(content, {name: xml})
        assert not verifiers.xmlsec(twin, root_pem, tmp_path, number)


def test_no_id_that_a_signature_refers_to_is_in_another_signature() -> None:
    content = written_docx()
    for _ in range(4):
        content = sign_docx(content, authority.identity("ec"), SIGNED_AT)
    seen: set[str] = set()
    for number in range(1, 5):
        root = etree.fromstring(verifiers.part_of(content, f"_xmlsignatures/sig{number}.xml"))
        uris = {one.get("URI", "")[1:] for one in root[0].iterfind(f"{{{DSIG}}}Reference")}
        assert len(uris) == 3
        assert not uris & seen
        seen |= uris


def test_ed25519_and_expired_identities_sign_no_docx() -> None:
    with pytest.raises(SigningError, match="Office knows no such signature"):
        signed("ed25519")
    with pytest.raises(SigningError, match="expired on"):
        sign_docx(unsigned_docx(), authority.identity("ec"), SIGNED_AT + timedelta(days=9999))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a ZIP file"),
        (b"%PDF-1.7", "not a ZIP file"),
        (unsigned_docx() + b"x", "bytes outside"),
        (b"x" + unsigned_docx(), "bytes outside"),
        (unsigned_docx()[: len(unsigned_docx()) // 2], "not a ZIP file"),
    ],
)
def test_what_is_no_package_is_not_signed(content: bytes, reason: str) -> None:
    with pytest.raises(SigningError, match=reason):
        sign_docx(content, authority.identity("ec"), SIGNED_AT)


def test_a_damaged_part_is_not_signed() -> None:
    content = unsigned_docx()
    with ZipFile(BytesIO(content)) as package:
        info = package.getinfo("word/document.xml")
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    with pytest.raises(SigningError, match="damaged"):
        sign_docx(verifiers.flip(content, middle), authority.identity("ec"), SIGNED_AT)


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_open_xml_sdk_finds_no_fault(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(signed(kind))
    assert verifiers.ooxml_validator(path)["errors"] == []
    text = verifiers.part_of(signed(kind), "word/document.xml").replace(b"<w:body>", b"<w:bidy>")
    path.write_bytes(verifiers.repack(signed(kind), {"word/document.xml": text}))
    assert verifiers.ooxml_validator(path)["errors"]


@pytest.mark.tools
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_letter_of_our_own_writer_is_accepted_when_signed(
    kind: str, tmp_path: Path, root_pem: Path, office: verifiers.Office
) -> None:
    content = sign_docx(written_docx(), authority.identity(kind), SIGNED_AT)
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    assert office.accepts(path)
    assert verifiers.xmlsec(content, root_pem, tmp_path)
    assert verifiers.ooxml_validator(path)["errors"] == []
    text = verifiers.part_of(content, "word/document.xml").replace(b"signed", b"burned")
    path.write_bytes(verifiers.repack(content, {"word/document.xml": text}))
    assert not office.accepts(path)
