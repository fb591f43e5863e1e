"""Templates, mapping expressions, `-w` and file names into functions over plain values."""

from .branches import Branch
from .compiling import Sandbox
from .faults import SandboxError, running_in
from .loading import split_front_matter
from .slots import FIRST_SLOT, SLOTS, Merged
from .spent import TooMuch, forget, remember, require_within

__all__ = [
    "FIRST_SLOT",
    "SLOTS",
    "Branch",
    "Merged",
    "Sandbox",
    "SandboxError",
    "TooMuch",
    "forget",
    "remember",
    "require_within",
    "running_in",
    "split_front_matter",
]
