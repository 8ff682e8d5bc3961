"""Sizes as people write them: `512 MiB`, `4 GiB`, `none` for no limit."""

from __future__ import annotations

import re

UNITS = {"": 1 << 20, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
# A small b behind a large letter stands for bits: Gb, in the field's usage.
FORM = re.compile(r"(\d+(?:\.\d+)?)\s*(?!(?-i:[KMGT]b))(?:([kmgt])(?:i?b)?)?", re.IGNORECASE)
NONE = "none"
MOST = 1 << 62  # what a system can count


def size_of(text: str) -> int | None:
    """The bytes that a size stands for, or None for `none`; a number alone counts MiB.

    Raises:
        ValueError: It is no size, or not above 0.
    """
    if text.strip().lower() == NONE:
        return None
    found = FORM.fullmatch(text.strip())
    size = int(float(found[1]) * UNITS[(found[2] or "").lower()]) if found else 0
    if not 0 < size < MOST:
        raise ValueError(f"must be a size such as 512 MiB or 4 GiB, or none, not {text!r}")
    return size


def in_words(size: int | None) -> str:
    """A size as people write it: the largest unit that gives a whole number."""
    if size is None:
        return NONE
    for unit in "TGMK":
        whole, rest = divmod(size, UNITS[unit.lower()])
        if whole and not rest:
            return f"{whole} {unit}iB"
    return f"{size} bytes"
