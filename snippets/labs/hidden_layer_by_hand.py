r"""Lab: the gradients of a hidden layer, by formula."""
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
delta = (torch.sigmoid(z) - t) / 4  # the slope of the loss along z

# No tensor here records. Continue by formula, from `delta` back to the hidden layer.
# TODO: grad_W = ...   with the shape of W
# TODO: grad_b = ...   with the shape of b

# %% solution
back = delta[:, None] * u * (1 - h**2)
grad_W = X.T @ back
grad_b = back.sum(dim=0)
print(grad_W)
print(grad_b)

# %% check
made = globals()
missing = [name for name in ("grad_W", "grad_b") if name not in made]
assert not missing, f"Still to be written: {' and '.join(missing)}."
assert not any(tensor.requires_grad for tensor in (W, b, u, c)), (
    "Leave recording off in the formulas: the check lets torch walk, on its own copies."
)
assert grad_W.shape != (3, 2), "`grad_W` is transposed: it should have the shape of W, (2, 3)."
assert grad_W.shape == (2, 3), f"`grad_W` should have shape (2, 3), not {tuple(grad_W.shape)}."
assert grad_b.shape == (3,), (
    f"`grad_b` should have shape (3,), not {tuple(grad_b.shape)}: "
    "all rows use the same b, so their slopes are added."
)


def by_torch(inner):
    W2, b2 = W.clone().requires_grad_(), b.clone().requires_grad_()
    z2 = inner(X @ W2 + b2) @ u + c
    loss = (torch.logaddexp(z2, torch.zeros(())) - t * z2).mean()
    return torch.autograd.grad(loss, (W2, b2))


# A stand-in that has the values of tanh and the slope 1.
straight_W, straight_b = by_torch(lambda s: s + (torch.tanh(s) - s).detach())
assert not torch.allclose(grad_W, straight_W), (
    "The slope of tanh is missing: multiply by 1 - h ** 2."
)
W_grad, b_grad = by_torch(torch.tanh)
assert not torch.allclose(grad_W, 4 * W_grad), (
    "`grad_W` is 4 times too large: `delta` has the 1/n of the mean already in it, use it whole."
)
assert not torch.allclose(grad_W, X.T @ (delta[:, None] * (1 - h**2))), (
    "`u` is missing: it lies on the way from z back to h."
)
assert torch.allclose(grad_W, W_grad, atol=1e-6), (
    f"`grad_W` should be {W_grad.tolist()}, not {grad_W.tolist()}."
)
assert not torch.allclose(grad_b, b_grad / 4), (
    "`grad_b` is the mean over the rows. Their slopes are added: take the sum."
)
assert torch.allclose(grad_b, b_grad, atol=1e-6), (
    f"`grad_b` should be {b_grad.tolist()}, not {grad_b.tolist()}."
)
print("All checks passed.")
