"""The XML of one whole letter and of every kind of block, as it was accepted."""

from __future__ import annotations

import pytest
from lxml import etree
from tests.golden import Golden
from tests.writers.docx.letters import A4, EVERYTHING, LETTER, letter, written
from tests.writers.docx.reader import parts

from lettermerge.layout.page_style import PageStyle
from lettermerge.letter.document import Document


def canonical(content: bytes) -> str:
    """Return the names of a file's parts, and the XML of each one in canonical form, indented.

    Only white space between elements of parts without text is added (C14N 2.0, pretty-printed).
    """
    pieces = []
    for name, part in sorted(parts(content).items()):
        pieces.append(f"=== {name}")
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(part)
            etree.indent(root)
            pieces.append(etree.tostring(root, method="c14n2", with_comments=True).decode())
    return "\n".join(pieces) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "document", "style"),
    [
        ("letter-a4.txt", letter(), A4),
        ("letter-us.txt", letter(language="en-US"), LETTER),
        ("every-block.txt", letter(body=EVERYTHING, note=EVERYTHING), A4),
    ],
)
def test_letters_are_written_as_accepted(
    golden: Golden, name: str, document: Document, style: PageStyle
) -> None:
    golden.check(name, canonical(written(document, style)))


def test_a_change_is_seen(golden: Golden) -> None:
    if golden.update:
        return
    with pytest.raises(AssertionError, match="letter-a4"):
        golden.check("letter-a4.txt", canonical(written(letter(close="Yours,"), A4)))
