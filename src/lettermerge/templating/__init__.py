"""Compile templates, mapping expressions, `-w` and file names into functions over plain values."""

from .cell_filters import FilterUseError, LanguageFilters
from .cell_placeholders import FIRST_SLOT, SLOTS, Merged
from .coverage.branch_record import Branch
from .environment import Sandbox
from .expression_comparisons import Comparison
from .file_name_template import IdBounds
from .loader import split_front_matter
from .size_limits import TooMuch, forget, remember, require_within
from .template_faults import SandboxError, running_in

__all__ = [
    "FIRST_SLOT",
    "SLOTS",
    "Branch",
    "Comparison",
    "FilterUseError",
    "IdBounds",
    "LanguageFilters",
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
