r"""Lab: the gradients of a hidden layer, by formula.

Level: deep. Minutes: 20.
Other numbers: b = torch.tensor([0.2, -0.1, 0.1])
Other numbers: u = torch.tensor([0.8, -0.5, 1.2])
"""
# %% start
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = torch.tensor([0.0, 1.0, 1.0, 0.0])
W = torch.tensor([[0.7, -0.3, 0.1], [0.6, -0.5, -0.2]])
b = torch.tensor([0.1, 0.0, -0.1])
u = torch.tensor([-0.9, 0.4, 1.6])
c = torch.tensor(0.2)

h = torch.tanh(X @ W + b)
z = h @ u + c
delta = (torch.sigmoid(z) - t) / 4

# `delta` is the slope of the loss along z.
# No tensor here records: go on by formula.
# TODO: W_grad = ...   with the shape of W
# TODO: b_grad = ...   with the shape of b

# %% solution
back = delta[:, None] * u * (1 - h**2)
W_grad = X.T @ back
b_grad = back.sum(dim=0)
print(W_grad)
print(b_grad)

# %% check
made = globals()


def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


as_started = {
    "X": getattr(X, "shape", None) == (4, 2),
    "t": getattr(t, "shape", None) == (4,),
    "W": getattr(W, "shape", None) == (2, 3),
    "b": getattr(b, "shape", None) == (3,),
    "u": getattr(u, "shape", None) == (3,),
    "c": getattr(c, "shape", None) == (),
    "h": getattr(h, "shape", None) == (4, 3),
    "delta": getattr(delta, "shape", None) == (4,),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
missing = [name for name in ("W_grad", "b_grad") if name not in made]
assert not missing, f"Still to be written: {' and '.join(missing)}."
assert not any(tensor.requires_grad for tensor in (W, b, u, c)), (
    "Leave recording off in the formulas: the check lets torch walk, on its own copies."
)
assert getattr(W_grad, "shape", None) != (3, 2), (
    "`W_grad` is transposed: it should have the shape of W, (2, 3)."
)
assert getattr(b_grad, "shape", None) != (4, 3), (
    "`b_grad` should have shape (3,): all rows use the same b, so their slopes are added."
)
W_found, b_found = like(W, W_grad, "`W_grad`"), like(b, b_grad, "`b_grad`")


def by_torch(inner):
    leaves = W.clone().requires_grad_(), b.clone().requires_grad_()
    out = inner(X @ leaves[0] + leaves[1]) @ u + c
    loss = (torch.logaddexp(out, torch.zeros(())) - t * out).mean()
    return torch.autograd.grad(loss, leaves)


# A stand-in that has the values of tanh and the slope 1.
W_straight, _ = by_torch(lambda s: s + (torch.tanh(s) - s).detach())
assert not torch.allclose(W_found, W_straight), (
    "The slope of tanh is missing: multiply by 1 - h ** 2."
)
W_true, b_true = by_torch(torch.tanh)
assert not torch.allclose(W_found, 4 * W_true), (
    "`W_grad` is 4 times too large: `delta` has the 1/n of the mean already in it, use it whole."
)
assert not torch.allclose(W_found, X.T @ (delta[:, None] * (1 - h**2))), (
    "`u` is missing: it lies on the way from z back to h."
)
assert torch.allclose(W_found, W_true, atol=1e-4), (
    f"`W_grad` should be {W_true.tolist()}, not {W_found.tolist()}."
)
assert not torch.allclose(b_found, b_true / 4), (
    "`b_grad` is the mean over the rows. Their slopes are added: take the sum."
)
assert torch.allclose(b_found, b_true, atol=1e-4), (
    f"`b_grad` should be {b_true.tolist()}, not {b_found.tolist()}."
)
print("All checks passed.")
