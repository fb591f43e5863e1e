"""Settings as people type them are answered with the line as it should be."""

from __future__ import annotations

import pytest

from lettermerge.config.toml_loading import SchemaError, parse_toml


@pytest.mark.parametrize(
    ("line", "what", "fixed"),
    [
        ("name = “Free Rivers”", "the quotes are curly", 'name = "Free Rivers"'),
        ("formats = [“pdf”, “docx”]", "the quotes are curly", 'formats = ["pdf", "docx"]'),
        ("name = Free Rivers # us", "a text needs quotes", 'name = "Free Rivers"  # us'),
        ("date = 2.12.2026", "the date is not as TOML has it", "date = 2026-12-02"),
        ("date = 2 December 2026", "the date is not as TOML has it", "date = 2026-12-02"),
        ("date = 2026-2-3", "the date is not as TOML has it", "date = 2026-02-03"),
        ("date = 2/12/2026", "the date is not as TOML has it", "2026-12-02 or 2026-02-12"),
        (r'source = "C:\Ufer\a.csv"', "`\\` begins a sign", 'source = "C:/Ufer/a.csv"'),
        ("[sender", "a bracket is missing", "[sender]"),
        ("[[signatories]", "a bracket is missing", "[[signatories]]"),
        ('name "x"', "`=` is missing", 'name = "x"'),
        ('name: "x"', "`=` is missing", 'name = "x"'),
        ('name = "abc', "a quote is missing", 'name = "abc"'),
        ('name = "say "hi" now"', "there are quotes inside", "name = 'say \"hi\" now'"),
        ("smart = True", "true and false", "smart = true"),
        ("size = 9,5", "a number has a point", "size = 9.5"),
        ('formats = ["pdf" "docx"]', "a comma is missing", 'formats = ["pdf", "docx"]'),
        ("formats = [pdf, docx]", "texts need quotes", 'formats = ["pdf", "docx"]'),
        ('formats = ["pdf", "docx"', "the last bracket", 'formats = ["pdf", "docx"]'),
        ('role = { en = "a" fr = "b" }', "a comma", 'role = { en = "a", fr = "b" }'),
        ('First name = "x"', "a key with spaces", '"First name" = "x"'),
        ("this is a remark", "a line is a setting", "# this is a remark"),
    ],
)
def test_a_slip_is_answered_with_the_line_as_it_should_be(line: str, what: str, fixed: str) -> None:
    with pytest.raises(SchemaError) as told:
        parse_toml(f"a = 1\n{line}\nz = 1\n", "lettermerge.toml")
    (fault,) = told.value.faults
    assert (fault.code, fault.where.line) == ("settings.not-toml", 2)
    assert fault.message.startswith(what)
    assert fault.message.endswith(line)
    assert fault.hint.startswith(f"write {fixed}")


@pytest.mark.parametrize(
    ("text", "line", "what", "hint"),
    [
        ("a = 1\nb = 2\na = 3\n", 3, "`a` is there twice: a = 3", "delete one of the two (line 1)"),
        ("[a]\nx = 1\n[b]\n[a]\n", 4, "[a] is there twice", "below the first one (line 1)"),
        ('a = [\n"x"\n[b]\n', 1, "the list is not closed: a = [", "end it with ]"),
        ("a = { x = 1,\ny = 2 }\n", 1, "a table in { } is one line", "in one line"),
        ('a = """\nx\n', None, 'the text that begins with """', 'write """ where it ends'),
        ('a = "x"; b\n', 1, "this line is not TOML", "https://toml.io"),
        ('a = "C:\\temp\\new.csv"', None, "`a` is wrong: a `\\`", "write / in paths"),
    ],
)
def test_a_slip_that_is_no_matter_of_one_line_is_told_where_it_begins(
    text: str, line: int | None, what: str, hint: str
) -> None:
    with pytest.raises(SchemaError) as told:
        parse_toml(text, "lettermerge.toml")
    (fault,) = told.value.faults
    assert fault.where.line == line
    assert fault.message.startswith(what)
    assert hint in fault.hint
