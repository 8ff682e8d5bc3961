r"""Lab: the gradient of a tensor that was broadcast, brought back to its shape.

Level: more. Minutes: 15.
Other numbers: table = torch.arange(12.0, 0.0, -1.0).view(3, 4)
"""
# %% start
import torch

table = torch.arange(1.0, 13.0).view(3, 4)
column = torch.tensor([[1.0], [10.0], [100.0]])


class Times(torch.autograd.Function):
    """A product with broadcasting, written by hand."""

    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, gradient):
        a, b = ctx.saved_tensors
        return back_to(gradient * b, a.shape), back_to(gradient * a, b.shape)


# Write back_to(gradient, shape): the gradient of a tensor of this shape that was broadcast
# to the shape of `gradient`. It may have been stretched along axes of length 1,
# and have got new axes in front.
# TODO: def back_to(gradient, shape): ...

# %% solution
def back_to(gradient, shape):
    new = gradient.dim() - len(shape)
    stretched = [
        axis
        for axis, length in enumerate(shape, start=new)
        if length == 1 and gradient.shape[axis] != 1
    ]
    axes = [*range(new), *stretched]
    return gradient.sum(axes).reshape(shape) if axes else gradient


x = column.clone().requires_grad_()
Times.apply(table, x).sum().backward()
print(x.grad)

# %% check
as_started = {
    "table": getattr(table, "shape", None) == (3, 4),
    "column": getattr(column, "shape", None) == (3, 1),
    "Times": isinstance(Times, type),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def by_torch(gradient, shape):
    """The same as torch does it, on the way back through expand."""
    small = torch.zeros(shape, requires_grad=True)
    (found,) = torch.autograd.grad(small.expand(gradient.shape), small, gradient)
    return found


SHAPES = [
    ((3, 4), (3, 4), "that was not stretched"),
    ((3, 4), (3, 1), "that was stretched along the last axis"),
    ((3, 4), (1, 4), "that was stretched along the first axis"),
    ((3, 4), (4,), "that got a new axis in front"),
    ((3, 4), (), "that was one number"),
    ((2, 3, 4), (3, 1), "that got a new axis and was stretched"),
    ((2, 3, 4), (2, 1, 4), "that was stretched in the middle"),
    ((3, 3), (3,), "of three, in a table of three times three"),
    ((1, 4), (1, 4), "with an axis of length 1 that stayed"),
    ((1, 4), (4,), "that got a new axis of length 1"),
    ((2, 3), (1, 1), "that was stretched along both axes"),
]
assert callable(globals().get("back_to")), "There is no `back_to` yet."
for big, small, words in SHAPES:
    gradient = torch.arange(1.0, 1.0 + torch.zeros(big).numel()).view(big) ** 2 - 7.5
    before = gradient.clone()
    found = back_to(gradient, torch.Size(small))
    right = by_torch(before, small)
    assert torch.equal(gradient, before), "back_to has changed the gradient that it was given."
    assert isinstance(found, torch.Tensor), "back_to returns a tensor."
    assert found.shape == right.shape, (
        f"The gradient of a tensor {words} has the shape {tuple(found.shape)}, not {small}."
    )
    assert not found.is_complex(), "The gradient of a real tensor is real."
    count = gradient.numel() // right.numel()
    assert count == 1 or not torch.allclose((found * count).to(right.dtype), right), (
        f"The gradient of a tensor {words} is the mean of its uses. Where paths meet, they add."
    )
    found = found.to(right.dtype)
    assert torch.allclose(found, right), (
        f"The gradient of a tensor {words} should be {right.tolist()}, not {found.tolist()}."
    )
a, b = table.double().requires_grad_(), column.double().requires_grad_()
assert torch.autograd.gradcheck(Times.apply, (a, b), raise_exception=False), (
    "Times does not agree with nudges: back_to should give the type of what arrives."
)
print("All checks passed.")
