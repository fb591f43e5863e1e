"""What is behind a name and is none of it; every person here is invented."""

from __future__ import annotations

import pytest
from tests.protocol.people import WINDOW, addressed, built_in, recipient, told

from lettermerge.diagnostics import Severity
from lettermerge.protocol.addressee_builder import address

CA = {"parliament": "ca", "chamber": "commons"}


@pytest.mark.parametrize(
    ("cell", "name", "unread"),
    [
        ("Mme Sylvie Xample, Parti des essais", "Sylvie Xample", "Parti des essais"),
        ("Mme Sylvie Xample, Whatever", "Sylvie Xample", "Whatever"),
        ("Sylvie Xample, députée de Place", "Sylvie Xample", "députée de Place"),
        ("Xample, Sylvie, Whatever", "Sylvie Xample", "Whatever"),
        ("Sylvie Xample MP, Whatever", "Sylvie Xample", "Whatever"),
        ("Sylvie Xample, M.P., Whatever", "Sylvie Xample", "Whatever"),
        ("Sylvie Xample, étudiante", "Sylvie Xample", "étudiante"),
        ("Sylvie Xample, MdB", "Sylvie Xample", "MdB"),
        ("Sylvie Xample MdB", "Sylvie Xample", "MdB"),
        ("Sylvie Xample, ABC", "Sylvie Xample", "ABC"),
        ("Sylvie Xample, seat 12", "Sylvie Xample", "seat 12"),
    ],
)
def test_what_is_not_understood_is_quoted_and_never_printed(
    cell: str, name: str, unread: str
) -> None:
    found, diagnostics = address(recipient(**CA, full_name=cell), built_in(), "CA", WINDOW)
    assert found is not None
    assert found.name == name
    (one,) = [one for one in diagnostics if one.code == "protocol.unread-in-name"]
    assert one.severity is Severity.WARNING
    assert f"`{unread}`" in one.message
    assert unread not in found.envelope_name + found.salutation


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Xample, Jane", "Jane Xample"),
        ("Van der Xample, Jan", "Jan Van der Xample"),
        ("XAMPLE QUUX, Jane", "Jane Xample Quux"),
        ("Xample, Maria de", "Maria de Xample"),
        ("Xample Quux, JoAnn", "JoAnn Xample Quux"),
    ],
)
def test_a_given_name_behind_a_comma_is_kept(cell: str, name: str) -> None:
    assert addressed(**CA, full_name=cell).name == name
    assert "protocol.unread-in-name" not in told(**CA, full_name=cell)


def test_several_words_before_the_comma_are_asked_about() -> None:
    assert "protocol.surname-first" in told(**CA, full_name="Sylvie Xample, Whatever")
    assert "protocol.surname-first" not in told(**CA, full_name="Xample, Sylvie")
    cells = {"full_name": "Quux Xample, Ina", "given_name": "Ina", "family_name": "Quux Xample"}
    assert "protocol.surname-first" not in told(**CA, **cells)
