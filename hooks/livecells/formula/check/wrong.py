"""The error for a step whose two sides differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from livecells.formula.check.printed import is_decimal, printed_tolerance
from livecells.formula.check.readings import BY_SLOPES
from livecells.formula.check.report import Floats
from livecells.formula.check.sides import Side, aligned, point_text
from livecells.formula.check.tempting import RELATIONS
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tree import Sym

if TYPE_CHECKING:
    from livecells.formula.check.batch import Batch
    from livecells.formula.check.comparison import Comparison


def wrong_step(
    check: Comparison,
    batch: Batch,
    places: tuple[int, int],
    wrong: Tensor,
    a: Tensor,
    b: Tensor,
) -> FormulaError:
    """The error for two sides that differ where `wrong` is set, shape (points, entries)."""
    left, right = (batch.evaluation.sides[place] for place in places)
    point = _shown_point(batch, wrong, a, b)
    entry = int(_apart(wrong, a, b)[point].argmax())
    of_run = batch.run == point
    return FormulaError(
        f"this step is wrong{_entry(check, left.tail, right.tail, entry)}\n"
        f"    left   {left.tex} = {float(a[point, entry]):.10g}\n"
        f"    right  {right.tex} = {float(b[point, entry]):.10g}\n"
        f"    {'run' if of_run else 'at '}    {point_text(batch.leaves, point)}"
        f"{_rounded_hint((left, right), a[point], b[point])}"
        f"{_by_slopes(check)}"
        f"{_condition_hint(check, places[0], left)}"
        f"{_counts_hint(check, batch, places)}"
        f"{_hint(batch, wrong, left.is_number or right.is_number)}"
        f"{_definition_hint(check, batch, left, a, b)}",
        check.tex,
        (left.node.span[0], right.node.span[1]),
    )


def _hint(batch: Batch, wrong: Tensor, about_number: bool) -> str:
    """What to write where a statement is right at the values of the run."""
    if batch.run is None or bool(wrong[batch.run].any()):
        return ""
    if not about_number:
        return "\n    it holds at the run's values: if it is about these alone, name all in `fixed`"
    return "\n    it holds at the run's values: say so, |_{x=1}, or keep them with `fixed`"


def _condition_hint(check: Comparison, place: int, left: Side) -> str:
    """What to write where a relation that stands last is no statement but a condition."""
    before = check.tex[: left.node.span[0]]
    if check.chain.relations[place] not in RELATIONS or "=" not in before:
        return ""
    return "\n    if it says where that before it holds, write \\text{for } in front of it"


def _rounded_hint(sides: tuple[Side, Side], a: Tensor, b: Tensor) -> str:
    """What to write where a printed number is the other side, rounded."""
    return "".join(
        rounded_hint(side, (a - b).abs().numpy()) for side in sides if a.shape == b.shape
    )


def rounded_hint(side: Side, apart: Floats) -> str:
    """What to write where a printed number differs by less than half of its last digit."""
    digit = printed_tolerance(side.node) if is_decimal(side.node) else None
    if digit is None or not bool((apart <= digit.max()).all()):
        return ""
    return f"\n    {side.tex} is this value, rounded: write \\approx in front of it"


def _counts_hint(check: Comparison, batch: Batch, places: tuple[int, int]) -> str:
    r"""What to write where an n such as that of \log n was a number as any other."""
    shapes = check.names.shapes
    numbers = {n: float(v) for n, v in check.names.run.items() if not v.dim()}
    for letter in numbers.keys() & set(check.names.varying) - check.names.fixed:
        counted = [n for n, shape in shapes.items() if numbers[letter] in shape]
        if counted and _holds_with(check, batch, places, letter):
            (name, *_) = counted
            axes = [letter if size == numbers[letter] else str(size) for size in shapes[name]]
            space = " \\times ".join(axes)
            return (
                f"\n    {letter} is a number as any other here: if it counts the entries of "
                f"{name}, say so beside it: {name} \\in \\mathbb{{R}}^{{{space}}}"
            )
    return ""


def _holds_with(check: Comparison, batch: Batch, places: tuple[int, int], letter: str) -> bool:
    """Whether the sides are as they are to be where a letter has its value of the run."""
    sign = RELATIONS.get(check.chain.relations[places[0]], torch.isclose)
    value = check.names.run[letter].expand_as(batch.leaves[letter])
    sides = check.formula.at(batch.leaves | {letter: value}).sides
    a, b = aligned(sides[places[0]], sides[places[1]], check.tex)
    return bool(sign(a, b).all())


def _by_slopes(check: Comparison) -> str:
    """What is compared where an integral without limits stands."""
    said = (note for note in check.chain.notes if note.startswith(BY_SLOPES))
    return "".join(f"\n    {note}: the integral has no limits" for note in said)


def _definition_hint(check: Comparison, batch: Batch, left: Side, a: Tensor, b: Tensor) -> str:
    """What to write where a name has its value in the run, and the right side says how."""
    if batch.run is None or not isinstance(left.node, Sym) or left.node.name not in check.names.run:
        return ""
    if left.node is not check.chain.exprs[0] or left.node.name in check.formula.definitions:
        return ""
    if not torch.allclose(a[batch.run], b[batch.run], rtol=1e-5, atol=1e-12):
        return ""
    return (
        f"\n    it holds at the run's values: if it says what {left.tex} is, write `define: true`"
    )


def _shown_point(batch: Batch, wrong: Tensor, a: Tensor, b: Tensor) -> int:
    """The run's point if the sides differ there, else where they differ most."""
    if batch.run is not None and bool(wrong[batch.run].any()):
        return batch.run
    return int(_apart(wrong, a, b).amax(1).argmax())


def _apart(wrong: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """How far the entries that differ are apart, for their size."""
    size = 1.0 + torch.maximum(a.abs(), b.abs())
    return torch.where(wrong, (a - b).abs() / size + 1e-30, 0.0).nan_to_num(0, 1, 0)


def _entry(check: Comparison, a: tuple[int, ...], b: tuple[int, ...], entry: int) -> str:
    """Which component differs: the values of the free indices, or the entry of an array."""
    running = check.formula.running
    sizes = [int(np.prod(shape)) for shape in running.values()]
    tail = max(a, b, key=len)
    place = [int(k) for k in np.unravel_index(entry, (*sizes, *tail))] if sizes or tail else []
    scope = check.formula.scope
    first = [scope.starts.get(index, scope.base) for index in running]
    parts = [f"{i} = {k + base}" for i, k, base in zip(running, place, first, strict=False)]
    if tail:
        parts.append("entry " + ", ".join(str(k + 1) for k in place[len(sizes) :]))
    return f" ({', '.join(parts)})" if parts else ""


def value_text(values: Floats, digits: int = 7) -> str:
    """Numbers for messages, to seven digits."""
    shown = np.array2string(values, precision=digits, separator=", ", threshold=16)
    return shown.replace("\n", "")


def told_apart(one: Floats, other: Floats) -> tuple[str, str]:
    """Two values for a message, with as many digits as show that they differ."""
    texts = value_text(one), value_text(other)
    return texts if texts[0] != texts[1] else (value_text(one, 16), value_text(other, 16))
