"""Random later revisions by a second signer: what `verify` accepts shows the same pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from tests.series import cases, dice
from tests.signing import authority, verifiers
from tests.signing.pdf.forgeries import SEEN, THOUGHT_OF, WORDS
from tests.signing.pdf.forging import (
    Later,
    announced,
    cosigned,
    filled,
    finish,
    older,
    reserved,
    sealed,
)

from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf.object_values import PdfName as Name
from lettermerge.signing.pdf.object_values import Ref, Stream
from lettermerge.signing.pdf.reserved_fields import field_for
from lettermerge.signing.verdict import Verdict
from lettermerge.signing.verify import verify_content

WHOLE, LEGITIMATE = 5_000, 300
Act = Callable[[Later, random.Random], None]


def overwrite(later: Later, chance: random.Random) -> None:
    """Overwrite an object of before: changed, by another, or as it was."""
    number = chance.choice(sorted(later.state.numbers))
    value = later.open(number)
    way = chance.randrange(4)
    if way == 0:
        later.objects[number] = Stream({}, WORDS)
    elif way == 1 and isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        value[key] = chance.choice([None, 7, Ref(later.page, 0), [], {}, Name("/X")])
    elif way == 2:
        other = chance.choice(sorted(later.state.numbers))
        later.objects[number] = later.state.copy(other)


def drop_key(later: Later, chance: random.Random) -> None:
    value = later.objects[chance.choice(sorted(later.objects))]
    if isinstance(value, dict) and value:
        del value[chance.choice(sorted(value))]


def add_key(later: Later, chance: random.Random) -> None:
    value = later.objects[chance.choice(sorted(later.objects))]
    keys = ["/A", "/AA", "/AP", "/Annots", "/Contents", "/Kids", "/Lang", "/MK", "/Rotate", "/Tabs"]
    if isinstance(value, dict):
        value[chance.choice(keys)] = chance.choice([90, [], {}, Ref(later.page, 0), b"text"])


def add_object(later: Later, chance: random.Random) -> None:
    ref = later.add(chance.choice([{}, [], 5, b"text", Stream({}, WORDS)]))
    if chance.random() < 0.5:
        later.open(later.page)["/Annots"] = [ref]


def free(later: Later, chance: random.Random) -> None:
    later.freed.append(chance.choice(sorted(later.state.numbers)))


def change_trailer(later: Later, chance: random.Random) -> None:
    if chance.random() < 0.3:
        later.dropped.add(chance.choice(["/Root", "/Info", "/ID", "/Size", "/Prev"]))
    else:
        key = chance.choice(["/Root", "/Info", "/ID", "/Size", "/Prev", "/XRefStm", "/Encrypt"])
        value = [Ref(chance.choice(sorted(later.state.numbers)), 0), 3, [b"a", b"b"], {}]
        later.trailer[key] = chance.choice(value)


def mislist(later: Later, chance: random.Random) -> None:
    number = chance.choice(sorted(later.objects))
    later.listed[number] = (chance.randrange(len(later.base)), chance.choice([0, 0, 1]))


def renumber(later: Later, chance: random.Random) -> None:
    later.generations[chance.choice(sorted(later.objects))] = 1


def hide(later: Later, chance: random.Random) -> None:
    later.unlisted.add(chance.choice(sorted(set(later.objects) - set(later.packed))))


def insert(later: Later, chance: random.Random) -> None:
    extra = [b"%% comment\n", b"1 0 obj\n<<>>\nendobj\n", b"xref\n", b"endobj\n", b"\0", b"%%EOF\n"]
    later.extra += chance.choice(extra)


def forge(later: Later, chance: random.Random) -> None:
    _, change, _ = chance.choice([*SEEN, *THOUGHT_OF])
    change(later)


ACTS: list[Act] = [
    overwrite, overwrite, drop_key, add_key, add_object, free, change_trailer, mislist, renumber,
    hide, insert, forge, forge,
]  # fmt: skip


def add_data(later: Later, chance: random.Random) -> None:
    """Add a certificate as validation data; legitimate."""
    catalog = later.open(later.root)
    if "/DSS" not in catalog:
        der = authority.root().public_bytes(authority.DER)
        catalog["/DSS"] = {"/Certs": [later.add(Stream({}, der))]}


def pack(later: Later, chance: random.Random) -> None:
    """Put objects into an object stream; legitimate."""
    if later.kind == "stream" and not later.packed:
        plain = [one for one in later.objects if isinstance(later.objects[one], dict)]
        later.packed = sorted(set(plain) - {later.signature})


@cache
def originals() -> tuple[bytes, ...]:
    """Return signed letters of all kinds: certified, with empty fields, with two signatures."""
    return (
        sealed(), sealed("fill-forms"), reserved(), announced(), older(), finish(cosigned(sealed()))
    )  # fmt: skip


def kept_name() -> bytes:
    """Return the name of the field that waits for the co-signer."""
    return field_for(authority.cosigner().fingerprint).encode("ascii")


def revise(base: bytes, chance: random.Random) -> tuple[bytes, bool]:
    """Return a letter with a later revision, and whether that is legitimate."""
    kind = chance.choice(["stream", "table"])
    names = {reserved(): [b"First", b"Second"], announced(): [kept_name()]}.get(base, [])
    if names and chance.random() < 0.5:
        later = filled(base, chance.choice(names))
        later.kind = kind
    else:
        later = cosigned(base, kind=kind)
    if chance.random() < 0.2:
        add_data(later, chance)
    legitimate = chance.random() < 0.12
    if not legitimate:
        for _ in range(chance.randint(1, 3)):
            chance.choice(ACTS)(later, chance)
    if chance.random() < 0.3:
        pack(later, chance)
    return finish(later), legitimate


def pdfium(content: bytes) -> list[tuple[str, bytes]]:
    """Return the text and pixels of each page, at 40 dots an inch."""
    with pypdfium2.PdfDocument(content) as document:
        document.init_forms()
        return [
            (
                page.get_textpage().get_text_bounded(),
                sha256(bytes(page.render(scale=40 / 72, may_draw_forms=True).buffer)).digest(),
            )
            for page in document
        ]


def poppler(content: bytes, folder: Path) -> tuple[str, bytes]:
    """Return the text and pixels of all pages."""
    path = folder / "revised.pdf"
    path.write_bytes(content)
    text = verifiers.run("pdftotext", "-layout", path, "-").stdout
    verifiers.run("pdftoppm", "-r", "40", "-gray", path, folder / "page").check_returncode()
    drawn = sorted(folder.glob("page*.pgm"))
    pixels = b"".join(one.read_bytes() for one in drawn)
    for one in drawn:
        one.unlink()
    return text, sha256(pixels).digest()


@pytest.mark.soak
@pytest.mark.tools
@pytest.mark.slow
@pytest.mark.usefixtures("unjudged")
def test_every_revision_that_is_accepted_shows_the_same(tmp_path: Path) -> None:
    chance, total = dice("later revisions"), cases(WHOLE)
    shown: dict[int, Any] = {}
    accepted = wanted = 0
    for case in range(total):
        which = chance.randrange(len(originals()))
        base = originals()[which]
        try:
            content, legitimate = revise(base, chance)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            continue  # two changes do not fit together: there is no such file
        verdict = verify_content(content, "letter.pdf", Believed(()))
        wanted += legitimate
        assert verdict.holds or not legitimate, (case, verdict.all_reasons)
        if verdict.verdict is Verdict.FAILS:
            continue
        accepted += 1
        if which not in shown:
            shown[which] = pdfium(base), poppler(base, tmp_path)
        assert (pdfium(content), poppler(content, tmp_path)) == shown[which], case
    print(f"{total} revisions: {wanted} legitimate, {accepted} accepted")
    assert wanted >= LEGITIMATE * total // WHOLE
    assert accepted >= wanted
