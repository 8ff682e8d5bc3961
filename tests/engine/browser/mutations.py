"""What a reader does to the code on a page: another number, another sign, a call left out."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable

METHODS = [
    "exp",
    "sin",
    "cos",
    "tanh",
    "sigmoid",
    "relu",
    "abs",
    "sum",
    "mean",
    "sqrt",
    "log",
    "max",
    "min",
    "prod",
    "norm",
    "clone",
    "detach",
    "square",
    "zero_",
    "std",
    "neg",
    "item",
    "tolist",
    "backward",
]
FLAGS = ("retain_graph", "create_graph", "requires_grad", "dim", "lr", "momentum", "keepdim")
SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
Change = Callable[[random.Random], ast.AST | list[ast.stmt] | None]


def change_of(node: ast.AST) -> Change | None:
    """How a node may be changed, or None."""
    match node:
        case ast.Constant(value=bool() as value):
            return lambda _: ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            near: list[float] = [value + 1, value * 2, -value, 0, value / 2, 3, 0.5, 10]
            return lambda r: ast.Constant(r.choice(near))
        case ast.BinOp(op=op) if isinstance(op, SIGNS):
            return lambda r: ast.BinOp(node.left, r.choice(SIGNS)(), node.right)
        case ast.Attribute(attr=name) if name in METHODS:
            return lambda r: ast.Attribute(node.value, r.choice(METHODS), node.ctx)
        case ast.keyword(arg=name) if name in FLAGS:
            return lambda _: None
        case ast.With():
            return lambda _: node.body
        case ast.Expr(value=ast.Call()):
            return lambda _: ast.Pass()
    return None


class _Changes(ast.NodeTransformer):
    """Changes the node number `target` of those that can be changed, and counts them all."""

    def __init__(self, target: int, chance: random.Random) -> None:
        self.target, self.chance, self.count = target, chance, 0

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        change = change_of(node)
        if change is None:
            return node
        self.count += 1
        return change(self.chance) if self.count == self.target else node  # type: ignore[return-value]


def mutated(source: str, seed: str) -> str | None:
    """The program with one or two changes; None where none can be made."""
    chance = random.Random(seed)
    tree: ast.AST = ast.parse(source)
    for _ in range(chance.choice([1, 1, 2])):
        counted = _Changes(0, chance)
        counted.visit(copy.deepcopy(tree))
        if not counted.count:
            return None
        tree = _Changes(chance.randint(1, counted.count), chance).visit(tree)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "mutated", "exec")
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return None
    return text
