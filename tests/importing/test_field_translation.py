"""Fields print in a real letter what Word would have printed, for every switch and operator."""

from __future__ import annotations

import pytest

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.field_translation import FieldTranslator
from lettermerge.importing.source_letter import CharacterStyle, FieldCode
from lettermerge.templating import Sandbox

NAMES = FieldNames({"x": 'row["x"]', "y": 'row["y"]'})


def code(text: str) -> FieldCode:
    """Return a field, with fields in it between braces."""
    stack: list[list[str | FieldCode]] = [[]]
    for sign in text:
        if sign == "{":
            stack.append([])
        elif sign == "}":
            inner = stack.pop()
            stack[-1].append(FieldCode(tuple(inner)))
        elif stack[-1] and isinstance(stack[-1][-1], str):
            stack[-1][-1] += sign
        else:
            stack[-1].append(sign)
    return FieldCode(tuple(stack[0]))


def printed(text: str, **row: str) -> str:
    template = FieldTranslator(NAMES).text(code(text), "here")
    compiled = Sandbox(None)._plain.from_string(template)
    return str(compiled.render(row={"x": "", "y": "", **row}))


@pytest.mark.parametrize(
    ("text", "row", "shown"),
    [
        ("MERGEFIELD x", {"x": "Ada"}, "Ada"),
        ("MERGEFIELD x \\* Upper", {"x": "Ada doe"}, "ADA DOE"),
        ("MERGEFIELD x \\* Lower", {"x": "Ada"}, "ada"),
        ("MERGEFIELD x \\* FirstCap", {"x": "ada McDoe"}, "Ada McDoe"),
        ("MERGEFIELD x \\* Caps", {"x": "ada doe"}, "Ada Doe"),
        ('MERGEFIELD x \\b "the " \\f "!"', {"x": "Ada"}, "the Ada!"),
        ('MERGEFIELD x \\b "the " \\f "!"', {}, ""),
        ('IF {MERGEFIELD x} = "M" "Sir" "Madam"', {"x": "M"}, "Sir"),
        ('IF {MERGEFIELD x} = "M" "Sir" "Madam"', {"x": "F"}, "Madam"),
        ('IF {MERGEFIELD x}="M" "Sir" "Madam"', {"x": "M"}, "Sir"),
        ('IF "{MERGEFIELD x}" <> "" "given" "none"', {"x": ""}, "none"),
        ('IF {MERGEFIELD x} > 10 "many" "few"', {"x": "1,200"}, "many"),
        ('IF {MERGEFIELD x} >= 10 "many" "few"', {"x": "no number"}, "few"),
        ('IF {MERGEFIELD x} < 10 "few"', {"x": "9.5"}, "few"),
        ('IF {MERGEFIELD x} <= {MERGEFIELD y} "a" "b"', {"x": "9", "y": "10"}, "a"),
        ('IF {MERGEFIELD x} = "S*" "starts" "no"', {"x": "Senate"}, "starts"),
        ('IF {MERGEFIELD x} = "S*" "starts" "no"', {"x": "House"}, "no"),
        ('IF {MERGEFIELD x} = "*te" "ends" "no"', {"x": "Senate"}, "ends"),
        ('IF {MERGEFIELD x} = "M?" "two" "no"', {"x": "Mr"}, "two"),
        ('IF {MERGEFIELD x} = "M?" "two" "no"', {"x": "Mrs"}, "no"),
        ('IF {MERGEFIELD x} <> "S*" "other" "s"', {"x": "Senate"}, "s"),
        ('IF {MERGEFIELD x} = "*nat*" "inside" "no"', {"x": "Senate"}, "inside"),
        ('IF {MERGEFIELD x} = "1" "one" {IF {MERGEFIELD x} = "2" "two" "more"}', {"x": "2"}, "two"),
        (
            'IF {MERGEFIELD x} = "1" "one" {IF {MERGEFIELD x} = "2" "two" "more"}',
            {"x": "3"},
            "more",
        ),
        ('IF {MERGEFIELD x} = "M" "Mr {MERGEFIELD y}" ""', {"x": "M", "y": "Doe"}, "Mr Doe"),
        ('QUOTE "so it is"', {}, "so it is"),
    ],
)
def test_fields_print_what_word_prints(text: str, row: dict[str, str], shown: str) -> None:
    assert printed(text, **row) == shown


@pytest.mark.parametrize(
    ("picture", "written"),
    [
        ("$#,##0.00", '${{ row["x"] | number(2) }}'),
        ("£#,##0", '£{{ row["x"] | number(0) }}'),
        ("0 %", '{{ row["x"] | number(0) }} %'),
    ],
)
def test_a_number_picture_is_text_around_a_number(picture: str, written: str) -> None:
    made = FieldTranslator(NAMES).text(code(f'MERGEFIELD x \\# "{picture}"'), "")
    assert made == written


def test_a_column_that_is_not_there_shows_its_name() -> None:
    translator = FieldTranslator(FieldNames())
    template = translator.text(code("MERGEFIELD Bill"), "body paragraph 3")
    environment = Sandbox(None)._plain
    assert environment.from_string(template).render(recipient={"extra": {}}) == "«Bill»"
    assert environment.from_string(template).render(recipient={"extra": {"Bill": "7"}}) == "7"
    (use,) = translator.uses
    assert (use.name, use.place, use.sure) == ("Bill", "body paragraph 3", False)


@pytest.mark.parametrize(
    "kind", ["NEXT", 'NEXTIF {MERGEFIELD x} = "1"', "SKIPIF 1 = 1", "MERGEREC"]
)
def test_fields_about_records_are_told_and_print_nothing(kind: str) -> None:
    translator = FieldTranslator(NAMES)
    assert translator.text(code(kind), "here") == ""
    assert "needs no such field" in translator.omissions[0].reason


def test_what_a_field_asks_for_becomes_a_value_to_fill_in() -> None:
    translator = FieldTranslator(NAMES)
    assert translator.text(code('ASK Town "Which town?" \\d "Exampletown"'), "here") == ""
    assert "Which town?" in translator.text(code("Town"), "here")
    assert translator.text(code('FILLIN "Name of the bill"'), "here").startswith(
        "{{ recipient.extra"
    )
    assert translator.prompts == {"Which town?": "Exampletown", "Name of the bill": ""}


def test_page_numbers_are_left_to_the_frame() -> None:
    translator = FieldTranslator(NAMES)
    assert translator.text(code("PAGE \\* MERGEFORMAT"), "footer") == ""
    assert [one.words for one in translator.framed] == ["PAGE"]


def test_the_look_of_a_field_goes_into_its_branches() -> None:
    bold = FieldCode(code('IF {MERGEFIELD x} = "1" "yes" ""').parts, CharacterStyle(bold=True))
    assert FieldTranslator(NAMES).text(bold, "") == '{% if row["x"] == "1" %}**yes**{% endif %}'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('IF {COMPARE {MERGEFIELD x} = "a*"} = 1 "yes" "no"', "yes"),
        ('IF {COMPARE {MERGEFIELD x} = "b"} = 1 "yes" "no"', "no"),
        ('IF {=AND({COMPARE {MERGEFIELD x} = "ab"},{COMPARE {MERGEFIELD y} = "c"})} = 1 "yes" "no"',
         "no"),
        ('IF {= OR ( {COMPARE {MERGEFIELD x} = "ab"} ; {COMPARE {MERGEFIELD y} = "c"} )} = 1 "yes"',
         "yes"),
    ],
)  # fmt: skip
def test_comparisons_are_joined_in_a_condition(text: str, shown: str) -> None:
    assert printed(text, x="ab", y="") == shown


def test_a_condition_that_a_template_does_not_have_is_not_sure_and_told() -> None:
    translator = FieldTranslator(NAMES)
    translator.text(code('IF {= {MERGEFIELD x} + 1} > 5 "a" "b"'), "here")
    assert [(one.name, one.place, one.sure) for one in translator.uses] == [
        ("x", "here", True),
        ("IF", "here", False),
    ]
    assert [one.words for one in translator.omissions] == ["= {MERGEFIELD x} + 1"]


def test_fields_that_an_unknown_field_reads_are_listed() -> None:
    translator = FieldTranslator(NAMES)
    for text in ('SKIPIF {MERGEFIELD x} = ""', "= {MERGEFIELD y} * 2"):
        assert translator.text(code(text), "here") == ""
    assert {one.name for one in translator.uses} == {"SKIPIF", "x", "=", "y"}


@pytest.mark.parametrize("switch", ['\\@ "d MMMM yyyy"', '\\# "0.00"'])
def test_a_column_that_is_missing_shows_its_name_whatever_its_picture(switch: str) -> None:
    template = FieldTranslator(FieldNames()).text(code(f"MERGEFIELD Due {switch}"), "here")
    compiled = Sandbox(None)._plain.from_string(template)
    assert compiled.render(recipient={"extra": {}}) == "«Due»"


def test_a_macro_button_asks_for_its_words() -> None:
    translator = FieldTranslator(NAMES)
    translator.text(code("MACROBUTTON NoMacro [Click here and type]"), "here")
    assert list(translator.prompts) == ["Click here and type"]
