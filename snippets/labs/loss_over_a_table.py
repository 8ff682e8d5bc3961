r"""Lab: a regression that learns nothing, because of a shape.

Level: core. Minutes: 10.
Other numbers: targets = torch.tensor([1.0, 0.0, -2.0, 3.0])
"""
# %% start
import torch

rows = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
targets = torch.tensor([3.0, 5.0, 7.0, 9.0])
weight = torch.zeros(1, 1, requires_grad=True)
bias = torch.zeros(1, requires_grad=True)


def loss():
    predicted = rows @ weight + bias
    return ((predicted - targets) ** 2).mean()


# Each target belongs to its row, and gradient descent on loss() should find the line through them.
# It ends at weight 0, with the mean of all targets for each row, and nothing complains.
# 1. shape: the shape of what the mean in loss() is taken of, as a tuple.
# 2. mended(): the loss as it was meant, with `weight` and `bias` as they are.
# TODO: shape = ..., def mended(): ...

# %% solution
shape = tuple((rows @ weight + bias - targets).shape)


def mended():
    predicted = (rows @ weight + bias)[:, 0]
    return ((predicted - targets) ** 2).mean()


print(shape, torch.autograd.grad(loss(), weight), torch.autograd.grad(mended(), weight))

# %% check
as_started = {
    "rows": getattr(rows, "shape", None) == (4, 1),
    "targets": isinstance(targets, torch.Tensor) and targets.numel() == 4,
    "weight": getattr(weight, "shape", None) == (1, 1),
    "bias": getattr(bias, "shape", None) == (1,),
    "loss": callable(loss),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def slopes(function):
    for leaf in (weight, bias):
        leaf.grad = None
    value = function()
    assert isinstance(value, torch.Tensor), "mended() returns the loss, a tensor."
    assert value.requires_grad, "The loss does not record."
    assert value.dim() == 0, f"A loss is one number, and not of the shape {tuple(value.shape)}."
    value.backward()
    assert weight.grad is not None, "No gradient arrives at `weight`."
    assert bias.grad is not None, "No gradient arrives at `bias`."
    return value.item(), weight.grad.item(), bias.grad.item()


def right():
    """The loss and its slopes, row by row."""
    pairs = list(zip(rows.flatten().tolist(), targets.flatten().tolist(), strict=True))
    gaps = [x * weight.item() + bias.item() - y for x, y in pairs]
    pulls = [2 * gap * x for gap, (x, _) in zip(gaps, pairs, strict=True)]
    return sum(g * g for g in gaps) / 4, sum(pulls) / 4, sum(2 * g for g in gaps) / 4


def near(a, b):
    return abs(a - b) < 1e-3


made = globals()
assert "shape" in made, "There is no `shape` yet: print the shape of predicted - targets."
assert isinstance(shape, (tuple, list)), "`shape` should be a tuple, as in tuple(t.shape)."
counted = tuple(shape) == (len(rows), len(targets))
assert counted or targets.dim() == 1, (
    "`targets` is a column now: run the start again, and find the shape before you change it."
)
assert counted, (
    f"A column minus a row is stretched along both axes. It is not {tuple(shape)}."
)
assert callable(made.get("mended")), "There is no `mended` yet: step 2."
for at in ((0.0, 0.0), (0.5, -1.0)):
    with torch.no_grad():
        weight.fill_(at[0])
        bias.fill_(at[1])
    wanted, by_weight, by_bias = right()
    value, along_weight, along_bias = slopes(mended)
    assert (weight.item(), bias.item()) == at, "mended() has changed `weight` or `bias`."
    assert not near(along_weight, slopes(loss)[1]) or near(along_weight, by_weight), (
        "The weight still gets the gradient of loss(): every row is compared with every target."
    )
    assert not (near(value, 4 * wanted) and near(along_weight, 4 * by_weight)), (
        "That is the sum, not the mean."
    )
    assert near(value, wanted), f"The loss should be {wanted:.4f}, not {value:.4f}."
    assert near(along_weight, by_weight), f"`weight` should get {by_weight}, not {along_weight}."
    assert near(along_bias, by_bias), f"`bias` should get {by_bias}, not {along_bias}."
print("All checks passed.")
