"""Letters of any shape, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st
from tests.writers.docx.letters import DRAWING, MARK, letter

from lettermerge.letter import document as tree

#: Everything that XML can hold (XML 1.0, 2.2): what cells and templates may bring.
characters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
line = st.text(characters, max_size=20)


def _inlines(*, links: bool = True) -> st.SearchStrategy[tree.Inlines]:
    leaf = st.builds(tree.Text, line) | st.just(tree.LineBreak())

    def wrap(inner: st.SearchStrategy[tree.Inline]) -> st.SearchStrategy[tree.Inline]:
        children = st.lists(inner, max_size=2).map(tuple)
        voices = st.builds(tree.Emphasis, children) | st.builds(tree.Strong, children)
        address = st.sampled_from(("https://example.org/ä ö?x=<1>", "mailto:desk@example.org"))
        return voices | st.builds(tree.Link, children, address) if links else voices

    one: st.SearchStrategy[tree.Inline] = st.recursive(leaf, wrap, max_leaves=4)
    return st.lists(one, max_size=3).map(tuple)


def _table(columns: int) -> st.SearchStrategy[tree.Table]:
    row = st.tuples(*[_inlines()] * columns)
    aligns = st.sampled_from(("left", "center", "right"))
    return st.builds(
        tree.Table, row, st.lists(row, max_size=2).map(tuple), st.tuples(*[aligns] * columns)
    )


_leaves: st.SearchStrategy[tree.Block] = st.one_of(
    st.builds(tree.Paragraph, _inlines()),
    st.builds(tree.Heading, st.integers(1, 6), _inlines()),
    st.integers(1, 3).flatmap(_table),
    st.builds(
        tree.Image,
        st.sampled_from((MARK, DRAWING)),
        st.just("A rectangle"),
        st.none() | st.just(500.0),
    ),
    st.builds(tree.PageBreak, st.booleans()),
    st.just(tree.Rule()),
)


def _nested(inner: st.SearchStrategy[tree.Block]) -> st.SearchStrategy[tree.Block]:
    children = st.lists(inner, max_size=3).map(tuple)
    items = st.lists(children, min_size=1, max_size=3).map(tuple)
    return st.builds(tree.Quote, children) | st.builds(
        tree.ItemList, items, st.none() | st.integers(0, 2000), st.booleans()
    )


block: st.SearchStrategy[tree.Block] = st.recursive(_leaves, _nested, max_leaves=8)
blocks = st.lists(block, max_size=5).map(tuple)
_lines = st.lists(line, max_size=3).map(tuple)
_marks = st.none() | st.just(MARK)

documents = st.builds(
    letter,
    title=line,
    author=line,
    running_head=line,
    letterhead=st.builds(tree.Letterhead, line, _lines, line, _marks, st.just("Mark")),
    date_line=line,
    address_block=_lines,
    subject=line,
    salutation=line,
    body=blocks,
    close=line,
    signatures=st.lists(
        st.builds(tree.Signature, line, line, line, _marks, st.just("Hand"), st.booleans()),
        max_size=2,
    ).map(tuple),
    after=st.lists(st.builds(tree.Labelled, line, _lines), max_size=2).map(tuple),
    note=blocks,
)
