"""Define what an import says: what it recognised, mapped, left to the frame, and left behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .field_names import FieldUse
from .source_letter import Omission


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every word of the source is in the project, or in one of these.

    `template` and `theme` are the paths made ("" for none); `roster` says what was done with a
    roster, or with the addressees of a text letter. `settings` are sentences about what the letter
    has that the settings of a project have otherwise.
    """

    template: str
    theme: str = ""
    fields: tuple[FieldUse, ...] = ()
    left_to_frame: tuple[Omission, ...] = ()
    dropped: tuple[Omission, ...] = ()
    roster: str = ""
    settings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report as one JSON document."""
        return {
            "template": self.template,
            "theme": self.theme,
            "fields": [
                {"name": one.name, "place": one.place, "mapped_to": one.mapped_to, "sure": one.sure}
                for one in self.fields
            ],
            "left_to_frame": list(_omissions(self.left_to_frame)),
            "dropped": list(_omissions(self.dropped)),
            "roster": self.roster,
            "settings": list(self.settings),
        }


def _omissions(found: Iterable[Omission]) -> Iterable[Mapping[str, str]]:
    for one in found:
        yield {"place": one.place, "words": one.words, "reason": one.reason}
