"""Record what WeasyPrint draws, and which box draws it, on a page and in the groups within it.

A group is what is drawn as a whole: with `opacity`, a background image, a pattern, a mask. Text
and images in it are marked in the group's own stream (ISO 32000-2, 14.7.5.2), unless all of it
belongs to one mark of the page already, as an SVG image or a background does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pydyf
from tinycss2.color5 import D50, D65

from ...layout.fonts import Face
from ..lru_cache import Bounded
from .font_subsets import glyphs_of, metrics, prepare
from .weasyprint_engine import Stream, boxes

#: CIE colour spaces (ISO 32000-2, 8.6.5.4) as WeasyPrint names them, with their white points.
_LAB = {"lab-d50": D50, "lab-d65": D65}


def _enter_glyphs(font: Any, glyphs: dict[int, str]) -> None:
    """Enter glyphs that are drawn, each with the characters that it was first drawn for."""
    for glyph, text in glyphs.items():
        font.to_unicode.setdefault(glyph, text)


class DrawnLine(NamedTuple):
    """A line of text as drawn: what is behind its position, and its fonts with their glyphs."""

    tokens: tuple[Any, ...]
    fonts: tuple[tuple[Any, dict[int, str]], ...]


#: The lines drawn last in this process, by all that decides about them.
_drawn_lines: Bounded[Hashable, DrawnLine] = Bounded(2048)


class DrawnPicture(NamedTuple):
    """A picture as drawn: its operators, and the opacities that they set, by name."""

    operators: tuple[bytes, ...]
    opacities: dict[str, Any]


#: The pictures drawn last in this process, by their content, size, and the state before.
_drawn_pictures: Bounded[Hashable, DrawnPicture] = Bounded(64)
#: Operators of lines, areas and their colours, which name no resource; one that sets an opacity.
_SIMPLE = frozenset(b"q Q cm w J j M d m l c v y h re S s f f* B B* b b* n W W* rg RG g G".split())
_OPACITY = re.compile(rb"/([aA][\d.e-]+) gs")
_MOST_OPERATORS = 10_000  # of a picture that is remembered


def _is_simple(token: Any) -> bool:
    """Return whether an operator means the same on every page."""
    if not isinstance(token, bytes):
        return False
    return token.rsplit(b" ", 1)[-1] in _SIMPLE or _OPACITY.fullmatch(token) is not None


class Drawing(Stream):  # type: ignore[misc]  # WeasyPrint has no types
    """A content stream that keeps account of who draws what.

    `marks` are (first token, end, box) of all text and images; `groups` are those of the page. An
    `enclosed` one marks nothing, since it is part of what is marked where it is drawn.
    """

    def __init__(
        self, canvas: Canvas, groups: list[Drawing], *, enclosed: bool = False, **given: Any
    ) -> None:
        super().__init__(**given)
        self.canvas = canvas
        self.groups = groups
        self.marks: list[tuple[int, int, Any]] = []
        self._line_fonts: dict[Any, dict[int, str]] | None = None
        self._inside = self._enclosed = enclosed

    @classmethod
    def of_page(cls, canvas: Canvas, rectangle: tuple[float, float, float, float]) -> Drawing:
        """Return a page's content stream."""
        return cls(
            canvas, [], fonts=canvas.fonts, page_rectangle=rectangle, resources=canvas.resources,
            images=canvas.images, tags={}, color_profiles={}, output_intent="srgb", compress=False,
        )  # fmt: skip

    def clone(self, **changes: Any) -> Drawing:
        """Return a stream for a group or pattern within this one."""
        given = {
            "fonts": self._fonts, "page_rectangle": self.page_rectangle,
            "resources": self._resources, "images": self._images, "tags": {},
            "color_profiles": {}, "output_intent": "srgb", "compress": True,
        } | changes  # fmt: skip
        is_pattern = "PatternType" in (given.get("extra") or {})
        group = Drawing(self.canvas, self.groups, enclosed=self._inside or is_pattern, **given)
        self.groups.append(group)
        return group

    def set_alpha_state(self, *arguments: Any, **options: Any) -> Any:
        """Return the stream of a mask, which is no content."""
        before, self._inside = self._inside, True
        try:
            return super().set_alpha_state(*arguments, **options)
        finally:
            self._inside = before

    def add_font(self, pango_font: Any) -> Any:
        font, size = super().add_font(pango_font)
        self.canvas.use(font)
        if self._line_fonts is not None and font not in self._line_fonts:
            self._line_fonts[font] = font.to_unicode
            font.to_unicode = {}
        return font, size

    def draw_line(self, key: Hashable, matrix: Any, draw: Callable[[], Any]) -> Any:
        """Draw a line of text by `draw`, or as a line with an equal `key` was drawn before.

        `key` stands for all that decides about what is behind the `matrix` of its position.
        """
        try:
            known = _drawn_lines.get(key)
        except TypeError:  # a length that is computed where it is used
            return draw()
        if known is not None:
            for font, glyphs in known.fonts:
                self.canvas.use(font)
                _enter_glyphs(font, glyphs)
            self.set_text_matrix(*matrix.values)
            self.stream += known.tokens
            return []
        start = len(self.stream)
        self._line_fonts = {}
        try:
            pictures = draw()
        finally:
            before, self._line_fonts = self._line_fonts, None
            drawn = []
            for font, glyphs in before.items():
                drawn.append((font, font.to_unicode))
                font.to_unicode = glyphs
                _enter_glyphs(font, drawn[-1][1])
        if not pictures and not any(font.missing for font, _ in drawn):
            tokens = tuple(self.stream[start + 1 :])
            _drawn_lines[key] = DrawnLine(tokens, tuple(drawn))
        return pictures

    def draw_picture(self, key: Hashable, draw: Callable[[], bool]) -> None:
        """Draw a picture by `draw`, or as one with an equal `key` was drawn before.

        Remembered are lines and areas: no words, patterns or groups, and nothing for which `draw`
        returns False.
        """
        fill, stroke = self._current_color, self._current_color_stroke
        key = (key, fill, stroke, self._current_alpha, self._current_alpha_stroke)
        states = self._resources["ExtGState"]
        if known := _drawn_pictures.get(key):
            self.stream += known.operators
            for name, state in known.opacities.items():
                states.setdefault(name, state)
            return
        start = len(self.stream)
        sound = draw()
        drawn = tuple(self.stream[start:])
        if sound and len(drawn) <= _MOST_OPERATORS and all(map(_is_simple, drawn)):
            named = [found[1].decode("ascii") for found in map(_OPACITY.fullmatch, drawn) if found]
            _drawn_pictures[key] = DrawnPicture(drawn, {name: states[name] for name in named})

    def set_color(self, color: Any, stroke: bool = False) -> None:
        """Set a colour; ink colours are turned into sRGB, which is the output intent."""
        if color.space == "device-cmyk":
            color = color.to("srgb")
        super().set_color(color, stroke)

    def set_color_space(self, space: str, stroke: bool = False) -> None:
        if space in _LAB:
            entries = {
                "WhitePoint": pydyf.Array(_LAB[space]),
                "Range": pydyf.Array((-125, 125, -125, 125)),
            }
            self._resources["ColorSpace"][space] = pydyf.Array(("/Lab", pydyf.Dictionary(entries)))
        super().set_color_space(space, stroke)

    @contextmanager
    def marked(self, box: Any, tag: str) -> Iterator[None]:
        if self._enclosed:
            yield
            return
        self._forget_state()
        start, outer, self._inside = len(self.stream), self._inside, True
        yield
        self._inside = outer
        self._forget_state()
        if isinstance(box, boxes.TextBox) and not box.text.strip():
            del self.stream[start:]
        else:
            if box in self.canvas.blanks:
                end = len(self.stream) - 1 - self.stream[::-1].index(b"ET")
                self.stream.insert(end, self._blank())
            self.marks.append((start, len(self.stream), box))

    @contextmanager
    def artifact(self) -> Iterator[None]:
        if self._inside:
            yield
            return
        self.begin_marked_content("Artifact")
        self._inside = True
        yield
        self._inside = False
        self.end_marked_content()

    def begin_text(self) -> None:
        self.stream.append(b"BT")

    def end_text(self) -> None:
        self._current_font = None
        self.stream.append(b"ET")

    def show_text(self, text: str) -> None:
        """Show glyphs, without the adjustments by nothing that WeasyPrint puts between them."""
        text = text.replace(">0<", "").replace("><", "")
        super().show_text(text[:-1] if text.endswith(">0") else text)

    def _blank(self) -> bytes:
        """Return the operator that shows a blank in the font of the text before it."""
        name = next(
            t for t in reversed(self.stream) if isinstance(t, bytes) and t.endswith(b" Tf")
        )[1:].split(b" ")[0]
        return b"<%04x> Tj" % metrics(self.canvas.faces[name.decode("ascii")]).blank

    def _forget_state(self) -> None:
        self._current_color = self._current_color_stroke = None
        self._current_alpha = self._current_alpha_stroke = None
        self._current_font = None


class Canvas:
    """What the pages of one letter draw with: fonts, images and other resources.

    `classes` are those of the letter's characters (see `faces`); `blanks` are the text boxes
    after which a blank is drawn (see `words`); `headers` are the table headers drawn so far.
    """

    #: WeasyPrint's fonts by its key, and the face behind each resource name.
    fonts: dict[Any, Any] = {}  # noqa: RUF012  shared by all letters of a process, on purpose
    faces: dict[str, Face] = {}  # noqa: RUF012

    def __init__(self, classes: frozenset[str]) -> None:
        self.classes = classes
        self.images: dict[str, Any] = {}
        self.resources = pydyf.Dictionary(
            {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading")}
        )
        self.resources["ColorSpace"] = pydyf.Dictionary()
        self.used: dict[str, Any] = {}
        self.blanks: set[Any] = set()
        self.headers: set[Any] = set()

    def stream(self, width: float, height: float) -> Drawing:
        """Return a page's content stream."""
        return Drawing.of_page(self, (0, 0, width, height))

    def use(self, font: Any) -> None:
        """Enter a font among those used, as it is before anything is drawn with it."""
        if font.hash in self.used:
            return
        if font.hash not in self.faces:
            self.faces[font.hash] = prepare(font)
        font.to_unicode = glyphs_of(self.faces[font.hash], self.classes).copy()
        self.used[font.hash] = font

    def special_glyphs(self) -> dict[str, frozenset[tuple[int, str]]]:
        """Return, by font, the glyphs drawn that the letter's classes do not bring.

        Composed accents are such; the letter's subset then has to hold them too.
        """
        found = {}
        for name, font in self.used.items():
            face = self.faces[name]
            usual = glyphs_of(face, self.classes)
            if len(font.to_unicode) > len(usual):
                known = metrics(face).characters
                found[name] = frozenset(
                    (glyph, known.get(glyph) or text or "\ufffd")
                    for glyph, text in font.to_unicode.items()
                    if glyph not in usual
                )
        return found
