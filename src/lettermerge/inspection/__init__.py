"""Check finished pages: address window, page ends, edges, pictures, both formats.

What is measured is measured in the PDF's own bytes, not taken from the style that asked for it.
"""

from ..layout.window_envelope import Fold, WindowEnvelope, choose_envelope, load_envelopes
from .batch_outliers import Digest, compare_letters, digest
from .page_checks import Inspection, inspect_pages

__all__ = [
    "Digest",
    "Fold",
    "Inspection",
    "WindowEnvelope",
    "choose_envelope",
    "compare_letters",
    "digest",
    "inspect_pages",
    "load_envelopes",
]
