"""A block is written into the settings beside what is there: comments and order stay."""

from __future__ import annotations

import tomllib

import pytest

from lettermerge.config.roster_settings_writer import RosterBlock, put_block
from lettermerge.errors import SettingsError

BLOCK = RosterBlock(
    "new.csv",
    columns={"id": "No", "full_name": "{{ Name.split('\\n')[0] }}", "country": ""},
    constants={"parliament": "uk"},
    comments={"parliament": "a guess:\nits parties"},
)
SETTINGS = """# what to write
[letter]
template = "a.md"   # in letters/
date = 2023-07-20

{rosters}
# who writes
[sender]
name = "Specimen Alliance"
"""


def rosters_of(text: str) -> list[dict[str, object]]:
    found = tomllib.loads(text)["recipients"]
    return [found] if isinstance(found, dict) else found


def test_a_block_is_toml_with_the_reasons_beside_it() -> None:
    text = BLOCK.to_toml()
    (one,) = rosters_of(text)
    assert one == {"source": "new.csv", "columns": BLOCK.columns, "constants": BLOCK.constants}
    assert "split('\\\\n')" in text  # in a basic string the backslash is doubled
    assert 'parliament = "uk" # a guess: its parties' in text


@pytest.mark.parametrize(
    "rosters",
    [
        '[recipients]\nsource = "old.csv"  # mine\n',
        '[[recipients]]\nsource = "old.csv"  # mine\n[recipients.columns]\nid = "X" # kept\n',
        '[[recipients]]\nsource = "old.csv" # mine\n\n[[recipients]]\nsource = "b.csv"\n# end\n',
        '[recipients]\nsource = "old.csv" # mine\n[recipients.constants]\nparliament = "nz"\n',
    ],
)
def test_a_new_roster_comes_behind_the_others(rosters: str) -> None:
    text = SETTINGS.format(rosters=rosters)
    made = put_block(text, BLOCK)
    before, after = rosters_of(text), rosters_of(made)
    assert after[:-1] == before
    assert after[-1]["source"] == "new.csv"
    for line in text.replace("[recipients]", "[[recipients]]").splitlines():
        assert line.replace("[[[", "[[").replace("]]]", "]]") in made.splitlines()
    assert made.index("new.csv") < made.index("# who writes") < made.index("[sender]")


def test_a_roster_that_is_there_is_mapped_anew_in_its_place() -> None:
    old = (
        '[[recipients]]\nsource = "new.csv"  # mine\nencoding = "cp1252"\n[recipients.columns]\n'
        'id = "No"  # the number on the badge\nparty = "P"\n'
    )
    made = put_block(SETTINGS.format(rosters=old), BLOCK)
    (one,) = rosters_of(made)
    assert (one["columns"], one["constants"]) == (BLOCK.columns, BLOCK.constants)
    assert one["encoding"] == "cp1252"
    for kept in ("# mine", "# the number on the badge", "# in letters/", "# who writes"):
        assert kept in made
    assert put_block(made, BLOCK) == made


def test_sheets_of_one_file_are_rosters_of_their_own() -> None:
    one = '[[recipients]]\nsource = "new.csv"\nsheet = "Lords"\n'
    made = rosters_of(put_block(SETTINGS.format(rosters=one), BLOCK))
    assert [roster.get("sheet", "") for roster in made] == ["Lords", ""]


def test_rosters_written_in_one_line_are_left_to_the_user() -> None:
    text = 'recipients = [{source = "old.csv"}]\n' + SETTINGS.format(rosters="")
    with pytest.raises(SettingsError, match="cannot be added") as caught:
        put_block(text, BLOCK)
    assert "paste the block by hand" in caught.value.hint


def test_a_roster_of_a_database_keeps_its_password_and_shows_none() -> None:
    url = "postgresql://me:s3cret@host/lists"
    text = (
        f'[[recipients]]\nsource = "r.csv"\n[[recipients]]\nsql = "SELECT 1"\ndatabase = "{url}"\n'
    )
    block = RosterBlock("", columns={"id": "No"}, sql="SELECT 1", database=url)
    assert "s3cret" not in block.to_toml() + repr(block)
    assert 'database = "postgresql://me:***@host/lists"' in block.to_toml()
    first, second = tomllib.loads(put_block(text, block))["recipients"]
    assert first == {"source": "r.csv"}
    assert second == {"sql": "SELECT 1", "database": url, "columns": {"id": "No"}}
