"""Exit codes are a stable interface."""

from __future__ import annotations

from lettermerge import errors
from lettermerge.errors import PRECEDENCE, ExitCode, LettermergeError


def test_codes_are_those_that_are_documented() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "BUG": 1,
        "USAGE": 2,
        "DATA": 3,
        "TEMPLATE": 4,
        "LETTERS": 5,
        "SIGNATURE": 6,
        "MACHINE": 7,
        "OUTPUT": 8,
        "INTERRUPTED": 130,
    }
    assert all(code.meaning for code in ExitCode)
    assert [int(code) for code in PRECEDENCE] == [130, 1, 7, 6, 8, 5]


def test_the_drawn_tree_is_the_tree() -> None:
    leaves = {kind.__name__: int(kind.exit_code) for kind in LettermergeError.__subclasses__()}
    drawn = {
        line.split()[1]: int(line.split()[2])
        for line in (errors.__doc__ or "").splitlines()
        if line.strip().startswith(("├──", "└──"))
    }
    assert drawn == leaves
