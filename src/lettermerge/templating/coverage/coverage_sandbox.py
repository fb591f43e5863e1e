"""Compile templates so that each render tells which branches it took; for proofs only.

It compiles what `marking` has marked; the marks call the filters that are defined here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.runtime import Context

from ...diagnostics import Where
from ..cell_filters import LanguageFilters
from ..environment import Sandbox, SandboxEnvironment
from ..loader import split_front_matter
from .branch_record import Branch, Watch
from .instrumentation import ASKED, MET, REACHED, BranchPlace, Marker

_FOLDER = "letters/"


class WatchingSandbox(Sandbox):
    """Compiles and renders as a Sandbox does; `watch` learns what is taken."""

    def __init__(
        self,
        letters: Path | None = None,
        by_parliament: Mapping[str, Callable[[str, Any], object]] | None = None,
        by_language: LanguageFilters | None = None,
    ) -> None:
        self.watch = Watch()
        super().__init__(letters, by_parliament, by_language)

    def _make(self, **options: Any) -> SandboxEnvironment:
        return _WatchingEnvironment(self.watch, **options)

    def compile_text(self, source: str, where: Where) -> Callable[[Mapping[str, object]], str]:
        with self._reading(source, where):
            return super().compile_text(source, where)

    def branches(self) -> frozenset[Branch]:
        """Return every branch of the templates that were compiled so far."""
        if self._loader is None:
            return self.watch.known(())
        folder = self._loader.folder
        files = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")))
        return self.watch.known(files)

    @contextmanager
    def _reading(self, source: str, where: Where) -> Iterator[None]:
        """Say of which template the text that is compiled now is the front matter."""
        assert isinstance(self._plain, _WatchingEnvironment)
        if self._loader and where.file.startswith(_FOLDER):
            name = where.file.removeprefix(_FOLDER)
            path = self._loader.folder / name
            self._plain.front = name, _front_line(path, where.column or "", source)
        try:
            yield
        finally:
            self._plain.front = None


def _front_line(path: Path, key: str, source: str) -> int:
    """Return the line of a front matter on which a value of `key` begins."""
    lines = split_front_matter(path.read_text(encoding="utf-8-sig"))[0].splitlines()
    begin = next((n for n, line in enumerate(lines) if line.startswith(key)), 0)
    first = source.strip().partition("\n")[0]
    at = next((n for n, line in enumerate(lines) if n >= begin and first in line), begin)
    return at + 2  # the `---` is line 1


class _WatchingEnvironment(SandboxEnvironment):
    """Marks what it compiles. `front` is the file and line of the front matter in hand."""

    front: tuple[str, int] | None = None

    def __init__(self, watch: Watch, **options: Any) -> None:
        super().__init__(**options)
        self.watch = watch

        @pass_context  # which also keeps Jinja from working these out when it compiles
        def met(_: Context, value: object, yes: int, no: int | None) -> bool:
            holds = bool(value)
            number = yes if holds else no
            if number is not None:
                self.watch.take(number)
            return holds

        @pass_context
        def reached(_: Context, number: int) -> None:
            self.watch.take(number)

        @pass_context
        def asked(_: Context, value: object, number: int) -> object:
            names = (value,) if isinstance(value, str) else value
            if isinstance(names, list | tuple):
                self.watch.ask(number, tuple(map(str, names)))
            return value

        self.filters |= {MET: met, REACHED: reached, ASKED: asked}

    def read_tree(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super().read_tree(source, name, filename)
        if name is not None:
            Marker(self, self.watch, BranchPlace(name)).mark(tree, source)
        elif self.front:
            file, line = self.front
            Marker(self, self.watch, BranchPlace(file, line - 1)).mark(tree, source)
        return tree

    def look_up(self, name: str, values: Any) -> Template:
        template = super().look_up(name, values)
        self.watch.find(name)
        return template
