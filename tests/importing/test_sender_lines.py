"""A sender is read from a letter's head and letterhead where that is sure."""

from __future__ import annotations

import pytest
from tests.importing import word_letters as word

from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter
from lettermerge.importing.sender_lines import letterhead_sender, prominent_name, sender_of
from lettermerge.importing.word_reader import read_docx


def test_a_sender_s_lines_are_told_apart() -> None:
    lines = ["Example Alliance", "1 Example Street", "Tel. +32 2 123 45 67", "office@example.org"]
    sender = sender_of(lines)
    assert (sender.name, sender.address) == ("Example Alliance", ("1 Example Street",))
    assert sender.email == "office@example.org"
    assert sender.others == ("Tel. +32 2 123 45 67",)


@pytest.mark.parametrize(
    ("text", "address", "country"),
    [
        ("1 Example St\n1000 Brussels\nBelgium", "1 Example St/1000 Brussels", "BE"),
        ("Alliance | 1 Example St, 1000 Brussels, Belgium | www.x.org",
         "1 Example St/1000 Brussels", "BE"),
        ("1000 Louisiana St, Suite 3600\nHouston, TX 77002\nPhone: (713) 228-0735",
         "1000 Louisiana St, Suite 3600/Houston, TX 77002", "US"),
        ("1 Penn Avenue, Washington, D.C. 20500", "1 Penn Avenue/Washington, D.C. 20500", "US"),
        ("Trust • 12 High Street • London SW1A 1AA • info@x.org", "12 High Street/London SW1A 1AA",
         "GB"),
        ("20 Queen Street, Ottawa ON K1A 0A6", "20 Queen Street/Ottawa ON K1A 0A6", "CA"),
        ("PO Box 12, Canberra ACT 2600", "PO Box 12/Canberra ACT 2600", "AU"),
        ("14 Lambton Quay, Wellington 6011, New Zealand",
         "14 Lambton Quay/Wellington 6011", "NZ"),
        ("Hauptstraße 1 · 10115 Berlin · Tel. +49 30 1234567", "Hauptstraße 1/10115 Berlin", "DE"),
        ("Rue de la Loi 16 – 1000 Bruxelles – info@exemple.be", "Rue de la Loi 16/1000 Bruxelles",
         "BE"),
        ("Menara X, 5 Jalan Y, 50450 Kuala Lumpur, Malaysia",
         "5 Jalan Y/50450 Kuala Lumpur", "MY"),
    ],
)  # fmt: skip
def test_an_address_is_found_with_its_country(text: str, address: str, country: str) -> None:
    found = letterhead_sender(text.split("\n"))
    assert ("/".join(found.address), found.country) == (address, country)


@pytest.mark.parametrize(
    "text",
    [
        "1 Example Street\n1000 Exampletown",  # of which country?
        "Registered charity 1234567 in England",
        "Charity no 12345\nFrance",
        "We met 4 times in 2019\nBelgium",
        "12 villages\non the street\nFrance",
        "Tel. +32 2 123 45 67\nBelgium",
        "Founded 1998 | We are 5000 members | +32 2 123 45 67",
    ],
)
def test_what_may_be_no_address_is_not_taken(text: str) -> None:
    found = letterhead_sender(text.split("\n"))
    assert (found.address, found.country) == ((), "")


@pytest.mark.parametrize(
    ("text", "address", "country"),
    [
        ("For prisoners of conscience since 1979|12 Fennel Row|London N1 9ZZ|United Kingdom",
         ("12 Fennel Row", "London N1 9ZZ"), "GB"),
        ("For prisoners of conscience|12 Fennel Row|London N1 9ZZ",
         ("12 Fennel Row", "London N1 9ZZ"), "GB"),
        ("Centre for Human Rights|PO Box 12|Canberra ACT 2600|Australia",
         ("PO Box 12", "Canberra ACT 2600"), "AU"),
        ("Working in 40 countries|20 Queen Street|Ottawa ON K1A 0A6",
         ("20 Queen Street", "Ottawa ON K1A 0A6"), "CA"),
        ("Every voice counts on the road to freedom|1 Main Street|Houston, TX 77002|USA",
         ("1 Main Street", "Houston, TX 77002"), "US"),
        ("Pour les prisonniers depuis 1979|12 rue de la Paix|75002 Paris|France",
         ("12 rue de la Paix", "75002 Paris"), "FR"),
        ("Seit 1961 für die Freiheit|Hauptstraße 1|10115 Berlin|Deutschland",
         ("Hauptstraße 1", "10115 Berlin"), "DE"),
        ("Por los presos desde 1980|Calle Mayor 5|28013 Madrid|España",
         ("Calle Mayor 5", "28013 Madrid"), "ES"),
        ("Fennel House|12 Fennel Row|London N1 9ZZ",
         ("Fennel House", "12 Fennel Row", "London N1 9ZZ"), "GB"),
        ("Third Floor|Example Building|1 Main Street|Houston, TX 77002",
         ("Third Floor", "Example Building", "1 Main Street", "Houston, TX 77002"), "US"),
    ],
)  # fmt: skip
def test_what_the_sender_is_for_is_no_address(
    text: str, address: tuple[str, ...], country: str
) -> None:
    lines = text.split("|")
    found = letterhead_sender(lines)
    assert (found.address, found.country) == (address, country)
    below = sender_of(["Example Alliance", *lines])
    assert (below.name, below.address, below.country) == ("Example Alliance", address, country)


def test_an_address_that_is_not_sure_has_no_country_either() -> None:
    found = sender_of(["Example Alliance", "For freedom", "1 Example Street", "France"])
    assert (found.address, found.country) == (("1 Example Street",), "FR")


def test_a_name_stands_out_at_the_top() -> None:
    assert prominent_name([("Example Alliance", True), ("for all", False)]) == "Example Alliance"
    assert prominent_name([("for all", False), ("1 Example Street", True)]) == ""
    assert prominent_name([("office@example.org", True)]) == ""


def of_word(header: tuple[str, ...], footer: str = "", signed: str = "John Roe") -> ImportedLetter:
    document = word.new()
    for text in ("Dear Members,", "We write.", "Yours sincerely,", signed):
        document.add_paragraph(text)
    section = document.sections[0]
    for number, text in enumerate(header):
        section.header.add_paragraph().add_run(text).bold = number == 0
    section.footer.paragraphs[0].text = footer
    return import_letter(read_docx(word.saved(document), "l.docx"), "l", FieldNames())


def test_the_letterhead_and_the_foot_say_who_writes() -> None:
    foot = "12 High Street, London SW1A 1AA | info@example.org"
    sender = of_word(("Example Alliance", "for all"), foot).sender
    assert (sender.name, sender.address, sender.country, sender.email) == (
        "Example Alliance", ("12 High Street", "London SW1A 1AA"), "GB", "info@example.org",
    )  # fmt: skip


def test_without_a_letterhead_who_signs_is_the_sender() -> None:
    assert of_word(()).sender.name == "John Roe"
    assert of_word((), signed="{{ user }}").sender.name == ""
    assert of_word((), signed="{{ user }}").signatories == ()


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([("1 Example Street", False), ("Specimen Society", True)], "Specimen Society"),
        ([("Founded for all in 1999", False), ("Specimen Society", False),
          ("1 Example Street", False)], "Specimen Society"),
        ([("Tel. 020 0000", False), ("Specimen Society", False), ("1000 Town", False),
          ("a@example.org", False), ("x", False), ("Specimen Society", True)], "Specimen Society"),
        ([("Specimen Society", False), ("Working for people", False),
          ("Specimen Society", False)], "Specimen Society"),
        ([("Working for people", False), ("www.example.org", True)], ""),
    ],
)  # fmt: skip
def test_a_letterhead_s_name_is_what_stands_out_or_is_above_a_street(
    lines: list[tuple[str, bool]], name: str
) -> None:
    assert prominent_name(lines) == name
