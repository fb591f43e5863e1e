"""What other programs make of the documents: the Open XML SDK, and LibreOffice beside our PDF."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.series import SOAK
from tests.writers.docx.letters import (
    A4,
    EVERYTHING,
    LETTER,
    MARK,
    SENTENCE,
    items,
    letter,
    paragraph,
    written,
)

from lettermerge.config.theme import Theme, ThemeText
from lettermerge.config.theme_loading import BUILT_IN, load_theme
from lettermerge.diagnostics import Failure
from lettermerge.layout.page_style import PAPERS, PageStyle, page_style
from lettermerge.letter import document as tree
from lettermerge.writers import pdf

pytestmark = pytest.mark.tools
VALIDATOR = Path(__file__).parents[1] / "tools/node_modules/.bin/ooxml-validator"
PLAIN = replace(letter().letterhead, image=None)
ITEMS = (
    tree.PlacedItem("all", 20, 285, 170, lines=("Registered in Sampletown",), align="center"),
    tree.PlacedItem("first", 150, 8, 40, image=MARK, image_alt="Little mark"),
)
NOTED = tree.Paragraph((
    tree.Text(SENTENCE), tree.Footnote((tree.Text("Note of " + SENTENCE),)), tree.Text(SENTENCE),
))  # fmt: skip


def _themed(name: str, paper: str) -> tuple[tree.Document, PageStyle]:
    """Return a letter that has all that a theme shapes, in a built-in theme on a paper."""
    style = page_style(load_theme(Path(), name), paper)
    head = replace(
        letter().letterhead, items=ITEMS, align=load_theme(Path(), name).letterhead.align
    )
    document = letter(
        letterhead=head,
        body=(
            NOTED,
            tree.Quote((paragraph(SENTENCE),)),
            EVERYTHING[10],
            *[paragraph(SENTENCE * 5)] * 4,
        ),
        signatures=tuple(tree.Signature(f"Testa {n}", "Chair", room=True) for n in "ABCD"),
        after=(tree.Labelled("Enclosures", ("One", "Two")), tree.Labelled("cc", ("Testo",))),
        references="Our ref: A/1 · Your ref: B/2",
        return_line="Sample Society · 1 Sample Street" if style.design.return_lines else "",
    )
    return document, style


def _faults(path: Path) -> list[object]:
    if not VALIDATOR.exists():
        pytest.skip("the Open XML validator is not installed (make test brings it)")
    done = subprocess.run(
        [VALIDATOR, path], capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    faults: list[object] = json.loads(done.stdout)["errors"]
    return faults


@pytest.mark.parametrize(
    "document",
    [
        letter(),
        letter(body=EVERYTHING, note=EVERYTHING),
        letter(letterhead=PLAIN, signatures=(), body=(), note=(), after=(), address_block=()),
        letter(
            signatures=(
                tree.Signature("Testa", "Chair", cosigns=True, room=True),
                tree.Signature("Testo", image=MARK, image_alt="Hand", cosigns=True),
            )
        ),
        letter(letterhead=replace(letter().letterhead, items=ITEMS, first=MARK, later=MARK)),
        letter(body=(NOTED, tree.Image(MARK, "A mark", 20, "Figure 1"))),
    ],
    ids=["ordinary", "everything", "bare", "co-signed", "stationery", "noted"],
)
def test_the_open_xml_sdk_finds_no_fault(document: tree.Document, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(written(document))
    assert _faults(path) == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_open_xml_sdk_finds_no_fault_in_a_themed_letter(name: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(written(*_themed(name, "a4")))
    assert _faults(path) == []


def test_the_open_xml_sdk_would_find_one(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    content = written(letter(title="x"))
    path.write_bytes(content.replace(b"word/footer1.xml", b"word/footer9.xml"))
    assert _faults(path)


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of LibreOffice's settings, which takes it seconds to make."""
    return tmp_path_factory.mktemp("profile")


def _in_libreoffice(contents: Sequence[bytes], folder: Path, profile: Path) -> list[Path]:
    """Return the documents as pages, made by LibreOffice in one run."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (make test brings it)")
    paths = [folder / f"{number}.docx" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    command: list[str | Path] = [
        office,
        "--headless",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        *paths,
    ]
    subprocess.run(command, capture_output=True, timeout=600, check=True)
    return [path.with_suffix(".pdf") for path in paths]


def _lines(path: Path) -> list[tuple[int, float, str]]:
    """Return page, middle in points from the top, and words of each line, by poppler."""
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", path, "-"], capture_output=True, encoding="utf-8", check=True
    )
    page, lines = 0, []
    for row in done.stdout.splitlines():
        page += "<page " in row
        if found := re.search(r'<line .*yMin="([\d.]+)".*yMax="([\d.]+)"', row):
            lines.append((page, (float(found[1]) + float(found[2])) / 2, ""))
        elif found := re.search(r"<word .*>(.*)</word>", row):
            number, middle, words = lines[-1]
            lines[-1] = (number, middle, f"{words} {found[1]}".strip())
    return lines


def _long(paragraphs: int, style: PageStyle) -> tuple[tree.Document, PageStyle]:
    body: list[tree.Block] = [
        paragraph(f"Of the matter {number}: {SENTENCE * (1 + number % 4)}")
        for number in range(paragraphs)
    ]
    body.insert(len(body) // 2, items("one", SENTENCE, "three", start=1))
    return letter(body=tuple(body)), style


TEN = page_style(Theme(text=ThemeText(size=10)), "letter")
CASES: list[tuple[tree.Document, PageStyle]] = [
    *(_themed(name, paper) for name in BUILT_IN for paper in PAPERS),
    *(_long(number, style) for number in (2, 6, 7, 8, 14, 15) for style in (A4, LETTER)),
    (letter(body=EVERYTHING), A4),
    (letter(body=EVERYTHING), TEN),
    (letter(signatures=tuple(tree.Signature(f"Testa {n}", "Chair") for n in "ABCD")), LETTER),
    (letter(letterhead=PLAIN, subject="", address_block=()), A4),
    (letter(address_block=tuple(f"Line {n}" for n in range(14))), A4),
    (letter(signatures=(tree.Signature("Testa", image=MARK, image_alt="Hand"),), after=()), TEN),
    (letter(signatures=(tree.Signature("Testa", "Chair", room=True),)), A4),
    (letter(signatures=tuple(tree.Signature(f"Testa {n}", room=True) for n in "ABC")), A4),
]


@pytest.mark.slow
def test_libreoffice_sets_every_line_where_the_pdf_has_it(tmp_path: Path, profile: Path) -> None:
    opened = _in_libreoffice([written(*case) for case in CASES], tmp_path, profile)
    for number, ((document, style), path) in enumerate(zip(CASES, opened, strict=True)):
        (result,) = pdf.write([document], style)
        assert not isinstance(result, Failure)
        ours = tmp_path / f"{number}-ours.pdf"
        ours.write_bytes(result.content)
        theirs, lines = _lines(path), _lines(ours)
        assert theirs[-1][0] == result.pages, f"case {number}"
        places = _unique(theirs)
        apart = [abs(at - places[key]) for key, at in _unique(lines).items() if key in places]
        # A space above what starts a page, or a whole last paragraph held to the close, are
        # the two things that move lines where programs differ.
        exact = sum(distance < 1.5 for distance in apart)
        assert exact >= 0.5 * len(apart), f"case {number}"
        assert len(apart) >= 0.4 * len(lines), f"case {number}"


OFFICE = "Chair, Delegation for relations with the countries of Southern Samples and Others"
ADDRESSES = [
    ("Line y",) * 6, ("Line y",) * 8, ("Line y",) * 12, ("Jane Doe", *[OFFICE] * 4),
    ("Jane Doe", *["https://example.org/" + "part-of-a-path/" * 8] * 3),
]  # fmt: skip


@pytest.mark.slow
def test_both_formats_keep_the_same_space_below_a_long_address(
    tmp_path: Path, profile: Path
) -> None:
    cases = [(letter(address_block=block), style) for block in ADDRESSES for style in (A4, LETTER)]
    opened = _in_libreoffice([written(*case) for case in cases], tmp_path, profile)
    for number, ((document, style), path) in enumerate(zip(cases, opened, strict=True)):
        (result,) = pdf.write([document], style)
        assert not isinstance(result, Failure)
        ours = tmp_path / f"{number}-ours.pdf"
        ours.write_bytes(result.content)
        gaps = []
        for lines in map(_lines, (ours, path)):
            middle = next(at for _, at, words in lines if words == document.subject)
            gaps.append(middle - max(at for _, at, _ in lines if at < middle - 1))
        assert gaps[0] == pytest.approx(gaps[1], abs=1.5), f"case {number}"
        # Half a line of the address and of the subject, and half a line of space between them.
        assert gaps[0] >= (style.address_leading + style.leading + style.leading) / 2 - 1.5


def _unique(lines: list[tuple[int, float, str]]) -> dict[tuple[int, str], float]:
    """Return where the lines are whose words stand once on their page, list markers aside."""
    places: dict[tuple[int, str], list[float]] = {}
    for page, at, words in lines:
        places.setdefault((page, words.lstrip("•◦▪ ")), []).append(at)
    return {key: found[0] for key, found in places.items() if len(found) == 1}


def test_libreoffice_shows_the_address_in_the_window(tmp_path: Path, profile: Path) -> None:
    for style in (A4, LETTER):
        (opened,) = _in_libreoffice([written(letter(), style)], tmp_path, profile)
        at = {words: middle * 25.4 / 72 for page, middle, words in _lines(opened) if page == 1}
        window = style.window
        for line in letter().address_block:
            assert window.top < at[line] < window.top + window.height
        assert style.body_top < at[letter().subject] < style.body_top + 6


SIGNERS = tuple(tree.Signature(f"Testa {n}", "Chair", "Sample Society", room=True) for n in "AB")
#: Letters in each theme, of every other length: of all lengths in a long run.
ENDS = [
    (
        letter(
            letterhead=PLAIN,
            body=(*[paragraph(SENTENCE * 2)] * (lines // 4), *[paragraph("A line.")] * (lines % 4)),
            signatures=SIGNERS,
            after=(tree.Labelled("Enclosures", ("One", "Two")), tree.Labelled("cc", ("Testo",))),
        ),
        page_style(load_theme(Path(), name), paper),
    )
    for number, name in enumerate(BUILT_IN)
    for paper in PAPERS
    for lines in range(10, 30)
    if SOAK or (number + lines) % 2 == 0
]


@pytest.mark.slow
@pytest.mark.soak
def test_letters_of_every_length_end_alike_in_both_formats(tmp_path: Path, profile: Path) -> None:
    opened = _in_libreoffice([written(*case) for case in ENDS], tmp_path, profile)
    numbers = set()
    for number, ((document, style), path) in enumerate(zip(ENDS, opened, strict=True)):
        (result,) = pdf.write([document], style)
        assert not isinstance(result, Failure)
        ours = tmp_path / f"{number}-ours.pdf"
        ours.write_bytes(result.content)
        both = [_lines(ours), _lines(path)]
        last = [[words for page, _, words in lines if page == result.pages] for lines in both]
        numbers.add(result.pages)
        assert both[1][-1][0] == result.pages, f"case {number}"
        if result.pages > 1:
            above = [words[: words.index(document.close)] for words in last]
            # the running head and the page number are above them
            assert [len(words) >= 2 + 3 for words in above] == [True, True], f"case {number}"
            assert above[0][2] == above[1][2], f"case {number}"
    assert numbers == {1, 2}
