r"""Lab: report an average loss without keeping every graph.

Level: core. Minutes: 8.
Other numbers: weight = torch.tensor([0.5, -1.0, 2.0, 0.1], requires_grad=True)
"""
# %% start
import torch

torch.manual_seed(0)
weight = torch.rand(4, requires_grad=True)
batches = torch.rand(6, 10, 4)  # six batches of ten rows


def loss_of(batch):
    return ((batch @ weight) ** 2).mean()


# Write report(): it returns the average of loss_of(batch) over the six batches.
# The result keeps no graph, and on the way no more than that of the batch before
# is still there.
# TODO: def report(): ...

# %% solution
def report():
    total = 0.0
    for batch in batches:
        total += loss_of(batch).item()
    return total / len(batches)


print(round(report(), 4))

# %% check
def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {
    "weight": getattr(weight, "shape", None) == (4,),
    "batches": getattr(batches, "shape", None) == (6, 10, 4),
    "loss_of": callable(loss_of),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


class Kept:
    """A tensor that a graph keeps for the way back."""

    now = most = 0  # numbers that are kept at this moment, and at any

    def __init__(self, tensor):
        self.tensor = tensor.detach()  # or the graph would hold itself
        Kept.now += tensor.numel()
        Kept.most = max(Kept.most, Kept.now)

    def __del__(self):
        type(self).now -= self.tensor.numel()


def watched(work):
    """What `work` returns, and how many numbers its graphs kept at one time."""
    Kept.now = Kept.most = 0
    with torch.autograd.graph.saved_tensors_hooks(Kept, lambda kept: kept.tensor):
        return work(), Kept.most


assert callable(globals().get("report")), "There is no `report` yet: write the function."
weight.grad = None
average, most = watched(report)
found = number(average, "The result of report()")
expected = sum(loss_of(batch).item() for batch in batches) / len(batches)
assert abs(found - expected * len(batches)) > 1e-4, (
    "That is the sum of the losses: divide by the number of batches."
)
assert abs(found - expected) < 1e-4, (
    f"report() should return {expected:.4f}, not {found:.4f}."
)
assert not getattr(average, "requires_grad", False), (
    "The result still has a grad_fn, and behind it stand the graphs of all batches: "
    "add loss.item(), or compute under torch.no_grad()."
)
assert weight.grad is None, "A report needs no backward(): `weight.grad` should stay None."
_, one = watched(lambda: loss_of(batches[0]))
assert most <= 2 * one, (
    f"On the way the graphs of {most / one:.0f} batches were kept at one time: "
    "take loss.item() in each round, or compute under torch.no_grad()."
)
print("All checks passed.")
