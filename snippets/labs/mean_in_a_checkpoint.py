r"""Lab: a checkpointed block that moves a running mean, and moves it once.

Level: more. Minutes: 15.
Other numbers: rows = torch.tensor([[2.0, 0.0], [-1.0, 1.0], [5.0, 3.0]])
"""
# %% start
import torch
from torch.utils.checkpoint import checkpoint

layer, squash = torch.nn.Linear(2, 2), torch.nn.Tanh()
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[0.5, -1.0], [1.0, 0.25]]))
    layer.bias.zero_()
rows = torch.tensor([[1.0, 2.0], [3.0, 0.0], [-1.0, 4.0]])
mean = torch.zeros(2)  # a running mean


def block(t):
    t = layer(t)
    with torch.no_grad():
        mean.lerp_(t.mean(0), 0.1)  # a tenth of the way to the mean of the batch
    return squash(t - mean)


def plain(t):
    return block(t).sum()


# checkpoint(block, t, use_reentrant=False) moves the mean twice.
# The second run computes with another mean too: the gradient is wrong, and nothing says so.
# Write saving(t): the loss, the gradients and the mean of plain(t),
# where `layer` and `squash` are computed again on the way back.
# TODO: def saving(t): ...

# %% solution
def pure(t, old):
    t = layer(t)
    new = old.lerp(t.detach().mean(0), 0.1)
    return squash(t - new), new


def saving(t):
    result, new = checkpoint(pure, t, mean.clone(), use_reentrant=False)
    mean.copy_(new)
    return result.sum()


saving(rows).backward()
print(mean)

# %% check
as_started = {
    "layer": isinstance(layer, torch.nn.Module),
    "squash": isinstance(squash, torch.nn.Module),
    "rows": getattr(rows, "shape", None) == (3, 2),
    "mean": getattr(mean, "shape", None) == (2,),
    "plain": callable(plain),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def trial(loss, rows=rows, begin=(0.0, 0.0)):
    """The loss, the mean before and after the way back, the gradient, and what ran."""
    mean.copy_(torch.tensor(begin))
    layer.zero_grad()
    ran = []
    counters = [
        part.register_forward_pre_hook(lambda module, _: ran.append(module))
        for part in (layer, squash)
    ]
    value = loss(rows)
    assert isinstance(value, torch.Tensor), "saving(t) returns the loss: end with .sum()."
    assert value.numel() == 1, f"The loss is one number, not {value.numel()}: end with .sum()."
    assert value.requires_grad, "The loss does not record."
    assert not mean.requires_grad, (
        "The mean records now, and remembers every batch: run the start again before the next try."
    )
    moved = mean.clone()
    try:
        value.backward()
    except RuntimeError as error:
        raise AssertionError(
            "backward() raised an error. Did you edit what the checkpoint was given? "
            f"Hand in a copy. {error}"
        ) from error
    for counter in counters:
        counter.remove()
    counts = [ran.count(part) for part in (layer, squash)]
    gradient = layer.weight.grad
    assert gradient is not None, "No gradient arrives at the layer."
    return value.detach().to(rows.dtype), moved, mean.clone(), gradient.clone(), counts


assert callable(globals().get("saving")), "There is no `saving` yet."
value, moved, _, gradient, _ = trial(plain)
own_value, own_moved, own_after, own_gradient, (layers, squashes) = trial(saving)
assert torch.allclose(own_value, value), "The loss differs from that of plain(rows)."
assert own_moved.any(), "The mean has not moved: later batches need it."
assert torch.allclose(own_moved, moved), "The mean is another one than after plain(rows)."
assert layers > 1, "The layer was not computed again: call checkpoint(...)."
assert torch.allclose(own_after, moved), "The way back moved the mean a second time."
assert layers == 2, f"The layer ran {layers} times: once forward and once back is enough."
assert squashes > 0, "Call `squash` for the tanh: its runs are counted."
assert squashes == 2, "The result of the tanh is kept: `squash` belongs into the checkpoint too."
result = layer(rows)
through = squash(result - result.mean(0) / 10).sum()  # the mean records, from 0 on
(through,) = torch.autograd.grad(through, layer.weight)
assert not torch.allclose(own_gradient, through), (
    "The gradient leads through the mean as well. In plain(rows) the mean is a constant."
)
assert torch.allclose(own_gradient, gradient), (
    "The gradient is wrong: the second run saw another mean than the first. Hand in a copy."
)
other = torch.tensor([[0.5, -1.0], [2.0, 0.5]])
plainly, own = trial(plain, other, (-2.0, 1.0)), trial(saving, other, (-2.0, 1.0))
assert torch.allclose(own[0], plainly[0]), (
    "For other rows, or from another mean, the loss is not that of plain(t): use the t given."
)
assert torch.allclose(own[2], plainly[2]), (
    "The mean does not go on from where it was: a second batch moves it further."
)
assert torch.allclose(own[3], plainly[3]), (
    "From another mean the gradient is wrong: hand the checkpoint a copy of the mean."
)
print("All checks passed.")
