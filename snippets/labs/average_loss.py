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


# Compute the average of loss_of(batch) over the six batches, for a report.
# `average` should keep no graph, and so should everything on the way to it.
# TODO: average = ...

# %% solution
total = 0.0
for batch in batches:
    total += loss_of(batch).item()
average = total / len(batches)
print(round(average, 4))

# %% check
made = globals()


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
assert "average" in made, "There is no `average` yet: write the loop."
found = number(average, "`average`")
expected = sum(loss_of(batch).item() for batch in batches) / len(batches)
assert abs(found - expected * len(batches)) > 1e-4, (
    "That is the sum of the losses: divide by the number of batches."
)
assert abs(found - expected) < 1e-4, (
    f"`average` should be {expected:.4f}, not {found:.4f}."
)
assert not getattr(average, "requires_grad", False), (
    "`average` still has a grad_fn, and behind it stand the graphs of all batches: "
    "add loss.item(), or compute under torch.no_grad()."
)


def steps_behind(value):
    todo, met = [getattr(value, "grad_fn", None)], set()
    while todo:
        step = todo.pop()
        if step is not None and step not in met:
            met.add(step)
            todo += [link for link, _ in step.next_functions]
    return len(met)


def tensors_in(value, met):
    """The tensors in a value, also those in its entries and its attributes."""
    if torch.is_tensor(value):
        return [value]
    if isinstance(value, (type, type(torch), type(tensors_in), str)) or hasattr(value, "dtype"):
        return []
    if id(value) in met:
        return []
    met.add(id(value))
    inside = list(getattr(value, "__dict__", {}).values())
    if hasattr(value, "__len__") and hasattr(value, "__iter__"):
        inside.extend(value.values() if isinstance(value, dict) else value)
    return [tensor for one in inside for tensor in tensors_in(one, met)]


one_loss = steps_behind(loss_of(batches[0]))
for name, value in list(made.items()):
    if name.startswith("_") or value is made:
        continue
    graphs = sum(steps_behind(one) for one in tensors_in(value, {id(made)}))
    assert graphs <= one_loss, (
        f"`{name}` still holds the graphs of many batches: take loss.item() in each round."
    )
assert weight.grad is None, "A report needs no backward(): `weight.grad` should stay None."
print("All checks passed.")
