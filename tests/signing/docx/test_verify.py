"""`verify` on DOCX: what it says yes to, and each thing that it must say no to."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from tests import series
from tests.signing import authority, verifiers
from tests.signing.docx.test_sign import signed
from tests.signing.material import SIGNED_AT, unsigned_docx

from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.verdict import FileVerdict, Trust
from lettermerge.signing.verify import verify_content

SIGNATURE = "_xmlsignatures/sig1.xml"
DOCUMENT = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def verify(content: bytes, believed: Believed | None = None) -> FileVerdict:
    return verify_content(content, "letter.docx", believed or Believed(()))


def reasons(content: bytes) -> str:
    verdict = verify(content)
    assert verdict.holds == (not verdict.all_reasons)
    return "; ".join(verdict.all_reasons)


def edit(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    part = verifiers.part_of(content, name)
    assert old in part
    return verifiers.repack(content, {name: part.replace(old, new, 1)})


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rsa", "ec", "p384"])
def test_a_signed_letter_holds_and_says_who_when_and_what(kind: str, root_pem: Path) -> None:
    verdict = verify(signed(kind), Believed.of(root_pem))
    assert verdict.holds, verdict.all_reasons
    (one,) = verdict.signatures
    assert (one.signer, one.trust, one.time) == ("Petra Placeholder", Trust.TRUSTED, SIGNED_AT)
    assert one.level == "XAdES-BES"
    assert one.coverage == "13 parts, 10 relationships"
    assert one.uncovered == ("/docProps/app.xml", "/docProps/core.xml", "/docProps/thumbnail.jpeg")


def test_repacking_alone_changes_nothing() -> None:
    assert verify(verifiers.repack(signed("ec"), {})).holds


@pytest.mark.slow
@pytest.mark.parametrize("name", [DOCUMENT, "word/styles.xml", "word/settings.xml"])
def test_a_changed_part_is_named(name: str) -> None:
    content = signed("ec")
    part = verifiers.part_of(content, name)
    for position in (0, len(part) // 2, len(part) - 1):
        twin = verifiers.repack(content, {name: verifiers.flip(part, position)})
        assert f"the part /{name} was changed" in reasons(twin)


def test_changed_properties_are_allowed_and_named_as_not_signed() -> None:
    core = verifiers.part_of(signed("ec"), "docProps/core.xml")
    verdict = verify(verifiers.repack(signed("ec"), {"docProps/core.xml": core + b" "}))
    assert verdict.holds
    assert "/docProps/core.xml" in verdict.signatures[0].uncovered


def test_an_added_part_is_named() -> None:
    twin = verifiers.repack(signed("ec"), {"word/added.xml": b"<x/>"})
    assert "the part /word/added.xml is not signed" in reasons(twin)


def test_an_added_relationship_is_named() -> None:
    extra = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/attachedTemplate" Target="http://example.org/x" TargetMode="External"/>'
    )
    twin = edit(signed("ec"), RELS, b"</Relationships>", extra + b"</Relationships>")
    assert "rIdX of /word/document.xml to http://example.org/x is not signed" in reasons(twin)


def test_a_relationship_that_passes_for_properties_is_named_unless_of_the_package() -> None:
    kind = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    extra = b'<Relationship Id="rIdX" Type="' + kind + b'" Target="added.xml"/>'
    twin = edit(signed("ec"), RELS, b"</Relationships>", extra + b"</Relationships>")
    assert "rIdX" in reasons(twin)


def test_new_relationship_parts_are_named() -> None:
    extra = verifiers.part_of(signed("ec"), RELS)
    twin = verifiers.repack(signed("ec"), {"word/_rels/settings.xml.rels": extra})
    assert "of /word/settings.xml" in reasons(twin)


def test_changed_and_lost_relationships_are_named() -> None:
    content = signed("ec")
    assert "was changed" in reasons(edit(content, RELS, b'Target="styles.xml"', b'Target="s.xml"'))
    (lost,) = re.findall(
        rb'<Relationship [^>]*Target="styles.xml"[^>]*/>', verifiers.part_of(content, RELS)
    )
    assert "lost the signed relationship" in reasons(edit(content, RELS, lost, b""))


def test_a_changed_content_type_is_a_no() -> None:
    twin = edit(signed("ec"), TYPES, b"document.main+xml", b"document.glossary+xml")
    assert "content type of /word/document.xml was changed" in reasons(twin)


def test_a_missing_part_is_named() -> None:
    content = signed("ec")
    from io import BytesIO
    from zipfile import ZipFile

    output = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(output, "w") as new:
        for name in old.namelist():
            if name != "word/settings.xml":
                new.writestr(name, old.read(name))
    assert "/word/settings.xml names no part of the package" in reasons(output.getvalue())


def test_bytes_beside_the_entries_are_a_no() -> None:
    content = signed("ec")
    for twin in (content + b"\0", b"PK" + content, content[:-2] + b"\x01\x00x"):
        assert "bytes outside" in reasons(twin)


def test_parts_among_the_signatures_are_a_no() -> None:
    twin = verifiers.repack(signed("ec"), {"_xmlsignatures/more.xml": b"<x/>"})
    assert "/_xmlsignatures/more.xml lies among the signatures" in reasons(twin)
    twin = verifiers.repack(signed("ec"), {"_xmlsignatures/origin.sigs": b"x"})
    assert "should be empty" in reasons(twin)


def test_an_unlinked_signature_is_a_no() -> None:
    twin = edit(
        signed("ec"), "_rels/.rels", b"digital-signature/origin", b"digital-signature/other"
    )
    assert "not linked" in reasons(twin)


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_signature_part_cannot_be_changed(kind: str) -> None:
    """Every character of it but those of the issuers' certificates is under the signature."""
    content = signed(kind)
    xml = verifiers.part_of(content, SIGNATURE)
    root = b64encode(authority.root().public_bytes(authority.DER))
    spared = range(xml.index(root) - 1, xml.index(root) + len(root))
    end = xml.index(b"</Signature>")
    positions = [position for position in range(60, end, 41) if position not in spared]
    chance = series.dice("signature part")
    for position in chance.sample(positions, series.cases(len(positions))):
        twin = verifiers.repack(content, {SIGNATURE: verifiers.flip(xml, position)})
        assert reasons(twin), xml[position - 20 : position + 20]


def test_the_signature_of_another_letter_is_a_no() -> None:
    other = edit(unsigned_docx(), DOCUMENT, b"can be signed", b"might be signed")
    content = sign_docx(other, authority.identity("ec"), SIGNED_AT)
    twin = verifiers.repack(content, {SIGNATURE: verifiers.part_of(signed("ec"), SIGNATURE)})
    assert "/word/document.xml was changed" in reasons(twin)


def test_a_wrapped_list_of_parts_is_a_no() -> None:
    content = signed("ec")
    xml = verifiers.part_of(content, SIGNATURE)
    start = xml.index(b'<Object Id="idPackageObject">')
    end = xml.index(b"</Object>", start) + len(b"</Object>")
    package = xml[start:end]
    forged = package.replace(b"<Manifest>", b"<Manifest><!-- forged -->")
    for twin in (
        xml.replace(package, forged + b"<Object>" + package + b"</Object>"),
        xml.replace(package, forged + package),
        xml.replace(package, b"<Object>" + package + b"</Object>"),
    ):
        assert reasons(verifiers.repack(content, {SIGNATURE: twin}))
    renamed = package.replace(b"2026-", b"2025-").replace(
        b'"idPackageObject"', b'"idPackageObject_2"'
    )
    nested = package.replace(b"</Manifest>", b"</Manifest><Manifest></Manifest>")
    for twin in (renamed + package, package + renamed, nested, b"<Object></Object>"):
        said = reasons(verifiers.repack(content, {SIGNATURE: xml.replace(package, twin)}))
        assert "without a list of parts, or with several" in said


def test_entities_and_document_types_are_a_no() -> None:
    xml = verifiers.part_of(signed("ec"), SIGNATURE)
    twin = xml.replace(
        b"?>\n", b'?>\n<!DOCTYPE Signature [<!ENTITY e SYSTEM "file:///etc/hosts">]>', 1
    )
    assert "document type" in reasons(verifiers.repack(signed("ec"), {SIGNATURE: twin}))


def test_weak_algorithms_are_a_no() -> None:
    twin = edit(signed("rsa"), SIGNATURE, b"xmldsig-more#rsa-sha256", b"09/xmldsig#rsa-sha1")
    assert "algorithm" in reasons(twin)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"end": SIGNED_AT - authority.DAY, "begin": SIGNED_AT - 9 * authority.DAY}, "expired on"),
        ({"begin": SIGNED_AT + authority.DAY}, "not valid before"),
        ({"usages": ("key_agreement",)}, "key usage does not allow signing"),
    ],
)
def test_a_certificate_that_could_not_sign_then_is_a_no(
    facts: dict[str, object], reason: str, unjudged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identity, "require_valid", lambda *_: None)
    leaf = authority.certificate("ec", **facts)
    content = sign_docx(unsigned_docx(), authority.identity("ec", leaf), SIGNED_AT)
    assert reason in reasons(content)


def test_a_chain_that_ends_elsewhere_is_a_no_where_trust_is_demanded(tmp_path: Path) -> None:
    from tests.signing.pdf.test_verify import stranger

    other = authority.write_pem(tmp_path / "other.pem", stranger())
    verdict = verify(signed("ec"), Believed.of(other))
    assert "does not end at a root of --trust" in verdict.all_reasons[0]


def test_unsigned_and_damaged_files_are_a_no() -> None:
    assert reasons(unsigned_docx()) == "it is not signed"
    content = signed("ec")
    for size in range(2, len(content), 1009):
        assert not verify(content[:size]).holds


def test_two_entries_of_one_name_are_a_no() -> None:
    import warnings
    from io import BytesIO
    from zipfile import ZipFile

    output = BytesIO(signed("ec"))
    with warnings.catch_warnings(), ZipFile(output, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(DOCUMENT, b"<forged/>")
    assert "two entries" in reasons(output.getvalue())
