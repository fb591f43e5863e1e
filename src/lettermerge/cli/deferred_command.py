"""Import the module of a command when it is called, and not before.

Typer builds all options of all commands to show the help of one: that takes longer than to import
Typer itself.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from .plain_options import PlainCommand, convert_plainly


class DeferredCommand(TyperCommand):
    """A command of which only name and help are known until it is called, or a shell completes it.

    `target` names its function, `module:function` with a module of this package. The first
    paragraph of its help is `summary`, whole in the list of commands (click would cut it);
    `details` are a second one.
    """

    def __init__(self, name: str, target: str, summary: str, details: str = "") -> None:
        text = f"{summary}\n\n{details}" if details else summary
        super().__init__(name, help=text, short_help=summary, rich_markup_mode=None)
        self.target = target

    @cached_property
    def loaded(self) -> TyperCommand:
        """Import the command's module and return the command with its arguments and options."""
        from .dataclass_options import with_groups

        module, _, function = self.target.partition(":")
        alone = typer.Typer(
            add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )
        register = alone.command(
            self.name, cls=PlainCommand, help=self.help, short_help=self.short_help
        )
        register(with_groups(getattr(import_module(f".{module}", __package__), function)))
        command = get_command(alone)
        assert isinstance(command, TyperCommand)
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Parse the arguments by the command itself, which is that of the context from here on."""
        return self.loaded.make_context(info_name, args, parent, **extra)


class DeferredGroup(TyperGroup):
    """A group whose commands are deferred; it imports nothing itself when one of them is called."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options of the group."""
        return convert_plainly(super().get_params(ctx))
