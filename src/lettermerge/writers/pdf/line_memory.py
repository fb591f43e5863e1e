"""Remember how WeasyPrint broke and drew lines of text, for letters that have the same words.

Most paragraphs of a letter are in thousands of others. What Pango makes of one depends on its
words, on some properties of its style and on the width that there is: where all are equal, so are
the lines and their glyphs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import Any

from ..lru_cache import Bounded

_LONGEST = 4_000  # characters of a text that is remembered: more is no paragraph of letters
#: What WeasyPrint reads of a style where it breaks lines and where it draws them.
READ = (
    "direction", "font_feature_settings", "font_kerning", "font_language_override", "font_size",
    "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps",
    "font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric",
    "font_variant_position", "font_variation_settings", "font_weight", "hyphenate_character",
    "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphens", "lang", "letter_spacing",
    "overflow_wrap", "tab_size", "white_space", "word_break", "word_spacing",
)  # fmt: skip


def install(line_break: Any, breaking: Iterable[Any], drawing: Any) -> None:
    """Let lines be remembered that WeasyPrint breaks, and those that it draws on a `Drawing`.

    Its modules are given: the one that breaks lines, those that ask for lines, the one that draws.
    """
    line_break.Layout = _late(line_break.Layout)
    remembering = _remember_breaks(line_break.split_first_line)
    for module in breaking:
        module.split_first_line = remembering
    drawing.draw_first_line = _remember_drawing(drawing.draw_first_line)


def style_key(style: Any) -> tuple[Hashable, ...]:
    """Return what of a style decides about the lines of a text."""
    return (
        *map(style.__getitem__, READ),
        tuple(style["font_family"]),
        style["text_decoration_line"] == "none",
    )


def _late(layout: Any) -> Any:
    """Return a layout that asks Pango again only where somebody looks at what it says."""

    class LateLayout(layout):  # type: ignore[misc]  # WeasyPrint has no types
        _style: Any = None

        def reactivate(self, style: Any) -> None:
            self._style = style

        def deactivate(self) -> None:
            self._style = None
            if "layout" in self.__dict__:
                super().deactivate()

        def __getattr__(self, name: str) -> Any:
            style = self.__dict__.get("_style")
            if style is None or name not in ("layout", "language", "style"):
                raise AttributeError(name)
            self._style = None
            super().reactivate(style)
            return self.__dict__[name]

        def twin(self) -> Any:
            """Return another one of the same text."""
            other = LateLayout.__new__(LateLayout)
            other.__dict__.update(self.__dict__)
            return other

    return LateLayout


def _remember_breaks(split: Callable[..., Any]) -> Callable[..., Any]:
    known_lines: Bounded[Hashable, tuple[Any, ...]] = Bounded(2048)

    @wraps(split)
    def split_first_line(  # noqa: PLR0913, PLR0917  as WeasyPrint calls it
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> tuple[Any, ...]:
        given = (max_width, justification_spacing, is_line_start, minimum)
        if len(text) > _LONGEST:  # each of its lines would keep all that follows
            return tuple(split(text, style, context, *given))
        key = (text, *given, style_key(style))
        try:
            known = known_lines.get(key)
        except TypeError:  # a length that is computed where it is used
            return tuple(split(text, style, context, *given))
        if known is None:
            known = known_lines[key] = split(text, style, context, *given)
        return known[0].twin(), *known[1:]

    return split_first_line


def _remember_drawing(draw: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(draw)
    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        def draw_now() -> Any:
            return draw(stream, textbox, text_overflow, block_ellipsis, matrix)

        usual = text_overflow == "clip" and block_ellipsis == "none" and textbox.text.strip()
        if not usual or not hasattr(stream, "draw_line"):
            return draw_now()
        layout = textbox.pango_layout
        key = (layout.text, layout.justification_spacing, style_key(textbox.style))
        return stream.draw_line(key, matrix, draw_now)

    return draw_first_line
