"""Define what lettermerge.toml says of approvals: who gives them, and how many a letter needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from ..diagnostics import Diagnostic, Where, number_of
from .value_rules import STRICT, Config, ValueBounds

_MOST = 16  # approvers


@dataclass(frozen=True, slots=True)
class ApprovalSettings:
    """Who must approve the letters before they are sealed or dispatched; nobody by default.

    `certificates` are the paths of the approvers' certificates (PEM or DER) in the project; `count`
    is how many different approvers each letter needs.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    certificates: Annotated[tuple[str, ...], ValueBounds(min_length=1, max_length=_MOST)]
    count: Annotated[int, ValueBounds(ge=1, le=_MOST)] = 1

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
