"""Name what an object store answers when it does not do what was asked.

These are OSErrors, as a disk's are, so that whoever handles one handles the other. None of them
carries what the store or the client library said in full: that may hold parts of credentials.
"""

from __future__ import annotations

import errno

from ..diagnostics import Diagnostic, Where
from ..errors import ExitCode

UNREACHABLE = "output.store-unreachable"
LEASE_LOST = "output.lease-lost"


class StoreFault(OSError):
    """A request to an object store that failed; `code` and `hint` are those of its diagnostic."""

    code = "output.store"
    hint = "run the same command again: finished letters are kept"
    exit_code = ExitCode.LETTERS

    def __init__(self, message: str) -> None:
        super().__init__(errno.EIO, message)
        self.message = message

    def diagnostic(self, path: object) -> Diagnostic:
        """Return it as a diagnostic; `path` is the object, or the address."""
        where = Where(str(path))
        return Diagnostic(self.code, self.message, where, self.hint, exit_code=self.exit_code)


class StoreUnreachable(StoreFault):
    """The store did not answer, or only with faults of its own, for as long as was tried."""

    code = UNREACHABLE
    hint = (
        "check the network and the store's endpoint, then run the same command again: finished "
        "letters are kept"
    )


class StoreRefused(StoreFault):
    """The store does not let us do this."""

    code = "output.store-refused"
    hint = "check the credentials, the region, and what they may do in this bucket"
    exit_code = ExitCode.OUTPUT


class NoConditionalWrites(StoreFault):
    """The store writes over what is there although it was asked not to."""

    code = "output.no-conditional-writes"
    hint = "use a store that honours If-None-Match and If-Match, as Amazon S3 does, or a folder"
    exit_code = ExitCode.OUTPUT


class LeaseLost(StoreFault):
    """Another run has taken the place of this one."""

    code = LEASE_LOST
    hint = "let that run end, then run the same command again: finished letters are kept"
    exit_code = ExitCode.OUTPUT


class ObjectExists(StoreFault):
    """Another object is at the key already."""

    code = "output.altered"
    hint = "look at it, then run the same command again"
    exit_code = ExitCode.OUTPUT


class ObjectChanged(ObjectExists):
    """The object at the key is not the version that was to be replaced."""
