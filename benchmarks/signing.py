"""What a signature costs: 500 letters sealed by lettermerge and by pyHanko's PdfSigner, in one run.

    python benchmarks/signing.py [--letters N] [--peers N]

Prints median milliseconds a letter, one core. "on top" is what signing adds to writing the unsigned
file: the room in the file and the seal together; "/ unsigned" is how many times as long it takes.
Contestants take turns, letter by letter.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from lettermerge.config.theme import Theme
from lettermerge.diagnostics import Failure
from lettermerge.layout.page_style import page_style
from lettermerge.letter.document import Document, Letterhead, Paragraph, Signature, Text
from lettermerge.signing.docx.sign import sign_docx
from lettermerge.signing.identity.creation import Subject, create_identity
from lettermerge.signing.identity.model import Identity
from lettermerge.signing.identity.passphrase import Passphrase
from lettermerge.signing.pdf.reserved_fields import field_for
from lettermerge.signing.pdf.sign import Sealing, seal_pdf, signature_space
from lettermerge.writers.writer_interface import ReservedField, SignatureSpace

NOW = datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)
PASSPHRASE = Passphrase("benchmark passphrase")
_NUMBERS = count(10_000)
#: Signatories who sign the finished letters, and the fields that wait for them.
OTHERS = ("Quentin Placeholder", "Thea Placeholder")
RESERVED = tuple(
    ReservedField(field_for(str(place) * 64), name, place) for place, name in enumerate(OTHERS, 2)
)
WORDS = "Each of these letters says the same in as many words as a page needs. " * 8


def letter(number: int) -> Document:
    """Return a letter of one page that differs from its neighbours in name and salutation."""
    name = f"Member No. {number}"
    return Document(
        language="en",
        title=f"A letter to {name}",
        author="The Sample Society",
        date="2026-03-04",
        running_head=name,
        page_label="Page {page} of {pages}",
        letterhead=Letterhead("The Sample Society", ("1 Specimen Street",)),
        date_line="4 March 2026",
        address_block=(name, "House of Samples", "Testville"),
        subject="On samples",
        salutation=f"Dear {name},",
        body=tuple(Paragraph((Text(WORDS.strip()),)) for _ in range(3)),
        close="Yours faithfully,",
        signatures=(Signature("Petra Placeholder", "Secretary"), *map(Signature, OTHERS)),
    )


def take_turns(contestants: dict[str, Callable[[int], object]], rounds: int) -> dict[str, float]:
    """Run every contestant once a round; return the median of each in milliseconds."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        for name, act in contestants.items():
            begun = perf_counter()
            act(number)
            times[name].append(1000 * (perf_counter() - begun))
    return {name: median(one) for name, one in times.items()}


def stream(
    documents: list[Document],
    kind: str,
    space: SignatureSpace | None = None,
    reserved: tuple[ReservedField, ...] = (),
) -> Any:
    """Return the running writer of a group, to be asked for one letter after the other."""
    style = page_style(Theme(), "a4")
    if kind == "pdf":
        from lettermerge.writers import pdf

        return pdf.write(documents, style, space, reserved)
    from lettermerge.writers import docx

    return docx.write(documents, style)


def warm(
    documents: list[Document],
    kind: str,
    space: SignatureSpace | None = None,
    reserved: tuple[ReservedField, ...] = (),
) -> Any:
    """Return the same after its first letter, with which the group's common part is made."""
    running = stream(documents, kind, space, reserved)
    if isinstance(next(running), Failure):
        sys.exit("a letter could not be written")
    return running


def pyhanko_signer(path: Path) -> Callable[[bytes], bytes]:
    """Return pyHanko's documented way: a signer, a signature field, `sign_pdf`."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=PASSPHRASE.reveal())
    if signer is None:
        sys.exit("pyHanko does not read the identity")
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES
    )
    pdf_signer = signers.PdfSigner(metadata, signer=signer)

    def sign(content: bytes) -> bytes:
        output = BytesIO()
        pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), output=output)
        return output.getvalue()

    return sign


def measure(identity: Identity, path: Path, letters: int, peers: int) -> dict[str, float]:
    """Return medians for one key."""
    groups = (  # each of their own: what one contestant has laid out must not help the next
        [letter(next(_NUMBERS)) for _ in range(letters + 1)] for _ in range(5)
    )
    sealing = Sealing()
    space = signature_space(identity, sealing, NOW)
    plain, roomy = warm(next(groups), "pdf"), warm(next(groups), "pdf", space)
    waiting = warm(next(groups), "pdf", space, RESERVED)
    docx = warm(next(groups), "docx")
    signed_docx = warm(next(groups), "docx")

    def write_and_seal(running: Any) -> None:
        one = next(running)
        seal_pdf(one.content, one.hole, identity, sealing)

    results = take_turns(
        {
            "pdf, unsigned": lambda _: next(plain),
            "pdf, signed": lambda _: write_and_seal(roomy),
            "pdf, signed, two reserved fields": lambda _: write_and_seal(waiting),
            "docx, unsigned": lambda _: next(docx),
            "docx, signed": lambda _: sign_docx(next(signed_docx).content, identity, NOW),
        },
        letters,
    )
    documents = [letter(next(_NUMBERS)) for _ in range(peers)]
    pdfs = list(stream(documents, "pdf"))
    rooms = list(stream(documents, "pdf", space))
    docxs = list(stream(documents, "docx"))
    pyhanko = pyhanko_signer(path)
    results |= take_turns(
        {
            "pyHanko PdfSigner": lambda n: pyhanko(pdfs[n].content),
            "seal_pdf alone": lambda n: seal_pdf(
                rooms[n].content, rooms[n].hole, identity, sealing
            ),
            "sign_docx alone": lambda n: sign_docx(docxs[n].content, identity, NOW),
        },
        peers,
    )
    results["pdf, on top"] = results["pdf, signed"] - results["pdf, unsigned"]
    for name in ("pdf, signed", "pdf, signed, two reserved fields"):
        results[f"{name} / unsigned"] = results[name] / results["pdf, unsigned"]
    results["docx, on top"] = results["docx, signed"] - results["docx, unsigned"]
    return results


def main() -> None:
    """Measure both keys and print JSON."""
    parser = argparse.ArgumentParser(description="Milliseconds a signature.")
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--peers", type=int, default=500)
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, rsa in (("P-256", False), ("RSA-3072", True)):
            path = Path(folder) / f"{name}.p12"
            identity = create_identity(path, Subject("Benchmark"), PASSPHRASE, now=NOW, rsa_key=rsa)
            found = measure(identity, path, options.letters, options.peers)
            figures[name] = {key: round(value, 3) for key, value in found.items()}
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
