"""Which command of MkDocs goes on, and how it was called."""

from __future__ import annotations

import sys

import click
from click.core import ParameterSource

BLIND = (
    "with click {} `mkdocs serve` does not see what is saved: "
    "install another, such as by `pip install 'click!=8.3.*'`, or serve with `--livereload`"
)


def is_served() -> bool:
    """Whether the command is `serve`: with `--clean` it passes for `build`."""
    return is_called("serve")


def is_called(command: str) -> bool:
    """Whether it was typed by this name."""
    context = click.get_current_context(silent=True)
    return context is not None and context.info_name == command


def is_blind() -> bool:
    """Whether `serve` will not watch though nobody has asked for that, as with click 8.3."""
    context = click.get_current_context(silent=True)
    if context is None or context.params.get("livereload", True):
        return False
    return context.get_parameter_source("livereload") is not ParameterSource.COMMANDLINE


def end(number: int, _: object) -> None:
    """End as Ctrl-C does, with everything cleared away; MkDocs itself would just drop dead."""
    sys.exit(128 + number)
