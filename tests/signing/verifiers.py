"""Independent verifiers of signatures, run for real: each says yes or no to a file.

A test whose tool is missing skips, which is a failure where CI is set.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import page
import pytest

TOOLS = Path(__file__).parent.parent / "tools" / "node_modules" / ".bin"


def run(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a program; its status is for the caller to judge."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed: `make test` brings it")
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=600,
        check=False, **more,
    )  # fmt: skip


def make_nss(folder: Path, root: Path) -> Path:
    """Make an NSS database that trusts `root`, a PEM certificate."""
    folder.mkdir()
    run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password").check_returncode()
    run(
        "certutil", "-A", "-d", f"sql:{folder}", "-n", "root", "-t", "CT,CT,CT", "-i", root
    ).check_returncode()
    return folder


def pdfsig(path: Path, nss: Path) -> bool:
    """Poppler: every signature valid and by a trusted certificate; empty fields do not count."""
    said = run("pdfsig", "-nssdir", nss, path).stdout
    empty = said.count("The signature form field is not signed.")
    signatures = said.count("Signature #") - empty
    valid = said.count("Signature Validation: Signature is Valid.")
    trusted = said.count("Certificate Validation: Certificate is Trusted.")
    return signatures > 0 and signatures == valid == trusted


def pdfsig_covers_all(path: Path, nss: Path) -> list[bool]:
    """Poppler: for each signature, whether it covers the whole file."""
    said = run("pdfsig", "-nssdir", nss, path).stdout
    return [" not " not in line.lower() for line in re.findall(r".*otal document signed.*", said)]


def mutool(path: Path) -> bool:
    """MuPDF: every signature is intact, and the last covers the file (its trust store is apart).

    Of an earlier one it says that there were edits, whatever these are.
    """
    said = run("mutool", "sign", "-v", path).stdout
    signatures = said.count("Verifying signature") - said.count("Signature is not signed.")
    whole = said.count("The document is unchanged since signing.")
    earlier = said.count("The signature is valid but there have been edits since signing.")
    return whole == 1 and whole + earlier == signatures


def mupdf_history(path: Path, folder: Path) -> bool:
    """MuPDF's library: no later revision changes what the signatures before it forbid."""
    script = folder / "history.js"
    script.write_text(
        "print(new PDFDocument(scriptArgs[0]).validateChangeHistory())", encoding="utf-8"
    )
    return run("mutool", "run", script, path).stdout.strip() == "0"


def byte_ranges(content: bytes) -> list[tuple[int, int, int]]:
    """Return where each hole starts and ends, and how much follows it, in the order of the file."""
    found = re.findall(rb"/ByteRange ?\[\s*0 (\d+) (\d+) (\d+)\s*\]", content)
    return [(int(start), int(end), int(rest)) for start, end, rest in found]


def signed_bytes(content: bytes, number: int = 0) -> tuple[bytes, bytes]:
    """Return what a signature covers and its CMS, cut at the length that its DER says."""
    start, end, rest = byte_ranges(content)[number]
    der = bytes.fromhex(content[start + 1 : end - 1].decode())
    size = 4 + int.from_bytes(der[2:4], "big")
    return content[:start] + content[end : end + rest], der[:size]


def openssl_cms(content: bytes, root: Path, folder: Path, number: int = 0) -> bool:
    """OpenSSL: the CMS is a CAdES signature of the covered bytes, by a trusted certificate."""
    data, cms = signed_bytes(content, number)
    (folder / "data.bin").write_bytes(data)
    (folder / "cms.der").write_bytes(cms)
    done = run(
        "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
        "-in", folder / "cms.der", "-content", folder / "data.bin", "-CAfile", root,
        "-purpose", "any", "-attime", "1780000000", "-out", os.devnull,
    )  # fmt: skip
    return done.returncode == 0


def pyhanko(content: bytes, *roots: bytes) -> bool:
    """PyHanko: every signature is intact, trusted, and followed by nothing but signatures.

    Its own analysis of later revisions is on, under the policy that it comes with.
    """
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = [x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=trusted, other_certs=trusted)
    found = PdfFileReader(BytesIO(content)).embedded_regular_signatures
    results = [validate_pdf_signature(one, context, context) for one in found]
    return bool(results) and all(one.bottom_line for one in results)


def conformance(content: bytes) -> list[str]:
    """Return what PDF/A-3a and PDF/UA-1 forbid of a file; [] if nothing.

    A stream that happens to end in a carriage return is miscounted by the validator.
    """
    found = [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in ("3a", "ua1")
        for failure in page.validate_pdf_bytes(content, profile=profile).failures
    ]
    if b"\r\nendstream" in content:
        found = [one for one in found if "PDFA3A-STREAM-LENGTH-001" not in one]
    return found


def xmlsec(content: bytes, root: Path, folder: Path, number: int = 1) -> bool:
    """xmlsec1: the core of the XML signature holds, by a trusted certificate."""
    with ZipFile(BytesIO(content)) as package:
        (folder / "sig.xml").write_bytes(package.read(f"_xmlsignatures/sig{number}.xml"))
    done = run(
        "xmlsec1", "--verify", "--ignore-manifests", "--enabled-key-data", "x509",
        "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties",
        "--trusted-pem", root, "--verification-gmt-time", "2026-05-01 00:00:00",
        folder / "sig.xml",
    )  # fmt: skip
    return done.returncode == 0


def ooxml_validator(path: Path) -> dict[str, Any]:
    """The Open XML SDK: what it finds wrong with a file."""
    said = run(TOOLS / "ooxml-validator", path).stdout
    found: dict[str, Any] = json.loads(said)
    return found


class Office:
    """LibreOffice, kept running: says of each file whether all its signatures are valid."""

    def __init__(self, folder: Path, nss: Path) -> None:
        python = shutil.which("python3", path="/usr/bin")
        if shutil.which("soffice") is None or python is None:
            pytest.skip("LibreOffice or its Python is not installed: `make test` brings them")
        service = Path(__file__).with_name("office_service.py")
        self.process = subprocess.Popen(
            [python, str(service), str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "MOZILLA_CERTIFICATE_FOLDER": f"sql:{nss}", "PYTHONPATH": ""},
        )  # fmt: skip

    def judge(self, path: Path) -> list[dict[str, Any]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self.process.stdout.readline())
        return found

    def accepts(self, path: Path) -> bool:
        found = self.judge(path)
        return bool(found) and all(one["valid"] and one["certificate"] == 0 for one in found)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(300)


def flip(content: bytes, position: int) -> bytes:
    """Return `content` with one bit changed."""
    changed = bytearray(content)
    changed[position] ^= 0x01
    return bytes(changed)


def repack(content: bytes, changes: dict[str, bytes]) -> bytes:
    """Return a package in which parts are replaced or added."""
    output = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(output, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return output.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(content)) as package:
        return package.read(name)
