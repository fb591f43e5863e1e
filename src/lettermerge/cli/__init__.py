"""The command line: parse, one library call, print, exit.

`main` is the entry point. No engine is imported to show help: each command imports what it needs
when it runs.
"""

from __future__ import annotations

from .app import main

__all__ = ["main"]
