"""Define what lettermerge.toml says of the output: where letters go, and how they are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, ClassVar

from ..diagnostics import Diagnostic, Where
from .output_formats import Format
from .store_address import Place, is_address, parse_address, refuse_address, refuse_endpoint
from .value_rules import STRICT, Config, ValueBounds

DEFAULT_NAME = "{{ parliament.id }}/{{ recipient.id }}-{{ recipient.name | slug }}"
_Filled = Annotated[str, ValueBounds(min_length=1)]
_Seconds = Annotated[float, ValueBounds(gt=0, le=3600)]


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """Where letters go; `name` is a path below `directory`, without the ending.

    `directory` is a folder or `s3://bucket/prefix`, whose service is at `endpoint` ("": what
    AWS_ENDPOINT_URL says, else Amazon's). `retry_seconds` is how long a request to it is tried
    again, `lease_seconds` how long a run may be silent before another takes its place.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    directory: _Filled = "output"
    formats: tuple[Format, ...] = ("pdf", "docx")
    name: _Filled = DEFAULT_NAME
    endpoint: str = ""
    retry_seconds: _Seconds = 60.0
    lease_seconds: _Seconds = 30.0

    def place(self, project: Path, text: str = "") -> Place:
        """Return where letters of a project go; `text` stands in for `directory`.

        A folder of the settings is one from the project folder, another one from where we are.

        Raises:
            SettingsError: an address or an endpoint that cannot be used.
        """
        wanted = text or self.directory
        if not is_address(wanted):
            return Path(text).absolute() if text else (project / wanted).absolute()
        address = parse_address(wanted, self.endpoint)
        return replace(address, retry_seconds=self.retry_seconds, lease_seconds=self.lease_seconds)

    def preview_folder(self, project: Path) -> Path:
        """Return where previews go, which are for the eyes of who works here."""
        folder = "output" if is_address(self.directory) else self.directory
        return project / folder / "preview"


OUTPUT = OutputSettings()  #: the defaults


def check_output(settings: OutputSettings, ledger: str, file: str) -> Iterator[Diagnostic]:
    """Yield addresses that cannot be used; `ledger` is the directory of the ledger."""
    for key, directory in (("output.directory", settings.directory), ("ledger.directory", ledger)):
        if is_address(directory) and (why := refuse_address(directory)):
            where = Where(file, column=key, value=directory)
            message = f"{key} is an address that cannot be used: {why}"
            hint = "name a folder, or s3://bucket/prefix"
            yield Diagnostic("settings.not-a-folder", message, where, hint)
    if settings.endpoint and (why := refuse_endpoint(settings.endpoint)):
        where = Where(file, column="output.endpoint", value=settings.endpoint)
        yield Diagnostic(
            "settings.endpoint",
            f"output.endpoint cannot be used: {why}",
            where,
            "write the https:// URL of the store's service, without user, password or query",
        )
