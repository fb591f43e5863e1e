"""Gender and the split of a name are asked about only where a printed line depends on them."""

from __future__ import annotations

import pytest
from tests.protocol.people import WINDOW, built_in, recipient, told

from lettermerge.protocol.address import address

PLACES = [
    (profile.id, chamber, role, language)
    for profile in built_in()
    for role, one in profile.roles.items()
    for chamber in one.chambers or tuple(profile.chambers)
    for language in profile.forms
]


def _lines(cells: dict[str, str], **more: str) -> tuple[str, ...]:
    found, _ = address(recipient(**{**cells, **more}), built_in(), "MY", WINDOW)
    assert found is not None
    return (found.salutation, found.close, *found.address_block)


@pytest.mark.parametrize(("parliament", "chamber", "role", "language"), PLACES)
def test_gender_is_asked_for_where_the_salutation_needs_it(
    parliament: str, chamber: str, role: str, language: str
) -> None:
    """With a gender the salutation or the close is another one, or nothing is asked."""
    cells = {"parliament": parliament, "chamber": chamber, "role": role, "language": language}
    for name in ({"full_name": "Robin Doe"}, {"full_name": "Robin Doe", "title": "Dr"}):
        row = {**cells, **name}
        plain, known = _lines(row), [_lines(row, gender=one) for one in ("f", "m")]
        changes = any(plain[:2] != one[:2] for one in known)
        asked = "protocol.gender-unknown" in told(**row)
        assert asked or not changes
        if asked:
            assert any(plain != one for one in known)
        given = {**row, "salutation": "Dear friend,"}
        if language == "en":
            assert "protocol.gender-unknown" not in told(**given)


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"parliament": "us", "chamber": "senate"}, False),
        ({"parliament": "us", "chamber": "house"}, False),
        ({"parliament": "au", "chamber": "senate"}, False),
        ({"parliament": "ca", "chamber": "senate"}, False),
        ({"parliament": "uk", "chamber": "commons"}, True),
        ({"parliament": "uk", "chamber": "commons", "salutation": "Dear Robin,"}, False),
        ({"parliament": "uk", "chamber": "commons", "office": "Secretary of State for Kelp"},
         False),
        ({"parliament": "eu", "language": "fr", "salutation": "Bonjour,"}, True),
    ],
)  # fmt: skip
def test_forms_without_a_gender_ask_for_none(cells: dict[str, str], asked: bool) -> None:
    assert ("protocol.gender-unknown" in told(**cells, full_name="Robin Doe")) == asked


@pytest.mark.parametrize(
    ("cells", "printed"),
    [
        ({"parliament": "us", "chamber": "senate"}, True),  # Dear Senator Doe:
        ({"parliament": "us", "chamber": "senate", "salutation": "Dear friend:"}, False),
        ({"parliament": "uk", "chamber": "commons"}, False),  # Dear Robin Kelp Doe,
        ({"parliament": "uk", "chamber": "commons", "gender": "f"}, True),  # Dear Ms Doe,
        ({"parliament": "nz", "office": "Minister for Kelp"}, False),  # Dear Minister
        ({"parliament": "eu"}, False),  # Dear Member of the European Parliament,
        ({"parliament": "eu", "language": "fr", "gender": "m"}, False),  # Monsieur le Député,
    ],
)
@pytest.mark.parametrize("name", ["Robin Doe", "Robin Kelp Doe"])
def test_a_split_is_told_where_a_part_of_the_name_is_printed(
    cells: dict[str, str], printed: bool, name: str
) -> None:
    row = recipient(**cells, full_name=name)
    assert ("protocol.name-split" in told(**cells, full_name=name)) == printed
    codes = [one.code for one in address(row, built_in(), "MY", prints_parts=True)[1]]
    assert "protocol.name-split" in codes  # the letter's own text prints one


@pytest.mark.parametrize(
    ("parliament", "chamber", "most"),
    [("uk", "commons", 1), ("us", "house", 1), ("ca", "commons", 1), ("nz", "", 1), ("eu", "", 1)],
)
def test_a_clean_list_of_650_members_has_few_kinds_of_remarks(
    parliament: str, chamber: str, most: int
) -> None:
    """Names alone: what is said is one kind for the whole list, which check groups."""
    kinds = set()
    for number in range(650):
        name = f"Robin{'aeiou'[number % 5]} Doe{'bcdfghklmn'[number % 10]}er"
        one = recipient(parliament=parliament, chamber=chamber, full_name=name)
        found, diagnostics = address(one, built_in(), "MY", WINDOW)
        assert found is not None
        kinds |= {(one.code, one.where.column) for one in diagnostics}
    assert len(kinds) <= most
