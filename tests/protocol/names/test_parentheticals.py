"""What stands in brackets behind a name; every person here is invented."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, built_in, told

from lettermerge.protocol.names.name_vocabulary import Vocabulary
from lettermerge.protocol.names.parentheticals import Group, take_group


@pytest.mark.parametrize(
    ("name", "aside", "nickname", "left"),
    [
        ("Jane Doe [D-CA12]", "[D-CA12]", "", "Jane Doe"),
        ("Doe, Jane (D)", "(D)", "", "Doe, Jane"),
        ("Doe, Jane (Lab)", "(Lab)", "", "Doe, Jane"),
        ("Jane Doe (NDP)", "(NDP)", "", "Jane Doe"),
        ("James Doe (JD)", "", "(JD)", "James Doe"),
        ("DOE, JAMES (JIM)", "", "(JIM)", "DOE, JAMES"),
        ("Doe, Jane, [D-DC-At Large]", "[D-DC-At Large]", "", "Doe, Jane"),
        ("Jane Doe (Samplian politician)", "(Samplian politician)", "", "Jane Doe"),
        ("James Doe (Jim)", "", "(Jim)", "James Doe"),
        ("James Doe “Jim Bob”", "", "“Jim Bob”", "James Doe"),
        ("James “Jim” Doe", "", "", "James “Jim” Doe"),
        ("(Jim)", "", "", "(Jim)"),
        ("Doe, James (Ret.)", "(Ret.)", "", "Doe, James"),
        ("James Doe, USMC (Retired)", "(Retired)", "", "James Doe, USMC"),
        ("James Doe (Reta)", "", "(Reta)", "James Doe"),
        ("Doe, Jane (Ind.)", "(Ind.)", "", "Doe, Jane"),
        ("Jane Doe MP (Whatever)", "(Whatever)", "", "Jane Doe MP"),
        ("Jane Doe, K.C. [Some]", "[Some]", "", "Jane Doe, K.C."),
        ("Jane Doe, députée (Vert)", "(Vert)", "", "Jane Doe, députée"),
        ("JAMES BA (JIM)", "", "(JIM)", "JAMES BA"),
        ('James Doe MP "Jim"', "", '"Jim"', "James Doe MP"),
        ('James Doe "', "", "", 'James Doe "'),
    ],
)  # fmt: skip
def test_brackets_behind_a_name(name: str, aside: str, nickname: str, left: str) -> None:
    vocabulary = Vocabulary(built_in()["us"], "house")
    group, tokens = take_group(name.split(), vocabulary)
    assert (group, " ".join(tokens)) == (Group(aside=aside, nickname=nickname), left)


@pytest.mark.parametrize("name", ["Doe, Jane (Hon.)", "Jane Doe (Hon)"])
def test_a_title_in_brackets_is_one(name: str) -> None:
    found = addressed(parliament="nz", full_name=name)
    assert found.envelope_name == "Hon Jane Doe MP"


@pytest.mark.parametrize("title", ["Del.", "Commish.", "Rep."])
def test_titles_of_the_house_before_a_name(title: str) -> None:
    cells = {"parliament": "us", "chamber": "house", "full_name": f"{title} Jane Doe"}
    assert addressed(**cells).envelope_name == "The Honorable Jane Doe"
    named = addressed(**{**cells, "full_name": "Del Doe"})
    assert named.envelope_name == "The Honorable Del Doe"


def test_a_peer_s_given_name_in_brackets_is_left_out() -> None:
    cells = {"parliament": "uk", "chamber": "lords", "full_name": "Baroness (Jane) Doe of Place"}
    found = addressed(**cells)
    assert (found.envelope_name, found.salutation) == (
        "The Baroness Doe of Place",
        "Dear Lady Doe,",
    )
    assert told(**cells) == []


def test_letters_before_a_party_are_printed_and_not_told() -> None:
    cells = {"parliament": "ca", "chamber": "commons", "gender": "f"}
    cells["full_name"] = "Hon. Jane Doe, P.C., M.P. (Prov.)"
    assert addressed(**cells).envelope_name == "The Honourable Jane Doe, P.C., M.P."
    assert set(told(**cells)) <= {"protocol.aside", "protocol.name-split"}
