"""Every letter is printed once, whole, in order, and where the plan says."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.job_ticket import HEADINGS, ticket_json, ticket_rows
from lettermerge.dispatch.print_plan import PrintedLetter, PrintOptions, plan_files
from lettermerge.output.file_names import collision_key


def letter(number: int, pages: int = 2, paper: str = "a4", **more: str) -> PrintedLetter:
    return PrintedLetter(
        f"id{number}", f"Name {number}", pages, paper, f"{number}.pdf", "0", **more
    )


LETTERS = st.lists(
    st.tuples(
        st.integers(1, 9), st.sampled_from(("a4", "letter")), st.text(max_size=5),
        st.sampled_from(("", "x", "y")),
    ),
    max_size=25,
).map(
    lambda drawn: [
        letter(n, pages, paper, part=part, heading=heading)
        for n, (pages, paper, part, heading) in enumerate(drawn)
    ]
)  # fmt: skip
OPTIONS = st.builds(
    PrintOptions,
    duplex=st.booleans(),
    sheets=st.none() | st.integers(1, 12),
    separators=st.booleans(),
)


@given(LETTERS, OPTIONS)
def test_each_letter_is_in_one_file_of_its_paper_and_part(
    letters: list[PrintedLetter], options: PrintOptions
) -> None:
    files = plan_files(letters, options)
    entries = [(one, entry) for one in files for entry in one.entries]
    assert sorted(e.letter.id for _, e in entries) == sorted(one.id for one in letters)
    assert [e.position for _, e in entries] == list(range(1, len(letters) + 1))
    assert all(one.paper == entry.letter.paper for one, entry in entries)
    names = [collision_key(one.name) for one in files]
    assert len(set(names)) == len(names)
    assert all("/" not in one.name and one.name.endswith(".pdf") for one in files)
    order = {one.id: place for place, one in enumerate(letters)}
    for one in files:
        places = [order[entry.letter.id] for entry in one.entries]
        assert places == sorted(places)


@given(LETTERS, OPTIONS)
def test_pages_follow_one_another_on_whole_sheets(
    letters: list[PrintedLetter], options: PrintOptions
) -> None:
    for one in plan_files(letters, options):
        page = 1
        for entry in one.entries:
            page += options.sides if entry.separator else 0
            assert entry.page == page
            assert (entry.page - 1) % options.sides == 0
            assert 0 <= entry.sheets * options.sides - entry.letter.pages < options.sides
            page += entry.sheets * options.sides
        assert one.sheets == (page - 1) // options.sides
        if options.sheets is not None and one.sheets > options.sheets:
            assert len(one.entries) == 1  # a letter is never divided


@given(LETTERS, OPTIONS)
def test_separators_count_what_follows_them(
    letters: list[PrintedLetter], options: PrintOptions
) -> None:
    for one in plan_files(letters, options):
        heads = [n for n, entry in enumerate(one.entries) if entry.separator]
        assert heads[:1] == ([0] if options.separators else [])
        for start, end in pairwise([*heads, len(one.entries)] if heads else []):
            run = one.entries[start:end]
            separator = run[0].separator
            assert separator is not None
            assert {entry.letter.heading for entry in run} == {separator.heading}
            assert separator.letters == len(run)
            assert separator.sheets == sum(entry.sheets for entry in run)
            assert run[-1].letter.id in separator.last


@given(LETTERS, OPTIONS)
def test_trays_share_out_every_page(letters: list[PrintedLetter], options: PrintOptions) -> None:
    trays = PrintOptions(options.duplex, options.sheets, options.separators,
                         first="Letterhead", later="plain")  # fmt: skip
    printed: dict[str, list[int]] = {}
    for one in plan_files(letters, trays):
        for entry in one.entries:
            printed.setdefault(entry.letter.id, []).extend(one.pages_of(entry, trays))
            assert entry.sheets == trays.sheets_of(len(one.pages_of(entry, trays)))
    assert {one.id: list(range(one.pages)) for one in letters} == printed
    whole = sum(one.sheets for one in plan_files(letters, options))
    assert sum(one.sheets for one in plan_files(letters, trays)) == whole


def test_files_are_named_by_part_paper_and_number() -> None:
    letters = [letter(n, part="../a/b", paper="letter") for n in range(11)]
    names = [one.name for one in plan_files(letters, PrintOptions(sheets=2))]
    assert names[:2] == ["__a_b-letter-01.pdf", "__a_b-letter-02.pdf"]
    assert len(names) == 11
    twins = [letter(1, part="A"), letter(2, part="a"), letter(3, part="a ")]
    assert [one.name for one in plan_files(twins, PrintOptions())] == [
        "A-a4.pdf", "a-a4_2.pdf", "a -a4.pdf",
    ]  # fmt: skip


def test_the_ticket_has_a_row_for_each_letter() -> None:
    files = plan_files([letter(1, 3), letter(2, 1)], PrintOptions(duplex=True))
    assert list(ticket_rows(files)) == [
        ("1", "id1", "Name 1", "3", "2", "a4", "1.pdf", "0", "a4.pdf", "1"),
        ("2", "id2", "Name 2", "1", "1", "a4", "2.pdf", "0", "a4.pdf", "5"),
    ]
    assert list(ticket_json(files)[0]) == list(HEADINGS)
