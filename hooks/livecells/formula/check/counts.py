r"""Letters for whole numbers: with which array one goes, and other numbers for those with none.

The n of \sum_{k=1}^n k goes with no array. What is said with it has to hold for other n, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from math import isqrt
from typing import TYPE_CHECKING

from livecells.formula.check.plain import all_say_little
from livecells.formula.check.report import Step
from livecells.formula.check.sizes import is_for_all_sizes
from livecells.formula.check.tempting import RELATIONS
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.points import Names
from livecells.formula.syntax.tree import Chain, Factorial, Node, Num, Reduction, Sym, walk

if TYPE_CHECKING:
    from livecells.formula.check.assembly import Assembly
    from livecells.formula.check.statement import StatementCheck

_NEAR = 2  # how far a letter may be from the length of the array that it counts
_COUNTS = (1, 2, 3, 4, 6, 7, 9)
_OF_BOUNDS = (5, 8, 10, 12, 20, 40, 100, 400)  # a bound may hold for few, and not for many
_LARGEST, _LARGE = 400, (1_000, 10_000, 1_000_000)  # of what is summed up to, and of what is not
_APART = 1  # of letters that are tried together, so that none is the other


def lengths_of(names: Names, nodes: Iterable[Node]) -> dict[str, int]:
    r"""The letters that count or choose entries, with the length of the array that they go with.

    That is as long as the letter says, or as a sum up to it shows: x_0, ..., x_n are n + 1.
    """
    plain = _plain(names)
    sizes = {size for shape in names.shapes.values() for size in shape}
    found = {n: v for n, v in plain.items() if v in sizes}
    counted = _counted(names, nodes) if len(found) < len(plain) else {}
    for name, value in plain.items():
        own = counted.get(name, set())
        if name not in found and len(own) == 1 and abs(min(own) - value) <= _NEAR:
            found[name] = min(own)
    return found


def _plain(names: Names) -> dict[str, int]:
    return {n: int(v) for n, v in names.whole.items() if not v.dim() and n not in names.fixed}


def _counted(names: Names, nodes: Iterable[Node]) -> dict[str, set[int]]:
    """For each letter at which a sum ends, the lengths of the axes that its index runs over."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        if isinstance(node, Reduction) and isinstance(node.high, Sym) and not node.high.subs:
            found.setdefault(node.high.name, set()).update(_axes(names, node))
    return found


def _axes(names: Names, node: Reduction) -> Iterator[int]:
    for part in walk(node.body):
        if isinstance(part, Sym) and len(shape := names.shapes.get(part.name, ())) == len(
            part.subs
        ):
            yield from (
                size
                for size, sub in zip(shape, part.subs, strict=True)
                if isinstance(sub, Sym) and sub.name == node.index
            )


def at_other_counts(
    assembly: Assembly,
    chain: Chain,
    check: StatementCheck,
    found: list[Step],
    first: int,
    lengths: Collection[str],
) -> list[Step]:
    """What holds for the whole numbers of the run has to hold for others, too.

    Args:
        assembly: What makes the check of a statement.
        chain: The statement.
        check: It with the values of the run.
        found: What was seen with those.
        first: The place of the first relation that was compared.
        lengths: The letters that go with arrays: those have other values with their sizes.

    Returns:
        The steps, of which the mark says for which numbers they were seen.
    """
    free = {n: v for n, v in _plain(check.names).items() if n not in lengths}
    alone = not check.names.varying and set(check.names.whole) == free.keys()
    little = alone and all_say_little(check.names)  # with n = 1 much equals a number
    places = [
        first + k
        for k, step in enumerate(found)
        if (step.route == "points" or alone)
        and (is_for_all_sizes(check.chain, first + k) or little)
        and check.chain.relations[first + k] != "~"
    ]
    if not free or not places or chain.ranges:
        return found
    held = list(_held(assembly, chain, check, places, free))
    return [
        _said(step, free, held, alone) if first + k in places else step
        for k, step in enumerate(found)
    ]


def _held(
    assembly: Assembly,
    chain: Chain,
    check: StatementCheck,
    places: list[int],
    free: Mapping[str, int],
) -> Iterator[Mapping[str, int]]:
    """The values with which the statement holds; a wrong one is refused."""
    bounds = any(check.chain.relations[place] in RELATIONS for place in places)
    more = _written(chain, bounds)
    for values in _ways(free, bounds, more):
        other = assembly.recounted(chain, values)
        try:
            for place in places if other is not None else ():
                assert other is not None
                other.at_sizes(place)
        except FormulaError as error:
            if not error.message.startswith("this step is wrong"):
                continue
            reason = (
                f"this holds for {_text(free)} only, not with {_text(values)}; if it is about that "
                f"number alone, name it in `fixed`\n{error.message}"
            )
            raise FormulaError(reason, error.tex, error.span) from None
        if other is not None:
            yield values


def _written(chain: Chain, bounds: bool) -> set[int]:
    r"""The numbers of a statement and of the conditions beside it, their neighbours and roots.

    n! > 10^n, n \ge 24 is wrong at 24 first. A bound without a sum is tried at large numbers, too.
    """
    nodes = [node for expr in (*chain.exprs, *chain.conditions) for node in walk(expr)]
    numbers = {int(abs(n.value)) for n in nodes if isinstance(n, Num) and n.value.denominator == 1}
    near = {number + step for number in numbers if number <= _LARGEST for step in (-1, 0, 1)}
    near |= {isqrt(number) for number in numbers}
    sums = any(isinstance(n, Reduction | Factorial) for n in nodes)
    near |= set() if sums or not bounds else set(_LARGE)
    return {number for number in near if 0 < number <= (_LARGEST if sums else max(_LARGE))}


def _ways(free: Mapping[str, int], bounds: bool, more: set[int]) -> Iterator[dict[str, int]]:
    """Other values: one letter alone has another, and all have."""
    counts = sorted({*_COUNTS, *(_OF_BOUNDS if bounds else ()), *more})
    for name in free if len(free) > 1 else ():
        yield from ({**free, name: count} for count in counts if count != free[name])
    for count in counts:
        values = {name: count + _APART * k for k, name in enumerate(sorted(free))}
        if values != free:
            yield values


def _text(values: Mapping[str, int]) -> str:
    return " and ".join(f"{name} = {value}" for name, value in sorted(values.items()))


def _said(step: Step, free: Mapping[str, int], held: list[Mapping[str, int]], alone: bool) -> Step:
    """The step with what its mark has to say of these letters."""
    if not held:
        note = f"Compared for {_text(free)} only."
        return step if step.route == "run" else replace(step, notes=(*step.notes, note))
    if not alone:
        return step
    values = [free, *held]
    seen = [f"{name} = {_listed({v[name] for v in values})}" for name in sorted(free)]
    note = f"Compared for {' and '.join(seen)}."
    return replace(step, route="points", points=len(values), notes=(*step.notes, note))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
