r"""Lab: teach the engine of your own one more rule.

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


def backward(out):
    out.grad = 1.0
    for value in youngest_first(out):
        for parent, slope in value.parents:
            parent.grad += value.grad * slope


# The sigmoid of a number x is y = 1 / (1 + exp(-x)).
# Write it as a function of a Value that returns a Value, as `__mul__` does.
# The slope is shortest when you write it with y.
# TODO: def sigmoid(a): ...

# %% solution
def sigmoid(a):
    y = 1 / (1 + math.exp(-a.data))
    return Value(y, [(a, y * (1 - y))])


half = Value(0.0)
out = sigmoid(half)
backward(out)
print(out.data, half.grad)

# %% check
made = globals()
as_started = {"Value": isinstance(Value, type), "backward": callable(backward)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(made.get("sigmoid")), "There is no `sigmoid` yet: define the function."


def slope_at(point):
    leaf = Value(point)
    result = sigmoid(leaf)
    assert isinstance(result, Value), (
        f"`sigmoid` should return a Value, not {type(result).__name__}."
    )
    right = 1 / (1 + math.exp(-point))
    assert math.isclose(result.data, right), (
        f"The sigmoid of {point} is {right:.4f}, not {result.data:.4f}: look at its sign and sum."
    )
    backward(result)
    return leaf.grad, right


for point in (2.0, 0.5, -1.0):
    found, y = slope_at(point)
    assert found != 0.0, (
        "No slope arrives at the leaf: give the new Value a list with one pair, (a, slope)."
    )
    assert not math.isclose(found, y), "That is y itself. The slope has a second factor."
    assert not math.isclose(found, 1 - y**2), "1 - y**2 is the slope of tanh."
    assert not math.isclose(found, point - point**2), (
        "Write the slope with the output y, not with the input."
    )
    leaf = torch.tensor(point, dtype=torch.float64, requires_grad=True)
    torch.sigmoid(leaf).backward()
    assert not math.isclose(found, -leaf.grad.item()), (
        "The sign of the slope is wrong: the sigmoid rises everywhere."
    )
    assert math.isclose(found, leaf.grad.item(), rel_tol=1e-9), (
        f"At {point} the slope should be {leaf.grad.item():.6f}, not {found:.6f}."
    )
leaf = Value(0.5)
backward(sigmoid(sigmoid(leaf) * leaf))
nested = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
torch.sigmoid(torch.sigmoid(nested) * nested).backward()
assert math.isclose(leaf.grad, nested.grad.item(), rel_tol=1e-9), (
    "One sigmoid is right, but two in a row are not: the pair must hold the Value given to you."
)
print("All checks passed.")
