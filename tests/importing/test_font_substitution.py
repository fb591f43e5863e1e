"""A face is replaced by the nearest bundled one; its lines are as high as they were."""

from __future__ import annotations

import pytest

from lettermerge.importing.font_substitution import nearest_family, pitch_of


@pytest.mark.parametrize(
    ("face", "family"),
    [
        ("Arial", "Source Sans 3"),
        ("Calibri Light", "Source Sans 3"),
        ("Times New Roman", "Times New Roman"),
        ("Liberation Serif", "Tinos"),
        ("Garamond", "Source Serif 4"),
        ("Noto Sans", "Source Sans 3"),
        ("Source Serif Pro", "Source Serif 4"),
        ("", "Source Serif 4"),
    ],
)
def test_a_face_is_replaced_by_the_nearest(face: str, family: str) -> None:
    assert nearest_family(face) == family


def test_a_face_s_lines_have_its_own_pitch() -> None:
    assert pitch_of("Calibri Light") > pitch_of("Arial")
    assert pitch_of("Nobody's Face") == pitch_of("")
