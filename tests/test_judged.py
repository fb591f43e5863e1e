"""The fixture that judges signed files must itself be able to say no."""

from __future__ import annotations

import pytest
from tests.signing import authority, verifiers
from tests.signing.docx.test_sign import signed
from tests.signing.judged import intact, judge
from tests.signing.pdf.test_sign import seal


@pytest.mark.slow
def test_a_damaged_pdf_is_found() -> None:
    sealed = seal(authority.identity("ec"))
    judge([sealed])
    bad = verifiers.flip(sealed, 2000)
    assert not intact(bad)
    with pytest.raises(AssertionError):
        judge([bad])


def test_a_damaged_docx_is_found() -> None:
    content = signed("ec")
    judge([content])
    with pytest.raises(AssertionError):
        judge([verifiers.repack(content, {"word/document.xml": b"<other/>"})])
