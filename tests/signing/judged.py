"""Every file that any test signs in its own process is verified when the test ends.

By our own `verify`, and each PDF by pyHanko as well. A test that signs what must not hold asks for
the fixture `unjudged`.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest

from lettermerge.signing.docx import sign as docx
from lettermerge.signing.identity.trust import Believed
from lettermerge.signing.pdf import sign as pdf
from lettermerge.signing.verify import verify_content


@pytest.fixture
def unjudged() -> None:
    """Let a test sign what does not hold."""


@pytest.fixture(autouse=True)
def every_signed_file_holds(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    signed: list[bytes] = []

    def watch(module: object, name: str) -> None:
        original = getattr(module, name)

        def watched(*arguments: object) -> bytes:
            content: bytes = original(*arguments)
            signed.append(content)
            return content

        monkeypatch.setattr(module, name, watched)

    watch(pdf, "fill_hole")
    watch(docx, "write_package")
    yield
    if "unjudged" not in request.fixturenames:
        judge(signed[:20])


def judge(signed: list[bytes]) -> None:
    """Fail unless each of `signed` holds."""
    for number, content in enumerate(signed):
        verdict = verify_content(content, f"signed file {number}", Believed(()))
        assert verdict.holds, verdict.all_reasons
        if content.startswith(b"%PDF-"):
            assert intact(content)


def intact(content: bytes) -> bool:
    """Ask pyHanko about the last signature of a PDF, whoever signed it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    last = PdfFileReader(BytesIO(content)).embedded_regular_signatures[-1]
    status = validate_pdf_signature(last, ValidationContext(trust_roots=[]))
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return bool(status.intact and status.valid and whole)
