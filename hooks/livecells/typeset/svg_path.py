"""Outlines of letters, written shorter: each point as its way from the one before.

A page with formulas carries the outline of every letter that they use. Steps are shorter numbers
than places, and a command that repeats needs no letter. Source: W3C, SVG 2, section 9.3, path data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
# How many numbers a command takes, and which of them are along x (0) and y (1).
AXES = {"M": (0, 1), "L": (0, 1), "H": (0,), "V": (1,), "T": (0, 1), "Q": (0, 1) * 2,
        "S": (0, 1) * 2, "C": (0, 1) * 3}  # fmt: skip


@lru_cache(maxsize=4096)  # a letter looks the same on every page
def relative(path: str, digits: int = 3, unit: float = 1) -> str:
    """The same outline with relative commands, which are shorter.

    Args:
        path: Path data with absolute commands; with others it is left as it is.
        digits: The decimals that steps keep. Each goes from where the step before has led, so that
            what is rounded away does not add up.
        unit: What counts as 1 in the result; draw it at that scale.
    """
    if re.search(r"[^MLHVTQSCZ\d\s,.+e-]", path):
        return path
    out: list[str] = []
    at, start, last = [0.0, 0.0], [0.0, 0.0], ""
    for command, numbers in _commands(path):
        if command == "Z":
            out.append("z")
            at, last = list(start), ""
            continue
        axes = AXES[command]
        pairs = zip(numbers, axes, strict=True)
        steps = [round(n / unit - at[axis], digits) for n, axis in pairs]
        for step, axis in zip(steps[-2:], axes[-2:], strict=True):
            at[axis] += step
        words = _joined(steps, digits, command == last)
        out.append(words if command == last else command.lower() + words)
        last = command
        if command == "M":
            start, last = list(at), "L"  # further points of a move are lines
    return "".join(out)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers, a repeated one as often as it is meant."""
    tokens = TOKEN.findall(path)
    at = 0
    while at < len(tokens):
        command = tokens[at]
        at += 1
        if command == "Z":
            yield command, []
            continue
        count = len(AXES[command])
        while at < len(tokens) and not tokens[at].isalpha():
            yield command, [float(token) for token in tokens[at : at + count]]
            command = "L" if command == "M" else command
            at += count


def _joined(numbers: Sequence[float], digits: int, goes_on: bool) -> str:
    """Numbers with a space only where a minus sign does not part them."""
    texts = [f"{number + 0.0:.{digits}f}" for number in numbers]
    texts = [text.rstrip("0").rstrip(".") if "." in text else text for text in texts]
    text = "".join(text if text.startswith("-") else f" {text}" for text in texts)
    return text if goes_on else text.removeprefix(" ")
