"""The other contestants, each warm, each in a child of bench.py, in an environment of their own.

    python benchmarks/peers.py WHAT ROWS CORPUS
    WHAT: weasyprint typst docxtpl python-docx pyhanko

Words come ready-made from the corpus; files are written without fsync. What is counted is one
letter after the other, once the first has been made.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

Letter = dict[str, Any]
Make = Callable[[Letter, Path], None]

_TYPST = """
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.subject)
#set page(paper: "us-letter", margin: (x: 25.4mm, top: 19mm, bottom: 20mm),
  header: context { if counter(page).get().first() > 1 [
    #letter.running #h(1fr) Page #counter(page).display("1 of 1", both: true)] })
#set text(font: "Source Serif 4", size: 11pt, lang: "en")
#set par(leading: 0.55em, spacing: 0.9em)
#for line in letter.head [#line \\ ]
#align(right)[#letter.date]
#block(for line in letter.address [#line \\ ])
#heading(letter.subject)
#letter.salutation
#for text in letter.paragraphs [#par(text)]
#letter.close
#for name in letter.signature [#par(strong(name))]
"""


def weasyprint_loop(corpus: Path) -> Make:
    from weasyprint import HTML

    css = (corpus / "page.css").read_text(encoding="utf-8")

    def make(letter: Letter, path: Path) -> None:
        page = letter["html"].replace("</head>", f"<style>{css}</style></head>")
        HTML(string=page).write_pdf(path, pdf_variant="pdf/ua-1")

    return make


def typst(corpus: Path) -> Make:
    import typst

    source = corpus / "letter.typ"
    source.write_text(_TYPST, encoding="utf-8")
    compiler = typst.Compiler(
        str(source), font_paths=[str(corpus / "fonts")], ignore_system_fonts=True
    )

    def make(letter: Letter, path: Path) -> None:
        words = json.dumps({key: value for key, value in letter.items() if key != "html"})
        path.write_bytes(compiler.compile(format="pdf", sys_inputs={"letter": words}))

    return make


def docxtpl(corpus: Path) -> Make:
    import docx
    from docxtpl import DocxTemplate

    template = docx.Document()
    for name in ("head", "date", "address"):
        template.add_paragraph(f"{{{{ {name} }}}}")
    template.add_heading("{{ subject }}", 1)
    template.add_paragraph("{{ salutation }}")
    template.add_paragraph("{%p for text in paragraphs %}")
    template.add_paragraph("{{ text }}")
    template.add_paragraph("{%p endfor %}")
    template.add_paragraph("{{ close }}")
    template.save(str(corpus / "template.docx"))

    def make(letter: Letter, path: Path) -> None:
        document = DocxTemplate(str(corpus / "template.docx"))
        lines = {key: "\n".join(letter[key]) for key in ("head", "address")}
        document.render(letter | lines, autoescape=True)
        document.save(str(path))

    return make


def python_docx(corpus: Path) -> Make:
    import docx

    def make(letter: Letter, path: Path) -> None:
        document = docx.Document()
        for line in (*letter["head"], letter["date"], *letter["address"]):
            document.add_paragraph(line)
        document.add_heading(letter["subject"], 1)
        for text in (letter["salutation"], *letter["paragraphs"], letter["close"]):
            document.add_paragraph(text)
        document.save(str(path))

    return make


def pyhanko(corpus: Path) -> Make:
    """Sign one and the same PDF, as pyHanko's documentation shows: what the peers would add."""
    import datetime
    from io import BytesIO

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Benchmark")])
    day = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2040))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = corpus / "bench.pem", corpus / "bench.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    signer = signers.SimpleSigner.load(str(private), str(pem))
    metadata = signers.PdfSignatureMetadata("Signature1", subfilter=SigSeedSubFilter.PADES)
    unsigned = corpus / "unsigned.pdf"
    weasyprint_loop(corpus)(next(letters(corpus, 1)), unsigned)
    content = unsigned.read_bytes()

    def make(letter: Letter, path: Path) -> None:
        writer = IncrementalPdfFileWriter(BytesIO(content))
        signed = signers.PdfSigner(metadata, signer).sign_pdf(writer)
        path.write_bytes(signed.getbuffer())

    return make


CONTESTANTS: dict[str, Callable[[Path], Make]] = {
    "weasyprint": weasyprint_loop,
    "typst": typst,
    "docxtpl": docxtpl,
    "python-docx": python_docx,
    "pyhanko": pyhanko,
}


def letters(corpus: Path, count: int) -> Any:
    """Yield the first letters of the corpus."""
    with (corpus / "letters.jsonl").open(encoding="utf-8") as lines:
        for _, line in zip(range(count), lines, strict=False):
            yield json.loads(line)


def main(what: str, rows: int, corpus: Path) -> None:
    """Make `rows` letters; print seconds, letters, peak memory."""
    make = CONTESTANTS[what](corpus)
    batch = list(letters(corpus, rows))
    with tempfile.TemporaryDirectory() as name:
        make(batch[0], Path(name) / "warm")
        began = perf_counter()
        for number, letter in enumerate(batch):
            make(letter, Path(name) / str(number))
        seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "letters": len(batch), "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
