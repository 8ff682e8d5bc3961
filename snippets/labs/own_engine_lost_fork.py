r"""Lab: find the expression that shows the bug, then mend the engine.

Level: deep. Minutes: 20.
"""
# %% start
import itertools
import math

import torch


class Value:
    counter = itertools.count()

    def __init__(self, data, parents=()):
        self.data = data
        self.parents = parents  # pairs: (a Value, the slope along it)
        self.grad = 0.0
        self.number = next(Value.counter)

    def __add__(self, other):
        pairs = (self, 1.0), (other, 1.0)
        return Value(self.data + other.data, pairs)

    def __mul__(self, other):
        pairs = (self, other.data), (other, self.data)
        return Value(self.data * other.data, pairs)


def youngest_first(out):
    found, todo = {out}, [out]
    while todo:
        for parent, _ in todo.pop().parents:
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return sorted(found, key=lambda v: v.number, reverse=True)


def broken(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad = value.grad * slope


def slope_by(walk, expression, at):
    leaf = Value(at)
    walk(expression(leaf))
    return leaf.grad


print(slope_by(broken, lambda x: x * Value(5.0), 3.0))
print(slope_by(broken, lambda x: (x + Value(1.0)) * Value(5.0), 3.0))

# Both slopes are right, and yet `broken` has a bug.
# First write an expression of one Value whose slope at 3 comes out wrong.
# TODO: def witness(x): ...
# Then write the walk without the bug.
# TODO: def mended(out): ...

# %% solution
def witness(x):
    return x + x


def mended(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad += value.grad * slope


print("broken:", slope_by(broken, witness, 3.0))
print("mended:", slope_by(mended, witness, 3.0))

# %% check
made = globals()
as_started = {
    "Value": isinstance(Value, type),
    "broken": callable(broken),
    "slope_by": callable(slope_by),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(made.get("witness")), (
    "There is no `witness` yet: write the expression that comes out wrong."
)
assert isinstance(witness(Value(3.0)), Value), "`witness` should return a Value made from `x`."


def nudged(expression, at, h=1e-5):
    up, down = expression(Value(at + h)).data, expression(Value(at - h)).data
    return (up - down) / (2 * h)


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


assert not close(slope_by(broken, witness, 3.0), nudged(witness, 3.0)), (
    "`broken` gets your expression right. Let two ways lead from the result to `x`."
)
assert callable(made.get("mended")), "There is no `mended` yet: write the walk without the bug."


def fork(x):
    return x * x + x


def deep(x):
    middle = x * x
    return x * (middle * middle + middle)


def tower(x):
    for _ in range(5):
        x = x + x
    return x


assert close(slope_by(mended, lambda x: x * Value(5.0), 3.0), 5.0), (
    "A plain product comes out wrong now. Does the walk begin with 1 at the result?"
)
chain = slope_by(mended, lambda x: x * Value(2.0) * Value(5.0), 3.0)
assert close(chain, 10.0), (
    f"x * 2 * 5 has the slope 10, not {chain}: start at the result, "
    "and multiply each slope by the gradient that has arrived."
)
assert not close(slope_by(mended, fork, 3.0), slope_by(broken, fork, 3.0)), (
    "x * x + x still has the slope of `broken`: where two ways meet, gradients must add."
)
assert close(slope_by(mended, fork, 3.0), 7.0), (
    f"x * x + x has the slope 7 at 3, not {slope_by(mended, fork, 3.0)}."
)
for expression in (deep, tower):
    assert close(slope_by(mended, expression, 3.0), nudged(expression, 3.0)), (
        f"`{expression.__name__}` comes out wrong: a step may only be taken "
        "when all gradients have arrived at it."
    )
for expression in (fork, deep):
    assert close(slope_by(mended, expression, -2.0), nudged(expression, -2.0)), (
        f"At -2 `{expression.__name__}` comes out wrong: slopes may be negative."
    )
leaf = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
deep(leaf).backward()
assert close(slope_by(mended, deep, 3.0), leaf.grad.item()), "Torch has another slope for `deep`."
print("All checks passed.")
