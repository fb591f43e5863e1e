"""Slips in a template are told in plain English, with what to write instead."""

from __future__ import annotations

import pytest

from lettermerge.diagnostics import Where
from lettermerge.templating import Sandbox, SandboxError


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{% if x %}a{% end if %}", "`{% end if %}` closes nothing", "{% endif %}, in one word"),
        ("{% if x %}a{% fi %}", "`{% fi %}` closes nothing", "{% endif %}"),
        ("{% for x in y %}a{% end %}", "`{% end %}` closes nothing", "{% endfor %}"),
        ("{% if x %}a", "`{% if ... %}` is not closed", "{% endif %} where it ends"),
        ("{% if x %}{% endfor %}", "`{% endfor %}` does not close `{% if %}`", "{% endif %}"),
        ("a{% endif %}", "`{% endif %}` has no `{% if ... %}` before it", "delete it"),
        ("{% if x %}{% else if y %}{% endif %}", "`{% else if %}` is no tag", "{% elif ... %}"),
        ("{% if x %}{% elseif y %}{% endif %}", "`{% elseif %}` is no tag", "{% elif ... %}"),
        ("{% iff x %}", "`{% iff %}` is no tag", "did you mean `if`?"),
        ("{% recipient.name %}", "`{% recipient %}` is no tag", "with {{ }}"),
        ("{% if x = 'a' %}{% endif %}", "`=` compares nothing", "compare with =="),
        ("{% if x == “a” %}{% endif %}", "the quote `“` is not a straight one", "straight"),
        ("{{ 'a }}", "the quote `'` is not closed", "the second quote"),
        ("{{ x", "`{{` is not closed", "}}"),
        ("{{ x }", "`{{` is not closed", "}}"),
        ("{% if x }a", "`{%` is not closed", "%}"),
        ("{{ recipient name }}", "`name` is not expected there", "no spaces"),
        ("{% if x and %}{% endif %}", "the expression is not complete", "what is missing"),
        ("{% if x && y %}{% endif %}", "`&` cannot be there", "`and`"),
        ("{% if x || y %}{% endif %}", "the sign is not one of Jinja's", "`or`"),
    ],
)
def test_a_slip_is_told_in_plain_words_with_the_fix(text: str, message: str, hint: str) -> None:
    with pytest.raises(SandboxError) as told:
        Sandbox().compile_text(text, Where(file="letters/a.md"))
    fault = told.value.fault
    assert fault.message.startswith(message)
    assert hint in fault.hint
    assert "Jinja was looking" not in fault.message


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("parliament=uk", "write parliament.id == 'uk', with two signs and quotes"),
        ("parliament.id = “uk”", "write parliament.id == 'uk', with two signs and quotes"),
        ("recipient.party=Labour Party", "write recipient.party == 'Labour Party'"),
        ("a == 'x' AND b", "`and` or `or`"),
        ("not ledger.answered and", "write what it is compared or joined with"),
    ],
)
def test_a_slip_in_a_condition_is_told_with_what_was_meant(condition: str, hint: str) -> None:
    with pytest.raises(SandboxError) as told:
        Sandbox().compile_condition(condition, Where(column="-w"))
    assert hint in told.value.fault.hint
