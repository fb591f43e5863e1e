"""An instruction is parted into its kind, words and switches, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.importing.field_syntax import ParsedField, split_code
from lettermerge.importing.source_letter import FieldCode


def parsed(text: str) -> ParsedField:
    return split_code(FieldCode((text,)))


@pytest.mark.parametrize(
    ("text", "words", "switches", "formats"),
    [
        (" MERGEFIELD First_Name ", ("First_Name",), {}, ()),
        ('MERGEFIELD "First name" \\* MERGEFORMAT', ("First name",), {}, ("mergeformat",)),
        ('MERGEFIELD x \\b "Dear " \\f ","', ("x",), {"b": "Dear ", "f": ","}, ()),
        ('mergefield x \\@ "d MMM yyyy" \\* Upper', ("x",), {"@": "d MMM yyyy"}, ("upper",)),
        ("MERGEFIELD x \\m \\* Caps", ("x",), {"m": ""}, ("caps",)),
        ('MERGEFIELD x \\# "$#,##0.00"', ("x",), {"#": "$#,##0.00"}, ()),
        ("MERGEFIELD “typed” \\b“so ”", ("typed",), {"b": "so "}, ()),
        ('MERGEFIELD "a \\"b\\" c"', ('a "b" c',), {}, ()),
    ],
)
def test_merge_fields(
    text: str, words: tuple[str, ...], switches: dict[str, str], formats: tuple[str, ...]
) -> None:
    found = parsed(text)
    assert found.kind == "MERGEFIELD"
    assert (found.words, dict(found.switches), found.formats) == (words, switches, formats)


def test_a_word_may_be_made_of_text_and_fields() -> None:
    inner = FieldCode(("MERGEFIELD x",))
    found = split_code(FieldCode(('QUOTE "sum: ', inner, ' euro"')))
    assert found.words == (("sum: ", inner, " euro"),)


@given(st.text(max_size=60))
def test_no_instruction_fails(text: str) -> None:
    parsed(text)
