"""Sums of products along named axes, by the steps that torch takes: permute, multiply, view."""

from ._tensor import Tensor
from ._types import fault, refuse

SEEN = (
    "einsum(): subscript %s has size %d for operand %d which does not broadcast with previously "
    "seen size %d"
)
COUNT = (
    "einsum(): the number of subscripts in the equation (%d) does not match the number of "
    "dimensions (%d) for operand %d and no ellipsis was given"
)


def einsum(*args):
    if not args or not isinstance(args[0], str):
        refuse("einsum without an equation in front")
    equation, operands = args[0], list(args[1:])
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = list(operands[0])
    if not operands:
        refuse("einsum of nothing")
    if not all(isinstance(t, Tensor) and t.dtype.is_floating_point for t in operands):
        refuse("einsum of something else than tensors of numbers with a fraction")
    inputs, output = _parsed(equation, operands)
    _sizes(inputs, operands)
    if not 1 <= len(operands) <= 2:
        refuse("einsum of more than two tensors")
    rest = sorted({label for labels in inputs for label in labels} - set(output))
    order = list(output) + rest
    ready = [_arranged(t, labels, order) for t, labels in zip(operands, inputs, strict=True)]
    if len(ready) == 1:
        return ready[0].sum(list(range(len(output), len(order)))) if rest else ready[0]
    return _pair(ready[0], ready[1], len(output), len(order))


def _parsed(equation, operands):
    """The labels of each operand, and those of the result."""
    text = equation.replace(" ", "")
    if not all(c.isalpha() and c.isascii() for c in text.replace("->", "").replace(",", "")):
        refuse("an equation with other signs than letters")
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    if "->" in output or "," in output:
        refuse("such an equation")
    if len(inputs) != len(operands):
        what = "fewer" if len(operands) < len(inputs) else "more"
        fault(
            RuntimeError,
            f"einsum(): {what} operands were provided than specified in the equation",
        )
    for k, (labels, t) in enumerate(zip(inputs, operands, strict=True)):
        if len(labels) != t.dim():
            fault(RuntimeError, COUNT % (len(labels), t.dim(), k))
    if not arrow:
        output = "".join(sorted(c for c in set(left) - {","} if left.count(c) == 1))
    _known(output, left)
    return inputs, output


def _known(output, left):
    for k, label in enumerate(output):
        if label in output[:k]:
            text = f"output subscript {label} appears more than once in the output"
            fault(RuntimeError, "einsum(): " + text)
        if label not in left:
            text = f"output subscript {label} does not appear in the equation for any input operand"
            fault(RuntimeError, "einsum(): " + text)


def _sizes(inputs, operands):
    """All sizes of one label have to be the same."""
    seen = {}
    for k, (labels, t) in enumerate(zip(inputs, operands, strict=True)):
        for place, label in enumerate(labels):
            n = t.shape[place]
            known = seen.setdefault(label, n)
            if n != known:
                if 1 in (n, known) or labels.count(label) > 1:
                    refuse("einsum with sizes that differ")
                fault(RuntimeError, SEEN % (label, n, k, known))
            if not n:
                refuse("einsum of an empty tensor")


def _arranged(t, labels, order):
    """The tensor with one axis for each label, in their order."""
    labels = list(labels)
    for label in list(labels):
        while labels.count(label) > 1:
            refuse("einsum of a diagonal")
    places = [labels.index(label) if label in labels else -1 for label in order]
    after = len(labels)
    for k, place in enumerate(places):
        if place < 0:
            t = t.unsqueeze(-1)
            places[k], after = after, after + 1
    return t.permute(*places) if places else t.permute(())


def _pair(a, b, first, count):
    """Two arranged tensors; the axes from `first` on are summed."""
    both, mine, others = [], [], []
    for d in range(first, count):
        if a.shape[d] != 1 and b.shape[d] != 1:
            both.append(d)
        elif a.shape[d] != 1:
            mine.append(d)
        elif b.shape[d] != 1:
            others.append(d)
    a = a.sum(mine, True) if mine else a
    b = b.sum(others, True) if others else b
    made = _contracted(a, b, both) if both else a * b
    return made.view(tuple(made.shape[:first])) if count > first else made


def _contracted(a, b, summed):
    """The sum of products as one product of batches of matrices."""
    if a.dtype is not b.dtype:
        fault(RuntimeError, f"expected scalar type {a.dtype.title} but found {b.dtype.title}")
    every = [d for d in range(a.dim()) if d not in summed]
    shared = [d for d in every if a.shape[d] != 1 and b.shape[d] != 1]
    left = [d for d in every if a.shape[d] != 1 and d not in shared]
    right = [d for d in every if d not in shared and d not in left]
    n, m = [_product([t.shape[d] for d in axes]) for t, axes in ((a, shared), (a, left))]
    k, p = _product([a.shape[d] for d in summed]), _product([b.shape[d] for d in right])
    x = a.permute(*shared, *left, *summed, *right).reshape(n, m, k)
    y = b.permute(*shared, *summed, *right, *left).reshape(n, k, p)
    order = shared + left + summed + right
    sizes = [a.shape[d] for d in shared + left] + [1] * len(summed) + [b.shape[d] for d in right]
    back = [order.index(d) for d in range(a.dim())]
    return x.bmm(y).view(tuple(sizes)).permute(*back)


def _product(sizes):
    made = 1
    for n in sizes:
        made *= n
    return made
