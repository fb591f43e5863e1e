"""Typed signs become those of print, in the letter's language; cells and addresses do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.letter.test_compose import compose, write
from tests.letter.test_markdown import DOT
from tests.tiny import ROSTER, SETTINGS, Tiny

from lettermerge.app import pipeline
from lettermerge.app.project import open_project
from lettermerge.app.rosters.roster_addressing import address_rosters
from lettermerge.config.settings import load_settings
from lettermerge.letter.document import block_texts
from lettermerge.letter.markdown import to_blocks
from lettermerge.letter.template import load_templates
from lettermerge.letter.typography import (
    AS_TYPED,
    Signs,
    TypedText,
    typeset,
    typeset_cell,
    typeset_template,
    typeset_text,
)
from lettermerge.templating import FIRST_SLOT, Sandbox


def printed(text: str, language: str = "en", *values: str) -> str:
    for number in range(len(values)):
        text = text.replace(f"${number}", chr(FIRST_SLOT + number))
    return "\n".join(block_texts(to_blocks(text, values, lambda _: DOT, "a.md", Signs(language))))


@pytest.mark.parametrize(
    ("typed", "print_"),
    [
        ('He said "no list", it\'s said.', "He said “no list”, it’s said."),
        ("\"She wrote 'never' to us.\"", "“She wrote ‘never’ to us.”"),
        ("the voters' rights, and the '90s", "the voters’ rights, and the ’90s"),
        ('("so") and "*so*" and *"so"*', "(“so”) and “so” and “so”"),
        ("a 5\" pipe, 2' long", 'a 5" pipe, 2’ long'),
        ("wait... 1990--2000, and --- well -- so", "wait… 1990–2000, and — well – so"),
        (r"\"as typed\" \-- x\.\.. it\'s", '"as typed" -- x... it\'s'),
        (
            "<https://e.org/a--b'c> https://e.org/a--b...",
            "https://e.org/a--b'c https://e.org/a--b...",
        ),
        ("Article 5(c), 83 % of it", "Article 5(c), 83\u00a0% of it"),
        ('"broken\nover lines"', "“broken over lines”"),
    ],
)
def test_english(typed: str, print_: str) -> None:
    assert printed(typed) == print_


@pytest.mark.parametrize(
    ("language", "print_"),
    [
        ("de", "„so“ und ‚so‘"),
        ("de-AT", "„so“ und ‚so‘"),
        ("fr-CA", "«\u00a0so\u00a0» und “so”"),
        ("it", "«so» und “so”"),
        ("sv", "”so” und ’so’"),
        ("es", "“so” und ‘so’"),
        ("xx", "“so” und ‘so’"),
    ],
)
def test_each_language_has_its_own_marks(language: str, print_: str) -> None:
    assert printed("\"so\" und 'so'", language) == print_


def test_french_signs_are_not_parted_from_their_words() -> None:
    typed = "Qu'en dites-vous ? C'est urgent ! Voici : « tout » ; *rien* ; voir http://e.org : oui"
    assert printed(typed, "fr-CA").replace("\u00a0", "~").replace("\u202f", "^") == (
        "Qu’en dites-vous^? C’est urgent^! Voici~: «~tout~»^; rien^; voir http://e.org~: oui"
    )
    without_narrow = Signs("fr", narrow=False)
    assert typeset_text("Quoi ?", without_narrow) == "Quoi\u00a0?"
    assert typeset_text("Quoi ?", AS_TYPED) == "Quoi ?"
    assert "\u00a0" not in printed("one ; two", "en")


def test_french_spaces_that_were_not_typed_are_set() -> None:
    typed = "L'accepter? Quoi?! Voici: «tout»; 25% à 10:30 sur http://e.fr/a?b=5%20c: oui"
    assert printed(typed, "fr").replace("\u00a0", "~").replace("\u202f", "^") == (
        "L’accepter^? Quoi^?! Voici~: «~tout~»^; 25~% à 10:30 sur http://e.fr/a?b=5%20c~: oui"
    )
    assert typeset_text("Quoi? 25% : «a»", AS_TYPED) == "Quoi? 25% : «a»"
    assert typeset_template("{{ x }}! {{ y }}: oui", Signs("fr")) == (
        "{{ x }}\u202f! {{ y }}\u00a0: oui"
    )
    assert (
        printed("**Objet**: $0! $1: *oui*? Quoi...? 20 %; etc.; fin", "fr", "A", "B")
        .replace("\u00a0", "~")
        .replace("\u202f", "^")
        == "Objet~: A^! B~: oui^? Quoi…^? 20~%^; etc.^; fin"
    )
    assert typeset_text("https://e.fr/a?q=20%&b", Signs("fr")) == "https://e.fr/a?q=20%&b"


def test_what_a_cell_holds_is_printed_as_typed_between_signs_that_are_not() -> None:
    assert printed('"$0" is $0\'s', "en", '"a" -- b\'s ...') == (
        '“"a" -- b\'s ...” is "a" -- b\'s ...’s'
    )


@given(st.text(st.sampled_from("\"'-. a1\n:(")), st.sampled_from(["en", "fr", "de"]))
def test_nothing_but_signs_changes(text: str, language: str) -> None:
    runs = [TypedText(part) for part in text.partition("a")]
    letters = [char for char in "".join(typeset(runs, Signs(language))) if char.isalnum()]
    assert letters == [char for char in text if char.isalnum()]
    assert typeset([TypedText(text, fixed=True)], Signs(language)) == [text]


def test_front_matter_is_typeset_and_its_expressions_are_not() -> None:
    source = "The voters' \"{{ recipient.extra['so'] | default('...') }}\" -- {# it's #} now"
    assert typeset_template(source, Signs("en")) == (
        "The voters’ “{{ recipient.extra['so'] | default('...') }}” – {# it's #} now"
    )


TYPED = "---\nsubject: The \"{{ recipient.name }}\" file's end\n---\nIt's."


def test_subject_and_body_of_a_letter(tmp_path: Path) -> None:
    document = compose(tmp_path, TYPED, smart=True)
    assert document.subject == "The “Ada Testworth” file’s end"
    assert list(block_texts(document.body)) == ["It’s."]
    write(tmp_path, "letters/a.de.md", '---\nsubject: Die "Wahl"\n---\nx')
    templates, _ = load_templates(tmp_path, "a.md", Sandbox(tmp_path / "letters"), Signs("en"))
    assert templates["de"].front.subject is not None
    assert templates["de"].front.subject({}) == "Die „Wahl“"


def test_a_letter_is_printed_as_typed_unless_the_settings_ask(tmp_path: Path) -> None:
    document = compose(tmp_path, TYPED)
    assert document.subject == 'The "Ada Testworth" file\'s end'
    assert list(block_texts(document.body)) == ["It's."]


def test_the_setting_reaches_every_part_of_a_letter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = Tiny(tmp_path, capsys)
    tiny.write("letters/a.md", TYPED)
    tiny.write("r.csv", ROSTER)
    settings = SETTINGS.replace("[sender]", '[sender]\nabout = "We\'re."')
    for smart, apostrophe in ((False, "'"), (True, "’")):
        line = f"[letter]\nsmart_punctuation = {str(smart).lower()}\n"
        tiny.write("lettermerge.toml", settings.replace("[letter]\n", line))
        project = open_project(tmp_path, load_settings(tmp_path))
        document = pipeline.compose(project, address_rosters(project).letters[0]).document
        words = "\n".join((document.subject, *block_texts((*document.body, *document.note))))
        assert {sign for sign in words if sign in "'’"} == {apostrophe}
        assert words.count(apostrophe) == 3


@pytest.mark.parametrize(
    ("value", "language", "set_as"),
    [
        ("O'Neill", "en-GB", "O’Neill"),
        ('the "Sample" Act', "en-GB", "the “Sample” Act"),
        ('la loi "Exemple"', "fr", "la loi «\u00a0Exemple\u00a0»"),
        ("dogs' home", "en-GB", "dogs' home"),
        ("o'neill@example.org", "en-GB", "o'neill@example.org"),
        ("https://example.org/o'neill", "en-GB", "https://example.org/o'neill"),
        ("see www.o'neill.example, O'Neill", "en-GB", "see www.o'neill.example, O’Neill"),
        ('12" pipe', "en-GB", '12" pipe'),
        ('CODE-"A"-7', "en-GB", 'CODE-"A"-7'),
        ('a lone " sign', "en-GB", 'a lone " sign'),
        ("A_O'B", "en-GB", "A_O'B"),
    ],
)
def test_of_a_cell_only_what_is_certain_is_set(value: str, language: str, set_as: str) -> None:
    assert typeset_cell(value, language) == set_as


def test_cells_are_set_among_words_but_not_in_addresses() -> None:
    def found(signs: Signs) -> object:
        text = f"For [{chr(FIRST_SLOT)}](https://example.org/{chr(FIRST_SLOT)})"
        return to_blocks(text, ("O'Neill",), lambda _: DOT, "a.md", signs)

    link = "Link(children=(Text(text='{}'),), href=\"https://example.org/O'Neill\")".format
    assert link("O’Neill") in repr(found(Signs("en", cells=True)))
    for signs in (Signs(), Signs("en")):
        assert "O’Neill" not in repr(found(signs))


def test_front_matter_and_the_texts_of_the_sender_are_typeset_as_the_body_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = Tiny(tmp_path, capsys)
    said = "l'appel : quoi ; qui ! où ? « {{ recipient.name }} »"
    typed = f'---\nsubject: "{said}"\nenclosures: ["{said}"]\ncc: ["{said}"]\n---\n{said}'
    tiny.write("letters/a.md", typed)
    tiny.write("r.csv", "id,parliament,full_name,gender,language\n1,eu,Ada O'Test,f,fr\n")
    settings = SETTINGS.replace("[sender]", '[sender]\nabout = "l\'un !"')
    french = '[letter]\nlanguage = "fr"\nsmart_punctuation = true\n'
    settings = settings.replace("[letter]\n", french)
    role = '[[signatories]]\nname = "A"\nrole = "chef : l\'un"\norganisation = "l\'un ; deux"\n'
    tiny.write("lettermerge.toml", settings + role)
    project = open_project(tmp_path, load_settings(tmp_path))
    document = pipeline.compose(project, address_rosters(project).letters[0]).document
    set_as = "l’appel~: quoi^; qui^! où^? «~Ada O’Test~»"
    signature = document.signatures[-1]
    lines = (
        *block_texts((*document.body, *document.note)),
        document.subject.removeprefix("Objet\u00a0: "),
        *(item for one in document.after for item in one.items),
        signature.role,
        signature.organisation,
    )
    assert [one.replace("\u00a0", "~").replace("\u202f", "^") for one in lines] == [
        set_as, "l’un^!", set_as, set_as, set_as, "chef~: l’un", "l’un^; deux",
    ]  # fmt: skip
