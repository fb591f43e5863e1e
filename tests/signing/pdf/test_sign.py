"""Sealed PDFs: accepted by every verifier, and refused by each once a bit is changed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from tests.signing import authority, verifiers
from tests.signing.material import SIGNED_AT, letter, written_pdf

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Failure
from lettermerge.errors import SigningError
from lettermerge.layout.page_style import page_style
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.reserved_fields import field_for
from lettermerge.signing.pdf.sign import Sealing, cosign_pdf, seal_pdf, signature_space
from lettermerge.signing.verdict import FileVerdict
from lettermerge.signing.verify import verify_content
from lettermerge.writers.writer_interface import ReservedField

ROOT = authority.root().public_bytes(authority.DER)


def seal(
    identity: Identity, sealing: Sealing | None = None, reserved: tuple[ReservedField, ...] = ()
) -> bytes:
    sealing = sealing or Sealing()
    written = written_pdf(signature_space(identity, sealing, SIGNED_AT), reserved=reserved)
    assert written.hole is not None
    return seal_pdf(written.content, written.hole, identity, sealing)


@pytest.mark.parametrize("kind", ["rsa", "ec", "p384"])
def test_a_sealed_letter_is_valid_and_conforms(kind: str) -> None:
    sealed = seal(authority.identity(kind))
    assert verifiers.pyhanko(sealed, ROOT)
    assert verifiers.conformance(sealed) == []
    ((start, end, rest),) = verifiers.byte_ranges(sealed)
    assert end + rest == len(sealed)
    assert not verifiers.pyhanko(verifiers.flip(sealed, start - 300), ROOT)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_sealing_changes_nothing_but_the_hole_and_is_repeatable(kind: str) -> None:
    identity = authority.identity(kind)
    written = written_pdf(signature_space(identity, Sealing(), SIGNED_AT))
    assert written.hole is not None
    one = seal_pdf(written.content, written.hole, identity)
    assert one == seal_pdf(written.content, written.hole, identity)
    assert one[: written.hole.start] == written.content[: written.hole.start]
    assert one[written.hole.end :] == written.content[written.hole.end :]


@pytest.mark.parametrize("certify", ["no-changes", "fill-forms"])
def test_a_certified_letter_is_valid_and_conforms(certify: str) -> None:
    sealed = seal(authority.identity("ec"), Sealing(certify=certify))  # type: ignore[arg-type]
    assert b"/DocMDP" in sealed
    assert verifiers.pyhanko(sealed, ROOT)
    assert verifiers.conformance(sealed) == []


@pytest.mark.tools
@pytest.mark.parametrize("certify", [None, "no-changes", "fill-forms"])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_every_verifier_accepts_the_letter_and_refuses_its_tampered_twin(
    kind: str, certify: str | None, tmp_path: Path, root_pem: Path, nss: Path
) -> None:
    sealed = seal(authority.identity(kind), Sealing(certify=certify))  # type: ignore[arg-type]
    ((start, _, _),) = verifiers.byte_ranges(sealed)
    twin = verifiers.flip(sealed, sealed.index(b"(D:2026", start - 400) + 6)
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(sealed)
    bad.write_bytes(twin)
    assert verifiers.pdfsig(good, nss)
    assert verifiers.pdfsig_covers_all(good, nss) == [True]
    assert not verifiers.pdfsig(bad, nss)
    assert verifiers.mutool(good)
    assert not verifiers.mutool(bad)
    assert verifiers.openssl_cms(sealed, root_pem, tmp_path)
    assert not verifiers.openssl_cms(twin, root_pem, tmp_path)
    assert verifiers.pyhanko(sealed, ROOT)
    assert not verifiers.pyhanko(twin, ROOT)
    assert verifiers.run("qpdf", "--check", good).returncode == 0


def test_an_expired_identity_seals_nothing() -> None:
    late = SIGNED_AT + timedelta(days=5 * 365)
    with pytest.raises(SigningError, match="expired on"):
        signature_space(authority.identity("ec"), Sealing(), late)


def test_a_signature_that_is_too_long_for_its_hole_is_refused() -> None:
    short = signature_space(authority.identity("ec"), Sealing(), SIGNED_AT)
    written = written_pdf(short)
    assert written.hole is not None
    identity = authority.identity("rsa")
    bulky = Identity(identity.key, identity.certificate, tuple(bytes([n] * 900) for n in range(9)))
    with pytest.raises(SigningError, match="bytes and the file leaves"):
        seal_pdf(written.content, written.hole, bulky)


def test_forced_ed25519_seals_what_pyhanko_accepts() -> None:
    assert verifiers.pyhanko(seal(authority.identity("ed25519")), ROOT)


Certify = Literal["fill-forms"] | None
CERTIFY: list[Certify] = [None, "fill-forms"]
WAYS = ["announced", "not announced", "one of them"]
SLOW = pytest.mark.slow


def signers(kind: str) -> tuple[Identity, Identity, Identity]:
    """Return three signers with keys of one kind."""
    names = ("Petra Placeholder", "Quentin Cosigner", "Thea Third")
    leaves = [authority.certificate(kind, name, number=n) for n, name in enumerate(names)]
    one, two, three = (authority.identity(kind, leaf, n) for n, leaf in enumerate(leaves))
    return one, two, three


def fields(*identities: Identity) -> tuple[ReservedField, ...]:
    """Return the fields that wait for signers: for the second signatory, and so on."""
    return tuple(
        ReservedField(field_for(one.fingerprint), one.name, place)
        for place, one in enumerate(identities, 2)
    )


def write(
    first: Identity | None, reserved: tuple[ReservedField, ...] = (), certify: Certify = None
) -> bytes:
    """Print a letter with three signatories, signed by `first` if there is one."""
    from lettermerge.writers.pdf import write as write_pdf

    sealing = Sealing(certify=certify)
    space = signature_space(first, sealing, SIGNED_AT) if first else None
    document = letter(others=("Quentin Cosigner", "Thea Third"))
    (written,) = write_pdf([document], page_style(Theme(), "a4"), space, reserved)
    assert not isinstance(written, Failure)
    if first is None:
        return written.content
    assert written.hole is not None
    return seal_pdf(written.content, written.hole, first, sealing)


def chain(kind: str, certify: Certify = None, way: str = "announced") -> list[bytes]:
    """Return a letter with one, two and three signatures."""
    first, second, third = signers(kind)
    announced = {"announced": (second, third), "not announced": (), "one of them": (third,)}[way]
    one = write(first, fields(*announced), certify)
    two = cosign_pdf(one, second, SIGNED_AT)
    return [one, two, cosign_pdf(two, third, SIGNED_AT)]


def tolerated(content: bytes) -> list[str]:
    """Return what is wrong with a file of several signatures.

    The validator holds any revision after a signature against archiving, which ISO 19005-3 does
    not where it adds a signature.
    """
    return [one for one in verifiers.conformance(content) if "SIGNATURE-BYTERANGE" not in one]


def verdict(content: bytes) -> FileVerdict:
    return verify_content(content, "letter.pdf", Believed(()))


def objects(content: bytes) -> dict[int, Any]:
    """Return every object of a file, as of its last revision, by number."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(content))
    numbers = set(reader.xrefs.explicit_refs_in_revision(0))
    for revision in range(1, reader.xrefs.total_revisions):
        numbers |= set(reader.xrefs.explicit_refs_in_revision(revision))
    return {one.idnum: reader.get_object(one) for one in numbers}


def changed(before: bytes, after: bytes) -> dict[int, tuple[Any, Any]]:
    """Return the objects of `before` that `after` has otherwise, as (old, new)."""
    old, new = objects(before), objects(after)
    return {n: (old[n], new[n]) for n in old if repr(old[n]) != repr(new.get(n))}


@pytest.mark.slow
@pytest.mark.parametrize("way", [*WAYS[:2], pytest.param(WAYS[2], marks=SLOW)])
@pytest.mark.parametrize("certify", CERTIFY)
@pytest.mark.parametrize("kind", ["ec", pytest.param("rsa", marks=SLOW)])
def test_one_two_and_three_signatures_are_valid_and_conform(
    kind: str, certify: Certify, way: str
) -> None:
    letters = chain(kind, certify, way)
    for number, content in enumerate(letters, 1):
        assert len(verifiers.byte_ranges(content)) == number
        assert verifiers.pyhanko(content, ROOT)
        assert tolerated(content) == []
        assert verdict(content).all_reasons == ()
    assert letters[1].startswith(letters[0])
    assert letters[2].startswith(letters[1])
    assert letters[2] == chain(kind, certify, way)[2]


@pytest.mark.tools
@pytest.mark.parametrize("case", list(product(["rsa", "ec"], CERTIFY, WAYS)), ids=str)
def test_every_verifier_accepts_each_and_refuses_its_tampered_twins(
    case: tuple[str, Certify, str], tmp_path: Path, root_pem: Path, nss: Path
) -> None:
    kind, certify, way = case
    for number, content in enumerate(chain(kind, certify, way), 1):
        good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
        good.write_bytes(content)
        assert verifiers.pdfsig(good, nss)
        covered = verifiers.pdfsig_covers_all(good, nss)  # in the order of the fields
        assert sorted(covered) == [False] * (number - 1) + [True]
        assert verifiers.mutool(good)
        assert verifiers.run("qpdf", "--check", good).returncode == 0
        if way == "announced" or not certify:  # it holds any new field against a certification
            assert verifiers.mupdf_history(good, tmp_path)
        for one, (start, _, _) in enumerate(verifiers.byte_ranges(content)):
            assert verifiers.openssl_cms(content, root_pem, tmp_path, one)
            twin = verifiers.flip(content, content.rindex(b"(D:2026", 0, start) + 6)
            bad.write_bytes(twin)
            assert not verifiers.pdfsig(bad, nss)
            assert not verifiers.mutool(bad)
            assert not verifiers.openssl_cms(twin, root_pem, tmp_path, one)
            assert not verifiers.pyhanko(twin, ROOT)
            assert not verdict(twin).holds


@pytest.mark.slow
@pytest.mark.parametrize("certify", CERTIFY)
def test_an_announced_signer_fills_the_field_and_changes_nothing_else(certify: Certify) -> None:
    first, second, third = signers("ec")
    before = write(first, fields(second, third), certify)
    for signer in (third, second):  # in any order
        after = cosign_pdf(before, signer, SIGNED_AT)
        ((old, new),) = changed(before, after).values()
        assert old["/T"] == field_for(signer.fingerprint)
        assert set(new) - set(old) == {"/V"}
        assert all(repr(new.raw_get(key)) == repr(old.raw_get(key)) for key in old)
        before = after


@pytest.mark.slow
@pytest.mark.parametrize("certify", CERTIFY)
def test_another_signer_adds_a_field_that_nobody_sees_and_changes_nothing_else(
    certify: Certify,
) -> None:
    first, second, third = signers("ec")
    before = write(first, fields(third), certify)
    after = cosign_pdf(before, second, SIGNED_AT)
    found = changed(before, after)
    kinds = {
        "/Fields" if "/Fields" in old else old["/Type"]: (old, new) for old, new in found.values()
    }
    assert set(kinds) == {"/Fields", "/Page"}
    added = []
    for kind, key in (("/Fields", "/Fields"), ("/Page", "/Annots")):
        old, new = kinds[kind]
        assert set(new) == set(old)
        assert all(repr(new.raw_get(one)) == repr(old.raw_get(one)) for one in old if one != key)
        assert list(new[key])[:-1] == list(old[key])
        added.append(list(new[key])[-1])
    assert added[0] == added[1]
    widget = added[0].get_object()
    assert set(widget) == {
        "/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/Rect", "/P", "/V",
    }  # fmt: skip
    assert widget["/F"] == 4 + 128
    left, bottom, right, top = map(float, widget["/Rect"])
    assert (left, bottom) == (right, top) == (-1, -1)


@pytest.mark.parametrize("box", ["/CropBox [20 30 500 700]", "/CropBox [-40 -30 500 700]"])
def test_the_field_lies_outside_what_is_shown_of_the_page(box: str) -> None:
    content = plain_pdf(page=box)
    signed = cosign_pdf(content, authority.cosigner(), SIGNED_AT)
    rectangle = next(o["/Rect"] for o in objects(signed).values() if "/Rect" in o)
    left, bottom, *_ = map(int, box.split("[")[1].strip("]").split())
    assert [float(edge) for edge in rectangle] == 2 * [left - 1, bottom - 1]
    assert verdict(signed).holds


def plain_pdf(page: str = "", catalog: str = "", more: tuple[str, ...] = ()) -> bytes:
    """Return a PDF of one page in the plainest form, as other programs write them."""
    bodies = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        f"<</Type/Page/Parent 2 0 R/Resources<<>>{page}>>",
        *more,
    ]
    content, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    table = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + (table + trailer).encode()


@pytest.mark.parametrize("certify", CERTIFY)
def test_arrays_that_are_objects_of_their_own_are_the_ones_that_grow(certify: Certify) -> None:
    form = "/AcroForm 4 0 R"
    more = ("<</Fields 5 0 R/SigFlags 3>>", "[]", "[]")
    content = plain_pdf("/Annots 6 0 R", form, more)
    sealing = Sealing(certify=certify)
    first = cosign_pdf(content, authority.identity("ec"), SIGNED_AT, sealing)
    second = cosign_pdf(first, authority.cosigner(), SIGNED_AT, sealing)
    assert set(changed(first, second)) == {5, 6}
    assert verifiers.pyhanko(second, ROOT)
    assert verdict(second).holds


def test_an_unsigned_letter_can_be_signed_afterwards_and_conforms() -> None:
    signed = cosign_pdf(written_pdf(None).content, authority.cosigner(), SIGNED_AT)
    assert verifiers.pyhanko(signed, ROOT)
    assert verifiers.conformance(signed) == []


@pytest.mark.slow
@pytest.mark.parametrize("certify", CERTIFY)
def test_an_unsigned_letter_keeps_its_fields_for_all_who_sign(certify: Certify) -> None:
    _, second, third = signers("ec")
    content = write(None, fields(second, third))
    assert verifiers.conformance(content) == []
    assert verdict(content).notes == ("waits for Quentin Cosigner", "waits for Thea Third")
    sealing = Sealing(certify=certify)
    for signer in (second, third):
        before, content = content, cosign_pdf(content, signer, SIGNED_AT, sealing)
        found = [set(new) - set(old) for old, new in changed(before, content).values()]
        certifies = certify is not None and signer is second
        assert sorted(map(sorted, found)) == [["/Perms"]] * certifies + [["/V"]]
        assert verifiers.pyhanko(content, ROOT)
        assert tolerated(content) == []
    assert verdict(content).notes == ()


@pytest.mark.slow
def test_what_is_still_to_be_signed_is_said_until_it_is() -> None:
    one, two, three = chain("ec")
    assert verdict(one).notes == ("waits for Quentin Cosigner", "waits for Thea Third")
    assert verdict(two).notes == ("waits for Thea Third",)
    assert verdict(three).notes == ()
    assert verdict(three[: len(two)]).notes == ("waits for Thea Third",)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("A\nyes\tB", "A\\nyes\\tB"),
        ("\x1b[2K\u202eA", "\\x1b[2K\\u202eA"),
        (" ", "the certificate {}..."),
        ("x" * 999, "x" * 97 + "..."),
    ],
)
def test_a_title_in_a_file_cannot_break_the_line_it_is_told_on(title: str, said: str) -> None:
    first, second, _ = signers("ec")
    field = ReservedField(field_for(second.fingerprint), title, 2)
    (note,) = verdict(write(first, (field,))).notes
    assert note == "waits for " + said.format(second.fingerprint[:16])


@pytest.mark.usefixtures("unjudged")
def test_a_signature_in_the_field_of_another_certificate_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third = signers("ec")
    before = write(first, fields(second))
    monkeypatch.setattr(
        "lettermerge.signing.pdf.sign.field_for", lambda _: field_for(second.fingerprint)
    )
    usurped = cosign_pdf(before, third, SIGNED_AT)
    assert verifiers.pyhanko(usurped, ROOT)
    (reason,) = verdict(usurped).all_reasons
    assert "signature 2: it is in the field kept for another certificate" in reason


def test_a_field_lies_over_the_block_of_its_signatory() -> None:
    first, second, third = signers("ec")
    content = write(first, fields(second, third))
    found = {
        o["/TU"]: list(map(float, o["/Rect"])) for o in objects(content).values() if "/TU" in o
    }
    boxes = [found[f"Digital signature of {one.name}"] for one in (first, second, third)]
    assert all(left < right and bottom < top for left, bottom, right, top in boxes)
    for one, other in ((boxes[0], boxes[1]), (boxes[1], boxes[2]), (boxes[0], boxes[2])):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart


@pytest.mark.slow
def test_a_seal_leaves_the_block_of_a_first_signatory_who_cosigns() -> None:
    office, second, _ = signers("ec")
    one = write(office, (ReservedField(field_for(second.fingerprint), "Petra Placeholder", 1),))
    found = [list(map(float, o["/Rect"])) for o in objects(one).values() if "/TU" in o]
    assert len({tuple(box) for box in found}) == 2
    assert verifiers.conformance(one) == []


def test_a_letter_certified_against_changes_takes_no_further_signature() -> None:
    sealed = seal(authority.identity("ec"), Sealing(certify="no-changes"))
    with pytest.raises(SigningError, match="certified against any change"):
        cosign_pdf(sealed, authority.cosigner(), SIGNED_AT)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\nnothing", b"PK\x03\x04"])
def test_what_is_no_pdf_is_not_cosigned(content: bytes) -> None:
    with pytest.raises(SigningError, match="cannot be extended"):
        cosign_pdf(content, authority.cosigner(), SIGNED_AT)


@pytest.mark.parametrize("damage", [b"/FlateDecodu", b"/ASCIIHexDecode"])
def test_a_pdf_whose_streams_are_damaged_is_not_cosigned(damage: bytes) -> None:
    """Where the objects that a signature needs lie in them; parsers raise what they like."""
    content = written_pdf(None).content
    assert b"/FlateDecode" in content
    with pytest.raises(SigningError, match="cannot be extended"):
        cosign_pdf(content.replace(b"/FlateDecode", damage), authority.cosigner(), SIGNED_AT)


def test_a_page_tree_with_a_loop_is_not_cosigned() -> None:
    content = plain_pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    with pytest.raises(SigningError, match="cannot be extended"):
        cosign_pdf(content, authority.cosigner(), SIGNED_AT)


@pytest.mark.slow
def test_letters_set_the_short_way_have_the_same_fields() -> None:
    from lettermerge.writers.pdf import write as write_pdf

    first, second, third = signers("ec")
    space = signature_space(first, Sealing(), SIGNED_AT)
    names = ("Ann Testwright", "Ben Testman", "Cleo Testley")
    letters = [letter(name, others=("Quentin Cosigner", "Thea Third")) for name in names]
    results = list(write_pdf(letters, page_style(Theme(), "a4"), space, fields(second, third)))
    routes = []
    for written in results:
        assert not isinstance(written, Failure)
        assert written.hole is not None
        routes.append(written.route)
        content = seal_pdf(written.content, written.hole, first)
        for signer in (second, third):
            content = cosign_pdf(content, signer, SIGNED_AT)
            assert verifiers.pyhanko(content, ROOT)
        assert tolerated(content) == []
        assert verdict(content).holds
    assert "variable" in routes
