"""A filter that prints the initials of a name: `{{ recipient.name | initials }}`."""

from __future__ import annotations


def initials(name: object, end: str = ".") -> str:
    """Return the first letter of each word of a name, each with an ending."""
    return " ".join(f"{word[0]}{end}" for word in str(name).split())
