r"""Lab: the Laplacian of a function of two numbers, at many points.

Level: deep. Minutes: 15.
Other numbers: rows = torch.tensor([[0.3, -0.2], [1.5, 0.1], [2.5, 0.4]], requires_grad=True)
"""
# %% start
import torch

rows = torch.tensor([[0.5, 0.1], [1.0, 0.2], [2.0, -0.3]], requires_grad=True)


def u(rows):
    return rows[:, 0].sin() * (2 * rows[:, 1]).exp()


# Write laplacian(u, rows): for each row, the second derivative along
# the first number plus that along the second. Three rows, three numbers.
# TODO: def laplacian(u, rows): ...

# %% solution
def laplacian(u, rows):
    (du,) = torch.autograd.grad(u(rows).sum(), rows, create_graph=True)
    total = 0.0
    for i in range(rows.shape[1]):
        (second,) = torch.autograd.grad(du[:, i].sum(), rows, retain_graph=True)
        total = total + second[:, i]
    return total


print(laplacian(u, rows))

# %% check
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


as_started = {"rows": getattr(rows, "shape", None) == (3, 2), "u": callable(u)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(globals().get("laplacian")), "There is no `laplacian` yet."
found, said = None, ""
try:
    found = laplacian(u, rows)
except RuntimeError as error:
    said = str(error)
assert "does not require grad" not in said, (
    "The first gradient has no record: create_graph=True in the first call."
)
assert "second time" not in said, "The second walk needs retain_graph=True."
assert not said, said
assert isinstance(found, torch.Tensor), "Return a tensor."
assert found.numel() == 3, f"The shape is {tuple(found.shape)}, one number a row is (3,)."
assert found.shape == (3,), f"The shape is {tuple(found.shape)}, one number a row is (3,)."
values = u(rows).detach()
found = like(values, found, "The result")
along_x, along_y = -values, 4 * values
mixed = 2 * rows[:, 0].cos().detach() * (2 * rows[:, 1]).exp().detach()
assert not torch.allclose(found, along_x, atol=1e-4), "Only the first number was counted."
assert not torch.allclose(found, along_y, atol=1e-4), "Only the second number was counted."
assert not torch.allclose(found, along_x + along_y + 2 * mixed, atol=1e-4), (
    "The mixed derivatives are in it: of each second gradient take one column."
)
assert torch.allclose(found, 3 * values, atol=1e-4), "It should be three times u at each row."


def other(rows):
    x, y = rows[:, 0], rows[:, 1]
    return x**3 * y**2 - 4 * x * y


points = torch.linspace(-1.5, 2.0, 10).view(5, 2).requires_grad_()
found = laplacian(other, points)
x, y = points.detach().unbind(1)
right = 6 * x * y**2 + 2 * x**3
found = like(right, found, "For five rows the result")
assert torch.allclose(found, right, atol=1e-3), (
    f"For x ** 3 * y ** 2 - 4 * x * y it should be {right.tolist()}, not {found.tolist()}: "
    "use the function and the rows that are given."
)
print("All checks passed.")
