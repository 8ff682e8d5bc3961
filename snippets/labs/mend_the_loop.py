r"""Lab: two faults in one training loop.

Level: core. Minutes: 8.
Other numbers: t = torch.tensor([2.0, 1.0, 4.0, 3.0])
"""
# %% start
import torch

X = torch.tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 3.0]])
t = torch.tensor([1.0, 3.0, 2.0, 4.0])


# broken(1) runs, and broken(2) raises an error.
def broken(steps):
    w = torch.zeros(2, requires_grad=True)
    for _ in range(steps):
        loss = ((X @ w - t) ** 2).mean()
        loss.backward()
        w = w - 0.1 * w.grad
    return w


# Write `train`, the same for any number of steps.
# Mend that error, and find one more fault.
# TODO: def train(steps): ...

# %% solution
def train(steps):
    w = torch.zeros(2, requires_grad=True)
    for _ in range(steps):
        loss = ((X @ w - t) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
    return w


print(train(1))
print(train(300))

# %% check
import warnings


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


as_started = {"X": getattr(X, "shape", None) == (4, 2), "t": getattr(t, "shape", None) == (4,)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def trained(steps):
    """The weights after so many steps, however train() gives them."""
    return like(t[:2], train(steps), f"The result of train({steps})").detach()


assert callable(globals().get("train")), "There is no `train` yet: write the mended loop."
once = train(1)
assert torch.is_tensor(once), "`train` should return the two weights, as one tensor."
assert once.shape == (2,), f"The weights should have shape (2,), not {tuple(once.shape)}."
with warnings.catch_warnings():  # torch warns of the .grad that raises
    warnings.simplefilter("ignore")
    try:
        train(2)
    except (TypeError, RuntimeError) as error:
        raise AssertionError(
            f"train(2) raises an error: {error}. After `w = w - ...` the name `w` is another "
            "tensor: a result, whose .grad stays None, or under no_grad one that does not record. "
            "Edit the leaf in place, with `w -= ...` under torch.no_grad()."
        ) from error
assert once.any(), (
    "The weights have not moved: .grad was emptied before the step could use it."
)
slope = 2 / 4 * X.T @ (0 - t)
one = -0.1 * slope
once = once.detach().to(one.dtype)
assert not torch.allclose(once, -one), "The first step goes uphill: subtract."
assert torch.allclose(once, one), (
    f"After one step the weights should be {one.tolist()}, not {once.tolist()}."
)
second = 2 / 4 * X.T @ (X @ one - t)
twice = trained(2)
assert not torch.allclose(twice, one - 0.1 * (slope + second)), (
    "The second step used both gradients, added up: empty w.grad in each round."
)
assert torch.allclose(twice, one - 0.1 * second, atol=1e-5), (
    f"After two steps the weights should be {(one - 0.1 * second).tolist()}, "
    f"not {twice.tolist()}."
)
best = torch.linalg.lstsq(X, t[:, None]).solution[:, 0]
assert torch.allclose(trained(300), best, atol=1e-3), (
    f"After 300 steps the weights should be {best.tolist()}."
)
assert torch.allclose(trained(1), one), (
    "A second call of train(1) gives something else: each call should begin at zeros."
)
assert torch.equal(trained(0), torch.zeros(2)), "train(0) should give the zeros, untouched."
by_formula = torch.zeros(2)
for _ in range(7):
    by_formula = by_formula - 0.1 * 2 / 4 * X.T @ (X @ by_formula - t)
assert torch.allclose(trained(7), by_formula, atol=1e-5), (
    f"After 7 steps the weights should be {by_formula.tolist()}."
)
print("All checks passed.")
