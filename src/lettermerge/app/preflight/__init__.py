"""Find the letters of which a run could not make a file, before it is asked to."""

from .trial_layout import Failures, Inspected, find_failures, inspect

__all__ = ["Failures", "Inspected", "find_failures", "inspect"]
