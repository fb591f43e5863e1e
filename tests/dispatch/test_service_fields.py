"""Every field of each service is filled, and every rule of each can refuse a letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettermerge.dispatch.print_service import choose_options, load_print_services
from lettermerge.dispatch.service_fields import (
    HandedLetter,
    ServiceJob,
    clean,
    fill_fields,
    find_service_faults,
)
from lettermerge.protocol.printed_address import take_apart

SERVICES = load_print_services()
GB = ("Ms Ann Testwright MP", "House of Specimens", "LONDON", "SW1A 0AA")
US = ("The Hon. Ben Testman", "1 Specimen Building", "WASHINGTON DC 20510")
SENDER = ("Specimen Alliance", "2 Test Road", "NEW YORK NY 10001")


def job(id_: str, *options: str, sender: tuple[str, ...] = SENDER, home: str = "US") -> ServiceJob:
    service = SERVICES[id_]
    return ServiceJob(service, choose_options(service, options), take_apart(sender, home))


def letter(block: tuple[str, ...], home: str, paper: str = "a4", family: str = "") -> HandedLetter:
    return HandedLetter(
        "a1", 7, "00007-a1.pdf", "ab" * 32, 3, 90_000, paper, block, take_apart(block, home), family
    )


def codes(one: ServiceJob, handed: HandedLetter) -> list[str]:
    return [fault.code for fault in find_service_faults(one, handed)]


BRITISH, AMERICAN = letter(GB, "GB", family="Testwright"), letter(US, "US", "letter", "Testman")


def test_sound_letters_are_taken() -> None:
    assert codes(job("notify"), BRITISH) == []
    assert codes(job("lob"), AMERICAN) == []
    for id_ in ("postgrid", "stannp", "generic"):
        assert codes(job(id_), BRITISH) == codes(job(id_), AMERICAN) == []
    assert codes(job("click2mail"), AMERICAN) == []


def test_every_field_of_notify() -> None:
    assert fill_fields(job("notify", "postage=economy"), BRITISH) == {
        "reference": "a1", "content_file": "00007-a1.pdf", "postage": "economy"
    }  # fmt: skip
    abroad = letter((*US, "UNITED STATES"), "GB")
    assert fill_fields(job("notify"), abroad)["postage"] == ""


def test_every_field_of_lob() -> None:
    assert fill_fields(job("lob"), AMERICAN) == {
        "to.name": "The Hon. Ben Testman", "to.company": "",
        "to.address_line1": "1 Specimen Building", "to.address_line2": "",
        "to.address_city": "WASHINGTON", "to.address_state": "DC", "to.address_zip": "20510",
        "to.address_country": "US", "from.name": "Specimen Alliance",
        "from.address_line1": "2 Test Road", "from.address_line2": "",
        "from.address_city": "NEW YORK", "from.address_state": "NY",
        "from.address_zip": "10001", "from.address_country": "US",
        "file": "00007-a1.pdf", "description": "a1", "color": False, "double_sided": True,
        "address_placement": "insert_blank_page", "use_type": "operational",
        "idempotency_key": "ab" * 32,
    }  # fmt: skip


def test_every_field_of_postgrid() -> None:
    filled = fill_fields(job("postgrid"), BRITISH)
    assert {k: v for k, v in filled.items() if k.startswith("to.")} == {
        "to.firstName": "Ms Ann", "to.lastName": "Testwright MP", "to.companyName": "",
        "to.addressLine1": "House of Specimens", "to.addressLine2": "", "to.city": "LONDON",
        "to.provinceOrState": "", "to.postalOrZip": "SW1A 0AA", "to.countryCode": "GB",
    }  # fmt: skip
    assert filled["from.companyName"] == "Specimen Alliance"
    assert (filled["pdf"], filled["color"], filled["doubleSided"]) == ("00007-a1.pdf", False, True)


def test_every_field_of_click2mail_and_stannp() -> None:
    assert fill_fields(job("click2mail"), AMERICAN) == {
        "First_name": "The Hon. Ben", "Last_name": "Testman", "Organization": "",
        "Address1": "1 Specimen Building", "Address2": "", "Address3": "", "City": "WASHINGTON",
        "State": "DC", "Zip": "20510", "Country_non-US": "", "Document": "00007-a1.pdf",
    }  # fmt: skip
    abroad = letter(GB, "GB", "letter", "Testwright")
    assert fill_fields(job("click2mail"), abroad)["Country_non-US"] == "United Kingdom"
    assert fill_fields(job("stannp"), BRITISH) == {
        "title": "", "firstname": "Ms Ann", "lastname": "Testwright MP", "company": "",
        "job_title": "", "address1": "House of Specimens", "address2": "", "address3": "",
        "city": "LONDON", "postcode": "SW1A 0AA", "country": "GB", "ref_id": "a1",
        "file": "00007-a1.pdf",
    }  # fmt: skip


def test_every_field_of_a_generic_list() -> None:
    filled = fill_fields(job("generic"), BRITISH)
    assert [filled[f"line_{n}"] for n in range(1, 6)] == [*GB, ""]
    assert (filled["position"], filled["pages"], filled["sheets"]) == (7, 3, 2)
    assert fill_fields(job("generic", "duplex=false"), BRITISH)["sheets"] == 3


def test_a_body_is_an_organisation() -> None:
    body = letter(("House of Specimens", "1 Test Street", "LONDON", "SW1A 0AA"), "GB")
    filled = fill_fields(job("stannp"), body)
    assert (filled["firstname"], filled["company"]) == ("", "House of Specimens")
    assert filled["address1"] == "1 Test Street"
    assert codes(job("stannp"), body) == []
    assert fill_fields(job("lob"), body)["to.name"] == "House of Specimens"
    assert fill_fields(job("lob"), body)["to.company"] == ""


def test_lines_go_to_the_company_and_then_do_not_fit() -> None:
    lines = ("Office", "House of Specimens", "1 Test Street")
    three = letter((GB[0], *lines, *GB[2:]), "GB", family="Testwright")
    filled = fill_fields(job("postgrid"), three)
    assert (filled["to.companyName"], filled["to.addressLine1"]) == lines[:2]
    assert codes(job("postgrid"), three) == []
    four = letter((GB[0], "Desk", *lines, *GB[2:]), "GB", family="Testwright")
    (fault,) = find_service_faults(job("postgrid"), four)
    assert fault.code == "too-many-lines"
    assert "4 lines between name and town; PostGrid takes 3" in fault.message
    assert codes(job("stannp"), four) == []


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (("Ms Ann Testwright", "SW1A 0AA"), "too-few-lines"),
        ((GB[0], *("Line",) * 5, *GB[2:]), "too-many-lines"),
        *((((GB[0], f"{sign}House", *GB[2:])), "first-sign") for sign in '@()=[]"\\/,<>~'),
        ((GB[0], "House", "LONDON"), "last-line"),
        ((GB[0], "House", "LONDON SW1A 0AA"), "last-line"),
        ((GB[0], "nfa", *GB[2:]), "refused-line"),
        ((GB[0], "Of No Fixed Abode, really", *GB[2:]), "refused-line"),
    ],
)
def test_every_line_rule_of_notify(block: tuple[str, ...], code: str) -> None:
    assert codes(job("notify"), letter(block, "GB")) == [code]


def test_lines_of_notify_at_their_limits() -> None:
    assert codes(job("notify"), letter((GB[0], "LONDON", "SW1A 0AA"), "GB")) == []
    assert codes(job("notify"), letter((GB[0], *("Line",) * 4, *GB[2:]), "GB")) == []
    named = letter((GB[0], *("Line",) * 4, *GB[2:], "UNITED KINGDOM"), "CH")
    assert codes(job("notify"), named) == []  # the country is not counted
    abroad = letter((GB[0], "Rue 1", "1047 BRUXELLES", "BELGIUM"), "GB")
    assert codes(job("notify"), abroad) == []


@pytest.mark.parametrize(
    ("id_", "changed", "code"),
    [
        ("notify", {"paper": "letter"}, "paper"),
        ("notify", {"pages": 11}, "pages"),
        ("notify", {"size": 2 * 1024 * 1024 + 1}, "size"),
        ("lob", {"paper": "a4"}, "paper"),
        ("lob", {"pages": 121}, "sheets"),
        ("click2mail", {"paper": "a4"}, "paper"),
        ("stannp", {"pages": 11}, "pages"),
    ],
)
def test_every_page_rule(id_: str, changed: dict[str, object], code: str) -> None:
    sound = BRITISH if id_ in ("notify", "stannp") else AMERICAN
    assert codes(job(id_), sound) == []
    assert codes(job(id_), replace(sound, **changed)) == [code]  # type: ignore[arg-type]


def test_sheets_of_lob_depend_on_sides_and_destination() -> None:
    assert codes(job("lob"), replace(AMERICAN, pages=120)) == []
    assert codes(job("lob", "double_sided=false"), replace(AMERICAN, pages=61)) == ["sheets"]
    abroad = letter(GB, "GB", "letter")
    assert codes(job("lob"), replace(abroad, pages=12)) == []
    assert codes(job("lob"), replace(abroad, pages=13)) == ["sheets"]


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (("N" * 41, *US[1:]), "field-too-long"),
        ((US[0], "S" * 65, US[2]), "field-too-long"),
        ((US[0], "1 Street", "WASHINGTON"), "missing-field"),
        ((US[0], "WASHINGTON DC 20510"), "missing-field"),
    ],
)
def test_fields_of_lob_are_held_to_their_length_and_presence(
    block: tuple[str, ...], code: str
) -> None:
    assert set(codes(job("lob"), letter(block, "US", "letter"))) == {code}


def test_forms_of_fields_at_home() -> None:
    lob = job("lob")
    town = replace(AMERICAN.address.town, region="Columbia", code="2051")
    odd = replace(AMERICAN, address=replace(AMERICAN.address, town=town))
    assert codes(lob, odd) == ["field-form", "field-form"]
    abroad = replace(odd, address=replace(odd.address, country="CA"))
    assert codes(lob, abroad) == []


def test_a_sender_without_an_address_is_missed_where_it_is_asked_for() -> None:
    for id_ in ("lob", "postgrid"):
        bare = job(id_, sender=("Specimen Alliance",))
        faults = list(find_service_faults(bare, AMERICAN))
        assert {one.code for one in faults} == {"missing-field"}
        assert all("sender" in one.hint for one in faults)
    assert codes(job("stannp", sender=("Specimen Alliance",)), BRITISH) == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_formula_is_in_no_csv(sign: str) -> None:
    odd = letter((GB[0], f"{sign}1+1", *GB[2:]), "GB", family="Testwright")
    assert "formula" in codes(job("stannp"), odd)
    assert "formula" in codes(job("generic"), odd)
    assert codes(job("postgrid"), odd) == []  # JSON runs nothing


def test_clean_texts_are_one_line_without_direction() -> None:
    assert clean("a\r\nb\tc\u202e\u2066\u0007 d ") == "a b c d"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("A\u00a0 B") == "A\u00a0 B"
    assert clean("\ud800") == "?"


@given(st.text(max_size=40))
def test_no_text_breaks_a_line_or_turns_it(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert not set(cleaned) & set(
        "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    assert clean(cleaned) == cleaned
