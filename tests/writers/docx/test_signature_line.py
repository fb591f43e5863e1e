"""Signature lines of Office: who signs there, and that they are the same in every run."""

from __future__ import annotations

from tests.writers.docx.letters import MARK, letter, written
from tests.writers.docx.reader import parts, xml

from lettermerge.letter import document as tree

OFFICE = "{urn:schemas-microsoft-com:office:office}"
COSIGNED = letter(
    signatures=(
        tree.Signature("Testa <Signer>", "Chair", cosigns=True, room=True),
        tree.Signature("Testo Signer", cosigns=True, image=MARK, image_alt="Hand"),
        tree.Signature("Testi Signer", room=True),
    )
)


def test_each_announced_signatory_has_a_line_and_nobody_else() -> None:
    lines = list(xml(written(COSIGNED)).iter(OFFICE + "signatureline"))
    assert [one.get(OFFICE + "suggestedsigner") for one in lines] == [
        "Testa <Signer>", "Testo Signer",
    ]  # fmt: skip
    assert lines[0].get(OFFICE + "suggestedsigner2") == "Chair"
    assert all(one.get("issignatureline") == "t" for one in lines)
    assert len({one.get("id") for one in lines}) == 2
    assert not list(xml(written(letter())).iter(OFFICE + "signatureline"))


def test_a_line_has_a_picture_that_is_in_the_file() -> None:
    content = written(COSIGNED)
    used = {
        value
        for one in xml(content).iter("{urn:schemas-microsoft-com:vml}imagedata")
        for key, value in one.attrib.items()
        if str(key).endswith("}id")
    }
    targets = {
        one.get("Id"): one.get("Target") for one in xml(content, "word/_rels/document.xml.rels")
    }
    assert len(used) == 2
    assert {f"word/{targets[one]}" for one in used} <= set(parts(content))


def test_the_lines_of_equal_letters_are_equal() -> None:
    assert written(COSIGNED) == written(COSIGNED)
