"""What the comparison of letters says: odd page counts, letters that are alike."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.inspection.finished import PLAIN
from tests.writers.specimens import paragraph

from lettermerge.diagnostics import Diagnostic, Severity, Where
from lettermerge.inspection import Digest, compare_letters, digest
from lettermerge.letter import document as tree
from lettermerge.letter.document import Document


def digests(documents: list[Document], pages: list[int | None] | None = None) -> list[Digest]:
    counts = pages or [1] * len(documents)
    return [
        digest(document, Where("r.csv", number), f"r{number}", count)
        for number, (document, count) in enumerate(zip(documents, counts, strict=True), start=2)
    ]


def found(documents: list[Document], pages: list[int | None] | None = None) -> list[Diagnostic]:
    return list(compare_letters(digests(documents, pages)))


def each_its_own(number: int) -> list[Document]:
    return [replace(PLAIN, body=(paragraph(f"To number {n}."),)) for n in range(number)]


def test_a_page_count_that_most_letters_do_not_have_is_named() -> None:
    (fault,) = found(each_its_own(4), [2, 2, 3, 2])
    assert (fault.code, fault.severity) == ("page.count", Severity.WARNING)
    assert fault.message == "the letter has 3 pages; most have 2"
    assert fault.where.row == 4
    assert fault.hint == "preview r4"
    (single,) = found(each_its_own(3), [1, 2, 2])
    assert single.message == "the letter has 1 page; most have 2"


def test_without_a_usual_count_none_is_odd() -> None:
    assert found(each_its_own(4), [1, 1, 2, 2]) == []
    assert found(each_its_own(3), [None, None, None]) == []
    assert found([]) == []
    assert found(each_its_own(3), [1, 1, 1]) == []


def test_letters_that_are_the_same_but_for_the_address_are_noted_with_their_share() -> None:
    other = replace(PLAIN, address_block=("Ms Ann Example", "House of Samples", "London"))
    (note,) = found([PLAIN, other])
    assert (note.code, note.severity, note.where.row) == ("page.alike", Severity.NOTE, 2)
    words = len(tree.text(PLAIN).split()) + len(tree.text(other).split())
    addresses = sum(len(" ".join(one.address_block).split()) for one in (PLAIN, other))
    share = int((words - addresses) / words * 1000) / 10
    assert note.message == (
        f"2 letters are the same but for the address (r2, r3): {share:g} % of their text is shared"
    )


def test_a_salutation_of_its_own_is_said_and_not_shared() -> None:
    others = [replace(PLAIN, address_block=("Example",), salutation=f"Dear {n},") for n in "ABCD"]
    (note,) = found(others)
    assert "4 letters are the same but for address and salutation (r2, r3, r4, ...)" in note.message


def test_letters_that_differ_by_a_word_are_not_alike() -> None:
    assert found([PLAIN, replace(PLAIN, close="Yours,")]) == []
    assert found([PLAIN, replace(PLAIN, body=(*PLAIN.body, paragraph("And you.")))]) == []
    assert found([PLAIN, replace(PLAIN, language="fr")]) == []
    assert found([PLAIN]) == []


def test_many_groups_are_counted_rather_than_named() -> None:
    documents = [one for one in each_its_own(30) for _ in range(2)]
    notes = found(documents)
    assert len(notes) == 21
    assert notes[-1].message == "20 more letters, in 10 groups, are the same but for the address"


@given(st.lists(st.integers(0, 5), max_size=30))
def test_every_letter_with_a_twin_is_in_one_group(kinds: list[int]) -> None:
    bodies = each_its_own(6)
    documents = [
        replace(bodies[kind], address_block=(f"Example {n}",)) for n, kind in enumerate(kinds)
    ]
    counts = [kinds.count(kind) for kind in dict.fromkeys(kinds)]
    said = [int(note.message.split(maxsplit=1)[0]) for note in found(documents)]
    assert said == [count for count in counts if count > 1]
