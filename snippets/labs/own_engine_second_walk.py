r"""Lab: let the engine of your own walk over a record more than once.

Level: deep. Minutes: 25.
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


def backward(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad += value.grad * slope


def two_walks():
    x = Value(3.0)
    out = x * x + x
    backward(out)
    backward(out)
    return x.grad


print(two_walks())

# One walk gives 7, so two should give 14, as in torch with retain_graph=True.
# Write a walk that adds the slope to each leaf, however often it is called,
# and whatever other walks have left on the Values between.
# TODO: def walk(out): ...

# %% solution
def walk(out):
    arrived = dict.fromkeys(youngest_first(out), 0.0)
    arrived[out] = 1.0
    for value, gradient in arrived.items():
        if not value.parents:
            value.grad += gradient
        for parent, slope in value.parents:
            arrived[parent] += gradient * slope


x = Value(3.0)
out = x * x + x
walk(out)
print(x.grad)
walk(out)
print(x.grad)

# %% check
made = globals()
as_started = {"Value": isinstance(Value, type), "backward": callable(backward)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(made.get("walk")), "There is no `walk` yet: define the function."
leaf = Value(3.0)
result = leaf * leaf + leaf
walk(result)
assert math.isclose(leaf.grad, 7.0), f"One walk should leave 7 on the leaf, not {leaf.grad}."
walk(result)
assert not math.isclose(leaf.grad, 20.0), (
    "20 is what `backward` gives: the product still held a gradient from the first walk."
)
assert not math.isclose(leaf.grad, 7.0), (
    "The leaf has lost the first walk: start afresh between, but add at the leaves."
)
assert math.isclose(leaf.grad, 14.0), f"Two walks should leave 14 on the leaf, not {leaf.grad}."
leaf = Value(2.0)
shared = leaf * leaf
upper, lower = shared * Value(3.0), shared * shared
walk(upper)
walk(lower)
in_torch = torch.tensor(2.0, requires_grad=True)
square = in_torch * in_torch
(square * 3.0).backward(retain_graph=True)
(square * square).backward()
assert math.isclose(leaf.grad, in_torch.grad.item()), (
    "Two results that share a part: 12 from the one and 32 from the other make 44 "
    f"at the leaf, not {leaf.grad}. What was left on the shared part?"
)
p, q = Value(-2.0), Value(0.5)
product = p * q
result = product * product + p * Value(-3.0)
backward(result)  # leaves something everywhere
result.grad, p.grad, q.grad = 5.0, 0.0, 0.0
for count in (1, 2):
    walk(result)
    assert math.isclose(p.grad, count * -4.0), (
        f"Where `backward` had left gradients on the Values between, {count} walks should leave "
        f"{count * -4.0} on the first leaf, not {p.grad}: do not begin with what is left there."
    )
    assert math.isclose(q.grad, count * 4.0), (
        f"With two leaves, {count} walks should leave {count * 4.0} on the second, not {q.grad}."
    )
print("All checks passed.")
