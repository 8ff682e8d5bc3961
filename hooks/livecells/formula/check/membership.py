r"""x \in \mathbb{R}^n says a shape, y \in \{0, 1\} a value of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import torch
from torch import Tensor

from livecells.formula.check.assembly import Assembly
from livecells.formula.check.report import Step
from livecells.formula.check.sides import Side, shape_text
from livecells.formula.check.sizes import Place
from livecells.formula.check.statement import StatementCheck
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.tree import Chain, Node, Num, Rel, Set, Space, Sym

MEMBER = ("in",)


def separate(chain: Chain, tex: str) -> Iterator[Chain]:
    r"""What `a = b \in M` says: a = b, and b \in M."""
    if "in" not in chain.relations:
        yield chain
        return
    place = chain.relations.index("in")
    if place:
        yield replace(chain, exprs=chain.exprs[: place + 1], relations=chain.relations[:place])
    yield replace(chain, exprs=chain.exprs[place : place + 2], relations=MEMBER)
    if place + 1 < len(chain.relations):
        raise FormulaError("behind \\in stands a set, and nothing else", tex, chain.exprs[-1].span)


def stated_sizes(assembly: Assembly, chains: Iterable[Chain]) -> set[Place]:
    r"""The axes whose size the display states as a number, x \in \mathbb{R}^3.

    The letters of x \in \mathbb{R}^n are known to the whole display after it.
    """
    found: set[Place] = set()
    for chain in chains:
        beside = [c for c in chain.conditions if isinstance(c, Rel) and c.op == "in"]
        pairs = [chain.exprs] if chain.relations == MEMBER else []
        for left, space in (*pairs, *((c.left, c.right) for c in beside)):
            known = isinstance(left, Sym) and not left.subs and left.name in assembly.shapes
            if known and isinstance(left, Sym) and isinstance(space, Space):
                member(assembly, Chain((left, space), MEMBER))
                assembly.counted |= {s.name for s in space.sizes if isinstance(s, Sym)}
                sizes = enumerate(space.sizes)
                found |= {(left.name, axis) for axis, size in sizes if isinstance(size, Num)}
    return found


def last_compared(chains: list[Chain]) -> Chain:
    """The statement that a value of the run is about."""
    return next((c for c in reversed(chains) if c.relations != MEMBER), chains[-1])


def member(assembly: Assembly, chain: Chain) -> Step:
    r"""What a statement with \in compares: the shape, or the values of the run.

    A letter that no number has yet is the size that it stands for.

    Raises:
        FormulaError: It is not so.
    """
    check = assembly.assembled(replace(chain, exprs=chain.exprs[:1], relations=()))
    side, members = check.sides[0], chain.exprs[1]
    if isinstance(members, Space):
        _refuse_shape(assembly, check, side, members)
        if members.name != "\\mathbb{R}":
            _refuse_fractions(check, members)
    else:
        apart = (check.run_row(0).unsqueeze(-1) - _values(assembly, members)).abs()
        if not bool((apart <= 1e-6).any(-1).all()):
            raise FormulaError("the value of the run is not in this set", check.tex, members.span)
    entries = side.value.data[0].numel()
    return Step(side.tex, check.tex[slice(*members.span)], "run", entries, 0.0)


def _refuse_fractions(check: StatementCheck, members: Space) -> None:
    row = check.run_row(0)
    negative = members.name == "\\mathbb{N}" and bool((row < 0).any())
    if negative or not torch.equal(row, row.round()):
        reason = "the value of the run is not in this set of whole numbers"
        raise FormulaError(reason, check.tex, members.span)


def _values(assembly: Assembly, members: Node) -> Tensor:
    if isinstance(members, Set) and all(isinstance(m, Num) for m in members.members):
        numbers = [float(m.value) for m in members.members if isinstance(m, Num)]
        return torch.tensor(numbers, dtype=torch.float64)
    listed = assembly.values.get(members.name) if isinstance(members, Sym) else None
    if listed is None or listed.ndim != 1:
        reason = "\\in needs a known set: \\mathbb{R}^n, \\{0, 1\\}, or a name of a list in `at`"
        raise FormulaError(reason, assembly.tex, members.span)
    return torch.from_numpy(listed.copy())


def _refuse_shape(assembly: Assembly, check: StatementCheck, side: Side, space: Space) -> None:
    shape = side.tail
    column = len(space.sizes) == 2 and len(shape) == 1
    wanted = (*shape, 1) if column else shape
    if len(space.sizes) != len(wanted) or any(
        _size(assembly, node, size) != size for node, size in zip(space.sizes, wanted, strict=True)
    ):
        reason = f"{side.tex} has another shape here: {shape_text(shape)}"
        raise FormulaError(reason, check.tex, (side.node.span[0], space.span[1]))


def _size(assembly: Assembly, node: Node, size: int) -> int:
    if isinstance(node, Num):
        return int(node.value)
    if not isinstance(node, Sym) or node.subs:
        raise FormulaError("a size is a number or a letter here", assembly.tex, node.span)
    given = assembly.whole.get(node.name)
    if given is not None and given.ndim == 0:
        return int(given)
    return assembly.lengths.setdefault(node.name, size)
