"""The `exercise` block as a page writes it: which lab it is, and what may stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livecells.blocks.parser import Block

CELLS = ("start", "solution", "check")
MOST_HINTS = 3
FOLDS = {"hint": "lc-hint", "solution": "lc-solution"}


def read(block: Block, blocks: Sequence[Block]) -> str:
    """The name of an exercise's lab.

    Args:
        block: The exercise.
        blocks: All blocks of the page, in order.

    Raises:
        ValueError: The exercise is not well formed.
    """
    if not re.fullmatch(r"[a-z]\w*", block.argument):
        raise ValueError(f"an exercise names a lab, `exercise | another_mean`: {block.argument!r}")
    if not str(block.options.get("title", "")).strip():
        raise ValueError("an exercise needs a title")
    others = [b for b in blocks if b.name == "exercise" and b.line < block.line]
    if block.argument in [other.argument for other in others]:
        raise ValueError(f"the page has the lab {block.argument!r} twice")
    inner = [b for b in blocks if block.line < b.line < block.last]
    if any(b.last >= block.last for b in inner):
        raise ValueError("the exercise ends inside of another block: give it one slash more")
    hints, solutions = ([b for b in inner if b.name == name] for name in FOLDS)
    if len(hints) > MOST_HINTS:
        raise ValueError(f"{len(hints)} hints are too many: {MOST_HINTS} at most")
    if len(solutions) > 1:
        raise ValueError("an exercise has one solution block at most")
    return block.argument


def check_inside(block: Block, blocks: Sequence[Block]) -> None:
    """Raise ValueError for a hint or a solution that belongs to no exercise."""
    around = [b for b in blocks if b.name == "exercise" and b.line < block.line < b.last]
    if not around:
        raise ValueError(f"a {block.name} stands in an exercise, which has one slash more")
    if block.argument:
        raise ValueError(f"a {block.name} takes no argument, not {block.argument!r}")


def task_of(block: Block) -> list[str | Block]:
    """What stands in an exercise before its hints and its solution."""
    return [child for child in block.children if isinstance(child, str) or child.name not in FOLDS]
