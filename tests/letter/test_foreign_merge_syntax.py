"""Leftovers of other programs are named with their line; what letters may say is not."""

from __future__ import annotations

import pytest

from lettermerge.letter.foreign_merge_syntax import find_leftovers


def found(source: str) -> list[tuple[str, int | None]]:
    return [(one.code, one.where.line) for one in find_leftovers(source, "letters/a.md")]


@pytest.mark.parametrize(
    "typed",
    [
        "Dear ((first name)),", "Dear «First_Name»", "Dear <<Name>>", "Dear {name}", "Dear ${name}",
        "Dear *|FNAME|*", "Dear [Name],", "on [DATE]", "[Insert the case here]", "XXXX people",
        "TODO: numbers", "Lorem ipsum dolor", "%NAME%",
    ],
)  # fmt: skip
def test_fields_and_notes_of_others(typed: str) -> None:
    assert found(f"---\nsubject: x\n---\nA line.\n\n{typed}") == [("lint.placeholder", 6)]
    assert found(f"---\ncc: x\nsubject: so {typed}\n---\nA.")[:1] in (
        [("lint.placeholder", 3)],
        [],  # in front matter, brackets make a list
    )


@pytest.mark.parametrize("typed", ["a<br>b", "<b>x</b>", "```", "~~x~~", "a[^1]", '<p class="a">'])
def test_markup_that_letters_do_not_have(typed: str) -> None:
    assert found(f"A line.\n{typed}") == [("lint.markup", 2)]


@pytest.mark.parametrize(
    "typed",
    [
        "---\nenclosures: [Title, Name]\n---\nA",
        "{{ recipient.name }} {% if x %}a{% endif %}",
        "{# TODO: ask #} a", "[Name](https://e.org) and [the date][1]", "<a@example.org>",
        "« La Presse », «sì», ‹so›", "Article XXX, section 5(c)", "a < b > c, 5 % of 80%",
    ],
)  # fmt: skip
def test_what_letters_say(typed: str) -> None:
    assert found(typed) == []


def test_a_field_in_the_subject_has_its_line() -> None:
    assert found("---\ncc: a\nsubject: For ((name))\n---\nb") == [("lint.placeholder", 3)]


def test_each_gap_has_a_warning_with_its_line() -> None:
    source = (
        "---\nsubject: For [insert town]\nenclosures: [Title, Name]\n---\nMeet \\[name of staff"
        " member\\].\n\nMeet <name of staff member> or XXXX.\n\nSee [the report] and [1].\n\n"
        "____\n\n[the report]: https://example.org\n"
    )
    told = [(one.where.line, one.message) for one in find_leftovers(source, "letters/a.md")]
    says = "looks like a gap that nobody filled in"
    assert told == [
        (2, f"`[insert town]` {says}"),
        (5, f"`[name of staff member]` {says}"),
        (7, f"`<name of staff member>` {says}"),
        (7, f"`XXXX` {says}"),
    ]
