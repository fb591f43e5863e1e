"""Names of several persons, or of none, fail their row: a letter to them is to nobody."""

from __future__ import annotations

import pytest
from tests.protocol.people import addressed, told

UK = {"parliament": "uk", "chamber": "commons"}


@pytest.mark.parametrize(
    "name",
    [
        "Jane Doe & John Roe", "Jane Doe and John Roe", "Jane Doe/John Roe", "Doe; Roe",
        "Mr John Doe / Ms Jane Roe", "Messrs Doe and Roe", "Jeanne Doe et Mme Roe MP",
        "Anne et Pierre Exemple",
        "Hans und Ann Beispiel",
    ],
)  # fmt: skip
def test_several_names_are_no_name(name: str) -> None:
    assert "protocol.several-persons" in told(**UK, full_name=name)
    assert "protocol.several-persons" not in told(**UK, full_name=name, envelope_name="Jane Doe")


def test_names_that_a_reading_loses_are_several_as_well() -> None:
    name = "Sen. Doe, Jane and Sen. Roe, John"
    assert "protocol.several-persons" in told(parliament="us", chamber="senate", full_name=name)


@pytest.mark.parametrize(
    "name", ["The Members", "All-Party Group on Examples", "Dear Colleagues", "Messrs Doe"]
)
def test_what_nobody_is_called_is_no_name(name: str) -> None:
    assert "protocol.no-person" in told(**UK, full_name=name)


@pytest.mark.parametrize(
    "name",
    [
        "Anand s/o Kumar",
        "Ann Anderson",
        "Jane Etienne",
        "Jane Muster und Beispiel", "Von und zu Beispiel", "Jane von und zu Beispiel", "Et Sample",
        "Bo Members",
        "Jo Doe (Lab/Co-op)",
    ],
)  # fmt: skip
def test_names_with_such_words_inside_are_names(name: str) -> None:
    addressed(**UK, full_name=name)


def test_couples_peers_and_the_parliament_itself_keep_theirs() -> None:
    addressed(**UK, full_name="Mr and Mrs John Doe")
    addressed(parliament="uk", chamber="lords", full_name="Lord Doe and Roe")
    addressed(parliament="uk", chamber="commons", role="body")
    addressed(**UK, given_name="The Anh", family_name="Sample")
