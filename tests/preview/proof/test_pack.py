"""Test the proof pack: the letters in it, what it says of them, and what it leaves unproven."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from tests.signing.verifiers import run
from tests.tiny import Tiny, write_tiny
from tests.writers.pdf.reading import bookmarks, faults, tagged_text

from lettermerge.app.pipeline import compose
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.app.signing.sealing import unsealed
from lettermerge.config.settings import load_settings
from lettermerge.letter.document import Document, Letterhead, text
from lettermerge.preview.proof.cover_sheet import cover_sheet
from lettermerge.preview.proof.pack import ProofPack, make_pack
from lettermerge.preview.single_letter import PROOF_MARK
from lettermerge.templating.coverage.coverage_sandbox import WatchingSandbox

pytestmark = pytest.mark.slow  # packs of many letters are laid out

ROOT = Path(__file__).resolve().parents[3]
CONGRESS = ROOT / "tests" / "projects" / "us-congress"
LEGISLATORS = ROOT.parent / "shared" / "data" / "us-congress" / "legislators.csv"

TEMPLATE = """---
subject: "{{ 'To the House' if recipient.chamber == 'commons' else 'To all' }}"
---
{% if recipient.gender == "f" %}Madam{% elif recipient.gender == "m" %}Sir{% else %}All{% endif %}
{{ "with a seat" if recipient.constituency else "without" }}
{% for word in recipient.party.split() %}
- {{ word }}
{% else %}
no party
{% endfor %}

{% include "asks/" ~ parliament.id ~ ".md" ignore missing %}

{% if recipient.role == "minister" %}Minister{% endif %}
"""
ROSTER = """id,parliament,chamber,role,title,given_name,family_name,gender,constituency,party
u1,uk,commons,,Dr,Ann,Testwright,f,Mole & Dale,
u2,uk,commons,,Dr,Ben,Testman,m,Mole & Dale,Red Green
u3,uk,commons,,Dr,Cat,Testham,f,,Red
u4,uk,commons,,Dr,Dan,Testley,m,Examplia,Blue
s1,us,senate,,,Eve,Testcourt,f,Examplia,
s2,us,senate,,,Fay,Testfield,f,Examplia,
n1,nz,,body,,,,,,
"""


def write_project(folder: Path) -> None:
    write_tiny(folder, TEMPLATE, ROSTER)
    (folder / "letters/asks").mkdir()
    (folder / "letters/asks/uk.md").write_text("Sign the motion.", encoding="utf-8")
    (folder / "letters/asks/eu.md").write_text("Ask the Commission.", encoding="utf-8")


@pytest.fixture
def tiny(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tiny:
    write_project(tmp_path)
    return Tiny(tmp_path, capsys)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> ProofPack:
    """The pack of the project as it is."""
    folder = tmp_path_factory.mktemp("project")
    write_project(folder)
    return pack_of(folder)


def pack_of(folder: Path) -> ProofPack:
    return make_pack(folder, unsealed(load_settings(folder)), lambda _done, _total: None)


def ids(pack: ProofPack) -> list[str]:
    return [one.sample.letter.id for one in pack.summary.selected.letters]


def proves(pack: ProofPack, id_: str) -> list[str]:
    (one,) = (w for w in pack.summary.selected.letters if w.sample.letter.id == id_)
    return [re.sub(r"^branch: letters/", "", str(requirement)) for requirement in one.proves]


LOOP = "{% for word in recipient.party.split() %}"
ASK = 'a.md:12 {% include "asks/" ~ parliament.id ~ ".md" ignore missing %}'
SUBJECT = "a.md:2 'To the House' if recipient.chamber == 'commons' else 'To all'"
SEAT = 'a.md:5 "with a seat" if recipient.constituency else "without"'
EXPECTED = {
    "u2": [
        "parliament: Parliament of the United Kingdom",
        "chamber: House of Commons",
        "role: Member of Parliament",
        "form of address: Dear Dr …, Yours sincerely,",
        "language: en-GB",
        "paper: A4",
        "pages: 1, as in all letters",
        f"{SUBJECT}: met",
        'a.md:4 {% elif recipient.gender == "m" %}',
        f"{SEAT}: met",
        f"a.md:6 {LOOP} with items",
        f"{ASK} with asks/uk.md",
        'a.md:14 {% if recipient.role == "minister" %} not met',
    ],
    "s1": [
        "parliament: United States Congress",
        "chamber: Senate",
        "role: Senator",
        "form of address: Dear Senator …: Sincerely,",
        "language: en-US",
        "paper: US Letter",
        "longest name: 27 characters",
        f"{SUBJECT}: not met",
        'a.md:4 {% if recipient.gender == "f" %}',
        f"a.md:8 {{% else %}} of {LOOP} in line 6",
        f"{ASK} with no file",
    ],
    "n1": [
        "parliament: Parliament of New Zealand",
        "role: the parliament itself",
        "form of address: Dear Members of … Yours faithfully",
        "language: en-NZ",
        "longest address: 5 lines, up to 22 characters",
        'a.md:4 {% else %} of {% if recipient.gender == "f" %} in line 4',
        f"{SEAT}: not met",
    ],
}
UNTAKEN = [f"{ASK} with asks/eu.md", 'a.md:14 {% if recipient.role == "minister" %}']


def test_few_are_selected_and_what_each_proves_is_listed(pack: ProofPack) -> None:
    """A man with a party, a woman abroad whose name is the longest, and a parliament itself."""
    assert {id_: proves(pack, id_) for id_ in ids(pack)} == EXPECTED
    assert pack.summary.letters == 7


def test_branches_that_nobody_takes_are_named_with_their_line(pack: ProofPack) -> None:
    assert [str(one).removeprefix("letters/") for one in pack.summary.untaken] == UNTAKEN
    assert [(one.code, str(one.where)) for one in pack.diagnostics] == [
        ("proof.untaken-branch", "letters/a.md:12"),
        ("proof.untaken-branch", "letters/a.md:14"),
    ]


def test_the_pack_is_the_letters_behind_a_cover(tiny: Tiny, pack: ProofPack) -> None:
    assert faults(pack.content) == []
    words = tagged_text(pack.content)
    project = open_project(tiny.folder, unsealed(load_settings(tiny.folder)))
    letters = {one.id: one for one in address_rosters(project).letters}
    body = " ".join(text(compose(project, letters[id_]).document) for id_ in EXPECTED)
    assert words.endswith(body)
    cover = words.removesuffix(body)
    for said in ("These 3 letters represent all 7.", "What is not proven", "{% elif", "asks/eu.md"):
        assert said in cover


def test_bookmarks_name_each_letter_and_what_it_proves(pack: ProofPack) -> None:
    cover, *letters = bookmarks(pack.content)
    assert cover == ("What this proves", 0, [])
    assert tuple(page + 1 for _, page, _ in letters) == pack.pages
    assert [title for title, _, _ in letters] == [
        "Ben Testman (u2)",
        "Eve Testcourt (s1)",
        "New Zealand Parliament (n1)",
    ]
    shown = [[c.removeprefix("branch: letters/") for c in found] for _, _, found in letters]
    assert shown == list(EXPECTED.values())


@pytest.mark.tools
def test_each_letter_is_on_the_page_that_the_cover_says(pack: ProofPack, tmp_path: Path) -> None:
    path = tmp_path / "proof.pdf"
    path.write_bytes(pack.content)
    assert "warning" not in run("qpdf", "--check", path).stderr.lower()
    pages = run("pdftotext", "-layout", path, "-").stdout.split("\f")
    for page, salutation in zip(
        pack.pages, ("Dr Testman", "Senator Testcourt", "Members"), strict=True
    ):
        assert f"Dear {salutation}" in pages[page - 1]
    assert all(PROOF_MARK in page for page in pages[:-1])
    for page, name in zip(pack.pages, ("Ben Testman", "Eve Testcourt", "New Zealand"), strict=True):
        assert re.search(rf"^ *{page} +{name}", pages[0], re.MULTILINE)


def test_the_same_project_makes_the_same_bytes(tiny: Tiny, pack: ProofPack) -> None:
    assert pack_of(tiny.folder).content == pack.content


def test_a_template_that_no_language_asks_for_is_named_as_a_whole(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "{% if recipient.title %}Oui{% endif %}")
    pack = pack_of(tiny.folder)
    assert pack.summary.unused == ("a.fr.md",)
    assert not any(one.file == "a.fr.md" for one in pack.summary.untaken)
    assert "letters/a.fr.md" in tagged_text(pack.content)


def test_each_template_is_proven_by_someone_who_reads_its_language(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "Bonjour")
    rows = "".join(f"{row},\n" for row in ROSTER.splitlines()[1:])
    head = ROSTER.splitlines()[0]
    tiny.write("r.csv", f"{head},language\n{rows}c1,ca,commons,,,Gil,Testpré,,,,fr\n")
    pack = pack_of(tiny.folder)
    assert "language: fr-CA (a.fr.md)" in proves(pack, "c1")
    assert pack.summary.unused == ()


def test_long_and_odd_code_stays_on_the_cover(tiny: Tiny) -> None:
    odd = "x" * 150 + "\N{PARTY POPPER}"
    tiny.write("letters/a.md", f'{{% if recipient.name == "{odd}" %}}A{{% endif %}}')
    content = pack_of(tiny.folder).content
    assert f'"{odd[:-1]}?"' in tagged_text(content)
    page = pypdfium2.PdfDocument(content)[0]
    words = page.get_textpage()
    rights = [words.get_charbox(number)[2] for number in range(words.count_chars())]
    assert max(rights) < page.get_width() - 50


@pytest.mark.parametrize(
    ("head", "label", "printed"),
    [("Ann, 1 May", "Page", ("Proof of the letters", "Page {page} of {pages}")),
     ("", "Page", ("", "Page {page} of {pages}")), ("", "", ("", ""))],
)  # fmt: skip
def test_the_cover_prints_nothing_over_a_head_of_later_pages(
    pack: ProofPack, head: str, label: str, printed: tuple[str, str]
) -> None:
    letter = Document(
        language="en", title="", author="", date="2000-01-01", running_head=head, page_label=label,
        letterhead=Letterhead("", ()), date_line="", address_block=(), subject="", salutation="",
        body=(), close="", signatures=(), after=(),
    )  # fmt: skip
    cover = cover_sheet(pack.summary, letter, pack.pages)
    assert (cover.running_head, cover.page_label) == printed


def test_the_cover_of_french_letters_is_english(tiny: Tiny) -> None:
    tiny.write("letters/a.fr.md", "---\nsubject: Un sujet\n---\nBonjour")
    tiny.write("r.csv", "id,parliament,chamber,full_name,language\nc1,ca,commons,Gil Testpré,fr\n")
    content = pack_of(tiny.folder).content
    words = tagged_text(content)
    assert words.index("July 20, 2023") < words.index("Proof: Un sujet") < words.index("juillet")
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_many_rows_without_a_letter_are_counted(tiny: Tiny) -> None:
    tiny.write("r.csv", ROSTER + "".join(f"x{n},nowhere,,,,,,,,\n" for n in range(43)))
    words = tagged_text(pack_of(tiny.folder).content)
    assert "r.csv, row 48" in words
    assert "r.csv, row 49" not in words
    assert "and 3 more" in words


GLYPH = "\N{LINEAR B SYLLABLE B008 A}"


def test_rows_that_make_no_letter_are_listed_and_fail(tiny: Tiny) -> None:
    """One that addresses nobody, one whose template fails, one that no face can print."""
    row = "{},uk,commons,,Ms,{},{},f,,{}\n".format
    failing = row("x2", "Ida", "Testfall", "fail") + row("x3", GLYPH, "T", "")
    tiny.write("r.csv", f"{ROSTER}x1,nowhere,,,,,,,,\n{failing}")
    tiny.write("letters/a.md", TEMPLATE + "{{ nothing if recipient.party == 'fail' else '' }}")
    code, out, err = tiny.run("preview", "--proof", "--json")
    assert code == 5, err
    listed = json.loads(out)
    assert [one["row"] for one in listed["rows_without_a_letter"]] == [9, 10, 11]
    assert listed["letters"] == 7
    words = tagged_text((tiny.folder / "output/preview/proof.pdf").read_bytes())
    for said in ("r.csv, row 9: ", "r.csv, row 10 (Ida Testfall): ", "r.csv, row 11 (? T): "):
        assert said in words


def test_no_letter_at_all_is_an_error(tiny: Tiny) -> None:
    tiny.write("letters/a.md", "{{ nothing }}")
    code, _, err = tiny.run("preview", "--proof")
    assert code == 5
    assert "no letter can be made" in err
    assert not (tiny.folder / "output").exists()


def test_the_command_prints_who_proves_what(tiny: Tiny) -> None:
    code, out, err = tiny.run("preview", "--proof")
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0] == "page\trecipient\tproves"
    assert lines[1].startswith("3\tBen Testman (u2)\tparliament: Parliament of the United ")
    assert lines[1].endswith("; 6 branches")
    assert Path(lines[-1]) == tiny.folder / "output" / "preview" / "proof.pdf"
    assert "letters/a.md:14: no recipient takes this branch" in err
    assert "3 letters show what all 7 do\n" in err
    assert list(tiny.files()) == ["preview/proof.pdf"]


def test_it_goes_where_it_is_told(tiny: Tiny) -> None:
    assert tiny.run("preview", "--proof", "-o", "here.pdf", "-q")[0] == 0
    assert (tiny.folder / "here.pdf").read_bytes().startswith(b"%PDF-")


def test_json_tells_everything(tiny: Tiny) -> None:
    listed = json.loads(tiny.run("preview", "--proof", "--json")[1])
    assert listed["letters"] == 7
    assert [one["id"] for one in listed["pack"]] == list(EXPECTED)
    assert {"kind": "chamber", "text": "Senate", "parliament": "us"} in listed["pack"][1]["proves"]
    assert listed["untaken_branches"][1] == {
        "file": "letters/a.md",
        "line": 14,
        "text": '{% if recipient.role == "minister" %}',
    }


@pytest.mark.parametrize("arguments", [("u1", "--proof"), ("--proof", "--diff", "u1", "u2")])
def test_only_one_thing_is_shown_at_a_time(tiny: Tiny, arguments: tuple[str]) -> None:
    assert tiny.run("preview", *arguments)[0] == 2


def test_the_campaign_needs_all_its_letters() -> None:
    """Each of its recipients is an office of its own; six branches wait for ordinary members."""
    pack = pack_of(ROOT)
    assert len(ids(pack)) == pack.summary.letters == 17
    assert faults(pack.content) == []
    assert {(one.file, one.line) for one in pack.summary.untaken} == {
        ("asks/au.md", 14),
        ("asks/ca.md", 14),
        ("asks/eu.md", 9),
        ("asks/nz.md", 8),
        ("asks/uk.md", 15),
        ("asks/uk.md", 17),
    }


@pytest.mark.parametrize("folder", [ROOT, CONGRESS], ids=["campaign", "congress"])
def test_letters_are_the_same_whether_branches_are_watched_or_not(folder: Path) -> None:
    if folder == CONGRESS and not LEGISLATORS.is_file():
        pytest.skip(f"{LEGISLATORS.name} is not beside the checkout")
    settings = unsealed(load_settings(folder))
    plain, watching = (
        open_project(folder, settings),
        open_project(folder, settings, WatchingSandbox),
    )
    letters = address_rosters(plain).letters
    assert len(letters) == len(address_rosters(watching).letters)
    for letter in letters:
        assert compose(watching, letter) == compose(plain, letter)


@pytest.mark.skipif(
    not LEGISLATORS.is_file(), reason=f"{LEGISLATORS.name} is not beside the checkout"
)
def test_four_letters_stand_for_the_whole_congress() -> None:
    """One for each role; the longest name and the longest address go with one of them."""
    pack = pack_of(CONGRESS)
    roles = [one.sample.role for one in pack.summary.selected.letters]
    assert sorted(roles) == ["Delegate", "Representative", "Resident Commissioner", "Senator"]
    assert pack.summary.letters == 537
    assert [one.line for one in pack.summary.untaken] == [5]
