"""Templates, themes and images into one document: what goes where, and what is refused."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from lettermerge.config.settings import Sender, Signatory
from lettermerge.config.theme import Theme
from lettermerge.config.theme_loading import load_theme
from lettermerge.errors import LetterError, SettingsError
from lettermerge.layout.page_style import page_style
from lettermerge.letter.compose import Composer, numbered
from lettermerge.letter.composition_inputs import LetterWords, Stationery
from lettermerge.letter.document import (
    Document,
    Heading,
    ItemList,
    Labelled,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Text,
    block_texts,
    text,
)
from lettermerge.letter.image_loading import AssetError, Assets
from lettermerge.letter.template import choose, load_templates
from lettermerge.letter.typography import AS_TYPED, Signs
from lettermerge.protocol.addressee import Addressee, Addressees
from lettermerge.protocol.languages import labels
from lettermerge.templating import Sandbox

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
TO = Addressee(
    id="a", parliament="uk", chamber="lords", chamber_name="House of Lords", role="member",
    role_name="Member", name="Ada Testworth", envelope_name="The Baroness Testworth",
    salutation="Dear Lady Testworth,", close="Yours sincerely,",
    address_block=("The Baroness Testworth", "House of Lords"), language="en",
)  # fmt: skip
WORDS = LetterWords(
    "en-GB", "20 July 2023", "Page {page} of {pages}", "Enclosure", "Enclosures", "cc"
)


def write(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def compose(
    folder: Path,
    template: str,
    sender: Sender | None = None,
    words: LetterWords = WORDS,
    signatories: tuple[Signatory, ...] = (Signatory("Example Alliance", "Office"),),
    *,
    smart: bool = False,
    to: Addressee = TO,
    everyone: Addressees | None = None,
) -> Document:
    write(folder, "letters/a.md", template)
    sandbox = Sandbox(folder / "letters")
    typeset = Signs("en", cells=True) if smart else AS_TYPED
    templates, faults = load_templates(folder, "a.md", sandbox, typeset)
    assert faults == ()
    stationery = Stationery(
        sender or Sender("Example Alliance", email="a@example.org"),
        signatories,
        Theme(),
        datetime.date(2023, 7, 20),
        typeset,
    )
    composer = Composer(stationery, sandbox, Assets(folder))
    return composer.compose(templates[""], everyone or Addressees.of(to), None, words).document


def test_the_frame_is_set_around_the_body(tmp_path: Path) -> None:
    document = compose(
        tmp_path,
        '---\nsubject: "To {{ recipient.name }}"\nenclosures: [One, "{{ letter.date }}", ""]\n---\n'
        "Body on *{{ letter.subject }}*.",
        Sender("Example Alliance", about="About **us**."),
    )
    assert text(document) == (
        "Example Alliance 20 July 2023 The Baroness Testworth House of Lords To Ada Testworth "
        "Dear Lady Testworth, Body on To Ada Testworth. Yours sincerely, Example Alliance Office "
        "Enclosures One 20 July 2023 About us."
    )
    assert document.title == "To Ada Testworth – Ada Testworth"
    assert document.running_head == "The Baroness Testworth, 20 July 2023"
    assert document.date == "2023-07-20"


@pytest.mark.parametrize(("smart", "sign"), [(True, "’"), (False, "'")])
def test_a_name_has_the_same_apostrophe_in_every_line_but_the_address(
    tmp_path: Path, smart: bool, sign: str
) -> None:
    to = replace(
        TO, name="Ada O'Test", envelope_name="The Baroness O'Test", salutation="Dear Lady O'Test,",
        address_block=("The Baroness O'Test", "House of Lords"),
    )  # fmt: skip
    document = compose(tmp_path, "To {{ recipient.name }}", smart=smart, to=to)
    assert document.salutation == f"Dear Lady O{sign}Test,"
    assert document.running_head == f"The Baroness O{sign}Test, 20 July 2023"
    assert f"To Ada O{sign}Test" in text(document)
    assert document.address_block[0] == "The Baroness O'Test"


def test_a_single_enclosure_is_one(tmp_path: Path) -> None:
    document = compose(tmp_path, "---\nenclosures: Our report\ncc: A colleague\n---\na")
    assert [one.label for one in document.after] == ["Enclosure", "cc"]


def test_the_line_of_a_digital_signature_stands_under_the_names(tmp_path: Path) -> None:
    words = replace(WORDS, sealed="Digitally signed by X on d")
    assert compose(tmp_path, "b", words=words).after == (
        Labelled("", ("Digitally signed by X on d",)),
    )


def test_a_fault_of_one_letter_is_that_letter_s(tmp_path: Path) -> None:
    with pytest.raises(LetterError) as caught:
        compose(tmp_path, "a\n\n![Map](map.png)")
    assert caught.value.faults[0].code == "asset.missing"


def test_templates_by_language(tmp_path: Path) -> None:
    for name in ("a.md", "a.fr.md", "a.pt-BR.md", "a.draft 2.md", "b.fr.md"):
        write(tmp_path, f"letters/{name}", "x")
    templates, faults = load_templates(tmp_path, "a.md", Sandbox(tmp_path / "letters"))
    assert (set(templates), faults) == ({"", "fr", "pt-BR"}, ())
    assert [choose(templates, tag).name for tag in ("fr-CA", "pt", "pt-BR", "en")] == [
        "a.fr.md", "a.md", "a.pt-BR.md", "a.md",
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["2023-02-30", "[a", "2023-13-01T00:00:00"])
def test_front_matter_that_is_no_yaml_is_a_fault(tmp_path: Path, value: str) -> None:
    write(tmp_path, "letters/a.md", f"---\nsubject: {value}\n---\nx")
    templates, (fault,) = load_templates(tmp_path, "a.md", Sandbox(tmp_path / "letters"))
    assert (templates, fault.code) == ({}, "template.front-matter")


def test_images_are_judged_by_their_bytes(tmp_path: Path) -> None:
    write(
        tmp_path,
        "letters/logo.svg",
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    )
    write(tmp_path, "letters/fake.png", "not an image")
    (tmp_path / "letters/out.png").symlink_to(tmp_path.parent / "elsewhere.png")
    (tmp_path / "letters/self.png").symlink_to("self.png")
    assets = Assets(tmp_path)
    logo = assets.load("logo.svg", "letters")
    assert (logo.name, logo.media_type) == ("letters/logo.svg", "image/svg+xml")
    assert logo.raster is None
    for name, code in [
        ("fake.png", "asset.not-an-image"),
        ("none.png", "asset.missing"),
        ("../../x.png", "asset.outside"),
        ("out.png", "asset.outside"),
        ("self.png", "asset.unreadable"),
        ("x" * 300 + ".png", "asset.unreadable"),
        ("a\0.png", "asset.unreadable"),
    ]:
        with pytest.raises(AssetError) as caught:
            assets.load(name, "letters")
        assert caught.value.fault.code == code
    with pytest.raises(AssetError) as caught:
        assets.load("logos.svg", "letters")
    assert str(caught.value) == (
        "letters/logos.svg: the image is not there (did you mean `logo.svg`?)"
    )


def test_a_theme_sets_what_it_says_and_leaves_the_rest(tmp_path: Path) -> None:
    write(
        tmp_path,
        "letters/themes/t/theme.toml",
        '[colours]\naccent = "#102030"\n[text]\nsize = 10\n'
        "[page.letter]\nwindow = [20, 50, 90, 26]\nbody_top = 88\n",
    )
    write(tmp_path, "letters/themes/t/theme.css", "p { color: red }")
    theme = load_theme(tmp_path, "t")
    letter, a4 = page_style(theme, "letter"), page_style(theme, "a4")
    assert (letter.window.left, letter.body_top, letter.font_size) == (20, 88, 10)
    assert (a4.window.left, a4.leading, a4.colours.accent) == (25.0, 12.5, "#102030")
    assert a4.css == "p { color: red }"
    assert (letter.address_lines, a4.address_lines) == (6, 6)


def test_an_unfit_theme_names_its_keys(tmp_path: Path) -> None:
    write(tmp_path, "letters/themes/t/theme.toml", '[colors]\nink = "red"\n')
    with pytest.raises(SettingsError) as caught:
        load_theme(tmp_path, "t")
    assert "did you mean `colours`" in caught.value.faults[0].hint
    write(tmp_path, "letters/themes/t/theme.toml", '[colours]\nink = "red"\n')
    with pytest.raises(SettingsError) as caught:
        load_theme(tmp_path, "t")
    assert "six digits" in caught.value.faults[0].hint
    with pytest.raises(SettingsError, match="no theme `u`"):
        load_theme(tmp_path, "u")
    with pytest.raises(SettingsError):
        load_theme(tmp_path, "../../..")


def test_the_line_of_the_date_begins_with_a_capital_and_running_text_does_not(
    tmp_path: Path,
) -> None:
    words = replace(WORDS, date="le 2 octobre 2026", language="fr")
    document = compose(tmp_path, "Réuni {{ letter.date }}.", words=words)
    assert document.date_line == "Le 2 octobre 2026"
    assert document.running_head == "The Baroness Testworth, le 2 octobre 2026"
    assert "Réuni le 2 octobre 2026." in block_texts(document.body)


def test_whoever_signs_without_an_image_has_room_to_sign(tmp_path: Path) -> None:
    write(tmp_path, "hand.png", PNG)
    ann, drawn, bea = Signatory("Ann"), Signatory("Ann", image="hand.png"), Signatory("Bea")
    for signatories, rooms in (
        ((ann,), [True]), ((drawn,), [False]), ((ann, bea), [True, True]), ((), []),
        ((ann, drawn, bea), [True, False, True]),
    ):  # fmt: skip
        document = compose(tmp_path, "b", signatories=signatories)
        assert [one.room for one in document.signatures] == rooms


def _frame(folder: Path, extra: dict[str, str], language: str, theme: Theme) -> Document:
    """Return a letter to a recipient with these columns, from a place."""
    write(folder, "letters/a.md", "Body.")
    sandbox = Sandbox(folder / "letters")
    templates, _ = load_templates(folder, "a.md", sandbox)
    sender = Sender("Example Alliance", ("1 Example Street", "1000 Exampletown"))
    own = labels(language)
    words = replace(WORDS, language=language, references=(own.our_ref, own.your_ref))
    day = datetime.date(2023, 7, 20)
    stationery = Stationery(sender, (), theme, day, place="Brussels")
    composer = Composer(stationery, sandbox, Assets(folder))
    to = replace(TO, extra=extra)
    return composer.compose(templates[""], Addressees.of(to), None, words).document


def test_references_are_columns_of_the_roster_with_labels_in_the_letters_language(
    tmp_path: Path,
) -> None:
    theme = Theme()
    both = {"our_ref": "A/1", "your_ref": " B \n 2 "}
    assert _frame(tmp_path, both, "en", theme).references == "Our ref: A/1 · Your ref: B 2"
    assert _frame(tmp_path, {"your_ref": "B"}, "fr-CA", theme).references == "Vos réf.\u00a0: B"
    assert _frame(tmp_path, {}, "de", theme).references == ""


def test_the_place_is_before_the_date_and_the_senders_line_is_the_themes_choice(
    tmp_path: Path,
) -> None:
    document = _frame(tmp_path, {}, "en", Theme())
    assert (document.date_line, document.return_line) == ("Brussels, 20 July 2023", "")
    official = _frame(tmp_path, {}, "en", load_theme(tmp_path, "official"))
    assert official.return_line == "Example Alliance · 1 Example Street · 1000 Exampletown"
    assert official.return_line in text(official)


def test_a_theme_places_the_subject_above_or_below_the_salutation(tmp_path: Path) -> None:
    write(tmp_path, "letters/themes/own/theme.toml", '[subject]\nplace = "below"\n')
    for theme, below in ((Theme(), False), (load_theme(tmp_path, "own"), True)):
        document = replace(_frame(tmp_path, {}, "en", theme), subject="Case 12")
        kinds = [kind for kind, _ in document.opening]
        assert document.subject_below == below
        assert (kinds == ["salutation", "subject"]) == below
        assert (text(document).index("Case 12") > text(document).index(TO.salutation)) == below


def test_later_pages_name_several_persons_and_a_long_name_without_titles(tmp_path: Path) -> None:
    long = "The Most Reverend and Right Honourable Dr Ada Testworth, Archbishop of Northgate"
    document = compose(tmp_path, "Text.", to=replace(TO, envelope_name=long))
    assert document.running_head == "Ada Testworth, 20 July 2023"
    two = Addressees("a", "Ada Testworth and Bo Doe", TO, (TO, replace(TO, name="Bo Doe")))
    document = compose(tmp_path, "Text.", everyone=two)
    assert document.running_head == "Ada Testworth and Bo Doe, 20 July 2023"


@pytest.mark.parametrize(
    ("kind", "head", "label"),
    [("full", True, True), ("number", False, True), ("none", False, False)],
)
def test_a_theme_says_what_later_pages_have_at_their_top(
    tmp_path: Path, kind: str, head: bool, label: bool
) -> None:
    write(tmp_path, "letters/themes/t/theme.toml", f'[letterhead]\nrunning_head = "{kind}"\n')
    made = _frame(tmp_path, {}, "en", load_theme(tmp_path, "t"))
    assert (bool(made.running_head), bool(made.page_label)) == (head, label)


A, B, C, D = (Paragraph((Text(name),)) for name in "ABCD")


def test_paragraphs_are_items_whose_numbers_go_on_across_other_blocks() -> None:
    heading, quote = Heading(1, (Text("Head"),)), Quote((D,))
    assert numbered((heading, A, B, quote, C, Rule(), D)) == (
        heading, ItemList(((A,), (B,)), 1, tight=False), quote,
        ItemList(((C,),), 3, tight=False), Rule(), ItemList(((D,),), 4, tight=False),
    )  # fmt: skip


def test_a_body_without_paragraphs_stays_as_it_is() -> None:
    assert numbered((Rule(), Quote((A,)))) == (Rule(), Quote((A,)))
    assert numbered(()) == ()
    annex = PageBreak(annex=True)
    assert numbered((A, annex, B)) == (ItemList(((A,),), 1, tight=False), annex, B)
