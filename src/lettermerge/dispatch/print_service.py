"""Describe print-and-post services: what they take, the fields of their lists, their options.

The facts are in print_services/, a file for each service, with its sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

from ..diagnostics import did_you_mean
from ..errors import UsageError
from ..extensions import SERVICES, Extension, find_extension, find_extensions

OptionValue = str | bool


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A column of a CSV, or a key of a JSON object (`to.name` is `name` in the object `to`).

    `value` says what is written (service_fields.py). A field is required, has at most so many
    characters, and fits a pattern; `_home` limits that to letters inside the service's country.
    """

    name: str
    value: str
    required: bool = False
    required_home: bool = False
    most: int | None = None
    pattern_home: str = ""
    only_home: bool = False
    only_abroad: bool = False


@dataclass(frozen=True, slots=True)
class LineRules:
    """What the lines of an address must be.

    At home the country's name is not counted. No line begins with a sign of `first`; none is
    wholly like a pattern of `refused`. With `code_last` the last line at home is a postal code
    alone, and abroad a country.
    """

    least: int = 1
    most: int | None = None
    first: str = ""
    code_last: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceOption:
    """An option of a job: its default, and all values where they are known."""

    default: OptionValue
    values: tuple[OptionValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintService:
    """A service. `home` is the ISO code of its country, "" for none.

    `pages` limits those of a letter, `sheets` and `sheets_abroad` its sheets, `bytes` its file.
    `pages_known` says whether the service's rules of pages were read. `list_file` is a list in
    `list_format` (csv or json).
    """

    id: str
    name: str
    papers: tuple[str, ...]
    pages_known: bool
    sources: tuple[str, ...]
    list_file: str
    list_format: str
    fields: tuple[ServiceField, ...]
    options: Mapping[str, ServiceOption] = field(hash=False)
    lines: LineRules = LineRules()
    home: str = ""
    duplex: bool = True
    pages: int | None = None
    sheets: int | None = None
    sheets_abroad: int | None = None
    bytes: int | None = None

    def is_duplex(self, options: Mapping[str, OptionValue]) -> bool:
        """Return whether letters are printed on both sides with these options."""
        for name in ("double_sided", "doubleSided", "duplex"):
            if name in options:
                return bool(options[name])
        if "printOption" in options:
            return "both" in str(options["printOption"])
        return self.duplex


@cache
def load_print_services() -> Mapping[str, PrintService]:
    """Return all services by id."""
    found = {}
    for one in files(__package__).joinpath("print_services").iterdir():
        if one.name.endswith(".toml"):
            id_ = one.name.removesuffix(".toml")
            found[id_] = _service(id_, tomllib.loads(one.read_text(encoding="utf-8")))
    return dict(sorted(found.items()))


def find_print_service(id_: str) -> PrintService:
    """Return a service by its id.

    Raises:
        UsageError: there is none.
        ExtensionError: the package that brings it cannot be loaded.
    """
    known = load_print_services()
    if id_.casefold() in known:
        return known[id_.casefold()]
    if (added := find_extension(SERVICES, id_.casefold())) is not None:
        return _added(added)
    names = (*known, *find_extensions(SERVICES))
    raise UsageError(f"`{id_}` is not a known service", hint=did_you_mean(id_, names))


@cache
def _added(service: Extension) -> PrintService:
    """Return the service of a package, whose object returns the text of its TOML file.

    Raises:
        ExtensionError: it cannot be loaded, or does not describe a service.
    """
    function = service.load()
    try:
        return _service(service.name, tomllib.loads(function()))
    except Exception as error:  # noqa: BLE001 -- whatever a package does wrong
        raise service.fail("it describes no service", error) from None


def choose_options(service: PrintService, given: tuple[str, ...]) -> dict[str, OptionValue]:
    """Return a service's options, with those that are given as `NAME=VALUE`.

    Raises:
        UsageError: an option that the service has not, or a value that it does not take.
    """
    chosen = {name: one.default for name, one in service.options.items()}
    for text in given:
        name, equals, word = text.partition("=")
        if not equals or name not in chosen:
            raise UsageError(
                f"`{text}` sets no option of {service.name}",
                hint=did_you_mean(name, service.options) or "it has none",
            )
        value: OptionValue = word
        if isinstance(chosen[name], bool):
            value = {"true": True, "false": False}.get(word, word)
        values = service.options[name].values
        if values and value not in values:
            shown = ", ".join(_shown(one) for one in values)
            raise UsageError(f"`{word}` is not a value of {name}", hint=f"write one of {shown}")
        chosen[name] = value
    return chosen


def _shown(value: OptionValue) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _service(id_: str, data: dict[str, Any]) -> PrintService:
    lines: dict[str, Any] = data.pop("lines", {})
    lines["refused"] = tuple(lines.get("refused", ()))
    own, options = data.pop("list"), data.pop("options", {})
    unknown = data.keys() - {one.name for one in fields(PrintService)}
    assert not unknown, f"{id_}.toml: {unknown}"
    for name in ("papers", "sources"):
        data[name] = tuple(data[name])
    data["fields"] = tuple(ServiceField(**one) for one in data["fields"])
    return PrintService(
        id=id_,
        list_file=own["file"],
        list_format=own["format"],
        lines=LineRules(**lines),
        options={
            name: ServiceOption(one["default"], tuple(one.get("values", ())))
            for name, one in options.items()
        },
        **data,
    )
