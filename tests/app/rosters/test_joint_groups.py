"""Rows of a joint letter: whose fault or hold it is, and under which id the letter is known."""

from __future__ import annotations

from lettermerge.app.rosters.joint_groups import JointGroup, JointGroups
from lettermerge.diagnostics import Diagnostic, Failure, Report, Row, Where
from lettermerge.recipients import Recipient, Roster
from lettermerge.recipients.holds import HeldRow


def row(number: int) -> Row:
    return Row("r.csv", number)


def recipient(number: int, hold: str = "", joint: str = "pair") -> Recipient:
    return Recipient(f"p{number}", "us", row(number), hold=hold, joint=joint)


def error(number: int) -> Diagnostic:
    return Diagnostic("a.b", f"wrong {number}", Where("r.csv", number))


def roster(
    *rejected: Failure,
    held: tuple[HeldRow, ...] = (),
    joint: dict[Row, str] | None = None,
    ids: tuple[str, ...] = (),
) -> Roster:
    return Roster((), rejected, Report(), (), ids, held, joint or {})


def closed(groups: JointGroups, read: Roster) -> JointGroup:
    (group,) = groups.close(read)
    return group


def test_rows_of_one_value_are_one_group_under_an_id_that_no_row_has() -> None:
    groups = JointGroups()
    for one in (recipient(2), recipient(3), recipient(5, joint="p2"), recipient(6, joint="p2")):
        groups.add(one)
    pair, other = groups.close(roster(ids=("p2", "p3", "p5", "p6", "joint-p2")))
    assert (pair.id, other.id) == ("pair", "joint-joint-p2")
    assert pair.ids == {"pair", "p2", "p3"}
    assert [one.number for one in other.rows] == [5, 6]
    assert pair.is_sound


def test_no_two_letters_get_one_id() -> None:
    groups = JointGroups()
    groups.add(recipient(2, joint="p2"))
    groups.add(recipient(3, joint="joint-p2"))
    ids = [one.id for one in groups.close(roster(ids=("p2", "p3")))]
    assert sorted(ids) == ["joint-joint-p2", "joint-p2"]


def test_a_row_that_failed_fails_the_others_and_is_named() -> None:
    groups = JointGroups()
    groups.add(recipient(2))
    failure = Failure((error(3),), row(3), "p3")
    group = closed(groups, roster(failure, joint={row(3): "pair"}))
    assert not group.is_sound
    (failed,) = group.fail_rows(())
    assert (failed.row, failed.id) == (row(2), "p2")
    assert failed.diagnostics[0].message.endswith("row 3 of r.csv has an error")


def test_errors_of_several_rows_stay_theirs() -> None:
    groups = JointGroups()
    for number in (2, 3, 4):
        groups.add(recipient(number))
    group = closed(groups, roster())
    two, three, four = group.fail_rows((error(2), error(4)))
    assert (two.diagnostics, four.diagnostics) == ((error(2),), (error(4),))
    assert "row 2 of r.csv and row 4 of r.csv have errors" in three.diagnostics[0].message


def test_a_hold_is_the_hold_of_all_and_names_its_row() -> None:
    groups = JointGroups()
    groups.add(recipient(2))
    groups.add(recipient(3, hold="waits"))
    held = HeldRow(row(4), "p4", "is ill")
    group = closed(groups, roster(held=(held,), joint={row(4): "pair"}))
    assert group.hold == "row 3 of r.csv is on hold: waits; row 4 of r.csv is on hold: is ill"
    assert [(one.id, one.reason) for one in group.hold_rows("A and B")] == [
        ("p2", group.hold), ("p3", "waits"), ("p4", "is ill"),
    ]  # fmt: skip
    assert {one.name for one in group.hold_rows("A and B")} == {"A and B"}


def test_only_a_group_of_one_row_is_remarked_on() -> None:
    groups = JointGroups()
    groups.add(recipient(2))
    (warning,) = closed(groups, roster()).remarks()
    assert warning.code == "roster.joint-alone"
    groups.add(recipient(3))
    assert [*closed(groups, roster()).remarks()] == []
