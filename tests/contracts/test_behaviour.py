"""What engines do without saying so: behaviour that the program relies on and no name shows."""

from __future__ import annotations

import sys
from types import TracebackType

import pytest
from jinja2 import DictLoader, FunctionLoader, TemplateSyntaxError
from markdown_it import MarkdownIt

from lettermerge.templating.jinja_internals import (
    Environment,
    replace_markup,
    template_file,
    template_of,
)
from lettermerge.writers.docx import python_docx_internals
from lettermerge.writers.pdf import weasyprint_engine as engine
from lettermerge.writers.pdf.theme_css_check import find_ignored


def test_weasyprint_gives_laid_out_boxes_a_size_and_words() -> None:
    laid = engine.render("<p>A word</p>", (), engine.Fetcher())
    blocks = [
        box
        for box in engine.page_box(laid.pages[0]).descendants()
        if type(box) is engine.boxes.BlockBox and box.element.tag == "p"
    ]
    texts = [one.text for one in blocks[0].descendants() if isinstance(one, engine.boxes.TextBox)]
    assert texts == ["A word"]
    assert 0 < blocks[0].height < blocks[0].width < laid.pages[0].width
    assert blocks[0].content_box_y() > 0


def test_weasyprint_logs_what_it_ignores_as_the_program_reads_it() -> None:
    (fault,) = find_ignored("\np { colour: red }", "theme.css")
    assert fault.message == "`colour: red` does nothing: unknown property"
    assert fault.where.line == 2


def test_jinja_parses_and_looks_up_by_the_methods_that_are_overridden() -> None:
    seen: list[str | None] = []

    class Watched(Environment):
        def read_tree(self, source: str, name: str | None, filename: str | None):  # type: ignore[no-untyped-def]
            seen.append(f"parsed {name}")
            return super().read_tree(source, name, filename)

        def look_up(self, name: str, values: object):  # type: ignore[no-untyped-def]
            seen.append(f"looked up {name}")
            return super().look_up(name, values)

    templates = {"a": "{% include 'b' %}{% import 'c' as c %}", "b": "", "c": ""}
    Watched(loader=DictLoader(templates)).get_template("a").render()
    assert seen == [
        "looked up a", "parsed a", "looked up b", "parsed b", "looked up c", "parsed c",
    ]  # fmt: skip


def test_compiled_code_of_jinja_calls_markup_and_markup_join() -> None:
    class Loud(str):
        __slots__ = ()

        def __new__(cls, text: object = "") -> Loud:
            return super().__new__(cls, f"<{text}>")

        def __html__(self) -> str:
            return self

    environment = Environment(autoescape=True)
    template = environment.from_string("{% set a %}x{% endset %}{{ a }} {{ 'y' ~ a }}")
    assert template.render() == "x yx"
    replace_markup(template, Loud, lambda parts: Loud("+".join(map(str, parts))))
    assert template.render() == "<x> <y+<x>>"


def test_a_running_template_of_jinja_is_recognised() -> None:
    environment = Environment(loader=DictLoader({"a.md": "\n{{ f() }}\n"}))
    found = []

    def look() -> None:
        frame = sys._getframe()
        while frame is not None:
            template = template_of(frame)
            if template:
                found.append((template.name, template.get_corresponding_lineno(frame.f_lineno)))
            frame = frame.f_back  # type: ignore[assignment]

    environment.get_template("a.md").render(f=look)
    assert found == [("a.md", 2)]


def test_a_traceback_through_a_template_of_jinja_has_its_file_and_line() -> None:
    source = "\n{{ 1 // nothing }}"
    environment = Environment(loader=FunctionLoader(lambda name: (source, name, None)))
    with pytest.raises(ZeroDivisionError) as caught:
        environment.get_template("a.md").render(nothing=0)
    places = []
    trace: TracebackType | None = caught.tb
    while trace is not None:
        if (file := template_file(trace.tb_frame)) is not None:
            places.append((file, trace.tb_lineno))
        trace = trace.tb_next
    assert places[-1] == ("a.md", 2)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ a | nothing }}", "No filter named 'nothing'."),
        ("{% if a = b %}{% endif %}", "expected token 'end of statement block', got '='"),
    ],
)
def test_jinja_words_its_faults_as_the_program_reads_them(source: str, message: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        Environment().from_string(source)
    assert caught.value.message == message


def test_markdown_it_joins_texts_after_escapes_were_read() -> None:
    rules = MarkdownIt("commonmark").core.ruler.get_all_rules()
    assert rules.index("inline") < rules.index("text_join")


def test_python_docx_has_the_relationships_that_are_dropped_and_kept() -> None:
    document = python_docx_internals.new_document()
    python_docx_internals.drop_relationships(document.part, ("/theme",))
    kept = {one.reltype.rpartition("/")[2] for one in document.part.rels.values()}
    assert kept >= {"styles", "settings", "numbering"}
    assert "theme" not in kept
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for part in (section.header, section.first_page_header, section.footer):
        part.is_linked_to_previous = False
    assert set(python_docx_internals.header_references(section)) == {
        "headerReference default", "headerReference first", "footerReference default",
    }  # fmt: skip
