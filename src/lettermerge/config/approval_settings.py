"""Define what lettermerge.toml says of approvals: who gives them, and how many a letter needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ..diagnostics import Diagnostic, Where, number_of

_strict = ConfigDict(extra="forbid", str_strip_whitespace=True)
_MOST = 16  # approvers


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """Who must approve the letters before they are sealed or dispatched; nobody by default.

    `certificates` are the paths of the approvers' certificates (PEM or DER) in the project; `count`
    is how many different approvers each letter needs.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _strict
    certificates: Annotated[tuple[str, ...], Field(min_length=1, max_length=_MOST)]
    count: Annotated[int, Field(ge=1, le=_MOST)] = 1

    @property
    def is_asked(self) -> bool:
        """Whether letters need an approval."""
        return bool(self.certificates)


NO_APPROVAL = ApprovalSettings(())  #: without the table


def check_approval(settings: ApprovalSettings, file: str) -> Iterator[Diagnostic]:
    """Yield what makes an approval impossible: fewer approvers than each letter needs."""
    known = len(settings.certificates)
    if settings.is_asked and known < settings.count:
        yield Diagnostic(
            "settings.approval-count",
            f"each letter needs {number_of(settings.count, 'approver')}, and "
            f"approval.certificates names {known}",
            Where(file, column="approval.count", value=str(settings.count)),
            "name the certificate of each approver, or lower approval.count",
        )
