"""Judge what was appended to a signed PDF: signing again is allowed, and nothing else.

An allow-list, compared key by key. The signed revision gets the changes that signing needs: one new
field at the end of the form and of one page's annotations, or the value of an empty field, and
validation data. Whatever differs from that is refused by name. A step reaches from one signature
to the next; it may have more than one section (validation data, then a time stamp over it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .object_values import Ref, Refused, State, name_object, pages
from .revision_changes import Changes, first_difference
from .xref_sections import Section, read_section


@dataclass(slots=True)
class Step:
    """What was done between two signatures, which end at `start` and `end`.

    `refused` says why that is more than signing. `also` says what else was changed that programs
    change when they sign: metadata, `/Extensions`. `filled` names the field that was there.
    """

    start: int
    end: int
    refused: tuple[str, ...] = ()
    also: list[str] = field(default_factory=list)
    filled: str = ""


def judge_steps(content: bytes, ends: Sequence[tuple[int, Ref | None]]) -> list[Step]:
    """Judge each step between signatures.

    `ends` has, for each signature in order, where its byte range ends and its dictionary. Never
    raises for what the file holds.
    """
    steps = []
    for (start, _), (end, signature) in pairwise(ends):
        step = Step(start, end)
        try:
            if end <= start:
                raise Refused("it covers no more than the signature before")
            _judge(content, step, signature)
        except Refused as error:
            step.refused = (str(error),)
        except Exception as error:  # noqa: BLE001  whatever a hostile file makes a parser raise
            step.refused = (f"it cannot be read: {type(error).__name__}: {error}",)
        steps.append(step)
    return steps


def _judge(content: bytes, step: Step, signature: Ref | None) -> None:
    before = State(content, step.start)
    defined: dict[int, int] = {}
    storage: set[int] = set()
    position, last = step.start, before
    while position < step.end:
        section = read_section(content, last, position)
        if section.end > step.end and content[step.end : section.end].strip(b"\r\n"):
            raise Refused("it does not end where the signature's byte range does")
        position = section.end
        last = State(content, min(section.end, step.end))
        if last.xref != section.xref:
            raise Refused("it can be read in two ways")
        _check_numbers(section, before, defined)
        defined |= section.objects
        storage |= section.storage
        done = position >= step.end
        changes = Changes(before, last, section.trailer, signature if done else None, done)
        try:
            changes.collect()
        except Refused as error:
            strange = _strangers(changes, defined)
            raise Refused("; ".join((*strange, str(error)))) from None
        _compare(changes, defined, storage, step)


def _strangers(changes: Changes, defined: dict[int, int]) -> list[str]:
    """Name the changed objects that no signing changes, for a refusal that came before."""
    before = changes.before
    ours = {number for number, _ in pages(before)} | {number for number, *_ in changes.fields()}
    changed = [one for one in sorted(defined) if one in before.numbers]
    others = [one for one in changed if one not in ours | changes.expected.keys()]
    return [f"it changes {name_object(before, number)}" for number in others]


def _check_numbers(section: Section, before: State, defined: dict[int, int]) -> None:
    """Ask for numbers that nothing had or named, and for unchanged generations."""
    for number, generation in section.objects.items():
        if number in before.numbers:
            if generation != before.numbers[number]:
                raise Refused(f"it renumbers {name_object(before, number)}")
            if number in section.storage:
                raise Refused(f"it overwrites {name_object(before, number)} with its own storage")
        elif number < before.size:
            raise Refused(f"object {number} takes a number that was not free")
        elif number in before.referred:
            raise Refused(f"object {number} takes a number that the signed revision names")
        elif generation:
            raise Refused(f"the new object {number} has a generation")
        if number in section.storage and number in defined:
            raise Refused(f"object {number} is overwritten with storage")


def _compare(changes: Changes, defined: dict[int, int], storage: set[int], step: Step) -> None:
    before, after = changes.before, changes.after
    for number in sorted(defined):
        if number in before.numbers and number not in changes.expected:
            raise Refused(f"it changes {name_object(before, number)}")
    for number, value in changes.expected.items():
        now = after.get(number)
        if now != value:
            what = first_difference(value, now)
            raise Refused(f"it changes {name_object(before, number)}{what}")
    for number in sorted(defined):
        if number not in before.numbers and number not in changes.new | storage:
            raise Refused(f"it adds object {number}, which signing does not need")
    if changes.added > 1:
        raise Refused("it adds more than one signature field")
    step.also = list(dict.fromkeys((*step.also, *changes.also)))
    step.filled = changes.filled or step.filled
