"""Services are data: every file is whole, has sources, and fills fields that exist."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from lettermerge.dispatch import print_service
from lettermerge.dispatch.print_service import (
    PrintService,
    choose_options,
    find_print_service,
    load_print_services,
)
from lettermerge.dispatch.service_fields import HandedLetter, ServiceJob, fill_fields
from lettermerge.errors import UsageError
from lettermerge.layout.page_style import PAPERS
from lettermerge.protocol.printed_address import take_apart

SERVICES = load_print_services()
BLOCK = ("Ms Ann Testwright", "1 Test Street", "LONDON", "SW1A 0AA")


def test_these_services_are_there() -> None:
    assert set(SERVICES) == {"click2mail", "generic", "lob", "notify", "postgrid", "stannp"}
    folder = files(print_service.__package__) / "print_services"
    assert {one.name for one in folder.iterdir()} == {f"{id_}.toml" for id_ in SERVICES}


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_a_service_is_whole(service: PrintService) -> None:
    assert service.sources
    assert all(service.sources)
    assert set(service.papers) <= set(PAPERS)
    assert service.list_format in ("csv", "json")
    assert service.list_file.endswith(service.list_format)
    names = [one.name for one in service.fields]
    assert len(set(names)) == len(names)
    assert "file" in {one.value for one in service.fields}
    for name in names:  # a key is an object or a value, never both
        assert not any(other.startswith(f"{name}.") for other in names)
    for option in service.options.values():
        assert not option.values or option.default in option.values


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_every_field_has_a_value_that_is_known(service: PrintService) -> None:
    sender = take_apart(("Specimen Alliance", "1 Test Street", "Testtown", "T1 1TT"), "GB")
    job = ServiceJob(service, choose_options(service, ()), sender)
    letter = HandedLetter("a", 1, "1.pdf", "00", 2, 9, "a4", BLOCK, take_apart(BLOCK, "GB"))
    filled = fill_fields(job, letter)
    assert list(filled) == [one.name for one in service.fields]
    odd = replace(service, fields=(replace(service.fields[0], value="nothing"),))
    with pytest.raises(KeyError):
        fill_fields(replace(job, service=odd), letter)


def test_an_unknown_service_is_refused() -> None:
    assert find_print_service("Notify") is SERVICES["notify"]
    with pytest.raises(UsageError) as caught:
        find_print_service("lobb")
    assert "`lob`" in (caught.value.hint or "")


def test_options_have_defaults_and_known_values() -> None:
    lob = SERVICES["lob"]
    assert choose_options(lob, ())["double_sided"] is True
    chosen: dict[str, Any] = choose_options(lob, ("double_sided=false", "use_type=marketing"))
    assert (chosen["double_sided"], chosen["use_type"]) == (False, "marketing")
    assert not lob.is_duplex(chosen)
    free = choose_options(SERVICES["click2mail"], ("paperType=Cream 24#",))
    assert free["paperType"] == "Cream 24#"
    assert not SERVICES["click2mail"].is_duplex({"printOption": "Printing One side"})
    for given in ("nothing=1", "double_sided", "use_type=love"):
        with pytest.raises(UsageError):
            choose_options(lob, (given,))
