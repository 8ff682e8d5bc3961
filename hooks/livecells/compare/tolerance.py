"""Compare two texts number by number.

The text between the numbers must be the same; the numbers may differ a little:

- `rtol` and `atol` bound the difference of two floating-point numbers, real or imaginary.
- A print is itself rounded, by up to half a unit in its last place. Two prints of nearly the same
  value may so differ by one unit there, and that is accepted where it says little: in numbers with
  at least four decimals (what torch prints) and a last place of at most 1/1000 of the value. Never
  in `9.` or `0.3`, which torch and `repr` print of exact values. `rtol=0` switches this off.
- Integers (and hexadecimal numbers) are exact, and an integer never equals a `5.`.
- `nan` equals `nan` alone; infinities have a sign.
- Spaces may differ beside a number of another width, and any white space between the brackets
  around one: torch pads its columns to the widest number, and breaks lines by width.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

NUMBER = re.compile(
    r"""
    (?: (?<![\w.\#])[-+−]?       # not inside a name, a version or a colour
      | (?<=[\d.nf])[-+−] )      # the imaginary part of `1.-2.j`, `nan+infj`
    (?: 0[xX][0-9a-fA-F]+
      | (?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?
      | (?:inf|nan)(?![^\Wj]|j\w) )
    [jJ]?
    """,
    re.VERBOSE,
)
WHOLE = re.compile(r"[-+]?(?:\d+|0[xX][0-9a-fA-F]+)\Z")
LAST_PLACE_DECIMALS = 4
LAST_PLACE_SHARE = 1e-3
ALONE = 0


@dataclass(frozen=True)
class Tolerance:
    """How far two numbers may be apart: by `atol` plus `rtol` of the larger one.

    `rtol` and `atol` are as in `numpy.isclose`, but symmetric, as in `math.isclose` (PEP 485).
    `whole` says that integers are exact.
    """

    rtol: float = 1e-5
    atol: float = 1e-8
    whole: bool = True

    def with_options(self, rtol: float | None, atol: float | None) -> Tolerance:
        """The same, but for what a cell states itself."""
        return replace(
            self,
            rtol=self.rtol if rtol is None else rtol,
            atol=self.atol if atol is None else atol,
        )

    def for_figure(self, size: float) -> Tolerance:
        """For coordinates, whose zero means nothing: relative to the size of the picture."""
        return replace(self, atol=max(self.atol, self.rtol * size), whole=False)


def close(before: str, after: str, tolerance: Tolerance) -> bool:
    """Whether two printed numbers are equal within the tolerance; see the module's text."""
    before, after = _plain(before), _plain(after)
    if before == after:
        return True
    wholes = bool(WHOLE.match(before)) + bool(WHOLE.match(after))
    if (wholes and tolerance.whole) or (before[-1] in "jJ") != (after[-1] in "jJ"):
        return False
    x, y = value(before), value(after)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if math.isinf(x) or math.isinf(y):
        return x == y
    gap = abs(x - y)
    near = gap <= tolerance.atol + tolerance.rtol * max(abs(x), abs(y))
    return near or (tolerance.rtol > 0 and _last_place_only(before, after, gap))


def _plain(token: str) -> str:
    """Without a typographic minus, or a plus that says nothing."""
    return token.replace("−", "-").removeprefix("+")


def value(token: str) -> float:
    """A printed number; an imaginary one without its unit."""
    token = _plain(token).rstrip("jJ")
    return float(int(token, 16)) if "x" in token.lower() else float(token)


def _last_place_only(before: str, after: str, gap: float) -> bool:
    """Whether two prints of one value, each rounded, could be these."""
    if min(_decimals(before), _decimals(after)) < LAST_PLACE_DECIMALS:
        return False
    unit = max(_last_place(before), _last_place(after))
    smaller = min(abs(value(before)), abs(value(after)))
    return gap <= unit * (1 + 1e-6) and unit <= LAST_PLACE_SHARE * smaller


def _decimals(token: str) -> int:
    return len(re.split("[eEjJ]", token)[0].partition(".")[2])


def _last_place(token: str) -> float:
    exponent = re.search(r"[eE]([-+]?\d+)", token)
    return 10.0 ** ((int(exponent[1]) if exponent else 0) - _decimals(token))


@dataclass(frozen=True)
class Pieces:
    """A text cut at its numbers: `between` has one piece more than `numbers`."""

    between: tuple[str, ...]
    numbers: tuple[str, ...]


def cut(text: str) -> Pieces:
    """Find the numbers of a text."""
    return Pieces(tuple(NUMBER.split(text)), tuple(NUMBER.findall(text)))


def same(before: str, after: str, tolerance: Tolerance) -> bool:
    """Whether two texts say the same within the tolerance."""
    if before == after:
        return True
    one, other = cut(before), cut(after)
    return aligned(one, other) and not any(differing(one, other, tolerance))


def differing(before: Pieces, after: Pieces, tolerance: Tolerance) -> Iterator[tuple[str, str]]:
    """The pairs of numbers that are too far apart."""
    for pair in zip(before.numbers, after.numbers, strict=True):
        if not close(*pair, tolerance):
            yield pair


def aligned(before: Pieces, after: Pieces) -> bool:
    """Whether the texts between the numbers are the same, but for padding that numbers explain."""
    if len(before.numbers) != len(after.numbers):
        return False
    unequal = [
        number
        for number, pair in enumerate(zip(before.between, after.between, strict=True))
        if pair[0] != pair[1]
    ]
    return not unequal or _explained(unequal, before, after)


def _explained(unequal: list[int], before: Pieces, after: Pieces) -> bool:
    """Whether each of these pieces differs in padding only, for a number of another width."""
    groups = _groups(before.between)
    wider = [len(x) != len(y) for x, y in zip(before.numbers, after.numbers, strict=True)]
    widened = {group for group, changed in zip(groups, wider, strict=True) if changed}
    for at in unequal:
        x, y = before.between[at], after.between[at]
        if at > 0 and wider[at - 1]:
            x, y = x.lstrip(" "), y.lstrip(" ")
        if at < len(wider) and wider[at]:
            x, y = x.rstrip(" "), y.rstrip(" ")
        together = widened.intersection(groups[max(at - 1, 0) : at + 1]) - {ALONE}
        if x != y and not (together and x.split() == y.split()):
            return False
    return True


def _groups(between: tuple[str, ...]) -> list[int]:
    """For each number, which outermost brackets it stands in, by their order, or ALONE."""
    depth = opened = 0
    groups = []
    for text in between[:-1]:
        for character in text:
            opened += character in "([{" and depth == 0
            depth = max(0, depth + (character in "([{") - (character in ")]}"))
        groups.append(opened if depth else ALONE)
    return groups


def change(before: str, after: str, tolerance: Tolerance) -> str:
    """In words, how many numbers changed and by how much; empty where the text itself changed."""
    one, other = cut(before), cut(after)
    if not aligned(one, other):
        return ""
    pairs = [(value(x), value(y)) for x, y in differing(one, other, tolerance)]
    head = f"{len(pairs)} of {len(one.numbers)} numbers changed"
    gaps = [(abs(y - x), abs(x)) for x, y in pairs if math.isfinite(x) and math.isfinite(y)]
    if not gaps:
        return head
    relative = [gap / size for gap, size in gaps if size]
    share = f", {max(relative):.3g} (relative)" if relative else ""
    return f"{head}; largest change {max(gap for gap, _ in gaps):.3g} (absolute){share}"


def changed_lines(before: str, after: str, tolerance: Tolerance) -> Iterator[str]:
    """The lines that differ, as `- line` and `+ line` below `@@ line N @@`."""
    for start, removed, added in _hunks(before.split("\n"), after.split("\n"), tolerance):
        yield f"@@ line {start + 1} @@"
        yield from (f"- {line}" for line in removed)
        yield from (f"+ {line}" for line in added)


def _hunks(
    old: list[str], new: list[str], tolerance: Tolerance
) -> Iterator[tuple[int, list[str], list[str]]]:
    """Where lines differ, which, and what stands there now; without lines that only look so."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        removed, added = old[start:end], new[new_start:new_end]
        if len(removed) != len(added):
            yield start, removed, added
        elif tag != "equal":
            lines = zip(range(start, end), removed, added, strict=True)
            runs = groupby(lines, lambda line: same(line[1], line[2], tolerance))
            for found in (list(run) for equal, run in runs if not equal):
                yield found[0][0], [x for _, x, _ in found], [y for _, _, y in found]
