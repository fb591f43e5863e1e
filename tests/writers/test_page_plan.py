"""What the words of a letter do not say of its pages follows from them and the style."""

from __future__ import annotations

from dataclasses import replace

from tests.writers.docx.letters import A4, LETTER, items, letter, paragraph

from lettermerge.letter import document as tree
from lettermerge.writers.html import page
from lettermerge.writers.page_plan import UNPLANNED, plan_page, room_above


def test_a_short_address_has_the_pitch_of_the_body_and_a_full_one_less() -> None:
    full = letter(address_block=tuple(f"Line {n}" for n in range(5)))
    assert plan_page(letter(), LETTER).address_leading == 0
    assert LETTER.address_leading < plan_page(full, LETTER).address_leading < LETTER.leading
    long = "The Chair of the Delegation for relations with the countries of Southern Samples"
    broken = letter(address_block=("Jane Doe", long, long))
    assert plan_page(broken, LETTER) == plan_page(full, LETTER)


def test_the_pages_follow_the_plan() -> None:
    document = letter(body=(items(*"abcd"), paragraph("x")))
    plan = plan_page(document, LETTER)._replace(address_leading=12.5, room=7.0)
    markup = page(document, lambda _: "", plan=plan)
    assert '<div class="address" style="line-height:12.5pt">' in markup
    assert '<div class="top" style="padding-top:7mm">' in markup
    assert markup.count('<li class="joined">') == sum(
        plan.holds[0].joins(number, 4) for number in range(4)
    )
    assert "joined" not in page(document, lambda _: "", plan=UNPLANNED)


def test_a_date_without_a_letterhead_is_no_higher_than_the_text_of_later_pages() -> None:
    bare = tree.Letterhead("", printed=False)
    assert A4.margins.top + room_above(bare, A4) == A4.later_top
    assert room_above(replace(bare, room=40.0), A4) == 40
    assert room_above(letter().letterhead, A4) == 0
