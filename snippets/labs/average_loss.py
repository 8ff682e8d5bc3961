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
assert "average" in made, "There is no `average` yet: write the loop."
assert not torch.is_tensor(average) or average.numel() == 1, "`average` should be one number."
found = average.item() if torch.is_tensor(average) else float(average)
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


one_loss = steps_behind(loss_of(batches[0]))
for name, value in list(made.items()):
    held = value if isinstance(value, list) else [value]
    graphs = sum(steps_behind(one) for one in held)
    assert graphs <= one_loss, (
        f"`{name}` still holds the graphs of many batches: take loss.item() in each round."
    )
assert weight.grad is None, "A report needs no backward(): `weight.grad` should stay None."
print("All checks passed.")
