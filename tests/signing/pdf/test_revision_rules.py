"""What a later revision may do to a signed letter, and each thing that it may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore
from tests.series import SOAK
from tests.signing import authority
from tests.signing.pdf.forgeries import SEEN, THOUGHT_OF, first_field
from tests.signing.pdf.forging import (
    Change,
    Later,
    cosigned,
    filled,
    finish,
    older,
    reserved,
    sealed,
)

from lettermerge.signing.identity.private_key_signing import SoftKey
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.object_values import PdfName as Name
from lettermerge.signing.pdf.object_values import Ref, Stream, text_of
from lettermerge.signing.verdict import FileVerdict, Verdict
from lettermerge.signing.verify import verify_content

pytestmark = pytest.mark.usefixtures("unjudged")
FORGERIES = [pytest.param(change, reason, id=name) for name, change, reason in [*SEEN, *THOUGHT_OF]]


def verify(content: bytes) -> FileVerdict:
    return verify_content(content, "letter.pdf", Believed(()))


def refusal(content: bytes) -> str:
    verdict = verify(content)
    assert verdict.verdict is Verdict.FAILS, verdict
    return "; ".join(verdict.all_reasons)


#: Pairs of a certification and a kind of cross-references: each forgery meets each of these four,
#: and all pairs in a long run.
LETTERS = [
    [("", "stream"), ("fill-forms", "table")],
    [("", "table"), ("fill-forms", "stream")],
]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize(
    ("change", "reason", "certify", "kind"),
    [
        pytest.param(change, reason, *pair, id=f"{'-'.join(filter(None, pair))}-{name}")
        for number, (name, change, reason) in enumerate([*SEEN, *THOUGHT_OF])
        for pair in (LETTERS[0] + LETTERS[1] if SOAK else LETTERS[number % 2])
    ],
)
def test_a_forgery_by_a_second_signer_is_refused_with_its_reason(
    change: Change, reason: str, certify: str, kind: str
) -> None:
    said = refusal(finish(cosigned(sealed(certify), change, kind=kind)))
    assert re.search(reason, said), said


@pytest.mark.slow
@pytest.mark.parametrize(("change", "reason"), FORGERIES)
def test_a_form_within_the_catalog_is_guarded_as_well(change: Change, reason: str) -> None:
    said = refusal(finish(cosigned(older(), change)))
    assert re.search(reason, said), said


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["stream", "table"])
@pytest.mark.parametrize("certify", ["", "fill-forms"])
def test_two_and_three_signatures_hold(certify: str, kind: str) -> None:
    for base in (sealed(certify), older()):
        two = finish(cosigned(base, kind=kind))
        hold(two, 2)
        hold(finish(cosigned(two)), 3)


def hold(content: bytes, number: int) -> None:
    verdict = verify(content)
    assert verdict.holds, verdict.all_reasons
    assert len(verdict.signatures) == number


def pack(later: Later) -> None:
    later.packed = [later.root, later.page, later.widget]


@pytest.mark.slow
def test_objects_may_be_in_an_object_stream() -> None:
    assert verify(finish(cosigned(sealed(), pack))).holds


@pytest.mark.slow
def test_empty_fields_are_filled_in_any_order() -> None:
    for names in ((b"First", b"Second"), (b"Second", b"First")):
        content = reserved()
        for name in names:
            content = finish(filled(content, name))
            verdict = verify(content)
            assert verdict.holds, verdict.all_reasons
    assert verify(finish(cosigned(content))).holds


def by_pyhanko(base: bytes, writer: Callable[[Any], Any], **more: Any) -> bytes:
    """Co-sign with pyHanko."""
    identity = authority.identity("rsa")
    assert isinstance(identity.key, SoftKey)
    key = identity.key._private.private_bytes(authority.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(identity.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = signers.PdfSignatureMetadata(**{"field_name": "Other", **more})
    content: bytes = signers.sign_pdf(writer(BytesIO(base)), metadata, signer).getvalue()
    return content


class KeepsMetadata(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        pass


@pytest.mark.slow
def test_what_pyhanko_signs_without_touching_metadata_holds() -> None:
    verdict = verify(by_pyhanko(sealed(), KeepsMetadata))
    assert verdict.verdict is Verdict.HOLDS, verdict.all_reasons
    filled_in = verify(by_pyhanko(reserved(), KeepsMetadata, field_name="Second"))
    assert filled_in.verdict is Verdict.HOLDS, filled_in.all_reasons


@pytest.mark.slow
@pytest.mark.parametrize("certify", ["", "fill-forms"])
def test_a_co_signature_by_another_program_gets_a_verdict_of_its_own(certify: str) -> None:
    pades = SigSeedSubFilter.PADES
    verdict = verify(by_pyhanko(sealed(certify), IncrementalPdfFileWriter, subfilter=pades))
    assert verdict.verdict is Verdict.OTHER_PROGRAM, verdict.all_reasons
    assert not verdict.holds
    assert verdict.all_reasons == (
        (
            "signed by another program, which also changed: "
            "/Extensions, metadata, the document information"
        ),
    )
    assert "lettermerge sign" in verdict.hint
    assert [one.holds for one in verdict.signatures] == [True, True]
    assert verdict.to_json()["verdict"] == "other-program"


@pytest.mark.slow
def test_another_program_may_not_change_more_than_metadata() -> None:
    def change(writer: Any) -> Any:
        opened = IncrementalPdfFileWriter(writer)
        opened.root["/Lang"] = opened.root["/Lang"].__class__("fr")
        opened.update_root()
        return opened

    assert re.search("changes the catalog .*/Lang", refusal(by_pyhanko(sealed(), change)))


def change_metadata(later: Later) -> None:
    number = later.open(later.root)["/Metadata"].number
    later.open(number).stored += b"\n"


def metadata_over(later: Later) -> None:
    """Call the page's content metadata, and change it."""
    number = later.state.get(later.page)["/Contents"]
    number = number[0] if isinstance(number, list) else number
    later.open(later.root)["/Metadata"] = number
    later.objects[number.number] = Stream({"/Type": Name("/Metadata")}, b"")


def information_with_reference(later: Later) -> None:
    number = later.state.trailer["/Info"].number
    later.open(number)["/Title"] = Ref(later.page, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(metadata_over, "content of page 1"), (information_with_reference, "document information")],
)
def test_what_only_poses_as_metadata_is_refused(change: Change, reason: str) -> None:
    assert reason in refusal(finish(cosigned(sealed(), change)))


def test_a_title_in_another_encoding_is_the_same_title() -> None:
    def retitle(text: bytes) -> Change:
        def change(later: Later) -> None:
            later.open(later.state.trailer["/Info"].number)["/Title"] = text

        return change

    title = text_of(Later(sealed()).state.get(Later(sealed()).state.trailer["/Info"])["/Title"])
    again = b"\xfe\xff" + title.encode("utf-16-be")
    verdict = verify(finish(cosigned(sealed(), retitle(again))))
    assert (verdict.verdict, verdict.also) == (Verdict.OTHER_PROGRAM, ("the document information",))
    assert "document information" in refusal(finish(cosigned(sealed(), retitle(again + b"\0s"))))


def test_changed_metadata_alone_is_another_programs() -> None:
    verdict = verify(finish(cosigned(sealed(), change_metadata)))
    assert (verdict.verdict, verdict.also) == (Verdict.OTHER_PROGRAM, ("metadata",))


def test_pages_that_look_different_are_no_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    from lettermerge.signing.pdf import verify as appearance

    changed = finish(cosigned(sealed(), change_metadata))
    other = sealed().replace(b"/MediaBox[0 0 595", b"/MediaBox[0 0 495", 1)
    assert appearance.same_pages(sealed(), changed)
    assert not appearance.same_pages(sealed(), b"%PDF-1.7 nothing")
    assert other == sealed() or not appearance.same_pages(sealed(), other)
    monkeypatch.setattr(appearance, "same_pages", lambda *_: False)
    assert "pages look different" in refusal(changed)


def add_certificate(later: Later) -> None:
    catalog = later.open(later.root)
    der = authority.certificate("ec").public_bytes(authority.DER)
    if "/DSS" not in catalog:
        catalog["/DSS"] = later.add({"/Type": Name("/DSS")})
    store = catalog["/DSS"]
    later.list_of(later.open(store.number), "/Certs").append(later.add(Stream({}, der)))


def drop_certificate(later: Later) -> None:
    add_certificate(later)
    store = later.open(later.open(later.root)["/DSS"].number)
    del later.list_of(store, "/Certs")[0]


@pytest.mark.slow
def test_validation_data_is_added_extended_and_never_lost() -> None:
    two = finish(cosigned(sealed(), add_certificate))
    assert verify(two).holds, verify(two).all_reasons
    three = finish(cosigned(two, add_certificate))
    assert verify(three).holds, verify(three).all_reasons
    assert "drops validation data" in refusal(finish(cosigned(two, drop_certificate)))


def test_a_revision_of_validation_data_may_come_before_the_signature() -> None:
    data = Later(sealed())
    add_certificate(data)
    assert verify(finish(cosigned(finish(data)))).holds
    content = Later(sealed())
    content.open(content.root)["/Lang"] = b"fr"
    back = cosigned(finish(content))
    back.open(back.root)["/Lang"] = b"en"
    assert re.search("changes the catalog .*/Lang", refusal(finish(back)))


def more_than_v(later: Later) -> None:
    later.open(later.widget)["/F"] = 4


def other_kids(later: Later) -> None:
    second = filled(later.base, b"Second")
    later.objects[second.widget] = second.objects[second.widget] | {"/V": later.add({})}


@pytest.mark.parametrize(
    ("change", "reason"), [(more_than_v, "a form field .*/F"), (other_kids, "more than one")]
)
def test_a_filled_field_gets_its_value_and_nothing_else(change: Change, reason: str) -> None:
    said = refusal(finish(filled(reserved(), b"First", change)))
    assert re.search(reason, said), said


def test_a_number_that_the_signed_revision_names_already_is_not_free() -> None:
    """A reference into the void, planted before the signature, is filled after it."""
    base = plant(Ref(Later(sealed()).state.size + 60, 0))
    second = cosigned(base)
    second.next = Later(sealed()).state.size + 60
    second.add(Stream({}, b"0 0 m"))
    assert "a number that the signed revision names" in refusal(finish(second))


def plant(ref: Ref) -> bytes:
    """Return a letter whose first signature covers a reference to an object that is not there."""
    from tests.signing.material import written_pdf

    later = cosigned(written_with_form(written_pdf(None).content))
    later.open(later.page)["/PieceInfo"] = {"/Trap": ref}
    return finish(later, authority.identity("ec"))


def written_with_form(content: bytes) -> bytes:
    later = Later(content)
    later.open(later.root).setdefault("/AcroForm", {"/Fields": [], "/SigFlags": 3})
    return finish(later)


def replace_first_signature(later: Later) -> None:
    number = later.state.get(first_field(later))["/V"].number
    later.objects[number] = {"/Type": Name("/StructElem")}
    later.open(later.page)["/Rotate"] = 90


def test_a_first_signature_that_is_overwritten_is_missed() -> None:
    said = refusal(finish(cosigned(sealed(), replace_first_signature)))
    assert "an earlier signature was removed or replaced" in said
