"""A form asks for what was to be typed or chosen, and keeps what was ticked."""

from __future__ import annotations

import pytest
from tests.importing import word_letters as word

from lettermerge.importing.word_fields import form_instruction, prompt_instruction


@pytest.mark.parametrize(
    ("content", "instruction"),
    [
        ('<w:name w:val="Text1"/><w:textInput/>', 'FORMTEXT "Text1" '),
        ('<w:name w:val="T"/><w:statusText w:val="The bill"/>', 'FORMTEXT "The bill" '),
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', 'FORMCHECKBOX "☑" '),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>',
         'FORMCHECKBOX "☐" '),
        ('<w:name w:val="D"/><w:ddList><w:listEntry w:val="a"/><w:listEntry w:val="b"/></w:ddList>',
         'FORMDROPDOWN "D" \\d "[a / b]" '),
    ],
)  # fmt: skip
def test_a_form_field_is_an_instruction(content: str, instruction: str) -> None:
    assert form_instruction(word.element(f"<w:ffData >{content}</w:ffData>")) == instruction


def test_a_list_to_choose_from_is_asked_for_by_its_title() -> None:
    choices = '<w:listItem w:displayText="one" w:value="1"/><w:listItem w:value="two"/>'
    properties = f'<w:alias w:val="Chamber"/><w:dropDownList>{choices}</w:dropDownList>'
    control = word.element(
        f"<w:sdt ><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{word.run('Choose an item.')}"
        "</w:sdtContent></w:sdt>"
    )
    assert prompt_instruction(control) == 'FILLIN "Chamber" \\d "[one / two]"'
