"""Whatever a letter is built of: each typed word is somewhere, no shown one is anywhere.

Letters are made of random blocks in all places that hold words. Each word that is typed is one of
its own (t0007), as is each that a field showed last (s0008), or a revision took out (d0009).
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importing import raw_letters as raw
from tests.importing import word_letters as word
from tests.importing.test_letter_conversion import everything
from tests.series import cases

from lettermerge.config.theme import Theme
from lettermerge.config.toml_loading import build
from lettermerge.importing.field_names import FieldNames
from lettermerge.importing.letter_conversion import ImportedLetter, import_letter
from lettermerge.importing.letter_format_dispatch import read_letter
from lettermerge.importing.word_reader import read_docx
from lettermerge.inspection import libreoffice_page_count
from lettermerge.inspection.libreoffice_page_count import convert_to_docx, find_office

WORD = re.compile(r"[tsd]\d{4}")
FIELDS = {
    "MERGEFIELD": "MERGEFIELD F{0}",
    "IF": 'IF {{MERGEFIELD F{0}}} = "x" "{1}" "{2}"',
    "nested IF": 'IF {{MERGEFIELD F{0}}} = "x" "{{IF {{MERGEFIELD G{0}}} = "y" "{1}" "{2}"}}" "no"',
    "INCLUDEPICTURE": 'INCLUDEPICTURE "http://x/{0}.png"',
    "REF": "REF B{0}",
    "SET": 'SET B{0} "{1}"',
    "NEXTIF": 'NEXTIF {{MERGEFIELD F{0}}} = "x"',
    "SKIPIF": 'SKIPIF {{MERGEFIELD F{0}}} = "x"',
    "ASK": 'ASK B{0} "{1}"',
    "FILLIN": 'FILLIN "{1}"',
    "DATE": 'DATE \\@ "d MMMM"',
    "PAGE": "PAGE",
    "ADDRESSBLOCK": "ADDRESSBLOCK",
    "GREETINGLINE": "GREETINGLINE",
    "AUTHOR": "AUTHOR",
}


BOXES = {"box": raw.drawing_box, "old box": raw.vml_box}
SHAPES = {
    "inserted": f"<w:ins>{raw.text('{t} ')}</w:ins>",
    "moved": f"<w:moveFrom>{raw.text('{d}')}</w:moveFrom><w:moveTo>{raw.text('{t}')}</w:moveTo>",
    "deleted": "<w:del><w:r><w:delText>{d}</w:delText></w:r></w:del>",
    "control": f"<w:sdt><w:sdtContent>{raw.text('{t} ')}</w:sdtContent></w:sdt>",
    "smart": f"<w:smartTag>{raw.text('{t} ')}</w:smartTag>",
    "link": f'<w:hyperlink w:anchor="x">{raw.text("{t} ")}</w:hyperlink>',
    "hidden": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{t}</w:t></w:r>",
    "tab": "<w:r><w:tab/><w:t>{t}</w:t></w:r>",
    "break": "<w:r><w:br/><w:t>{t}</w:t></w:r>",
}


@dataclass
class Builder:
    """Makes XML of kinds of blocks, and knows which words were typed, shown and taken out."""

    count: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    typed: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: {"footnote": [], "endnote": []})
    comments: list[str] = field(default_factory=list)

    def word(self, kind: str = "t") -> str:
        made = f"{kind}{next(self.count):04}"
        if kind == "t":
            self.typed.append(made)
        return made

    def runs(self, kinds: list[str]) -> str:
        return "".join(self.run(one) for one in kinds)

    def run(self, kind: str) -> str:
        if kind in FIELDS:
            return self.field(kind) + raw.text(" ")
        if kind in self.notes:
            self.notes[kind].append(raw.paragraph(raw.text(self.word())))
            return raw.note_mark(kind, len(self.notes[kind]))
        if kind == "comment":
            self.comments.append(raw.paragraph(raw.text(self.word())))
            return f'<w:r><w:commentReference w:id="{len(self.comments)}"/></w:r>'
        if kind in BOXES:
            return BOXES[kind](raw.paragraph(raw.text(self.word())))
        shape = SHAPES.get(kind, raw.text("{t} "))
        return shape.format(
            t=self.word() if "{t}" in shape else "", d=self.word("d") if "{d}" in shape else ""
        )

    def field(self, kind: str) -> str:
        self.fields.append(kind.rpartition(" ")[2])
        code = FIELDS[kind]
        words = [self.word() if f"{{{n}}}" in code else "" for n in (1, 2)]
        code = code.format(next(self.count), *words)
        if "{" not in code and next(self.count) % 2:
            return word.simple(code, self.word("s"))
        return word.field(code, self.word("s"))

    def block(self, shape: str, kinds: list[str]) -> str:
        content = raw.paragraph(self.runs(kinds))
        if shape == "table":
            cells = "".join(f"<w:tc>{raw.paragraph(self.runs([one]))}</w:tc>" for one in kinds)
            return f"<w:tbl><w:tr>{cells}<w:tc>{content}</w:tc></w:tr></w:tbl>"
        if shape == "control":
            return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        return content


RUNS = st.sampled_from(["plain", "plain", *SHAPES, *BOXES, *FIELDS])
NOTES = st.sampled_from(["footnote", "endnote", "comment"])
BLOCK = st.tuples(
    st.sampled_from(["plain", "plain", "table", "control"]), st.lists(RUNS, min_size=1, max_size=4)
)
BODY = st.tuples(
    st.sampled_from(["plain", "table", "control"]), st.lists(RUNS | NOTES, min_size=1, max_size=4)
)
STORY = st.lists(BLOCK, max_size=2)
FRAMES = st.sampled_from([
    (), ("Dear Members,", "Yours sincerely,"), ("20 July 2023", "Dear Members,", "Regards,"),
    ("Dear Members,", "Yours sincerely,", "Enclosures:"), ("Dear all,", "Regards,", "cc:"),
])  # fmt: skip


def build_letter(
    frame: tuple[str, ...], body: list[tuple[str, list[str]]],
    stories: dict[str, list[tuple[str, list[str]]]],
) -> tuple[bytes, Builder]:  # fmt: skip
    """Return a Word file, its lines of a frame between its blocks."""
    made = Builder()
    lines = [raw.paragraph(raw.text(one)) for one in frame]
    blocks = [made.block(*one) for one in body]
    mixed = [xml for pair in itertools.zip_longest(lines, blocks, fillvalue="") for xml in pair]
    parts = {
        name: "".join(made.block(*one) for one in some) or raw.paragraph("")
        for name, some in stories.items()
    }
    for kind, notes in made.notes.items():
        if notes:
            parts[f"{kind}s"] = "".join(
                raw.note(kind, number, one) for number, one in enumerate(notes, 1)
            )
    if made.comments:
        parts["comments"] = "".join(
            f'<w:comment w:id="{number}">{one}</w:comment>'
            for number, one in enumerate(made.comments, 1)
        )
    return raw.word_file("".join(mixed), parts), made


def imported(data: bytes) -> ImportedLetter:
    return import_letter(read_docx(data, "letter.docx"), "letter", FieldNames())


@pytest.mark.slow
@settings(max_examples=cases(500), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    FRAMES,
    st.lists(BODY, min_size=1, max_size=6),
    st.fixed_dictionaries({"header": STORY, "first-page header": STORY, "footer": STORY}),
)
def test_each_word_and_field_is_somewhere(
    frame: tuple[str, ...],
    body: list[tuple[str, list[str]]],
    stories: dict[str, list[tuple[str, list[str]]]],
) -> None:
    data, built = build_letter(frame, body, stories)
    made = imported(data)
    said = everything(made)
    assert set(built.typed) - set(WORD.findall(said)) == set()
    assert not re.search(r"[sd]\d{4}", said)
    assert build(Theme, tomllib.loads(made.theme), "theme.toml").text.family
    known = " ".join(use.name for use in made.report.fields)
    for kind in set(built.fields) - {"MERGEFIELD"}:
        assert kind in known, kind
    printed = Counter(WORD.findall(made.template + made.theme + repr(made.signatories)))
    twice = {one for one, count in printed.items() if count > 1}
    assert twice <= set(_repeated(made)), twice


def _repeated(made: ImportedLetter) -> list[str]:
    """Return the words that a field's value may print in several places: SET, then REF."""
    return WORD.findall(" ".join(use.mapped_to for use in made.report.fields))


def test_a_box_in_both_forms_is_read_once() -> None:
    for kind in ("box", "old box"):
        data, built = build_letter((), [("plain", ["plain", kind])], {})
        (boxed,) = built.typed[1:]
        assert imported(data).template.count(boxed) == 1


@pytest.mark.slow
@pytest.mark.tools
@pytest.mark.parametrize("kind", ["odt", "rtf", "html", "txt", "md"])
def test_other_kinds_of_files_keep_each_word(tmp_path: Path, kind: str) -> None:
    body = [
        ("plain", ["plain"]),
        ("table", ["plain", "plain"]),
        ("plain", ["link", "tab", "break"]),
    ]
    data, built = build_letter(("Dear Members,", "Yours sincerely,"), body, {"header": [body[0]]})
    program = find_office()
    assert program is not None
    path = tmp_path / f"letter.{kind}"
    if kind == "odt":
        path.write_bytes(_odt(program, data, tmp_path))
    else:
        _write_text(path, built)
    letter = read_letter(path, lambda one: convert_to_docx(program, one))
    said = everything(import_letter(letter, "letter", FieldNames()))
    assert set(built.typed) - set(WORD.findall(said)) == set()


def _odt(program: str, docx: bytes, folder: Path) -> bytes:
    source = folder / "source.docx"
    source.write_bytes(docx)
    libreoffice_page_count._convert(program, [source], folder, 60, "odt")
    return source.with_suffix(".odt").read_bytes()


def _write_text(path: Path, built: Builder) -> None:
    words = built.typed
    if path.suffix == ".rtf":
        rows = "".join(f"{one}\\par " for one in ("Dear all,", *words, "Regards,"))
        text = f"{{\\rtf1\\ansi {rows}}}"
    elif path.suffix == ".html":
        cells = "".join(f"<td>{one}</td>" for one in words[1:4])
        rest = f"<ul><li>{words[4]}</li></ul><p>{' '.join(words[5:])}</p>"
        text = f"<p>Dear all,</p><p>{words[0]}</p><table><tr>{cells}</tr></table>{rest}"
    else:
        text = "Dear all,\n\n" + "\n\n".join(words) + "\n\nRegards,\n\nJane\n"
    path.write_text(text, encoding="utf-8")


def test_the_report_is_json() -> None:
    data, _ = build_letter((), [("plain", ["plain", "IF"])], {})
    assert json.loads(json.dumps(imported(data).report.as_json()))["fields"]
