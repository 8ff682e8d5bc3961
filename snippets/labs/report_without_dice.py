r"""Lab: measure a model without chance and without a record.

Level: deep. Minutes: 20.
Other numbers: data = torch.tensor([[2.0, -1.0], [1.0, 4.0]])
"""
# %% start
import torch

torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Linear(2, 8),
    torch.nn.Dropout(0.5),
)
data = torch.tensor([[1.0, 2.0], [3.0, -1.0]])

# Write measure(model, data): it returns the mean of model(data).
# 1. Twice the same call gives twice the same number: no dice.
# 2. Nothing is recorded, nor saved while the model runs.
# 3. Afterwards the model is in train() and torch records again.
# TODO: def measure(model, data): ...

# %% solution
@torch.no_grad()
def measure(model, data):
    model.eval()
    score = model(data).mean()
    model.train()
    return score


print(measure(model, data))
print(measure(model, data))

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {
    "model": isinstance(model, torch.nn.Module),
    "data": getattr(data, "shape", None) == (2, 2),
}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert callable(made.get("measure")), "There is no `measure` yet: write the function."
kept = []


def pack(tensor):
    kept.append(tensor.numel())
    return tensor.detach()


with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
    scores = [measure(model, data), measure(model, data)]
was_on, trains = torch.is_grad_enabled(), model.training
torch.set_grad_enabled(True)
model.train()
assert was_on, (
    "Recording is still off after the call: use a `with` block or a decorator, which end."
)
assert scores[0] is not None, "measure(model, data) returns nothing: return the mean."
assert not getattr(scores[0], "requires_grad", False), (
    "The result records: eval() does not switch recording off."
)
assert not kept, (
    f"{len(kept)} tensors were saved while the model ran: detach() or item() comes too late."
)
numbers = [number(score, "The result of measure(model, data)") for score in scores]
assert numbers[0] == numbers[1], (
    f"Two calls gave {numbers[0]:.4f} and {numbers[1]:.4f}: dropout throws dice until eval()."
)
assert trains, "The model is still in eval() after the call: call train() at the end."
expected = model[0](data).mean().item()
assert abs(numbers[0] - expected) < 1e-6, (
    f"The mean should be {expected:.4f}, not {numbers[0]:.4f}."
)
alike = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Dropout(0.5))
other = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(2, 3))
rows = torch.linspace(-1.0, 4.0, 10).view(5, 2)
for network, layer in ((alike, alike[0]), (other, other[1])):
    found, expected = number(measure(network, rows), "The result"), layer(rows).mean().item()
    assert abs(found - expected) < 1e-6, (
        f"For another model and other data the mean should be {expected:.4f}, not {found:.4f}: "
        "use the model and the data that are given."
    )
    assert network.training, "Another model is still in eval() after the call."
print("All checks passed.")
