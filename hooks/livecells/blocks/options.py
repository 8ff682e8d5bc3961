"""The options of a block, with their types."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from livecells.errors import unknown
from livecells.notebook.surrogates import LONE

# The names of options, each with the types that its value may have.
Options = Mapping[str, tuple[type, ...]]
# The options that a page gives, as YAML reads them.
Given = Mapping[str, Any]


class OptionError(ValueError):
    """What is wrong with one option of a block.

    Args:
        option: Its name.
        message: What is wrong with it.
        row: Its line among those of the options, from 0, where that is known.
    """

    def __init__(self, option: str, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.option = option
        self.row = row


@contextlib.contextmanager
def about(option: str) -> Iterator[None]:
    """Have any ValueError raised inside say that it is about this option."""
    try:
        yield
    except ValueError as error:
        raise OptionError(option, str(error)) from None


def checked(options: Given, spec: Options) -> None:
    """Raise OptionError where an option is unknown or its value has the wrong type.

    Args:
        options: What a page gives.
        spec: What the kind of block takes.
    """
    for name, value in options.items():
        if name not in spec:
            raise OptionError(str(name), unknown("option", str(name), sorted(spec)))
        if not isinstance(value, spec[name]):
            wanted = " or ".join(kind.__name__ for kind in spec[name])
            raise OptionError(name, f"option {name} must be {wanted}, not {value!r}")
        lone = LONE.search(json.dumps(value, ensure_ascii=False, default=str))
        if lone is not None:
            half = ascii(lone[0])[1:-1]
            raise OptionError(
                name, f"option {name} has {half}, which is no character: write the character itself"
            )
