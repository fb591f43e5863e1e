"""An equation is said in one line with what parts its fractions, roots and powers."""

from __future__ import annotations

import pytest
from lxml import etree

from lettermerge.importing.equations import one_line

_SPACE = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def _r(text: str) -> str:
    return f"<m:r><m:rPr/><m:t>{text}</m:t></m:r>"


def _part(name: str, content: str) -> str:
    return f"<m:{name}>{content}</m:{name}>"


A, SUM, TWO = _r("a"), _r("b+c"), _r("2")


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (_part("f", _part("num", A) + _part("den", SUM)), "a/(b+c)"),
        (_part("sSup", _part("e", SUM) + _part("sup", TWO)), "(b+c)²"),
        (_part("sSub", _part("e", A) + _part("sub", TWO)), "a₂"),
        (_part("sSup", _part("e", A) + _part("sup", SUM)), "a^(b+c)"),
        (_part("rad", _part("deg", "") + _part("e", SUM)), "√(b+c)"),
        (_part("d", _part("e", A) + _part("e", TWO)), "(a; 2)"),
        (_part("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>' + _part("sub", A)
               + _part("sup", TWO) + _part("e", SUM)), "∑_a² b+c"),
        (A + SUM, "ab+c"),
    ],
)  # fmt: skip
def test_parts_are_told_apart(xml: str, text: str) -> None:
    assert one_line(etree.fromstring(f"<m:oMath {_SPACE}>{xml}</m:oMath>")) == text


def test_parts_inside_one_another_end_somewhere() -> None:
    xml = A
    for _ in range(100):
        xml = _part("e", xml)
    assert one_line(etree.fromstring(f"<m:oMath {_SPACE}>{xml}</m:oMath>")) == "a"
