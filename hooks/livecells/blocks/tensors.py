"""The `graph` and `tensors` blocks as a page writes them."""

from __future__ import annotations

import re

from livecells.notebook.executed import Query

WANTED = re.compile(r"(?P<snippet>[A-Za-z_][\w/]*)(?:@(?P<after>[\w-]+))?:(?P<names>.+)\Z")

TITLES = ("Tensor", "is_leaf", "requires_grad", "grad_fn", "retains_grad", "_version", "grad")


def read(argument: str, spec: str) -> tuple[str, Query]:
    """The snippet of a `graph` or `tensors` block, and what to ask of its run.

    Args:
        argument: `snippet:tensor`, or `snippet@cell: x, y` for what is known after a cell.
        spec: `GRAPH` or `TENSORS`.

    Raises:
        ValueError: The argument is neither.
    """
    match = WANTED.match(argument)
    if not match:
        raise ValueError(f"expected `snippet:tensor`, not {argument!r}")
    return match["snippet"], Query(match["names"].strip(), spec, match["after"])
