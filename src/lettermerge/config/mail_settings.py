"""Define the settings of `lettermerge mail`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from .value_rules import STRICT, Config, ValueBounds, key_of


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters go out by e-mail; `from` in the file is `from_`.

    `from_` is an address, or a name with the address in angle brackets. `security` none is for
    servers on this machine only. `password_file` and `ca` (the PEM certificates that are believed
    in place of the system's) are paths in the project. `rate` is such as "20/min". `sign` asks for
    S/MIME.
    """

    __pydantic_config__: ClassVar[Config] = {**STRICT, "alias_generator": key_of}
    from_: str = ""
    reply_to: str = ""
    attach: tuple[Literal["pdf"], ...] = ("pdf",)
    host: str = ""
    port: Annotated[int, ValueBounds(ge=0, le=65535)] = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca: str = ""
    rate: Annotated[str, ValueBounds(pattern=r"^([1-9]\d{0,5}/(s|min|h))?$")] = ""
    sign: bool = False


NO_MAIL = MailSettings()  #: the defaults
