"""A command that takes groups of options has their options, in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from lettermerge.cli.dataclass_options import with_groups


@dataclass(frozen=True)
class Colour:
    name: Annotated[str, typer.Argument(help="A colour.")] = "red"
    dark: Annotated[bool, typer.Option("--dark", "-d", help="Darker.")] = False


@dataclass(frozen=True)
class Ink(Colour):
    amount: Annotated[int, typer.Option("--amount", min=1, help="How much.")] = 1


def paint(
    *, wet: Annotated[bool, typer.Option("--wet", help="Wet.")] = False, ink: Ink, times: int = 2
) -> int:
    print(wet, ink, times)
    return 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), f"False {Ink()} 2"),
        (("blue", "-d", "--times", "3"), f"False {Ink('blue', True)} 3"),
        (("--amount", "5", "--wet"), f"True {Ink(amount=5)} 2"),
    ],
)
def test_a_group_is_given_as_one_value(arguments: tuple[str, ...], said: str) -> None:
    app = typer.Typer(add_completion=False)
    app.command()(with_groups(paint))
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stdout.strip()) == (0, said)


def test_help_and_limits_are_those_of_the_fields_in_the_order_of_the_parameters() -> None:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(with_groups(paint))
    runner = CliRunner()
    shown = runner.invoke(app, ("--help",)).stdout
    places = [shown.index(one) for one in ("A colour.", "Wet.", "Darker.", "How much.", "--times")]
    assert places == sorted(places)
    assert runner.invoke(app, ("--amount", "0")).exit_code == 2
