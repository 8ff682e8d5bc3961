"""The options of a block, with their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from livecells.errors import unknown

# The names of options, each with the types that its value may have.
Options = Mapping[str, tuple[type, ...]]
# The options that a page gives, as YAML reads them.
Given = Mapping[str, Any]


def checked(options: Given, spec: Options) -> None:
    """Raise ValueError where an option is unknown or its value has the wrong type.

    Args:
        options: What a page gives.
        spec: What the kind of block takes.
    """
    for name, value in options.items():
        if name not in spec:
            raise ValueError(unknown("option", str(name), sorted(spec)))
        if not isinstance(value, spec[name]):
            wanted = " or ".join(kind.__name__ for kind in spec[name])
            raise ValueError(f"option {name} must be {wanted}, not {value!r}")
