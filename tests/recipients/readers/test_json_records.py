"""JSON rosters: plain lists of objects, and Popolo with its memberships."""

from __future__ import annotations

import json

import pytest
from tests.recipients.conftest import Read, Refused


def test_objects_flatten_and_lists_are_lines(read_file: Read) -> None:
    roster = read_file(
        "objects.json", columns={"given_name": "name.given", "family_name": "name.family"}
    )
    first, second = roster.recipients
    assert (first.given_name, first.family_name) == ("Éloïse", "Tremblay-Exemple")
    assert first.address == ("1, rue de l’Exemple", "Bureau 7")
    assert dict(first.extra) == {
        "terms.1.start": "2015", "terms.2.start": "2021", "terms.last.start": "2021",
        "active": "true", "code": "02138", "rank": "",
    }  # fmt: skip
    assert (second.family_name, second.address, second.extra["rank"]) == ("NA", (), "1.1")
    assert [one.row.number for one in roster.recipients] == [1, 2]


def test_popolo_gives_each_person_the_seat_held_now(read_file: Read) -> None:
    roster = read_file("popolo.json", constants={"parliament": "xx"})
    first, second, third = roster.recipients
    assert (first.full_name, first.honorific, first.gender) == ("Isolde Exampleova", "Dr", "female")
    assert (first.chamber, first.constituency) == ("House of Examples", "North Example")
    assert (first.party, first.role) == ("Lantern Party", "member")
    assert first.address == ("Office 5", "Example Square 1")
    assert (first.extra["phone"], first.extra["identifier_wikidata"]) == ("555-0100", "Q0")
    assert (second.constituency, second.role) == ("South Example", "Deputy Speaker")
    assert (third.full_name, third.chamber) == ("Nobody Seated", "")
    assert not roster.report


def test_popolo_columns_can_be_mapped_otherwise(read_file: Read) -> None:
    roster = read_file(
        "popolo.json",
        columns={"office": "area", "chamber": "", "role": ""},
        constants={"parliament": "xx"},
    )
    first = roster.recipients[0]
    assert (first.office, first.constituency, first.chamber) == ("North Example", "", "")
    assert first.extra["role"] == "member"


def test_popolo_s_former_members_are_named(read: Read) -> None:
    people = {
        "persons": [{"id": "a", "name": "Ann Example"}, {"id": "b", "name": "Bea Example"}],
        "organizations": [{"id": "h", "name": "House", "classification": "legislature"}],
        "events": [
            {"id": "t1", "classification": "legislative period", "end_date": "2017-08-17"},
            {"id": "t2", "classification": "legislative period", "start_date": "2017-09-23"},
        ],
        "memberships": [
            {"person_id": "a", "organization_id": "h", "legislative_period_id": "t1"},
            {"person_id": "b", "organization_id": "h", "legislative_period_id": "t1"},
            {"person_id": "b", "organization_id": "h", "legislative_period_id": "t2"},
        ],
    }
    roster = read(json.dumps(people), name="r.json", constants={"parliament": "nz"})
    assert [one.extra["end_date"] for one in roster.recipients] == ["2017-08-17", ""]
    (warning,) = roster.report
    assert (warning.code, warning.where.row) == ("roster.left-office", 1)


def test_digits_are_kept_as_written(read: Read) -> None:
    (one,) = read(
        '[{"id": 1.10, "parliament": "us", "full_name": "Ann", "n": 12345678901234567890.5}]',
        name="r.json",
    ).recipients
    assert (one.id, one.extra["n"]) == ("1.10", "12345678901234567890.5")


def test_lone_surrogates_are_dropped_with_a_warning(read: Read) -> None:
    data = json.dumps([{"id": "a", "parliament": "us", "full_name": "Ann\ud800"}])
    roster = read(data, name="r.json")
    assert roster.recipients[0].full_name == "Ann"
    assert [one.code for one in roster.report] == ["roster.dropped-character"]


ANN = {"id": "a", "parliament": "us", "full_name": "Ann Example"}


@pytest.mark.parametrize(
    "answer",
    [
        {"items": [ANN], "links": [{"rel": "page.next"}], "totalResults": 1},
        {"data": [ANN], "@context": [{"data": "@graph"}]},
        {"objects": [ANN], "meta": {"next": None, "total_count": 1}},
        {"head": {"vars": ["id"]}, "results": {"bindings": [ANN]}},
    ],
)
def test_the_list_in_an_answer_is_found(read: Read, answer: object) -> None:
    roster = read(json.dumps(answer), name="r.json")
    assert [one.full_name for one in roster.recipients] == ["Ann Example"]
    assert not roster.report


@pytest.mark.parametrize("said", [{"totalResults": 650}, {"meta": {"total_count": 650}}])
def test_one_page_of_several_is_not_taken_for_all(read: Read, said: dict[str, object]) -> None:
    (warning,) = read(json.dumps({"items": [ANN], **said}), name="r.json").report
    assert warning.code == "roster.one-page"
    assert "1 of 650" in warning.message


def test_pages_and_objects_may_follow_each_other(read: Read) -> None:
    others = [{**ANN, "id": one} for one in "bc"]
    pages = [{"items": [ANN], "totalResults": 3}, {"items": others, "totalResults": 3}]
    rosters = {
        "r.json": "".join(map(json.dumps, pages)),
        "r.jsonl": "\n".join(json.dumps({**one, "terms": [{"n": 1}]}) for one in [ANN, *others]),
        "s.json": f"{json.dumps([ANN])}\n{json.dumps(others)}\n",
    }
    for name, text in rosters.items():
        roster = read(text, name=name)
        assert [one.id for one in roster.recipients] == ["a", "b", "c"], name
        assert not roster.report


def test_of_several_lists_the_settings_name_one(read: Read, refused: Refused) -> None:
    text = json.dumps({"senators": [ANN], "staff": [{"id": "b"}]})
    (fault,) = refused(text, name="r.json")
    assert "several lists of objects: `senators`, `staff`" in fault
    assert 'sheet = "senators"' in fault
    assert read(text, name="r.json", sheet="senators").recipients[0].id == "a"
    (fault,) = refused(text, name="r.json", sheet="senator")
    assert "did you mean `senators`?" in fault


def test_the_last_of_inner_objects_has_a_name_of_its_own(read: Read) -> None:
    people = [
        {**ANN, "terms": [{"type": "rep"}, {"type": "sen"}]},
        {**ANN, "id": "b", "terms": [{"type": "rep"}]},
    ]
    columns = {"chamber": "terms.last.type"}
    roster = read(json.dumps(people), name="r.json", columns=columns)
    assert [one.chamber for one in roster.recipients] == ["sen", "rep"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"id": 1},\n{"id": 2,}]', "r.json:2"),
        ('[{"id": 1, "id": 2}]', "a key occurs twice"),
        ('{"id": 1}', "neither a list of objects nor Popolo"),
        ("[1, 2]", "neither a list of objects nor Popolo"),
        ("[" * 100_000, "roster.not-json"),
    ],
)
def test_what_is_not_a_roster_of_objects(refused: Refused, text: str, reason: str) -> None:
    (fault,) = refused(text, name="r.json")
    assert reason in fault


def test_an_area_of_a_post_may_be_its_name(read: Read) -> None:
    data = {
        "persons": [{"id": "a", "name": "Ann Example"}],
        "posts": [{"id": "p", "area": "North Example"}],
        "memberships": [{"person_id": "a", "post_id": "p"}],
    }
    (one,) = read(json.dumps(data), name="r.json", constants={"parliament": "us"}).recipients
    assert one.constituency == "North Example"


def test_an_odd_element_is_named_and_left_out(read: Read) -> None:
    people = [{"id": n, "parliament": "nz", "full_name": f"Ann {n}"} for n in "ab"]
    for data in ([people[0], "spurious", people[1]], {"items": [people[0], None, people[1]]}):
        roster = read(json.dumps(data), name="r.json")
        (warning,) = roster.report
        assert (warning.code, warning.where.row) == ("roster.odd-element", 2)
        assert [(one.id, one.row.number) for one in roster.recipients] == [("a", 1), ("b", 3)]


def test_a_list_that_is_mostly_odd_is_no_roster(refused: Refused) -> None:
    (fault,) = refused('[{"id": "a"}, 1, 2]', name="r.json")
    assert "neither a list of objects" in fault


def test_a_list_in_the_one_object_of_a_list_is_the_roster(read: Read) -> None:
    people = [{"id": f"t{n}", "full_name": f"Ann Example{n}"} for n in range(12)]
    answer = {"status": "OK", "results": [{"congress": "119", "members": people}]}
    roster = read(json.dumps(answer), name="r.json", constants={"parliament": "nz"})
    assert len(roster.recipients) == 12


def test_one_person_with_some_lists_stays_one_row(read: Read) -> None:
    terms = [{"type": "rep", "start": f"20{n}"} for n in range(10, 18)]
    one = {"id": "t", "full_name": "Ann Example", "parliament": "nz", "terms": terms}
    roster = read(json.dumps({"results": [one]}), name="r.json")
    assert [one.id for one in roster.recipients] == ["t"]
