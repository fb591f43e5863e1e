"""Options come to the same with and without Typer's own conversion, and so do their faults."""

from __future__ import annotations

import os
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.core import TyperCommand
from typer.main import get_command

from lettermerge.cli.plain_options import PlainCommand


class Shade(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@cache
def make_command(kind: type[TyperCommand]) -> tuple[Any, dict[str, Any]]:
    """Return a command of a kind with an option of each sort, and where its values will be."""
    found: dict[str, Any] = {}
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.command(cls=kind)
    def run(  # noqa: PLR0917  one of each kind
        names: Annotated[list[str] | None, typer.Argument()] = None,
        text: Annotated[str, typer.Option()] = "",
        number: Annotated[int, typer.Option(min=1, max=20)] = 3,
        wide: Annotated[int | None, typer.Option()] = None,
        clamped: Annotated[int, typer.Option(min=0, max=9, clamp=True)] = 0,
        part: Annotated[float, typer.Option()] = 0.5,
        path: Annotated[Path | None, typer.Option()] = None,
        there: Annotated[Path | None, typer.Option(exists=True)] = None,
        folder: Annotated[Path | None, typer.Option(file_okay=False)] = None,
        many: Annotated[list[str] | None, typer.Option()] = None,
        numbers: Annotated[list[int] | None, typer.Option()] = None,
        shade: Annotated[Shade, typer.Option()] = Shade.DARK,
        day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
        parsed: Annotated[str, typer.Option(parser=str.upper)] = "",
        flag: Annotated[bool, typer.Option("--flag/--no-flag")] = False,
    ) -> None:
        found.update(locals())

    return get_command(app), found


def seen_by(arguments: list[str], *, plain: bool) -> tuple[str, Any]:
    """Return what a command gets, or what Typer says of the arguments."""
    command, found = make_command(PlainCommand if plain else TyperCommand)
    found.clear()
    try:
        command(args=arguments, prog_name="x", standalone_mode=False)
    except typer.Exit:
        return "exit", None
    except Exception as error:  # noqa: BLE001 - Typer's exceptions are compared, whatever they are
        return type(error).__name__, getattr(error, "message", str(error))
    return "ran", repr(sorted((name, one) for name, one in found.items() if name != "found"))


VALUES = (
    "", "a", " a ", "1", "20", "21", "0", "-1", "+1", " 1", "1_0", "007", "1.0", "٣", "x" * 20,
    "9" * 30, "dark", "2026-03-04", ".", "no/such/file", "é", "-",
)  # fmt: skip
OPTIONS = (
    "text", "number", "wide", "clamped", "part", "path", "there", "folder", "many", "numbers",
    "shade", "day", "parsed",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("option", OPTIONS)
def test_values_and_faults_are_those_of_typer(option: str) -> None:
    for value in VALUES:
        arguments = [f"--{option}={value}"]
        assert seen_by(arguments, plain=True) == seen_by(arguments, plain=False), arguments


@pytest.mark.parametrize(
    "arguments",
    [[], ["a", "b"], ["--flag", "--many", "a", "--many", "b"], ["--no-flag"], ["--unknown"],
     ["--number"], ["--help"]],
)  # fmt: skip
def test_what_is_left_out_or_repeated_is_the_same(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = seen_by(arguments, plain=True), capsys.readouterr().out
    assert seen == (seen_by(arguments, plain=False), capsys.readouterr().out)


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "closed"
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root reads everything
    seen = seen_by([f"--path={path}"], plain=True)
    assert seen == seen_by([f"--path={path}"], plain=False)
    assert "not readable" in seen[1]
