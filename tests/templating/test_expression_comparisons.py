"""What is compared with texts is found; what can never be equal is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lettermerge.templating import Comparison, Sandbox, SandboxError


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("parliament.id == 'uk'", [(("parliament", "id"), ("uk",), True)]),
        ("'uk' != parliament.id", [(("parliament", "id"), ("uk",), False)]),
        ("a and b in ('x', 'y')", [(("b",), ("x", "y"), True)]),
        ("recipient.extra['A b'] not in ['x']", [(("recipient", "extra", "A b"), ("x",), False)]),
        ("'x' in recipient.name or a == b or a == 1 or a < 'b' < c", []),
    ],
)
def test_comparisons_with_texts_are_found(
    condition: str, found: list[tuple[tuple[str, ...], tuple[str, ...], bool]]
) -> None:
    assert Sandbox().find_comparisons(condition) == tuple(Comparison(*one) for one in found)


def test_a_template_cannot_compare_a_whole_parliament_with_a_text(tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    file = letters / "a.md"
    file.write_text("a\n{% if parliament == 'uk' %}b{% endif %}", encoding="utf-8")
    with pytest.raises(SandboxError) as told:
        Sandbox(letters).merge_body("a.md", {"parliament": None})
    fault = told.value.fault
    assert (fault.code, fault.where.line) == ("template.syntax", 2)
    assert fault.message == "`parliament` is no text, so it never equals `uk`"
    assert fault.hint == "compare `parliament.id`"
    own = "{% set parliament = 'uk' %}{% if parliament == 'uk' %}b{% endif %}"
    file.write_text(own, encoding="utf-8")
    assert Sandbox(letters).merge_body("a.md", {}).text == "b"
