"""Define what lettermerge.toml says of the cluster that `render --cluster` works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from .value_rules import STRICT, Config


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How a cluster is reached, and what its workers are given.

    `ca`, `certificate` and `key` are the paths of PEM files: who vouches for scheduler and workers,
    and what this machine shows them. `identity` says whether each worker opens its own
    `signing.identity`, or is sent it; `project` whether the project's files are sent, or are
    in the same folder on every worker.
    """

    __pydantic_config__: ClassVar[Config] = STRICT
    ca: str = ""
    certificate: str = ""
    key: str = ""
    identity: Literal["worker", "send"] = "worker"
    project: Literal["send", "shared"] = "send"


CLUSTER = ClusterSettings()  #: the defaults
