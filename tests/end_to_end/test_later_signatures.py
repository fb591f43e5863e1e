"""Signatures that others add to a letter: announced, locked out, by a time-stamp server."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from tests.signing import authority
from tests.signing.conftest import root_pem
from tests.signing.material import SIGNED_AT
from tests.signing.pdf.forging import Change, Later, announced, cosigned, filled, finish, waiting
from tests.signing.pdf.test_revision_rules import refusal, verify
from tests.signing.pdf.test_sign import plain_pdf, seal
from tests.signing.pdf.test_timestamp_verification import server, stamper
from tests.signing.stamper import serve

from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.object_values import PdfName as Name
from lettermerge.signing.pdf.object_values import Ref, Stream
from lettermerge.signing.pdf.pyhanko_internals import Revision
from lettermerge.signing.pdf.reserved_fields import field_for
from lettermerge.signing.pdf.sign import Sealing, cosign_pdf
from lettermerge.signing.verdict import Trust, Verdict
from lettermerge.signing.verify import verify_content

__all__ = ["root_pem"]  # a fixture

pytestmark = pytest.mark.usefixtures("unjudged")


def kept() -> bytes:
    """Return the name of the announced field of the co-signer."""
    return field_for(authority.cosigner().fingerprint).encode("ascii")


@pytest.mark.parametrize("kind", ["stream", "table"])
def test_an_announced_field_is_filled_by_any_program(kind: str) -> None:
    later = filled(announced(), kept())
    later.kind = kind
    verdict = verify(finish(later))
    assert verdict.holds, verdict.all_reasons
    assert verdict.notes == ("waits for Petra Placeholder",)


def move(later: Later) -> None:
    later.open(later.widget)["/Rect"] = [0, 0, 600, 900]


def show_words(later: Later) -> None:
    words = Stream(
        {"/Type": Name("/XObject"), "/Subtype": Name("/Form"), "/BBox": [0, 0, 9, 9]}, b""
    )
    later.open(later.widget)["/AP"] = {"/N": later.add(words)}


def draw_over(later: Later) -> None:
    """Put words into the appearance that the empty field has."""
    number = later.state.get(later.widget)["/AP"]["/N"].number
    later.open(number).stored = b"BT (I owe you everything) Tj ET"


def act(later: Later) -> None:
    later.open(later.widget)["/AA"] = {"/E": {"/S": Name("/JavaScript"), "/JS": b"1"}}


def take_title(later: Later) -> None:
    later.open(later.widget)["/TU"] = b"Digital signature of somebody else"


def drop_tag(later: Later) -> None:
    del later.open(later.widget)["/StructParent"]


def add_another(later: Later) -> None:
    """Add a field, too, with the same signature."""
    widget = {
        "/Type": Name("/Annot"), "/Subtype": Name("/Widget"), "/FT": Name("/Sig"), "/T": b"Another",
        "/Rect": [0, 0, 0, 0], "/V": Ref(later.signature, 0),
    }  # fmt: skip
    field = later.add(widget)
    later.list_of(later.form(), "/Fields").append(field)
    later.list_of(later.open(later.page), "/Annots").append(field)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (move, "changes a form field .*/Rect"),
        (show_words, "changes a form field .*/AP"),
        (draw_over, "changes (a form field|an annotation)"),
        (act, "changes a form field .*/AA"),
        (take_title, "changes a form field .*/TU"),
        (drop_tag, "changes a form field .*/StructParent"),
        (add_another, "adds more than one signature"),
    ],
)
def test_a_field_that_is_filled_stays_as_it_was(change: Change, reason: str) -> None:
    said = refusal(finish(filled(announced(), kept(), change)))
    assert re.search(reason, said), said


def test_an_announced_field_is_of_its_certificate_alone() -> None:
    said = refusal(finish(filled(announced(), kept()), authority.identity("rsa")))
    assert "field kept for another certificate" in said


def locking(action: str, *names: bytes) -> bytes:
    """Return a letter whose first signature locks fields (FieldMDP)."""
    fields: dict[str, Any] = {"/Fields": list(names)} if names else {}
    rule = {"/Type": Name("/TransformParams"), "/V": Name("/1.2"), "/Action": Name(f"/{action}")}
    reference = {
        "/Type": Name("/SigRef"), "/TransformMethod": Name("/FieldMDP"),
        "/TransformParams": rule | fields,
    }  # fmt: skip
    return waiting(b"First", b"Second", b"Group.Third", Reference=[reference])


UTF_16 = b"\xfe\xff" + "First".encode("utf-16-be")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("action", "names", "locked", "free"),
    [
        ("Include", (b"First",), (b"First",), (b"Second", b"Third")),
        ("Include", (UTF_16,), (b"First",), (b"Second", b"Third")),
        ("Exclude", (b"First",), (b"Second", b"Third"), (b"First",)),
        ("Include", (b"Group",), (b"Third",), (b"First", b"Second")),
        ("Include", (b"Group.Third", b"Second"), (b"Third", b"Second"), (b"First",)),
        ("Include", (b"Third",), (), (b"Third",)),
        ("All", (), (b"First", b"Second", b"Third"), ()),
    ],
)
def test_a_field_that_a_signature_locks_stays_empty(
    action: str, names: tuple[bytes, ...], locked: tuple[bytes, ...], free: tuple[bytes, ...]
) -> None:
    base = locking(action, *names)
    assert verify(base).holds
    for name in locked:
        said = refusal(finish(filled(base, name)))
        assert re.search(f"fills the field (Group.)?{name.decode()}, which it locks", said), said
    for name in free:
        verdict = verify(finish(filled(base, name)))
        assert verdict.holds, verdict.all_reasons
    verdict = verify(finish(cosigned(base)))
    assert verdict.holds, verdict.all_reasons


def test_a_lock_holds_for_revisions_after_the_next_one() -> None:
    two = finish(filled(locking("Include", b"First"), b"Second"))
    assert "fills the field First, which it locks" in refusal(finish(filled(two, b"First")))


class AddsNothing(Revision):
    """Leaves out the /Extensions that pyHanko adds for document time stamps."""

    def register_extension(self, ext: Any) -> None:
        pass


def stamped(content: bytes, server: TimeStamper, kind: Any) -> bytes:
    """Put a time stamp over a file, by pyHanko."""
    output = BytesIO()
    PdfTimeStamper(server).timestamp_pdf(kind(BytesIO(content)), "sha256", output=output)
    return output.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_a_document_time_stamp_over_a_letter_holds(
    level: Any, tmp_path: Path, root_pem: Path
) -> None:
    with serve(tmp_path) as url:
        content = seal(authority.identity("ec"), Sealing(level, url))
        content = stamped(content, HTTPTimeStamper(url), AddsNothing)
        by_another = stamped(content, HTTPTimeStamper(url), IncrementalPdfFileWriter)
    verdict = verify_content(content, "letter.pdf", Believed.of(root_pem))
    assert verdict.holds, verdict.all_reasons
    levels = [one.level for one in verdict.signatures]
    assert levels == [f"PAdES {level}", "document time stamp"]
    last = verdict.signatures[-1]
    assert (last.trust, last.time_proven) == (Trust.TRUSTED, True)
    assert verify(content).signatures[-1].trust is Trust.UNTRUSTED
    verdict = verify(by_another)
    assert verdict.verdict is Verdict.OTHER_PROGRAM, verdict.all_reasons
    assert "/Extensions" in verdict.also


@pytest.mark.slow
@pytest.mark.parametrize(
    ("purposes", "said"),
    [
        ((Eku.TIME_STAMPING, Eku.EMAIL_PROTECTION), "is for more than time stamps"),
        ((Eku.EMAIL_PROTECTION,), "does not allow time stamps"),
        ((), "is not for time stamps"),
    ],
)
def test_a_document_time_stamp_is_by_a_server_for_nothing_else(
    purposes: tuple[ObjectIdentifier, ...], said: str
) -> None:
    content = stamped(seal(authority.identity("ec")), stamper(server(*purposes)), AddsNothing)
    letter, stamp = verify(content).signatures
    assert letter.holds
    assert any(said in reason for reason in stamp.reasons), stamp.reasons
    assert not stamp.time_proven


def test_a_pdf_without_annotations_gets_an_array_of_one() -> None:
    content = cosign_pdf(plain_pdf(), authority.identity("ec"), SIGNED_AT)
    for _ in range(2):
        content = cosign_pdf(content, authority.cosigner(), SIGNED_AT)
        verdict = verify(content)
        assert verdict.holds, verdict.all_reasons


def test_a_second_page_without_annotations_gets_an_array_of_one() -> None:
    pages = Later(plain_pdf())
    page = pages.add({"/Type": Name("/Page"), "/Parent": Ref(2, 0), "/Resources": {}})
    tree = pages.open(2)
    tree |= {"/Kids": [*tree["/Kids"], page], "/Count": 2}
    content = finish(pages)
    first = cosign_pdf(content, authority.identity("ec"), SIGNED_AT)
    later = cosigned(first)
    del later.objects[later.page]
    later.open(page.number)["/Annots"] = [Ref(later.widget, 0)]
    later.objects[later.widget]["/P"] = page
    verdict = verify(finish(later))
    assert verdict.holds, verdict.all_reasons
    later.open(page.number)["/Annots"].append(later.add({"/Subtype": Name("/FreeText")}))
    assert "adds other annotations than the new field's" in refusal(finish(later))
